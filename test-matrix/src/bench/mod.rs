//! What calls cost between components: for every ordered pair of languages, with the host as a caller, and beside what one
//! would use instead.
//!
//! A figure is the least of several runs, per call there and back, in time on processors ([`measure`]); the guests are written by
//! hand, as users would ([`ByHand`](witloom_bindgen::guest::ByHand)). Instructions are counted, too ([`counted`]): they are the same
//! on any machine.

pub mod clock;
pub mod counted;
pub mod figures;
pub mod guests;
pub mod measure;
mod peers;
pub mod running;
pub mod table;
pub mod workloads;

use std::collections::BTreeMap;
use std::time::SystemTime;

use witloom_bindgen::guest::{Measured, Role};
use witloom_component::Profile;
use witloom_project::registry::Registry;

use crate::build::guests::told;
use crate::build::languages;
use crate::error::MatrixError;
use crate::judge::results::HOST;
use crate::options::Event;
use clock::Clock;
use figures::{About, App, Counted, Figures, Machine, Row, SCHEMA_VERSION};
use guests::{Guests, Workshop};
use measure::{Cost, cost};
use running::Running;
use workloads::{Workload, workloads};

/// So many calls must leave nothing behind.
const MANY: u32 = 100_000;

/// What else can be measured, besides languages and workloads.
const PAIRS: &str = "pairs";
const SAME: &str = "same";
const PEERS: &str = "peers";
const COUNT: &str = "count";
const SIDES: [(&str, &str); 5] = [
    (PAIRS, "every language with every other"),
    (SAME, "each language with itself"),
    (HOST, "the host as caller"),
    (PEERS, "what one would use instead"),
    (COUNT, "instructions, of each language with itself"),
];

/// What a run tells while it goes on.
#[derive(Debug)]
pub enum Told<'a> {
    /// Of toolchains and guests.
    Event(Event),
    /// A row is there; the names of the workloads are its columns.
    Row(&'a Row, &'a [&'static str]),
}

/// What is to be measured.
#[derive(Debug)]
pub struct Wanted {
    languages: Vec<String>,
    workloads: Vec<Workload>,
    sides: Vec<&'static str>,
}

impl Wanted {
    /// Names of languages, of workloads, and of what there is besides; everything where none of a kind is named.
    pub fn parse(registry: &Registry, names: &[String]) -> Result<Self, MatrixError> {
        let known = registry.ids();
        let all = workloads();
        let side = |name: &str| SIDES.iter().map(|(side, _)| *side).find(|side| *side == name);
        let is_workload = |name: &str| all.iter().any(|workload| workload.name == name);
        let unknown = |name: &&String| !known.contains(&name.as_str()) && !is_workload(name) && side(name).is_none();
        if let Some(name) = names.iter().find(unknown) {
            let sides: Vec<&str> = SIDES.iter().map(|(side, _)| *side).collect();
            let works: Vec<&str> = all.iter().map(|workload| workload.name).collect();
            let known = format!("{}; {}; {}", known.join(", "), sides.join(", "), works.join(", "));
            return Err(MatrixError::Workload { name: name.clone(), known });
        }
        let languages = names.iter().filter(|name| known.contains(&name.as_str())).cloned().collect();
        let mut sides: Vec<&str> = names.iter().filter_map(|name| side(name)).collect();
        if sides.is_empty() {
            sides = vec![PAIRS, HOST, PEERS, COUNT];
        }
        let some = names.iter().any(|name| is_workload(name));
        let workloads = all.into_iter().filter(|workload| !some || names.iter().any(|name| name == workload.name));
        Ok(Self { languages, workloads: workloads.collect(), sides })
    }

    fn has(&self, side: &str) -> bool {
        self.sides.contains(&side)
    }

    fn has_workload(&self, name: &str) -> bool {
        self.workloads.iter().any(|workload| workload.name == name)
    }

    fn plays(&self, kind: Measured) -> bool {
        self.workloads.iter().any(|workload| workload.kind == kind)
    }

    fn names(&self) -> Vec<&'static str> {
        self.workloads.iter().map(|workload| workload.name).collect()
    }

    /// Whether guests of a kind are called.
    fn needs(&self, kind: Measured) -> bool {
        let pairs = self.has(PAIRS) || self.has(SAME);
        self.plays(kind) && (pairs || kind == Measured::Costs && (self.has(HOST) || self.has(COUNT)))
    }

    /// Whether two languages are a pair that is wanted.
    fn pairs(&self, caller: &str, callee: &str) -> bool {
        self.has(PAIRS) || (self.has(SAME) && caller == callee)
    }
}

/// A run that goes on.
struct Run<'a> {
    wanted: &'a Wanted,
    guests: Guests,
    clock: Clock,
    failures: Vec<String>,
}

