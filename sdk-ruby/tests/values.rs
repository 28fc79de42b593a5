//! Every WIT type in both directions: the host sees each value when Ruby passes it on and when it returns it.

use crate::support;

use std::sync::{Arc, Mutex};

use support::{Calls, Host, build};
use wasmtime::component::Val;
use witloom_component::Profile;

const WIT: &str = include_str!("../../tests/wit/values.wit");
const APP: &str = include_str!("values/app.rb");
const API: &str = "test:values/api";

/// Functions with one parameter, and values in WAVE that must come back as they are.
const CASES: &[(&str, &[&str])] = &[
    ("e-bool", &["true", "false"]),
    ("e-u8", &["0", "255"]),
    ("e-s8", &["-128", "-1", "127"]),
    ("e-u16", &["0", "65535"]),
    ("e-s16", &["-32768", "-1", "32767"]),
    ("e-u32", &["0", "2147483648", "4294967295"]),
    ("e-s32", &["-2147483648", "-1", "2147483647"]),
    ("e-u64", &["0", "9007199254740993", "18446744073709551615"]),
    ("e-s64", &["-9223372036854775808", "-1", "9223372036854775807"]),
    ("e-f32", &["0", "-1.5", "3.4028235e38", "inf", "-inf", "nan"]),
    ("e-f64", &["0", "0.1", "-1.7976931348623157e308", "inf", "nan"]),
    ("e-char", &["'a'", "'é'", "'\\u{10ffff}'", "'\\u{0}'"]),
    ("e-string", &["\"\"", "\"abc\"", "\"żółć 🎺\"", "\"a\\u{0}b\""]),
    ("e-bytes", &["[]", "[0, 255, 10]"]),
    ("e-s8s", &["[]", "[-128, 127]"]),
    ("e-u16s", &["[]", "[1, 65535]"]),
    ("e-s32s", &["[]", "[-2147483648, 2147483647]"]),
    ("e-u64s", &["[]", "[18446744073709551615, 0]"]),
    ("e-s64s", &["[]", "[-9223372036854775808, 1]"]),
    ("e-f32s", &["[]", "[1.5, -2.25]"]),
    ("e-f64s", &["[]", "[1.5, -2.25, inf]"]),
    ("e-bools", &["[]", "[true, false, true]"]),
    ("e-chars", &["[]", "['a', '🎺']"]),
    ("e-strings", &["[]", "[\"\"]", "[\"a\", \"\", \"żółć\"]", "[\"a\\u{0}b\", \"\\u{0}\", \"\", \"c\"]"]),
    ("e-lists", &["[]", "[[]]", "[[\"a\"], [], [\"b\", \"c\"]]"]),
    ("e-point", &["{x: -1, y: 0.5}"]),
    ("e-points", &["[]", "[{x: -1, y: 0.5}, {x: 2147483647, y: -0.25}]"]),
    ("e-item", &["{name: \"\", count: 0}", "{name: \"ä\", count: 4294967295}"]),
    ("e-items", &["[]", "[{name: \"a\\u{0}b\", count: 1}, {name: \"\", count: 2}, {name: \"c\", count: 3}]"]),
    (
        "e-nested",
        &[
            "{id: -5, items: [], tags: [], at: none, flag: true}",
            "{id: 9223372036854775807, items: [{name: \"a\", count: 1}], tags: [[], [\"x\", \"y\"]], at: \
             some({x: 1, y: 2.5}), flag: false}",
        ],
    ),
    (
        "e-nesteds",
        &["[{id: 1, items: [{name: \"q\", count: 9}], tags: [[\"t\"]], at: some({x: 3, y: 4}), flag: true}, {id: 2, \
           items: [], tags: [], at: none, flag: false}]"],
    ),
    ("e-mixed", &["{a: 255, b: 18446744073709551615, c: 65535, d: \"m\", e: true, f: -0.5, g: 'ß'}"]),
    (
        "e-mixeds",
        &["[{a: 1, b: 2, c: 3, d: \"4\", e: false, f: 6, g: '7'}, {a: 8, b: 9, c: 10, d: \"\", e: true, f: 12, g: \
           '🎺'}]"],
    ),
    (
        "e-shape",
        &[
            "circle(1.5)",
            "named(\"n\")",
            "boxed({name: \"b\", count: 7})",
            "small(-0.5)",
            "large(18446744073709551615)",
            "nothing",
        ],
    ),
    ("e-shapes", &["[]", "[nothing, circle(2), named(\"é\"), boxed({name: \"\", count: 1}), small(4), large(1)]"]),
    ("e-one", &["only(\"x\")", "blank"]),
    ("e-color", &["red", "dark-green", "blue"]),
    ("e-colors", &["[]", "[blue, red]"]),
    ("e-perm", &["{}", "{read, exec}", "{read, write-all, exec}"]),
    ("e-perms", &["[{write-all}, {}]"]),
    ("e-wide", &["{}", "{f0, f8, f17}"]),
    ("e-option", &["none", "some(0)", "some(4294967295)"]),
    ("e-options", &["[none, some(\"\"), some(\"x\")]"]),
    ("e-deep", &["none", "some(none)", "some(some(\"x\"))"]),
    ("e-tuple", &["(255, \"t\", -1)"]),
    ("e-tuples", &["[(1, 0.5), (2, -0.5)]"]),
    ("e-results", &["[ok(1), err(\"e\"), ok(255)]"]),
    ("e-units", &["[ok, err]"]),
    ("e-union", &["none", "some(nothing)", "some(named(\"u\"))", "some(small(1.5))"]),
];

