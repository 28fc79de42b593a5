//! Cases that share guests: what is wrong with one of them costs its own cells only.

mod text;
mod zeros;

use std::time::Duration;

use text::Written;
use witloom_bindgen::Wit;
use witloom_project::registry::Registry;
use witloom_test_matrix::draw::suite::{Case, number};
use witloom_test_matrix::{LinkChoice, Options, Results, State, run};
use zeros::Zeros;

fn play(packages: &[&str], vectors: usize) -> Results {
    let case = |text: &&str| {
        let wit = Wit::parse("case.wit", text).unwrap();
        Case::new(&wit.resolve().packages[wit.package()].name.name, &wit).unwrap()
    };
    let mut cases: Vec<Case> = packages.iter().map(case).collect();
    number(&mut cases);
    let cache = tempfile::tempdir().unwrap();
    let options = Options {
        link: LinkChoice::Host,
        vectors,
        time: Duration::from_secs(10),
        cache: cache.path().to_owned(),
        scenarios: &[],
        whole: false,
        ..Options::default()
    };
    run(&Registry::of(vec![Box::new(Written(Zeros { hates: "poison" }))]), &cases, &options, &|_| {}).unwrap()
}

/// State by case of the cells in which the host calls.
fn states(results: &Results) -> Vec<(&str, State)> {
    let called = results.cells.iter().filter(|cell| cell.caller == "host");
    called.map(|cell| (cell.case.as_str(), cell.state)).collect()
}

#[test]
fn a_guest_that_does_not_start_is_blamed_on_its_case() {
    let package =
        |name: &str, interface: &str| format!("package a:{name}; interface {interface} {{ f: func(v: u8); }}");
    let good: Vec<String> = (0..5).map(|n| package(&format!("good{n}"), "fine")).collect();
    let bad = package("bad", "poison");
    let mut all: Vec<&str> = good.iter().map(String::as_str).collect();
    all.insert(3, &bad);
    let results = play(&all, 2);
    let wanted: Vec<_> = ["good0", "good1", "good2", "bad", "good3", "good4"]
        .into_iter()
        .map(|name| (name, if name == "bad" { State::Trap } else { State::Pass }))
        .collect();
    assert_eq!(states(&results), wanted, "{:?}", results.unexpected().map(|c| &c.detail).collect::<Vec<_>>());
}

/// The types of such an interface are used, and nobody has to have its functions.
#[test]
fn an_interface_that_nobody_provides_keeps_no_case_from_running() {
    let old = "package a:old;
        interface mine { use wasi:poll/poll@2022.0.1.{ready}; f: func(v: list<ready>); }
        world w { import wasi:poll/poll@2022.0.1; export mine; }
        package wasi:poll@2022.0.1 {
            interface poll {
                resource pollable { block: func(); }
                record ready { at: u32 }
                poll: func(all: list<borrow<pollable>>) -> list<ready>;
                now: func() -> ready;
            }
        }";
    let results = play(&[old, "package a:other; interface i { f: func(v: string); }"], 4);
    let details: Vec<_> = results.unexpected().map(|cell| &cell.detail).collect();
    assert_eq!(states(&results), [("old", State::Pass), ("other", State::Pass)], "{details:?}");
}

#[test]
fn static_functions_without_handles_are_set_aside() {
    let text =
        "package a:b; interface i { resource x { parse: static func(a: list<u8>) -> list<u8>; } f: func(v: u8); }";
    let results = play(&[text], 2);
    assert_eq!(states(&results), [("b", State::Unsupported), ("b", State::Pass)]);
}

#[test]
fn more_vectors_than_a_guest_holds_are_played_by_further_guests() {
    let results = play(&["package a:b; interface i { f: func(v: u8); g: func(); }"], 100);
    let cell = |function: &str| {
        let called = |cell: &&witloom_test_matrix::Cell| cell.caller == "host" && cell.function == function;
        results.cells.iter().filter(called).map(|cell| (cell.state, cell.vectors)).collect::<Vec<_>>()
    };
    assert_eq!(cell("f"), [(State::Pass, 100)]);
    assert_eq!(cell("g"), [(State::Pass, 1)]);
}
