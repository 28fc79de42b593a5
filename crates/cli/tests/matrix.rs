//! Short runs of the matrix, over every language that can be built here: few values.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// Runs the matrix over four vectors; answers the cells. Vectors are part of a guest's code, so that only runs with the same
/// number of them share guests: every test of this workspace has this one.
fn matrix(options: &[&str], out: &Path) -> Vec<Value> {
    let run = Command::new(env!("CARGO_BIN_EXE_witloom"))
        .args(["matrix", "--vectors", "4", "--out"])
        .arg(out)
        .args(options)
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../.."))
        .output()
        .expect("witloom runs");
    let (stdout, stderr) = (String::from_utf8_lossy(&run.stdout), String::from_utf8_lossy(&run.stderr));
    assert!(run.status.success(), "{options:?}\n{stdout}\n{stderr}");
    let results = std::fs::read_to_string(out.join("results.json")).expect("results.json is written");
    let mut results: Value = serde_json::from_str(&results).expect("it is JSON");
    let Value::Array(cells) = results["cells"].take() else { panic!("it has cells") };
    cells
}

#[test]
fn every_pair_agrees_on_every_type() {
    let out = tempfile::tempdir().expect("a folder");
    let cells = matrix(&["--link", "host"], out.path());
    // 120 functions between a language and the host, both ways, at the very least.
    let passed = cells.iter().filter(|cell| cell["state"] == "pass").count();
    assert!(passed >= 240, "{passed} cells passed: is no language installed?");
    assert!(out.path().join("index.html").is_file() && out.path().join("junit.xml").is_file());
}

/// Plays a language as caller and as callee of every language, linked as users ship it; how many cells passed.
fn composed_with_every_language(id: &str) -> usize {
    let out = tempfile::tempdir().expect("a folder");
    let mut passed = 0;
    for side in ["caller", "callee"] {
        let mut cells = matrix(&["--link", "composed", "--filter", &format!("{side}={id}")], out.path());
        cells.retain(|cell| cell["state"] != "not-run" && cell["state"] != "unsupported");
        let other: Vec<&Value> = cells.iter().filter(|cell| cell["state"] != "pass").collect();
        assert!(other.is_empty(), "{other:?}");
        // 120 functions with itself and with the host, at the very least.
        assert!(cells.is_empty() || cells.len() >= 240, "{id} is installed, but only {} cells passed", cells.len());
        passed += cells.len();
    }
    passed
}

/// Java's guests live in the GC heap, most others in linear memories: here both are in one component.
#[test]
fn java_composes_with_every_language() {
    composed_with_every_language("java");
}

/// Ruby's engine comes from a package registry, so that it can always be had.
#[test]
fn ruby_composes_with_every_language() {
    assert!(composed_with_every_language("ruby") > 0);
}

/// Words that languages and their bindings use for themselves, in every role of a WIT name.
#[test]
fn names_mean_the_same_to_every_language() {
    let run = Command::new(env!("CARGO_BIN_EXE_witloom"))
        .args(["matrix", "names", "--count", "20", "--seed", "11", "--format", "json"])
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../.."))
        .output()
        .expect("witloom runs");
    let (stdout, stderr) = (String::from_utf8_lossy(&run.stdout), String::from_utf8_lossy(&run.stderr));
    assert!(run.status.success(), "{stdout}\n{stderr}");
    let named: Value = serde_json::from_str(&stdout).expect("it is JSON");
    assert_eq!((&named["tried"], &named["clashes"]), (&Value::from(20), &Value::Array(Vec::new())), "{named}");
}
