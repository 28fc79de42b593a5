//! Generated files, held against what is recorded, and judged by javac with all its warnings and by google-java-format. The worlds are those that
//! every language is recorded for.

use std::path::Path;

use anyhow::Result;
use witloom_sdk_java::Java;
use witloom_test_kit::growth::hold_in_proportion;
use witloom_test_kit::{hold_against_goldens, lay_out};

use crate::support::{compile, formatted};

#[test]
fn files_are_as_recorded() {
    // The runtime is the same for all worlds.
    hold_against_goldens(env!("CARGO_MANIFEST_DIR"), &Java, |path| !path.contains("/witloom/rt/"));
}

#[test]
fn types_that_are_used_twice_are_written_once() {
    hold_in_proportion(&Java);
}

#[test]
fn files_compile_without_a_warning_and_are_formatted() -> Result<()> {
    let root = tempfile::tempdir()?;
    let samples = lay_out(root.path(), &Java);
    let folders: Vec<_> = samples.iter().map(|sample| root.path().join(sample.name)).collect();
    formatted(&folders);
    compile(&folders)
}

#[test]
fn fixed_texts_are_formatted_too() {
    let ours = ["runtime", "scripts", "templates"].map(|folder| Path::new(env!("CARGO_MANIFEST_DIR")).join(folder));
    formatted(&ours);
}
