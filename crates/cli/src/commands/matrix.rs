//! `witloom matrix`.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Duration;

use clap::ValueEnum;
use witloom_bindgen::Wit;
use witloom_diag::Exit;
use witloom_project::registry::Registry;
use witloom_test_matrix::build::versions;
use witloom_test_matrix::draw::suite::{Case, built_in, number};
use witloom_test_matrix::draw::worlds::renamed;
use witloom_test_matrix::fuzz::{FuzzEvent, FuzzOptions, Fuzzed, fuzz};
use witloom_test_matrix::judge::results::{Results, State};
use witloom_test_matrix::names::{Named, NamesEvent, NamesOptions, names};
use witloom_test_matrix::scripted::SCENARIOS;
use witloom_test_matrix::{Event, Filter, LinkChoice, Options, report, run as run_matrix};

use crate::progress::Progress;
use crate::ui::{Error, Outcome, Ui};

#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Option<Sub>,
    #[command(flatten)]
    run: RunArgs,
}

#[derive(Debug, clap::Subcommand)]
enum Sub {
    /// Draw random interfaces and values, run them, and reduce what fails to the smallest WIT that still does.
    Fuzz(FuzzArgs),
    /// Take words that languages use for themselves through every role of a WIT name: type, case, field, function,
    /// method, parameter, interface and package.
    Names(NamesArgs),
}

#[derive(Debug, clap::Args)]
struct NamesArgs {
    /// What words are drawn with.
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Words to draw.
    #[arg(long, value_name = "K", default_value_t = 48)]
    count: usize,
    /// Languages, separated by commas; all that are installed otherwise.
    #[arg(long, value_name = "LANG", value_delimiter = ',')]
    langs: Vec<String>,
}

#[derive(Debug, clap::Args)]
struct FuzzArgs {
    /// What interfaces and values are drawn with.
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Functions to draw.
    #[arg(long, value_name = "K", default_value_t = 30)]
    count: usize,
    /// Languages, separated by commas; all that are installed otherwise.
    #[arg(long, value_name = "LANG", value_delimiter = ',')]
    langs: Vec<String>,
    /// Calls per function.
    #[arg(long, value_name = "N", default_value_t = 24)]
    vectors: usize,
    /// Write a folder for each failure into this one.
    #[arg(long, value_name = "DIR", default_value = "matrix-findings")]
    out: PathBuf,
}

#[derive(Debug, clap::Args)]
struct RunArgs {
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
    /// Let languages take part a second time with other toolchain versions, which this TOML file pins.
    #[arg(long, value_name = "FILE")]
    versions: Option<PathBuf>,
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
    match &args.command {
        Some(Sub::Fuzz(args)) => run_fuzz(args, ui, registry),
        Some(Sub::Names(args)) => run_names(args, ui, registry),
        None => run_cases(&args.run, ui, registry),
    }
}

