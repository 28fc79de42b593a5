//! Random interfaces: draws WIT and values, runs pairs, and reduces what fails.
//!
//! Each drawn function is a case of its own, so that one that can't be built doesn't hide the others; all of a
//! round share their guests. A failure is reduced by trying simpler signatures, all of a step in one build, for
//! as long as one of them still fails in the same pair; vectors begin with the simplest values, so that the first
//! one that fails is the smallest there is. What remains is written as a folder that can be committed.

mod shape;

use std::path::{Path, PathBuf};

use rand::SeedableRng;
use rand::rngs::StdRng;
use witloom_bindgen::Wit;
use witloom_project::registry::Registry;

use self::shape::Signature;
use crate::draw::suite::{Case, number};
use crate::error::MatrixError;
use crate::judge::results::{Cell, HOST, State};
use crate::options::{Event, Options};
use crate::run::run;

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

/// Draws functions and runs them; gives the failures, one per function and pair of languages at most.
pub fn fuzz(
    registry: &Registry,
    options: &FuzzOptions,
    events: &(dyn Fn(Event) + Sync),
) -> Result<Vec<Finding>, MatrixError> {
    let mut rng = StdRng::seed_from_u64(options.run.seed);
    let drawn: Vec<Signature> = (0..options.count.max(1)).map(|_| Signature::draw(&mut rng)).collect();
    let mut findings = Vec::new();
    for (at, cell) in failures(registry, &options.run, &drawn, events)? {
        let (signature, cell) = reduce(registry, options, &drawn[at], cell, events)?;
        findings.push(write(options, at, &signature, cell)?);
    }
    Ok(findings)
}

/// Runs signatures; the worst failing cell of each that has one, with its position.
fn failures(
    registry: &Registry,
    options: &Options,
    signatures: &[Signature],
    events: &(dyn Fn(Event) + Sync),
) -> Result<Vec<(usize, Cell)>, MatrixError> {
    let mut cases = Vec::new();
    for (at, signature) in signatures.iter().enumerate() {
        let text = signature.wit(&format!("f{at}"));
        cases.push(Case::new(&format!("f{at}"), &Wit::parse("drawn.wit", &text)?)?);
    }
    number(&mut cases);
    let options = Options { whole: false, scenarios: &[], ..options.clone() };
    let results = run(registry, &cases, &options, events)?;
    let worst = |at: usize| {
        let name = format!("f{at}");
        let mut bad: Vec<&Cell> = results.unexpected().filter(|cell| cell.case == name).collect();
        // A pair with the host names one language; prefer it.
        bad.sort_by_key(|cell| (cell.caller != HOST && cell.callee != HOST, cell.state != State::Fail));
        bad.first().map(|cell| (at, (*cell).clone()))
    };
    Ok((0..signatures.len()).filter_map(worst).collect())
}

fn reduce(
    registry: &Registry,
    options: &FuzzOptions,
    start: &Signature,
    cell: Cell,
    events: &(dyn Fn(Event) + Sync),
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
        let still = failures(registry, &narrow, &simpler, events)?;
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
    let detail = detail.lines().filter(|line| !line.starts_with("reproduce: ")).collect::<Vec<_>>().join("\n");
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
