//! A first `index.js`: exports whose functions throw.

use witloom_bindgen::model::{Function, FunctionKind, Interface, Key, Resource, Side, World};
use witloom_bindgen::{Indent, Language, Plan, Writer};

use crate::JavaScript;
use crate::glue::is_empty;
use crate::names::{NAMER, Names, POLICY, class, key, member, property, string};

const BODY: &str = "throw new Error(\"not implemented\");";

/// The module's text; nothing for a world that JavaScript doesn't support.
pub(crate) fn module(world: &World) -> Option<String> {
    JavaScript.accept(world).ok()?;
    let names = Names::new(world, &Plan::new(world).used_types(world));
    let mut w = Writer::new(Indent::Spaces(2), "//");
    for interface in world.side(Side::Export).filter(|interface| !is_empty(interface)) {
        if interface.key == Key::Root {
            for function in interface.functions.iter().filter(|function| function.kind == FunctionKind::Free) {
                let name = property(&function.name);
                export(&mut w, &name, &format!("function {}", NAMER.legal(name.clone())), |w, open| {
                    w.block(format!("{open}({}) {{", params(function)), "}", |w| w.line(BODY));
                });
            }
        } else {
            let alias = &names.interface(interface.id).alias;
            export(&mut w, alias, &format!("const {}", NAMER.legal(alias.clone())), |w, open| {
                w.block(format!("{open} = {{"), "};", |w| members(w, world, interface));
            });
        }
    }
    Some(w.finish())
}

/// A declaration with its type, exported under its name.
fn export(w: &mut Writer, name: &str, declaration: &str, write: impl FnOnce(&mut Writer, &str)) {
    w.gap();
    w.line(format!("/** @type {{import(\"./gen/exports\").World[{}]}} */", string(name)));
    let local = NAMER.legal(name.to_owned());
    if local == name {
        return write(w, &format!("export {declaration}"));
    }
    write(w, declaration);
    w.line(format!("export {{ {local} as {} }};", key(name)));
}

fn members(w: &mut Writer, world: &World, interface: &Interface) {
    for function in interface.functions.iter().filter(|function| function.kind == FunctionKind::Free) {
        w.block(format!("{}({}) {{", key(&property(&function.name)), params(function)), "},", |w| w.line(BODY));
    }
    for id in &interface.resources {
        let resource = world.resource(*id);
        w.line("/** @type {any} */");
        w.block(format!("{}: class {{", key(&class(resource))), "},", |w| methods(w, interface, resource));
    }
}

/// Those of a resource's class, without parameters, which would need their types.
fn methods(w: &mut Writer, interface: &Interface, resource: &Resource) {
    for function in &interface.functions {
        let name = match function.kind {
            FunctionKind::Free => continue,
            FunctionKind::Constructor(id) if id == resource.id => "constructor".to_owned(),
            FunctionKind::Method(id) if id == resource.id => key(&member(function)),
            FunctionKind::Static(id) if id == resource.id => format!("static {}", key(&member(function))),
            FunctionKind::Constructor(_) | FunctionKind::Method(_) | FunctionKind::Static(_) => continue,
        };
        w.block(format!("{name}() {{"), "}", |w| w.line(BODY));
    }
}

fn params(function: &Function) -> String {
    let names = POLICY.param.all(&[], function.params.iter().map(|param| param.name.as_str()));
    names.join(", ")
}
