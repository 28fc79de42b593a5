//! `gen/exports.d.ts`: what user code has to export.

use witloom_bindgen::model::{FunctionKind, Interface, Key, Side};
use witloom_bindgen::{Indent, Writer};

use super::{Declarations, From, docs, helpers, writer};
use crate::glue::is_empty;
use crate::names::{class, key, property};

pub(super) fn file(declarations: &Declarations<'_>) -> String {
    let body = body(declarations);
    let mut w = writer();
    w.gap();
    w.line("/// <reference path=\"./imports.d.ts\" />");
    if let Some(import) = helpers(&body, 0) {
        w.gap();
        w.line(import);
    }
    w.gap();
    w.raw(&body);
    w.finish()
}

fn body(declarations: &Declarations<'_>) -> String {
    let mut w = Writer::new(Indent::Spaces(2), "//");
    docs(&mut w, declarations.world.docs.as_deref());
    w.block("export interface World {", "}", |w| {
        for interface in declarations.world.side(Side::Export).filter(|interface| !is_empty(interface)) {
            if interface.key == Key::Root {
                functions(declarations, w, interface, From::World);
            } else {
                let alias = &declarations.names.interface(interface.id).alias;
                w.line(format!("{}: {};", key(alias), declarations.namespace(interface.id)));
            }
        }
    });
    for interface in declarations.world.side(Side::Export).filter(|i| i.key != Key::Root) {
        namespace(declarations, &mut w, interface);
    }
    w.finish()
}

fn namespace(declarations: &Declarations<'_>, w: &mut Writer, interface: &Interface) {
    let name = declarations.namespace(interface.id);
    w.gap();
    docs(w, interface.docs.as_deref());
    w.block(format!("export interface {name} {{"), "}", |w| {
        for id in &interface.resources {
            let resource = declarations.world.resource(*id);
            let constructor = declarations.constructor_type(interface, resource);
            w.line(format!("{}: {name}.{constructor};", class(resource)));
        }
        functions(declarations, w, interface, From::World);
    });
    if interface.types.is_empty() && interface.resources.is_empty() {
        return;
    }
    w.gap();
    w.block(format!("export namespace {name} {{"), "}", |w| {
        declarations.types(w, interface);
        for id in &interface.resources {
            declarations.exported_class(w, interface, declarations.world.resource(*id));
        }
    });
}

fn functions(declarations: &Declarations<'_>, w: &mut Writer, interface: &Interface, from: From) {
    for function in interface.functions.iter().filter(|f| f.kind == FunctionKind::Free) {
        declarations.function_docs(w, function, from);
        let lead = key(&property(&function.name));
        w.line(declarations.signature(function, Side::Export, from, &lead, 1));
    }
}
