//! Generated files, held against `golden/`, and judged by the tools of their community: `node --check`, prettier and the
//! TypeScript compiler.
#![allow(clippy::unwrap_used, clippy::panic)]

use crate::support;

use std::process::Command;

use support::{install, world};
use witloom_bindgen::{FileSet, Language, Options, Wit};
use witloom_component::{Driver, Role, Starter};
use witloom_sdk_js::{JavaScript, JavaScriptDriver};
use witloom_test_kit::{SAMPLES, hold_against_goldens, lay_out};

#[test]
fn files_are_as_recorded() {
    hold_against_goldens(env!("CARGO_MANIFEST_DIR"), &JavaScript, |_| true);
}

fn run(command: &mut Command) {
    let output = command.output().unwrap();
    let text = [output.stdout, output.stderr].concat();
    assert!(output.status.success(), "{command:?}\n{}", String::from_utf8_lossy(&text));
}

/// What users write against a world, and the sample it is for.
const USERS: &[(&str, &str)] = &[
    ("calls-callee", include_str!("cases/types/user.ts")),
    ("handles", include_str!("cases/resources/user.ts")),
    ("tasks", include_str!("cases/tasks/user.ts")),
];

#[test]
fn files_parse_are_formatted_and_fit_what_users_write() {
    let tools = install("js-tools", include_str!("tools/package.json"), include_str!("tools/package-lock.json"));
    let folder = tempfile::tempdir().unwrap();
    for sample in lay_out(folder.path(), &JavaScript) {
        let folder = folder.path().join(sample.name);
        run(Command::new("node").arg("--check").arg(folder.join("gen/glue.js")));
        std::fs::write(folder.join("jsconfig.json"), include_str!("../templates/jsconfig.json")).unwrap();
        let user = USERS.iter().find(|(name, _)| *name == sample.name);
        if let Some((_, text)) = user {
            std::fs::write(folder.join("user.ts"), text).unwrap();
        }
        let mut tsc = Command::new("node");
        tsc.arg(tools.join("node_modules/typescript/bin/tsc")).current_dir(&folder);
        tsc.args(["--noEmit", "--strict", "--target", "es2022", "--module", "esnext"]);
        tsc.args(["--moduleResolution", "bundler", "--lib", "es2024,esnext.disposable,dom"]);
        run(tsc.args(["gen/exports.d.ts", "gen/imports.d.ts"]).args(user.map(|_| "user.ts")));
    }
    let mut prettier = Command::new("node");
    prettier.arg(tools.join("node_modules/prettier/bin/prettier.cjs")).current_dir(folder.path());
    run(prettier.args(["--check", "*/gen/*"]));
}

#[test]
fn fixed_texts_are_formatted_too() {
    let tools = install("js-tools", include_str!("tools/package.json"), include_str!("tools/package-lock.json"));
    let mut prettier = Command::new("node");
    prettier.arg(tools.join("node_modules/prettier/bin/prettier.cjs")).current_dir(env!("CARGO_MANIFEST_DIR"));
    let ours = [
        "templates/{prelude/*,part,entry}.js",
        "templates/*.json",
        "runtime",
        "scripts",
        "toolchain/build.mjs",
        "tests/cases/*/*.{js,ts}",
    ];
    run(prettier.arg("--check").args(ours));
}

/// Names that JavaScript, TypeScript, every object, the runtime or a neighbour has already.
const NAMES: &str = "package t:names;
interface objects {
  resource promise {
    constructor(n: u32);
    %constructor: func() -> u32;
    new: func() -> u32;
    to-string: func() -> string;
    prototype: static func() -> u32;
    name: static func() -> u32;
  }
  resource big-int { value-of: func() -> s64; }
  resource %option { constructor(); }
  record promise-class { to-string: option<string>, %constructor: u8, value: u64, %list: list<promise-class2> }
  record promise-class2 { tag: string, val: u8 }
  record disposable { a: u8 }
  variant awaitable { a(disposable), b }
  module: func(value: u64, %list: s64, error: u8, arguments: promise-class) -> awaitable;
  exports: func() -> option<big-int>;
  delete: func(new: promise, this: borrow<%option>) -> result<u32, awaitable>;
  default: func(undefined: option<u8>) -> u8;
}
interface world-types { record thing { a: u8 } }
interface %world { use world-types.{thing}; await: func(thing: thing) -> thing; }
world clashes {
  import objects;
  export objects;
  export %world;
  export world-types;
  export promise: interface { then: func() -> u8; }
  export %constructor: func() -> u8;
  export delete: func() -> u8;
}";

