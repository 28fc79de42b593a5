//! What a type has no value for is a trap in every language, whoever sends it: a hand-made component that breaks the
//! canonical ABI calls each language and answers each.
//!
//! Two things that look alike are no breach: every number but 0 is `true` (`convert_int_to_bool` in the specification's
//! `CanonicalABI.md`), and bits beyond the flags of a type mean nothing (`unpack_flags_from_int`).

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail at once")]

mod text;

use std::collections::BTreeSet;
use std::fmt::Write as _;

use text::{Text, Written};
use witloom_bindgen::guest::{Role, Script, ScriptCall, Vector};
use witloom_bindgen::interp::Value;
use witloom_bindgen::model::Function;
use witloom_bindgen::{Wit, World};
use witloom_project::registry::Registry;
use witloom_test_matrix::draw::suite::{Case, number};
use witloom_test_matrix::{LinkChoice, State, run};

/// Each function flat and in memory.
const WIT: &str = "package bad:cases;
interface cases {
  enum colour { red, green, blue }
  variant shape { dot, line(u32), text(u32) }
  flags traits { taxed, imported, fragile }

  give-colour: func(v: colour) -> colour;
  give-shape: func(v: shape) -> shape;
  give-maybe: func(v: option<u32>) -> option<u32>;
  give-outcome: func(v: result<u32, u32>) -> result<u32, u32>;
  give-letter: func(v: char) -> char;
  give-truth: func(v: bool) -> bool;
  give-traits: func(v: traits) -> traits;
  give-colours: func(v: list<colour>) -> list<colour>;
  give-shapes: func(v: list<shape>) -> list<shape>;
  give-maybes: func(v: list<option<u32>>) -> list<option<u32>>;
  give-outcomes: func(v: list<result<u32, u32>>) -> list<result<u32, u32>>;
  give-letters: func(v: list<char>) -> list<char>;
  give-truths: func(v: list<bool>) -> list<bool>;
  give-all-traits: func(v: list<traits>) -> list<traits>;
}
world w { export cases; }";

/// The first number that is no value of what a function takes and gives, flat or as the only element; nothing where
/// every number is one.
const WRONG: &[(&str, u32)] = &[
    ("give-colour", 3),
    ("give-shape", 3),
    ("give-maybe", 2),
    ("give-outcome", 2),
    // A surrogate.
    ("give-letter", 0xd800),
    ("give-colours", 3),
    ("give-shapes", 3),
    ("give-maybes", 2),
    ("give-outcomes", 2),
    ("give-letters", 0xd800),
];

/// What a vector sends where it breaks the ABI: the first number that is wrong, or the last.
fn wrong(function: &Function, vector: usize) -> Option<u32> {
    let (_, first) = WRONG.iter().find(|(name, _)| *name == function.name)?;
    Some(if vector.is_multiple_of(2) { *first } else { u32::MAX })
}

/// A number that means the value though it isn't the usual one: as wide as a core value if it may be.
fn unusual(value: &Value, vector: usize, flat: bool) -> u32 {
    match value {
        Value::Bool(false) => 0,
        Value::Bool(true) if vector.is_multiple_of(2) => 2,
        Value::Bool(true) => {
            if flat {
                0x100
            } else {
                0xff
            }
        }
        Value::Flags(bits) => bits | if flat { 0xffff_fff8 } else { 0xf8 },
        other => panic!("{other:?} is neither a boolean nor flags"),
    }
}

/// A component whose callers and callees send such numbers.
struct Breaks;

/// Memory that is filled while the code is written.
#[derive(Default)]
struct Memory {
    segments: String,
    next: usize,
}

/// Where results of calls lie.
const AREA: usize = 64;
/// Where what is sent begins.
const SENT: usize = 1024;

impl Memory {
    /// The address of these bytes, zeros behind them.
    fn put(&mut self, bytes: &[u8]) -> usize {
        let address = SENT + self.next;
        self.next += (bytes.len() + 32).next_multiple_of(8);
        let text: String = bytes.iter().map(|byte| format!("\\{byte:02x}")).collect();
        let _ = writeln!(self.segments, "(data (i32.const {address}) \"{text}\")");
        address
    }

