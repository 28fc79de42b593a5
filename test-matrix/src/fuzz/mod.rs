//! Random interfaces: draws WIT and values, runs pairs, and reduces what fails.
//!
//! Each drawn function is a case of its own, so that one that can't be built doesn't hide the others; those of a
//! round share their guests, and nothing of a round is kept, so that a run can be as long as one likes. A failure is reduced by trying simpler signatures, all of a step in one build, for
//! as long as one of them still fails in the same pair; vectors begin with the simplest values, so that the first
//! one that fails is the smallest there is. What remains is written as a folder that can be committed.

mod shape;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use rand::SeedableRng;
use rand::rngs::StdRng;
use witloom_bindgen::Wit;
use witloom_project::registry::Registry;

use self::shape::Signature;
use crate::draw::suite::{Case, number};
use crate::error::MatrixError;
use crate::judge::results::{Cell, HOST, REPRODUCE, Results, State};
use crate::options::{Event, Options};
use crate::run::run;

/// Functions that share their guests.
const ROUND: usize = 64;
/// Simpler signatures that are tried in one step.
const TRIED: usize = 24;
/// Steps of a reduction.
const STEPS: usize = 24;

/// What to draw.
#[derive(Debug, Clone)]
pub struct FuzzOptions {
    /// Languages, vectors, seed, link mode and cache, as for a run.
    pub run: Options,
    /// Functions to draw.
    pub count: usize,
    /// Where findings are written.
    pub out: PathBuf,
}

/// A failure, reduced.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Finding {
    /// The folder that holds it.
    pub folder: PathBuf,
    /// The smallest package that still fails.
    pub wit: String,
    /// The cell of that package.
    pub cell: Cell,
}

/// What was drawn and played, and what failed.
#[derive(Debug, Clone, Default, serde::Serialize)]
pub struct Fuzzed {
    /// What interfaces and values were drawn with.
    pub seed: u64,
    /// Functions drawn.
    pub functions: usize,
    /// Pairs of languages, the host among them.
    pub pairs: usize,
    /// Cells that passed: functions times pairs.
    pub passed: usize,
    /// Calls made, reductions aside; each compares all parameters and the result.
    pub calls: usize,
    /// What failed, one of each function.
    pub findings: Vec<Finding>,
}

/// What happens while functions are drawn.
#[derive(Debug)]
pub enum FuzzEvent<'a> {
    /// Something of a run.
    Run(Event),
    /// A round is over; all that was done so far.
    Round(&'a Fuzzed),
}

/// Hears what happens.
pub type Events<'a> = dyn Fn(FuzzEvent<'_>) + Sync + 'a;

/// Draws functions and runs them, a round after the other; gives the failures, one per function at most.
pub fn fuzz(registry: &Registry, options: &FuzzOptions, events: &Events<'_>) -> Result<Fuzzed, MatrixError> {
    let mut rng = StdRng::seed_from_u64(options.run.seed);
    let mut fuzzed = Fuzzed { seed: options.run.seed, ..Fuzzed::default() };
    while fuzzed.functions < options.count.max(1) {
        let first = fuzzed.functions;
        let size = ROUND.min(options.count.max(1) - first);
        let drawn: Vec<Signature> = (0..size).map(|_| Signature::draw(&mut rng)).collect();
        let results = play(registry, &options.run, &drawn, events)?;
        fuzzed.functions += size;
        fuzzed.pairs = results.cells.iter().map(|cell| (&cell.caller, &cell.callee)).collect::<BTreeSet<_>>().len();
        fuzzed.passed += results.cells.iter().filter(|cell| cell.state == State::Pass).count();
        fuzzed.calls += results.cells.iter().map(|cell| cell.vectors).sum::<usize>();
        for (at, cell) in failures(&results, size) {
            let (signature, cell) = reduce(registry, options, &drawn[at], cell, events)?;
            fuzzed.findings.push(write(options, first + at, &signature, cell)?);
        }
        forget(&options.run.cache);
        events(FuzzEvent::Round(&fuzzed));
    }
    Ok(fuzzed)
}

