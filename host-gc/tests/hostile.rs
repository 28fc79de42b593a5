//! Worlds and modules that are legal and out of proportion.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that can't go on says so")]

use crate::support;

use std::fmt::Write as _;

use support::{COLLECTORS, bridged, run, world};
use witloom_host_gc::{BridgeOptions, bridge};

/// Records that hold the one before twice: `levels` deep, 2^levels bytes.
fn doubling(levels: u32) -> (String, String) {
    let mut wit = "package test:hostile;\nworld guest {\n  record r0 { a: u8, b: u8 }\n".to_owned();
    let mut wat = "(module (type $r0 (struct (field i8) (field i8)))\n".to_owned();
    for level in 1..levels {
        let below = level - 1;
        writeln!(wit, "  record r{level} {{ a: r{below}, b: r{below} }}").unwrap();
        writeln!(wat, "(type $r{level} (struct (field (ref $r{below})) (field (ref $r{below}))))").unwrap();
    }
    let top = levels - 1;
    writeln!(wit, "  export f: func(x: r{top}) -> r{top};\n}}").unwrap();
    writeln!(wat, "(func (export \"f\") (param (ref $r{top})) (result (ref $r{top})) (local.get 0)))").unwrap();
    (wit, wat)
}

#[test]
fn types_that_double_stay_small_in_code() {
    let (wit, wat) = doubling(14);
    let component = bridged(&wat, &wit, &BridgeOptions::default());
    assert!(component.len() < 20_000, "{} bytes", component.len());
}

#[test]
fn types_past_256_mib_are_refused() {
    let (wit, wat) = doubling(40);
    let error = bridge(wat.as_bytes(), &world(&wit), &BridgeOptions::default()).unwrap_err();
    assert!(error.to_string().contains("256 MiB"), "{error}");
}

#[test]
fn variants_with_hundreds_of_cases() {
    let names: Vec<String> = (0..700).map(|n| format!("c{n}(u32)")).collect();
    let subtypes: String = (0..700).map(|n| format!("(type $c{n} (sub final $v (struct (field i32))))\n")).collect();
    // Equal types in one rec group are different types.
    let wit = format!(
        "package test:hostile; world guest {{ variant v {{ {} }} export f: func(x: v) -> v; \
         export g: func(x: list<v>) -> list<v>; }}",
        names.join(", ")
    );
    let wat = format!(
        "(module (rec (type $v (sub (struct)))\n{subtypes}) (type $vs (array (mut (ref null $v))))
            (func (export \"f\") (param (ref $v)) (result (ref $v)) (local.get 0))
            (func (export \"g\") (param (ref $vs)) (result (ref $vs)) (local.get 0)))"
    );
    let component = bridged(&wat, &wit, &BridgeOptions::default());
    let script = "f(c0(1)) = c0(1)\nf(c699(2)) = c699(2)\ng([c255(1), c256(2), c511(3)]) = [c255(1), c256(2), c511(3)]";
    for collector in COLLECTORS {
        run(&component, script, collector).unwrap();
    }
}
