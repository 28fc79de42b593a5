//! What Cranelift makes of the bridge's code, as figures that a review can compare.
//!
//! For each wrapper and helper of the benchmark's guest: the calls, and for each of its loops the loads, stores
//! and traps of one turn. A copy loop that loses its 64-bit accesses or gains a check shows up here.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that can't go on says so")]

use crate::support;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use support::world;
use wasmtime::{Collector, Config, Engine, Module};
use witloom_host_gc::{BridgeOptions, bridge_core};

const WIT: &str = include_str!("../benches/guests/world.wit");
const GC: &str = include_str!("../benches/guests/gc.wat");
/// Functions of the guest itself come first.
const OWN_FUNCTIONS: usize = 6;

/// What one stretch of code does.
#[derive(Debug, Default)]
struct Figures {
    counts: BTreeMap<&'static str, usize>,
}

impl Figures {
    fn add(&mut self, line: &str) {
        let operation = line.split_once(" = ").map_or(line, |(_, right)| right);
        let kind = match operation.split([' ', '.']).next().unwrap_or_default() {
            "load" | "uload8" | "sload8" | "uload16" | "sload16" | "uload32" | "sload32" => "loads",
            "store" | "istore8" | "istore16" | "istore32" => "stores",
            "trapz" | "trapnz" | "trap" => "traps",
            "call" | "call_indirect" => "calls",
            _ => return,
        };
        *self.counts.entry(kind).or_default() += 1;
    }

    fn text(&self) -> String {
        let parts: Vec<String> = self.counts.iter().map(|(kind, count)| format!("{count} {kind}")).collect();
        if parts.is_empty() { "nothing".to_owned() } else { parts.join(", ") }
    }
}

/// Blocks of a function in text order, each with its lines.
fn blocks(clif: &str) -> Vec<(u32, Vec<&str>)> {
    let mut blocks: Vec<(u32, Vec<&str>)> = Vec::new();
    for line in clif.lines().map(str::trim) {
        let line = line.split(';').next().unwrap_or_default().trim();
        // Source positions come first: `@0042  v1 = load …`.
        let line = line.split_once("  ").filter(|(at, _)| at.starts_with('@')).map_or(line, |(_, rest)| rest.trim());
        let name = line.strip_prefix("block").and_then(|rest| {
            let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
            line.ends_with(':').then(|| rest[..digits].parse().ok()).flatten()
        });
        match (name, blocks.last_mut()) {
            (Some(number), _) => blocks.push((number, Vec::new())),
            (None, Some((_, lines))) => lines.push(line),
            (None, None) => {}
        }
    }
    blocks
}

/// Every block number that a line jumps to.
fn targets(line: &str) -> Vec<u32> {
    if !(line.starts_with("jump") || line.starts_with("brif") || line.starts_with("br_table")) {
        return Vec::new();
    }
    let numbers = line.split("block").skip(1).map(|rest| {
        let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        rest[..digits].parse()
    });
    numbers.filter_map(Result::ok).collect()
}

fn describe(clif: &str) -> String {
    let blocks = blocks(clif);
    let mut text = String::new();
    let mut whole = Figures::default();
    blocks.iter().flat_map(|(_, lines)| lines).for_each(|line| whole.add(line));
    writeln!(text, "  all: {}", whole.text()).unwrap();
    for (at, (_, lines)) in blocks.iter().enumerate() {
        let back = lines
            .iter()
            .flat_map(|line| targets(line))
            .filter_map(|to| blocks.iter().position(|(number, _)| *number == to).filter(|position| *position <= at));
        for head in back {
            let mut turn = Figures::default();
            blocks[head..=at].iter().flat_map(|(_, lines)| lines).for_each(|line| turn.add(line));
            writeln!(text, "  one turn of a loop: {}", turn.text()).unwrap();
        }
    }
    text
}

#[test]
fn code_of_the_bridge() {
    let folder = tempfile::tempdir().unwrap();
    let mut config = Config::new();
    config.collector(Collector::Copying).emit_clif(folder.path());
    let engine = Engine::new(&config).unwrap();
    let (core, _) = bridge_core(GC.as_bytes(), &world(WIT), &BridgeOptions::default()).unwrap();
    Module::new(&engine, &core).unwrap();
    let mut functions: BTreeMap<usize, String> = BTreeMap::new();
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let Some(rest) = name.strip_prefix("wasm[0]--function[") else { continue };
        let number = rest.split(']').next().unwrap().parse().unwrap();
        functions.insert(number, std::fs::read_to_string(path).unwrap());
    }
    assert!(functions.len() > OWN_FUNCTIONS, "{:?}", functions.keys());
    let mut text = String::new();
    for (number, clif) in functions.iter().filter(|(number, _)| **number >= OWN_FUNCTIONS) {
        write!(text, "function {number}\n{}", describe(clif)).unwrap();
    }
    insta::assert_snapshot!(text);
}
