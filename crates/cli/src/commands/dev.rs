//! `witloom dev`: builds and runs, waits for a change, and starts over.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use miette::Diagnostic;
use notify::{RecursiveMode, Watcher as _};
use thiserror::Error as ThisError;
use witloom_diag::Exit;
use witloom_host::{Compiled, Engine, RunOptions, Server};
use witloom_project::manifest::Serve;
use witloom_project::registry::Registry;
use witloom_project::{Project, Sources};

use super::run::command;
use super::serve::{self, ListenArgs};
use crate::app::{BuildArgs, engine, load, target};
use crate::grants::{GrantArgs, Purpose};
use crate::ui::{Error, Outcome, Ui};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The app's folder.
    #[arg(default_value = ".")]
    app: PathBuf,
    #[command(flatten)]
    listen: ListenArgs,
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
    let sources = Sources::of(&Project::open(&args.app, registry)?);
    let root = sources.root().to_owned();
    let (sender, changes) = channel();
    let failed = |cause| WatchError { path: root.clone(), cause };
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        let Ok(event) = event else { return };
        if !event.kind.is_access() && event.paths.iter().any(|path| sources.hold(path)) {
            // The receiver lives as long as the command.
            let _ = sender.send(event.paths);
        }
    })
    .map_err(failed)?;
    watcher.watch(&root, RecursiveMode::Recursive).map_err(failed)?;
    let engine = engine(registry)?;
    let mut changes = Changes { events: changes, apps: Vec::new() };
    let mut server = None;
    let mut rounds = 0;
    while args.rounds.is_none_or(|limit| rounds < limit) {
        if rounds > 0 {
            changes.wait();
            ui.note("changed: building again");
        }
        if let Err(error) = round(args, &engine, &mut server, ui, registry, &mut changes) {
            ui.complain(&error);
            if server.is_some() {
                ui.note("the app from before the change goes on answering");
            }
        }
        rounds += 1;
    }
    if let Some(server) = server {
        server.stop(serve::PATIENCE);
    }
    Ok(Exit::Success as u8)
}

/// One build and run. An app that handles HTTP is served from then on: the port stays open, and the last app that
/// could be built answers.
fn round(
    args: &Args,
    engine: &Engine,
    server: &mut Option<Server>,
    ui: &Ui,
    registry: &Registry,
    changes: &mut Changes,
) -> Result<(), Error> {
    let target = target(&args.app, &args.build, ui, registry)?;
    let compiled = load(engine, &target, ui)?;
    let purpose = if compiled.answers_http() { Purpose::Serve } else { Purpose::Run };
    let options = args.grants.options(purpose, &target, &args.args, ui)?;
    if let Some((root, _)) = &target.app {
        let root = absolute(root);
        let writable = options.grants.dirs.iter().filter(|dir| !dir.read_only).map(|dir| absolute(&dir.host));
        changes.apps = writable.filter(|folder| !root.starts_with(folder)).collect();
    }
    if purpose == Purpose::Serve {
        return serve(args, server, &compiled, (options, &target.serve), ui);
    }
    if let Some(server) = server.take() {
        server.stop(serve::PATIENCE);
    }
    let status = command(&compiled, &options, ui)?;
    ui.note(&format!("ended with {status}: waiting for a change"));
    Ok(())
}

fn serve(
    args: &Args,
    server: &mut Option<Server>,
    compiled: &Compiled,
    (run, manifest): (RunOptions, &Serve),
    ui: &Ui,
) -> Result<(), Error> {
    match server {
        Some(server) => {
            server.replace(compiled, &run)?;
            ui.note(&format!("answering with the new app at {}", server.url()));
        }
        None => {
            let started = compiled.serve(&args.listen.options(run, manifest, ui))?;
            ui.note(&format!("serving {} and building again when a file changes", started.url()));
            *server = Some(started);
        }
    }
    Ok(())
}

/// What happens to the app's files.
struct Changes {
    events: Receiver<Vec<PathBuf>>,
    /// Folders that the app itself writes to: what happens there is no reason to build.
    apps: Vec<PathBuf>,
}

impl Changes {
    /// Waits for a change, one from before included, and for the quiet after it.
    fn wait(&self) {
        if self.next(None) {
            while self.next(Some(QUIET)) {}
        }
    }

    /// Waits for a change by the user; false when there was none for so long.
    fn next(&self, patience: Option<Duration>) -> bool {
        let until = patience.map(|patience| Instant::now() + patience);
        loop {
            let left = until.map(|until| until.saturating_duration_since(Instant::now()));
            let event = match left {
                None => self.events.recv().ok(),
                Some(left) => self.events.recv_timeout(left).ok(),
            };
            let Some(paths) = event else { return false };
            if paths.iter().any(|path| !self.apps.iter().any(|folder| path.starts_with(folder))) {
                return true;
            }
        }
    }
}

/// How long nothing has to happen before a build begins.
const QUIET: Duration = Duration::from_millis(150);

/// A path as changes name it: from the root, so that what lies above the app's folder isn't taken for a part of it.
fn absolute(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}
