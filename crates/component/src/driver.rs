//! What a language's SDK offers the build: its generator, its manifest, the files it ships and its compiler run.
//!
//! A [`Driver`] turns a user's folder with fresh bindings into one component. It never probes the machine,
//! installs, caches or prints: `witloom-project` hands it [`Tools`] that were found good, and keys and keeps
//! its results. A driver writes into [`Job::work`] alone, and locks of packages beside the user's own lists; it keeps
//! what it wants to use again through [`Job::step`], tells what it reads elsewhere with [`Job::reads`], and may be run
//! on several threads at once.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use witloom_bindgen::guest::GuestWriter;
use witloom_bindgen::{Language, Options, World};

use crate::BuildError;
use crate::own_tests::{OwnTests, TestJob};
use crate::steps::Steps;

/// A language, as the build sees it.
pub trait Driver: Send + Sync {
    /// The language's generator; its id is the language's name in `witloom.toml`.
    fn language(&self) -> &dyn Language;

    /// The text of the SDK's `lang.toml`.
    fn manifest(&self) -> &'static str;

    /// The files that `lang.toml` names under `[packages.*] files`, by their path in the SDK's folder.
    fn shipped(&self) -> &'static [Shipped] {
        &[]
    }

    /// Compiles the user's folder to a component that exports what the world says.
    fn build(&self, job: &Job<'_>) -> Result<Built, BuildError>;

    /// The user's files of a new component for `witloom new`; empty when the language has no template.
    fn template(&self, starter: &Starter<'_>) -> Vec<SourceFile> {
        let _ = starter;
        Vec::new()
    }

    /// Tests of a new component beside the files of [`Self::template`], which pass.
    fn template_tests(&self, starter: &Starter<'_>) -> Vec<SourceFile> {
        let _ = starter;
        Vec::new()
    }

    /// The user's files that implement every export by an error, for `witloom bindgen --stubs`. None where the user's
    /// folder has code that would be in their way; files that are there stay as they are in any case.
    fn stubs(&self, world: &World, options: &Options) -> Vec<SourceFile> {
        let _ = (world, options);
        Vec::new()
    }

    /// Whether the user's folder has tests that are written in the language itself.
    fn has_tests(&self, source: &Path) -> bool {
        let _ = source;
        false
    }

    /// Runs the tests in the user's folder that are written in the language itself, with imports that they answer.
    ///
    /// # Errors
    /// What keeps them from being run; tests that fail are a [`TestRun`](crate::TestRun).
    fn test(&self, job: &TestJob<'_>) -> Result<OwnTests, BuildError> {
        let _ = job;
        Ok(OwnTests::None)
    }

    /// Writes guests of the test matrix; a language without one takes no part in it.
    fn guest_writer(&self) -> Option<&dyn GuestWriter> {
        None
    }

    /// The text of the SDK's `expectations.toml`: cells of the test matrix that are known to fail, with reasons.
    fn expectations(&self) -> &'static str {
        ""
    }
}

/// A file that ships inside the binary.
#[derive(Debug, Clone, Copy)]
pub struct Shipped {
    /// Its path in the SDK's folder, for instance `toolchain/package-lock.json`.
    pub path: &'static str,
    /// Its bytes.
    pub bytes: &'static [u8],
}

/// One component to build.
#[derive(Clone, Copy)]
pub struct Job<'a> {
    /// The component's world.
    pub world: &'a World,
    /// What the bindings were generated with: the component's name, its folder and its settings.
    pub options: &'a Options,
    /// The user's folder; the generated folder in it is up to date.
    pub source: &'a Path,
    /// A private scratch folder; what a build finds in it may be gone, or an older build's.
    pub work: &'a Path,
    /// Keeps the results of the driver's own steps, and takes note of what the build looks at.
    pub steps: &'a Steps,
    /// What the language's manifest asks for, found or installed.
    pub tools: &'a Tools,
    /// How much to optimise.
    pub profile: Profile,
    /// Takes short notes on what is being done, for a progress display.
    pub progress: &'a dyn Fn(&str),
}

impl std::fmt::Debug for Job<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Job")
            .field("source", &self.source)
            .field("work", &self.work)
            .field("profile", &self.profile)
            .finish_non_exhaustive()
    }
}

impl Job<'_> {
    /// The folder with the result of a step that depends on less than the whole build: `make` fills it, unless a
    /// build with an equal key did. A key holds everything that decides the result; witloom's own version is in it.
    ///
    /// # Errors
    /// Those of `make`, and [`BuildError::Io`].
    pub fn step(
        &self,
        name: &str,
        key: &[(&str, &[u8])],
        make: impl FnOnce(&Path) -> Result<(), BuildError>,
    ) -> Result<PathBuf, BuildError> {
        self.steps.run(name, key, make)
    }

    /// Whether a lock of packages that is missing or stale is an error, instead of being written anew.
    pub fn is_locked(&self) -> bool {
        self.steps.is_locked()
    }

    /// Says that the build reads a file, or all of a folder, outside of the component's folder: what changes there
    /// makes the result stale. The path may lead to nothing, where a file that appears would count.
    pub fn reads(&self, path: impl Into<PathBuf>) {
        self.steps.tree(path.into());
    }

    /// The same for the files directly in a folder.
    pub fn reads_folder(&self, path: impl Into<PathBuf>) {
        self.steps.folder(path.into());
    }

    /// An environment variable; another value makes the result stale.
    pub fn variable(&self, name: &str) -> Option<String> {
        self.steps.variable(name)
    }
}

