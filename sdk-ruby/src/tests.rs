//! The user's own tests, in the CRuby that checks the files of a build: no Ruby is needed on the machine, and tests run
//! on the one that the component has. What the component imports raises an error, unless a test stubs it.

use std::path::{Path, PathBuf};

use witloom_component::{BuildError, OwnTests, TestJob, TestRun, test_files};

use crate::cruby::CRuby;
use crate::driver::{ENTRY, beside, cruby, failed};
use crate::generate::{imports, spec};
use crate::link::{Files, TESTS};
use crate::shim::Shim;

/// The part of minitest that is there without the gem.
const MINITEST: &[(&str, &str)] = &[
    ("lib/minitest.rb", include_str!("../runtime/testing/minitest.rb")),
    ("lib/minitest/autorun.rb", include_str!("../runtime/testing/minitest/autorun.rb")),
    ("lib/minitest/mock.rb", include_str!("../runtime/testing/minitest/mock.rb")),
    ("lib/minitest/spec.rb", include_str!("../runtime/testing/minitest/spec.rb")),
];
/// What is loaded first.
const RUN: &str = "witloom/tests";
/// What stands behind all that the tests wrote.
const END: &str = "\nwitloom: tests ";

/// The files in `test/` that minitest's own tasks would load.
pub(crate) fn files(source: &Path) -> Vec<PathBuf> {
    let is_test = |name: &str| name.ends_with("_test.rb") || name.starts_with("test_") && name.ends_with(".rb");
    test_files(&source.join(TESTS), &|name| name.starts_with('.'), &|_, name| is_test(name))
}

/// Runs them.
pub(crate) fn run(job: &TestJob<'_>) -> Result<OwnTests, BuildError> {
    let mut all = Files::with_tests(job.source)?;
    let has_gem = all.paths().any(|path| path.ends_with("/lib/minitest.rb"));
    for (path, text) in MINITEST.iter().filter(|_| !has_gem) {
        all.add(*path, *text);
    }
    all.add(format!("{RUN}.rb"), program(job)?);
    let shim = Shim::new(spec(job.world)?);
    let ruby = cruby(job.tools)?;
    let engine = CRuby::open(&ruby, &beside(job.tools.path("cruby")?), &|_| ()).map_err(|e| failed(&e))?;
    let started = engine.start(&shim, &all.archive(RUN), Vec::new()).map_err(|e| failed(&e))?;
    Ok(OwnTests::Ran(read(&started.output)))
}

/// What came of a run.
fn read(output: &str) -> TestRun {
    let tool = "minitest".to_owned();
    let Some((text, verdict)) = output.rsplit_once(END) else {
        let text = output.split("\nerror while executing").next().unwrap_or(output);
        let text = text.replacen("witloom: can't load: ", "the files can't be loaded: ", 1);
        return TestRun { tool, passed: false, output: text.trim().to_owned(), summary: String::new() };
    };
    let summary = text.lines().rfind(|line| line.contains(" runs, ") || line.contains(" tests, "));
    let summary = summary.unwrap_or_default().trim().to_owned();
    TestRun { tool, passed: verdict.starts_with("passed"), output: text.trim().to_owned(), summary }
}

/// What is loaded in place of the component's first file.
fn program(job: &TestJob<'_>) -> Result<String, BuildError> {
    let first = job.options.settings.get("entry").map_or(ENTRY, String::as_str).trim_end_matches(".rb");
    let list = |texts: Vec<String>| texts.join(", ");
    let imported = imports(job.world)?;
    let imported = imported.iter().map(|(method, title)| format!("{method}: {}", text(title))).collect();
    let mut tests = files(job.source);
    tests.sort();
    let tests =
        tests.iter().map(|path| text(&format!("{TESTS}/{}", path.to_string_lossy().replace('\\', "/")))).collect();
    let filter = job.filter.map_or_else(|| "nil".to_owned(), text);
    Ok(format!(
        "module Witloom\n  FIRST = {}\n  IMPORTED = {{{}}}.freeze\n  TESTS = [{}].freeze\n  FILTER = {filter}\nend\n{}",
        text(first),
        list(imported),
        list(tests),
        include_str!("../runtime/testing/run.rb"),
    ))
}

/// A string of Ruby's.
fn text(value: &str) -> String {
    format!("'{}'", value.replace('\\', "\\\\").replace('\'', "\\'"))
}
