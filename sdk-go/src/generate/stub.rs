//! A first `package main` that implements every export by a panic: a start for people, and for tests.

use witloom_bindgen::binding::Binding;
use witloom_bindgen::model::{FunctionKind, Interface, Side};
use witloom_bindgen::{Language, Options, World};

use super::case::exported;
use super::names::Names;
use super::source::Source;
use super::types::Context;
use super::{FOLDER, Go, decl, module, signature};

/// A `main.go` that compiles against the bindings of a world and exports all it has to, or `None` when the
/// world has something that Go can't do.
pub fn stub(world: &World, options: &Options) -> Option<String> {
    Go.accept(world).ok()?;
    super::spelling::refuse_long(world).ok()?;
    let plan = super::plan(world);
    let binding = Binding::new(world, &plan);
    let names = Names::new(world, &plan);
    let root = format!("{}/{FOLDER}", module(world, options));
    let cx = Context { world, plan: &plan, binding: &binding, names: &names, root: &root };
    let mut src = Source::new(&names, &root, None);
    for interface in world.side(Side::Export) {
        implement(&cx, &mut src, interface);
    }
    src.w.gap();
    src.w.line("func main() {}");
    let text = src.finish("main", &[]);
    Some(text.replacen(&format!("{}\n\n", super::source::GENERATED), "", 1))
}

fn implement(cx: &Context<'_>, src: &mut Source<'_>, interface: &Interface) {
    if interface.functions.is_empty() {
        return;
    }
    let package = cx.names.package(interface.id);
    let name = format!("{}Impl", super::case::unexported(&package.long_name));
    let qualifier = src.qualifier(interface.id);
    let offers = interface.functions.iter().any(|f| !matches!(f.kind, FunctionKind::Method(_)));
    src.w.gap();
    if offers {
        src.w.line(format!("type {name} struct{{}}"));
        src.w.gap();
        src.w.block("func init() {", "}", |w| w.line(format!("{qualifier}Export({name}{{}})")));
    } else {
        // The package has to be part of the program for its methods to be exported.
        let resource = interface.resources.first().map(|id| cx.resource_name(src, *id));
        src.w.line(format!("var _ {}", resource.unwrap_or_else(|| "any".to_owned())));
    }
    for index in 0..interface.functions.len() {
        src.w.gap();
        let receiver = match interface.functions[index].kind {
            FunctionKind::Method(resource) => format!("{name}{}", exported(&cx.world.resource(resource).name)),
            FunctionKind::Free | FunctionKind::Static(_) | FunctionKind::Constructor(_) => name.clone(),
        };
        let text = signature::method(cx, src, interface, index);
        src.w.line(format!("func ({receiver}) {text} {{"));
        decl::indented(src, |src| src.w.line("panic(\"not implemented\")"));
        src.w.line("}");
    }
    src.w.gap();
    for id in &interface.resources {
        let resource = cx.resource_name(src, *id);
        let name = format!("{name}{}", exported(&cx.world.resource(*id).name));
        src.w.gap();
        src.w.line(format!("type {name} struct{{}}"));
        src.w.gap();
        src.w.line(format!("var _ {resource} = {name}{{}}"));
    }
}
