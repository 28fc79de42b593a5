//! Builds the user's modules into a component.
//!
//! The engine is spliced for a world once; a build then bundles the user's modules, runs the engine until the
//! bundle is loaded, freezes it and encodes the component. Both run in Node.js, whose WebAssembly
//! starts at once, so that a changed line costs seconds and no compiler. Nothing here reads or caches outside of
//! the job's folders.

mod bundle;
mod encode;
mod engine;
mod failure;
mod features;
mod settings;
mod shim;
mod snapshot;
mod surface;
mod surroundings;
mod template;
mod tests;

use std::path::Path;

use witloom_bindgen::guest::GuestWriter;
use witloom_bindgen::{Language, Options, World};
use witloom_component::{BuildError, Built, Driver, Job, OwnTests, Shipped, SourceFile, Starter, TestJob, blocks};

use crate::JavaScript;
use bundle::Bundle;
use features::Feature;
use settings::{GlueChoice, Settings};
use surface::Surface;

/// The user's module that exports what the world says: the first of these that is there.
const ENTRIES: &[&str] = &["index.js", "index.mjs", "index.jsx", "index.ts", "index.mts", "index.tsx"];

/// The build driver.
#[derive(Debug, Clone, Copy, Default)]
pub struct JavaScriptDriver;

impl Driver for JavaScriptDriver {
    fn language(&self) -> &dyn Language {
        &JavaScript
    }

    fn manifest(&self) -> &'static str {
        include_str!("../../lang.toml")
    }

    fn shipped(&self) -> &'static [Shipped] {
        const FILES: &[Shipped] = &[
            Shipped { path: "toolchain/package.json", bytes: include_bytes!("../../toolchain/package.json") },
            Shipped { path: "toolchain/package-lock.json", bytes: include_bytes!("../../toolchain/package-lock.json") },
        ];
        FILES
    }

    fn build(&self, job: &Job<'_>) -> Result<Built, BuildError> {
        let Some(entry) = ENTRIES.iter().find(|entry| job.source.join(entry).is_file()) else {
            let message = format!("`{}` is missing", job.source.join(ENTRIES[0]).display());
            let hint = "it exports what the world says; it may end in `.mjs`, `.jsx`, `.ts`, `.mts` and `.tsx`, too";
            return Err(BuildError::user_code(message, hint));
        };
        let settings = Settings::read(job)?;
        (job.progress)("bundling the modules");
        let bundle = bundle::make(job, entry)?;
        match surroundings::extended(job.world, &bundle.imports)? {
            Some(world) => finish(&Job { world: &world, ..*job }, &bundle, &settings),
            None => finish(job, &bundle, &settings),
        }
    }

    fn template_tests(&self, starter: &Starter<'_>) -> Vec<SourceFile> {
        template::tests(starter)
    }

    fn stubs(&self, world: &World, options: &Options) -> Vec<SourceFile> {
        if options.folder.iter().any(|folder| ENTRIES.iter().any(|entry| folder.join(entry).exists())) {
            return Vec::new();
        }
        let path = ENTRIES[0].to_owned();
        crate::stubs::module(world).map(|text| SourceFile { path, text }).into_iter().collect()
    }

    fn has_tests(&self, source: &Path) -> bool {
        !tests::files(source).is_empty()
    }

    fn test(&self, job: &TestJob<'_>) -> Result<OwnTests, BuildError> {
        tests::run(job)
    }

    fn guest_writer(&self) -> Option<&dyn GuestWriter> {
        Some(&JavaScript)
    }

    fn expectations(&self) -> &'static str {
        include_str!("../../expectations.toml")
    }

    fn template(&self, starter: &Starter<'_>) -> Vec<SourceFile> {
        template::files(starter)
    }
}

/// A component of a bundle, in a world that has all that it imports.
fn finish(job: &Job<'_>, bundle: &Bundle, settings: &Settings) -> Result<Built, BuildError> {
    let features = features::choose(job, settings, &bundle.text);
    let surface = concurrent(job, settings, &features)?;
    let engine = engine::prepare(job, &features, surface.as_ref())?;
    (job.progress)("loading the modules");
    let module = snapshot::take(job, &engine, bundle, &features, settings.glue)?;
    (job.progress)("encoding");
    let mut component = encode::encode(&module, job.world, surface.as_ref())?;
    match settings.glue {
        // `$putNumbers` and `$takeNumbers` see to it.
        GlueChoice::Witloom => blocks::mark(&mut component),
        GlueChoice::Upstream => {}
    }
    Ok(Built { component, warnings: Vec::new() })
}

/// The core functions of a world with async functions, streams or futures; `None` for other worlds.
fn concurrent(job: &Job<'_>, settings: &Settings, features: &[Feature]) -> Result<Option<Surface>, BuildError> {
    if !job.world.is_concurrent() {
        return Ok(None);
    }
    if settings.glue == GlueChoice::Upstream {
        let message = "the glue `upstream` knows no async functions, streams or futures";
        return Err(BuildError::user_code(message, "leave the setting `glue` out"));
    }
    if features.contains(&Feature::Http) {
        let message = "the engine's own `fetch` does not work in worlds with async functions, streams or futures";
        let hint =
            "leave `http` out of the setting `features`: `import wasi:http/client@0.3.0;` in the world brings `fetch`";
        return Err(BuildError::user_code(message, hint));
    }
    Ok(Some(Surface::of(job.world, features.contains(&Feature::Clocks))))
}

fn write(path: &Path, contents: impl AsRef<[u8]>) -> Result<(), BuildError> {
    std::fs::write(path, contents).map_err(|cause| BuildError::io(path, cause))
}

fn read(path: &Path) -> Result<Vec<u8>, BuildError> {
    std::fs::read(path).map_err(|cause| BuildError::io(path, cause))
}

fn create_dir(path: &Path) -> Result<(), BuildError> {
    std::fs::create_dir_all(path).map_err(|cause| BuildError::io(path, cause))
}