/// Types that are used more than once, so many levels deep.
fn ladder(levels: usize) -> String {
    let mut types =
        String::from("variant v0 { a(u8) } record r0 { a: u8 } type t0 = tuple<u8, u8>; type o0 = option<u8>;");
    for i in 1..=levels {
        let k = i - 1;
        types.push_str(&format!("variant v{i} {{ a(v{k}), b(v{k}) }} record r{i} {{ a: r{k}, b: r{k} }}\n"));
        types.push_str(&format!("type t{i} = tuple<t{k}, t{k}>; type o{i} = option<result<o{k}, o{k}>>;\n"));
    }
    let uses = ["v", "r", "t", "o"].map(|name| format!("echo-{name}: func(x: {name}{levels}) -> {name}{levels};\n"));
    format!("package t:t;\ninterface i {{ {types}{} }}\nworld w {{ import i; export i; }}", uses.concat())
}

#[test]
fn types_are_written_once_however_often_they_are_used() {
    let size = |levels| {
        let files = JavaScript.generate(&world(&ladder(levels), None), &Options::default()).unwrap();
        files.iter().map(|(_, bytes)| bytes.len()).sum::<usize>()
    };
    let (ten, twenty, thirty) = (size(10), size(20), size(30));
    let (second, third) = (twenty - ten, thirty - twenty);
    assert!(third < second + second / 4, "ten levels more take {second} bytes, the next ten {third}");
}

/// Worlds whose glue is checked for types, too.
fn unseen() -> Vec<(&'static str, FileSet)> {
    let generate = |(name, wit): (&'static str, String)| {
        let first = Wit::parse("in.wit", &wit).unwrap().worlds()[0].to_owned();
        (name, JavaScript.generate(&world(&wit, Some(&first)), &Options::default()).unwrap())
    };
    let store = SAMPLES.iter().filter(|sample| sample.name == "shop-store").map(|sample| ("store", sample.wit()));
    [("names", NAMES.to_owned()), ("ladder", ladder(4))].into_iter().chain(store).map(generate).collect()
}

#[test]
fn unseen_worlds_parse_are_formatted_and_fit_the_type_checker() {
    let tools = install("js-tools", include_str!("tools/package.json"), include_str!("tools/package-lock.json"));
    let folder = tempfile::tempdir().unwrap();
    for (name, files) in unseen() {
        let folder = folder.path().join(name);
        files.write(&folder).unwrap();
        run(Command::new("node").arg("--check").arg(folder.join("gen/glue.js")));
        std::fs::write(folder.join("tsconfig.json"), CHECKED).unwrap();
        run(Command::new("node").arg(tools.join("node_modules/typescript/bin/tsc")).arg("-p").arg(&folder));
    }
    let mut prettier = Command::new("node");
    prettier.arg(tools.join("node_modules/prettier/bin/prettier.cjs")).current_dir(folder.path());
    run(prettier.args(["--check", "*/gen/*"]));
}

/// As strict as a project may set it, with JavaScript checked too.
const CHECKED: &str = r#"{
  "compilerOptions": {
    "module": "esnext", "moduleResolution": "bundler", "target": "es2022", "lib": ["es2024", "esnext.disposable", "dom"],
    "strict": true, "allowJs": true, "checkJs": true, "noEmit": true, "noUnusedLocals": true, "noImplicitReturns": true,
    "noUncheckedIndexedAccess": true, "exactOptionalPropertyTypes": true, "noPropertyAccessFromIndexSignature": true
  },
  "include": ["**/*.js", "**/*.ts"]
}"#;

#[test]
fn a_new_app_has_no_type_errors() {
    let tools = install("js-tools", include_str!("tools/package.json"), include_str!("tools/package-lock.json"));
    let wit = "package hello:app;
interface greet-js { greet: func(name: string) -> result<string, string>; }
interface greet-go { greet: func(name: string) -> result<string, string>; }
interface run { run: func() -> result; }
world part { export greet-js; }
world entry { import greet-go; export run; }";
    let imports = ["greet-go".to_owned()];
    for (name, role) in [("part", Role::Part { export: "greet-js" }), ("entry", Role::Entry { imports: &imports })] {
        let folder = tempfile::tempdir().unwrap();
        JavaScript.generate(&world(wit, Some(name)), &Options::default()).unwrap().write(folder.path()).unwrap();
        for file in JavaScriptDriver.template(&Starter { app: "hello", world: "hello:app/part", role }) {
            std::fs::write(folder.path().join(file.path), file.text).unwrap();
        }
        std::fs::write(folder.path().join("tsconfig.json"), CHECKED).unwrap();
        for config in ["jsconfig.json", "tsconfig.json"] {
            let mut tsc = Command::new("node");
            tsc.arg(tools.join("node_modules/typescript/bin/tsc")).current_dir(folder.path());
            run(tsc.args(["--noEmit", "-p", config]));
        }
    }
}
