//! Trap reports: cause, part, stack and the guest's own words.

use witloom_host::{Compiler, Engine, EngineOptions, HostError, Output, RunOptions, Sink, TrapReport};

use crate::{caching_engine, captured, compile, engine, load, shown, wasm};

fn report(error: HostError) -> TrapReport {
    match error {
        HostError::Trap(report) => *report,
        other => panic!("not a trap: {other}"),
    }
}

#[test]
fn the_guests_words_and_stack_are_shown() {
    let error = compile("misbehave").invoke("boom", &captured()).expect_err("trapped");
    insta::assert_snapshot!(shown(&error));
    let report = report(error);
    assert_eq!(report.stderr, "panic: price is negative\n");
    assert_eq!(report.part.as_deref(), Some("misbehave"));
}

#[test]
fn words_that_were_shown_are_not_repeated() {
    let output = Output { stderr: Sink::Call(std::sync::Arc::new(|_| {})), ..Output::captured() };
    let error = compile("misbehave").invoke("boom", &RunOptions { output, ..captured() }).expect_err("trapped");
    insta::assert_snapshot!(shown(&error));
}

#[test]
fn causes_are_plain_words() {
    let guest = compile("misbehave");
    let cause = |call: &str| report(guest.invoke(call, &captured()).expect_err("trapped")).to_string();
    insta::assert_snapshot!(cause("divide(1, 0)"));
    insta::assert_snapshot!(cause("recurse"));
}

#[test]
fn parts_are_named_as_the_user_knows_them() {
    let names = [("misbehave".to_owned(), "pricing".to_owned())];
    let dir = tempfile::tempdir().expect("a temporary folder");
    let baseline = Engine::new(&EngineOptions { compiler: Compiler::Baseline, ..EngineOptions::default() });
    // Whole, split into modules, from the cache, and by the other compiler.
    let engines = [engine(), caching_engine(dir.path()), caching_engine(dir.path()), baseline.expect("an engine")];
    for engine in engines {
        let loaded = engine.load("app", &wasm("misbehave"), &names, &|_| {}).expect("a sound component");
        let report = report(loaded.compiled.invoke("divide(1, 0)", &captured()).expect_err("trapped"));
        assert_eq!(report.part.as_deref(), Some("pricing"));
    }
}

#[test]
fn the_part_of_a_composed_app_is_found() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    for engine in [engine(), caching_engine(dir.path())] {
        let blame = load(&engine, "blame").compiled;
        for call in ["run", "deep(1)"] {
            let report = report(blame.invoke(call, &captured()).expect_err("trapped"));
            assert_eq!(report.part.as_deref(), Some("right"), "{call}: {:?}", report.frames);
        }
    }
}

#[test]
fn a_flood_on_stderr_is_survived() {
    let invoked = compile("misbehave").invoke("flood(100000)", &captured()).expect("it ran");
    assert_eq!(invoked.stderr.bytes.len(), 2_500_000);
}
