//! Guests that misbehave, and expectations: each touches its own cells only, and the run goes on.

mod odd;

use std::collections::BTreeMap;
use std::time::Duration;

use odd::{Odd, registry};
use witloom_bindgen::Wit;
use witloom_test_matrix::draw::suite::{Case, number};
use witloom_test_matrix::judge::results::{HOST, Results};
use witloom_test_matrix::{Cell, LinkChoice, Options, Phase, State, run};

const WIT: &str = "package bad:guests@0.1.0;
interface numbers { take: func(n: u32); waits: func(s: stream<u8>); }
world w { export numbers; }";

fn play(languages: &[Odd], options: Options) -> Results {
    let mut cases = vec![Case::new("numbers", &Wit::parse("bad.wit", WIT).unwrap()).unwrap()];
    number(&mut cases);
    let cache = tempfile::tempdir().unwrap();
    let options = Options {
        link: LinkChoice::Host,
        time: Duration::from_millis(500),
        cache: cache.path().to_owned(),
        scenarios: &[],
        ..options
    };
    run(&registry(languages), &cases, &options, &|_| {}).unwrap()
}

/// The cell in which the host calls `take` of a language.
fn called<'r>(results: &'r Results, callee: &str) -> &'r Cell {
    let ours = |cell: &&Cell| cell.caller == HOST && cell.callee == callee && cell.function == "take";
    results.cells.iter().find(ours).unwrap()
}

#[test]
fn every_misbehaviour_is_a_state_of_its_own_cells() {
    let results = play(odd::ALL, Options::default());
    let found: BTreeMap<&str, (State, Phase)> = odd::ALL
        .iter()
        .map(|language| {
            let cell = called(&results, language.id);
            (language.id, (cell.state, cell.phase))
        })
        .collect();
    let wanted = BTreeMap::from([
        ("good", (State::Pass, Phase::Run)),
        ("hangs", (State::Timeout, Phase::Run)),
        ("floods", (State::Pass, Phase::Run)),
        ("floods-and-hangs", (State::Timeout, Phase::Run)),
        ("hoards", (State::Trap, Phase::Run)),
        ("traps-at-start", (State::Trap, Phase::Link)),
        ("lacks-an-export", (State::BuildFailed, Phase::Build)),
        ("does-not-compile", (State::BuildFailed, Phase::Build)),
        ("has-no-toolchain", (State::NotRun, Phase::Prepare)),
    ]);
    assert_eq!(found, wanted);
    let says = |callee: &str, text: &str| {
        let detail = &called(&results, callee).detail;
        assert!(detail.contains(text), "{callee}: {detail}");
    };
    says("hangs", "the guest ran longer than 500ms");
    says("hoards", "memory, the limit is");
    says("traps-at-start", "instantiation");
    says("lacks-an-export", "take");
    says("does-not-compile", "value.txt:1: not a number");
    says("has-no-toolchain", "`nothing` is missing");
    says("hangs", "reproduce: witloom matrix");
}

#[test]
fn functions_with_unsupported_types_are_set_aside_and_the_others_run() {
    let results = play(&odd::ALL[..1], Options::default());
    let states: Vec<_> = results.cells.iter().map(|cell| (cell.function.as_str(), cell.state)).collect();
    assert_eq!(states[..3], [("take", State::Pass); 3]);
    assert_eq!(states[3..], [("waits", State::Unsupported); 3]);
    assert!(results.cells[3].detail.contains("stream"), "{}", results.cells[3].detail);
}

#[test]
fn what_is_expected_to_fail_may_fail_and_nothing_else() {
    let entry = |function: &str, callee: &str, message: &str| {
        format!(
            "[[known]]\ncase = \"numbers\"\nfunction = \"{function}\"\ncaller = \"host\"\ncallee = \"{callee}\"\n\
             message = \"{message}\"\nreason = \"a reason\"\nlink = \"a link\"\n"
        )
    };
    let mut languages = [odd::ALL[0], odd::ALL[1], odd::ALL[4]];
    languages[0].expectations = (entry("take", "good", "x") + &entry("gone", "good", "x")).leak();
    languages[1].expectations = entry("take", "hangs", "ran longer than").leak();
    languages[2].expectations = entry("take", "hoards", "other words").leak();
    let results = play(&languages, Options::default());
    assert_eq!(called(&results, "good").state, State::UnexpectedPass);
    assert_eq!(called(&results, "hangs").state, State::KnownFail);
    assert_eq!(called(&results, "hoards").state, State::Trap);
    assert!(called(&results, "hoards").detail.starts_with("expected to fail with `other words`"));
    assert_eq!(results.stale_expectations, ["sdk-good: case numbers, function gone, caller host, callee good"]);
    let part = play(&languages, Options { whole: false, ..Options::default() });
    assert!(part.stale_expectations.is_empty());
}

#[test]
fn results_are_only_those_of_the_filter() {
    let options = Options { filter: "function=take caller=host".parse().unwrap(), ..Options::default() };
    let results = play(&odd::ALL[..1], options);
    assert_eq!(results.cells.len(), 1);
    let nothing = Options { filter: "case=other".parse().unwrap(), scenarios: &[], ..Options::default() };
    let mut cases = vec![Case::new("numbers", &Wit::parse("bad.wit", WIT).unwrap()).unwrap()];
    number(&mut cases);
    let error = run(&registry(&odd::ALL[..1]), &cases, &nothing, &|_| {}).unwrap_err();
    assert!(error.to_string().contains("no function fits"), "{error}");
}
