//! `witloom matrix`.

use std::path::PathBuf;
use std::sync::Mutex;
use std::time::Duration;

use clap::ValueEnum;
use witloom_bindgen::Wit;
use witloom_diag::Exit;
use witloom_project::registry::Registry;
use witloom_test_matrix::results::{Results, State};
use witloom_test_matrix::run::{Event, LinkChoice, Options, run as run_matrix};
use witloom_test_matrix::suite::{Case, built_in, number};
use witloom_test_matrix::{Filter, report};

use crate::progress::Progress;
use crate::ui::{Error, Outcome, Ui};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Call the functions of this WIT package (a folder or a file) instead of the built-in cases; may be repeated.
    #[arg(long, value_name = "PATH")]
    wit: Vec<PathBuf>,
    /// Languages, separated by commas; all that are installed otherwise.
    #[arg(long, value_name = "LANG", value_delimiter = ',')]
    langs: Vec<String>,
    /// Which cells: terms such as `case=lists`, `function=echo-*`, `caller=go`, or a part of a name.
    #[arg(long, value_name = "EXPR", default_value = "")]
    filter: String,
    /// How a pair is linked. By default composed where that was compiled before, else by the host.
    #[arg(long, value_enum)]
    link: Option<Link>,
    /// Link every pair as users ship it: composed.
    #[arg(long, conflicts_with = "link")]
    full: bool,
    /// Calls per function.
    #[arg(long, value_name = "N", default_value_t = 24)]
    vectors: usize,
    /// What values are drawn with.
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Seconds that one call may take.
    #[arg(long, value_name = "SECONDS", default_value_t = 20)]
    timeout: u64,
    /// Compare with the `results.json` of an earlier run: only what got worse fails.
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Write results.json, junit.xml and index.html into this folder.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Write the table of what is supported into this Markdown file, between its markers.
    #[arg(long, value_name = "FILE")]
    support: Option<PathBuf>,
}

/// How a pair is linked.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Link {
    /// The host forwards the calls.
    Host,
    /// The pair is one component.
    Composed,
    /// Both ways, which must agree.
    Both,
}

pub(crate) fn run(args: &Args, ui: &Ui, registry: &Registry) -> Outcome {
    // What the user gave is read before anything is built.
    let filter: Filter = args.filter.parse()?;
    let baseline = args.baseline.as_deref().map(Results::read).transpose()?;
    let cases = cases(args)?;
    let whole = args.wit.is_empty() && args.langs.is_empty() && args.filter.trim().is_empty();
    let options = Options {
        langs: args.langs.clone(),
        filter,
        link: link(args),
        vectors: args.vectors.max(1),
        seed: args.seed,
        time: Duration::from_secs(args.timeout.max(1)),
        whole,
        ..Options::default()
    };
    let progress = Mutex::new(Progress::new(ui));
    let show = |event: Event| {
        let progress = progress.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        match event {
            Event::Building { guest, note } => progress.show(&guest, &note),
            Event::Played { done, of, pair, bad } => {
                let state = if bad == 0 { "as expected".to_owned() } else { format!("{bad} cells unexpected") };
                ui.note(&format!("{done}/{of} {pair}: {state}"));
            }
        }
    };
    let results = run_matrix(registry, &cases, &options, &show)?;
    if let Some(folder) = &args.out {
        report::write(folder, &results, baseline.as_ref())?;
    }
    if let Some(file) = &args.support {
        report::write_support(file, &results)?;
    }
    let text = report::summary(&results, baseline.as_ref());
    ui.result(&text, &results);
    Ok(exit(&results, baseline.as_ref()) as u8)
}

fn cases(args: &Args) -> Result<Vec<Case>, Error> {
    if args.wit.is_empty() {
        return Ok(built_in()?);
    }
    let mut cases = Vec::new();
    for path in &args.wit {
        let wit = Wit::load(path)?;
        let name = &wit.resolve().packages[wit.package()].name;
        cases.push(Case::new(&format!("{}-{}", name.namespace, name.name), &wit)?);
    }
    number(&mut cases);
    Ok(cases)
}

fn link(args: &Args) -> LinkChoice {
    match args.link {
        Some(Link::Host) => LinkChoice::Host,
        Some(Link::Composed) => LinkChoice::Composed,
        Some(Link::Both) => LinkChoice::Both,
        None if args.full => LinkChoice::Composed,
        None => LinkChoice::Auto,
    }
}

/// 101 when a guest could not be built, 100 when a cell is unexpected (with a baseline: when one got worse).
fn exit(results: &Results, baseline: Option<&Results>) -> Exit {
    let bad = match baseline {
        Some(baseline) => report::regressions(results, baseline),
        None => results.unexpected().collect(),
    };
    if bad.iter().any(|cell| cell.state == State::BuildFailed) {
        Exit::MatrixBuild
    } else if !bad.is_empty() || !results.stale_expectations.is_empty() {
        Exit::MatrixUnexpected
    } else {
        Exit::Success
    }
}
