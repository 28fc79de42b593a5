//! Cells to test with, and a browser.

use std::path::Path;
use std::process::Command;

use witloom_test_matrix::{Cell, Phase, State};

pub(crate) fn cell(case: &str, function: &str, caller: &str, callee: &str, state: State, detail: &str) -> Cell {
    Cell {
        case: case.to_owned(),
        function: function.to_owned(),
        caller: caller.to_owned(),
        callee: callee.to_owned(),
        state,
        phase: Phase::Run,
        link: None,
        detail: detail.to_owned(),
        blame: (state == State::Fail).then(|| format!("{callee} as callee disagrees with the reference")),
        vectors: 24,
        duration_ms: 1.5,
    }
}

/// What a headless Chromium makes of the page at an address.
pub(crate) fn page(folder: &Path, address: &str) -> String {
    let url = format!("file://{}{address}", folder.join("index.html").display());
    let profile = tempfile::tempdir().expect("a folder");
    let output = Command::new("chromium")
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=3000", "--dump-dom"])
        .arg(format!("--user-data-dir={}", profile.path().display()))
        .arg(url)
        .output()
        .expect("chromium runs");
    String::from_utf8_lossy(&output.stdout).into_owned()
}
