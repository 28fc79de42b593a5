//! Every folder of `cases`: a module, a world and a script, bridged and run under every collector.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that can't go on says so")]

use crate::support;

use std::path::Path;

use support::{COLLECTORS, bridged, read, run};
use witloom_host_gc::{BridgeOptions, StringEncoding, needs_bridge};

#[test]
fn cases() {
    let mut failures = Vec::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut folders: Vec<_> = std::fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    for folder in folders {
        let (wat, wit, script) = (read(&folder, "guest.wat"), read(&folder, "world.wit"), read(&folder, "script.txt"));
        assert!(needs_bridge(wat.as_bytes(), &support::world(&wit)), "{}", folder.display());
        let latin1 = script.starts_with("// latin1");
        let options = BridgeOptions { encoding: latin1.then_some(StringEncoding::Latin1Utf16), cases: None };
        let component = bridged(&wat, &wit, &options);
        for collector in COLLECTORS {
            if let Err(error) = run(&component, &script, collector) {
                failures.push(format!("{} ({collector:?}): {error:?}", folder.display()));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}
