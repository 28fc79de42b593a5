//! The checker against wasmparser's validator, both ways, over generated signatures.
//!
//! Each round draws a WIT signature and core types for it, some of them wrong, and asks both sides: our bridge
//! with a module and a world, wasmparser with a component that lifts the same function with the `gc` option.
//! What wasmparser refuses we must refuse. What it accepts we must accept, except below the cases of a
//! variant: the proposal does not say how these bind to subtypes, so wasmparser does not look at them.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that can't go on says so")]

use crate::support;

use std::fmt::Write as _;

use support::world;
use wasmparser::{Validator, WasmFeatures};
use witloom_host_gc::{BridgeError, BridgeOptions, StringEncoding, bridge_core};

/// A small deterministic generator (splitmix64).
struct Draw(u64);

impl Draw {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }

    fn one_in(&mut self, n: u64) -> bool {
        self.below(n) == 0
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len() as u64) as usize]
    }
}

const PRIMS: [&str; 13] =
    ["bool", "u8", "s8", "u16", "s16", "u32", "s32", "u64", "s64", "f32", "f64", "char", "string"];

/// One round: the same types in three forms.
struct Round {
    draw: Draw,
    /// How often a core type is wrong, one in so many.
    wrong: u64,
    unit: &'static str,
    wit: String,
    component: String,
    core: Vec<String>,
    names: usize,
}

/// A WIT type: its WIT text, its component text, its core type as argument and as field.
struct Type {
    wit: String,
    component: String,
    argument: String,
    field: String,
}

impl Round {
    fn new(seed: u64, wrong: u64) -> Self {
        let mut draw = Draw(seed);
        let unit = draw.pick(&["i8", "i16"]);
        let (wit, component, core) = (String::new(), String::new(), Vec::new());
        Self { draw, wrong, unit, wit, component, core, names: 0 }
    }

    fn name(&mut self) -> usize {
        self.names += 1;
        self.names
    }

    fn ty(&mut self, depth: u32) -> Type {
        let mut ty = match self.draw.below(if depth == 0 { 2 } else { 9 }) {
            0 => self.scalar_set(),
            1 | 2 => self.prim(),
            3 | 4 => self.list(depth),
            5 => self.record(depth),
            6 => self.tuple(depth),
            7 => self.option(depth),
            _ => self.variant(depth),
        };
        if self.draw.one_in(self.wrong) {
            let other = self.draw.pick(&["i32", "i64", "f32", "f64", "anyref", "externref", "(ref func)", "structref"]);
            ty.argument = other.to_owned();
            ty.field = self.draw.pick(&["i8", "i16", other]).to_owned();
        }
        ty
    }

    fn prim(&mut self) -> Type {
        let name = self.draw.pick(&PRIMS);
        let (argument, field) = match name {
            "bool" | "u8" | "s8" => ("i32".to_owned(), "i8".to_owned()),
            "u16" | "s16" => ("i32".to_owned(), "i16".to_owned()),
            "u32" | "s32" | "char" => ("i32".to_owned(), "i32".to_owned()),
            "u64" | "s64" => ("i64".to_owned(), "i64".to_owned()),
            "f32" | "f64" => (name.to_owned(), name.to_owned()),
            _ => {
                let unit = if self.draw.one_in(self.wrong) { "i16" } else { self.unit };
                let array = self.array(unit);
                (array.clone(), array)
            }
        };
        Type { wit: name.to_owned(), component: name.to_owned(), argument, field }
    }

    /// Enums and flags.
    fn scalar_set(&mut self) -> Type {
        let (id, count) = (self.name(), 1 + self.draw.below(20));
        let labels: Vec<String> = (0..count).map(|n| format!("l{n}")).collect();
        let quoted: String = labels.iter().map(|l| format!(" \"{l}\"")).collect();
        let kind = self.draw.pick(&["enum", "flags"]);
        writeln!(self.wit, "  {kind} t{id} {{ {} }}", labels.join(", ")).unwrap();
        writeln!(self.component, "  (type $t{id} ({kind}{quoted}))").unwrap();
        self.named(id, "i32".to_owned())
    }

    fn named(&mut self, id: usize, core: String) -> Type {
        Type { wit: format!("t{id}"), component: format!("$t{id}"), argument: core.clone(), field: core }
    }

    fn reference(&mut self, id: usize) -> String {
        let null = self.draw.pick(&["", "null "]);
        format!("(ref {null}$c{id})")
    }

    fn mutable(&mut self, field: &str) -> String {
        if self.draw.one_in(2) { format!("(mut {field})") } else { field.to_owned() }
    }

