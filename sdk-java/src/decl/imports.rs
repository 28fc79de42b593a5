//! Imported interfaces: a class of static methods, with its resources and types nested in it.

use witloom_bindgen::Writer;
use witloom_bindgen::model::{FunctionKind, Interface, Key, ResourceId};

use super::{Signature, docs, nested, signature};
use crate::types::Types;

/// The class of an imported interface.
pub(super) fn write(w: &mut Writer, types: &Types<'_>, interface: &Interface) {
    let class = types.names.class(interface.id);
    let note = match interface.key {
        Key::Root => format!("Functions that the world {{@code {}}} imports by itself.", types.world.short_name),
        Key::Inline(_) | Key::Package(..) => format!("Functions imported from {{@code {}}}.", interface.full_name),
    };
    docs(w, interface.docs.as_deref(), &[note]);
    w.block(format!("public final class {} {{", class.name), "}", |w| {
        w.line(format!("private {}() {{}}", class.name));
        for (index, function) in interface.functions.iter().enumerate() {
            if function.kind == FunctionKind::Free {
                w.gap();
                method(w, types, interface, index, "public static ");
            }
        }
        for &id in &interface.resources {
            w.gap();
            resource(w, types, interface, id);
        }
        nested::write(w, types, interface);
    });
}

fn resource(w: &mut Writer, types: &Types<'_>, interface: &Interface, id: ResourceId) {
    let resource = types.world.resource(id);
    let name = types.names.resource(id);
    let glue = &types.names.resource_glue(id).drop;
    docs(w, resource.docs.as_deref(), &[]);
    w.block(format!("public static final class {name} extends Resource {{"), "}", |w| {
        w.line("/** For generated code. */");
        w.block(format!("public {name}(Handle handle) {{"), "}", |w| w.line("super(handle);"));
        for (index, function) in interface.functions.iter().enumerate() {
            match function.kind {
                FunctionKind::Constructor(of) if of == id => constructor(w, types, interface, index, name),
                FunctionKind::Method(of) if of == id => {
                    w.gap();
                    method(w, types, interface, index, "public ");
                }
                FunctionKind::Static(of) if of == id => {
                    w.gap();
                    method(w, types, interface, index, "public static ");
                }
                FunctionKind::Free
                | FunctionKind::Constructor(_)
                | FunctionKind::Method(_)
                | FunctionKind::Static(_) => {}
            }
        }
        w.gap();
        w.line("@Override");
        w.block("protected void drop(int handle) {", "}", |w| w.line(format!("Imports.{glue}(handle);")));
        w.gap();
        w.line("@Override");
        w.block("protected String resourceName() {", "}", |w| w.line(format!("return \"{}\";", resource.name)));
    });
}

fn constructor(w: &mut Writer, types: &Types<'_>, interface: &Interface, index: usize, name: &str) {
    let Signature { params, names, throws, .. } = signature(types, interface, index);
    w.gap();
    docs(w, interface.functions[index].docs.as_deref(), &nested::param_notes(types, interface, index));
    let glue = types.names.glue(interface.id, index);
    w.block(format!("public {name}({params}){throws} {{"), "}", |w| {
        w.line(format!("super(Imports.{glue}({}));", names.join(", ")));
    });
}

fn method(w: &mut Writer, types: &Types<'_>, interface: &Interface, index: usize, modifiers: &str) {
    let function = &interface.functions[index];
    let Signature { result, params, names, throws } = signature(types, interface, index);
    docs(w, function.docs.as_deref(), &nested::param_notes(types, interface, index));
    let java = types.names.function(interface.id, index);
    let receiver = matches!(function.kind, FunctionKind::Method(_)).then(|| "this".to_owned());
    let arguments: Vec<String> = receiver.into_iter().chain(names).collect();
    w.block(format!("{modifiers}{result} {java}({params}){throws} {{"), "}", |w| {
        let back = if result == "void" { "" } else { "return " };
        let glue = types.names.glue(interface.id, index);
        w.line(format!("{back}Imports.{glue}({});", arguments.join(", ")));
    });
}
