//! Every world of a folder of WIT files generates and loads, or is refused with the place of what is unsupported.
//!
//! The folder is `$WITLOOM_CORPUS`, or `../shared/corpus/wit` beside the checkout; without either the test has
//! nothing to do.

use crate::support;

use std::path::{Path, PathBuf};

use witloom_bindgen::{Language, Options, Wit, World};
use witloom_sdk_ruby::cruby::{CRuby, mark_waiting_fibers};
use witloom_sdk_ruby::link::Files;
use witloom_sdk_ruby::shim::Shim;
use witloom_sdk_ruby::{Ruby, generate};

fn corpus() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus");
    let folder = std::env::var_os("WITLOOM_CORPUS").map_or(beside, PathBuf::from);
    let folder = if folder.join("wit").is_dir() { folder.join("wit") } else { folder };
    folder.is_dir().then_some(folder)
}

/// Generated code is what is tested here: exports that are missing don't matter.
const PATIENT: &str = "
module Witloom
  module Report
    def self.missing(_expected) = nil
  end
end
";

#[test]
fn every_world_generates_and_loads() {
    let Some(folder) = corpus() else { return };
    let package = support::package();
    let mut wasm = std::fs::read(package.join("node_modules/@ruby/3.4-wasm-wasi/dist/ruby+stdlib.wasm")).unwrap();
    mark_waiting_fibers(&mut wasm).unwrap();
    let ruby = CRuby::open(&wasm, package, &|_| {}).unwrap();
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let (mut loaded, mut refused, mut failed) = (0, 0, Vec::new());
    for path in paths.iter().filter(|path| path.extension().is_some_and(|e| e == "wit")) {
        let wit = Wit::load(path).unwrap();
        for world in wit.worlds().into_iter().map(str::to_owned).collect::<Vec<_>>() {
            let world = World::from_wit(&wit, Some(&world)).unwrap();
            let files = match Ruby.generate(&world, &Options::default()) {
                Ok(files) => files,
                Err(error) => {
                    assert!(error.to_string().contains(".wit:"), "no place: {error}");
                    refused += 1;
                    continue;
                }
            };
            let mut packed = Files::new();
            for (path, contents) in files.iter().filter(|(path, _)| path.ends_with(".rb")) {
                packed.add(path, contents);
            }
            packed.add("app.rb", support::STAND_IN.to_owned() + PATIENT);
            let shim = Shim::new(generate::spec(&world).unwrap());
            let started = ruby.start(&shim, &packed.archive("app"), Vec::new()).unwrap();
            if started.image.is_none() || started.output.contains("warning") {
                failed.push(format!("{} {}: {}", path.display(), world.name, started.output));
            }
            loaded += 1;
        }
    }
    println!("{loaded} worlds load, {refused} are refused");
    assert!(failed.is_empty(), "{}", failed.join("\n\n"));
    assert!(loaded > refused);
}
