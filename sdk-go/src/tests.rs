//! The user's own tests, by `go test` on this machine, where the bindings have nothing that only a component has.

use std::path::Path;

use witloom_bindgen::World;
use witloom_bindgen::model::Side;
use witloom_component::{BuildError, OwnTests, TestJob, TestRun, test_files};

/// Whether a folder has files that `go test` takes for tests.
pub(crate) fn are_there(source: &Path) -> bool {
    let foreign = |name: &str| ["gen", "vendor", "testdata"].contains(&name) || name.starts_with(['.', '_']);
    !test_files(source, &foreign, &|_, name| name.ends_with("_test.go")).is_empty()
}

/// Runs them.
pub(crate) fn run(job: &TestJob<'_>) -> Result<OwnTests, BuildError> {
    if let Some(needed) = needs_component(job.world) {
        let reason = format!(
            "its bindings {needed}, which a Go program outside of a component can't link; test what needs none of that in \
             a module of its own, and the component by contract tests"
        );
        return Ok(OwnTests::LeftOut(reason));
    }
    let mut command = job.tools.command("go")?;
    // The runtime names a function of Go's own.
    command.current_dir(job.source).args(["test", "-ldflags=-checklinkname=0"]);
    command.args(job.filter.iter().flat_map(|text| ["-run".to_owned(), literal(text)]));
    command.arg("./...").env_remove("GOOS").env_remove("GOARCH");
    let mut run = TestRun::of("go test", &mut command)?;
    let lines: Vec<&str> = run.output.lines().filter(|line| !line.ends_with("[no test files]")).collect();
    run.output = lines.join("\n");
    run.summary = run.output.lines().last().unwrap_or_default().replace('\t', " ");
    Ok(OwnTests::Ran(run))
}

/// A pattern that means this text.
fn literal(text: &str) -> String {
    let each = |c: char| if c.is_alphanumeric() || c == '_' { c.to_string() } else { format!("\\{c}") };
    text.chars().map(each).collect()
}

/// What the bindings have that only a component has.
fn needs_component(world: &World) -> Option<&'static str> {
    let imports = world.side(Side::Import).any(|interface| !interface.functions.is_empty());
    if imports {
        Some("call imports")
    } else if !world.resources.is_empty() {
        Some("have resources")
    } else if world.is_concurrent() {
        Some("have tasks")
    } else {
        None
    }
}
