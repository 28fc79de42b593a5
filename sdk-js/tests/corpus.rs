//! Every WIT file of a folder: `WITLOOM_CORPUS`, or the corpus next to the checkout; without one nothing is tested.
#![allow(clippy::unwrap_used, clippy::panic)]

use crate::support;

use std::path::{Path, PathBuf};
use std::process::Command;

use support::{build_world, install};
use witloom_bindgen::model::{FunctionKind, Key, Side};
use witloom_bindgen::{GenerateError, Language, Options, Wit, World};
use witloom_component::Profile;
use witloom_sdk_js::JavaScript;

fn files() -> Vec<PathBuf> {
    let near = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus");
    let folder = std::env::var_os("WITLOOM_CORPUS").map_or(near, PathBuf::from).join("wit");
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut files: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

fn worlds(file: &Path) -> Vec<World> {
    let wit = Wit::load(file).unwrap();
    wit.worlds().iter().map(|name| World::from_wit(&wit, Some(name)).unwrap()).collect()
}

#[test]
fn every_world_generates_or_is_refused() {
    let out = tempfile::tempdir().unwrap();
    let mut refused = Vec::new();
    let mut glue = Vec::new();
    for file in files() {
        let name = file.file_stem().unwrap().to_string_lossy().into_owned();
        for (i, world) in worlds(&file).iter().enumerate() {
            match JavaScript.generate(world, &Options::default()) {
                Ok(files) => {
                    let folder = out.path().join(format!("{name}-{i}"));
                    files.write(&folder).unwrap();
                    glue.push(folder.join("gen/glue.js"));
                }
                Err(GenerateError::Unsupported(error)) => {
                    assert!(error.place.is_some(), "{name}: {error} names no place");
                    refused.push(format!("{name}: {}", error.kind));
                }
                Err(error) => panic!("{name}: {error}"),
            }
        }
    }
    for glue in &glue {
        let output = Command::new("node").arg("--check").arg(glue).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    eprintln!("{} worlds generate, refused: {refused:#?}", glue.len());
}

/// The type checker takes a second per world.
#[test]
#[ignore = "runs the type checker some fifty times"]
fn every_declaration_is_typescript() {
    let tools = install("js-tools", include_str!("tools/package.json"), include_str!("tools/package-lock.json"));
    for world in files().iter().flat_map(|file| worlds(file)) {
        let Ok(files) = JavaScript.generate(&world, &Options::default()) else { continue };
        let folder = tempfile::tempdir().unwrap();
        files.write(folder.path()).unwrap();
        let mut tsc = Command::new("node");
        tsc.arg(tools.join("node_modules/typescript/bin/tsc")).current_dir(folder.path());
        tsc.args(["--noEmit", "--strict", "--target", "es2022", "--module", "esnext"]);
        tsc.args(["--moduleResolution", "bundler", "--lib", "es2024,esnext.disposable,dom"]);
        let output = tsc.args(["gen/exports.d.ts", "gen/imports.d.ts"]).output().unwrap();
        assert!(output.status.success(), "{}: {}", world.name, String::from_utf8_lossy(&output.stdout));
    }
}

/// A module with a function for everything that the world exports.
fn stub(world: &World) -> String {
    let mut text = String::new();
    let mut taken = Vec::new();
    for interface in world.side(Side::Export) {
        let camel = |name: &str| witloom_bindgen::convert_case(name, witloom_bindgen::LetterCase::LowerCamel);
        let free = interface.functions.iter().filter(|f| f.kind == FunctionKind::Free);
        if interface.key == Key::Root {
            for function in free {
                text.push_str(&format!("function $f_{0}() {{}}\nexport {{ $f_{0} as {0} }};\n", camel(&function.name)));
            }
            continue;
        }
        let mut members: Vec<String> = free.map(|f| format!("{}() {{}}", camel(&f.name))).collect();
        for id in &interface.resources {
            let resource = world.resource(*id);
            let methods = interface.functions.iter().filter_map(|f| match f.kind {
                FunctionKind::Method(of) if of == *id => Some(format!("{}() {{}}", camel(&f.name))),
                FunctionKind::Static(of) if of == *id => Some(format!("static {}() {{}}", camel(&f.name))),
                _ => None,
            });
            let class = witloom_bindgen::convert_case(&resource.name, witloom_bindgen::LetterCase::UpperCamel);
            members.push(format!("{class}: class {{ {} }}", methods.collect::<Vec<_>>().join(" ")));
        }
        let index = taken.len();
        taken.push(());
        text.push_str(&format!("const $i{index} = {{ {} }};\n", members.join(", ")));
        text.push_str(&format!("export {{ $i{index} as \"{}\" }};\n", interface.full_name));
    }
    text
}

/// Builds every world that generates; slow.
#[test]
#[ignore = "builds some fifty components"]
fn every_world_builds() {
    let mut failures = Vec::new();
    let mut built = 0;
    for file in files() {
        for world in worlds(&file) {
            if JavaScript.generate(&world, &Options::default()).is_err() {
                continue;
            }
            match build_world(&world, &[("index.js", &stub(&world))], Profile::Release) {
                Ok(_) => {
                    eprintln!("built {} of {}", world.short_name, file.display());
                    built += 1;
                }
                Err(error) => failures.push(format!("{} {}: {error:?}", file.display(), world.short_name)),
            }
        }
    }
    assert!(failures.is_empty(), "{built} built, failed:\n{}", failures.join("\n"));
    eprintln!("{built} worlds built");
}
