//! Guests of the test matrix, in Go.

mod literal;
mod scripted;

use witloom_bindgen::binding::Binding;
use witloom_bindgen::guest::{ByHand, GuestWriter, Role, Script, ScriptCall, Vector};
use witloom_bindgen::interp::Value;
use witloom_bindgen::model::{Interface, Side};
use witloom_bindgen::{FileSet, GenerateError, Language, Options, World};

use self::literal::literal;
use super::case;
use super::names::Names;
use super::source::{GENERATED, Source};
use super::types::{Context, ErrorForm, Returns};
use super::{FOLDER, Go, decl, module, signature};

impl GuestWriter for Go {
    fn guest(&self, world: &World, script: &Script) -> Result<FileSet, GenerateError> {
        self.accept(world)?;
        let plan = super::plan(world);
        let names = Names::new(world, &plan);
        let binding = Binding::new(world, &plan);
        let options = Options::default();
        let root = format!("{}/{FOLDER}", module(world, &options));
        let cx = Context { world, plan: &plan, binding: &binding, names: &names, root: &root };
        let mut files = FileSet::new();
        files.insert("go.mod", format!("module {}\n\ngo 1.24\n", module(world, &options)));
        files.insert("script.go", include_str!("../../../templates/guest.go"));
        files.insert("main.go", main_file(&cx, script.role));
        for interface in &world.interfaces {
            let calls: Vec<&ScriptCall> = script.calls.iter().filter(|call| call.interface == interface.id).collect();
            if !calls.is_empty() {
                let name = format!("case_{}.go", cx.names.package(interface.id).long_name);
                let text = match script.role {
                    Role::Callee => callee(&cx, interface, &calls),
                    Role::Caller => caller(&cx, &calls),
                };
                files.insert(name, text);
            }
        }
        Ok(files)
    }

    fn reserved(&self) -> Vec<&'static str> {
        [case::words().as_slice(), DECLARED].concat()
    }

    fn by_hand(&self) -> Option<&'static ByHand> {
        Some(&scripted::GUESTS)
    }
}

/// What `guest.go` and its neighbours declare in `package main`, which every file of the guest is in.
const DECLARED: &[&str] = &[
    "check",
    "compare",
    "complain",
    "controls",
    "difference",
    "either",
    "flow",
    "flowing",
    "gathered",
    "later",
    "main",
    "partsOf",
    "players",
    "plays",
    "promised",
    "read",
    "repeat",
    "same",
    "script",
    "show",
];

/// An empty file of `package main`.
fn source<'a>(cx: &Context<'a>) -> Source<'a> {
    Source::new(cx.names, cx.root, None).beside(DECLARED)
}

/// A file of `package main`; it is the user's, so it has no mark of generated code.
fn finish(src: Source<'_>) -> String {
    src.finish("main", &[]).replacen(&format!("{GENERATED}\n\n"), "", 1)
}

/// The side of the script that is the same for every case.
fn main_file(cx: &Context<'_>, role: Role) -> String {
    let mut src = source(cx);
    let matrix = |name: &str, side| cx.world.side(side).find(|interface| interface.name == name);
    let found = match role {
        Role::Callee => matrix(witloom_bindgen::guest::CONTROL, Side::Export).map(|i| (i, None)),
        Role::Caller => matrix(witloom_bindgen::guest::PLAYER, Side::Export)
            .map(|player| (player, matrix(witloom_bindgen::guest::CONTROL, Side::Import))),
    };
    if let Some((exported, control)) = found {
        let package = src.qualifier(exported.id);
        let text = match control {
            None => include_str!("../../../templates/guest_callee.go.txt").replace("control.", &package),
            Some(control) => {
                src.std("errors");
                let control = src.qualifier(control.id);
                let waits = exported.functions.iter().any(|function| function.is_async);
                if waits {
                    src.std("context");
                }
                let play = if waits { "Play(_ context.Context, function, vector" } else { "Play(function, vector" };
                include_str!("../../../templates/guest_caller.go.txt")
                    .replace("control.", &control)
                    .replace("player.", &package)
                    .replace("Play(function, vector", play)
            }
        };
        src.w.raw(&text);
    }
    finish(src)
}

/// The implementation of one interface: it compares its parameters and answers from the script.
fn callee(cx: &Context<'_>, interface: &Interface, calls: &[&ScriptCall]) -> String {
    let mut src = source(cx);
    let package = src.qualifier(interface.id);
    let name = format!("{}Callee", case::unexported(&cx.names.package(interface.id).long_name));
    src.w.line(format!("type {name} struct{{}}"));
    src.w.gap();
    src.w.block("func init() {", "}", |w| w.line(format!("{package}Export({name}{{}})")));
    for call in calls {
        src.w.gap();
        let text = signature::method(cx, &mut src, interface, call.function);
        src.w.line(format!("func ({name}) {text} {{"));
        decl::indented(&mut src, |src| callee_body(cx, src, interface, call));
        src.w.line("}");
    }
    finish(src)
}

