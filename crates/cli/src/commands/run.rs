//! `witloom run`.

use std::path::PathBuf;

use serde_json::json;
use witloom_diag::Exit;
use witloom_host::{Compiled, Feed, HostError, Limit, RunOptions};
use witloom_project::registry::Registry;

use crate::app::{BuildArgs, engine, load, target};
use crate::grants::{GrantArgs, Purpose};
use crate::ui::{Outcome, Ui};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// An app's folder, or a .wasm file.
    #[arg(default_value = ".")]
    target: PathBuf,
    /// Call an exported function instead of running a command, for instance `price("tea", 3)`. Given several times,
    /// all are called in one instance: async functions at the same time, others one after another.
    #[arg(long, value_name = "CALL")]
    invoke: Vec<String>,
    /// What a parameter of type `stream<u8>` of such a function yields, which is left out of the call: a file, or `-`
    /// for standard input.
    #[arg(long, value_name = "FILE", requires = "invoke")]
    feed: Option<PathBuf>,
    #[command(flatten)]
    grants: GrantArgs,
    #[command(flatten)]
    build: BuildArgs,
    /// Arguments for the app.
    #[arg(last = true)]
    args: Vec<String>,
}

pub(crate) fn run(args: &Args, ui: &Ui, registry: &Registry) -> Outcome {
    let target = target(&args.target, &args.build, ui, registry)?;
    let options = args.grants.options(Purpose::Run, &target, &args.args, ui)?;
    let compiled = load(&engine(registry)?, &target, ui)?;
    let ended = match args.invoke.as_slice() {
        [] => command(&compiled, &options, ui),
        calls => invoke(&compiled, calls, &args.feed(), &options, ui),
    };
    match ended {
        // What the guest passed to `exit`.
        Err(HostError::Trap(report)) => {
            let status = report.exit_status;
            let failed = ui.fail(&HostError::Trap(report).into());
            Ok(status.unwrap_or(failed))
        }
        // The guest may have filled its user's pipe and left no room for words about it.
        Err(error @ HostError::Limit { limit: Limit::Time { .. }, .. }) => Ok(ui.last_words(&error.into())),
        ended => Ok(ended?),
    }
}

impl Args {
    fn feed(&self) -> Feed {
        match &self.feed {
            None => Feed::Nothing,
            Some(path) if path.as_os_str() == "-" => Feed::Stdin,
            Some(path) => Feed::File(path.clone()),
        }
    }
}

/// Runs the app's command.
pub(crate) fn command(compiled: &Compiled, options: &RunOptions, ui: &Ui) -> Result<u8, HostError> {
    let finished = compiled.run_command(options)?;
    if finished.returned_error {
        ui.warn(&format!("`{}` failed: its `run` returned an error", compiled.name()));
    }
    Ok(finished.status)
}

/// Calls functions and prints a result a line.
fn invoke(compiled: &Compiled, calls: &[String], feed: &Feed, options: &RunOptions, ui: &Ui) -> Result<u8, HostError> {
    let calls: Vec<&str> = calls.iter().map(String::as_str).collect();
    let results = compiled.invoke_all(&calls, feed, options)?.waves();
    let text = results.iter().flatten().cloned().collect::<Vec<_>>().join("\n");
    if ui.is_json() || !text.is_empty() {
        let value = match results.as_slice() {
            [result] => json!({ "result": result }),
            results => json!({ "results": results }),
        };
        ui.result(&text, &value);
    }
    Ok(Exit::Success as u8)
}
