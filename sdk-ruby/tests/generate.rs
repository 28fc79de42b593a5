//! What is generated: in proportion to the WIT, whatever things are called.

use crate::support;

use std::fmt::Write;

use witloom_bindgen::guest::GuestWriter;
use witloom_bindgen::{Language, Options, Wit, World};
use witloom_sdk_ruby::Ruby;

/// The Ruby files of a world.
fn generate(wit: &str) -> Vec<(String, String)> {
    let wit = Wit::parse("test.wit", wit).unwrap();
    let world = World::from_wit(&wit, None).unwrap();
    let files = Ruby.generate(&world, &Options::default()).unwrap();
    files.iter().map(|(path, text)| (path.to_owned(), String::from_utf8(text.to_vec()).unwrap())).collect()
}

/// A chain of types, each of which has the one before it twice.
fn chain(levels: usize, first: &str, next: impl Fn(usize) -> String) -> String {
    let mut wit = format!("package test:chain; interface api {{\n{first};\n");
    (1..=levels).for_each(|level| writeln!(wit, "{};", next(level)).unwrap());
    write!(wit, "f: func(v: t{levels}) -> t{levels}; g: func(v: list<t{levels}>) -> option<t{levels}>;\n}}").unwrap();
    let wit = wit.replace("};", "}");
    wit + " world chain { import api; export api; }"
}

#[test]
fn text_grows_with_the_wit_and_not_with_the_values() {
    let variant = |level: usize| format!("variant t{level} {{ a(t{}), b(t{}) }}", level - 1, level - 1);
    let record = |level: usize| format!("record t{level} {{ a: t{}, b: t{} }}", level - 1, level - 1);
    let tuple = |level: usize| format!("type t{level} = tuple<t{}, t{}>", level - 1, level - 1);
    let nested = |level: usize| format!("type t{level} = result<t{}, option<t{}>>", level - 1, level - 1);
    for (what, wit) in [
        ("20 variants", chain(20, "variant t0 { a(u8), b(string) }", variant)),
        ("40 variants", chain(40, "variant t0 { a(u8), b(string) }", variant)),
        ("20 records", chain(20, "record t0 { a: u8, b: u32 }", record)),
        ("20 tuples", chain(20, "type t0 = tuple<u8, u32>", tuple)),
        ("20 results", chain(20, "type t0 = result<u8, u32>", nested)),
    ] {
        let sizes: Vec<(String, usize)> = generate(&wit).into_iter().map(|(path, text)| (path, text.len())).collect();
        assert!(sizes.iter().all(|(_, size)| *size < 200_000), "{what}: {sizes:?}");
    }
}

#[test]
fn stubs_are_ruby() {
    let files = generate(include_str!("../../tests/wit/objects.wit"));
    let (_, text) = files.iter().find(|(path, _)| path == "gen/exports/api.rb").unwrap();
    let (_, stubs) = text.split_once("# To be implemented in your files:\n").unwrap();
    let stubs: String =
        stubs.lines().filter_map(|line| Some(line.trim_start().strip_prefix("#")?.to_owned() + "\n")).collect();
    assert_eq!(stubs.matches("def close!").count(), 1, "{stubs}");
    assert_eq!(stubs.matches("def close(code)").count(), 1, "{stubs}");
    let started = support::load(include_str!("../../tests/wit/objects.wit"), &stubs);
    assert!(started.image.is_some(), "{stubs}\n{}", started.output);
}

#[test]
fn versions_have_the_name_of_their_version() {
    let package = |version: &str| {
        format!("package one:api@{version} {{ interface types {{ record r {{ a: u8 }} f: func(v: r) -> r; }} }}\n")
    };
    let wit = |versions: &[&str]| {
        let mut wit = "package test:versions;\n".to_owned();
        versions.iter().for_each(|version| wit += &package(version));
        wit += "world versions {\n";
        versions.iter().for_each(|version| wit += &format!("import one:api/types@{version};\n"));
        wit + "}\n"
    };
    let modules = |versions: &[&str]| {
        let files = generate(&wit(versions));
        let of = |path: &str| path.strip_prefix("gen/imports/").map(|name| name.trim_end_matches(".rb").to_owned());
        files.iter().filter_map(|(path, _)| of(path)).collect::<Vec<_>>()
    };
    assert_eq!(modules(&["0.2.0"]), ["types"]);
    assert_eq!(modules(&["0.3.0", "0.2.0"]), ["types_v0_2_0", "types_v0_3_0"]);
    assert_eq!(modules(&["1.0.0", "0.2.0", "0.3.0-rc-1"]), ["types_v0_2_0", "types_v0_3_0_rc_1", "types_v1_0_0"]);
    let app = "p Imports::TypesV0_2_0::R.new(a: 1), Imports::TypesV1_0_0::R\n".to_owned() + support::CHECK;
    let started = support::load(&wit(&["1.0.0", "0.2.0"]), &app);
    assert!(started.image.is_some() && !started.output.contains("warning"), "{}", started.output);
}

