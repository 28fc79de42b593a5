//! WIT files written by others, where there is a folder of them: `WITLOOM_CORPUS`, or `corpus` beside the project.

use std::path::{Path, PathBuf};

use witloom_bindgen::model::World;
use witloom_bindgen::{Options, Wit};
use witloom_component::Driver;
use witloom_sdk_python::PythonDriver;

use crate::support::{Program, build_text};

/// Every world of the corpus that Python supports.
fn worlds() -> Vec<(String, World)> {
    let folder =
        std::env::var_os("WITLOOM_CORPUS").map_or_else(|| PathBuf::from("../../shared/corpus/wit"), PathBuf::from);
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut files: Vec<_> = std::fs::read_dir(root).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    files.sort();
    let mut worlds = Vec::new();
    for file in files.iter().filter(|file| file.extension().is_some_and(|e| e == "wit")) {
        let name = file.file_stem().unwrap().to_string_lossy().into_owned();
        let wit = Wit::load(file).unwrap();
        for world in wit.worlds() {
            let world = World::from_wit(&wit, Some(world)).unwrap();
            match PythonDriver.language().accept(&world) {
                Ok(()) => worlds.push((name.clone(), world)),
                Err(refusal) => println!("{name}: {refusal}"),
            }
        }
    }
    worlds
}

#[test]
fn all_generate_and_compile() {
    let script = "import sys, gen._world as w; w.published(); w.interfaces(); w.resources()";
    for (name, world) in worlds() {
        let folder = tempfile::tempdir().unwrap();
        let files = PythonDriver.language().generate(&world, &Options::default()).unwrap();
        files.write(folder.path()).unwrap();
        let output =
            std::process::Command::new("python3").args(["-c", script]).current_dir(folder.path()).output().unwrap();
        assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

/// An implementation of any world: every abstract method is there and does nothing.
const ANYTHING: &str = include_str!("anything.py");

#[test]
#[ignore = "a build for every world takes many minutes"]
fn all_build() {
    let mut failed = Vec::new();
    // `ONLY=name` builds one of them.
    let only = std::env::var("ONLY").ok();
    for (name, world) in worlds().into_iter().filter(|(name, _)| only.as_ref().is_none_or(|only| only == name)) {
        match build_text(&world, ANYTHING) {
            Ok(built) => drop(Program::new(&built.component)),
            Err(error) => failed.push(format!("{name}: {error}")),
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}