/// How much a build optimises.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Profile {
    /// Builds fast, keeps names and lines for traps.
    #[default]
    Dev,
    /// Starts and runs fast, is small.
    Release,
}

impl Profile {
    /// `dev` or `release`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Dev => "dev",
            Self::Release => "release",
        }
    }
}

/// What a build made.
#[derive(Debug, Clone, Default)]
pub struct Built {
    /// The component's bytes.
    pub component: Vec<u8>,
    /// Things the user should know, each one sentence.
    pub warnings: Vec<String>,
}

/// A tool of the machine (its path is the executable) or an installed package (its path is the folder).
#[derive(Debug, Clone, Default)]
pub struct Tool {
    /// Executable or folder.
    pub path: PathBuf,
    /// The version that the probe read, or the hash of a package's lock files.
    pub version: String,
    /// Environment variables that a run of the tool needs.
    pub env: BTreeMap<String, String>,
}

/// The tools and packages of one language, by their names in `lang.toml`.
#[derive(Debug, Clone, Default)]
pub struct Tools {
    found: BTreeMap<String, Tool>,
    hints: BTreeMap<String, String>,
}

impl Tools {
    /// No tools at all.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a tool that was found.
    pub fn insert(&mut self, name: impl Into<String>, tool: Tool) {
        self.found.insert(name.into(), tool);
    }

    /// Remembers how to get a tool that was not found.
    pub fn insert_hint(&mut self, name: impl Into<String>, hint: impl Into<String>) {
        self.hints.insert(name.into(), hint.into());
    }

    /// The executable or the folder.
    pub fn path(&self, name: &str) -> Result<&Path, BuildError> {
        Ok(&self.get(name)?.path)
    }

    /// The version found, for keys and messages.
    pub fn version(&self, name: &str) -> Result<&str, BuildError> {
        Ok(&self.get(name)?.version)
    }

    /// Environment variables to set when running the tool.
    pub fn env(&self, name: &str) -> Result<&BTreeMap<String, String>, BuildError> {
        Ok(&self.get(name)?.env)
    }

    /// A command that runs the tool, with its environment set and without standard input.
    pub fn command(&self, name: &str) -> Result<Command, BuildError> {
        let tool = self.get(name)?;
        let mut command = Command::new(&tool.path);
        command.envs(&tool.env).stdin(std::process::Stdio::null());
        Ok(command)
    }

    /// All tools found, in the order of their names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Tool)> {
        self.found.iter().map(|(name, tool)| (name.as_str(), tool))
    }

    fn get(&self, name: &str) -> Result<&Tool, BuildError> {
        self.found.get(name).ok_or_else(|| BuildError::ToolMissing {
            tool: name.to_owned(),
            hint: self.hints.get(name).cloned().unwrap_or_else(|| "run `witloom doctor`".to_owned()),
        })
    }
}

/// Runs a command to its end and returns what it wrote to stdout.
///
/// # Errors
/// [`BuildError::ToolFailed`] with both streams when it ends with a failure, [`BuildError::Io`] when it can't
/// be started.
pub fn run_tool(tool: &str, command: &mut Command) -> Result<String, BuildError> {
    let output = command.output().map_err(|e| BuildError::io(Path::new(command.get_program()), e))?;
    let stdout = String::from_utf8_lossy(&output.stdout).into_owned();
    if output.status.success() {
        return Ok(stdout);
    }
    let stderr = String::from_utf8_lossy(&output.stderr);
    let text = [stderr.trim(), stdout.trim()].iter().filter(|s| !s.is_empty()).copied().collect::<Vec<_>>().join("\n");
    Err(BuildError::ToolFailed { tool: tool.to_owned(), status: output.status.to_string(), output: text })
}

/// A new component of `witloom new`, whose world is of one of three shapes.
#[derive(Debug, Clone, Copy)]
pub struct Starter<'a> {
    /// The app's name, a kebab-case word; the WIT package is `<app>:app`.
    pub app: &'a str,
    /// The world, for instance `hello:app/python`.
    pub world: &'a str,
    /// What the component is there for.
    pub role: Role<'a>,
}

/// What a new component does. The WIT is:
///
/// ```wit
/// package hello:app;
/// interface greet-python { greet: func(name: string) -> result<string, string>; }
/// world python { export greet-python; }                                   // Part
/// world go { import greet-python; export wasi:cli/run@0.2.6; }            // Entry
/// world go { import greet-python; export wasi:http/handler@0.3.0; }       // Service
/// ```
#[derive(Debug, Clone, Copy)]
pub enum Role<'a> {
    /// Exports `wasi:cli/run@0.2.6`; `run` calls `greet("world")` of every imported interface and prints each
    /// answer on a line of its own, after a line of its own greeting.
    Entry {
        /// Interface names in the app's package, for instance `greet-python`.
        imports: &'a [String],
    },
    /// Exports `wasi:http/handler@0.3.0`; a GET of `/` is answered with those lines as text, for the `name` in the
    /// query instead of `world`. No files: the language has no form for HTTP.
    Service {
        /// As an entry's.
        imports: &'a [String],
    },
    /// Exports one interface; `greet` answers `hello, <name>, from <Language>`, or the error
    /// `a name is needed` for an empty name.
    Part {
        /// The interface's name in the app's package, for instance `greet-python`.
        export: &'a str,
    },
}

/// A file of a new component.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// Path in the component's folder, with `/`.
    pub path: String,
    /// Its text.
    pub text: String,
}
