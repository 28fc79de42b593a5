//! Generated files, held against `cases/<name>/gen`, and judged by the tools of their community: `node --check`,
//! prettier and the TypeScript compiler. `WITLOOM_BLESS=1` writes what is new.
#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use std::path::{Path, PathBuf};
use std::process::Command;

use support::{install, world};
use witloom_bindgen::{FileSet, Language, Options, Wit};
use witloom_sdk_js::JavaScript;

fn cases() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut cases: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.sort();
    cases
}

fn generate(case: &Path) -> FileSet {
    let wit = std::fs::read_to_string(case.join("in.wit")).unwrap();
    let first = Wit::parse("in.wit", &wit).unwrap().worlds()[0].to_owned();
    JavaScript.generate(&world(&wit, Some(&first)), &Options::default()).unwrap()
}

#[test]
fn files_are_as_recorded() {
    for case in cases() {
        let files = generate(&case);
        if std::env::var_os("WITLOOM_BLESS").is_some() {
            files.write(&case).unwrap();
        }
        assert_eq!(files.stale(&case), Vec::<&str>::new(), "{}: run with WITLOOM_BLESS=1 and review", case.display());
    }
}

fn run(command: &mut Command) {
    let output = command.output().unwrap();
    let text = [output.stdout, output.stderr].concat();
    assert!(output.status.success(), "{command:?}\n{}", String::from_utf8_lossy(&text));
}

#[test]
fn glue_parses() {
    for case in cases() {
        run(Command::new("node").arg("--check").arg(case.join("gen/glue.js")));
    }
}

#[test]
fn files_are_formatted_like_prettier_does() {
    let tools = install("js-tools", include_str!("tools/package.json"), include_str!("tools/package-lock.json"));
    let files: Vec<_> = cases()
        .into_iter()
        .flat_map(|case| ["glue.js", "exports.d.ts", "imports.d.ts"].map(|name| case.join("gen").join(name)))
        .collect();
    run(Command::new("node").arg(tools.join("node_modules/prettier/bin/prettier.cjs")).arg("--check").args(&files));
}

#[test]
fn declarations_fit_what_users_write() {
    let tools = install("js-tools", include_str!("tools/package.json"), include_str!("tools/package-lock.json"));
    for case in cases() {
        let folder = tempfile::tempdir().unwrap();
        generate(&case).write(folder.path()).unwrap();
        std::fs::write(folder.path().join("jsconfig.json"), include_str!("../templates/jsconfig.json")).unwrap();
        let user = case.join("user.ts");
        if user.exists() {
            std::fs::copy(user, folder.path().join("user.ts")).unwrap();
        }
        let mut tsc = Command::new("node");
        tsc.arg(tools.join("node_modules/typescript/bin/tsc")).current_dir(folder.path());
        tsc.args(["--noEmit", "--strict", "--target", "es2022", "--module", "esnext"]);
        tsc.args(["--moduleResolution", "bundler", "--lib", "es2024,esnext.disposable,dom"]);
        tsc.args(["gen/exports.d.ts", "gen/imports.d.ts"]);
        if folder.path().join("user.ts").exists() {
            tsc.arg("user.ts");
        }
        run(&mut tsc);
    }
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
