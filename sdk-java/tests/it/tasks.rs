//! Async functions, streams and futures: many calls at once, monitors, what is interrupted, and where nothing can wait.

use std::sync::OnceLock;

use wasmtime::component::{Component, Val};
use witloom_bindgen::guest::scenarios::Package;
use witloom_bindgen::guest::{GuestWriter, Role};
use witloom_component::compose::{App, Part, compose};
use witloom_component::wiring::Links;
use witloom_sdk_java::Java;
use witloom_test_kit::tasks::play_scenarios;

use crate::support::Folder;
use crate::support::tasks::{load, start};

const ACTS: &str = "test:tasks/acts";

fn component() -> &'static Component {
    static COMPONENT: OnceLock<Component> = OnceLock::new();
    COMPONENT.get_or_init(|| {
        let built = Folder::case("tasks").unwrap().build().unwrap();
        assert_eq!(built.warnings, Vec::<String>::new());
        load(&built.component)
    })
}

fn text(text: &str) -> Val {
    Val::String(text.to_owned())
}

#[test]
fn a_call_waits_for_the_host_once_and_at_once() {
    let mut tasks = start(component());
    for ms in [0, 5] {
        let got = tasks.call(ACTS, "through", &[text("é€"), Val::U32(ms)]);
        assert_eq!(got, Ok(Some(text("é€,é€,-,7"))));
    }
    let calls: Vec<_> = (0..20).map(|n| ("through", vec![text(&format!("t{n}")), Val::U32(20 - n)])).collect();
    let got = tasks.at_once(ACTS, &calls);
    let want = (0..20).map(|n| Some(text(&format!("t{n},t{n},-,7"))));
    assert_eq!(got, Ok(want.collect()));
}

/// Who wakes others takes their timers back, for which the engine may have chosen those for their turn already.
#[test]
fn calls_stop_what_others_wait_for() {
    let mut tasks = start(component());
    for _ in 0..20 {
        let got = tasks.at_once(ACTS, &vec![("race", vec![]); 3]).unwrap();
        assert_eq!(got.iter().filter(|won| **won == Some(Val::Bool(true))).count(), 1);
    }
}

#[test]
fn results_that_are_errors_travel_flat() {
    let mut tasks = start(component());
    let ok = Val::Result(Ok(Some(Box::new(Val::U64(12)))));
    assert_eq!(tasks.call(ACTS, "either", &[text("12")]), Ok(Some(ok)));
    let err = Val::Result(Err(Some(Box::new(text("twelve")))));
    assert_eq!(tasks.call(ACTS, "either", &[text("twelve")]), Ok(Some(err)));
}

#[test]
fn threads_and_monitors_do_what_java_says() {
    let mut tasks = start(component());
    assert_eq!(tasks.call(ACTS, "threads", &[Val::U32(100)]), Ok(Some(Val::U32(100))));
    assert_eq!(tasks.call(ACTS, "monitors", &[]), Ok(Some(Val::List(Vec::new()))));
    let want = "cancelled false, interrupted";
    assert_eq!(tasks.call(ACTS, "interrupted", &[]), Ok(Some(text(want))));
    assert_eq!(tasks.call(ACTS, "piped", &[Val::U32(1000)]), Ok(Some(Val::U64(3 * 32640 + (0..232).sum::<u64>()))));
}

#[test]
fn synchronous_functions_run_beside_tasks_that_wait() {
    let mut tasks = start(component());
    let between = ("sync-between", vec![text("ab")]);
    let wait = ("through", vec![text("x"), Val::U32(10)]);
    let got = tasks.at_once(ACTS, &[wait.clone(), between.clone(), wait, between]).unwrap();
    assert_eq!(got[0], Some(text("x,x,-,7")));
    assert_eq!(got[1], Some(Val::List(vec![text("ab"), text("abab")])));
    assert_eq!(got[1], got[3]);
    assert_eq!(tasks.call(ACTS, "plain", &[text("start")]), Ok(None));
    assert!(tasks.stderr().contains("the thread ran"), "{}", tasks.stderr());
}

