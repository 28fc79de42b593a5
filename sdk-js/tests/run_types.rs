//! Every type of WIT at its boundaries, through a component that runs.
#![allow(clippy::unwrap_used, clippy::panic)]

use crate::support;

use std::sync::OnceLock;

use support::{Guest, component_of_types};
use wasmtime::component::Val;

const PREFIX: &str = "test:types/types@0.1.0#";

fn guest() -> Guest {
    Guest::of(component_of_types(), |_| {})
}

fn same(a: &Val, b: &Val) -> bool {
    match (a, b) {
        (Val::Float32(a), Val::Float32(b)) => a.to_bits() == b.to_bits() || (a.is_nan() && b.is_nan()),
        (Val::Float64(a), Val::Float64(b)) => a.to_bits() == b.to_bits() || (a.is_nan() && b.is_nan()),
        (Val::List(a), Val::List(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (a, b) => a == b,
    }
}

fn echo(guest: &mut Guest, name: &str, values: impl IntoIterator<Item = Val>) {
    for value in values {
        let got = guest.ok(&format!("{PREFIX}{name}"), std::slice::from_ref(&value)).unwrap();
        assert!(same(&got, &value), "{name}: sent {value:?}, got {got:?}");
    }
}

fn call(guest: &mut Guest, name: &str, args: &[Val]) -> Val {
    guest.ok(&format!("{PREFIX}{name}"), args).unwrap()
}

fn text(s: &str) -> Val {
    Val::String(s.into())
}

fn some(value: Val) -> Val {
    Val::Option(Some(Box::new(value)))
}

fn none() -> Val {
    Val::Option(None)
}

fn variant(name: &str, payload: Option<Val>) -> Val {
    Val::Variant(name.into(), payload.map(Box::new))
}

fn ok(value: Option<Val>) -> Val {
    Val::Result(Ok(value.map(Box::new)))
}

fn err(value: Option<Val>) -> Val {
    Val::Result(Err(value.map(Box::new)))
}

fn record(fields: &[(&str, Val)]) -> Val {
    Val::Record(fields.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect())
}

fn point(x: i32, y: i32) -> Val {
    record(&[("x", Val::S32(x)), ("y", Val::S32(y))])
}

fn person(nick: Val) -> Val {
    record(&[
        ("name", text("Zoë")),
        ("age", Val::U8(255)),
        ("id", Val::U64(u64::MAX)),
        ("location", point(i32::MIN, i32::MAX)),
        ("tags", Val::List(vec![text("a"), text(""), text("ß😀")])),
        ("nick", nick),
        ("favorite", Val::Enum("light-blue".into())),
        ("perms", Val::Flags(vec!["read".into(), "list-all".into(), "sign".into()])),
    ])
}

fn strings(n: usize) -> Val {
    Val::List((0..n).map(|i| text(&format!("string {i}"))).collect())
}

#[test]
fn scalars() {
    let g = &mut guest();
    assert!(g.ok(&format!("{PREFIX}ping"), &[]).is_none());
    echo(g, "echo-bool", [true, false].map(Val::Bool));
    echo(g, "echo-u8", [0, 127, 128, u8::MAX].map(Val::U8));
    echo(g, "echo-s8", [i8::MIN, -1, 0, i8::MAX].map(Val::S8));
    echo(g, "echo-u16", [0, 1 << 15, u16::MAX].map(Val::U16));
    echo(g, "echo-s16", [i16::MIN, -1, i16::MAX].map(Val::S16));
    echo(g, "echo-u32", [0, 1 << 31, u32::MAX].map(Val::U32));
    echo(g, "echo-s32", [i32::MIN, -1, 0, i32::MAX].map(Val::S32));
    echo(g, "echo-u64", [0, (1 << 53) + 1, 1 << 63, u64::MAX].map(Val::U64));
    echo(g, "echo-s64", [i64::MIN, -5, -1, 0, i64::MAX].map(Val::S64));
    echo(
        g,
        "echo-f32",
        [0.0, -0.0, 1.5, f32::MAX, f32::MIN_POSITIVE, f32::INFINITY, f32::NEG_INFINITY, f32::NAN].map(Val::Float32),
    );
    echo(
        g,
        "echo-f64",
        [0.0, -0.0, 0.1, 5.0, f64::MAX, 5e-324, f64::INFINITY, f64::NEG_INFINITY, f64::NAN].map(Val::Float64),
    );
    echo(g, "echo-char", ['\0', 'x', '\u{d7ff}', '\u{e000}', '\u{ffff}', '😀', '\u{10ffff}'].map(Val::Char));
    let long = "é".repeat(1 << 19);
    echo(
        g,
        "echo-string",
        ["", "a", "a\0b", "\u{feff}bom", "héllo 😀", &"x".repeat(1 << 20), &long, &"x".repeat(9000)].map(text),
    );
}

#[test]
fn lists() {
    let g = &mut guest();
    fn all<T: Copy>(of: fn(T) -> Val, values: &[T]) -> [Val; 3] {
        let list = |items: &[T]| Val::List(items.iter().copied().map(of).collect());
        [list(&[]), list(values), list(&values.repeat(5000))]
    }
    echo(g, "echo-bytes", all(Val::U8, &[0, 255, 3]));
    echo(g, "echo-s8s", all(Val::S8, &[i8::MIN, i8::MAX]));
    echo(g, "echo-u16s", all(Val::U16, &[0, u16::MAX]));
    echo(g, "echo-s16s", all(Val::S16, &[i16::MIN, i16::MAX]));
    echo(g, "echo-u32s", all(Val::U32, &[0, u32::MAX]));
    echo(g, "echo-s32s", all(Val::S32, &[i32::MIN, i32::MAX]));
    echo(g, "echo-u64s", all(Val::U64, &[0, u64::MAX]));
    echo(g, "echo-s64s", all(Val::S64, &[i64::MIN, i64::MAX]));
    echo(g, "echo-f32s", all(Val::Float32, &[f32::NAN, 1.5, f32::INFINITY]));
    echo(g, "echo-f64s", all(Val::Float64, &[f64::NAN, -0.0, f64::NEG_INFINITY]));
    echo(g, "echo-bools", all(Val::Bool, &[true, false]));
    echo(g, "echo-chars", all(Val::Char, &['a', '😀']));
    let mixed = Val::List(vec![text("a"), text(""), text("ñ😀"), text("zz")]);
    echo(g, "echo-strings", [Val::List(vec![]), mixed, strings(10_000), Val::List(vec![text(""); 3])]);
    echo(g, "echo-points", [Val::List((0..10_000).map(|i| point(i, -i)).collect())]);
    echo(g, "echo-nested-list", [Val::List(vec![strings(3), Val::List(vec![]), strings(100)])]);
    echo(g, "echo-bytes", [Val::List(vec![Val::U8(7); 1 << 20])]);
}

#[test]
fn compound_types() {
    let g = &mut guest();
    echo(g, "echo-person", [person(none()), person(some(text(""))), person(some(text("zz")))]);
    echo(g, "echo-tuple", [Val::Tuple(vec![Val::U8(1), text("a"), Val::Float64(2.5)])]);
    echo(g, "echo-tuple1", [Val::Tuple(vec![text("a")])]);
    let shapes = vec![
        variant("none", None),
        variant("circle", Some(Val::Float64(1.25))),
        variant("rect", Some(Val::Tuple(vec![Val::U32(u32::MAX), Val::U32(2)]))),
        variant("labeled", Some(person(none()))),
        variant("many", Some(Val::List(vec![point(1, 2), point(-3, 4)]))),
        variant("small", Some(Val::Float32(1.5))),
        variant("long", Some(Val::S64(i64::MIN))),
    ];
    echo(g, "echo-shape", shapes.clone());
    echo(g, "echo-shapes", [Val::List(shapes)]);
    echo(g, "echo-color", ["red", "green", "light-blue"].map(|c| Val::Enum(c.into())));
    echo(g, "echo-perms", [Val::Flags(vec![]), Val::Flags(vec!["write".into(), "delete".into(), "sign".into()])]);
    echo(g, "echo-option", [none(), some(text("")), some(text("x"))]);
    echo(g, "echo-option-point", [none(), some(point(1, 2))]);
    echo(g, "echo-option-option", [none(), some(none()), some(some(Val::U32(u32::MAX)))]);
    echo(g, "echo-option-list", [Val::List(vec![none(), some(none()), some(some(text("q")))])]);
    echo(
        g,
        "echo-result-in-list",
        [Val::List(vec![
            ok(Some(Val::U32(3))),
            err(Some(variant("divide-by-zero", None))),
            err(Some(variant("overflow", Some(text("x"))))),
            err(Some(variant("code", Some(Val::U32(u32::MAX))))),
        ])],
    );
}

#[test]
fn many_parameters() {
    let g = &mut guest();
    let args = [Val::U8(1), text("b"), Val::Bool(true), Val::List([1, 2, 3].map(Val::U32).to_vec())];
    assert_eq!(call(g, "multi", &args), Val::Tuple(vec![text("1btrue"), Val::U32(6)]));
    let mut args: Vec<Val> = (1..=20).map(Val::U32).collect();
    args[1] = text("two");
    args[13] = Val::U64(1 << 60);
    args[14] = Val::U8(200);
    args[15] = Val::List(vec![Val::U8(1); 9]);
    let numbers: u64 = (1..=20).filter(|i| ![2, 14, 15, 16].contains(i)).sum();
    assert_eq!(call(g, "many-params", &args), Val::U64(numbers + 3 + (1 << 60) + 200 + 9));
}

#[test]
fn what_is_thrown_becomes_the_err_case() {
    let g = &mut guest();
    let divide = |g: &mut Guest, a, b| call(g, "divide", &[Val::S32(a), Val::S32(b)]);
    assert_eq!(divide(g, -7, 2), ok(Some(Val::S32(-3))));
    assert_eq!(divide(g, 1, 0), err(Some(variant("divide-by-zero", None))));
    assert_eq!(divide(g, 1, -1), err(Some(variant("overflow", Some(text("ovf"))))));
    assert_eq!(divide(g, 1, 99), err(Some(variant("code", Some(Val::U32(42))))));
    let only_err = |g: &mut Guest, n| call(g, "only-err", &[Val::U8(n)]);
    assert_eq!(only_err(g, 0), ok(None));
    assert_eq!(only_err(g, 1), err(Some(text("plain"))));
    assert_eq!(only_err(g, 3), err(Some(text("component"))));
    assert_eq!(call(g, "only-ok", &[Val::Bool(false)]), ok(Some(text("fine"))));
    assert_eq!(call(g, "only-ok", &[Val::Bool(true)]), err(None));
    assert_eq!(call(g, "bare-result", &[Val::Bool(false)]), ok(None));
    assert_eq!(call(g, "bare-result", &[Val::Bool(true)]), err(None));
    assert_eq!(call(g, "result-enum", &[Val::Bool(true)]), err(Some(Val::Enum("light-blue".into()))));
    let nested = |g: &mut Guest, n| call(g, "result-in-result", &[Val::U32(n)]);
    assert_eq!(nested(g, 0), ok(Some(ok(Some(Val::U32(1))))));
    assert_eq!(nested(g, 1), ok(Some(err(Some(text("inner"))))));
    assert_eq!(nested(g, 5), err(Some(variant("code", Some(Val::U32(5))))));
    assert_eq!(call(g, "later", &[Val::U32(7)]), ok(Some(Val::U32(7))));
    assert_eq!(call(g, "later", &[Val::U32(0)]), err(Some(text("later"))));
}

#[test]
fn what_nobody_declared_ends_the_call() {
    for (fail, said) in [(2, "RangeError: from an Error"), (4, "uncaught the number 17")] {
        let g = &mut guest();
        assert!(g.call(&format!("{PREFIX}only-err"), &[Val::U8(fail)]).is_err());
        let stderr = g.stderr();
        assert!(stderr.contains(said), "{stderr}");
        assert!(fail != 2 || stderr.contains("@index.js:67:"), "{stderr}");
    }
}

#[test]
fn what_does_not_fit_is_named() {
    static CASES: OnceLock<Vec<(&str, &str)>> = OnceLock::new();
    let cases = CASES.get_or_init(|| {
        vec![
            ("age", "`value.age` of what the function returned must be a u8 (0 to 255), not the number 300"),
            ("x", "`value.location.x` of what the function returned must be an s32 (-2147483648 to 2147483647), not the number 1.5"),
            ("tag", "`value.tags[1]` of what the function returned must be a string, not the number 5"),
            ("enum", "`value.favorite` of what the function returned must be an enum `color` (\"red\", \"green\", \"light-blue\"), not the string \"purple\""),
            ("flag", "`value.perms.read` of what the function returned must be a boolean, not the string \"yes\""),
            ("id", "`value.id` of what the function returned must be a u64 (a bigint from 0n to 18446744073709551615n), not the number 5"),
            ("missing", "`value.name` of what the function returned must be a string, not undefined"),
            ("null", "what the function returned must be a record `person`, not null"),
            ("throw", "TypeError: boom from JS"),
        ]
    });
    for (what, expected) in cases {
        let mut g = guest();
        let failed = g.call(&format!("{PREFIX}wrong"), &[text(what)]);
        assert!(failed.is_err(), "{what} did not trap");
        let stderr = g.stderr();
        assert!(stderr.contains(expected), "{what}: {stderr}");
        assert!(stderr.starts_with("witloom: js export `test:types/types@0.1.0#wrong` failed: "), "{what}: {stderr}");
        eprintln!("{stderr}");
    }
    call(&mut guest(), "wrong", &[text("sparse")]);
}
