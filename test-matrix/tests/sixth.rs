//! A sixth language is one folder: `sdk-sixth` goes through the registry, builds, and plays against the host, itself and
//! another language, in the cases that the others play.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail at once")]

use std::path::Path;

use witloom_project::registry::Registry;
use witloom_sdk_sixth::SixthDriver;
use witloom_test_matrix::draw::suite;
use witloom_test_matrix::judge::results::Results;
use witloom_test_matrix::{Options, State, run};

fn play() -> Results {
    let registry = Registry::default().with(Box::new(SixthDriver));
    let cache = tempfile::tempdir().unwrap();
    let options = Options {
        langs: vec!["sixth".to_owned(), "wasm-gc".to_owned()],
        vectors: 3,
        cache: cache.path().to_owned(),
        // It has no guests that were written by hand.
        scenarios: &[],
        whole: false,
        ..Options::default()
    };
    run(&registry, &suite::built_in().unwrap(), &options, &|_| {}).unwrap()
}

#[test]
fn it_plays_every_case_that_it_has_words_for() {
    let results = play();
    let mut passed = 0;
    for cell in results.cells.iter().filter(|cell| [&cell.caller, &cell.callee].iter().any(|lang| *lang == "sixth")) {
        match cell.state {
            State::Pass => passed += 1,
            State::Unsupported => assert!(
                ["map", "fixed-length list", "async", "stream", "future", "resource", "of several core values"]
                    .iter()
                    .any(|kind| cell.detail.contains(kind)),
                "{:?}: {}",
                cell.id(),
                cell.detail
            ),
            State::Fail
            | State::Trap
            | State::Timeout
            | State::BuildFailed
            | State::NotRun
            | State::KnownFail
            | State::UnexpectedPass => panic!("{:?}: {:?} {}", cell.id(), cell.state, cell.detail),
        }
    }
    assert!(passed > 200, "{passed} cells passed");
}

/// Files that are read by whoever works on the tree, below its root.
fn texts(folder: &Path, found: &mut Vec<std::path::PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() && !name.starts_with('.') && !matches!(name.as_str(), "target" | "node_modules" | "sdk-sixth")
        {
            texts(&path, found);
        } else if matches!(path.extension().and_then(|e| e.to_str()), Some("rs" | "toml")) {
            found.push(path);
        }
    }
}

#[test]
fn nothing_outside_of_its_folder_knows_it_but_the_lines_that_register_it() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut files = Vec::new();
    texts(root, &mut files);
    let mut lines = Vec::new();
    for file in files {
        let name = file.strip_prefix(root).unwrap().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&file).unwrap();
        let named = text.lines().filter(|line| line.contains("sdk-sixth") || line.contains("sdk_sixth"));
        lines.extend(named.map(|line| format!("{name}: {line}")));
    }
    lines.retain(|line| !line.starts_with("test-matrix/tests/sixth.rs"));
    lines.sort();
    // A language of users stands in `crates/project/Cargo.toml` and its `registry.rs` instead of in those of this test.
    let registered = [
        "Cargo.toml: witloom-sdk-sixth = { path = \"sdk-sixth\" }",
        "test-matrix/Cargo.toml: witloom-sdk-sixth.workspace = true",
    ];
    assert_eq!(lines, registered);
}
