//! Contract tests: the `tests/*.toml` of an app, each a list of calls with what is expected of them.
//!
//! Reading refuses unknown keys and tests that expect nothing, each with its place in the file. Calls and values are kept
//! as text: this crate runs no guest.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};

use miette::NamedSource;
use serde::Deserialize;
use toml::Spanned;

use crate::manifest::{OneOrMore, guess, unknown_key};
use crate::{Project, ProjectError};
use requests::Wanted;
pub use requests::{Request, Response};

mod requests;

/// The folder with an app's contract tests.
pub const FOLDER: &str = "tests";

/// One file of contract tests.
#[derive(Debug, Clone)]
pub struct Contracts {
    /// The file.
    pub path: PathBuf,
    /// Its tests, in their order.
    pub tests: Vec<Contract>,
}

/// One test: a fresh instance, and what is done with it.
#[derive(Debug, Clone)]
pub struct Contract {
    /// Its name; the first call where it has none.
    pub name: String,
    /// The line that it begins on, from 1.
    pub line: usize,
    /// The component that is tested on its own; the whole app when left out.
    pub component: Option<String>,
    /// What is done.
    pub action: Action,
    /// Answers to what the component imports, as `function(arguments)` and what it returns.
    pub mocks: Vec<Mocked>,
    /// What the instance may reach.
    pub grants: Granted,
}

/// What a test does.
#[derive(Debug, Clone)]
pub enum Action {
    /// Calls functions of one instance, one after another.
    Calls(Vec<Step>),
    /// Runs the app's command.
    Command(CommandRun),
    /// Sends requests of HTTP to the app, one after another.
    Requests(Vec<Request>),
}

/// One step in an instance.
#[derive(Debug, Clone)]
pub struct Step {
    /// The line that it stands on, from 1.
    pub line: usize,
    /// What is done.
    pub kind: StepKind,
}

/// What a step does.
#[derive(Debug, Clone)]
pub enum StepKind {
    /// Calls a function.
    Call {
        /// `function(arguments)`, with values in WAVE.
        call: String,
        /// What is expected.
        expect: Expect,
        /// Names for the handles that it returns.
        names: Vec<String>,
    },
    /// Drops a handle by its name.
    Drop(String),
}

/// What is expected of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expect {
    /// Any result.
    Anything,
    /// This one, in WAVE.
    Value(String),
    /// A trap that is told with this text.
    Trap(String),
}

/// A run of the app's command.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CommandRun {
    /// Its arguments.
    pub args: Vec<String>,
    /// Its standard input.
    pub stdin: String,
    /// All of its standard output, if that is looked at.
    pub stdout: Option<String>,
    /// What its standard error contains, if that is looked at.
    pub stderr: Option<String>,
    /// What it exits with.
    pub status: u8,
    /// A trap that is told with this text, instead.
    pub traps: Option<String>,
}

/// An answer to an import.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mocked {
    /// The function, with or without the arguments that it answers.
    pub call: String,
    /// The answer in WAVE.
    pub returns: Option<String>,
}

/// What a test grants: nothing that is left out, and nothing that `witloom.toml` grants to the app.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Granted {
    /// Folders, as in `[run]`.
    #[serde(default)]
    pub dirs: Vec<String>,
    /// Environment variables.
    #[serde(default)]
    pub env: BTreeMap<String, String>,
    /// The network.
    #[serde(default)]
    pub net: bool,
    /// Origins of HTTP.
    #[serde(default)]
    pub http: Vec<String>,
    /// Files with certificates of authorities.
    #[serde(default, rename = "http-ca")]
    pub http_ca: OneOrMore,
    /// Stores by name.
    #[serde(default)]
    pub stores: BTreeMap<String, String>,
    /// Settings by name, on top of `[config]`.
    #[serde(default)]
    pub config: BTreeMap<String, String>,
    /// Secret settings by name.
    #[serde(default)]
    pub secrets: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    grants: Granted,
    component: Option<Spanned<String>>,
    #[serde(default)]
    mocks: Vec<Mocked>,
    #[serde(default)]
    test: Vec<Spanned<Written>>,
}

/// A `[[test]]` table.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    name: Option<String>,
    component: Option<Spanned<String>>,
    call: Option<Spanned<String>>,
    expect: Option<String>,
    traps: Option<String>,
    #[serde(default)]
    steps: Vec<Spanned<WrittenStep>>,
    run: Option<Vec<String>>,
    stdin: Option<String>,
    stdout: Option<String>,
    stderr: Option<String>,
    status: Option<u16>,
    request: Option<String>,
    with: Option<Sent>,
    headers: Option<BTreeMap<String, String>>,
    body: Option<String>,
    #[serde(default)]
    contains: NameOrMore,
    #[serde(default)]
    mocks: Vec<Mocked>,
    grants: Option<Granted>,
}

