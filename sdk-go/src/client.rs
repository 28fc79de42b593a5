//! Links what `net/http` sends requests by into programs that have both.
//!
//! The package installs itself when it is initialised, but a user's program needn't import it: a file of package main that
//! does lies beside the user's, for the compiler alone.

use std::path::PathBuf;

use serde_json::json;
use witloom_component::{BuildError, Job, run_tool};

use crate::command;
use crate::generate::nethttp::client_package;
use crate::outside::absolute;

/// The file as the compiler sees it.
const FILE: &str = "witloom_client.go";

/// The path of what lays the file over the user's folder; `None` where nothing sends by it.
pub(crate) fn linked(job: &Job<'_>) -> Result<Option<PathBuf>, BuildError> {
    let Some(package) = client_package(job.world, job.options) else { return Ok(None) };
    if !uses_http(job)? {
        return Ok(None);
    }
    let write = |name: &str, text: String| {
        let path = absolute(&job.work.join(name))?;
        std::fs::write(&path, text).map_err(|cause| BuildError::io(&path, cause))?;
        Ok::<_, BuildError>(path)
    };
    let file = write(FILE, format!("package main\n\nimport _ \"{package}\"\n"))?;
    let overlay = json!({ "Replace": { absolute(&job.source.join(FILE))?.display().to_string(): file } });
    write("overlay.json", overlay.to_string()).map(Some)
}

/// Whether a package of the program imports `net/http`, which is large.
fn uses_http(job: &Job<'_>) -> Result<bool, BuildError> {
    let mut command = command::go(job)?;
    command.args(["list", "-deps", "-e", "."]).current_dir(job.source);
    Ok(run_tool("go", &mut command)?.lines().any(|line| line == "net/http"))
}
