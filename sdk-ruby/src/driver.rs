//! The build driver: checks the user's files in a running CRuby, then links.
//!
//! Both profiles start CRuby at build time and load every file, so that syntax errors, failing `require`s and
//! missing methods are errors of the build, with file and line. In development the component boots Ruby itself
//! and embeds CRuby as it is; in release it starts from the memory of the CRuby that the build has started.

use std::path::{Path, PathBuf};

use witloom_bindgen::guest::GuestWriter;
use witloom_bindgen::{Language, Options, World};
use witloom_component::encode::world_bytes;
use witloom_component::{
    BuildError, Built, Driver, Job, OwnTests, Profile, Shipped, SourceFile, Starter, TestJob, Tools,
};

use crate::cruby::{CRuby, Started, mark_waiting_fibers};
use crate::generate::{Ruby, spec, stubs};
use crate::link::{self, Files};
use crate::shim::{Shim, Wake};
use crate::{starter, tests};

/// Where the package keeps CRuby.
const WASM: &str = "node_modules/@ruby/3.4-wasm-wasi/dist/ruby+stdlib.wasm";
/// The file that is loaded first.
pub(crate) const ENTRY: &str = "app.rb";
/// The component without files, in the folder of its step.
const LINKED: &str = "component.wasm";

/// The SDK.
#[derive(Debug, Clone, Copy, Default)]
pub struct RubyDriver;

impl Driver for RubyDriver {
    fn language(&self) -> &dyn Language {
        &Ruby
    }

    fn manifest(&self) -> &'static str {
        include_str!("../lang.toml")
    }

    fn shipped(&self) -> &'static [Shipped] {
        &[
            Shipped { path: "toolchain/package.json", bytes: include_bytes!("../toolchain/package.json") },
            Shipped { path: "toolchain/package-lock.json", bytes: include_bytes!("../toolchain/package-lock.json") },
        ]
    }

    fn template_tests(&self, starter: &Starter<'_>) -> Vec<SourceFile> {
        starter::tests(starter)
    }

    fn stubs(&self, world: &World, options: &Options) -> Vec<SourceFile> {
        let path = options.settings.get("entry").map_or(ENTRY, String::as_str).to_owned();
        stubs(world).into_iter().map(|text| SourceFile { path: path.clone(), text }).collect()
    }

    fn has_tests(&self, source: &Path) -> bool {
        !tests::files(source).is_empty()
    }

    fn test(&self, job: &TestJob<'_>) -> Result<OwnTests, BuildError> {
        tests::run(job)
    }

    fn guest_writer(&self) -> Option<&dyn GuestWriter> {
        Some(&Ruby)
    }

    fn expectations(&self) -> &'static str {
        include_str!("../expectations.toml")
    }

    fn template(&self, starter: &Starter<'_>) -> Vec<SourceFile> {
        starter::files(starter)
    }

    fn build(&self, job: &Job<'_>) -> Result<Built, BuildError> {
        let ruby = cruby(job.tools)?;
        let files = Files::of_folder(job.source)?;
        let entry = job.options.settings.get("entry").map_or(ENTRY, String::as_str);
        if !files.contains(entry) {
            return Err(BuildError::user_code(
                format!("the component has no file `{entry}`"),
                "write it, or name another first file with `entry` in the component's options",
            ));
        }
        let build = Build { job, ruby: &ruby, shim: Shim::new(spec(job.world)?) };
        let archive = files.archive(entry.trim_end_matches(".rb"));
        let engine = CRuby::open(&ruby, &beside(job.tools.path("cruby")?), job.progress).map_err(|e| failed(&e))?;
        (job.progress)("loading the Ruby files");
        let started = engine.start(&build.shim, &archive, Vec::new()).map_err(|e| failed(&e))?;
        let component = match job.profile {
            Profile::Dev => build.development(&started, &archive)?,
            Profile::Release => build.release(started)?,
        };
        Ok(Built { component, warnings: Vec::new() })
    }
}

/// One build.
struct Build<'a> {
    job: &'a Job<'a>,
    ruby: &'a [u8],
    shim: Shim,
}