/// Implements everything by echoing, calls every export and every import, and lets imports echo.
const ECHO: &str = include_str!("names/app.rb");

/// Tells the names that Ruby has already.
const WORDS: &str = include_str!("names/words.rb");

/// What a running CRuby tells of its own names and the runtime's, as WIT writes them.
fn told() -> Vec<String> {
    let told = support::load("package test:words; world words {}", WORDS).output;
    let words: Vec<String> = told.lines().filter_map(|line| Some(line.strip_prefix("word ")?.to_owned())).collect();
    assert!(words.len() > 300, "{told}");
    words
}

#[test]
fn the_matrix_draws_names_of_ruby_itself() {
    let words: Vec<String> = told().iter().map(|word| word.replace('-', "_")).collect();
    if std::env::var_os("WITLOOM_BLESS").is_some() {
        let place = concat!(env!("CARGO_MANIFEST_DIR"), "/src/guest/words.txt");
        std::fs::write(place, words.join("\n") + "\n").unwrap();
    } else {
        assert_eq!(Ruby.reserved(), words, "run with WITLOOM_BLESS=1 and review");
    }
}

#[test]
fn names_of_ruby_itself_are_names_like_others() {
    let words = told();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    for words in words.chunks(60) {
        let started = support::load(&roles(words), ECHO);
        let output = &started.output;
        assert!(started.image.is_some() && !output.contains("warning"), "{words:?}: {output}");
        assert!(output.contains("all is well"), "{words:?}: {output}");
    }
}

/// Each word in every role.
fn roles(words: &[&str]) -> String {
    let mut wit = "package test:names;\n".to_owned();
    let mut interface = |name: &str, item: &dyn Fn(usize, &str) -> String| {
        writeln!(wit, "interface {name} {{").unwrap();
        words.iter().enumerate().for_each(|(i, word)| writeln!(wit, "  {}", item(i, word)).unwrap());
        writeln!(wit, "}}").unwrap();
    };
    interface("a-record", &|i, w| format!("record %{w} {{ %{w}: u8 }} e{i}: func(v: %{w}) -> %{w};"));
    interface("a-variant", &|i, w| format!("variant %{w} {{ one-{i}, %{w}(u8), last }} e{i}: func(v: %{w}) -> %{w};"));
    interface("an-enum", &|i, w| format!("enum %{w} {{ %{w}, other-{i} }} e{i}: func(v: %{w}) -> %{w};"));
    interface("some-flags", &|i, w| format!("flags %{w} {{ %{w}, other-{i} }} e{i}: func(v: %{w}) -> %{w};"));
    interface("an-error", &|i, w| format!("variant %{w} {{ %{w}(u8) }} e{i}: func() -> result<_, %{w}>;"));
    interface("a-function", &|_, w| format!("%{w}: func(%{w}: u8) -> u8;"));
    interface("a-resource", &|i, w| format!("resource %{w} {{ m{i}: static func(%{w}: u8) -> u8; }}"));
    writeln!(wit, "interface methods {{ resource thing {{ constructor(n: u8);").unwrap();
    // A method has a parameter `self` already.
    words.iter().for_each(|w| writeln!(wit, "%{w}: func(it: u8) -> u8;").unwrap());
    writeln!(wit, "}} }}\ninterface statics {{ resource thing {{").unwrap();
    words.iter().for_each(|w| writeln!(wit, "%{w}: static func(%{w}: u8) -> u8;").unwrap());
    writeln!(wit, "}} }}\nworld names {{").unwrap();
    let fixed = [
        "a-record",
        "a-variant",
        "an-enum",
        "some-flags",
        "an-error",
        "a-function",
        "a-resource",
        "methods",
        "statics",
    ];
    for side in ["import", "export"] {
        fixed.iter().for_each(|name| writeln!(wit, "{side} {name};").unwrap());
        let free = words.iter().filter(|word| !fixed.contains(word));
        free.for_each(|w| writeln!(wit, "{side} %{w}: interface {{ %{w}: func(%{w}: u8) -> u8; }}").unwrap());
    }
    wit + "}\n"
}
