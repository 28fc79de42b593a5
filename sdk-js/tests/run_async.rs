//! Async functions, streams and futures: JavaScript calls JavaScript, in one composed component.
#![allow(clippy::unwrap_used, clippy::panic)]

use crate::support;

use std::sync::OnceLock;

use support::tasks::{callee_and_caller, racing_guests, run, waiting_guests};
use support::{build_world, world};
use wasmtime::component::{Component, Val};
use witloom_bindgen::{GenerateError, Language, Options};
use witloom_component::Profile;
use witloom_sdk_js::JavaScript;
use witloom_test_kit::tasks::{Tasks, play_scenarios};

fn pair() -> &'static Component {
    static COMPONENT: OnceLock<Component> = OnceLock::new();
    COMPONENT.get_or_init(|| Component::new(support::engine(), callee_and_caller()).unwrap())
}

/// What the caller says of a scenario.
fn says(scenario: &str) -> String {
    run(pair(), scenario).unwrap_or_else(|error| panic!("{scenario}: {error}"))
}

/// What a scenario that traps reports.
fn report(scenario: &str) -> String {
    run(pair(), scenario).expect_err(scenario)
}

#[test]
fn calls_return_at_once_or_later() {
    assert_eq!(says("now"), "42");
    assert_eq!(says("suspended"), "a after 5 ms");
    assert_eq!(says("beside"), "8");
}

#[test]
fn values_of_every_width_pass() {
    assert_eq!(says("many"), "a 18446744073709551615 x,y 1.5 7 | b 0  -2 none");
    let half = |at: i32| format!("{at} {} {at} -1 0.5 0.25 ä true", -at);
    assert_eq!(says("widen"), format!("{} text! 7 {} text 8", half(1), half(2)));
    assert_eq!(says("measure"), "1 2, still 1");
}

#[test]
fn calls_interleave() {
    assert_eq!(says("interleaved"), "short, long; began long, began short, ended short, ended long");
    assert_eq!(says("race"), "fast");
    assert_eq!(says("thousand"), "1000 of 1000, 499500");
}

#[test]
fn calls_meet() {
    assert_eq!(says("meet"), "x met y, y met x");
}

#[test]
fn errors_of_results_are_thrown() {
    assert_eq!(says("fails"), "returned fine; threw ComponentError broken; late threw ComponentError broken late");
}

#[test]
fn methods_and_static_functions_wait_too() {
    assert_eq!(says("methods"), "3 cups, 9 cups, size 3");
}

#[test]
fn calls_are_cancelled() {
    assert_eq!(says("cancel"), "AbortError; given up: AbortError");
    assert_eq!(says("cancel before"), "AbortError; calls 0");
    assert_eq!(says("cancel stubborn"), "stubborn after 30 ms");
    assert_eq!(says("cancel by time"), "TimeoutError");
    assert_eq!(says("cancel finished"), "42");
}

#[test]
fn streams_of_bytes_pass() {
    assert_eq!(says("bytes"), "HELLO WORLD");
    for size in ["1", "7", "1048576"] {
        assert_eq!(says(&format!("chunks {size}")), "300000 bytes, sum 38246416");
    }
}

#[test]
fn streams_of_values_pass() {
    assert_eq!(says("strings"), "word 0, word 1, word 2");
    assert_eq!(says("count"), "5 5 5");
    assert_eq!(says("pots"), "sizes 2, 4, 6");
    assert_eq!(says("numbers"), "0.5 1.5 2.5");
}

#[test]
fn readers_may_end_early() {
    assert_eq!(says("break"), "word 0; returned true");
    assert_eq!(says("cancel stream"), "returned true");
    assert_eq!(says("source returned"), "2 of 1000; returned true");
}

#[test]
fn writers_may_end_early() {
    assert_eq!(says("empty"), "0 bytes, 0 words");
}

#[test]
fn streams_go_on_untouched() {
    assert_eq!(says("forward"), "HELLO WORLD");
}

#[test]
fn futures_pass() {
    assert_eq!(says("relay"), "relayed: hi");
    assert_eq!(says("later"), "7 after the call");
    assert_eq!(says("plain value"), "relayed: at once");
    assert_eq!(says("nothing"), "undefined after 3");
    assert_eq!(says("drop future"), "done");
}

#[test]
fn ends_lie_in_other_values() {
    assert_eq!(says("nested"), "one: ONE! note n1 | two: TWO! no note | none: undefined");
}

#[test]
fn work_goes_on_after_a_result() {
    assert_eq!(says("outlive"), "returned; then finished");
}

