//! Every type, both ways: host → Java → host → Java → host.

use anyhow::Result;
use wasmtime::Collector;
use wasmtime::component::{Linker, Val};

use crate::support::{Folder, Host, Running, Wave, engine, run};

const OFFERED: &str = "test:types/offered@1.0.0";
const GIVEN: &str = "test:types/given@1.0.0";

/// Values in WAVE text; what comes back must be the same text.
const ECHOES: &[(&str, &[&str])] = &[
    ("bool", &["true", "false"]),
    ("u8", &["0", "127", "128", "255"]),
    ("s8", &["-128", "-1", "0", "127"]),
    ("u16", &["0", "32768", "65535"]),
    ("s16", &["-32768", "-1", "32767"]),
    ("u32", &["0", "2147483648", "4294967295"]),
    ("s32", &["-2147483648", "-1", "2147483647"]),
    ("u64", &["0", "9223372036854775808", "18446744073709551615"]),
    ("s64", &["-9223372036854775808", "-1", "9223372036854775807"]),
    ("f32", &["0", "-0", "1.5", "inf", "-inf", "nan", "1e-45"]),
    ("f64", &["0", "-0", "3.141592653589793", "inf", "nan", "5e-324", "1.7976931348623157e308"]),
    ("char", &["'a'", "'ß'", "'\\u{1f600}'", "'\\u{10ffff}'", "'\\u{0}'"]),
    (
        "string",
        &["\"\"", "\"plain ascii, longer than eight\"", "\"naïve Ωμέγα 漢字 😀 end\"", "\"\\u{0}x\"", "\"12345678\""],
    ),
    ("bools", &["[]", "[true, false, true]"]),
    ("bytes", &["[]", "[0, 127, 128, 255, 1, 2, 3, 4, 5, 6, 7, 8, 9]"]),
    ("s8s", &["[-128, -1, 0, 127]"]),
    ("u16s", &["[0, 1, 32768, 65535, 4, 5, 6, 7, 8, 9]"]),
    ("s16s", &["[-32768, -1, 0, 32767]"]),
    ("u32s", &["[0, 2147483648, 4294967295]", "[1, 2, 3, 4, 5, 6, 7, 8, 9]"]),
    ("s32s", &["[-2147483648, -1, 0, 2147483647, 1, 2, 3, 4, 5]"]),
    ("u64s", &["[0, 18446744073709551615]"]),
    ("s64s", &["[-9223372036854775808, 9223372036854775807]"]),
    ("f32s", &["[0, -0, inf, nan, 1.5]"]),
    ("f64s", &["[0, -0, inf, nan, 0.1]"]),
    ("chars", &["['a', '\\u{10ffff}']"]),
    ("strings", &["[]", "[\"\", \"a\", \"äöü\"]"]),
    ("nested-lists", &["[[], [\"x\"], [\"y\", \"\"]]"]),
    ("opt", &["none", "some(0)", "some(4294967295)"]),
    ("opt-opt", &["none", "some(none)", "some(some(\"\"))"]),
    ("opt-bytes", &["none", "some([])", "some([1, 2])"]),
    ("point", &["{x: -1, y: 2147483647}"]),
    ("person", &["{name: \"Zoë\", age: 255, photo: [0, 255], home: some({x: 1, y: 2}), tags: [\"a\", \"b\"]}"]),
    (
        "people",
        &[
            "[]",
            "[{name: \"\", age: 0, photo: [], home: none, tags: []}, {name: \"b\", age: 1, photo: [7], home: none, tags: [\"t\"]}]",
        ],
    ),
    ("shape", &["circle(0.5)", "rect((1, 2))", "named(\"n\")", "%none", "weight(4294967295)"]),
    ("shapes", &["[circle(1), %none, named(\"\"), rect((0, 0)), weight(0)]"]),
    ("mixed", &["a(1.5)", "b(18446744073709551615)", "c(\"x\")", "d(-0)", "e(-128)", "f"]),
    ("color", &["red", "dark-green", "blue"]),
    ("perms", &["{}", "{read, exec}", "{read, write, exec}"]),
    ("wide", &["{}", "{f0, f31}", "{f7, f8, f15, f16}"]),
    ("pair", &["(255, \"x\")"]),
    ("deep", &["((-1, 0.25), some(blue))", "((9223372036854775807, nan), none)"]),
    ("results", &["[ok(255), err(\"e\"), ok(0)]"]),
    ("bare", &["(ok, ok(65535), ok)", "(err, err, err(blue))"]),
    (
        "big",
        &[
            "{f0: 255, f1: 18446744073709551615, f2: \"s\", f3: 1.5, f4: -1, f5: true, f6: 'z', f7: 4294967295, f8: -1, f9: 2.5, f10: 65535, f11: -128, f12: some(255), f13: \"\", f14: [1, 4294967295], f15: blue, f16: {write}, f17: -5}",
        ],
    ),
    ("keywords", &["{class: 1, hash-code: 2, interface: \"i\", int: -3, to-string: true}"]),
];

