//! Signatures of functions and methods.

use witloom_bindgen::model::{Function, FunctionKind, Interface, Side};

use super::case::POLICY;
use super::source::Source;
use super::types::{Context, Returns};

/// Names of parameters, none of which hides a package or a local of generated code.
pub(super) fn params(cx: &Context<'_>, function: &Function) -> Vec<String> {
    let packages = cx.world.interfaces.iter().map(|interface| cx.names.package(interface.id));
    let names = packages.flat_map(|package| [package.name.clone(), package.long_name.clone()]);
    // Core values are f0, f1, …; what flattening returns is c1, c2, ….
    let numbered = (0..100).flat_map(|i| [format!("f{i}"), format!("c{i}")]);
    let locals: &[&str] = if function.is_async { &["ctx", "call", "stop", "task", "whole"] } else { &[] };
    let taken: Vec<String> = names.chain(numbered).collect();
    let receiver = function.kind.receiver().map(|_| SELF);
    let taken: Vec<&str> = taken.iter().map(String::as_str).chain(receiver).chain(locals.iter().copied()).collect();
    POLICY.param.all(&taken, function.params.iter().map(|param| param.name.as_str()))
}

/// `Lookup(sku string) (Rate, error)`: a function as a method of what the component exports.
pub(super) fn method(cx: &Context<'_>, src: &mut Source<'_>, interface: &Interface, index: usize) -> String {
    let function = &interface.functions[index];
    let names = params(cx, function);
    let own = usize::from(matches!(function.kind, FunctionKind::Method(_)));
    let list = parameter_list(cx, src, function, &names, own);
    let results = results(cx, src, function);
    format!("{}({list}){results}", cx.names.function(interface.id, index))
}

/// `func (v *Cursor) Next(n uint32) (Row, error)`: an imported function.
pub(super) fn import(cx: &Context<'_>, src: &mut Source<'_>, interface: &Interface, index: usize) -> String {
    debug_assert_eq!(interface.side, Side::Import, "exports are methods");
    let function = &interface.functions[index];
    let receiver = match function.kind {
        FunctionKind::Method(resource) => format!("({SELF} *{}) ", cx.names.resource(resource).name),
        FunctionKind::Free | FunctionKind::Static(_) | FunctionKind::Constructor(_) => String::new(),
    };
    format!("func {receiver}{}", method(cx, src, interface, index))
}

/// `func(v *Cursor, n uint32) (Row, error)`: the type of what stands for an imported function, and the arguments for it.
pub(super) fn mock(cx: &Context<'_>, src: &mut Source<'_>, function: &Function) -> (String, String) {
    let mut names = params(cx, function);
    if let (FunctionKind::Method(_), Some(first)) = (function.kind, names.first_mut()) {
        SELF.clone_into(first);
    }
    let list = parameter_list(cx, src, function, &names, 0);
    let results = results(cx, src, function);
    let context = function.is_async.then(|| "ctx".to_owned());
    let arguments: Vec<String> = context.into_iter().chain(names).collect();
    (format!("func({list}){results}"), arguments.join(", "))
}

/// The receiver of methods.
pub(super) const SELF: &str = "v";

fn parameter_list(
    cx: &Context<'_>,
    src: &mut Source<'_>,
    function: &Function,
    names: &[String],
    skip: usize,
) -> String {
    let typed: Vec<(&String, String)> =
        names.iter().zip(&function.params).skip(skip).map(|(name, param)| (name, cx.go(src, param.ty))).collect();
    let mut list = String::new();
    if function.is_async {
        src.std("context");
        list.push_str(if typed.is_empty() { "ctx context.Context" } else { "ctx context.Context, " });
    }
    for (index, (name, ty)) in typed.iter().enumerate() {
        if index > 0 {
            list.push_str(", ");
        }
        list.push_str(name);
        // `a, b uint32`: only the last of equal types is written.
        if typed.get(index + 1).is_none_or(|(_, next)| next != ty) {
            list.push(' ');
            list.push_str(ty);
        }
    }
    list
}

fn results(cx: &Context<'_>, src: &mut Source<'_>, function: &Function) -> String {
    match cx.returns(function.result) {
        Returns::Nothing if function.is_async => " error".to_owned(),
        Returns::Value(ty) if function.is_async => format!(" ({}, error)", cx.go(src, ty)),
        Returns::Nothing => String::new(),
        Returns::Value(ty) => format!(" {}", cx.go(src, ty)),
        Returns::Fallible { ok: None, .. } => " error".to_owned(),
        Returns::Fallible { ok: Some(ok), .. } => format!(" ({}, error)", cx.go(src, ok)),
    }
}
