//! Every way in which a payload meets the wider core values of another case, through glue that runs in Node.js.
//!
//! Types are made up by rule, so that the list has no gaps: what has no payload in one of its cases, inside of a
//! case, beside cases of every width, once more inside of that; as parameter, element, field and result.
#![allow(clippy::unwrap_used, clippy::panic)]

use crate::support;

use std::fmt::Write as _;
use std::process::Command;

use serde_json::json;
use support::world;
use witloom_bindgen::model::{Core, Field, Kind, Prim, Side, TypeId};
use witloom_bindgen::plan::Call;
use witloom_bindgen::{Language, LetterCase, Options, Plan, World, convert_case};
use witloom_sdk_js::JavaScript;

const GLUE: &[&str] = &[
    include_str!("../templates/prelude/memory.js"),
    include_str!("../templates/prelude/strings.js"),
    include_str!("../templates/prelude/numbers.js"),
    include_str!("../templates/prelude/resources.js"),
    include_str!("../templates/prelude/checks.js"),
    include_str!("../templates/prelude/answers.js"),
    include_str!("../templates/prelude/module.js"),
];

/// Types with a case that leaves core values unused.
const INNER: &[&str] = &[
    "option<bool>",
    "option<s8>",
    "option<u32>",
    "option<char>",
    "option<f32>",
    "option<f64>",
    "option<s64>",
    "option<string>",
    "option<list<u8>>",
    "option<colour>",
    "option<perms>",
    "option<option<bool>>",
    "option<tuple<f32, u8>>",
    "option<result<f32, string>>",
    "result<u8>",
    "result<_, f32>",
    "result<f64, bool>",
    "result<option<f32>, u32>",
    "tuple<u8, option<f32>, option<bool>>",
    "uneven",
    "short",
    "option<inherits>",
    "list<u8, 3>",
    "list<f64, 2>",
    "list<string, 2>",
    "list<option<bool>, 2>",
    "list<u32, 40>",
    "list<list<s8, 2>, 2>",
    "map<string, u8>",
    "map<u64, option<f32>>",
    "map<char, map<bool, list<u16, 2>>>",
];

/// What stands in the other case.
const OUTER: &[&str] = &[
    "u64",
    "f32",
    "f64",
    "string",
    "tuple<f32, f32, f32, f32, f32>",
    "tuple<u64, u64, u64, u64, u64>",
    "tuple<u32, f64, s64>",
];

/// Named types, each in a variant of its own with each other case; `outer-1-2` again inside of another.
fn wit() -> String {
    let mut types = String::from(
        "enum colour { red, green }
         flags perms { read, write }
         record inherits { to-string: option<u8>, %constructor: option<bool>, value-of: option<string> }
         variant uneven { a, b(f32), c(u8), d(tuple<f64, u8>) }
         variant short { a(u8), b, c(tuple<s32, f32>) }\n",
    );
    let mut functions = String::new();
    let mut function = |ty: &str| {
        let number = functions.lines().count();
        writeln!(functions, "echo-x{number}: func(v: {ty}) -> tuple<{ty}, u8>;").unwrap();
    };
    for (i, inner) in INNER.iter().enumerate() {
        for (k, other) in OUTER.iter().enumerate() {
            writeln!(types, "variant outer-x{i}-x{k} {{ a({inner}), b({other}), c }}").unwrap();
            function(&format!("outer-x{i}-x{k}"));
        }
        let inner = format!("outer-x{i}-x1");
        for (k, other) in ["u64", "tuple<f32, u8, u64, f32>", "option<f64>"].iter().enumerate() {
            writeln!(types, "variant deep-x{i}-x{k} {{ a({other}), b({inner}), c(option<{inner}>) }}").unwrap();
            function(&format!("deep-x{i}-x{k}"));
        }
        writeln!(types, "record field-x{i} {{ a: outer-x{i}-x0, b: option<outer-x{i}-x1> }}").unwrap();
        function(&format!("field-x{i}"));
        function(&format!("list<outer-x{i}-x0>"));
        function(&format!("result<outer-x{i}-x0, u64>"));
        function(&format!("option<result<u64, outer-x{i}-x2>>"));
    }
    format!("package t:t;\ninterface cases {{\n{types}{functions}}}\nworld w {{ import cases; export cases; }}\n")
}