/// Measures what is wanted. What goes wrong with some figures is among the failures, and others stand.
pub fn run(registry: &Registry, wanted: &Wanted, tell: &(dyn Fn(Told<'_>) + Sync)) -> Result<Figures, MatrixError> {
    let started = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let events = |event| tell(Told::Event(event));
    let workshop = Workshop::new(registry, &wanted.languages, Profile::Release, &events)?;
    let guests = Guests::build(&workshop, &|kind| wanted.needs(kind), &events)?;
    let (languages, names) = (workshop.languages(), wanted.names());
    let mut run = Run { wanted, guests, clock: Clock::with(&[]), failures: Vec::new() };
    let (mut pairs, mut peers) = (Vec::new(), Vec::new());
    let keep = |rows: &mut Vec<Row>, row: Row| {
        tell(Told::Row(&row, &names));
        rows.push(row);
    };
    for caller in &languages {
        for callee in languages.iter().filter(|callee| wanted.pairs(caller, callee)) {
            keep(&mut pairs, run.pair(caller, callee)?);
        }
    }
    if wanted.has(HOST) && wanted.plays(Measured::Costs) {
        for callee in &languages {
            keep(&mut pairs, run.hosted(callee)?);
        }
    }
    if wanted.has(PEERS) {
        let failures = peers::measure(workshop.all(), &wanted.workloads, &mut |row| keep(&mut peers, row))?;
        run.failures.extend(failures);
    }
    let counted =
        if wanted.has(COUNT) && wanted.plays(Measured::Costs) { run.counted(&languages) } else { Counted::new() };
    let about = |workload: &Workload| About { name: workload.name.to_owned(), about: workload.about.to_owned() };
    Ok(Figures {
        schema_version: SCHEMA_VERSION,
        started,
        machine: Machine::this(),
        witloom: env!("CARGO_PKG_VERSION").to_owned(),
        tools: languages::tools_of_each(workshop.all()),
        workloads: wanted.workloads.iter().map(about).collect(),
        guests: run.guests.figures(),
        pairs,
        peers,
        counted,
        left_out: workshop.left_out(),
        failures: run.failures,
    })
}

impl Run<'_> {
    fn measured(
        &mut self,
        what: &str,
        workload: &Workload,
        run: impl FnMut(u32) -> Result<(), String>,
    ) -> Option<(String, Cost)> {
        match cost(&self.clock, run) {
            Ok(cost) => Some((workload.name.to_owned(), cost)),
            Err(error) => {
                self.failures.push(format!("{what} {}: {error}", workload.name));
                None
            }
        }
    }

    /// Two languages in one component.
    fn pair(&mut self, caller: &str, callee: &str) -> Result<Row, MatrixError> {
        let name = format!("{caller}→{callee}");
        let (mut costs, mut facts) = (BTreeMap::new(), None);
        let wanted = self.wanted;
        for kind in [Measured::Costs, Measured::Loads].into_iter().filter(|kind| wanted.plays(*kind)) {
            let (app, bytes, start_ns) = self.guests.pair(&self.clock, kind, [caller, callee])?;
            if kind == Measured::Costs {
                facts = self.facts(&name, Running::start(&app)?, bytes, start_ns);
            }
            for workload in wanted.workloads.iter().filter(|workload| workload.kind == kind) {
                let mut pair = Running::start(&app)?;
                costs.extend(self.measured(&name, workload, |times| workload.load(&mut pair, times)));
            }
        }
        Ok(Row { name, caller: caller.to_owned(), callee: callee.to_owned(), costs, app: facts })
    }

    /// Its size and start, and what many calls leave behind.
    fn facts(&mut self, name: &str, mut pair: Running, bytes: usize, start_ns: Option<f64>) -> Option<App> {
        let memory_start = pair.memory();
        let add = workloads().into_iter().find(|workload| workload.name == "add")?;
        if let Err(error) = add.load(&mut pair, MANY) {
            self.failures.push(format!("{name}, {MANY} calls: {error}"));
            return None;
        }
        Some(App { bytes, start_ns, memory_start, memory_calls: MANY, memory_after: pair.memory() })
    }

    /// The host and a language.
    fn hosted(&mut self, callee: &str) -> Result<Row, MatrixError> {
        let (name, app, wanted) = (format!("{HOST}→{callee}"), self.guests.callee(callee)?, self.wanted);
        let mut costs = BTreeMap::new();
        for workload in wanted.workloads.iter().filter(|workload| workload.by_host()) {
            let mut guest = Running::start(&app)?;
            costs.extend(self.measured(&name, workload, |times| workload.host(&mut guest, times)));
        }
        Ok(Row { name, caller: HOST.to_owned(), callee: callee.to_owned(), costs, app: None })
    }

    fn counted(&mut self, languages: &[String]) -> Counted {
        let wanted = self.wanted;
        let mut all = Counted::new();
        for language in languages {
            let parts = [Role::Caller, Role::Callee].map(|role| self.guests.component(language, Measured::Costs, role));
            match counted::of(language, parts, &|workload| wanted.has_workload(workload.name)) {
                Ok(figures) => drop(all.insert(language.clone(), figures)),
                Err(error) => self.failures.push(told(&error)),
            }
        }
        all
    }
}
