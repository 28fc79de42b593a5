//! A whole run: draw, build, link, call, judge.
//!
//! Nothing that concerns a cell ends the run. Builds and pairs go side by side on the cores; a pair of guests
//! that passed before, bit for bit the same, is not played again ([`crate::verdicts`]).

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use witloom_bindgen::guest::Role;
use witloom_host::{CacheOptions, Engine, EngineOptions};
use witloom_project::registry::Registry;
use witloom_project::toolchain::{Toolchains, user_cache};

use crate::blame;
use crate::error::MatrixError;
use crate::expect::{Expectations, Scope};
use crate::filter::Filter;
use crate::groups::{Group, Workshop};
use crate::guests::{Drawn, Language, NoGuest, told};
use crate::host_side::Book;
use crate::pair::Bounds;
use crate::pairing::{HOST, Match};
use crate::pool;
use crate::results::{Cell, LinkMode, Phase, Results, State};
use crate::suite::Case;
use crate::values;

/// How pairs are to be linked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LinkChoice {
    /// Composed where that was compiled before, else by the host.
    #[default]
    Auto,
    /// Always by the host.
    Host,
    /// Always composed.
    Composed,
    /// Both ways; they must agree.
    Both,
}

/// What to run.
#[derive(Debug, Clone)]
pub struct Options {
    /// Languages by id; all when empty.
    pub langs: Vec<String>,
    /// Which cells.
    pub filter: Filter,
    /// How to link.
    pub link: LinkChoice,
    /// Vectors per function.
    pub vectors: usize,
    /// What values are drawn with.
    pub seed: u64,
    /// Time of one call.
    pub time: Duration,
    /// Where guests and verdicts are kept.
    pub cache: PathBuf,
    /// The WIT packages that were given instead of the built-in cases, for commands to show.
    pub wit: Vec<PathBuf>,
    /// Whether every built-in case takes part, so that expectations that nothing meets are stale.
    pub whole: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            langs: Vec::new(),
            filter: Filter::default(),
            link: LinkChoice::default(),
            vectors: 24,
            seed: 1,
            time: Duration::from_secs(20),
            cache: user_cache().join("matrix"),
            wit: Vec::new(),
            whole: true,
        }
    }
}

/// What a run tells while it goes on.
#[derive(Debug, Clone)]
pub enum Event {
    /// A guest is being built.
    Building {
        /// The guest.
        guest: String,
        /// What is being done.
        note: String,
    },
    /// A guest is there, or can't be had.
    Built {
        /// The guest.
        guest: String,
    },
    /// A pair has been played.
    Played {
        /// Pairs done.
        done: usize,
        /// Pairs in all.
        of: usize,
        /// The pair.
        pair: String,
        /// Cells of the pair that are not as they should be.
        bad: usize,
    },
}

/// Runs the matrix over these cases.
pub fn run(
    registry: &Registry,
    cases: &[Case],
    options: &Options,
    events: &(dyn Fn(Event) + Sync),
) -> Result<Results, MatrixError> {
    let (taken, dropped): (Vec<_>, Vec<_>) =
        cases.iter().partition(|case| case.functions.iter().any(|f| options.filter.takes(&case.name, &f.name)));
    if taken.is_empty() {
        let names: Vec<String> = dropped.iter().map(|case| format!("`{}`", case.name)).collect();
        return Err(MatrixError::Nothing { cases: names.join(", ") });
    }
    let _lock = lock(&options.cache)?;
    let languages = languages(registry, options, events)?;
    let drawn = draw(cases, options);
    let engine = engine()?;
    let progress = |guest: &str, note: Option<&str>| {
        let guest = guest.to_owned();
        events(match note {
            Some(note) => Event::Building { guest, note: note.to_owned() },
            None => Event::Built { guest },
        });
    };
    let workshop = Workshop {
        engine: &engine,
        languages: &languages,
        drawn: &drawn,
        cache: &options.cache.join("guests"),
        progress: &progress,
    };
    let groups = workshop.groups(cases);
    let run = Run { engine: &engine, options, languages: &languages, groups: &groups, drawn: &drawn };
    let mut cells = run.cells(events);
    cells.extend(run.uncallable(cases));
    finish(registry, &languages, options, cells, cases)
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
        .zip(0..)
        .collect();
    cells.sort_by_key(|cell| {
        let place = order.get(&(cell.case.as_str(), cell.function.as_str())).copied();
        (place, cell.caller.clone(), cell.callee.clone())
    });
    blame::assign(&mut cells);
    let expectations = Expectations::of(registry)?;
    let partial = !options.whole || languages.iter().any(|language| language.tools.is_err());
    let scope = if partial { Scope::Part } else { Scope::Whole };
    let stale = expectations.judge(&mut cells, scope);
    let mut results = Results::new(versions(languages), options.seed, options.vectors, cells);
    results.stale_expectations = stale;
    Ok(results)
}