/// Expressions for values of a type: every case of every part is among them.
fn values(world: &World, ty: TypeId) -> Vec<String> {
    let of = |ty: &TypeId| values(world, *ty);
    let tagged = |tag: &str, payload: &Option<TypeId>| match payload {
        Some(ty) => of(ty).iter().map(|value| format!("{{ tag: \"{tag}\", val: {value} }}")).collect(),
        None => vec![format!("{{ tag: \"{tag}\" }}")],
    };
    let strings = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
    match &world.ty(world.resolve_alias(ty)).kind {
        Kind::Prim(prim) => strings(match prim {
            Prim::Bool => &["true", "false"],
            Prim::Char => &["\"a\"", "\"\u{1f600}\""],
            Prim::S8 => &["-128", "127"],
            Prim::S32 => &["-2147483648", "7"],
            Prim::U32 => &["4294967295", "0"],
            Prim::U64 => &["0n", "18446744073709551615n"],
            Prim::S64 => &["-9223372036854775808n", "5n"],
            Prim::F32 => &["-1.5", "-0", "NaN", "Infinity"],
            Prim::F64 => &["0.1", "-0", "NaN", "5e-324"],
            Prim::U8 | Prim::U16 | Prim::S16 => &["0", "127"],
        }),
        Kind::String => strings(&["\"\"", "\"a\u{f1}\""]),
        Kind::List(elem) if matches!(world.ty(*elem).kind, Kind::Prim(Prim::U8)) => {
            strings(&["Uint8Array.of()", "Uint8Array.of(0, 255)"])
        }
        Kind::List(elem) => vec!["[]".to_owned(), format!("[{}]", of(elem).join(", "))],
        Kind::Tuple(parts) => zip(&parts.iter().map(of).collect::<Vec<_>>())
            .iter()
            .map(|parts| format!("[{}]", parts.join(", ")))
            .collect(),
        Kind::Record(fields) => {
            let rows = zip(&fields.iter().map(|field| of(&field.ty)).collect::<Vec<_>>());
            let part = |(field, value): (&Field, &String)| {
                let name = convert_case(&field.name, LetterCase::LowerCamel);
                (value != "undefined").then(|| format!("{name}: {value}"))
            };
            let record = |row: &Vec<String>| fields.iter().zip(row).filter_map(part).collect::<Vec<_>>().join(", ");
            rows.iter().map(|row| format!("{{ {} }}", record(row))).collect()
        }
        Kind::FixedList(elem, count) => vec![array(world, *elem, *count)],
        Kind::Map(map) => {
            let entries = zip(&[of(&map.key), of(&map.value)])
                .iter()
                .map(|entry| format!("[{}]", entry.join(", ")))
                .collect::<Vec<_>>();
            vec!["new Map()".to_owned(), format!("new Map([{}])", entries.join(", "))]
        }
        Kind::Option(inner) if matches!(world.ty(world.resolve_alias(*inner)).kind, Kind::Option(_)) => {
            [tagged("none", &None), tagged("some", &Some(*inner))].concat()
        }
        Kind::Option(inner) => [strings(&["undefined"]), of(inner)].concat(),
        Kind::Result { ok, err } => [tagged("ok", ok), tagged("err", err)].concat(),
        Kind::Variant(cases) => cases.iter().flat_map(|case| tagged(&case.name, &case.ty)).collect(),
        Kind::Enum(cases) => cases.iter().map(|case| format!("\"{}\"", case.name)).collect(),
        Kind::Flags(flags) => {
            let set = |on: bool| flags.iter().map(|flag| format!("{}: {on}", flag.name)).collect::<Vec<_>>().join(", ");
            vec![format!("{{ {} }}", set(true)), format!("{{ {} }}", set(false))]
        }
        kind => panic!("no value for {kind:?}"),
    }
}

fn array(world: &World, elem: TypeId, count: u32) -> String {
    let values = values(world, elem);
    let items = (0..count as usize).map(|i| values[i % values.len()].clone()).collect::<Vec<_>>().join(", ");
    let class = match world.ty(world.resolve_alias(elem)).kind {
        Kind::Prim(Prim::U8) => "Uint8Array",
        Kind::Prim(Prim::S8) => "Int8Array",
        Kind::Prim(Prim::U16) => "Uint16Array",
        Kind::Prim(Prim::U32) => "Uint32Array",
        Kind::Prim(Prim::F64) => "Float64Array",
        _ => "Array",
    };
    format!("{class}.of({items})")
}

/// As many rows as the longest list; shorter ones start anew.
fn zip(lists: &[Vec<String>]) -> Vec<Vec<String>> {
    let rows = lists.iter().map(Vec::len).max().unwrap_or(0);
    (0..rows).map(|row| lists.iter().map(|list| list[row % list.len()].clone()).collect()).collect()
}

