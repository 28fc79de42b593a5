//! `bench` and `board` as their users meet them.

use std::path::Path;
use std::process::{Command, Output};

fn witloom(folder: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_witloom"));
    command.args(args).current_dir(folder).output().expect("witloom starts")
}

fn good(folder: &Path, args: &[&str]) -> String {
    let output = witloom(folder, args);
    assert!(output.status.success(), "{args:?}\n{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Writes figures again with fewer instructions.
fn halve(figures: &Path) {
    let mut json: serde_json::Value =
        serde_json::from_slice(&std::fs::read(figures).expect("figures")).expect("they are JSON");
    let add = &mut json["counted"]["go"]["add"];
    *add = (add.as_u64().expect("a number") / 2).into();
    std::fs::write(figures, json.to_string()).expect("figures");
}

#[test]
fn figures_and_cells_become_a_board_that_says_what_got_worse() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    let table = good(folder, &["bench", "go", "add", "same", "count", "--out", "figures.json"]);
    let lines: Vec<&str> = table.lines().collect();
    assert_eq!(lines[0], "| caller→callee | add |");
    assert!(lines[2].starts_with("| go→go | ") && lines[2].ends_with(" ns |"), "{table}");
    assert!(table.contains("| instructions, of a language with itself | add |"), "{table}");
    let matrix = ["matrix", "--langs", "go", "--filter", "case=primitives", "--vectors", "2", "--out", "found"];
    good(folder, &matrix);
    let board = ["board", "--results", "found/results.json", "--figures", "figures.json", "--out", "site"];
    assert_eq!(good(folder, &board).trim(), "site/index.html");
    let page = std::fs::read_to_string(folder.join("site/index.html")).expect("a page");
    assert!(page.contains("\"caller\":\"go\",\"callee\":\"go\",\"pass\":") && !page.contains("\"summary\""));
    let cells = std::fs::read_to_string(folder.join("site/matrix/index.html")).expect("the matrix's page");
    assert!(cells.contains("\"case\":\"primitives\""));
    // The same again is no worse, and a call that took half of it is.
    let again = ["board", "--results", "found/results.json", "--figures", "figures.json", "--out", "next"];
    let held = [&again[..], &["--baseline", "site"]].concat();
    assert_eq!(good(folder, &held).trim(), "next/index.html");
    halve(&folder.join("site/figures.json"));
    let worse = witloom(folder, &held);
    let said = String::from_utf8_lossy(&worse.stdout);
    assert_eq!(worse.status.code(), Some(100), "{said}");
    assert!(said.contains("worse: go add: ") && said.contains("(2.0"), "{said}");
    std::fs::write(folder.join("bad.json"), "{}").expect("a file");
    for (args, code) in [
        (&["bench", "prints-10k"][..], "W3009"),
        (&["bench", "--baseline", "bad.json"], "W3010"),
        (&["board", "--out", "x", "--figures", "bad.json"], "W3010"),
    ] {
        let output = witloom(folder, args);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.code() == Some(1) && said.contains(code), "{args:?}: {said}");
    }
}