fn versions(languages: &[Language<'_>]) -> BTreeMap<String, String> {
    let mut versions = BTreeMap::from([("witloom".to_owned(), env!("CARGO_PKG_VERSION").to_owned())]);
    for tools in languages.iter().filter_map(|language| language.tools.as_ref().ok()) {
        for (name, tool) in tools.iter() {
            versions.insert(name.to_owned(), tool.version.clone());
        }
    }
    versions
}

/// Keeps other runs out of the cache folder.
fn lock(cache: &std::path::Path) -> Result<std::fs::File, MatrixError> {
    std::fs::create_dir_all(cache).map_err(MatrixError::io(cache))?;
    let path = cache.join("lock");
    let file = std::fs::File::create(&path).map_err(MatrixError::io(&path))?;
    file.lock().map_err(MatrixError::io(&path))?;
    Ok(file)
}

fn engine() -> Result<Engine, MatrixError> {
    let dir = Some(user_cache().join("aot"));
    let cache = CacheOptions { dir, ..CacheOptions::default() };
    Ok(Engine::new(&EngineOptions { cache, fixed_length_lists: true, ..EngineOptions::default() })?)
}

fn languages<'r>(
    registry: &'r Registry,
    options: &Options,
    events: &(dyn Fn(Event) + Sync),
) -> Result<Vec<Language<'r>>, MatrixError> {
    let players = || registry.iter().filter(|driver| driver.guest_writer().is_some());
    let known: Vec<&str> = players().map(|driver| driver.language().id()).collect();
    for wanted in options.langs.iter().filter(|lang| *lang != HOST) {
        if !known.contains(&wanted.as_str()) {
            let known = known.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", ");
            return Err(MatrixError::Language { name: wanted.clone(), known });
        }
    }
    let toolchains = Toolchains::new(&user_cache());
    let wanted = players()
        .filter(|driver| options.langs.is_empty() || options.langs.iter().any(|lang| lang == driver.language().id()));
    let prepared = wanted.map(|driver| {
        let id = driver.language().id().to_owned();
        let note = |note: &str| events(Event::Building { guest: id.clone(), note: note.to_owned() });
        let tools = toolchains.prepare(driver, &note).map_err(|error| told(&error));
        Language { id, driver, tools }
    });
    Ok(prepared.collect())
}

fn draw(cases: &[Case], options: &Options) -> Drawn {
    let functions = cases.iter().flat_map(|case| case.callable().map(move |function| (case, function)));
    let drawn = functions.filter_map(|(case, function)| {
        let vectors = values::vectors(&case.survey, case.model(function)?, options.vectors, options.seed);
        Some((function.number, Arc::new(vectors)))
    });
    drawn.collect()
}

/// Everything that playing needs.
struct Run<'a> {
    engine: &'a Engine,
    options: &'a Options,
    languages: &'a [Language<'a>],
    groups: &'a [Group<'a>],
    drawn: &'a Drawn,
}

