//! `witloom build`.

use std::fmt::Write as _;
use std::path::PathBuf;

use witloom_diag::Exit;
use witloom_project::Project;
use witloom_project::graph::BuildReport;
use witloom_project::registry::Registry;

use crate::app::{BuildArgs, build_app};
use crate::ui::{Outcome, Ui};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Components to build without composing the app; all and the app when left out.
    components: Vec<String>,
    /// The app's folder.
    #[arg(long, default_value = ".", value_name = "FOLDER")]
    app: PathBuf,
    #[command(flatten)]
    build: BuildArgs,
}

pub(crate) fn run(args: Args, ui: &Ui, registry: &Registry) -> Outcome {
    let project = Project::open(&args.app, registry)?;
    let report = build_app(&project, &args.build.options(args.components), ui)?;
    ui.result(&text(&report), &report);
    Ok(Exit::Success as u8)
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
