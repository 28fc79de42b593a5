//! The user's own tests, by `go test` on this machine: outside of a component the bindings call what the tests mocked.

use std::path::Path;

use witloom_component::{BuildError, OwnTests, TestJob, TestRun, literal, test_files};

/// Whether a folder has files that `go test` takes for tests.
pub(crate) fn are_there(source: &Path) -> bool {
    let foreign = |name: &str| ["gen", "vendor", "testdata"].contains(&name) || name.starts_with(['.', '_']);
    !test_files(source, &foreign, &|_, name| name.ends_with("_test.go")).is_empty()
}

/// Runs them.
pub(crate) fn run(job: &TestJob<'_>) -> Result<OwnTests, BuildError> {
    let mut command = job.tools.command("go")?;
    command.current_dir(job.source).arg("test");
    command.args(job.filter.iter().flat_map(|text| ["-run".to_owned(), literal(text)]));
    command.arg("./...").env_remove("GOOS").env_remove("GOARCH");
    let mut run = TestRun::of("go test", &mut command)?;
    let lines: Vec<&str> = run.output.lines().filter(|line| !line.ends_with("[no test files]")).collect();
    run.output = lines.join("\n");
    run.summary = run.output.lines().last().unwrap_or_default().replace('\t', " ");
    Ok(OwnTests::Ran(run))
}