impl Run<'_> {
    fn ids(&self) -> Vec<&str> {
        self.languages.iter().map(|language| language.id.as_str()).chain([HOST]).collect()
    }

    /// Pairs that the filter takes; the host doesn't call itself.
    fn pairs(&self) -> Vec<(&str, &str)> {
        let ids = self.ids();
        let all = ids.iter().flat_map(|caller| ids.iter().map(|callee| (*caller, *callee)));
        all.filter(|(a, b)| (*a, *b) != (HOST, HOST) && self.options.filter.takes_pair(a, b)).collect()
    }

    fn cells(&self, events: &(dyn Fn(Event) + Sync)) -> Vec<Cell> {
        let mut tasks = Vec::new();
        for group in self.groups {
            let book = Arc::new(Book::new(&group.cases, self.drawn));
            tasks.extend(self.pairs().into_iter().map(|pair| (group, Arc::clone(&book), pair)));
        }
        let (done, of) = (AtomicUsize::new(0), tasks.len());
        let played = pool::each(&tasks, |(group, book, (caller, callee))| {
            let cells = self.pair(group, book, caller, callee);
            let bad = cells.iter().filter(|cell| cell.state.is_unexpected()).count();
            let done = done.fetch_add(1, Ordering::Relaxed) + 1;
            events(Event::Played { done, of, pair: format!("{caller} → {callee}"), bad });
            cells
        });
        let crashed = |at: usize| {
            let (group, _, (caller, callee)) = &tasks[at];
            let text = "the run of this pair crashed: this is a defect of witloom";
            self.blank(group, caller, callee, State::Fail, Phase::Run, text)
        };
        played.into_iter().enumerate().flat_map(|(at, cells)| cells.unwrap_or_else(|| crashed(at))).collect()
    }

    fn pair(&self, group: &Group<'_>, book: &Arc<Book>, caller: &str, callee: &str) -> Vec<Cell> {
        let side = |id: &str, role| match id {
            HOST => Ok(None),
            id => group.guest(id, role).map(Some),
        };
        let guests = side(caller, Role::Caller).and_then(|caller| Ok((caller, side(callee, Role::Callee)?)));
        let (from, to) = match guests {
            Ok(guests) => guests,
            Err(NoGuest::NotRun(text)) => {
                return self.blank(group, caller, callee, State::NotRun, Phase::Prepare, &text);
            }
            Err(NoGuest::Unsupported(text)) => {
                return self.blank(group, caller, callee, State::Unsupported, Phase::Build, &text);
            }
            Err(NoGuest::Failed(text)) => {
                return self.blank(group, caller, callee, State::BuildFailed, Phase::Build, &text);
            }
        };
        let bounds = Bounds { time: self.options.time, memory: 2 << 30 };
        let choice = self.options.link;
        let matched = Match { engine: self.engine, caller: from, callee: to, book, bounds, choice };
        let numbers = group.cases.iter().flat_map(|case| {
            let taken = case.callable().filter(|f| self.options.filter.takes(&case.name, &f.name));
            taken.map(|f| (f.number, self.drawn.get(&f.number).map_or(0, |vectors| vectors.len())))
        });
        let numbers: Vec<(u32, usize)> = numbers.collect();
        let mut played = matched.play(&numbers, &self.options.cache.join("verdicts"));
        let mut cells = self.blank(group, caller, callee, State::Pass, Phase::Run, "");
        for (cell, (outcome, link)) in cells.iter_mut().zip(played.drain(..)) {
            cell.state = outcome.state;
            cell.phase = outcome.phase;
            cell.link = Some(link);
            cell.vectors = outcome.vectors;
            cell.duration_ms = (outcome.took.as_secs_f64() * 1e5).round() / 1e2;
            if outcome.state != State::Pass {
                cell.detail = format!("{}\nreproduce: {}", outcome.detail, self.command(cell, link));
            }
        }
        cells
    }

    /// Cells of a pair, all in one state.
    fn blank(
        &self,
        group: &Group<'_>,
        caller: &str,
        callee: &str,
        state: State,
        phase: Phase,
        detail: &str,
    ) -> Vec<Cell> {
        let functions = group.cases.iter().flat_map(|case| case.callable().map(move |f| (case, f)));
        let taken = functions.filter(|(case, f)| self.options.filter.takes(&case.name, &f.name));
        let cell = |(case, function): (&&Case, &crate::suite::CaseFunction)| Cell {
            case: case.name.clone(),
            function: function.name.clone(),
            caller: caller.to_owned(),
            callee: callee.to_owned(),
            state,
            phase,
            link: None,
            detail: detail.to_owned(),
            blame: None,
            vectors: 0,
            duration_ms: 0.0,
        };
        taken.map(cell).collect()
    }

    /// Cells of functions that nobody can call.
    fn uncallable(&self, cases: &[Case]) -> Vec<Cell> {
        let mut cells = Vec::new();
        for case in cases {
            for function in case.functions.iter().filter(|f| self.options.filter.takes(&case.name, &f.name)) {
                let Some(reason) = &function.unsupported else { continue };
                cells.extend(self.pairs().into_iter().map(|(caller, callee)| Cell {
                    case: case.name.clone(),
                    function: function.name.clone(),
                    caller: caller.to_owned(),
                    callee: callee.to_owned(),
                    state: State::Unsupported,
                    phase: Phase::Select,
                    link: None,
                    detail: reason.clone(),
                    blame: None,
                    vectors: 0,
                    duration_ms: 0.0,
                }));
            }
        }
        cells
    }

    /// The command that shows a cell again.
    fn command(&self, cell: &Cell, link: LinkMode) -> String {
        let Cell { case, function, caller, callee, .. } = cell;
        let mut langs: Vec<&str> = [caller.as_str(), callee].into_iter().filter(|id| *id != HOST).collect();
        langs.dedup();
        let wit: String = self.options.wit.iter().map(|path| format!("--wit {} ", path.display())).collect();
        let link = match link {
            LinkMode::Host => "host",
            LinkMode::Composed => "composed",
            LinkMode::Both => "both",
        };
        format!(
            "witloom matrix {wit}--langs {} --link {link} --vectors {} --seed {} --filter 'case={case} function={function} \
             caller={caller} callee={callee}'",
            langs.join(","),
            self.options.vectors,
            self.options.seed,
        )
    }
}