    fn array(&mut self, element: &str) -> String {
        let id = self.name();
        let element = self.mutable(element);
        let open = self.draw.pick(&["", "sub "]);
        self.core.push(match open {
            "" => format!("(type $c{id} (array {element}))"),
            _ => format!("(type $c{id} (sub (array {element})))"),
        });
        self.reference(id)
    }

    fn strukt(&mut self, fields: &[String]) -> String {
        let id = self.name();
        let mut fields: Vec<String> = fields.iter().map(|f| format!(" (field {})", self.mutable(f))).collect();
        if self.draw.one_in(self.wrong) {
            fields.pop();
        }
        if self.draw.one_in(self.wrong) {
            fields.push(" (field i32)".to_owned());
        }
        self.core.push(format!("(type $c{id} (struct{}))", fields.concat()));
        self.reference(id)
    }

    fn list(&mut self, depth: u32) -> Type {
        let element = self.ty(depth - 1);
        let core =
            if self.draw.one_in(self.wrong) { self.strukt(&[element.field]) } else { self.array(&element.field) };
        let id = self.name();
        let count = self.draw.one_in(3).then(|| 1 + self.draw.below(20));
        let (wit, text) = count.map(|n| (format!(", {n}"), format!(" {n}"))).unwrap_or_default();
        writeln!(self.component, "  (type $t{id} (list {}{text}))", element.component).unwrap();
        let component = format!("$t{id}");
        Type { wit: format!("list<{}{wit}>", element.wit), component, argument: core.clone(), field: core }
    }

    fn record(&mut self, depth: u32) -> Type {
        let parts: Vec<Type> = (0..=self.draw.below(3)).map(|_| self.ty(depth - 1)).collect();
        let fields: Vec<String> = parts.iter().map(|p| p.field.clone()).collect();
        let core = self.strukt(&fields);
        let id = self.name();
        let wit: Vec<String> = parts.iter().enumerate().map(|(n, p)| format!("f{n}: {}", p.wit)).collect();
        let text: String =
            parts.iter().enumerate().map(|(n, p)| format!(" (field \"f{n}\" {})", p.component)).collect();
        writeln!(self.wit, "  record t{id} {{ {} }}", wit.join(", ")).unwrap();
        writeln!(self.component, "  (type $t{id} (record{text}))").unwrap();
        self.named(id, core)
    }

    fn tuple(&mut self, depth: u32) -> Type {
        let parts: Vec<Type> = (0..=self.draw.below(3)).map(|_| self.ty(depth - 1)).collect();
        let fields: Vec<String> = parts.iter().map(|p| p.field.clone()).collect();
        let core = self.strukt(&fields);
        let id = self.name();
        let wit: Vec<&str> = parts.iter().map(|p| p.wit.as_str()).collect();
        let text: String = parts.iter().map(|p| format!(" {}", p.component)).collect();
        writeln!(self.component, "  (type $t{id} (tuple{text}))").unwrap();
        let component = format!("$t{id}");
        Type { wit: format!("tuple<{}>", wit.join(", ")), component, argument: core.clone(), field: core }
    }

    fn sum(&mut self, payloads: &[Option<String>]) -> String {
        let id = self.name();
        let base = if self.draw.one_in(self.wrong) { " (field i32)" } else { "" };
        let mut types = format!("(type $c{id} (sub (struct{base})))");
        for (n, payload) in payloads.iter().enumerate() {
            let field = payload.as_ref().map(|p| format!(" (field {p})")).unwrap_or_default();
            write!(types, " (type $c{id}-{n} (sub final $c{id} (struct{base}{field})))").unwrap();
        }
        self.core.push(format!("(rec {types})"));
        self.reference(id)
    }

    fn option(&mut self, depth: u32) -> Type {
        let part = self.ty(depth - 1);
        let core = self.sum(&[None, Some(part.field)]);
        let id = self.name();
        writeln!(self.component, "  (type $t{id} (option {}))", part.component).unwrap();
        let component = format!("$t{id}");
        Type { wit: format!("option<{}>", part.wit), component, argument: core.clone(), field: core }
    }

