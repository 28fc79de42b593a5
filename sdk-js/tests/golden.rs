//! Generated files, held against `golden/`, and judged by the tools of their community: `node --check`, prettier and the
//! TypeScript compiler.
#![allow(clippy::unwrap_used, clippy::panic)]

use crate::support;

use std::path::Path;
use std::process::Command;

use support::{install, world};
use witloom_bindgen::{Language, Options};
use witloom_component::{Driver, Role, Starter};
use witloom_sdk_js::{JavaScript, JavaScriptDriver};
use witloom_test_kit::growth::hold_in_proportion;
use witloom_test_kit::{hold_against_goldens, lay_out, run};

#[test]
fn files_are_as_recorded() {
    hold_against_goldens(env!("CARGO_MANIFEST_DIR"), &JavaScript, |_| true);
}

#[test]
fn types_that_are_used_twice_are_written_once() {
    hold_in_proportion(&JavaScript);
}

/// What a user writes against a world: `users/<sample>.ts`.
fn user(sample: &str) -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/users").join(sample).with_extension("ts");
    std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

#[test]
fn files_parse_are_formatted_and_fit_what_users_write() {
    let tools = install("js-tools", include_str!("tools/package.json"), include_str!("tools/package-lock.json"));
    let root = tempfile::tempdir().unwrap();
    let samples = lay_out(root.path(), &JavaScript);
    let mut folders: Vec<_> = samples.iter().map(|sample| root.path().join(sample.name)).collect();
    for (sample, folder) in samples.iter().zip(&folders) {
        std::fs::write(folder.join("user.ts"), user(sample.name)).unwrap();
    }
    let ladder_folder = root.path().join("ladder");
    let files = JavaScript.generate(&world(&ladder(4), None), &Options::default()).unwrap();
    files.write(&ladder_folder).unwrap();
    folders.push(ladder_folder);
    let mut node = Command::new("node");
    node.arg("--input-type=module").arg("--eval").arg(include_str!("tools/types.mjs")).arg(&tools);
    for folder in &folders {
        std::fs::write(folder.join("tsconfig.json"), CHECKED).unwrap();
        node.arg(folder);
    }
    run(&mut node);
    let mut prettier = Command::new("node");
    prettier.arg(tools.join("node_modules/prettier/bin/prettier.cjs")).current_dir(root.path());
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
        "tests/tools/*.mjs",
        "tests/users/*.ts",
    ];
    run(prettier.arg("--check").args(ours));
}

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
world entry { import greet-go; export run; }
world service { import greet-go; export wasi:http/handler@0.3.0; }";
    let imports = ["greet-go".to_owned()];
    for (name, role) in [
        ("part", Role::Part { export: "greet-js" }),
        ("entry", Role::Entry { imports: &imports }),
        ("service", Role::Service { imports: &imports }),
        ("service", Role::Service { imports: &[] }),
    ] {
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
