//! `witloom serve`.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use witloom_diag::{Colour, Exit, render};
use witloom_host::{RunOptions, ServeEvent, ServeOptions};
use witloom_project::registry::Registry;

use crate::app::{BuildArgs, load, target};
use crate::grants::GrantArgs;
use crate::ui::{Outcome, Ui};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// An app's folder, or a .wasm file.
    #[arg(default_value = ".")]
    target: PathBuf,
    /// Where to listen; port 0 takes any free one.
    #[arg(long, default_value = "127.0.0.1:8080", value_name = "ADDRESS:PORT")]
    addr: SocketAddr,
    #[command(flatten)]
    grants: GrantArgs,
    #[command(flatten)]
    build: BuildArgs,
}

/// How long running requests may take once the server stops.
pub(crate) const PATIENCE: Duration = Duration::from_secs(5);

pub(crate) fn run(args: &Args, ui: &Ui, registry: &Registry) -> Outcome {
    let target = target(&args.target, &args.build, ui, registry)?;
    let run = args.grants.options(&target, &[], ui)?;
    let server = load(&target, ui)?.serve(&options(args.addr, run, ui))?;
    ui.stdout(&format!("http://{}/", server.address()));
    server.run_until_interrupted(PATIENCE);
    Ok(Exit::Success as u8)
}

/// Serves with one line on stderr per request.
pub(crate) fn options(address: SocketAddr, run: RunOptions, ui: &Ui) -> ServeOptions {
    let ui = *ui;
    let on_event = move |event: ServeEvent<'_>| match event {
        ServeEvent::Answered { method, path, status, elapsed } => {
            ui.note(&format!("{method} {path} {status} {:.1} ms", elapsed.as_secs_f64() * 1e3));
        }
        ServeEvent::Failed { method, path, error } => {
            ui.warn(&format!("{method} {path} failed\n{}", render(error, Colour::Never)));
        }
    };
    ServeOptions { address, run, on_event: Arc::new(on_event) }
}