/// The functions of the world's imported interface, as the harness takes them, with values for each.
fn functions(world: &World, values: impl Fn(TypeId) -> Vec<String>) -> Vec<serde_json::Value> {
    let plan = Plan::new(world);
    let interface = world.side(Side::Import).find(|interface| !interface.functions.is_empty()).unwrap();
    // The engine allocates the result's block itself: its imports have no parameter for that.
    let flat = |call: &Call, ty: TypeId| match call.param_area {
        Some(_) => vec![Core::I32],
        None => world.ty(ty).flat.clone().unwrap_or_default(),
    };
    let functions = interface.functions.iter().enumerate().map(|(index, function)| {
        let call = plan.call(interface.id, index).unwrap();
        json!({
            "module": interface.full_name,
            "name": function.core_name,
            "export": format!("{}#{}", interface.full_name, function.core_name),
            "property": convert_case(&function.name, LetterCase::LowerCamel),
            "cores": flat(call, function.params[0].ty).iter().map(|core| core.name()).collect::<Vec<_>>(),
            "result": call.result_area.map_or(0, |layout| layout.size),
            "values": values(function.params[0].ty),
        })
    });
    functions.collect()
}

/// What the harness complains of.
fn complaints(world: &World, mode: &str, functions: &[serde_json::Value]) -> Vec<String> {
    let files = JavaScript.generate(world, &Options::default()).unwrap();
    let runtime = include_str!("../runtime/index.js").replace("\nexport ", "\n");
    let own = std::str::from_utf8(files.get("gen/glue.js").unwrap()).unwrap();
    let glue = format!("{}{runtime}{own}", GLUE.concat());
    let job = json!({ "glue": glue, "mode": mode, "exports": "cases", "functions": functions });
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("job.json");
    std::fs::write(&file, job.to_string()).unwrap();
    let harness = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/glue/harness.mjs");
    let output = Command::new("node").arg(harness).arg(&file).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let stdout = String::from_utf8_lossy(&output.stdout).into_owned();
    stdout.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

#[test]
fn payloads_of_every_width_arrive_as_they_were_sent() {
    let world = world(&wit(), None);
    let complaints = complaints(&world, "echo", &functions(&world, |ty| values(&world, ty)));
    let first = complaints.iter().take(20).cloned().collect::<Vec<_>>().join("\n");
    assert!(complaints.is_empty(), "{} differ, among them\n{first}", complaints.len());
}

/// A discriminant that a type does not have never becomes one of its cases, flat or in memory.
#[test]
fn unknown_discriminants_end_the_call() {
    let types = ["option<u8>", "option<option<u8>>", "result<u8, u8>", "tuple<result>", "colour", "some-variant"];
    let functions_of =
        types.iter().enumerate().map(|(i, ty)| format!("echo-x{i}: func(v: {ty}) -> tuple<{ty}, u8>;\n"));
    let wit = format!(
        "package t:t;\ninterface cases {{ enum colour {{ red, green }} variant some-variant {{ a, b(u8) }}
         {} }}\nworld w {{ import cases; export cases; }}",
        functions_of.collect::<String>()
    );
    let world = world(&wit, None);
    assert_eq!(complaints(&world, "corrupt", &functions(&world, |ty| values(&world, ty))), Vec::<String>::new());
}

/// A wrong length or key is named like any wrong value.
#[test]
fn maps_and_lists_of_a_length_are_checked() {
    let wit = "package t:t;
interface cases {
  echo-x0: func(v: list<u8, 3>) -> tuple<list<u8, 3>, u8>;
  echo-x1: func(v: list<string, 2>) -> tuple<list<string, 2>, u8>;
  echo-x2: func(v: map<string, list<f32, 20>>) -> tuple<map<string, list<f32, 20>>, u8>;
}
world w { import cases; export cases; }";
    let world = world(wit, None);
    let wrong = [
        &["Uint8Array.of(1, 2)", "[1, 2, 300]", "\"abc\""][..],
        &["[\"a\"]", "[\"a\", 1]"],
        &["{ a: 1 }", "new Map([[1, []]])", "new Map([[\"k\", [1]]])"],
    ];
    let mut functions = functions(&world, |_| Vec::new());
    for (function, wrong) in functions.iter_mut().zip(wrong) {
        function["values"] = json!(wrong);
    }
    insta::assert_snapshot!(complaints(&world, "echo", &functions).join("\n"));
}