/// One of `steps`.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenStep {
    call: Option<String>,
    expect: Option<String>,
    traps: Option<String>,
    #[serde(rename = "let", default)]
    names: NameOrMore,
    drop: Option<String>,
    request: Option<String>,
    with: Option<Sent>,
    status: Option<u16>,
    headers: Option<BTreeMap<String, String>>,
    body: Option<String>,
    #[serde(default)]
    contains: NameOrMore,
}

/// What goes with a request.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sent {
    #[serde(default)]
    headers: BTreeMap<String, String>,
    #[serde(default)]
    body: String,
}

#[derive(Default, Deserialize)]
#[serde(untagged, expecting = "expected a text or a list of texts")]
enum NameOrMore {
    #[default]
    None,
    One(String),
    More(Vec<String>),
}

impl NameOrMore {
    fn list(self) -> Vec<String> {
        match self {
            Self::None => Vec::new(),
            Self::One(name) => vec![name],
            Self::More(names) => names,
        }
    }
}

impl Contracts {
    /// Those of an app, by the names of their files.
    ///
    /// # Errors
    /// [`ProjectError::Contract`] for the first file that isn't right.
    pub fn of(project: &Project<'_>) -> Result<Vec<Self>, ProjectError> {
        let folder = project.at(FOLDER);
        if !folder.is_dir() {
            return Ok(Vec::new());
        }
        let mut files = Vec::new();
        for entry in std::fs::read_dir(&folder).map_err(ProjectError::io(&folder))? {
            let path = entry.map_err(ProjectError::io(&folder))?.path();
            if path.extension().is_some_and(|extension| extension == "toml") {
                files.push(path);
            }
        }
        files.sort();
        let components: Vec<&str> = project.manifest().components.keys().map(String::as_str).collect();
        let read = |path: &PathBuf| {
            let text = std::fs::read_to_string(path).map_err(ProjectError::io(path))?;
            Self::parse(path, &text, &components)
        };
        files.iter().map(read).collect()
    }

    /// Reads a file; `components` are those that tests may name.
    ///
    /// # Errors
    /// [`ProjectError::Contract`] with the place of what is wrong.
    pub fn parse(path: &Path, text: &str, components: &[&str]) -> Result<Self, ProjectError> {
        let reader = Reader { path, text, components };
        let file: File = toml::from_str(text).map_err(|error| reader.syntax(&error))?;
        reader.known(file.component.as_ref())?;
        let mut tests = Vec::new();
        for test in &file.test {
            reader.known(test.get_ref().component.as_ref())?;
        }
        for test in file.test {
            tests.push(reader.test(test, &file.grants, file.component.as_ref(), &file.mocks)?);
        }
        Ok(Self { path: path.to_owned(), tests })
    }
}

struct Reader<'a> {
    path: &'a Path,
    text: &'a str,
    components: &'a [&'a str],
}

