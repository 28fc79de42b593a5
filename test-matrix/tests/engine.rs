//! What the engine does wrong, so that a version without the defect is noticed and what is done about it can go.

use witloom_host::{Engine, EngineOptions, Feed, Output, RunOptions};

/// The outcome of two calls at once: their results, or the error with its causes.
fn both(calls: [&str; 2]) -> Result<Vec<Option<String>>, String> {
    let engine = Engine::new(&EngineOptions { concurrency: true, ..EngineOptions::default() }).unwrap();
    let wasm = wat::parse_str(include_str!("engine/taken.wat")).unwrap();
    let compiled = engine.load("taken", &wasm, &[], &|_| {}).unwrap().compiled;
    let options = RunOptions { output: Output::captured(), ..RunOptions::default() };
    let called = compiled.invoke_all(&calls, &Feed::Nothing, &options);
    called.map(|called| called.waves()).map_err(|error| witloom_diag::render(&error, witloom_diag::Colour::Never))
}

/// wasmtime 48 gives a task its turn though another task took away what it was to hear of; the component model lets it
/// wait on. `play::pair` calls again where this happens.
#[test]
fn an_event_that_another_task_takes_is_missed() {
    let number = |n: u32| Some(n.to_string());
    assert_eq!(both(["listen", "leave"]), Ok(vec![number(1), number(2)]));
    let error = both(["listen", "take"]).unwrap_err();
    let words = error.split_whitespace().filter(|word| *word != "│").collect::<Vec<_>>().join(" ");
    assert!(words.contains("BUG: delivering non-present event"), "{error}");
}