    /// What a vector sends, by its core values if it is flat, and by the address of a tuple of them.
    fn sent(&mut self, function: &Function, value: &Value, vector: usize) -> (Vec<usize>, usize) {
        match (wrong(function, vector), value) {
            (Some(number), Value::List(_)) => self.list(&number.to_le_bytes(), 1),
            (None, Value::List(values)) => {
                let bytes: Vec<u8> = values.iter().map(|value| unusual(value, vector, false) as u8).collect();
                self.list(&bytes, values.len())
            }
            (Some(number), _) => (vec![number as usize], self.put(&number.to_le_bytes())),
            (None, value) => {
                let number = unusual(value, vector, true);
                (vec![number as usize], self.put(&number.to_le_bytes()))
            }
        }
    }

    fn list(&mut self, bytes: &[u8], count: usize) -> (Vec<usize>, usize) {
        let address = self.put(bytes);
        let pair: Vec<u8> = [address, count].iter().flat_map(|part| (*part as u32).to_le_bytes()).collect();
        (vec![address, count], self.put(&pair))
    }

    /// The memory with its allocator, which frees nothing.
    fn text(&self) -> String {
        format!(
            r#"(memory (export "memory") 64)
              {}
              (global $free (mut i32) (i32.const {}))
              (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
                (global.get $free)
                (global.set $free (i32.add (global.get $free)
                  (i32.and (i32.add (local.get 3) (i32.const 15)) (i32.const -8)))))"#,
            self.segments,
            SENT + self.next
        )
    }
}

/// A function of the script with how it is called.
struct Called<'a> {
    call: &'a ScriptCall,
    function: &'a Function,
    /// Core parameters.
    params: usize,
    /// Whether the result is one core value, else in memory.
    direct: bool,
}

impl<'a> Called<'a> {
    fn all(world: &'a World, script: &'a Script) -> Vec<Self> {
        let of = |call: &'a ScriptCall| {
            let function = &world.interface(call.interface).functions[call.function];
            let params = world.ty(function.params[0].ty).flat.as_ref().unwrap().len();
            Self { call, function, params, direct: params == 1 }
        };
        script.calls.iter().map(of).collect()
    }

    fn vectors(&self) -> impl Iterator<Item = (usize, &Vector)> {
        self.call.vectors.iter().enumerate()
    }
}

fn constants(values: &[usize], count: usize) -> String {
    let padded = values.iter().copied().chain(std::iter::repeat(0)).take(count);
    padded.map(|value| format!("(i32.const {})", value as u32 as i32)).collect()
}

/// Imports what it calls with what it should not.
fn caller(world: &World, script: &Script) -> String {
    let (mut imports, mut calls, mut memory) = (String::new(), String::new(), Memory::default());
    for Called { call, function, params, direct } in &Called::all(world, script) {
        let number = call.number;
        let types = "i32 ".repeat(params + usize::from(!direct));
        let result = if *direct { "(result i32)" } else { "" };
        let name = &function.core_name;
        let _ = writeln!(imports, r#"(import "bad:cases/cases" "{name}" (func $f{number} (param {types}) {result}))"#);
        for (vector, drawn) in call.vectors.iter().enumerate() {
            let (flat, _) = memory.sent(function, &drawn.params[0], vector);
            let area = if *direct { String::new() } else { format!("(i32.const {AREA})") };
            let made = format!("(call $f{number} {} {area})", constants(&flat, *params));
            let made = if *direct { format!("(drop {made})") } else { made };
            let _ = writeln!(
                calls,
                "(if (i32.and (i32.eq (local.get 0) (i32.const {number})) (i32.eq (local.get 1) (i32.const {vector})))
                   (then {made}))"
            );
        }
    }
    // An option of a text lies as a result with a text as its error does: what the callee found wrong is the answer.
    format!(
        r#"(module {imports}
          (import "witloom:matrix/control" "expect" (func $expect (param i32 i32)))
          (import "witloom:matrix/control" "complaint" (func $complaint (param i32)))
          {}
          (func (export "witloom:matrix/player#play") (param i32 i32) (result i32)
            (call $expect (local.get 0) (local.get 1))
            {calls}
            (call $complaint (i32.const {AREA}))
            (i32.const {AREA})))"#,
        memory.text()
    )
}

