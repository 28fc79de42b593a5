//! A whole run: draw, build, link, call, judge.
//!
//! Nothing that concerns a cell ends the run. Builds and pairs go side by side on the cores; a pair of guests
//! that passed before, bit for bit the same, is not played again ([`crate::play::verdicts`]).

use std::collections::BTreeMap;
use std::time::SystemTime;

use witloom_project::registry::Registry;

use crate::build::engines::Engines;
use crate::build::groups::Workshop;
use crate::build::guests::Language;
use crate::build::languages;
use crate::draw::suite::Case;
use crate::draw::values::{self, Share};
use crate::error::MatrixError;
use crate::judge::blame;
use crate::judge::expect::{Coverage, Expectations};
use crate::judge::results::{Cell, Results};
use crate::options::{Event, Options};
use crate::play::cells::Players;
use crate::play::deck::{Deck, DrawnDeck};
use crate::scripted::{Package, Scenario, Scripts};

/// Vectors of a function that one guest holds. They are part of its code, of which compilers take only so much.
const HELD: usize = 48;

/// Runs the matrix over these cases and the scripted ones.
pub fn run(
    registry: &Registry,
    cases: &[Case],
    options: &Options,
    events: &(dyn Fn(Event) + Sync),
) -> Result<Results, MatrixError> {
    let takes_cases = cases.iter().any(|case| case.functions.iter().any(|f| options.filter.takes(&case.name, &f.name)));
    let takes_scripts = options.scenarios.iter().any(|s| options.filter.takes(s.case, s.name));
    if !takes_cases && !takes_scripts {
        return Err(nothing(cases, options));
    }
    let started = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let _lock = lock(&options.cache)?;
    let languages = languages::prepare(registry, options, events)?;
    let engines = Engines::new(registry)?;
    let played = Played { engines: &engines, languages: &languages, options, events };
    let mut cells = Vec::new();
    for share in draw(cases, options) {
        let scenarios = if takes_scripts && share.first == 0 { options.scenarios } else { &[] };
        cells.extend(played.share(if takes_cases { cases } else { &[] }, &share, scenarios)?);
    }
    let players = Players { options, languages: &languages, decks: &[] };
    cells.extend(players.uncallable(cases));
    let mut results = finish(registry, &languages, options, cells, cases)?;
    results.started = started;
    results.wit = cases.iter().filter_map(|case| Some(case.source.as_ref()?.display().to_string())).collect();
    Ok(results)
}

/// What the shares of a run have in common.
struct Played<'a> {
    engines: &'a Engines,
    languages: &'a [Language<'a>],
    options: &'a Options,
    events: &'a (dyn Fn(Event) + Sync),
}

impl Played<'_> {
    /// Builds the guests of a share, plays every pair, and lets go of the guests.
    fn share(&self, cases: &[Case], share: &Share, scenarios: &[Scenario]) -> Result<Vec<Cell>, MatrixError> {
        let progress = |guest: &str, note: Option<&str>| {
            let guest = guest.to_owned();
            (self.events)(match note {
                Some(note) => Event::Building { guest, note: note.to_owned() },
                None => Event::Built { guest },
            });
        };
        let workshop = Workshop {
            engines: self.engines,
            languages: self.languages,
            share,
            cache: &self.options.cache.join("guests"),
            progress: &progress,
        };
        let takes = |case: &Case| case.functions.iter().any(|f| self.options.filter.takes(&case.name, &f.name));
        let groups = workshop.groups(cases, &takes);
        let scripts = self.scripts(&workshop, scenarios)?;
        let drawn_decks: Vec<DrawnDeck<'_>> = groups.iter().map(|group| DrawnDeck::new(group, share)).collect();
        let mut decks: Vec<&dyn Deck> = drawn_decks.iter().map(|deck| deck as &dyn Deck).collect();
        decks.extend(scripts.iter().map(|scripts| scripts as &dyn Deck));
        let players = Players { options: self.options, languages: self.languages, decks: &decks };
        Ok(players.cells(self.events))
    }

    /// The hand-written guests of scenarios, by their package.
    fn scripts(&self, workshop: &Workshop<'_>, scenarios: &[Scenario]) -> Result<Vec<Scripts>, MatrixError> {
        let mut scripts = Vec::new();
        for package in [Package::Scripts, Package::Waiting] {
            let own: Vec<Scenario> = scenarios.iter().filter(|s| s.package() == package).copied().collect();
            if own.iter().any(|s| self.options.filter.takes(s.case, s.name)) {
                scripts.push(Scripts::build(workshop, package, &own)?);
            }
        }
        Ok(scripts)
    }
}

fn nothing(cases: &[Case], options: &Options) -> MatrixError {
    let mut names: Vec<String> = cases.iter().map(|case| format!("`{}`", case.name)).collect();
    names.extend(options.scenarios.iter().map(|scenario| format!("`{}`", scenario.case)));
    names.dedup();
    MatrixError::Nothing { cases: names.join(", ") }
}

/// Judges the cells and puts them in order.
fn finish(
    registry: &Registry,
    languages: &[Language<'_>],
    options: &Options,
    mut cells: Vec<Cell>,
    cases: &[Case],
) -> Result<Results, MatrixError> {
    let order: BTreeMap<(&str, &str), usize> = cases
        .iter()
        .flat_map(|case| case.functions.iter().map(|f| (case.name.as_str(), f.name.as_str())))
        .chain(options.scenarios.iter().map(|scenario| (scenario.case, scenario.name)))
        .zip(0..)
        .collect();
    cells.sort_by_key(|cell| {
        let place = order.get(&(cell.case.as_str(), cell.function.as_str())).copied();
        (place, cell.caller.clone(), cell.callee.clone())
    });
    let mut cells = merged(cells);
    blame::assign(&mut cells);
    let expectations = Expectations::of(registry)?;
    let partial = !options.whole || languages.iter().any(|language| language.tools.is_err());
    let coverage = if partial { Coverage::Part } else { Coverage::Whole };
    let stale = expectations.judge(&mut cells, coverage);
    let mut results = Results::new(languages::tools(languages), options.seed, options.vectors, cells);
    results.stale_expectations = stale;
    Ok(results)
}

/// One cell of those that only differ in their vectors; they stand side by side.
fn merged(cells: Vec<Cell>) -> Vec<Cell> {
    let mut merged: Vec<Cell> = Vec::new();
    for cell in cells {
        match merged.pop_if(|last| last.id() == cell.id()) {
            Some(last) => merged.push(last.and(cell)),
            None => merged.push(cell),
        }
    }
    merged
}

/// Keeps other runs out of the cache folder.
fn lock(cache: &std::path::Path) -> Result<std::fs::File, MatrixError> {
    std::fs::create_dir_all(cache).map_err(MatrixError::io(cache))?;
    let path = cache.join("lock");
    let file = std::fs::File::create(&path).map_err(MatrixError::io(&path))?;
    file.lock().map_err(MatrixError::io(&path))?;
    Ok(file)
}

/// Draws the vectors of every function, and says which guests hold which. Scripts alone have one share.
fn draw(cases: &[Case], options: &Options) -> Vec<Share> {
    let functions = cases.iter().flat_map(|case| case.callable().map(move |function| (case, function)));
    let drawn = functions.filter_map(|(case, function)| {
        let vectors = values::vectors(&case.survey, case.model(function)?, options.vectors, options.seed);
        Some((function.number, vectors))
    });
    let mut shares = Share::divide(drawn.collect(), HELD);
    if shares.is_empty() {
        shares.push(Share::default());
    }
    shares
}
