//! First implementations of exported interfaces: public classes whose methods throw.

use std::path::Path;

use witloom_bindgen::model::{FunctionKind, Interface, Side, World};
use witloom_bindgen::{Language, LetterCase, Options, Writer};
use witloom_component::SourceFile;

use crate::decl::{Signature, signature, users_file, writer};
use crate::generate::Java;
use crate::names::{NAMER, Names};
use crate::types::Types;

const BODY: &str = "throw new UnsupportedOperationException(\"not implemented\");";

/// A class for each exported interface that no source of the user's names.
pub(crate) fn files(world: &World, options: &Options, sources: &dyn Fn(&Path) -> Vec<String>) -> Vec<SourceFile> {
    if Java.accept(world).is_err() {
        return Vec::new();
    }
    let names = Names::new(world);
    let types = Types { world, names: &names };
    let written = options.folder.as_deref().map(sources).unwrap_or_default();
    let package = NAMER.name(&world.package.namespace, LetterCase::Snake);
    let implemented = world.side(Side::Export).filter(|interface| !interface.functions.is_empty());
    let missing = implemented.filter(|interface| {
        let class = names.class(interface.id).full();
        !written.iter().any(|text| text.contains(&class))
    });
    let file = |interface: &Interface| {
        let name = format!("{}Impl", names.class(interface.id).name);
        let mut w = writer();
        implement(&mut w, &types, interface, &name);
        SourceFile { path: format!("src/{package}/{name}.java"), text: users_file(&package, &w.finish()) }
    };
    missing.map(file).collect()
}

fn implement(w: &mut Writer, types: &Types<'_>, interface: &Interface, name: &str) {
    let full = types.names.class(interface.id).full();
    w.line(format!("/** Implements {{@code {}}}. */", interface.full_name));
    w.block(format!("public final class {name} implements {full} {{"), "}", |w| {
        let mut first = true;
        for index in 0..interface.functions.len() {
            if !matches!(interface.functions[index].kind, FunctionKind::Method(_)) {
                method(w, types, interface, index, &mut first);
            }
        }
        for &id in &interface.resources {
            let resource = types.names.resource(id);
            if !std::mem::take(&mut first) {
                w.gap();
            }
            w.block(format!("static final class {resource}Impl implements {full}.{resource} {{"), "}", |w| {
                let mut first = true;
                for index in 0..interface.functions.len() {
                    if interface.functions[index].kind == FunctionKind::Method(id) {
                        method(w, types, interface, index, &mut first);
                    }
                }
            });
        }
    });
}

fn method(w: &mut Writer, types: &Types<'_>, interface: &Interface, index: usize, first: &mut bool) {
    let Signature { result, params, .. } = signature(types, interface, index);
    if !std::mem::take(first) {
        w.gap();
    }
    w.line("@Override");
    let name = types.names.function(interface.id, index);
    w.block(format!("public {result} {name}({params}) {{"), "}", |w| w.line(BODY));
}