#[test]
fn timers_work() {
    assert_eq!(says("timers"), "b a 1 2 3 cleared");
}

#[test]
fn what_does_not_fit_is_named() {
    assert_eq!(
        says("wrong"),
        "TypeError t:t/work#label: argument `ms` must be a u32 (0 to 4294967295), not the string \"5\"; \
         TypeError t:t/work#count: argument `input` must be a stream (a ReadableStream or an iterable), not the number 5"
    );
}

#[test]
fn a_thrown_error_is_a_trap_with_the_users_stack() {
    let text = report("throw");
    assert!(text.contains("witloom: js export `t:t/work#fails-hard` failed: Error: no way out"), "{text}");
    assert!(text.contains("callee.js:"), "{text}");
}

#[test]
fn errors_in_streams_and_futures_are_traps() {
    let text = report("stream error");
    assert!(text.contains("failed: Error: no more words"), "{text}");
    let text = report("future error");
    assert!(text.contains("failed: Error: no future"), "{text}");
    let text = report("wrong element");
    assert!(text.contains("`value` of a stream or future must be a string, not the number 5"), "{text}");
}

#[test]
fn what_is_not_awaited_is_a_trap_too() {
    for how in ["a function", "a promise", "a chain", "a late chain", "all", "resolvers"] {
        let text = report(&format!("unhandled {how}"));
        assert!(text.contains(&format!("failed: Error: nobody looks at {how}\n")), "{text}");
        assert!(text.contains("callee.js:"), "{text}");
    }
    assert_eq!(says("unhandled nothing"), "nobody noticed");
}

/// Events of the tasks that lose are taken from them when the engine has chosen these for their turn already.
#[test]
fn tasks_stop_what_others_wait_for() {
    let component = Component::new(support::engine(), racing_guests()).unwrap();
    assert_eq!(run(&component, ""), Ok("20 of 60".to_owned()));
}

/// What such a call was given is the caller's again.
#[test]
fn a_call_that_never_started_gives_back_its_arguments() {
    let component = Component::new(support::engine(), support::tasks::shut_out()).unwrap();
    let text = |text: &str| Val::String(text.to_owned());
    let said = Tasks::start(&component).call("matrix:gates/scenarios", "play", &[text("")]);
    assert_eq!(said, Ok(Some(text("TimeoutError, passed 0, ticket 7; 7, passed 1"))));
}

/// The scenarios that the matrix plays between languages.
#[test]
fn guests_of_the_matrix_wait_for_each_other() {
    let component = Component::new(support::engine(), waiting_guests()).unwrap();
    play_scenarios(&component, "js");
}

#[test]
fn what_can_not_work_is_refused() {
    let wit = "package t:t; interface i { f: async func() -> string; } world w { export i; }";
    let index = "export const i = { f: async () => (await fetch(\"http://a\")).text() };";
    let error = build_world(&world(wit, None), &[("index.js", index)], Profile::Dev).unwrap_err();
    let said = "`fetch` needs `wasi:http/client` in the world, which doesn't import it";
    assert_eq!(error.to_string(), format!("index.js:1:42 {said}"));
    let hint = miette::Diagnostic::help(&error).map(|hint| hint.to_string());
    assert_eq!(hint.as_deref(), Some("add `import wasi:http/client@0.3.0;` to the world `t:t/w`"));
    let index = "const fetch = async (it) => it;\nconst own = { fetch };
export const i = { f: async () => (await fetch(\"own\")) + (await own.fetch(\"s\")) };";
    build_world(&world(wit, None), &[("index.js", index)], Profile::Dev).unwrap();
    let wit = "package t:t; interface i {\n  f: func() -> option<stream<u8>>;\n}\nworld w { export i; }";
    let error = JavaScript.generate(&world(wit, None), &Options::default()).unwrap_err();
    let GenerateError::Unsupported(error) = error else { panic!("{error:?}") };
    assert_eq!(error.kind, "stream or future as the result of an exported plain function");
    assert_eq!(error.place.map(|place| place.line), Some(2));
}

/// The store allows 192 MiB per memory.
#[test]
fn many_calls_keep_the_memory_flat() {
    assert_eq!(says("flat"), "done");
}

/// The engine as it comes allows 32 MiB for all objects, and corrupts its memory when it collects in such a read.
#[test]
fn readers_with_buffers_of_their_own_work_among_many_objects() {
    assert_eq!(says("crowded"), "1200000 objects, true reads");
}

#[test]
fn readers_with_buffers_of_their_own_fill_them() {
    insta::assert_snapshot!(says("own buffers").replace("; ", "\n"));
}
