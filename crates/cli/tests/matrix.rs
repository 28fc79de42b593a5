//! A short run of the matrix, over every language that can be built here: the fast loop, few values.

use std::path::Path;
use std::process::Command;

#[test]
fn every_pair_agrees_on_every_type() {
    let out = tempfile::tempdir().expect("a folder");
    let run = Command::new(env!("CARGO_BIN_EXE_witloom"))
        .args(["matrix", "--link", "host", "--vectors", "4", "--out"])
        .arg(out.path())
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../.."))
        .output()
        .expect("witloom runs");
    let (stdout, stderr) = (String::from_utf8_lossy(&run.stdout), String::from_utf8_lossy(&run.stderr));
    assert!(run.status.success(), "{stdout}\n{stderr}");
    let results = std::fs::read_to_string(out.path().join("results.json")).expect("results.json is written");
    let results: serde_json::Value = serde_json::from_str(&results).expect("it is JSON");
    let cells = results["cells"].as_array().expect("it has cells");
    let passed = cells.iter().filter(|cell| cell["state"] == "pass").count();
    // 120 functions between a language and the host, both ways, at the very least.
    assert!(passed >= 240, "{passed} cells passed: is no language installed?\n{stdout}\n{stderr}");
    assert!(out.path().join("index.html").is_file() && out.path().join("junit.xml").is_file());
}
