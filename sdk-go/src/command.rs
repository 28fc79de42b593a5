//! The go command.

use std::process::Command;

use witloom_component::{BuildError, Job};

/// A run of it, in the environment that every run has.
pub(crate) fn go(job: &Job<'_>) -> Result<Command, BuildError> {
    let mut command = job.tools.command("go")?;
    command.env("GOOS", "wasip1").env("GOARCH", "wasm").env("GOTOOLCHAIN", "local").env_remove("GOWASM");
    Ok(command)
}
