//! Async functions and WASI 0.3.

use std::time::Duration;

use witloom_host::{Compiled, Engine, EngineOptions, Feed, HostError, Limits, Link, RunOptions, Session, Val};

use crate::{captured, engine, load, shown, wasm};

fn concurrent() -> Engine {
    Engine::new(&EngineOptions { concurrency: true, ..EngineOptions::default() }).expect("an engine")
}

fn later() -> Compiled {
    load(&concurrent(), "later").compiled
}

#[test]
fn engines_without_concurrency_say_what_is_asked_of_them() {
    let error = engine().load("later", &wasm("later"), &[], &|_| {}).expect_err("refused");
    insta::assert_snapshot!(shown(&error));
}

#[test]
fn commands_of_wasi_0_3_run() {
    let finished = later().run_command(&captured()).expect("it ran");
    assert_eq!((finished.status, finished.returned_error), (0, false));
}

#[test]
fn several_calls_run_at_once_in_one_instance() {
    let waves = later().invoke_all(&["meet", "meet"], &Feed::Nothing, &captured()).expect("they meet").waves();
    assert_eq!(waves, [Some("2".to_owned()), Some("2".to_owned())]);
}

#[test]
fn tasks_that_nothing_wakes_end() {
    let limits = Limits { time: Some(Duration::from_millis(100)), ..Limits::default() };
    let options = RunOptions { limits, ..captured() };
    let late = |error: HostError| matches!(error, HostError::Limit { .. });
    // It yields for ever.
    assert!(late(later().invoke("meet", &options).expect_err("nobody comes")));
    // Two that wait for ever.
    assert!(late(later().invoke_all(&["forever", "forever"], &Feed::Nothing, &options).expect_err("nobody comes")));
    // One alone can't be woken by anybody, which needs no limit to be found out.
    insta::assert_snapshot!(shown(&later().invoke("forever", &captured()).expect_err("nobody comes")));
}

#[test]
fn sync_components_run_on_engines_with_concurrency() {
    let calc = load(&concurrent(), "calc").compiled;
    let waves = calc.invoke_all(&["math#add(1, 2)", "answer"], &Feed::Nothing, &captured()).expect("it ran").waves();
    assert_eq!(waves, [Some("3".to_owned()), Some("42".to_owned())]);
}

#[test]
fn async_functions_are_forwarded() {
    let engine = concurrent();
    let mut session = Session::new(&engine, &captured()).expect("a session");
    let later = session.instantiate(&load(&engine, "later").compiled, &[]).expect("an instance");
    let links = [Link::to("soon", later)];
    let relay = session.instantiate(&load(&engine, "relay").compiled, &links).expect("an instance");
    assert_eq!(session.call(relay, "ask", &[]).expect("it answers"), Some(Val::U32(8)));
}

#[test]
fn streams_are_fed_and_drained() {
    let pipes = load(&concurrent(), "pipes").compiled;
    let file = tempfile::NamedTempFile::new().expect("a temporary file");
    std::fs::write(file.path(), vec![7; 1_000_000]).expect("written");
    let feed = Feed::File(file.path().to_owned());
    let counted = pipes.invoke_all(&["count"], &feed, &captured()).expect("it counts").waves();
    assert_eq!(counted, [Some("1000000".to_owned())]);
    let nothing = pipes.invoke("count", &captured()).expect("it counts");
    assert_eq!(nothing.wave.as_deref(), Some("0"));
    let greeted = pipes.invoke("greet", &captured()).expect("it greets");
    assert_eq!((greeted.stdout.text().as_str(), greeted.value), ("hello\n", None));
    assert_eq!(pipes.invoke("list", &captured()).expect("it lists").stdout.text(), "1\n2\n3\n");
    assert_eq!(pipes.invoke("promise", &captured()).expect("it keeps it").wave.as_deref(), Some("3"));
    let error = pipes.invoke_all(&["count", "count"], &feed, &captured()).expect_err("refused");
    insta::assert_snapshot!(shown(&error));
}
