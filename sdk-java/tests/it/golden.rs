//! The generated files of the cases, as a reader sees them. `corpus.rs` compiles the same files without a warning,
//! and each case's own test runs them.

use std::path::Path;

use witloom_bindgen::{Language, Options, Wit, World};
use witloom_sdk_java::Java;

/// Everything but the runtime, which is the same for all worlds.
fn generated(case: &str) -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(case).join("world.wit");
    let world = World::from_wit(&Wit::load(&file).expect("valid WIT"), None).expect("one world");
    let files = Java.generate(&world, &Options::default()).expect("a supported world");
    let own = files.iter().filter(|(path, _)| !path.contains("/witloom/rt/"));
    own.map(|(path, text)| format!("==> {path}\n{}\n", String::from_utf8_lossy(text))).collect()
}

#[test]
fn values() {
    insta::assert_snapshot!("types", generated("types"));
}

#[test]
fn handles() {
    insta::assert_snapshot!("resources", generated("resources"));
}

#[test]
fn maps_and_fixed_length_lists() {
    insta::assert_snapshot!("shapes", generated("shapes"));
}

#[test]
fn tasks_streams_and_futures() {
    insta::assert_snapshot!("reports", generated("reports"));
}