/// Imports that note what they got and return it.
fn mirror(seen: &Arc<Mutex<Vec<String>>>) -> Calls {
    let mut calls = Calls::none();
    for (name, _) in CASES {
        let seen = Arc::clone(seen);
        calls = calls.on(API, name, move |params, results| {
            seen.lock().unwrap().push(params[0].to_wave().unwrap());
            results[0] = params[0].clone();
        });
    }
    let many = Arc::clone(seen);
    calls = calls.on(API, "e-many", move |params, results| {
        let text: Vec<String> = params.iter().map(|p| p.to_wave().unwrap()).collect();
        many.lock().unwrap().push(text.join(" "));
        results[0] = params[12].clone();
    });
    calls
        .on(API, "e-try", |params, results| {
            results[0] = match params[0] {
                Val::U32(0) => Val::Result(Ok(Some(Box::new(Val::String("fine".into()))))),
                Val::U32(1) => {
                    let shape = Val::Variant("named".into(), Some(Box::new(Val::String("bad".into()))));
                    Val::Result(Err(Some(Box::new(shape))))
                }
                _ => Val::Result(Err(Some(Box::new(Val::Variant("nothing".into(), None))))),
            };
        })
        .on(API, "e-fail", |params, results| results[0] = Val::Result(Err(Some(Box::new(params[0].clone())))))
        .on(API, "e-plain", |params, results| {
            results[0] = Val::Result(if params[0] == Val::Bool(true) { Ok(None) } else { Err(None) });
        })
        .on(API, "e-named", |params, results| {
            results[0] = Val::Result(match &params[0] {
                Val::Enum(name) if name == "red" => Err(Some(Box::new(params[0].clone()))),
                _ => Ok(Some(Box::new(params[0].clone()))),
            });
        })
}

fn all(host: &mut Host, seen: &Mutex<Vec<String>>) {
    for (name, values) in CASES {
        for value in *values {
            seen.lock().unwrap().clear();
            let value = &host.normal(API, name, value);
            let result = host.wave(API, name, &[value]);
            let result = result.unwrap_or_else(|error| panic!("{name}({value}): {error:#}\n{}", host.stderr()));
            let seen = seen.lock().unwrap().pop().unwrap();
            assert_eq!(&seen, value, "{name}: what the import got");
            assert_eq!(&result, value, "{name}: what came back");
        }
    }
    let many = [
        "1",
        "18446744073709551615",
        "\"three\"",
        "0.5",
        "-0.25",
        "true",
        "'ü'",
        "[1, 2]",
        "{x: -3, y: 4.5}",
        "-7",
        "some({name: \"eleven\", count: 11})",
        "65535",
        "-13",
        "blue",
    ];
    assert_eq!(host.wave(API, "e-many", &many).unwrap(), "-13");
    assert_eq!(seen.lock().unwrap().pop().unwrap(), many.join(" "));
    for (name, argument, expected) in [
        ("e-try", "0", "ok(\"fine\")"),
        ("e-try", "1", "err(named(\"bad\"))"),
        ("e-try", "2", "err(nothing)"),
        ("e-fail", "\"why é\"", "err(\"why é\")"),
        ("e-plain", "true", "ok"),
        ("e-plain", "false", "err"),
        ("e-named", "red", "err(red)"),
        ("e-named", "blue", "ok(blue)"),
    ] {
        let result = host.wave(API, name, &[argument]);
        assert_eq!(result.unwrap_or_else(|e| panic!("{name}: {e}\n{}", host.stderr())), expected, "{name}({argument})");
    }
}

