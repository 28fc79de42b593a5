//! What `witloom matrix` does with bad input, and how it ends. Needs Go and JavaScript.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

const WIT: &str = "package demo:numbers@0.1.0;

interface numbers {
  echo-u32: func(v: u32) -> u32;
  echo-s64: func(v: s64) -> s64;
  echo-u8: func(v: u8) -> u8;
  echo-text: func(v: string) -> string;
  wait: func(v: stream<u8>);
}

world demo {
  export numbers;
}
";

/// A folder with a package, and what a run left there.
struct Run {
    folder: tempfile::TempDir,
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

impl Run {
    fn folder() -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("numbers.wit"), WIT).expect("a file");
        folder
    }

    fn new(args: &[&str], prepare: impl FnOnce(&mut Command, &Path)) -> Self {
        Self::in_folder(Self::folder(), args, prepare)
    }

    fn in_folder(folder: tempfile::TempDir, args: &[&str], prepare: impl FnOnce(&mut Command, &Path)) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_witloom"));
        command.arg("matrix").args(args).current_dir(folder.path());
        prepare(&mut command, folder.path());
        let output = command.output().expect("witloom runs");
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        Self { folder, code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
    }

    fn results(&self) -> Value {
        let text = std::fs::read_to_string(self.folder.path().join("out/results.json"));
        let text = text.unwrap_or_else(|error| panic!("{error}\n{}\n{}", self.stdout, self.stderr));
        serde_json::from_str(&text).expect("results.json is JSON")
    }

    /// State and detail of a cell.
    fn cell(&self, function: &str, caller: &str, callee: &str) -> (String, String) {
        let results = self.results();
        let cells = results["cells"].as_array().expect("it has cells");
        let ours = |cell: &&Value| cell["function"] == function && cell["caller"] == caller && cell["callee"] == callee;
        let cell = cells.iter().find(ours).expect("the cell is there");
        let text = |key: &str| cell[key].as_str().expect("a text").to_owned();
        (text("state"), text("detail"))
    }
}

const SMALL: [&str; 8] = ["--wit", "numbers.wit", "--link", "host", "--vectors", "12", "--out", "out"];

fn small<'a>(more: &[&'a str]) -> Vec<&'a str> {
    SMALL.iter().copied().chain(more.iter().copied()).collect()
}

#[test]
fn a_missing_toolchain_is_told_and_nothing_fails() {
    let run = Run::new(&small(&["--langs", "go"]), |command, folder| {
        command.env("PATH", folder);
    });
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    let (state, detail) = run.cell("echo-u32", "host", "go");
    assert_eq!(state, "not-run");
    assert!(detail.contains("`go` is missing") && detail.contains("install Go"), "{detail}");
}

#[test]
fn an_unsupported_type_leaves_the_others_alone() {
    let run = Run::new(&small(&["--langs", "go"]), |_, _| {});
    assert_eq!(run.code, Some(0), "{}", run.stderr);
    assert_eq!(run.cell("echo-s64", "go", "go").0, "pass");
    let (state, detail) = run.cell("wait", "go", "go");
    assert_eq!(state, "unsupported");
    assert!(detail.contains("stream"), "{detail}");
}

#[test]
fn files_that_cannot_be_read_are_named() {
    let folder = Run::folder();
    std::fs::write(folder.path().join("bad.json"), "{\"schema_version\": 1").expect("a file");
    std::fs::write(folder.path().join("versions.toml"), "[[version]]\nlang = \"go\"\n").expect("a file");
    let run = Run::in_folder(folder, &["--baseline", "bad.json"], |_, _| {});
    assert_eq!(run.code, Some(1));
    assert!(run.stderr.contains("W3005") && run.stderr.contains("`bad.json` is no result"), "{}", run.stderr);
    let run = Run::in_folder(run.folder, &["--baseline", "gone.json"], |_, _| {});
    assert!(run.code == Some(1) && run.stderr.contains("W3005"), "{}", run.stderr);
    let run = Run::in_folder(run.folder, &["--versions", "versions.toml"], |_, _| {});
    assert_eq!(run.code, Some(1));
    assert!(run.stderr.contains("W3007") && run.stderr.contains("name"), "{}", run.stderr);
    let run = Run::in_folder(run.folder, &["--langs", "cobol"], |_, _| {});
    assert!(run.code == Some(1) && run.stderr.contains("W3003"), "{}", run.stderr);
}

/// A compiler that tells its version, and can do nothing else.
#[cfg(unix)]
#[test]
fn a_guest_that_cannot_be_built_gives_101() {
    let run = Run::new(&small(&["--langs", "go"]), |command, folder| {
        let (text, go) = (folder.join("go.sh"), folder.join("go"));
        let script = "#!/bin/sh\ncase \"$1\" in\nversion) echo 'go version go1.26.0 linux/amd64' ;;\n*) echo 'out of order' >&2; exit 1 ;;\nesac\n";
        // Another process writes what is run: a child of another test would inherit our open file and keep it busy.
        std::fs::write(&text, script).expect("a file");
        assert!(Command::new("install").args([&text, &go]).status().expect("install is there").success());
        command.env("PATH", format!("{}:/usr/bin:/bin", folder.display()));
    });
    assert_eq!(run.code, Some(101), "{}\n{}", run.stdout, run.stderr);
    let (state, detail) = run.cell("echo-u32", "go", "host");
    assert_eq!(state, "build-failed");
    assert!(detail.contains("out of order"), "{detail}");
}

/// The defects of another generator are found without being told of them; a baseline tells old ones from new ones.
#[test]
fn a_wrong_guest_is_found_and_gives_100() {
    let broken = |command: &mut Command, _: &Path| {
        command.env("WITLOOM_JS_GLUE", "upstream");
    };
    let run = Run::new(&small(&["--langs", "js"]), broken);
    assert_eq!(run.code, Some(100), "{}\n{}", run.stdout, run.stderr);
    let (state, detail) = run.cell("echo-u32", "js", "host");
    assert!(state == "fail" && detail.contains("expected 4294967295"), "{state}: {detail}");
    assert_ne!(run.cell("echo-s64", "host", "js").0, "pass");
    let (state, detail) = run.cell("echo-text", "js", "host");
    assert!(state == "fail" && detail.contains("got {\"ok\":\"bom\"}"), "{state}: {detail}");
    assert_eq!(run.cell("echo-u8", "js", "js").0, "pass");

    // Known before: nothing got worse.
    std::fs::copy(run.folder.path().join("out/results.json"), run.folder.path().join("before.json")).expect("a copy");
    let run = Run::in_folder(run.folder, &small(&["--langs", "js", "--baseline", "before.json"]), broken);
    assert_eq!(run.code, Some(0), "{}\n{}", run.stdout, run.stderr);

    // It worked before: a regression.
    let text = std::fs::read_to_string(run.folder.path().join("before.json")).expect("a file");
    let healthy = text.replace("\"fail\"", "\"pass\"").replace("\"trap\"", "\"pass\"");
    std::fs::write(run.folder.path().join("before.json"), healthy).expect("a file");
    let run = Run::in_folder(run.folder, &small(&["--langs", "js", "--baseline", "before.json"]), broken);
    assert_eq!(run.code, Some(100), "{}\n{}", run.stdout, run.stderr);
    assert!(run.stdout.starts_with("regress"), "{}", run.stdout);
}