impl Reader<'_> {
    fn test(
        &self,
        written: Spanned<Written>,
        grants: &Granted,
        component: Option<&Spanned<String>>,
        mocks: &[Mocked],
    ) -> Result<Contract, ProjectError> {
        let span = written.span();
        let mut test = written.into_inner();
        let name = test.name.take();
        let component = test.component.as_ref().or(component).map(|component| component.get_ref().clone());
        let grants = test.grants.take().unwrap_or_else(|| grants.clone());
        let mocks: Vec<Mocked> = test.mocks.iter().chain(mocks).cloned().collect();
        if component.is_none() && !test.mocks.is_empty() {
            let hint = "name the component whose imports they answer: `component = \"…\"`".to_owned();
            return Err(self.error("mocks are for a component on its own".to_owned(), Some(hint), span));
        }
        let action = self.action(test, &span)?;
        if matches!(action, Action::Requests(_)) && !mocks.is_empty() {
            let hint = "call the component's functions, or send the request to the app".to_owned();
            return Err(self.error("mocks are for tests that call functions".to_owned(), Some(hint), span));
        }
        let told = || match &action {
            Action::Calls(steps) => steps.iter().find_map(|step| match &step.kind {
                StepKind::Call { call, .. } => Some(call.clone()),
                StepKind::Drop(_) => None,
            }),
            Action::Command(run) => Some(format!("run {}", run.args.join(" ")).trim_end().to_owned()),
            Action::Requests(all) => all.first().map(|first| format!("{} {}", first.method, first.path)),
        };
        let name = name.or_else(told).unwrap_or_default();
        Ok(Contract { name, line: self.line(span.start), component, action, mocks, grants })
    }

    /// Exactly one of `call`, `steps`, `run` and `request`, with keys that belong to it.
    fn action(&self, mut test: Written, span: &Range<usize>) -> Result<Action, ProjectError> {
        let wanted = Wanted {
            request: test.request.take(),
            with: test.with.take(),
            status: None,
            headers: test.headers.take(),
            body: test.body.take(),
            contains: std::mem::take(&mut test.contains).list(),
        };
        if wanted.is_some() {
            return self.requests(Wanted { status: test.status, ..wanted }, &test, span);
        }
        if test.steps.first().is_some_and(|step| step.get_ref().request.is_some()) {
            return self.request_steps(test, span);
        }
        self.calls_or_command(test, span)
    }

    fn calls_or_command(&self, test: Written, span: &Range<usize>) -> Result<Action, ProjectError> {
        let refused =
            |message: &str, hint: &str| Err(self.error(message.to_owned(), Some(hint.to_owned()), span.clone()));
        let of_command =
            test.stdin.is_some() || test.stdout.is_some() || test.stderr.is_some() || test.status.is_some();
        match (test.call, test.steps.is_empty(), test.run) {
            (Some(call), true, None) if !of_command => {
                let line = self.line(call.span().start);
                let written = WrittenStep {
                    call: Some(call.into_inner()),
                    expect: test.expect,
                    traps: test.traps,
                    ..WrittenStep::default()
                };
                Ok(Action::Calls(vec![self.step(written, line, span)?]))
            }
            (None, false, None) if !of_command && test.expect.is_none() && test.traps.is_none() => {
                let step = |step: Spanned<WrittenStep>| {
                    let span = step.span();
                    self.step(step.into_inner(), self.line(span.start), &span)
                };
                Ok(Action::Calls(test.steps.into_iter().map(step).collect::<Result<_, _>>()?))
            }
            (None, true, Some(args)) if test.expect.is_none() => Ok(Action::Command(CommandRun {
                args,
                stdin: test.stdin.unwrap_or_default(),
                stdout: test.stdout,
                stderr: test.stderr,
                status: self.exit_status(test.status, span)?,
                traps: test.traps,
            })),
            (None, true, None) => {
                refused("a test that does nothing", "give it a `call`, `steps`, `run = []` or `request = \"GET /\"`")
            }
            (None, false, None) => {
                refused("a test of `steps` that expects something besides", "say what is expected in each step")
            }
            (Some(_), true, None) => refused(
                "a test of a `call` with keys of a command",
                "`stdin`, `stdout`, `stderr` and `status` go with `run`",
            ),
            (None, true, Some(_)) => refused("a test of a command with `expect`", "compare `stdout` and `status`"),
            (..) => refused("a test does one thing", "keep one of `call`, `steps` and `run`"),
        }
    }

    fn exit_status(&self, status: Option<u16>, span: &Range<usize>) -> Result<u8, ProjectError> {
        let fits = u8::try_from(status.unwrap_or_default());
        fits.map_err(|_| {
            let hint = "a command exits with 0 to 255; a status of HTTP goes with `request`".to_owned();
            self.error("a command can't exit so".to_owned(), Some(hint), span.clone())
        })
    }

    fn step(&self, mut step: WrittenStep, line: usize, span: &Range<usize>) -> Result<Step, ProjectError> {
        if Wanted::take(&mut step).is_some() {
            let hint = "write a test for the calls, and another for the requests".to_owned();
            return Err(self.error("steps that call functions and send requests".to_owned(), Some(hint), span.clone()));
        }
        let names = step.names.list();
        let refused =
            |message: &str, hint: &str| Err(self.error(message.to_owned(), Some(hint.to_owned()), span.clone()));
        let kind = match (step.call, step.drop) {
            (Some(call), None) => {
                let expect = match (step.expect, step.traps) {
                    (Some(_), Some(_)) => {
                        return refused("a call that is to return and to trap", "keep one of `expect` and `traps`");
                    }
                    (Some(value), None) => Expect::Value(value),
                    (None, Some(text)) => Expect::Trap(text),
                    (None, None) => Expect::Anything,
                };
                StepKind::Call { call, expect, names }
            }
            (None, Some(name)) if step.expect.is_none() && step.traps.is_none() && names.is_empty() => {
                StepKind::Drop(name)
            }
            (Some(_), Some(_)) | (None, _) => {
                return refused("a step does one thing", "give it a `call` with what is expected of it, or a `drop`");
            }
        };
        Ok(Step { line, kind })
    }

    fn known(&self, component: Option<&Spanned<String>>) -> Result<(), ProjectError> {
        match component {
            Some(name) if !self.components.contains(&name.get_ref().as_str()) => {
                let message = format!("unknown component `{}`", name.get_ref());
                Err(self.error(message, Some(guess(name.get_ref(), self.components)), name.span()))
            }
            Some(_) | None => Ok(()),
        }
    }

    fn syntax(&self, error: &toml::de::Error) -> ProjectError {
        let hint = unknown_key(error.message());
        let message = match (&hint, error.message().split('`').nth(1)) {
            (Some(_), Some(key)) => format!("unknown key `{key}`"),
            (Some(_), None) | (None, _) => error.message().lines().next().unwrap_or_default().to_owned(),
        };
        self.error(message, hint, error.span().unwrap_or_default())
    }

    fn error(&self, message: String, hint: Option<String>, span: Range<usize>) -> ProjectError {
        // A table's place would be all of its text.
        let line = self.text.get(span.start..).and_then(|rest| rest.find('\n')).unwrap_or(span.len());
        let span = (span.start, span.len().min(line)).into();
        let source_code = NamedSource::new(self.path.display().to_string(), self.text.to_owned());
        ProjectError::Contract { message, hint, source_code, span }
    }

    /// The line of a byte, from 1.
    fn line(&self, at: usize) -> usize {
        self.text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Contracts, ProjectError> {
        Contracts::parse(Path::new("tests/a.toml"), text, &["pricing"])
    }

    #[test]
    fn tests_have_lines_and_names() {
        let text = "[grants]\nenv = { A = \"b\" }\n\n[[test]]\ncall = 'f(1)'\nexpect = '2'\n\n[[test]]\nname = \"counts\"\n\
                    component = \"pricing\"\nmocks = [{ call = 'g', returns = '1' }]\ngrants = {}\nsteps = [\n\
                    \x20 { call = 'counter(1)', let = \"c\" },\n  { drop = \"c\" },\n]\n\n[[test]]\nrun = [\"a\"]\nstdout = \"b\"\n";
        let read = parse(text).expect("three tests");
        let [first, second, third] = read.tests.as_slice() else { panic!("{read:?}") };
        assert_eq!((first.name.as_str(), first.line), ("f(1)", 4));
        assert_eq!(first.grants.env.len(), 1);
        assert_eq!((second.name.as_str(), second.line, &second.component), ("counts", 8, &Some("pricing".to_owned())));
        assert_eq!(second.grants, Granted::default());
        let Action::Calls(steps) = &second.action else { panic!("{second:?}") };
        assert_eq!(steps.iter().map(|step| step.line).collect::<Vec<_>>(), [14, 15]);
        assert_eq!(third.name, "run a");
    }

    #[test]
    fn tests_that_mean_nothing_are_refused() {
        for (text, told) in [
            ("[[test]]\nname = \"a\"\n", "does nothing"),
            ("[[test]]\ncall = 'f'\nrun = []\n", "does one thing"),
            ("[[test]]\ncall = 'f'\nexpect = '1'\ntraps = 'x'\n", "to return and to trap"),
            ("[[test]]\ncall = 'f'\nstdout = 'x'\n", "keys of a command"),
            ("[[test]]\ncall = 'f'\nexpcet = '1'\n", "unknown key `expcet`"),
            ("[[test]]\ncall = 'f'\ncomponent = 'pricng'\n", "unknown component `pricng`"),
            ("[[test]]\ncall = 'f'\nmocks = [{ call = 'g' }]\n", "a component on its own"),
            ("[[test]]\nsteps = [{ call = 'f', drop = 'c' }]\n", "a step does one thing"),
            ("[[test]]\nrun = []\nstatus = 404\n", "a command can't exit so"),
            ("[[test]]\nrequest = 'GET /'\ncall = 'f'\n", "a test does one thing"),
            ("[[test]]\nrequest = '/'\n", "`/` is no request"),
            ("[[test]]\nbody = 'x'\n", "without a request"),
            ("[[test]]\nsteps = [{ request = 'GET /' }, { call = 'f' }]\n", "without a request"),
            (
                "[[test]]\nsteps = [{ call = 'f' }, { request = 'GET /' }]\n",
                "steps that call functions and send requests",
            ),
            (
                "[[test]]\nrequest = 'GET /'\ncomponent = 'pricing'\nmocks = [{ call = 'g' }]\n",
                "tests that call functions",
            ),
        ] {
            let error = parse(text).expect_err(text).to_string();
            assert!(error.contains(told), "{text}: {error}");
        }
    }
}