impl Build<'_> {
    /// CRuby, the shim, and the files inside it. The link without the files is a step of its own:
    /// it depends on the world alone.
    fn development(&self, started: &Started, archive: &[u8]) -> Result<Vec<u8>, BuildError> {
        if started.image.is_none() {
            return Err(unloadable(&started.output, self.job));
        }
        let shim = self.shim.module(&Wake::Boot, false);
        let world = world_bytes(self.job.world)?;
        let key: [(&str, &[u8]); 5] = [
            ("cruby", self.job.tools.version("cruby")?.as_bytes()),
            ("change", b"waiting fibers are marked"),
            ("shim", &shim),
            ("name", self.job.world.name.as_bytes()),
            ("world", &world),
        ];
        let folder = self.job.step("linked", &key, |folder| {
            (self.job.progress)("linking with CRuby");
            let linked = link::link(self.ruby, &shim, self.job.world)?;
            let place = folder.join(LINKED);
            std::fs::write(&place, linked).map_err(|e| BuildError::io(&place, e))
        })?;
        let place = folder.join(LINKED);
        let linked = std::fs::read(&place).map_err(|e| BuildError::io(&place, e))?;
        // Nobody can call a component without exports, so that its shim has no way to start Ruby.
        if self.shim.spec().exports.is_empty() {
            return Ok(linked);
        }
        self.shim.fill_component(&linked, archive).map_err(|e| failed(&e.into()))
    }

    /// CRuby with the memory of the started one.
    fn release(&self, started: Started) -> Result<Vec<u8>, BuildError> {
        let Some(image) = started.image else { return Err(unloadable(&started.output, self.job)) };
        (self.job.progress)("taking a snapshot of Ruby");
        let ruby = link::apply(self.ruby, &image).map_err(|e| failed(&e.into()))?;
        let shim = self.shim.module(&Wake::Reload(image.state), false);
        link::link(&ruby, &shim, self.job.world)
    }
}

/// CRuby as components and builds run it.
pub(crate) fn cruby(tools: &Tools) -> Result<Vec<u8>, BuildError> {
    let path = tools.path("cruby")?.join(WASM);
    let mut ruby = std::fs::read(&path).map_err(|e| BuildError::io(&path, e))?;
    mark_waiting_fibers(&mut ruby).map_err(|e| failed(&e.into()))?;
    Ok(ruby)
}

/// The folder for what is compiled from a package: an installed package itself is never touched again.
pub(crate) fn beside(package: &Path) -> PathBuf {
    let mut name = package.file_name().unwrap_or_default().to_owned();
    name.push("-compiled");
    package.with_file_name(name)
}

/// What Ruby said when the files didn't load.
fn unloadable(output: &str, job: &Job<'_>) -> BuildError {
    let folder = job.source;
    let text = output.split_once("witloom: can't load: ").map_or(output, |(_, text)| text);
    let text = text.split("\nerror while executing").next().unwrap_or(text).trim();
    let lacks = text.contains("uninitialized constant Witloom::Rack").then(|| job.world.lacks_http_handler()).flatten();
    let hint = if let Some(lacks) = lacks {
        lacks.to_owned()
    } else if text.starts_with("NotImplementedError") {
        "the methods that the world needs stand in `gen/exports`".to_owned()
    } else if text.starts_with("SyntaxError") {
        "Ruby stopped at the line that `>` marks; what is missing may stand above it".to_owned()
    } else if text.starts_with("LoadError") && text.lines().next().is_some_and(|line| line.ends_with("-- socket")) {
        "a component has no sockets; where its world imports `wasi:http/client@0.3.0`, `net/http` and what builds on it send"
            .to_owned()
    } else if text.starts_with("LoadError") && folder.join("Gemfile").exists() && !folder.join("vendor").exists() {
        format!(
            "there is a `Gemfile` and no gems: in `{}`, run `bundle config set --local path vendor/bundle` and `bundle install`",
            folder.display()
        )
    } else if text.starts_with("LoadError") {
        "the file must lie in the component's folder, in `lib/`, in `vendor/GEM/lib/` or where Bundler puts gems below \
         `vendor/bundle`, or belong to the part of Ruby's standard library that works without C extensions and sockets"
            .to_owned()
    } else {
        "the first line of the backtrace is the place in your files".to_owned()
    };
    BuildError::user_code(format!("the Ruby files can't be loaded: {text}"), hint)
}

pub(crate) fn failed(error: &wasmtime::Error) -> BuildError {
    BuildError::ToolFailed { tool: "cruby".to_owned(), status: "an error".to_owned(), output: format!("{error:#}") }
}
