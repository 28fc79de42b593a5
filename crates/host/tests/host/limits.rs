//! Limits stop a guest, each with an error of its own.

use std::time::{Duration, Instant};

use witloom_host::{Engine, EngineOptions, HostError, Limit, Limits, RunOptions};

use crate::{captured, compile, load, shown};

fn within(limits: Limits) -> RunOptions {
    RunOptions { limits, ..captured() }
}

#[test]
fn time() {
    let began = Instant::now();
    let limits = Limits { time: Some(Duration::from_millis(100)), ..Limits::default() };
    let error = compile("misbehave").invoke("spin", &within(limits)).expect_err("stopped");
    insta::assert_snapshot!(shown(&error));
    assert!(began.elapsed() < Duration::from_secs(30));
}

#[test]
fn memory() {
    let limits = Limits { memory: Some(1 << 20), ..Limits::default() };
    let guest = compile("misbehave");
    assert_eq!(guest.invoke("grow(2)", &within(limits.clone())).expect("it fits").wave.as_deref(), Some("1"));
    insta::assert_snapshot!(shown(&guest.invoke("grow(100)", &within(limits)).expect_err("stopped")));
    let limits = Limits { memory: Some(1000), ..Limits::default() };
    insta::assert_snapshot!(shown(&guest.invoke("grow(0)", &within(limits)).expect_err("stopped")));
}

#[test]
fn fuel() {
    let limits = Limits { fuel: Some(10_000), ..Limits::default() };
    let engine = Engine::new(&EngineOptions { fuel: true, ..EngineOptions::default() }).expect("an engine");
    let guest = load(&engine, "misbehave").compiled;
    insta::assert_snapshot!(shown(&guest.invoke("spin", &within(limits.clone())).expect_err("stopped")));
    insta::assert_snapshot!(shown(&compile("misbehave").invoke("spin", &within(limits)).expect_err("refused")));
}

#[test]
fn values_too_large_for_the_host_are_no_fault_of_the_guest() {
    let guest = compile("generous");
    assert!(guest.invoke("bytes(100)", &captured()).is_ok());
    insta::assert_snapshot!(shown(&guest.invoke("bytes(200000000)", &captured()).expect_err("stopped")));
}

#[test]
fn objects_count_as_memory() {
    let guest = compile("objects");
    let limits = Limits { memory: Some(100 << 20), ..Limits::default() };
    guest.invoke("keep(2)", &within(limits.clone())).expect("it fits");
    let error = guest.invoke("keep(1000)", &within(limits)).expect_err("stopped");
    assert!(matches!(error, HostError::Limit { limit: Limit::Memory { limit: 104_857_600, .. }, .. }), "{error}");
}