/// Removes what is never asked for again: guests of this round, and that they passed.
fn forget(cache: &Path) {
    let _ = std::fs::remove_dir_all(cache.join("verdicts"));
    for guest in std::fs::read_dir(cache.join("guests")).into_iter().flatten().flatten() {
        let _ = std::fs::remove_dir_all(guest.path().join("built"));
    }
}

/// The name of a drawn function's case and package; a letter and a number alone may be a keyword.
fn case_name(at: usize) -> String {
    format!("case{at}")
}

/// Runs signatures, each as a case.
fn play(
    registry: &Registry,
    options: &Options,
    signatures: &[Signature],
    events: &Events<'_>,
) -> Result<Results, MatrixError> {
    let mut cases = Vec::new();
    for (at, signature) in signatures.iter().enumerate() {
        let name = case_name(at);
        cases.push(Case::new(&name, &Wit::parse("drawn.wit", &signature.wit(&name))?)?);
    }
    number(&mut cases);
    let options = Options { whole: false, scenarios: &[], ..options.clone() };
    run(registry, &cases, &options, &|event| events(FuzzEvent::Run(event)))
}

/// The worst failing cell of each signature that has one, with its position.
fn failures(results: &Results, count: usize) -> Vec<(usize, Cell)> {
    let worst = |at: usize| {
        let name = case_name(at);
        let mut bad: Vec<&Cell> = results.unexpected().filter(|cell| cell.case == name).collect();
        // A pair with the host names one language; prefer it.
        bad.sort_by_key(|cell| (cell.caller != HOST && cell.callee != HOST, cell.state != State::Fail));
        bad.first().map(|cell| (at, (*cell).clone()))
    };
    (0..count).filter_map(worst).collect()
}

fn reduce(
    registry: &Registry,
    options: &FuzzOptions,
    start: &Signature,
    cell: Cell,
    events: &Events<'_>,
) -> Result<(Signature, Cell), MatrixError> {
    let langs = [cell.caller.clone(), cell.callee.clone()].into_iter().filter(|id| id != HOST).collect();
    let filter = format!("caller={} callee={}", cell.caller, cell.callee).parse()?;
    let narrow = Options { langs, filter, ..options.run.clone() };
    let (mut best, mut found) = (start.clone(), cell);
    for _ in 0..STEPS {
        let mut simpler = best.simpler();
        simpler.truncate(TRIED);
        if simpler.is_empty() {
            break;
        }
        let still = failures(&play(registry, &narrow, &simpler, events)?, simpler.len());
        let same = still.into_iter().filter(|(_, cell)| cell.state == found.state);
        let Some((at, cell)) = same.min_by_key(|(at, _)| simpler[*at].size()) else { break };
        best = simpler[at].clone();
        found = cell;
    }
    Ok((best, found))
}

fn write(options: &FuzzOptions, at: usize, signature: &Signature, cell: Cell) -> Result<Finding, MatrixError> {
    let name = format!("fuzz-{}-{at}", options.run.seed);
    let folder = options.out.join(&name);
    let wit = signature.wit(&name);
    let put = |file: &str, text: &str| put(&folder, file, text);
    put("case.wit", &wit)?;
    let Cell { caller, callee, state, detail, .. } = &cell;
    let detail = detail.lines().filter(|line| !line.starts_with(REPRODUCE)).collect::<Vec<_>>().join("\n");
    let langs: Vec<&str> = [caller.as_str(), callee].into_iter().filter(|id| *id != HOST).collect();
    let command = format!(
        "witloom matrix --wit case.wit --langs {} --vectors {} --seed {} --filter 'caller={caller} callee={callee}'",
        langs.join(","),
        options.run.vectors,
        options.run.seed,
    );
    let blame = cell.blame.clone().unwrap_or_default();
    put(
        "README.md",
        &format!(
            "# {} from {caller} to {callee}\n\n{blame}\n\n```text\n{detail}\n```\n\n```sh\n{command}\n```\n",
            state.word()
        ),
    )?;
    Ok(Finding { folder, wit, cell })
}

fn put(folder: &Path, file: &str, text: &str) -> Result<(), MatrixError> {
    std::fs::create_dir_all(folder).map_err(MatrixError::io(folder))?;
    let path = folder.join(file);
    std::fs::write(&path, text).map_err(MatrixError::io(&path))
}