    fn variant(&mut self, depth: u32) -> Type {
        let count = 1 + self.draw.below(3);
        let parts: Vec<Option<Type>> = (0..count).map(|_| (!self.draw.one_in(3)).then(|| self.ty(depth - 1))).collect();
        let payloads: Vec<Option<String>> = parts.iter().map(|p| p.as_ref().map(|p| p.field.clone())).collect();
        let core = self.sum(&payloads);
        let id = self.name();
        let wit = |p: &Option<Type>| p.as_ref().map(|p| format!("({})", p.wit)).unwrap_or_default();
        let cases: Vec<String> = parts.iter().enumerate().map(|(n, p)| format!("c{n}{}", wit(p))).collect();
        let text = |p: &Option<Type>| p.as_ref().map(|p| format!(" {}", p.component)).unwrap_or_default();
        let texts: String = parts.iter().enumerate().map(|(n, p)| format!(" (case \"c{n}\"{})", text(p))).collect();
        writeln!(self.wit, "  variant t{id} {{ {} }}", cases.join(", ")).unwrap();
        writeln!(self.component, "  (type $t{id} (variant{texts}))").unwrap();
        self.named(id, core)
    }

    /// The module, the world and the component.
    fn finish(mut self) -> (String, String, String, StringEncoding) {
        let params: Vec<Type> = (0..self.draw.below(3)).map(|_| self.ty(3)).collect();
        let result = (!self.draw.one_in(4)).then(|| self.ty(3));
        let list =
            |types: &mut dyn Iterator<Item = &Type>| types.map(|t| format!(" {}", t.argument)).collect::<String>();
        let mut signature = format!("(param{})", list(&mut params.iter()));
        if self.draw.one_in(self.wrong) {
            signature.push_str(" (param i32)");
        }
        write!(signature, " (result{})", list(&mut result.iter())).unwrap();
        let types = self.core.join("\n    ");
        let module = format!(
            "(module\n    {types}\n    (type $f (func {signature}))\n    (func (export \"f\") (type $f) unreachable))"
        );
        let wit_params: Vec<String> = params.iter().enumerate().map(|(n, p)| format!("p{n}: {}", p.wit)).collect();
        let wit_result = result.as_ref().map(|r| format!(" -> {}", r.wit)).unwrap_or_default();
        let wit = format!(
            "package test:checker;\nworld guest {{\n{}  export f: func({}){wit_result};\n}}\n",
            self.wit,
            wit_params.join(", ")
        );
        let text_params: String =
            params.iter().enumerate().map(|(n, p)| format!(" (param \"p{n}\" {})", p.component)).collect();
        let text_result = result.as_ref().map(|r| format!(" (result {})", r.component)).unwrap_or_default();
        let core_types: String = self.core.iter().map(|ty| format!("  (core {}\n", &ty[1..])).collect();
        let encoding = if self.unit == "i8" { "utf8" } else { "utf16" };
        let component = format!(
            "(component\n{core_types}  (core type $f (func {signature}))\n  (core module $m\n    {types}\n    \
             (type $f (func {signature}))\n    (func (export \"f\") (type $f) unreachable))\n  \
             (core instance $i (instantiate $m))\n{}  (type $ft (func{text_params}{text_result}))\n  \
             (func (type $ft) (canon lift (core func $i \"f\") string-encoding={encoding} gc)))",
            self.component
        );
        let encoding = if self.unit == "i8" { StringEncoding::Utf8 } else { StringEncoding::Utf16 };
        (module, wit, component, encoding)
    }
}

/// Whether the error is about what wasmparser leaves open.
fn beyond_the_proposal(error: &BridgeError) -> bool {
    match error {
        BridgeError::Cases { .. } => true,
        BridgeError::Mismatch { place, .. } => place.contains("case `"),
        BridgeError::Arity { what, .. } => what.contains("case `"),
        _ => false,
    }
}

#[test]
fn agrees_with_wasmparser() {
    let (mut accepted, mut refused, mut open) = (0, 0, 0);
    for seed in 0..4000u64 {
        let wrong = [7, 25, 1_000_000][(seed % 3) as usize];
        let (module, wit, component, encoding) = Round::new(seed, wrong).finish();
        let ours = bridge_core(
            module.as_bytes(),
            &world(&wit),
            &BridgeOptions { encoding: Some(encoding), ..BridgeOptions::default() },
        );
        let binary = wat::parse_str(&component).unwrap_or_else(|error| panic!("{error}\n{component}"));
        let theirs = Validator::new_with_features(WasmFeatures::all()).validate_all(&binary);
        match (ours, theirs) {
            (Ok(_), Ok(_)) => accepted += 1,
            (Err(_), Err(_)) => refused += 1,
            (Err(error), Ok(_)) if beyond_the_proposal(&error) => open += 1,
            (ours, theirs) => panic!(
                "seed {seed}: ours {:?}, theirs {:?}\n{module}\n{wit}\n{component}",
                ours.map(|_| ()),
                theirs.map(|_| ())
            ),
        }
    }
    // The rounds are worth something: neither side says the same all the time.
    assert!(accepted > 1000 && refused > 500, "{accepted} accepted, {refused} refused, {open} open");
}
