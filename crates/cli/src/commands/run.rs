//! `witloom run`.

use std::path::PathBuf;

use serde_json::json;
use witloom_diag::Exit;
use witloom_project::registry::Registry;

use crate::app::{BuildArgs, load, target};
use crate::grants::GrantArgs;
use crate::ui::{Outcome, Ui};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// An app's folder, or a .wasm file.
    #[arg(default_value = ".")]
    target: PathBuf,
    /// Call one exported function instead of running a command, for instance `price("tea", 3)`.
    #[arg(long, value_name = "CALL")]
    invoke: Option<String>,
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
    let options = args.grants.options(&target, &args.args, ui)?;
    let compiled = load(&target, ui)?;
    let Some(call) = &args.invoke else {
        return Ok(compiled.run_command(&options)?.status);
    };
    let invoked = compiled.invoke(call, &options)?;
    let text = invoked.wave.clone().unwrap_or_default();
    if ui.is_json() || !text.is_empty() {
        ui.result(&text, &json!({ "result": invoked.wave }));
    }
    Ok(Exit::Success as u8)
}
