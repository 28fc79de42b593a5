//! `witloom bench`.

use std::path::PathBuf;

use witloom_diag::Exit;
use witloom_project::registry::Registry;
use witloom_test_matrix::bench::counted::{Change, changes};
use witloom_test_matrix::bench::figures::Figures;
use witloom_test_matrix::bench::{Told, Wanted, run as measure, table};

use super::matrix::tell;
use crate::progress::Progress;
use crate::ui::{Outcome, Ui};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// What to measure: languages, workloads such as `points-10k`, and `pairs`, `same` (each language with itself), `host`,
    /// `peers`, `count` (instructions). Everything of a kind of which nothing is named, but for `same`.
    #[arg(value_name = "NAME")]
    names: Vec<String>,
    /// Write the figures into this file, as JSON.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Compare with the figures of an earlier run: calls that take more instructions fail.
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
}

pub(crate) fn run(args: &Args, ui: &Ui, registry: &Registry) -> Outcome {
    let wanted = Wanted::parse(registry, &args.names)?;
    let baseline = args.baseline.as_deref().map(Figures::read).transpose()?;
    let figures = figures(ui, registry, &wanted)?;
    if let Some(file) = &args.out {
        figures.write(file)?;
    }
    let dearer = baseline.map(|baseline| changes(&baseline.counted, &figures.counted)).unwrap_or_default();
    let dearer: Vec<Change> = dearer.into_iter().filter(Change::is_dearer).collect();
    let mut text = table::tables(&figures);
    dearer.iter().for_each(|change| text += &format!("\n\ndearer: {change}"));
    ui.result(&text, &figures);
    let good = dearer.is_empty() && figures.failures.is_empty();
    Ok(if good { Exit::Success } else { Exit::MatrixUnexpected } as u8)
}

/// Measures, and tells each row when it is there.
pub(super) fn figures(ui: &Ui, registry: &Registry, wanted: &Wanted) -> Result<Figures, crate::ui::Error> {
    let progress = Progress::new(ui);
    let figures = measure(registry, wanted, &|told| match told {
        Told::Event(event) => tell(ui, &progress, event),
        Told::Row(row, workloads) => ui.note(&table::line(row, workloads)),
    })?;
    Ok(figures)
}
