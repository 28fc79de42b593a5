//! The example in `docs/gc.md` does what it says, under every collector. Its commands are run by the CLI's tests.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that can't go on says so")]

use crate::support;

use support::{COLLECTORS, bridged, run};
use witloom_host_gc::BridgeOptions;

const PAGE: &str = include_str!("../../docs/gc.md");

/// The first code block of a language.
fn block(language: &str) -> &'static str {
    let start = PAGE.find(&format!("```{language}\n")).expect(language) + language.len() + 4;
    let rest = &PAGE[start..];
    &rest[..rest.find("```").expect("the block ends")]
}

/// The calls that the page makes with `witloom run`, as a script: `call = result`.
fn script() -> String {
    let lines: Vec<&str> = block("console").lines().collect();
    let call =
        |line: &&str| Some(line.strip_prefix("$ witloom run guest.wasm --invoke '")?.strip_suffix('\'')?.to_owned());
    let pairs = lines.windows(2).filter_map(|pair| Some(format!("{} = {}\n", call(&pair[0])?, pair[1])));
    pairs.collect()
}

#[test]
fn example() {
    let component = bridged(block("wat"), block("wit"), &BridgeOptions::default());
    assert_eq!(script().lines().count(), 2);
    for collector in COLLECTORS {
        run(&component, &script(), collector).unwrap();
    }
}
