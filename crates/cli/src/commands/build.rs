//! `witloom build`.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use miette::Diagnostic;
use thiserror::Error as ThisError;
use witloom_diag::Exit;
use witloom_project::Project;
use witloom_project::graph::BuildReport;
use witloom_project::manifest::FILE_NAME;
use witloom_project::registry::Registry;

use crate::app::{BuildArgs, build_app, read, write_aside};
use crate::ui::{Error, Outcome, Ui};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The app's folder when it isn't this one, and components to build without composing the app; all and the app
    /// when none is named.
    #[arg(value_name = "FOLDER|COMPONENT")]
    names: Vec<String>,
    /// The app's folder.
    #[arg(long, value_name = "FOLDER")]
    app: Option<PathBuf>,
    /// Also put the app there, or the component when one is named.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    #[command(flatten)]
    build: BuildArgs,
}

impl Args {
    /// The app's folder and the components. As with `run`, the folder may come without `--app`.
    fn app_and_components(&self) -> (PathBuf, Vec<String>) {
        match (&self.app, self.names.split_first()) {
            (Some(app), _) => (app.clone(), self.names.clone()),
            (None, Some((first, others))) if is_app(Path::new(first)) => (PathBuf::from(first), others.to_vec()),
            (None, _) => (PathBuf::from("."), self.names.clone()),
        }
    }
}

/// Whether this is an app's folder or its manifest, which no component's name is.
fn is_app(path: &Path) -> bool {
    path.join(FILE_NAME).is_file() || (path.is_file() && path.file_name().is_some_and(|name| name == FILE_NAME))
}

pub(crate) fn run(args: &Args, ui: &Ui, registry: &Registry) -> Outcome {
    let (app, components) = args.app_and_components();
    let project = Project::open(&app, registry)?;
    let report = build_app(&project, &args.build.options(components), ui)?;
    if let Some(out) = &args.out {
        place(&report, out)?;
    }
    ui.result(&text(&report), &report);
    Ok(Exit::Success as u8)
}

/// What can't be put into one file.
#[derive(Debug, ThisError, Diagnostic)]
#[error("`--out` takes one component or the whole app, and {count} components are named")]
#[diagnostic(code("W0018"), help("name one component, or none for the app"))]
struct OutError {
    count: usize,
}

/// Copies the app, or the one component that was asked for.
fn place(report: &BuildReport, out: &Path) -> Result<(), Error> {
    let made = match (&report.app, report.components.as_slice()) {
        (Some(app), _) => app,
        (None, [component]) => &component.path,
        (None, several) => return Err(OutError { count: several.len() }.into()),
    };
    write_aside(out, &read(made)?)
}

fn text(report: &BuildReport) -> String {
    let mut text = String::new();
    for component in &report.components {
        let known = if component.cached { ", unchanged" } else { "" };
        let size = component.size as f64 / 1e6;
        let path = component.path.display();
        let _ = writeln!(text, "{} ({}, {size:.1} MB{known}): {path}", component.name, component.lang);
    }
    if let Some(app) = &report.app {
        let _ = writeln!(text, "{}", app.display());
    }
    text
}