#[test]
fn who_waits_where_nothing_can_is_told_so() {
    for (function, how, reason) in [
        ("plain", "sleep", "what waits must be an `async func` in WIT"),
        ("plain", "call", "what waits must be an `async func` in WIT"),
        ("misplaced", "initialiser", "waiting in a static initialiser"),
    ] {
        let mut tasks = start(component());
        let error = tasks.call(ACTS, function, &[text(how)]).expect_err(how);
        assert!(error.contains(reason), "{how}: {error}");
        assert!(error.contains("Acts.java:"), "{how}: {error}");
    }
    let mut tasks = start(component());
    assert_eq!(tasks.call(ACTS, "misplaced", &[text("list")]), Ok(None));
}

#[test]
fn a_thread_that_fails_after_the_return_ends_the_component() {
    let mut tasks = start(component());
    assert_eq!(tasks.call(ACTS, "fails-later", &[]), Ok(Some(Val::U32(5))));
    let error = tasks.call(ACTS, "through", &[text("x"), Val::U32(50)]).expect_err("the thread has failed");
    assert!(error.contains("witloom: java thread `the late one` of `test:tasks/acts#fails-later` failed"), "{error}");
    assert!(error.contains("boom: late") && error.contains("Acts.java:"), "{error}");
}

#[test]
fn memory_stays_flat() {
    let mut tasks = start(component());
    let long = "long ".repeat(2000);
    let mut round = |calls: u32, at_once: u32| {
        for _ in 0..calls / at_once {
            let call = ("through", vec![text(&long), Val::U32(u32::from(at_once > 1))]);
            tasks.at_once(ACTS, &vec![call; at_once as usize]).unwrap();
        }
        tasks.memory()
    };
    let warm = (round(1000, 1), round(1000, 1000)).1;
    assert_eq!(round(9000, 1), warm);
    assert_eq!(round(2000, 1000), warm);
}

#[test]
fn the_example_of_the_readme_builds() {
    let built = Folder::case("reports").unwrap().build().unwrap();
    assert_eq!(built.warnings, Vec::<String>::new());
}

/// The scripted guest of a role, built.
fn waiting(role: Role) -> Vec<u8> {
    let wit = include_str!("../../../test-matrix/scripts/waiting.wit");
    let name = match role {
        Role::Caller => "caller",
        Role::Callee => "callee",
    };
    let files = Java.by_hand().unwrap().files(Package::Waiting, role);
    let files: Vec<_> = files.iter().map(|(path, text)| (path, std::str::from_utf8(text).unwrap())).collect();
    Folder::new(wit, Some(name), &files).unwrap().build().unwrap().component
}

/// What such a call was given is the caller's again.
#[test]
fn a_call_that_never_started_gives_back_its_arguments() {
    let wit = include_str!("../../../test-matrix/scripts/gates.wit");
    let files = [("src/gates/Caller.java", include_str!("../cases/gates/Caller.java"))];
    let caller = Folder::new(wit, Some("caller"), &files).unwrap().build().unwrap().component;
    let gate = wat::parse_str(include_str!("../../../test-matrix/scripts/gate.wat")).unwrap();
    let part = |name: &str, component| Part { name: name.to_owned(), component };
    let parts = [part("caller", caller), part("gate", gate)];
    let app = App { name: "app", entry: "caller", parts: &parts, links: &Links::default() };
    let component = load(&compose(&app).unwrap().component);
    let said = start(&component).call("matrix:gates/scenarios", "play", &[text("")]);
    assert_eq!(said, Ok(Some(text("cancelled, passed 0, ticket 7; 7, passed 1"))));
}

#[test]
fn the_scripted_guests_agree_with_each_other() {
    let part = |name: &str, role| Part { name: name.to_owned(), component: waiting(role) };
    let parts = [part("caller", Role::Caller), part("callee", Role::Callee)];
    let app = App { name: "app", entry: "caller", parts: &parts, links: &Links::default() };
    let component = load(&compose(&app).unwrap().component);
    play_scenarios(&component, "java");
}
