//! What tests of several languages share: one tree of worlds, `tests/wit`, one way to record and to lay out what is
//! generated for them, and hosts for what was built.
//!
//! A recording shows what a change does to generated text; it is not what makes it right. Each language's tests also
//! give the same files to the tools of its community, and run code over some of the worlds.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests and their helpers may fail at once")]

pub mod authority;
pub mod growth;
pub mod host;
pub mod page;
pub mod servers;
pub mod tasks;

use std::path::{Path, PathBuf};
use std::process::Command;

use witloom_bindgen::{FileSet, GenerateError, Language, Options, Wit, World};

/// A world that every language generates bindings for.
#[derive(Debug, Clone, Copy)]
pub struct Sample {
    /// The name of its recordings.
    pub name: &'static str,
    /// Its WIT file, from the root of the checkout.
    pub file: &'static str,
    /// The world in it; the only one where there is no name.
    pub world: Option<&'static str>,
}

const fn sample(name: &'static str, file: &'static str, world: Option<&'static str>) -> Sample {
    Sample { name, file, world }
}

/// All of them.
pub const SAMPLES: &[Sample] = &[
    sample("types", "tests/wit/types.wit", Some("forward")),
    sample("calls-callee", "tests/wit/calls.wit", Some("callee")),
    sample("calls-caller", "tests/wit/calls.wit", Some("caller")),
    sample("values", "tests/wit/values.wit", None),
    sample("wide", "tests/wit/wide.wit", None),
    sample("maps", "tests/wit/maps.wit", None),
    sample("shapes", "tests/wit/shapes.wit", None),
    sample("handles", "tests/wit/handles.wit", None),
    sample("objects", "tests/wit/objects.wit", None),
    sample("lending", "tests/wit/lending.wit", None),
    sample("twins", "tests/wit/twins.wit", None),
    sample("names", "tests/wit/names.wit", None),
    sample("keywords", "tests/wit/keywords.wit", None),
    sample("named", "tests/wit/named.wit", None),
    sample("awkward", "tests/wit/awkward.wit", None),
    sample("shop-store", "tests/wit/shop.wit", Some("store-world")),
    sample("shop-visitor", "tests/wit/shop.wit", Some("visitor-world")),
    sample("shop-shopper", "tests/wit/shop.wit", Some("shopper")),
    sample("async", "crates/bindgen/tests/cases/async.wit", None),
    sample("tasks", "tests/wit/tasks.wit", Some("both")),
    sample("reports", "tests/wit/reports.wit", None),
    sample("doors-tasks", "tests/wit/doors.wit", Some("tasks")),
    sample("doors-player", "tests/wit/doors.wit", Some("player")),
    sample("waiting-callee", "test-matrix/scripts/waiting.wit", Some("callee")),
    sample("waiting-caller", "test-matrix/scripts/waiting.wit", Some("caller")),
];

/// The root of the checkout.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A file of the tree.
pub fn wit(name: &str) -> PathBuf {
    root().join("tests/wit").join(name).with_extension("wit")
}

impl Sample {
    /// The sample of a name.
    pub fn named(name: &str) -> &'static Self {
        SAMPLES.iter().find(|sample| sample.name == name).unwrap_or_else(|| panic!("no sample is called {name}"))
    }

    /// The text of its WIT file.
    pub fn wit(&self) -> String {
        std::fs::read_to_string(root().join(self.file)).unwrap_or_else(|error| panic!("{}: {error}", self.file))
    }

    /// The world.
    pub fn model(&self) -> World {
        World::from_wit(&Wit::parse("in.wit", &self.wit()).unwrap(), self.world).unwrap()
    }

    /// What a language writes for it.
    pub fn generate(&self, language: &dyn Language) -> Result<FileSet, GenerateError> {
        language.generate(&self.model(), &Options::default())
    }
}

/// Holds what a language writes for every sample against `<sdk>/tests/golden`; `own` tells files that differ by the world
/// from those of the runtime. A refusal is recorded too.
pub fn hold_against_goldens(sdk: &str, language: &dyn Language, own: impl Fn(&str) -> bool) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(Path::new(sdk).join("tests/golden"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        for sample in SAMPLES {
            let text = match sample.generate(language) {
                Ok(files) => shown(&files, &own),
                Err(error) => format!("refused: {error}\n"),
            };
            insta::assert_snapshot!(sample.name, text);
        }
    });
}

fn shown(files: &FileSet, own: &impl Fn(&str) -> bool) -> String {
    let files = files.iter().filter(|(path, _)| own(path));
    files.map(|(path, text)| format!("==> {path}\n{}\n", String::from_utf8_lossy(text))).collect()
}

/// Writes what a language generates for every sample that it takes, each into a folder of its name.
pub fn lay_out(folder: &Path, language: &dyn Language) -> Vec<&'static Sample> {
    let mut taken = Vec::new();
    for sample in SAMPLES {
        let own = folder.join(sample.name);
        let options = Options { folder: Some(own.clone()), ..Options::default() };
        if let Ok(files) = language.generate(&sample.model(), &options) {
            files.write(&own).unwrap();
            taken.push(sample);
        }
    }
    assert!(taken.len() > SAMPLES.len() / 2, "{} refuses most of the samples", language.id());
    taken
}

/// Runs a tool, which has to succeed, and gives what it said.
pub fn run(command: &mut Command) -> String {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let text = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    assert!(output.status.success(), "{command:?}: {}\n{text}", output.status);
    text
}

/// Runs a tool that has to succeed without a word.
pub fn run_silent(command: &mut Command) {
    let text = run(command);
    assert!(text.trim().is_empty(), "{command:?}:\n{text}");
}
