//! `witloom board`.

use std::path::PathBuf;

use witloom_diag::Exit;
use witloom_project::registry::Registry;
use witloom_test_matrix::bench::Wanted;
use witloom_test_matrix::bench::figures::Figures;
use witloom_test_matrix::board::{Board, Worse};
use witloom_test_matrix::draw::suite::built_in;
use witloom_test_matrix::{Options, Results, run as run_matrix};

use super::bench::figures;
use super::matrix::tell;
use crate::progress::Progress;
use crate::ui::{Error, Outcome, Ui};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Write the site into this folder.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Show this `results.json` of `witloom matrix --out` instead of running the matrix.
    #[arg(long, value_name = "FILE")]
    results: Option<PathBuf>,
    /// Show these figures of `witloom bench --out` instead of measuring.
    #[arg(long, value_name = "FILE")]
    figures: Option<PathBuf>,
    /// Languages, separated by commas; all that are installed otherwise.
    #[arg(long, value_name = "LANG", value_delimiter = ',')]
    langs: Vec<String>,
    /// The folder of an earlier board: cells and counted instructions that got worse fail.
    #[arg(long, value_name = "DIR")]
    baseline: Option<PathBuf>,
}

pub(crate) fn run(args: &Args, ui: &Ui, registry: &Registry) -> Outcome {
    // What the user gave is read before anything is built.
    let earlier = args.baseline.as_deref().map(Board::read).transpose()?;
    let wanted = Wanted::parse(registry, &args.langs)?;
    let known_results = args.results.as_deref().map(Results::read).transpose()?;
    let known_figures = args.figures.as_deref().map(Figures::read).transpose()?;
    let results = match known_results {
        Some(results) => results,
        None => results(args, ui, registry)?,
    };
    let figures = match known_figures {
        Some(figures) => figures,
        None => figures(ui, registry, &wanted)?,
    };
    let board = Board { results, figures };
    board.write(&args.out, earlier.as_ref())?;
    let page = args.out.join("index.html");
    let worse = earlier.as_ref().map(|earlier| board.worse_than(earlier));
    let mut text = page.display().to_string();
    let mut all = Vec::new();
    if let Some(Worse { cells, counted }) = &worse {
        all.extend(cells.iter().map(|cell| cell.line()).chain(counted.iter().map(ToString::to_string)));
    }
    all.iter().for_each(|line| text += &format!("\nworse: {line}"));
    ui.result(&text, &serde_json::json!({ "page": page, "worse": all }));
    let good = worse.is_none_or(|worse| worse.is_empty());
    Ok(if good { Exit::Success } else { Exit::MatrixUnexpected } as u8)
}

fn results(args: &Args, ui: &Ui, registry: &Registry) -> Result<Results, Error> {
    let progress = Progress::new(ui);
    let options = Options { langs: args.langs.clone(), whole: args.langs.is_empty(), ..Options::default() };
    Ok(run_matrix(registry, &built_in()?, &options, &|event| tell(ui, &progress, event))?)
}
