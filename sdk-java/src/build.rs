//! Builds the user's folder: javac, TeaVM, the link pass, the component.
//!
//! javac and TeaVM run in one Java process that stays for the next build, under a small launcher of ours that is
//! compiled once. The user keeps a plain folder of `.java` files or a Maven project; what a `pom.xml` depends on is
//! asked of Maven and remembered until the `pom.xml`, one of its parents or a library changes.

mod hints;
mod launcher;
mod library;
mod project;
mod tests;
mod worker;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use witloom_bindgen::guest::GuestWriter;
use witloom_bindgen::model::{Key, Side, World};
use witloom_bindgen::{Language, Options};
use witloom_component::blocks;
use witloom_component::encode::{self, EncodeOptions};
use witloom_component::{BuildError, Built, Driver, Job, OwnTests, Profile, Shipped, SourceFile, Starter, TestJob};
use witloom_host_gc::link::{LinkOptions, TEAVM, link};

use crate::generate::Java;
use crate::names::Names;
use crate::{glue, stubs, template};
use launcher::Launcher;
use project::Project;

/// The Java SDK as the build sees it.
#[derive(Debug, Clone, Copy, Default)]
pub struct JavaDriver;

impl Driver for JavaDriver {
    fn language(&self) -> &dyn Language {
        &Java
    }

    fn manifest(&self) -> &'static str {
        include_str!("../lang.toml")
    }

    fn shipped(&self) -> &'static [Shipped] {
        &[
            Shipped { path: "toolchain/pom.xml", bytes: include_bytes!("../toolchain/pom.xml") },
            Shipped { path: "toolchain/SHA256SUMS", bytes: include_bytes!("../toolchain/SHA256SUMS") },
            Shipped { path: "toolchain/tests/pom.xml", bytes: include_bytes!("../toolchain/tests/pom.xml") },
            Shipped { path: "toolchain/tests/SHA256SUMS", bytes: include_bytes!("../toolchain/tests/SHA256SUMS") },
        ]
    }

    fn build(&self, job: &Job<'_>) -> Result<Built, BuildError> {
        let work = absolute(job.work)?;
        std::fs::create_dir_all(&work).map_err(|cause| BuildError::io(&work, cause))?;
        let (wasm, mut warnings) = compile(job, &work)?;
        (job.progress)("link");
        let options = LinkOptions { profile: &TEAVM, world_imports: imports(job.world), stack_traces: true };
        let linked = link(&wasm, &options).map_err(|error| hints::link_error(&error))?;
        warnings.extend(linked.warnings);
        (job.progress)("component");
        let resolve = job.world.wit.resolve();
        let (debug_names, timers) = (job.profile == Profile::Dev, job.world.is_concurrent());
        let options = EncodeOptions { debug_names, timers, ..EncodeOptions::default() };
        let mut component = encode::encode(&linked.wasm, resolve, job.world.world_id, &options)?;
        // `Lower.list8` and `Lift.list8` see to it.
        blocks::mark(&mut component);
        Ok(Built { component, warnings })
    }

    fn template(&self, starter: &Starter<'_>) -> Vec<SourceFile> {
        template::files(starter)
    }

    fn template_tests(&self, starter: &Starter<'_>) -> Vec<SourceFile> {
        template::tests(starter)
    }

    fn stubs(&self, world: &World, options: &Options) -> Vec<SourceFile> {
        let texts = |folder: &Path| {
            let paths = project::sources(folder).unwrap_or_default();
            let own = paths.into_iter().filter(|path| !path.starts_with(folder.join("gen")));
            own.filter_map(|path| std::fs::read_to_string(path).ok()).collect()
        };
        stubs::files(world, options, &texts)
    }

    fn has_tests(&self, source: &Path) -> bool {
        !tests::files(source).is_empty()
    }

    fn test(&self, job: &TestJob<'_>) -> Result<OwnTests, BuildError> {
        tests::run(job)
    }

    fn guest_writer(&self) -> Option<&dyn GuestWriter> {
        Some(&Java)
    }

    fn expectations(&self) -> &'static str {
        include_str!("../expectations.toml")
    }
}

/// An empty folder.
fn fresh(folder: &Path) -> Result<PathBuf, BuildError> {
    let io = |cause| BuildError::io(folder, cause);
    if folder.exists() {
        std::fs::remove_dir_all(folder).map_err(io)?;
    }
    std::fs::create_dir_all(folder).map_err(io)?;
    Ok(folder.to_owned())
}

/// Runs the launcher; the core module and the warnings.
fn compile(job: &Job<'_>, work: &Path) -> Result<(Vec<u8>, Vec<String>), BuildError> {
    let project = Project::read(job)?;
    let launcher = Launcher::prepare(job)?;
    fresh(&work.join("classes"))?;
    let output = work.join("core.wasm");
    let settings = settings(job, work, &project, &output);
    let file = work.join("settings.txt");
    std::fs::write(&file, settings).map_err(|cause| BuildError::io(&file, cause))?;
    (job.progress)("javac and TeaVM");
    let warnings = launcher.run(job, &file)?;
    let wasm = std::fs::read(&output).map_err(|cause| BuildError::io(&output, cause))?;
    Ok((wasm, warnings))
}

fn settings(job: &Job<'_>, work: &Path, project: &Project, output: &Path) -> String {
    let names = Names::new(job.world);
    let mut lines = vec![
        format!("interop={}", launcher::interop(job.tools).display()),
        format!("classes={}", work.join("classes").display()),
        format!("wiring={}", work.join("wiring").display()),
        format!("output={}", output.display()),
        format!("optimise={}", job.profile == Profile::Release),
        format!("tasks={}", job.world.is_concurrent()),
    ];
    lines.extend(project.sources.iter().map(|path| format!("source={}", path.display())));
    lines.extend(project.classpath.iter().map(|path| format!("classpath={}", path.display())));
    for export in glue::exports(job.world, &names) {
        lines.push(format!("export={} {} {}", export.slot, export.class, export.wit));
    }
    lines.join("\n")
}

/// What the world imports, and the plain names of what it exports, from which functions of resources come.
fn imports(world: &World) -> BTreeSet<String> {
    let imported = world.side(Side::Import);
    let exported = world.side(Side::Export).filter(|interface| matches!(interface.key, Key::Inline(_)));
    imported.chain(exported).map(|interface| interface.full_name.clone()).collect()
}

fn absolute(path: &Path) -> Result<PathBuf, BuildError> {
    std::path::absolute(path).map_err(|cause| BuildError::io(path, cause))
}
