//! Sessions: instances linked by forwarding values, handles included.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use witloom_host::{HostCall, HostError, HostInterface, InstanceId, Limits, Link, RunOptions, Session, Val};

use crate::{captured, compile, engine, load, shown};

const COUNTERS: &str = "test:count/counters";

fn linked() -> (Session, InstanceId, InstanceId) {
    let engine = engine();
    let mut session = Session::new(&engine, &captured()).expect("a session");
    let counter = session.instantiate(&load(&engine, "counter").compiled, &[]).expect("an instance");
    let links = [Link::to(COUNTERS, counter)];
    let user = session.instantiate(&load(&engine, "user").compiled, &links).expect("an instance");
    (session, counter, user)
}

fn number(session: &mut Session, instance: InstanceId, function: &str, args: &[Val]) -> u32 {
    match session.call(instance, function, args) {
        Ok(Some(Val::U32(n))) => n,
        other => panic!("`{function}`: {other:?}"),
    }
}

#[test]
fn values_and_handles_cross_the_seam() {
    let (mut session, counter, user) = linked();
    for round in 1..=100 {
        assert_eq!(number(&mut session, user, "round", &[Val::U32(round)]), 2 * round);
        assert_eq!(number(&mut session, counter, "destroyed", &[]), round);
    }
    assert_eq!(session.live_handles(), 0);
}

#[test]
fn handles_pass_through_the_host_both_ways() {
    let (mut session, counter, user) = linked();
    // Made by one, handed out by the other, given back to either.
    let made = session.call(user, "make", &[Val::U32(7)]).expect("a handle").expect("a result");
    assert_eq!(number(&mut session, counter, "[method]counter.get", std::slice::from_ref(&made)), 7);
    assert_eq!(number(&mut session, user, "peek", std::slice::from_ref(&made)), 7);
    assert_eq!(number(&mut session, user, "take", std::slice::from_ref(&made)), 7);
    assert_eq!(number(&mut session, counter, "destroyed", &[]), 1);
    let direct = session.call(counter, "[constructor]counter", &[Val::U32(8)]).expect("a handle").expect("a result");
    assert_eq!(number(&mut session, user, "take", &[direct]), 8);
    let dropped = session.call(user, "make", &[Val::U32(9)]).expect("a handle").expect("a result");
    session.drop_handle(&dropped).expect("dropped");
    assert_eq!(number(&mut session, counter, "destroyed", &[]), 3);
    assert_eq!(session.live_handles(), 0);
}

/// The counter in Rust.
#[derive(Default)]
struct RustCounters {
    dropped: Mutex<Vec<u32>>,
}

impl HostInterface for RustCounters {
    fn call(&self, call: &mut HostCall<'_>) -> Result<Option<Val>, String> {
        match (call.function, call.args) {
            ("[constructor]counter", [Val::U32(value)]) => call.new_handle("counter", *value).map(Some),
            ("[method]counter.get", [handle]) => Ok(Some(Val::U32(call.rep(handle)?))),
            (other, _) => Err(format!("no `{other}`")),
        }
    }

    fn dropped(&self, _resource: &str, rep: u32) {
        self.dropped.lock().expect("no panic").push(rep);
    }
}

#[test]
fn rust_code_can_stand_in_for_a_component() {
    let engine = engine();
    let counters = Arc::new(RustCounters::default());
    let mut session = Session::new(&engine, &captured()).expect("a session");
    let links = [Link::host(COUNTERS, counters.clone())];
    let user = session.instantiate(&load(&engine, "user").compiled, &links).expect("an instance");
    assert_eq!(number(&mut session, user, "round", &[Val::U32(21)]), 42);
    assert_eq!(*counters.dropped.lock().expect("no panic"), [21]);
}

#[test]
fn a_dead_session_stays_dead() {
    let engine = engine();
    let limits = Limits { time: Some(Duration::from_millis(50)), ..Limits::default() };
    let misbehave = load(&engine, "misbehave").compiled;
    for (call, args) in [("spin", vec![]), ("divide", vec![Val::U32(1), Val::U32(0)])] {
        let options = RunOptions { limits: limits.clone(), ..captured() };
        let mut session = Session::new(&engine, &options).expect("a session");
        let guest = session.instantiate(&misbehave, &[]).expect("an instance");
        session.call(guest, call, &args).expect_err("it fails");
        let again = session.call(guest, "divide", &[Val::U32(4), Val::U32(2)]);
        assert!(matches!(again, Err(HostError::Dead { .. })), "{again:?}");
    }
}

#[test]
fn links_that_do_not_fit_are_explained() {
    let engine = engine();
    let mut session = Session::new(&engine, &captured()).expect("a session");
    let calc = session.instantiate(&load(&engine, "calc").compiled, &[]).expect("an instance");
    let user = load(&engine, "user").compiled;
    let mut refused = |links: &[Link]| shown(&session.instantiate(&user, links).expect_err("refused"));
    insta::assert_snapshot!(refused(&[Link::to(COUNTERS, calc)]));
    insta::assert_snapshot!(refused(&[Link::to("test:other/thing", calc)]));
}

#[test]
fn arguments_are_counted() {
    let mut session = Session::new(&engine(), &captured()).expect("a session");
    let calc = session.instantiate(&compile_for(&session), &[]).expect("an instance");
    insta::assert_snapshot!(shown(&session.call(calc, "add", &[]).expect_err("refused")));
    assert_eq!(number(&mut session, calc, "add", &[Val::U32(1), Val::U32(2)]), 3);
}

fn compile_for(session: &Session) -> witloom_host::Compiled {
    load(session.engine(), "calc").compiled
}

#[test]
fn components_without_links_say_what_is_missing() {
    let user = compile("user");
    let mut session = Session::new(user.engine(), &captured()).expect("a session");
    assert!(matches!(session.instantiate(&user, &[]), Err(HostError::MissingImports { .. })));
}
