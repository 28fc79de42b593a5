//! A collection at every allocation: the cases again, with a call to the host's collector before each instruction that
//! allocates. The tests of resources do the same.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that can't go on says so")]

use crate::support;

use std::path::Path;

use support::zeal::zealous;
use support::{COLLECTORS, read, run};
use witloom_host_gc::{BridgeOptions, StringEncoding};

#[test]
fn cases() {
    let mut failures = Vec::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    for folder in std::fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()) {
        let (wat, wit, script) = (read(&folder, "guest.wat"), read(&folder, "world.wit"), read(&folder, "script.txt"));
        let latin1 = script.starts_with("// latin1");
        let options = BridgeOptions { encoding: latin1.then_some(StringEncoding::Latin1Utf16), cases: None };
        let component = zealous(&wat, &wit, &options);
        for collector in COLLECTORS {
            if let Err(error) = run(&component, &script, collector) {
                failures.push(format!("{} ({collector:?}): {error:?}", folder.display()));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}
