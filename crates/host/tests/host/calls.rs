//! `invoke` and `run_command`, and what they say about calls that don't fit.

use witloom_host::{Compiled, Grants, HostError, RunOptions};

use crate::{captured, compile, engine, shown, wasm};

fn refused(compiled: &Compiled, call: &str) -> String {
    shown(&compiled.invoke(call, &captured()).expect_err("refused"))
}

#[test]
fn exports_are_found_by_long_and_short_names() {
    let calc = compile("calc");
    let calls = [
        ("answer", "42"),
        ("answer()", "42"),
        ("test:calc/math@1.0.0#add(1, 2)", "3"),
        ("test:calc/math#add(4294967295, 0)", "4294967295"),
        ("math#add(2, 2)", "4"),
        ("divide(9, 2)", "4"),
        ("echo(\"zwölf (12) 🦀\")", "\"zwölf (12) 🦀\""),
        ("echo(\"\")", "\"\""),
    ];
    for (call, expected) in calls {
        let invoked = calc.invoke(call, &captured()).expect(call);
        assert_eq!(invoked.wave.as_deref(), Some(expected), "{call}");
    }
}

#[test]
fn calls_that_do_not_fit_are_explained() {
    let calc = compile("calc");
    insta::assert_snapshot!(refused(&calc, "answr"));
    insta::assert_snapshot!(refused(&calc, "nothing-like-it(1)"));
    insta::assert_snapshot!(refused(&calc, "add(1)"));
    insta::assert_snapshot!(refused(&calc, "add(1, \"two\")"));
    insta::assert_snapshot!(refused(&calc, "add(1, 4294967296)"));
    insta::assert_snapshot!(refused(&calc, "add(1, 2"));
    insta::assert_snapshot!(refused(&compile("counter"), "[method]counter.get(1)"));
}

#[test]
fn files_that_are_no_component_are_told_apart() {
    let load = |bytes: &[u8]| shown(&engine().load("app.wasm", bytes, &[], &|_| {}).expect_err("refused"));
    insta::assert_snapshot!(load(b"#!/bin/sh"));
    insta::assert_snapshot!(load(b""));
    insta::assert_snapshot!(load(&wat::parse_str("(module)").expect("a module")));
    insta::assert_snapshot!(load(b"\0asm\x0a\0\x01\0"));
    let whole = wasm("calc");
    for cut in 9..whole.len() {
        let error = engine_for_cuts().load("app.wasm", &whole[..cut], &[], &|_| {});
        // A file that ends between two sections may still be a component.
        if let Err(error) = error {
            assert!(matches!(error, HostError::Invalid { .. }), "cut at {cut}: {error}");
        }
    }
}

fn engine_for_cuts() -> &'static witloom_host::Engine {
    static ENGINE: std::sync::OnceLock<witloom_host::Engine> = std::sync::OnceLock::new();
    ENGINE.get_or_init(engine)
}

#[test]
fn commands_pass_their_status_on() {
    let command = compile("command");
    let status = |args: &[&str]| {
        let args = args.iter().map(|a| (*a).to_owned()).collect();
        let options = RunOptions { grants: Grants { args, ..Grants::default() }, ..captured() };
        command.run_command(&options).expect("it ran").status
    };
    assert_eq!([status(&[]), status(&["x"]), status(&["x", "y"]), status(&["x", "y", "z"])], [0, 1, 1, 0]);
    insta::assert_snapshot!(shown(&compile("calc").run_command(&captured()).expect_err("no command")));
}

#[test]
fn missing_imports_are_named_with_a_remedy() {
    insta::assert_snapshot!(refused(&compile("user"), "round(1)"));
}

#[test]
fn parts_of_an_app_answer_together() {
    let invoked = compile("nested").invoke("sum", &captured()).expect("it ran");
    assert_eq!(invoked.wave.as_deref(), Some("9"));
}

#[test]
fn an_exit_within_a_call_says_its_status() {
    let error = compile("generous").invoke("quit(5)", &captured()).expect_err("it never returns");
    assert!(matches!(&error, HostError::Trap(report) if report.exit_status == Some(5)));
    insta::assert_snapshot!(shown(&error));
}