#[test]
fn every_type_in_both_directions() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let mut host = support::run(WIT, &[("app.rb", APP)], mirror(&seen));
    all(&mut host, &seen);
}

#[test]
fn every_type_under_gc_stress() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let mut host = support::run(WIT, &[("app.rb", APP)], mirror(&seen).env("STRESS", "1"));
    all(&mut host, &seen);
}

#[test]
fn every_type_from_a_snapshot() {
    let component = build(WIT, &[("app.rb", APP)], Profile::Release).unwrap_or_else(|error| panic!("{error}"));
    let seen = Arc::new(Mutex::new(Vec::new()));
    let mut host = Host::new(&component, mirror(&seen));
    all(&mut host, &seen);
}

const WIDE: &str = include_str!("../../tests/wit/wide.wit");
const WIDE_API: &str = "test:wide/api";

/// Values of types that stand as bytes inside others, or whose cases are read once they are known.
fn wide_values() -> Vec<(&'static str, Vec<String>)> {
    let wide = |text: &str, number: u32| {
        let fields = (0..18).map(|i| format!("f{i}: \"{text}{i}\""));
        let numbers = (0..4).map(|i| format!("n{i}: {}", number + i));
        format!("{{{}}}", fields.chain(numbers).collect::<Vec<_>>().join(", "))
    };
    let (a, b) = (wide("ä", 7), wide("", 4_294_967_290));
    let pair = format!("{{one: {a}, two: some({b}), names: [\"x\", \"żółć\"]}}");
    let bare = format!("{{one: {b}, two: none, names: []}}");
    let eithers = [
        format!("left({a})"),
        format!("right({pair})"),
        "names([\"n\", \"m\"])".to_owned(),
        "numbers([1, 65535])".to_owned(),
        "nothing".to_owned(),
    ];
    let deep =
        |inner: &str| (0..12).fold(inner.to_owned(), |v, i| format!("{}({v})", if i % 2 == 0 { "a" } else { "b" }));
    let lists = [
        "names([\"deep\", \"in\"])".to_owned(),
        "numbers([3, 4])".to_owned(),
        "bytes([7])".to_owned(),
        "names([])".to_owned(),
    ];
    vec![
        ("e-wide", vec![a.clone(), b.clone()]),
        ("e-pair", vec![pair.clone(), bare.clone()]),
        ("e-pairs", vec!["[]".to_owned(), format!("[{pair}, {bare}]")]),
        ("e-either", eithers.to_vec()),
        ("e-eithers", vec![format!("[{}]", eithers.join(", "))]),
        ("e-maybe", vec!["none".to_owned(), format!("some({a})")]),
        ("e-with", vec![format!("({a}, 9, {pair})")]),
        ("e-outcomes", vec![format!("[ok({a}), err({pair}), ok({b})]")]),
        ("e-deep", vec![deep("number(200)"), deep("text(\"é\")")]),
        ("e-deeps", vec![format!("[{}, {}]", deep("text(\"one\")"), deep("number(0)"))]),
        ("e-lists", vec![format!("[{}]", lists.join(", "))]),
        ("e-five", vec!["((((1, 2), (3, 4)), ((5, 6), (7, 8))), \"t\")".to_owned()]),
        (
            "e-flat",
            vec!["a(a(a(a(some(5)))))".to_owned(), "b(b(b(b(none))))".to_owned(), "b(a(b(a(some(0)))))".to_owned()],
        ),
    ]
}

fn wide_in_both_directions(stress: bool) {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let mut calls = if stress { Calls::none().env("STRESS", "1") } else { Calls::none() };
    for (name, _) in wide_values() {
        let seen = Arc::clone(&seen);
        calls = calls.on(WIDE_API, name, move |params, results| {
            seen.lock().unwrap().push(params[0].to_wave().unwrap());
            results[0] = params[0].clone();
        });
    }
    let mut host = support::run(WIDE, &[("app.rb", APP)], calls);
    for (name, values) in wide_values() {
        for value in values {
            let normal = host.normal(WIDE_API, name, &value);
            let result = host.wave(WIDE_API, name, &[&value]);
            assert_eq!(result.unwrap_or_else(|e| panic!("{name}: {e:#}\n{}", host.stderr())), normal, "{name}");
            assert_eq!(seen.lock().unwrap().pop().unwrap(), normal, "{name} on its way out");
        }
    }
}

#[test]
fn wide_and_deep_types_in_both_directions() {
    wide_in_both_directions(false);
}

#[test]
fn wide_and_deep_types_under_gc_stress() {
    wide_in_both_directions(true);
}
