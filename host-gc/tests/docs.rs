//! The example in `docs/gc.md` does what it says.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that can't go on says so")]

mod support;

use support::{COLLECTORS, bridged, run};
use witloom_host_gc::BridgeOptions;

const PAGE: &str = include_str!("../../docs/gc.md");

/// The first code block of a language.
fn block(language: &str) -> &'static str {
    let start = PAGE.find(&format!("```{language}\n")).expect(language) + language.len() + 4;
    let rest = &PAGE[start..];
    &rest[..rest.find("```").expect("the block ends")]
}

#[test]
fn example() {
    let component = bridged(block("wat"), block("wit"), &BridgeOptions::default());
    for collector in COLLECTORS {
        run(&component, block("text"), collector).unwrap();
    }
}
