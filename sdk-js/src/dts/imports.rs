//! `gen/imports.d.ts`: the modules that user code can import.

use witloom_bindgen::model::{FunctionKind, Interface, Side};
use witloom_bindgen::{Indent, Writer};

use super::{Declarations, From, docs, helpers, writer};
use crate::names::{NAMER, key, property, string};

/// The declarations of `witloom` itself.
const RUNTIME: &str = include_str!("../../runtime/index.d.ts");
/// What it has besides in worlds with async functions, streams or futures.
const CONCURRENT: &str = include_str!("../../runtime/concurrent.d.ts");
/// The declarations of `witloom/test`, which mention the modules that there are.
const TEST: &str = include_str!("../../runtime/test.d.ts");

pub(super) fn file(declarations: &Declarations<'_>) -> String {
    let mut w = writer();
    w.gap();
    w.block("declare module \"witloom\" {", "}", |w| {
        w.line(RUNTIME.trim_end());
        if declarations.world.is_concurrent() {
            w.gap();
            w.line(CONCURRENT.trim_end());
        }
    });
    for interface in declarations.world.side(Side::Import) {
        module(declarations, &mut w, interface);
    }
    testing(declarations, &mut w);
    w.finish()
}

/// `witloom/test`, in which each module that has something to mock is known.
fn testing(declarations: &Declarations<'_>, w: &mut Writer) {
    let mocked = declarations.world.side(Side::Import).filter(|interface| !interface.functions.is_empty());
    let specifiers = mocked.flat_map(|interface| &declarations.names.interface(interface.id).specifiers);
    let specifiers: Vec<&String> = specifiers.collect();
    w.gap();
    w.block("declare module \"witloom/test\" {", "}", |w| {
        w.line("/** The modules that the component provides. */");
        if specifiers.is_empty() {
            w.line("export interface Modules {}");
        } else {
            w.block("export interface Modules {", "}", |w| {
                specifiers.iter().for_each(|name| w.line(format!("{}: typeof import({});", key(name), string(name))));
            });
        }
        w.gap();
        w.line(TEST.trim_end());
    });
}

fn module(declarations: &Declarations<'_>, w: &mut Writer, interface: &Interface) {
    if interface.functions.is_empty() && interface.types.is_empty() && interface.resources.is_empty() {
        return;
    }
    let names = declarations.names.interface(interface.id);
    let mut specifiers = names.specifiers.iter();
    let full = specifiers.next().map(|name| string(name)).unwrap_or_default();
    w.gap();
    docs(w, interface.docs.as_deref());
    w.block(format!("declare module {full} {{"), "}", |w| {
        let mut body = Writer::new(Indent::Spaces(2), "//");
        body.indented(|body| members(declarations, body, interface));
        let body = body.finish();
        if let Some(import) = helpers(&body, 1) {
            w.line(import);
            w.gap();
        }
        w.raw(&body);
    });
    for specifier in specifiers {
        w.gap();
        w.block(format!("declare module {} {{", string(specifier)), "}", |w| {
            w.line(format!("export * from {full};"));
        });
    }
}

fn members(declarations: &Declarations<'_>, w: &mut Writer, interface: &Interface) {
    let from = From::Interface(interface.id);
    declarations.types(w, interface);
    for id in &interface.resources {
        declarations.imported_class(w, interface, declarations.world.resource(*id));
    }
    for function in interface.functions.iter().filter(|f| f.kind == FunctionKind::Free) {
        w.gap();
        declarations.function_docs(w, function, from);
        let name = property(&function.name);
        let local = NAMER.legal(name.clone());
        let lead = format!("{}function {local}", if local == name { "export " } else { "" });
        w.line(declarations.signature(function, Side::Import, from, &lead, 1));
        if local != name {
            w.line(format!("export {{ {local} as {name} }};"));
        }
    }
}
