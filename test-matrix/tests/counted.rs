//! How many instructions a call between two components of one language takes, there and back: counted by the engine's fuel,
//! since machines are shared and noisy. `counted.txt` has what is expected; a call that takes a quarter more or less than that
//! fails, so that a slower conversion shows where it is made. `WITLOOM_BLESS=1` writes the file anew.

use std::path::{Path, PathBuf};

use witloom_component::Profile;
use witloom_project::registry::Registry;
use witloom_test_matrix::bench::counted::{changes, count, grouped};
use witloom_test_matrix::bench::figures::Counted;
use witloom_test_matrix::bench::guests::Workshop;

fn file() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/counted.txt")
}

/// Lines of a language, a workload and a figure.
fn parse(text: &str) -> Counted {
    let mut table = Counted::new();
    for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let [language, workload, figure] = line.split_whitespace().collect::<Vec<_>>()[..] else {
            panic!("`{line}` is no line of {}", file().display());
        };
        let figure = figure.replace('_', "").parse().unwrap_or_else(|error| panic!("`{line}`: {error}"));
        table.entry(language.to_owned()).or_default().insert(workload.to_owned(), figure);
    }
    table
}

fn print(table: &Counted) -> String {
    let mut text =
        "# Instructions of a call, there and back, between two components of a language: see counted.rs.\n".to_owned();
    for (language, figures) in table {
        text.push('\n');
        for (workload, figure) in figures {
            text += &format!("{language} {workload} {}\n", grouped(*figure));
        }
    }
    text
}

#[test]
fn a_call_takes_as_many_instructions_as_before() {
    let registry = Registry::default();
    let workshop = Workshop::new(&registry, &[], Profile::Release, &|_| {}).expect("languages");
    let (found, failures) = count(&workshop);
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    if std::env::var_os("WITLOOM_BLESS").is_some() {
        std::fs::write(file(), print(&found)).expect("the file can be written");
        return;
    }
    let expected = parse(&std::fs::read_to_string(file()).expect("the file"));
    // Both ways: what is cheaper now is to be written down, or it may get dearer again unseen.
    let changes: Vec<String> = changes(&expected, &found).iter().map(ToString::to_string).collect();
    assert!(changes.is_empty(), "`WITLOOM_BLESS=1` accepts these:\n{}", changes.join("\n"));
}

#[test]
fn what_is_written_is_what_was_counted() {
    let expected = parse("# a comment\n\ngo add 1_000\ngo nothing 100\n");
    assert_eq!(parse(&print(&expected)), expected);
}
