//! `witloom dev`: builds and runs, waits for a change, and starts over.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use miette::Diagnostic;
use notify::{RecursiveMode, Watcher as _};
use thiserror::Error as ThisError;
use witloom_diag::Exit;
use witloom_project::Project;
use witloom_project::registry::Registry;

use super::serve;
use crate::app::{BuildArgs, load, target};
use crate::grants::GrantArgs;
use crate::ui::{Error, Outcome, Ui};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The app's folder.
    #[arg(default_value = ".")]
    app: PathBuf,
    /// Where an app that handles HTTP listens.
    #[arg(long, default_value = "127.0.0.1:8080", value_name = "ADDRESS:PORT")]
    addr: SocketAddr,
    /// Stop after so many runs.
    #[arg(long, hide = true)]
    rounds: Option<u32>,
    #[command(flatten)]
    grants: GrantArgs,
    #[command(flatten)]
    build: BuildArgs,
    /// Arguments for the app.
    #[arg(last = true)]
    args: Vec<String>,
}

#[derive(Debug, ThisError, Diagnostic)]
#[error("`{}` can't be watched", .path.display())]
#[diagnostic(code("W0309"), help("the system may limit how many folders are watched: run `witloom run` instead"))]
struct WatchError {
    path: PathBuf,
    #[source]
    cause: notify::Error,
}

pub(crate) fn run(args: &Args, ui: &Ui, registry: &Registry) -> Outcome {
    let root = Project::open(&args.app, registry)?.root().to_owned();
    let (sender, changes) = channel();
    let failed = |cause| WatchError { path: root.clone(), cause };
    let top = root.clone();
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        if event.is_ok_and(|event| !event.kind.is_access() && event.paths.iter().any(|path| counts(&top, path))) {
            // The receiver lives as long as the command.
            let _ = sender.send(());
        }
    })
    .map_err(failed)?;
    watcher.watch(&root, RecursiveMode::Recursive).map_err(failed)?;
    let mut rounds = 0;
    while args.rounds.is_none_or(|limit| rounds < limit) {
        if rounds > 0 {
            wait(&changes);
            ui.note("changed: building again");
        }
        if let Err(error) = round(args, ui, registry, &changes) {
            ui.complain(&error);
        }
        rounds += 1;
    }
    Ok(Exit::Success as u8)
}

/// One build and run; an app that handles HTTP is served until the next change.
fn round(args: &Args, ui: &Ui, registry: &Registry, changes: &Receiver<()>) -> Result<(), Error> {
    let target = target(&args.app, &args.build, ui, registry)?;
    let options = args.grants.options(&target, &args.args, ui)?;
    let compiled = load(&target, ui)?;
    while changes.try_recv().is_ok() {}
    if compiled.signatures().iter().any(|name| name.starts_with("wasi:http/incoming-handler")) {
        let server = compiled.serve(&serve::options(args.addr, options, ui))?;
        ui.note(&format!("serving http://{}/ until a file changes", server.address()));
        wait(changes);
        server.stop(serve::PATIENCE);
        return round(args, ui, registry, changes);
    }
    let status = compiled.run_command(&options)?.status;
    ui.note(&format!("ended with {status}: waiting for a change"));
    Ok(())
}

/// Waits for a change, and for the quiet after it.
fn wait(changes: &Receiver<()>) {
    if changes.recv().is_ok() {
        while changes.recv_timeout(Duration::from_millis(150)).is_ok() {}
    }
}

/// Whether a file is the user's: hidden and generated ones are not.
fn counts(root: &Path, path: &Path) -> bool {
    let inside = path.strip_prefix(root).unwrap_or(path);
    !inside.components().any(|part| {
        let name = part.as_os_str().to_string_lossy();
        (name.starts_with('.') && name.len() > 2) || matches!(&*name, "gen" | "__pycache__" | "witloom.lock")
    })
}
