//! Generated files, held against what is recorded, and judged by gofmt and vet. The worlds are those that every language
//! is recorded for.

use std::process::Command;

use witloom_sdk_go::Go;
use witloom_test_kit::growth::hold_in_proportion;
use witloom_test_kit::{hold_against_goldens, lay_out, run_silent};

use crate::support;

#[test]
fn files_are_as_recorded() {
    // The runtime is the same for all worlds.
    let fixed = ["gen/wit/", "gen/internal/rt/"];
    hold_against_goldens(env!("CARGO_MANIFEST_DIR"), &Go, |path| !fixed.iter().any(|folder| path.starts_with(folder)));
}

#[test]
fn types_that_are_used_twice_are_written_once() {
    hold_in_proportion(&Go);
}

/// With a user's `main.go` for each world, as `witloom` starts one.
#[test]
fn files_are_formatted_and_nothing_is_suspicious() {
    let module = tempfile::tempdir().expect("a temporary folder");
    std::fs::write(module.path().join("go.mod"), "module samples\n\ngo 1.24\n").expect("writable");
    for sample in lay_out(module.path(), &Go) {
        support::write_stub(&sample.model(), &module.path().join(sample.name));
    }
    support::silent(module.path(), "gofmt", &["-l", "-s", "."]);
    support::silent(module.path(), "go", &["vet", "./..."]);
    // Outside of a component, as editors and tests see it.
    run_silent(Command::new("go").args(["vet", "./..."]).current_dir(module.path()));
}
