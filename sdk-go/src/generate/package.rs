//! The files of an interface's package.

use witloom_bindgen::FileSet;
use witloom_bindgen::model::{FunctionKind, Interface, Key, Side};

use super::abi::Abi;
use super::source::{COMPONENT, Source};
use super::types::Context;
use super::{FOLDER, decl, mocks, signature};

/// Adds the package of an interface, unless there is nothing to put in it.
pub(super) fn files(cx: &Context<'_>, interface: &Interface, files: &mut FileSet) {
    if interface.types.is_empty() && interface.resources.is_empty() && interface.functions.is_empty() {
        return;
    }
    let package = cx.names.package(interface.id);
    let folder = format!("{FOLDER}/{}", package.folder);
    let mut api = Source::new(cx.names, cx.root, Some(interface.id));
    decl::types(cx, &mut api, interface);
    let mut abi = Abi::new(cx, Source::new(cx.names, cx.root, Some(interface.id)));
    match interface.side {
        Side::Import => (0..interface.functions.len()).for_each(|index| abi.import(interface, index)),
        Side::Export => {
            exports(cx, &mut api, interface);
            abi.exports(interface);
        }
    }
    files.insert(format!("{folder}/{}.go", package.name), api.finish(&package.name, &package_docs(cx, interface)));
    if let Some(text) = mocks::file(cx, interface) {
        files.insert(format!("{folder}/mocks.go"), text);
    }
    let abi = abi.finish();
    if !abi.is_empty() {
        files.insert(format!("{folder}/abi.go"), abi.finish_for(COMPONENT, &package.name, &[]));
    }
}

fn package_docs(cx: &Context<'_>, interface: &Interface) -> Vec<String> {
    let name = &cx.names.package(interface.id).name;
    let what = match (&interface.key, interface.side) {
        (Key::Root, Side::Import) => format!("holds the types and imported functions of the world {}.", cx.world.name),
        (Key::Root, Side::Export) => format!("is for the functions that the world {} exports.", cx.world.name),
        (Key::Inline(_) | Key::Package(..), Side::Import) => {
            format!("is the imported interface {}.", interface.full_name)
        }
        (Key::Inline(_) | Key::Package(..), Side::Export) => {
            format!("is the exported interface {}.", interface.full_name)
        }
    };
    let mut lines = vec![format!("// Package {name} {what}")];
    if let Some(docs) = &interface.docs {
        lines.push("//".to_owned());
        lines.extend(super::docs::lines(docs));
    }
    lines
}

/// The functions that are methods of `Exports`.
pub(super) fn offered(interface: &Interface) -> Vec<usize> {
    let is_offered = |index: &usize| match interface.functions[*index].kind {
        FunctionKind::Free | FunctionKind::Static(_) | FunctionKind::Constructor(_) => true,
        FunctionKind::Method(_) => false,
    };
    (0..interface.functions.len()).filter(is_offered).collect()
}

fn exports(cx: &Context<'_>, src: &mut Source<'_>, interface: &Interface) {
    let offered = offered(interface);
    if offered.is_empty() {
        return;
    }
    let what = if interface.key == Key::Root { &cx.world.name } else { &interface.full_name };
    src.w.gap();
    src.w.comment(&format!("Exports is what a component implements to export {what}."));
    src.w.line("type Exports interface {");
    decl::indented(src, |src| {
        for index in offered {
            src.docs(&interface.functions[index].docs);
            let text = signature::method(cx, src, interface, index);
            src.w.line(text);
        }
    });
    src.w.line("}");
    src.w.gap();
    src.w.line("var registered Exports");
    src.w.gap();
    src.w.comment("Export registers the implementation. Call it in an init function of package main.");
    // The build looks for the function in the program, to tell when nobody calls it.
    src.w.line("//");
    src.w.line("//go:noinline");
    src.w.block("func Export(implementation Exports) {", "}", |w| w.line("registered = implementation"));
}

impl Abi<'_> {
    fn exports(&mut self, interface: &Interface) {
        if !offered(interface).is_empty() {
            let package = self.cx.names.package(interface.id).name.clone();
            self.src.own("internal/rt");
            self.block("func implementation() Exports {", "}", |abi| {
                abi.block("if registered == nil {", "}", |abi| abi.line(format!("rt.Unregistered({package:?})")));
                abi.line("return registered");
            });
            self.src.w.gap();
        }
        (0..interface.functions.len()).for_each(|index| self.export(interface, index));
        for id in &interface.resources {
            let names = self.cx.names.resource(*id);
            let Some(dtor) = &self.cx.plan.resource(*id).dtor else { continue };
            self.src.own("internal/rt");
            self.line(format!("//go:wasmexport {dtor}"));
            let name = self.own_name(format!("destroy{}", names.name));
            self.block(format!("func {name}(rep uint32) {{"), "}", |abi| {
                abi.line(format!("defer rt.Guard({dtor:?})"));
                let open = format!("if v, ok := rt.Destroy(rep).(interface{{ {}() }}); ok {{", names.drop);
                abi.block(open, "}", |abi| abi.line(format!("v.{}()", names.drop)));
            });
            self.src.w.gap();
        }
    }
}
