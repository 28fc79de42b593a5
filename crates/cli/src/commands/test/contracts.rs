//! Plays contract tests against the built app and its components.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Instant;

use witloom_component::Grants;
use witloom_component::compose::{Part, compose_alone};
use witloom_diag::{Colour, render};
use witloom_host::{Captured, Compiled, Engine, HostError, Mock, RunOptions, Talk};
use witloom_project::Project;
use witloom_project::contracts::{Action, CommandRun, Contract, Contracts, Expect, Step, StepKind};
use witloom_project::graph::BuildReport;
use witloom_project::manifest::Serve;

use super::report::{Case, Report, Verdict, seconds};
use super::{Args, grants, is_wanted, requests};
use crate::app::{Target, build_app, engine, load, read, write_aside};
use crate::grants::ManifestState;
use crate::ui::{Error, Ui};

/// Builds what the tests are of, and plays them.
pub(super) fn run(
    project: &Project<'_>,
    files: &[Contracts],
    args: &Args,
    report: &mut Report<'_>,
) -> Result<(), Error> {
    let filter = args.filter.as_deref();
    let wanted: Vec<(&Contracts, &Contract)> = files
        .iter()
        .flat_map(|file| file.tests.iter().map(move |test| (file, test)))
        .filter(|(_, test)| is_wanted(filter, &test.name))
        .collect();
    if wanted.is_empty() {
        return Ok(());
    }
    // The app is all of its components.
    let mut components: Vec<String> = wanted.iter().filter_map(|(_, test)| test.component.clone()).collect();
    if wanted.iter().any(|(_, test)| test.component.is_none()) {
        components.clear();
    }
    components.dedup();
    let built = build_app(project, &args.build.options(components), report.ui())?;
    let mut parts = Parts { project, built, engine: engine(project.registry())?, loaded: BTreeMap::new() };
    for (file, test) in wanted {
        let compiled = parts.load(test.component.as_deref(), report.ui())?;
        let started = Instant::now();
        let place = |line: usize| format!("{}:{line}", file.path.display());
        let (line, verdict) = match play(project, test, &compiled)? {
            Ok(()) => (test.line, Verdict::Passed),
            Err((line, why)) => (line, Verdict::Failed(why)),
        };
        let suite = file.path.display().to_string();
        let seconds = seconds(started.elapsed());
        report.add(Case { suite, name: test.name.clone(), place: Some(place(line)), seconds, verdict });
    }
    Ok(())
}

/// What tests are of, compiled once.
struct Parts<'a> {
    project: &'a Project<'a>,
    built: BuildReport,
    engine: Engine,
    loaded: BTreeMap<Option<String>, Compiled>,
}

impl Parts<'_> {
    fn load(&mut self, component: Option<&str>, ui: &Ui) -> Result<Compiled, Error> {
        let key = component.map(str::to_owned);
        if let Some(known) = self.loaded.get(&key) {
            return Ok(known.clone());
        }
        let file = match component {
            None => self.built.app.clone(),
            Some(name) => self.built.components.iter().find(|built| built.name == name).map(|built| built.path.clone()),
        };
        let mut file = file.expect("what tests are of was built");
        let name = component.unwrap_or(self.project.name()).to_owned();
        if let (Some(_), Some(grants)) = (component, self.project.manifest().grants()) {
            file = alone(&name, &file, &grants)?;
        }
        let target = Target { name, file, app: None, serve: Serve::default(), state: ManifestState::default() };
        let compiled = load(&self.engine, &target, ui)?;
        self.loaded.insert(key, compiled.clone());
        Ok(compiled)
    }
}

/// A component with the filter that stands before it in the app, in a file beside its own.
fn alone(name: &str, file: &Path, granted: &BTreeMap<String, Grants>) -> Result<PathBuf, Error> {
    let part = Part { name: name.to_owned(), component: read(file)? };
    let composed = compose_alone(&part, granted)?;
    let file = file.with_extension("granted.wasm");
    write_aside(&file, &composed.component)?;
    Ok(file)
}

/// The line and the words of what failed.
type Failure = (usize, String);

fn play(project: &Project<'_>, test: &Contract, compiled: &Compiled) -> Result<Result<(), Failure>, Error> {
    let options = grants::options(project, test)?;
    Ok(match &test.action {
        Action::Calls(steps) => calls(test, steps, compiled, &options),
        Action::Command(run) => command(run, compiled, &options).map_err(|why| (test.line, why)),
        Action::Requests(all) => {
            let public = project.manifest().serve.public.as_ref().map(|folder| project.root().join(folder));
            requests::play(all, compiled, options, public).map_err(|(line, why)| (line.unwrap_or(test.line), why))
        }
    })
}

