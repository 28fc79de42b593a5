//! `lang.toml` files: languages bring them, so they are read in this process and never by a command.

use witloom_bindgen::Language;
use witloom_component::guard::guarded;
use witloom_component::{BuildError, Built, Driver, Job};
use witloom_host_gc::WasmGc;
use witloom_project::toolchain::{LangManifest, Toolchains};

use super::Fault;

/// A language that is nothing but its manifest.
struct Sketch(&'static str);

impl Driver for Sketch {
    fn language(&self) -> &dyn Language {
        &WasmGc
    }

    fn manifest(&self) -> &'static str {
        self.0
    }

    fn build(&self, _: &Job<'_>) -> Result<Built, BuildError> {
        Ok(Built { component: Vec::new(), warnings: Vec::new() })
    }
}

/// Reads a manifest, and asks for the state of its tools where it names none that could be started.
pub fn check(bytes: &[u8]) -> Result<(), Fault> {
    let text: &'static str = Box::leak(String::from_utf8_lossy(bytes).into_owned().into_boxed_str());
    let read = guarded(|| {
        let harmless = LangManifest::of(&Sketch(text)).is_ok_and(|manifest| manifest.tools.is_empty());
        harmless.then(|| Toolchains::new(std::path::Path::new("nowhere")).status(&Sketch(text)).is_ok())
    });
    read.map(|_| ()).map_err(|panicked| {
        let said = panicked.to_string();
        Fault { command: "LangManifest::of".to_owned(), mark: said.clone(), said }
    })
}