fn host(linker: &mut Linker<Host>) -> Result<()> {
    let mut given = linker.instance(GIVEN)?;
    for (name, _) in ECHOES {
        given.func_new(&format!("echo-{name}"), |_, _, params, results| {
            results[0] = params[0].clone();
            Ok(())
        })?;
    }
    given.func_new("many", |_, _, params, results| {
        let text: Vec<String> = params.iter().map(|value| value.to_wave().unwrap()).collect();
        results[0] = Val::String(text.join("|"));
        Ok(())
    })?;
    given.func_new("wide-sum", |_, _, params, results| {
        let number = |value: &Val| if let Val::S32(number) = value { i64::from(*number) } else { 0 };
        results[0] = Val::S64(params.iter().zip(1..).map(|(value, weight)| number(value) * weight).sum());
        Ok(())
    })?;
    given.func_new("nothing", |store, _, _, _| {
        store.data().notes.lock().unwrap().push("nothing".to_owned());
        Ok(())
    })?;
    given.func_new("check", |_, _, params, results| {
        results[0] = Val::Result(match params[0] {
            Val::U32(0) => Ok(Some(Box::new(Val::String("fine".to_owned())))),
            Val::U32(1) => {
                Err(Some(Box::new(Val::Variant("not-found".to_owned(), Some(Box::new(Val::String("x".to_owned())))))))
            }
            _ => Err(Some(Box::new(Val::Variant("code".to_owned(), Some(Box::new(params[0].clone())))))),
        });
        Ok(())
    })?;
    given.func_new("try-it", |_, _, params, results| {
        let good = params[0] == Val::U32(0);
        results[0] = Val::Result(if good { Ok(None) } else { Err(Some(Box::new(Val::String("bad".to_owned())))) });
        Ok(())
    })?;
    given.func_new("bare-try", |_, _, params, results| {
        results[0] = Val::Result(if params[0] == Val::U32(0) { Ok(None) } else { Err(None) });
        Ok(())
    })?;
    Ok(())
}

fn check_all(running: &mut Running) -> Result<()> {
    for (name, values) in ECHOES {
        for value in *values {
            let name = format!("echo-{name}");
            let sent = running.spelled(OFFERED, &name, value).map_err(|error| error.context(name.clone()))?;
            let back = running.wave(OFFERED, &name, &[value])?;
            // Flags come back in the order of WIT, whichever order WAVE has read them in.
            assert!(back == sent || back == **value, "{name}: {back} instead of {sent}");
        }
    }
    let many =
        ["255", "\"b\"", "18446744073709551615", "0.5", "[1, 2]", "some(7)", "{x: 1, y: -1}", "\"h\"", "\"\"", "-1"];
    let back = running.wave(OFFERED, "many", &many)?;
    assert_eq!(back, format!("{:?}", many.join("|")));
    let numbers: Vec<String> = (1..=17).map(|n| n.to_string()).collect();
    let numbers: Vec<&str> = numbers.iter().map(String::as_str).collect();
    assert_eq!(running.wave(OFFERED, "wide-sum", &numbers)?, "1785");
    running.wave(OFFERED, "nothing", &[])?;
    assert_eq!(*running.store.data().notes.lock().unwrap(), ["nothing"]);
    for (call, expected) in [("0", "ok(\"fine\")"), ("1", "err(not-found(\"x\"))"), ("9", "err(code(9))")] {
        assert_eq!(running.wave(OFFERED, "check", &[call])?, expected);
    }
    assert_eq!(running.wave(OFFERED, "try-it", &["0"])?, "ok");
    assert_eq!(running.wave(OFFERED, "try-it", &["1"])?, "err(\"bad\")");
    assert_eq!(running.wave(OFFERED, "bare-try", &["0"])?, "ok");
    assert_eq!(running.wave(OFFERED, "bare-try", &["1"])?, "err");
    Ok(())
}

#[test]
fn every_type_crosses_both_ways() -> Result<()> {
    let built = Folder::case("types")?.build()?;
    assert_eq!(built.warnings, Vec::<String>::new());
    for collector in [Collector::Copying, Collector::DeferredReferenceCounting, Collector::Null] {
        let mut running = run(&engine(collector), &built.component, host)?;
        check_all(&mut running).map_err(|error| error.context(running.stderr()))?;
    }
    Ok(())
}
