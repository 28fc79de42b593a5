//! The files of a report: their shape, and the page in a real browser.

mod support;

use std::process::Command;

use support::{cell, page};
use witloom_test_matrix::judge::results::{Results, State};
use witloom_test_matrix::report;

fn sample() -> Results {
    let cells = vec![
        cell("lists", "bytes", "go", "js", State::Pass, ""),
        cell("lists", "words", "go", "js", State::Fail, "vector 3: callee: expected 4294967295, got 0 </script>"),
        cell("lists", "bytes", "js", "go", State::Trap, "`callee` trapped"),
        cell("lists", "words", "js", "go", State::KnownFail, "known: reason"),
        cell("records", "points", "go", "js", State::Unsupported, "`stream<u8>`"),
    ];
    Results::new([("go".to_owned(), "1.26".to_owned())].into(), 1, 24, cells)
}

#[test]
fn results_have_the_shape_of_the_schema() {
    let schema: serde_json::Value = serde_json::from_str(include_str!("../schema/results.schema.json")).unwrap();
    let results = serde_json::to_value(sample()).unwrap();
    let check = |value: &serde_json::Value, schema: &serde_json::Value| {
        let known = schema["properties"].as_object().unwrap();
        let found = value.as_object().unwrap();
        assert!(found.keys().all(|key| known.contains_key(key)), "{found:?}");
        assert!(schema["required"].as_array().unwrap().iter().all(|key| found.contains_key(key.as_str().unwrap())));
    };
    check(&results, &schema);
    for cell in results["cells"].as_array().unwrap() {
        check(cell, &schema["$defs"]["cell"]);
    }
    let words: Vec<&str> = State::ALL.iter().map(|state| state.word()).collect();
    let listed = schema["$defs"]["state"]["enum"].as_array().unwrap();
    assert!(listed.len() == words.len() && listed.iter().all(|word| words.contains(&word.as_str().unwrap())));
}

#[test]
fn a_baseline_tells_regressions_from_fixes() {
    let (now, mut before) = (sample(), sample());
    before.cells[1].state = State::Pass;
    before.cells[3].state = State::Fail;
    let id = |cells: Vec<&witloom_test_matrix::Cell>| cells.iter().map(|c| c.function.clone()).collect::<Vec<_>>();
    assert_eq!(id(report::regressions(&now, &before)), ["words"]);
    assert_eq!(id(report::fixes(&now, &before)), ["words"]);
    insta::assert_snapshot!(report::summary(&now, Some(&before)));
}

#[test]
fn what_one_side_cannot_say_is_no_fault_of_the_other() {
    let cells = vec![
        cell("arrays", "keys", "go", "go", State::Unsupported, "`list<u8, 4>`"),
        cell("arrays", "keys", "go", "gc", State::Unsupported, "`list<u8, 4>`"),
        cell("arrays", "keys", "gc", "gc", State::Pass, ""),
    ];
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("support.md");
    report::write_support(&path, &Results::new([].into(), 1, 24, cells)).unwrap();
    let table = std::fs::read_to_string(&path).unwrap();
    assert!(table.contains("| case | function | gc | go |"), "{table}");
    assert!(table.contains("| arrays | `keys` | pass | unsupported |"), "{table}");
}

#[test]
fn the_support_table_stands_between_its_markers() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("support.md");
    report::write_support(&path, &sample()).unwrap();
    let once = std::fs::read_to_string(&path).unwrap();
    report::write_support(&path, &sample()).unwrap();
    assert_eq!(std::fs::read_to_string(&path).unwrap(), once);
    insta::assert_snapshot!(once);
}

/// Needs Chromium: `cargo test --release -p witloom-test-matrix --test report -- --ignored`.
#[test]
#[ignore = "needs Chromium"]
fn the_page_works_in_a_browser() {
    if Command::new("chromium").arg("--version").output().is_err() {
        eprintln!("chromium is not installed");
        return;
    }
    let mut before = sample();
    before.cells[1].state = State::Pass;
    let folder = tempfile::tempdir().unwrap();
    report::write(folder.path(), &sample(), Some(&before)).unwrap();
    let show = |address: &str| page(folder.path(), address);

    let start = show("");
    for (state, count) in &sample().totals {
        assert!(start.contains(&format!("data-state=\"{}\" data-count=\"{count}\"", state.word())), "{start}");
    }
    assert!(start.contains("5 of 5 cells") && start.contains("1 regressed"));
    let said = "go calls js: 1 of 2 that ran pass, worst fail, 1 not called";
    assert!(start.contains(said) && start.contains("can't be called; the detail says why"), "{start}");
    assert!(show("#q=state%3Afail").contains("2 of 5 cells"), "fail and known-fail");
    assert!(show("#q=callee%3Ago+trap").contains("1 of 5 cells"));
    assert!(show("#pair=go+js").contains("go calls js"));
    let cell = show("#cell=lists+words+go+js");
    assert!(cell.contains("got 0 &lt;/script&gt;") && cell.contains("before"));
    assert!(show("#theme=dark").contains("data-theme=\"dark\""));
}
