//! What stands for imported functions outside of a component: a table of functions that tests set.

use witloom_bindgen::model::{Docs, FunctionKind, Interface, Key, Side};

use super::case::NAMER;
use super::source::{Source, TESTS};
use super::types::Context;
use super::{decl, signature};

/// The package's file for tests; `None` for interfaces without imported functions.
pub(super) fn file(cx: &Context<'_>, interface: &Interface) -> Option<String> {
    if interface.side == Side::Export || interface.functions.is_empty() {
        return None;
    }
    let package = &cx.names.package(interface.id).name;
    let mut src = Source::new(cx.names, cx.root, Some(interface.id));
    let fields = fields(cx, interface);
    table(cx, &mut src, interface, &fields);
    for (index, field) in fields.iter().enumerate() {
        let function = &interface.functions[index];
        src.w.gap();
        let name = cx.names.function(interface.id, index);
        src.docs_or(&function.docs, &format!("{name} calls Mocks.{field}."));
        let (_, arguments) = signature::mock(cx, &mut src, function);
        let returns = if function.result.is_some() || function.is_async { "return " } else { "" };
        let full_name = match interface.key {
            Key::Root => function.core_name.clone(),
            Key::Inline(_) | Key::Package(..) => format!("{}#{}", interface.full_name, function.core_name),
        };
        let signature = signature::import(cx, &mut src, interface, index);
        src.own("internal/rt");
        src.w.block(format!("{signature} {{"), "}", |w| {
            w.block(format!("if Mocks.{field} == nil {{"), "}", |w| {
                w.line(format!("rt.NotMocked({full_name:?}, \"{package}.Mocks.{field}\")"));
            });
            w.line(format!("{returns}Mocks.{field}({arguments})"));
        });
    }
    Some(src.finish_for(TESTS, package, &[]))
}

/// The names in the table: those of functions, and `CursorNext` for methods.
fn fields(cx: &Context<'_>, interface: &Interface) -> Vec<String> {
    let mut scope = NAMER.scope([]);
    let functions = interface.functions.iter().enumerate();
    let names = functions.map(|(index, function)| {
        let name = cx.names.function(interface.id, index);
        match function.kind {
            FunctionKind::Method(resource) => format!("{}{name}", cx.names.resource(resource).name),
            FunctionKind::Free | FunctionKind::Static(_) | FunctionKind::Constructor(_) => name.to_owned(),
        }
    });
    names.map(|name| scope.claim_exact(name)).collect()
}

fn table(cx: &Context<'_>, src: &mut Source<'_>, interface: &Interface, fields: &[String]) {
    let rows: Vec<(Docs, Vec<String>)> = fields
        .iter()
        .zip(&interface.functions)
        .map(|(field, function)| (None, vec![field.clone(), signature::mock(cx, src, function).0]))
        .collect();
    src.w.comment(&format!("Mock is what stands for the functions of {} in tests.", interface.full_name));
    src.w.line("type Mock struct {");
    decl::indented(src, |src| src.columns(&rows));
    src.w.line("}");
    src.w.gap();
    src.w
        .comment("Mocks are called instead of the functions, outside of a component. A test sets those that it needs:");
    src.w.line("//");
    src.w.line("//\tt.Cleanup(func() { Mocks = Mock{} })");
    src.w.line("var Mocks Mock");
}
