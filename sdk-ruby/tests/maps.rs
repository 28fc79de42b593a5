//! Maps and lists of a fixed length, in both directions.

use crate::support;

use std::sync::{Arc, Mutex};

use support::{Calls, Host};
use wasmtime::component::Val;

const WIT: &str = include_str!("../../tests/wit/maps.wit");
const API: &str = "test:maps/api";

fn text(text: &str) -> Val {
    Val::String(text.into())
}

fn texts(all: &[&str]) -> Val {
    Val::List(all.iter().map(|each| text(each)).collect())
}

fn ages(pairs: &[(&str, u32)]) -> Val {
    Val::Map(pairs.iter().map(|(key, value)| (text(key), Val::U32(*value))).collect())
}

/// Functions, what is sent, and what comes back where that is something else.
fn cases() -> Vec<(&'static str, Val, Option<Val>)> {
    let inner = |c: char| Val::Map(vec![(Val::Char(c), texts(&["x", "ä"])), (Val::Char('b'), texts(&[]))]);
    let four = |byte: u8| Val::FixedLengthList((byte..=byte + 3).map(Val::U8).collect());
    let words = || Val::FixedLengthList(vec![Val::U32(0), Val::U32(7), Val::U32(u32::MAX)]);
    let names = || Val::FixedLengthList(vec![text("a\0b"), text("")]);
    let row =
        Val::Record(vec![("four".into(), four(250)), ("words".into(), words()), ("ages".into(), ages(&[("k", 9)]))]);
    vec![
        ("ages", ages(&[]), None),
        ("ages", ages(&[("z", 1), ("a", 2), ("ä", 3)]), None),
        ("ages", ages(&[("z", 1), ("a", 2), ("z", 3)]), Some(ages(&[("z", 3), ("a", 2)]))),
        ("nested", Val::Map(vec![(Val::U64(u64::MAX), inner('ü')), (Val::U64(0), inner('c'))]), None),
        ("flags", Val::Map(vec![(Val::Bool(true), Val::S8(-1)), (Val::Bool(false), Val::S8(1))]), None),
        ("four", four(3), None),
        ("words", words(), None),
        ("names", names(), None),
        ("large", Val::FixedLengthList((0..5000).map(Val::U16).collect()), None),
        (
            "grid",
            Val::FixedLengthList(
                (0..3).map(|_| Val::FixedLengthList(vec![Val::Bool(true), Val::Bool(false)])).collect(),
            ),
            None,
        ),
        ("rows", Val::List(vec![row.clone(), row]), None),
        ("one-of", Val::Variant("names".into(), Some(Box::new(names()))), None),
        ("one-of", Val::Variant("ages".into(), Some(Box::new(ages(&[("one", 1)])))), None),
        ("one-of", Val::Variant("none".into(), None), None),
        ("maybe", Val::Option(None), None),
        ("maybe", Val::Option(Some(Box::new(words()))), None),
    ]
}

fn start(stress: bool, seen: &Arc<Mutex<Vec<Val>>>) -> Host {
    let mut calls = if stress { Calls::none().env("STRESS", "1") } else { Calls::none() };
    for (name, _, _) in cases() {
        let seen = Arc::clone(seen);
        calls = calls.on(API, name, move |params, results| {
            seen.lock().unwrap().push(params[0].clone());
            results[0] = params[0].clone();
        });
    }
    let app = concat!(include_str!("values/app.rb"), "\n", include_str!("maps/check.rb"));
    support::run(WIT, &[("app.rb", app)], calls)
}

fn both_directions(stress: bool) {
    let seen = Arc::default();
    let mut host = start(stress, &seen);
    for (name, sent, back) in cases() {
        let want = back.unwrap_or_else(|| sent.clone());
        let got = host.call(API, name, &[sent]);
        let got = got.unwrap_or_else(|e| panic!("{name}: {e:#}\n{}", host.stderr()));
        assert_eq!(got, [want.clone()], "{name}");
        assert_eq!(seen.lock().unwrap().pop().unwrap(), want, "{name} on its way out");
    }
}

#[test]
fn maps_and_fixed_lists_in_both_directions() {
    both_directions(false);
}

#[test]
fn maps_and_fixed_lists_under_gc_stress() {
    both_directions(true);
}

#[test]
fn wrong_maps_and_lengths_are_refused() {
    let mut host = start(false, &Arc::default());
    for (how, expected) in [
        ("short bytes", "`test:maps/api#four`: `v` must be a String of 4 bytes, got \"abc\" (String)"),
        ("array of bytes", "`v` must be a String of 4 bytes, got [1, 2, 3, 4] (Array)"),
        ("long words", "`test:maps/api#words`: `v` must be an Array of 3, got [1, 2, 3, 4] (Array)"),
        ("bad word", "`v[1]` must be an Integer in 0..4294967295 (u32), got -1 (Integer)"),
        ("bad name", "`v[1]` must be a String, got 7 (Integer)"),
        ("pairs", "`test:maps/api#ages`: `v` must be a Hash, got [[\"a\", 1]] (Array)"),
        ("bad key", "`v[0][0]` must be a String, got :a (Symbol)"),
        ("nil key", "`v[1][0]` must be a String, got nil"),
        ("nil value", "`v[0][1]` must be an Integer in 0..4294967295 (u32), got nil"),
    ] {
        let got = host.wave("test:maps/check", "wrong", &[&format!("{how:?}")]);
        let got = got.unwrap_or_else(|e| panic!("{how}: {e:#}\n{}", host.stderr()));
        assert!(got.replace("\\\"", "\"").contains(expected), "{how}: {got}");
    }
}
