//! What the landing page shows.

use std::collections::BTreeMap;

use serde::Serialize;

use super::Board;
use crate::bench::figures::{About, Counted, Machine, Row};
use crate::judge::results::{HOST, Results, State};

/// The data of the page.
#[derive(Debug, Serialize)]
pub(super) struct Summary<'b> {
    /// Seconds since 1970, of both runs.
    matrix_started: u64,
    bench_started: u64,
    witloom: &'b str,
    machine: &'b Machine,
    /// Names of the WIT packages that were called; the cases when they were the built-in ones.
    wit: Vec<String>,
    vectors: usize,
    cells: usize,
    /// Cases in the order of the run.
    cases: Vec<&'b str>,
    languages: Vec<Language<'b>>,
    pairs: Vec<Pair<'b>>,
    workloads: &'b [About],
    costs: &'b [Row],
    peers: &'b [Row],
    counted: &'b Counted,
}

/// A row of the landing page.
#[derive(Debug, Serialize)]
struct Language<'b> {
    id: &'b str,
    /// Versions of what it is built with, by tool.
    tools: Option<&'b BTreeMap<String, String>>,
    /// By case, over all pairs that it takes part in.
    support: BTreeMap<&'b str, Share>,
    /// Its callee of the plain workloads.
    bytes: Option<usize>,
    gzip_bytes: Option<usize>,
    build_s: Option<f64>,
}

/// How much of what was called passed.
#[derive(Debug, Default, Clone, Copy, Serialize)]
struct Share {
    pass: usize,
    ran: usize,
    /// Never called, since a type or a toolchain isn't there.
    aside: usize,
}

impl Share {
    fn add(&mut self, state: State) {
        match state {
            State::Pass => {
                self.pass += 1;
                self.ran += 1;
            }
            State::Unsupported | State::NotRun => self.aside += 1,
            State::Fail
            | State::Trap
            | State::Timeout
            | State::BuildFailed
            | State::KnownFail
            | State::UnexpectedPass => self.ran += 1,
        }
    }
}

/// A cell of the grid.
#[derive(Debug, Serialize)]
struct Pair<'b> {
    caller: &'b str,
    callee: &'b str,
    #[serde(flatten)]
    share: Share,
}

impl<'b> Summary<'b> {
    pub(super) fn of(board: &'b Board) -> Self {
        let Board { results, figures } = board;
        let mut cases: Vec<&str> = Vec::new();
        for cell in &results.cells {
            if !cases.contains(&cell.case.as_str()) {
                cases.push(&cell.case);
            }
        }
        let wit = match results.wit.is_empty() {
            true => cases.iter().map(|case| (*case).to_owned()).collect(),
            false => results.wit.clone(),
        };
        Self {
            matrix_started: results.started,
            bench_started: figures.started,
            witloom: &figures.witloom,
            machine: &figures.machine,
            wit,
            vectors: results.vectors,
            cells: results.cells.len(),
            cases,
            languages: languages(board),
            pairs: pairs(results),
            workloads: &figures.workloads,
            costs: &figures.pairs,
            peers: &figures.peers,
            counted: &figures.counted,
        }
    }
}

/// Those that took part in either run.
fn languages<'b>(board: &'b Board) -> Vec<Language<'b>> {
    let Board { results, figures } = board;
    let sides = results.cells.iter().flat_map(|cell| [cell.caller.as_str(), cell.callee.as_str()]);
    let mut ids: Vec<&str> = sides.chain(figures.guests.iter().map(|guest| guest.language.as_str())).collect();
    ids.sort_unstable();
    ids.dedup();
    ids.retain(|id| *id != HOST);
    let one = |id: &'b str| {
        let guest = figures.guests.iter().find(|g| g.language == id && g.kind == "costs" && g.role == "callee");
        let mut support: BTreeMap<&str, Share> = BTreeMap::new();
        for cell in results.cells.iter().filter(|cell| cell.tells_of(id)) {
            support.entry(cell.case.as_str()).or_default().add(cell.state);
        }
        Language {
            id,
            tools: figures.tools.get(id),
            support,
            bytes: guest.map(|guest| guest.bytes),
            gzip_bytes: guest.and_then(|guest| guest.gzip_bytes),
            build_s: guest.map(|guest| guest.build_s),
        }
    };
    ids.into_iter().map(one).collect()
}

fn pairs(results: &Results) -> Vec<Pair<'_>> {
    let mut all: BTreeMap<(&str, &str), Share> = BTreeMap::new();
    for cell in &results.cells {
        all.entry((&cell.caller, &cell.callee)).or_default().add(cell.state);
    }
    all.into_iter().map(|((caller, callee), share)| Pair { caller, callee, share }).collect()
}