fn run_cases(args: &RunArgs, ui: &Ui, registry: &Registry) -> Outcome {
    // What the user gave is read before anything is built.
    let filter: Filter = args.filter.parse()?;
    let baseline = args.baseline.as_deref().map(Results::read).transpose()?;
    let versions = args.versions.as_deref().map(versions::read).transpose()?.unwrap_or_default();
    let cases = cases(args)?;
    let whole = args.wit.is_empty() && args.langs.is_empty() && args.filter.trim().is_empty();
    let options = Options {
        langs: args.langs.clone(),
        versions,
        filter,
        link: link(args),
        vectors: args.vectors.max(1),
        seed: args.seed,
        time: Duration::from_secs(args.timeout.max(1)),
        scenarios: if args.wit.is_empty() { SCENARIOS } else { &[] },
        whole,
        ..Options::default()
    };
    let progress = Progress::new(ui);
    let results = run_matrix(registry, &cases, &options, &|event| tell(ui, &progress, event))?;
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

fn run_fuzz(args: &FuzzArgs, ui: &Ui, registry: &Registry) -> Outcome {
    let options = Options {
        langs: args.langs.clone(),
        vectors: args.vectors.max(1),
        seed: args.seed,
        link: LinkChoice::Host,
        scenarios: &[],
        whole: false,
        ..Options::default()
    };
    let cache = options.cache.join("fuzz");
    let options = FuzzOptions { run: Options { cache, ..options }, count: args.count, out: args.out.clone() };
    let progress = Progress::new(ui);
    let fuzzed = fuzz(registry, &options, &|event| match event {
        FuzzEvent::Run(event) => tell(ui, &progress, event),
        FuzzEvent::Round(so_far) => ui.note(&counts(so_far)),
    })?;
    let mut text = counts(&fuzzed);
    for finding in &fuzzed.findings {
        let detail = finding.cell.detail.lines().next().unwrap_or_default();
        text += &format!("\n\n{}: {detail}\n{}", finding.folder.display(), finding.wit);
    }
    ui.result(&text, &fuzzed);
    Ok(if fuzzed.findings.is_empty() { Exit::Success } else { Exit::MatrixUnexpected } as u8)
}

fn run_names(args: &NamesArgs, ui: &Ui, registry: &Registry) -> Outcome {
    let run = Options {
        langs: args.langs.clone(),
        vectors: 4,
        seed: args.seed,
        link: LinkChoice::Host,
        ..Options::default()
    };
    let cache = run.cache.join("names");
    let options = NamesOptions { run: Options { cache, ..run }, count: args.count };
    let progress = Progress::new(ui);
    let told = |named: &Named| {
        let Named { seed, known, tried, clashes } = named;
        format!("seed {seed}: {tried} of {known} words in every role, {} clash", clashes.len())
    };
    let named = names(registry, &options, &|event| match event {
        NamesEvent::Run(event) => tell(ui, &progress, event),
        NamesEvent::Round(so_far) => ui.note(&told(so_far)),
    })?;
    let mut text = told(&named);
    for clash in &named.clashes {
        text += &format!("\n\n{} {}: {}\n{}", clash.lang, clash.word, clash.detail, clash.wit);
    }
    ui.result(&text, &named);
    Ok(if named.clashes.is_empty() { Exit::Success } else { Exit::MatrixUnexpected } as u8)
}

fn counts(fuzzed: &Fuzzed) -> String {
    let Fuzzed { seed, functions, pairs, passed, calls, findings } = fuzzed;
    let failed = findings.len();
    format!(
        "seed {seed}: {functions} functions in {pairs} pairs, {passed} cells passed, {calls} calls; {failed} functions fail"
    )
}

/// Shows builds as moving lines, and each pair as a line that stays.
pub(super) fn tell(ui: &Ui, progress: &Progress<'_>, event: Event) {
    match event {
        Event::Building { guest, note } => progress.show(&guest, &note),
        Event::Built { guest } => progress.end(&guest, None),
        Event::Played { done, of, pair, bad } => {
            let state = if bad == 0 { "as expected".to_owned() } else { format!("{bad} cells unexpected") };
            ui.note(&format!("{done}/{of} {pair}: {state}"));
        }
    }
}

fn cases(args: &RunArgs) -> Result<Vec<Case>, Error> {
    if args.wit.is_empty() {
        return Ok(built_in()?);
    }
    let mut cases: Vec<Case> = Vec::new();
    let mut packages = BTreeSet::new();
    for path in &args.wit {
        let mut wit = Wit::load(path)?;
        let package = wit.resolve().packages[wit.package()].name.clone();
        let name = format!("{}-{}", package.namespace, package.name);
        // Several files may hold a package of one name: then the file's name tells them apart.
        let stem = path.file_stem().map_or_else(|| name.clone(), |stem| stem.to_string_lossy().into_owned());
        let numbered = (2..).map(|number| format!("{name}-{number}"));
        let free = |name: &String| cases.iter().all(|case| case.name != *name);
        let case = [name.clone(), stem].into_iter().chain(numbered).find(free).expect("numbers don't end");
        if !packages.insert(package.to_string()) {
            // One guest can hold both once their packages differ.
            wit = renamed(&wit, &format!("{}-n{}", package.name, cases.len()));
        }
        cases.push(Case { source: Some(path.clone()), ..Case::new(&case, &wit)? });
    }
    number(&mut cases);
    Ok(cases)
}

fn link(args: &RunArgs) -> LinkChoice {
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
