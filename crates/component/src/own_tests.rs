//! A component's own tests, in its language, beside bindings whose imports the tests answer.

use std::path::{Path, PathBuf};
use std::process::Command;

use witloom_bindgen::{Options, World};

use crate::disk::{Kind, walk};
use crate::driver::{Job, Profile};
use crate::steps::Steps;
use crate::{BuildError, Tools};

/// A component whose own tests are to be run.
#[derive(Clone, Copy)]
pub struct TestJob<'a> {
    /// The component's world.
    pub world: &'a World,
    /// What the bindings were generated with.
    pub options: &'a Options,
    /// The user's folder; the generated folder in it is up to date.
    pub source: &'a Path,
    /// A private scratch folder.
    pub work: &'a Path,
    /// Keeps the results of the driver's own steps, those of builds among them.
    pub steps: &'a Steps,
    /// What the language's manifest asks for.
    pub tools: &'a Tools,
    /// Only tests whose names contain this.
    pub filter: Option<&'a str>,
}

impl std::fmt::Debug for TestJob<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TestJob").field("source", &self.source).field("filter", &self.filter).finish_non_exhaustive()
    }
}

impl<'a> TestJob<'a> {
    /// The build that would be of the same folder, for what both do.
    pub fn as_build(&self) -> Job<'a> {
        let Self { world, options, source, work, steps, tools, filter: _ } = *self;
        Job { world, options, source, work, steps, tools, profile: Profile::Dev, progress: &|_| () }
    }
}

/// The regular expression that means a text, as most languages write them.
pub fn literal(text: &str) -> String {
    let each = |c: char| if c.is_alphanumeric() || c == '_' { c.to_string() } else { format!("\\{c}") };
    text.chars().map(each).collect()
}

/// The files below a user's folder that its language's tool takes for tests, by their paths in it. What `foreign` says of
/// the name of a file or folder is left out, folders with all that is in them.
pub fn test_files(
    source: &Path,
    foreign: &dyn Fn(&str) -> bool,
    is_test: &dyn Fn(&Path, &str) -> bool,
) -> Vec<PathBuf> {
    let name = |path: &Path| path.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
    let found = walk(source, &|path| foreign(&name(path))).unwrap_or_default();
    let files = found.into_iter().filter(|file| file.kind == Kind::File).map(|file| file.relative);
    files.filter(|file| is_test(file, &name(file))).collect()
}

/// What came of a component's own tests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OwnTests {
    /// There are none.
    None,
    /// There are some that were not run, for this reason.
    LeftOut(String),
    /// They ran natively.
    Ran(TestRun),
}

/// A run of a component's own tests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestRun {
    /// What ran them.
    pub tool: String,
    /// Whether all of them passed.
    pub passed: bool,
    /// What the tool wrote.
    pub output: String,
    /// Its words about how many there were; empty where it has none.
    pub summary: String,
}

impl TestRun {
    /// Runs a command that ends with success when all tests pass.
    ///
    /// # Errors
    /// [`BuildError::Io`] when it can't be started.
    pub fn of(tool: &str, command: &mut Command) -> Result<Self, BuildError> {
        let output = command.output().map_err(|cause| BuildError::io(Path::new(command.get_program()), cause))?;
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let streams = [text(&output.stdout), text(&output.stderr)];
        let written: Vec<&str> =
            streams.iter().map(|stream| stream.trim_end()).filter(|text| !text.is_empty()).collect();
        let output_text = written.join("\n");
        let counts = output_text.lines().rfind(|line| line.contains(|c: char| c.is_ascii_digit()));
        let summary = counts.unwrap_or_default().trim().to_owned();
        Ok(Self { tool: tool.to_owned(), passed: output.status.success(), output: output_text, summary })
    }
}
