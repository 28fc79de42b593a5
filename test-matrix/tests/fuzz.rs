//! `fuzz` on a language that answers every call with zeros: what it finds, it reduces, and it can be played again.

mod text;
mod zeros;

use std::time::Duration;

use text::Written;
use witloom_bindgen::Wit;
use witloom_project::registry::Registry;
use witloom_test_matrix::draw::suite::{Case, number};
use witloom_test_matrix::fuzz::{FuzzEvent, FuzzOptions, fuzz};
use witloom_test_matrix::{LinkChoice, Options, State, run};
use zeros::Zeros;

#[test]
fn findings_are_reduced_and_can_be_played_again() {
    let (cache, out) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let registry = Registry::of(vec![Box::new(Written(Zeros { hates: "" }))]);
    let options = Options {
        link: LinkChoice::Host,
        vectors: 6,
        seed: 5,
        time: Duration::from_secs(10),
        cache: cache.path().to_owned(),
        scenarios: &[],
        whole: false,
        ..Options::default()
    };
    let drawn = FuzzOptions { run: options.clone(), count: 6, out: out.path().to_owned() };
    let fuzzed = fuzz(&registry, &drawn, &|_| {}).unwrap();
    assert_eq!((fuzzed.seed, fuzzed.functions, fuzzed.pairs), (5, 6, 3), "with itself, and with the host both ways");
    let findings = fuzzed.findings;
    assert!(!findings.is_empty(), "some function has a result");
    for finding in findings {
        assert_eq!(
            (finding.cell.caller.as_str(), finding.cell.state),
            ("host", State::Fail),
            "{}",
            finding.cell.detail
        );
        assert!(finding.cell.detail.contains("expected"), "{}", finding.cell.detail);
        assert!(finding.wit.contains("func() ->"), "parameters are not to blame:\n{}", finding.wit);
        let words = std::fs::read_to_string(finding.folder.join("README.md")).unwrap();
        assert!(words.contains("witloom matrix --wit case.wit --langs zeros"), "{words}");
        let mut cases = vec![Case::new("again", &Wit::load(&finding.folder.join("case.wit")).unwrap()).unwrap()];
        number(&mut cases);
        let again = run(&registry, &cases, &options, &|_| {}).unwrap();
        let failing: Vec<_> = again.unexpected().map(|cell| (cell.caller.as_str(), cell.state)).collect();
        assert_eq!(failing, [("host", State::Fail)], "{}\n{}\n{:?}", finding.wit, finding.cell.detail, again.cells);
    }
}

/// The names that functions are drawn under never are keywords of WIT.
#[test]
fn more_functions_than_a_round_holds_are_drawn_in_rounds() {
    let (cache, out) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let options = Options {
        langs: vec!["host".to_owned()],
        vectors: 1,
        cache: cache.path().to_owned(),
        scenarios: &[],
        ..Options::default()
    };
    let drawn = FuzzOptions { run: options, count: 130, out: out.path().to_owned() };
    let rounds = std::sync::Mutex::new(Vec::new());
    let told = |event: FuzzEvent<'_>| {
        if let FuzzEvent::Round(so_far) = event {
            rounds.lock().unwrap().push(so_far.functions);
        }
    };
    let fuzzed = fuzz(&Registry::of(vec![Box::new(Written(Zeros { hates: "" }))]), &drawn, &told).unwrap();
    assert_eq!((fuzzed.functions, rounds.into_inner().unwrap()), (130, vec![64, 128, 130]));
}