fn calls(test: &Contract, steps: &[Step], compiled: &Compiled, options: &RunOptions) -> Result<(), Failure> {
    let mock =
        |mock: &witloom_project::contracts::Mocked| Mock { call: mock.call.clone(), returns: mock.returns.clone() };
    let mocks: Vec<Mock> = test.mocks.iter().map(mock).collect();
    let mut talk = Talk::new(compiled, &mocks, options).map_err(|error| (test.line, told(&error)))?;
    for step in steps {
        let done = match &step.kind {
            StepKind::Call { call, expect, names } => check(&mut talk, call, expect, names),
            StepKind::Drop(name) => talk.drop_handle(name).map_err(|error| told(&error)),
        };
        done.map_err(|why| {
            let (stdout, stderr) = talk.take_output();
            (step.line, why + &written(&stdout, &stderr))
        })?;
    }
    Ok(())
}

fn check(talk: &mut Talk, call: &str, expect: &Expect, names: &[String]) -> Result<(), String> {
    let reply = talk.call(call, names);
    let reply = match (reply, expect) {
        (Err(error), Expect::Trap(text)) => return trapped(&error, text).map_err(|why| format!("{call}\n{why}")),
        (Err(error), Expect::Value(_) | Expect::Anything) => return Err(format!("{call}\n{}", told(&error))),
        (Ok(reply), _) => reply,
    };
    let got = reply.wave().unwrap_or_else(|| "nothing".to_owned());
    match expect {
        Expect::Anything => Ok(()),
        Expect::Trap(text) => Err(format!("{call}\nexpected a trap: {text}\ngot      {got}")),
        Expect::Value(expected) => {
            let differences = reply.differences(expected).map_err(|error| format!("{call}\n{}", told(&error)))?;
            if differences.is_empty() {
                return Ok(());
            }
            let mut text = format!("{call}\nexpected {expected}\ngot      {got}");
            // The whole value is its own difference where nothing inside of it is.
            for difference in differences.iter().filter(|difference| !difference.place.is_empty()) {
                text += &format!("\n  {difference}");
            }
            Err(text)
        }
    }
}

/// Whether an error is the trap that a test expects.
fn trapped(error: &HostError, text: &str) -> Result<(), String> {
    let all = told(error);
    let is_trap = matches!(error, HostError::Trap(_) | HostError::Limit { .. });
    if is_trap && all.contains(text) { Ok(()) } else { Err(format!("expected a trap: {text}\ngot      {all}")) }
}

fn command(run: &CommandRun, compiled: &Compiled, options: &RunOptions) -> Result<(), String> {
    let finished = match (compiled.run_command(options), &run.traps) {
        (Err(error), Some(text)) => return trapped(&error, text),
        (Err(error), None) => return Err(told(&error)),
        (Ok(_), Some(text)) => return Err(format!("expected a trap: {text}\ngot      the end of the command")),
        (Ok(finished), None) => finished,
    };
    let (stdout, stderr) = (finished.stdout.text(), finished.stderr.text());
    let mut wrong = Vec::new();
    if finished.status != run.status {
        wrong.push(format!("it exits with {}, not with {}", finished.status, run.status));
    }
    if let Some(expected) = run.stdout.as_ref().filter(|expected| **expected != stdout) {
        wrong.push(lines_differ("standard output", expected, &stdout));
    }
    if let Some(expected) = run.stderr.as_ref().filter(|expected| !stderr.contains(*expected)) {
        wrong.push(format!("its standard error doesn't contain {expected:?}"));
    }
    if wrong.is_empty() {
        return Ok(());
    }
    Err(wrong.join("\n") + &written(&Captured::default(), &finished.stderr))
}

/// The first line of a text that isn't the expected one.
pub(super) fn lines_differ(what: &str, expected: &str, got: &str) -> String {
    let pairs = expected.split_inclusive('\n').zip(got.split_inclusive('\n'));
    let same = pairs.take_while(|(expected, got)| expected == got).count();
    let line = |text: &str| match text.split_inclusive('\n').nth(same) {
        Some(line) => format!("{line:?}"),
        None => "the end".to_owned(),
    };
    format!("line {} of its {what}\nexpected {}\ngot      {}", same + 1, line(expected), line(got))
}

/// What the guest wrote, below what is wrong.
fn written(stdout: &Captured, stderr: &Captured) -> String {
    let mut text = String::new();
    for (name, stream) in [("output", stdout), ("errors", stderr)] {
        let words = stream.text();
        if !words.trim().is_empty() {
            text += &format!("\nits standard {name}:\n{}", words.trim_end());
        }
    }
    text
}

/// An error with all of its causes.
pub(super) fn told(error: &HostError) -> String {
    render(error, Colour::Never).trim_end().to_owned()
}
