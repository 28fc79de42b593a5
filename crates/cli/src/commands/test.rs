//! `witloom test`.

mod contracts;
mod grants;
mod junit;
mod own;
mod report;
mod requests;

use std::path::PathBuf;

use serde_json::json;
use witloom_diag::Exit;
use witloom_project::Project;
use witloom_project::contracts::Contracts;
use witloom_project::registry::Registry;

use crate::app::{BuildArgs, write_aside};
use crate::ui::{Outcome, Ui};
use report::Report;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The app's folder.
    #[arg(default_value = ".")]
    app: PathBuf,
    /// Only tests whose names contain this.
    #[arg(long, value_name = "TEXT")]
    filter: Option<String>,
    /// Only contract tests (`tests/*.toml`), or only the components' own tests.
    #[arg(long, value_enum)]
    only: Option<Only>,
    /// Write what came of each test to a file, in the XML of JUnit.
    #[arg(long, value_name = "FILE")]
    junit: Option<PathBuf>,
    #[command(flatten)]
    build: BuildArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Only {
    /// Calls with what is expected of them, against what is built.
    Contracts,
    /// The tests of each component in its language.
    Own,
}

pub(crate) fn run(args: &Args, ui: &Ui, registry: &Registry) -> Outcome {
    let project = Project::open(&args.app, registry)?;
    let mut report = Report::new(ui);
    let files = if args.only == Some(Only::Own) { Vec::new() } else { Contracts::of(&project)? };
    contracts::run(&project, &files, args, &mut report)?;
    if args.only != Some(Only::Contracts) {
        own::run(&project, args.filter.as_deref(), &mut report)?;
    }
    let cases = report.cases();
    if let Some(file) = &args.junit {
        write_aside(file, junit::document(project.name(), cases).as_bytes())?;
    }
    if ui.is_json() {
        ui.result("", &json!({ "tests": cases, "passed": report.passed(), "failed": report.failed() }));
    } else {
        ui.stdout(&report.summary());
    }
    Ok(if report.failed() == 0 { Exit::Success as u8 } else { Exit::User as u8 })
}

/// Whether a test is wanted.
fn is_wanted(filter: Option<&str>, name: &str) -> bool {
    filter.is_none_or(|text| name.contains(text))
}