/// Exports what answers with what it should not.
fn callee(world: &World, script: &Script) -> String {
    let (mut exports, mut memory) = (String::new(), Memory::default());
    for called in &Called::all(world, script) {
        let mut answers = String::new();
        for (vector, drawn) in called.vectors() {
            let (flat, address) = memory.sent(called.function, drawn.result.as_ref().unwrap(), vector);
            let answer = constants(&[if called.direct { flat[0] } else { address }], 1);
            let _ =
                writeln!(answers, "(if (i32.eq (global.get $vector) (i32.const {vector})) (then (return {answer})))");
        }
        let _ = writeln!(
            exports,
            r#"(func (export "bad:cases/cases#{}") (param {}) (result i32) {answers} (i32.const 0))"#,
            called.function.core_name,
            "i32 ".repeat(called.params)
        );
    }
    format!(
        r#"(module {} (global $vector (mut i32) (i32.const 0)) {exports}
          (func (export "witloom:matrix/control#expect") (param i32 i32) (global.set $vector (local.get 1)))
          (func (export "witloom:matrix/control#complaint") (result i32) (i32.const 0)))"#,
        memory.text()
    )
}

impl Text for Breaks {
    const ID: (&'static str, &'static str) = ("breaks", "id = \"breaks\"\nname = \"breaks\"\nextensions = []\n");

    fn module(&self, world: &World, script: &Script) -> String {
        match script.role {
            Role::Caller => caller(world, script),
            Role::Callee => callee(world, script),
        }
    }
}

/// Cells of the pairs of one role of `breaks`.
fn play(filter: &str) -> Vec<witloom_test_matrix::Cell> {
    let mut cases = vec![Case::new("bad", &Wit::parse("bad.wit", WIT).unwrap()).unwrap()];
    number(&mut cases);
    let cache = tempfile::tempdir().unwrap();
    let options = witloom_test_matrix::Options {
        link: LinkChoice::Both,
        vectors: 3,
        cache: cache.path().to_owned(),
        filter: filter.parse().unwrap(),
        scenarios: &[],
        whole: false,
        ..witloom_test_matrix::Options::default()
    };
    let registry = Registry::default().with(Box::new(Written(Breaks)));
    run(&registry, &cases, &options, &|_| {}).unwrap().cells
}

/// What is wrong with a cell, if anything.
fn complaint(cell: &witloom_test_matrix::Cell) -> Option<String> {
    let breach = WRONG.iter().any(|(name, _)| *name == cell.function);
    // Each vector must have trapped, and for the reason that this is about.
    let told: Vec<&str> = cell.detail.split("vector ").skip(1).collect();
    let traps = |n: usize| {
        let told = told.iter().find(|told| told.starts_with(&format!("{n}: ")));
        told.is_some_and(|told| told.contains("discriminant") || told.contains("char"))
    };
    let fine = match breach {
        true => cell.state == State::Trap && (0..3).all(traps),
        false => cell.state == State::Pass,
    };
    (!fine).then(|| format!("{} → {} {}: {:?} {}", cell.caller, cell.callee, cell.function, cell.state, cell.detail))
}

#[test]
fn what_no_value_means_is_a_trap_in_every_language() {
    for (filter, other) in [("caller=breaks", true), ("callee=breaks", false)] {
        let cells = play(filter);
        let others: BTreeSet<&str> =
            cells.iter().map(|cell| if other { cell.callee.as_str() } else { cell.caller.as_str() }).collect();
        let registry = Registry::default();
        let mut writers = registry.iter().filter(|driver| driver.guest_writer().is_some());
        assert!(writers.all(|driver| others.contains(driver.language().id())), "{others:?}");
        let complaints: Vec<String> = cells.iter().filter_map(complaint).collect();
        assert!(complaints.is_empty(), "{}", complaints.join("\n"));
    }
}