fn callee_body(cx: &Context<'_>, src: &mut Source<'_>, interface: &Interface, call: &ScriptCall) {
    let function = &interface.functions[call.function];
    let names = signature::params(cx, function);
    src.w.line("switch script.vector {");
    for (number, vector) in call.vectors.iter().enumerate() {
        src.w.line(format!("case {number}:"));
        decl::indented(src, |src| {
            for ((param, name), value) in function.params.iter().zip(&names).zip(&vector.params) {
                let want = literal(cx, src, param.ty, value);
                src.w.line(format!("check(\"parameter `{}`\", {name}, {want})", param.name));
            }
            if let Some(text) = answer(cx, src, interface, call, vector) {
                src.w.line(format!("return {text}"));
            }
        });
    }
    src.w.line("default:");
    decl::indented(src, |src| src.w.line("panic(\"no such vector\")"));
    src.w.line("}");
}

/// What the callee returns for a vector; nothing for functions without a result.
fn answer(
    cx: &Context<'_>,
    src: &mut Source<'_>,
    interface: &Interface,
    call: &ScriptCall,
    vector: &Vector,
) -> Option<String> {
    let function = &interface.functions[call.function];
    let Some(value) = &vector.result else { return function.is_async.then(|| "nil".to_owned()) };
    Some(match cx.returns(function.result) {
        Returns::Nothing => return None,
        Returns::Value(ty) if function.is_async => format!("{}, nil", literal(cx, src, ty, value)),
        Returns::Value(ty) => literal(cx, src, ty, value),
        Returns::Fallible { ok, err } => {
            let (good, bad) = fallible(cx, src, interface, call, (ok.is_some(), err), value);
            good.map(|good| format!("{good}, ")).unwrap_or_default() + &bad
        }
    })
}

/// The value, where there is one, and the error of a result.
fn fallible(
    cx: &Context<'_>,
    src: &mut Source<'_>,
    interface: &Interface,
    call: &ScriptCall,
    (has_ok, form): (bool, ErrorForm),
    value: &Value,
) -> (Option<String>, String) {
    let result = interface.functions[call.function].result.and_then(|ty| cx.world.kind(ty).result());
    let (Some([ok, _]), Value::Sum(case, payload)) = (result, value) else { unreachable!("only results are fallible") };
    match (case, ok, has_ok) {
        (0, Some(ok), true) => {
            let value = payload.as_deref().map(|value| literal(cx, src, ok, value));
            (value, "nil".to_owned())
        }
        (0, _, _) => (None, "nil".to_owned()),
        (_, ok, _) => {
            let zero = ok.map(|ok| format!("*new({})", cx.go(src, ok)));
            (zero, literal::error(cx, src, form, payload.as_deref()))
        }
    }
}

/// The calls of one interface: each makes a call of a vector and compares what comes back.
fn caller(cx: &Context<'_>, calls: &[&ScriptCall]) -> String {
    let mut src = source(cx);
    src.w.line("func init() {");
    for call in calls {
        let number = call.number;
        decl::indented(&mut src, |src| src.w.line(format!("plays[{number}] = play{number}")));
    }
    src.w.line("}");
    for call in calls {
        src.w.gap();
        src.w.line(format!("func play{}(vector uint32) error {{", call.number));
        decl::indented(&mut src, |src| caller_body(cx, src, call));
        src.w.line("}");
    }
    src.std("errors");
    finish(src)
}

fn caller_body(cx: &Context<'_>, src: &mut Source<'_>, call: &ScriptCall) {
    let interface = cx.world.interface(call.interface);
    src.w.line("switch vector {");
    for (number, vector) in call.vectors.iter().enumerate() {
        src.w.line(format!("case {number}:"));
        decl::indented(src, |src| one_call(cx, src, interface, call, vector));
    }
    src.w.line("default:");
    decl::indented(src, |src| src.w.line("return errors.New(\"no such vector\")"));
    src.w.line("}");
    src.w.line("return nil");
}

fn one_call(cx: &Context<'_>, src: &mut Source<'_>, interface: &Interface, call: &ScriptCall, vector: &Vector) {
    let function = &interface.functions[call.function];
    let args = function.params.iter().zip(&vector.params);
    let mut args: Vec<String> = args.map(|(param, value)| literal(cx, src, param.ty, value)).collect();
    if function.is_async {
        src.std("context");
        args.insert(0, "context.Background()".to_owned());
    }
    let package = src.qualifier(interface.id);
    let made = format!("{package}{}({})", cx.names.function(interface.id, call.function), args.join(", "));
    match (cx.returns(function.result), &vector.result) {
        (Returns::Value(ty), Some(value)) if function.is_async => {
            let want = literal(cx, src, ty, value);
            src.w.line(format!("got, err := {made}"));
            src.w.line(format!("return either(compareError(err, nil), compare(\"result\", got, {want}))"));
        }
        (Returns::Value(ty), Some(value)) => {
            let want = literal(cx, src, ty, value);
            src.w.line(format!("return compare(\"result\", {made}, {want})"));
        }
        (Returns::Fallible { ok, err }, Some(value)) => {
            let (good, bad) = fallible(cx, src, interface, call, (ok.is_some(), err), value);
            match good {
                None => src.w.line(format!("return compareError({made}, {bad})")),
                Some(good) => {
                    src.w.line(format!("got, err := {made}"));
                    src.w.line(format!("return either(compareError(err, {bad}), compare(\"result\", got, {good}))"));
                }
            }
        }
        (Returns::Nothing, _) | (_, None) if function.is_async => {
            src.w.line(format!("return compareError({made}, nil)"));
        }
        (Returns::Nothing, _) | (_, None) => src.w.line(made),
    }
}
