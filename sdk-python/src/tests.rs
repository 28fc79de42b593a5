//! The user's own tests: by pytest where it is installed, else by unittest, in the machine's Python.
//!
//! Outside of a component the bindings load as they are, with classes and checks; an import that a test didn't replace
//! raises an error that names it.

use std::path::{Path, PathBuf};
use std::process::Command;

use witloom_component::{BuildError, OwnTests, TestJob, TestRun, test_files};

use crate::driver::{setting, split};
use crate::packages;

/// Folders whose tests are others'.
const FOREIGN: [&str; 5] = ["gen", "vendor", "site-packages", "node_modules", "__pycache__"];

/// Whether a folder has files that pytest and unittest take for tests.
pub(crate) fn are_there(source: &Path) -> bool {
    let foreign = |name: &str| FOREIGN.contains(&name) || name.starts_with('.');
    !test_files(source, &foreign, &|_, name| name.starts_with("test_") && name.ends_with(".py")).is_empty()
}

/// Runs them.
pub(crate) fn run(job: &TestJob<'_>) -> Result<OwnTests, BuildError> {
    let packages = packages::install(&job.as_build())?;
    let python = || python(job, packages.as_deref());
    let has_pytest = python()?.args(["-c", "import pytest"]).output().is_ok_and(|output| output.status.success());
    let mut command = python()?;
    let tool = if has_pytest {
        command.args(["-m", "pytest", "-q", "-p", "no:cacheprovider", "--ignore=gen", "--ignore=vendor"]);
        command.args(job.filter.iter().flat_map(|text| ["-k", text]));
        "pytest"
    } else {
        let folder = if job.source.join("tests").is_dir() { "tests" } else { "." };
        command.args(["-m", "unittest", "discover", "-s", folder, "-t", "."]);
        command.args(job.filter.iter().flat_map(|text| ["-k", text]));
        "unittest"
    };
    let mut run = TestRun::of(tool, &mut command)?;
    // pytest's word for a filter that nothing passes.
    run.passed |=
        has_pytest && job.filter.is_some() && run.output.contains("deselected") && !run.output.contains("failed");
    Ok(OwnTests::Ran(run))
}

/// Python in the user's folder, with the path of the component and the packages that it asks for.
fn python(job: &TestJob<'_>, packages: Option<&Path>) -> Result<Command, BuildError> {
    let mut path = vec![job.source.to_owned(), job.source.join("vendor")];
    path.extend(setting(job.options, "path").map(split).unwrap_or_default().iter().map(|name| job.source.join(name)));
    path.extend(packages.map(Path::to_owned));
    let path: Vec<PathBuf> = path.into_iter().filter(|folder| folder.is_dir()).collect();
    let joined = std::env::join_paths(&path).map_err(|error| {
        BuildError::user_code(error.to_string(), "folders of Python packages can't have a `:` in their names")
    })?;
    let mut command = job.tools.command("python3")?;
    command.current_dir(job.source).env("PYTHONPATH", joined).env("PYTHONDONTWRITEBYTECODE", "1");
    Ok(command)
}
