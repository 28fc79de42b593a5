//! Tables and classes of resources.

use witloom_bindgen::Writer;
use witloom_bindgen::model::{FunctionKind, Resource, Side};

use super::{Glue, export, import};
use crate::expr::Expr;
use crate::names::{class, class_type, string};

/// The tables of every resource; routines and classes refer to them.
pub(super) fn resources(glue: &Glue<'_>, w: &mut Writer) {
    for resource in &glue.world.resources {
        let plan = glue.plan.resource(resource.id);
        let bind = |name: &str| Expr::call("$bind", [Expr::text(string(&plan.module)), Expr::text(string(name))]);
        let mut args = vec![Expr::text(string(&class(resource)))];
        let head = match resource.side {
            Side::Import => {
                args.push(bind(&plan.drop));
                "new $Imported"
            }
            Side::Export => {
                args.extend([&plan.new, &plan.rep].into_iter().flatten().map(|name| bind(name)));
                "new $Exported"
            }
        };
        let lead = format!("const {} = ", glue.resource(resource.id));
        w.line(Expr::call(head, args).statement(0, &lead, ";"));
    }
}

/// The class of an imported resource.
pub(super) fn imported_class(glue: &Glue<'_>, w: &mut Writer, resource: &Resource) {
    let table = glue.resource(resource.id);
    let name = class(resource);
    w.block(format!("{table}.type = class {} {{", class_type(resource)), "};", |w| {
        let members = || glue.binding.members(resource.id);
        let has_constructor = members().any(|func| matches!(func.kind, FunctionKind::Constructor(_)));
        if !has_constructor {
            let message = string(&format!("{name} has no constructor"));
            w.block("constructor() {", "}", |w| w.line(format!("throw new TypeError({message});")));
            w.gap();
        }
        for func in members() {
            import::function(glue, w, func, 1);
            w.gap();
        }
        w.block("[Symbol.dispose]() {", "}", |w| w.line(format!("{table}.close(this);")));
    });
}

/// The destructor of an exported resource.
pub(super) fn destructor(glue: &Glue<'_>, w: &mut Writer, resource: &Resource) {
    let Some(dtor) = &glue.plan.resource(resource.id).dtor else { return };
    let dtor = string(dtor);
    w.block(format!("$exported[{dtor}] = ($rep) => {{"), "};", |w| {
        w.line("try {");
        w.indented(|w| {
            w.line(format!("{}.destroy($rep);", glue.resource(resource.id)));
            w.line("return $done;");
        });
        w.line("} catch ($error) {");
        w.indented(|w| w.line(export::trap(&dtor)));
        w.line("}");
    });
}
