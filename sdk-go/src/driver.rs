//! Builds the user's folder with the go command.

use std::path::{Path, PathBuf};
use std::process::Command;

use witloom_bindgen::guest::GuestWriter;
use witloom_bindgen::{Language, Options, World};
use witloom_component::blocks;
use witloom_component::encode::{self, EncodeOptions};
use witloom_component::{BuildError, Built, Driver, Job, OwnTests, Profile, SourceFile, Starter, TestJob};

use crate::generate::Go;
use crate::outside::absolute;
use crate::{client, command, hints, lacking, module, outside, registered, template, tests};

/// The Go SDK as the build sees it.
#[derive(Debug, Clone, Copy, Default)]
pub struct GoDriver;

impl Driver for GoDriver {
    fn language(&self) -> &dyn Language {
        &Go
    }

    fn manifest(&self) -> &'static str {
        include_str!("../lang.toml")
    }

    fn build(&self, job: &Job<'_>) -> Result<Built, BuildError> {
        let mut warnings = Vec::new();
        if let Some(path) = module::ensure(job.source)? {
            warnings.push(format!("`{}` was missing: wrote one; it is yours from now on", path.display()));
        }
        (job.progress)("go build");
        let wasm = compile(job)?;
        outside::note(job)?;
        (job.progress)("component");
        let mut module = std::fs::read(&wasm).map_err(|cause| BuildError::io(&wasm, cause))?;
        let registers = registered::check(&module, job);
        warnings.extend(lacking::warnings(&module, job));
        if job.profile == Profile::Release {
            module = registered::without_names(&module);
        }
        let resolve = job.world.wit.resolve();
        // Goroutines that sleep between two turns are woken by the clock.
        let options = EncodeOptions { timers: job.world.is_concurrent(), ..EncodeOptions::default() };
        let mut component = encode::encode(&module, resolve, job.world.world_id, &options)
            .map_err(|error| hints::missing_export(error, job))?;
        registers?;
        // `rt.SliceAddr` and `rt.Slice` see to it.
        blocks::mark(&mut component);
        Ok(Built { component, warnings })
    }

    fn template_tests(&self, starter: &Starter<'_>) -> Vec<SourceFile> {
        template::tests(starter)
    }

    fn stubs(&self, world: &World, options: &Options) -> Vec<SourceFile> {
        template::stubs(world, options)
    }

    fn has_tests(&self, source: &Path) -> bool {
        tests::are_there(source)
    }

    fn test(&self, job: &TestJob<'_>) -> Result<OwnTests, BuildError> {
        tests::run(job)
    }

    fn guest_writer(&self) -> Option<&dyn GuestWriter> {
        Some(&Go)
    }

    fn expectations(&self) -> &'static str {
        include_str!("../expectations.toml")
    }

    fn template(&self, starter: &Starter<'_>) -> Vec<SourceFile> {
        template::files(starter)
    }
}

/// Runs `go build`; the path of the core module.
fn compile(job: &Job<'_>) -> Result<PathBuf, BuildError> {
    std::fs::create_dir_all(job.work).map_err(|cause| BuildError::io(job.work, cause))?;
    let output = absolute(&job.work.join("core.wasm"))?;
    let mut command = command::go(job)?;
    arguments(&mut command, &output);
    if let Some(overlay) = client::linked(job)? {
        command.arg("-overlay").arg(overlay);
    }
    command.arg(".").current_dir(job.source);
    let run = command.output().map_err(|cause| BuildError::io(Path::new("go"), cause))?;
    if run.status.success() {
        return Ok(output);
    }
    let text = String::from_utf8_lossy(&run.stderr);
    Err(hints::compile_error(&text, job, &run.status.to_string()))
}

fn arguments(command: &mut Command, output: &Path) {
    // The runtime reaches the system break by its linker name, which checklinkname forbids by default. Go's own
    // stack traces need no DWARF (-w), nor the symbol table, which holds the names for the host's.
    let linker = "-checklinkname=0 -w";
    command
        .args(["build", "-trimpath", "-buildvcs=false", "-buildmode=c-shared", "-ldflags", linker, "-o"])
        .arg(output);
}
