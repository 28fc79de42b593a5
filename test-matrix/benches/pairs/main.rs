//! What calls cost between components, for every ordered pair of languages, with the host as a caller, and beside what one
//! would use instead: `cargo bench -p witloom-test-matrix --bench pairs`. Behind `--` stand languages, `host`, `peers` and
//! workloads, for those alone. Prints Markdown, and writes `bench/pairs.json` where cargo builds.
//!
//! A figure is the least of several runs, per call there and back, in time on processors.

#![allow(clippy::panic, reason = "a failed run has no figures")]
#![allow(clippy::print_stdout, reason = "figures are for people")]

#[path = "../../tests/support/by_hand.rs"]
mod by_hand;
#[path = "../../tests/support/clock.rs"]
mod clock;
#[path = "../../tests/support/costs.rs"]
mod costs;
mod guests;
mod measure;
#[path = "../../tests/support/pairs.rs"]
mod pairs;
mod peers;
mod report;

use by_hand::Workshop;
use clock::Clock;
use costs::{Kind, Workload, workloads};
use guests::Guests;
use measure::{Cost, cost};
use pairs::Running;
use report::Row;
use serde_json::{Value, json};
use witloom_component::Profile;

const HOST: &str = "host";
const PEERS: &str = "peers";
/// So many calls must leave nothing behind.
const MANY: u32 = 100_000;

/// What is to be measured.
struct Wanted {
    languages: Vec<&'static str>,
    workloads: Vec<Workload>,
    host: bool,
    peers: bool,
}

impl Wanted {
    fn parse(workshop: &Workshop) -> Self {
        let words: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
        let mut workloads = workloads();
        let mut languages = workshop.languages("costs");
        let chosen = |name: &str| words.iter().any(|word| word == name);
        let sides = [HOST, PEERS].into_iter().chain(languages.iter().copied()).any(chosen);
        let loads = workloads.iter().any(|workload| chosen(workload.name));
        let known = |word: &String| {
            let word = word.as_str();
            languages.contains(&word) || [HOST, PEERS].contains(&word) || workloads.iter().any(|w| w.name == word)
        };
        if let Some(unknown) = words.iter().find(|word| !known(word)) {
            let names: Vec<&str> = workloads.iter().map(|workload| workload.name).collect();
            panic!("`{unknown}` is none of: {}, {HOST}, {PEERS}, {}", languages.join(", "), names.join(", "));
        }
        let (host, peers) = (!sides || chosen(HOST), !sides || chosen(PEERS));
        languages.retain(|name| !sides || chosen(name));
        workloads.retain(|workload| !loads || chosen(workload.name));
        Self { languages, workloads, host, peers }
    }

    fn names(&self) -> Vec<&'static str> {
        self.workloads.iter().map(|workload| workload.name).collect()
    }

    fn plays(&self, kind: Kind) -> bool {
        self.workloads.iter().any(|workload| workload.kind == kind)
    }
}

/// What was measured, and what went wrong: one failure doesn't hide other figures.
struct Notes {
    rows: Vec<Row>,
    failures: Vec<String>,
}

impl Notes {
    fn tell(&mut self, row: Row) {
        println!("{}", report::line(&row));
        self.rows.push(row);
    }

    fn measured(&mut self, clock: &Clock, what: &str, run: impl FnMut(u32) -> Result<(), String>) -> Option<Cost> {
        let failed = |error| self.failures.push(format!("{what}: {error}"));
        cost(clock, run).map_err(failed).ok()
    }
}

/// Two languages in one component.
fn pair(wanted: &Wanted, guests: &Guests, caller: &str, callee: &str, notes: &mut Notes) {
    let clock = Clock::with(&[]);
    let name = format!("{caller}→{callee}");
    let mut apps = Vec::new();
    let mut more = Value::Null;
    for kind in [Kind::Costs, Kind::Loads].into_iter().filter(|kind| wanted.plays(*kind)) {
        let (app, start) = guests.pair(&clock, kind, caller, callee);
        if kind == Kind::Costs {
            more = json!({ "start": start, "memory": memory(&mut Running::start(&app)) });
        }
        apps.push((kind, app));
    }
    let mut costs = Vec::new();
    for workload in &wanted.workloads {
        let (_, app) = apps.iter().find(|(kind, _)| *kind == workload.kind).expect("it was made");
        let mut pair = Running::start(app);
        let what = format!("{name} {}", workload.name);
        costs.push(notes.measured(&clock, &what, |times| workload.load(&mut pair, times)));
    }
    notes.tell(Row { name, caller: caller.to_owned(), callee: callee.to_owned(), costs, more });
}

/// Bytes that an app takes when it has started, and after many calls.
fn memory(pair: &mut Running) -> Value {
    let add = workloads().into_iter().find(|workload| workload.name == "add").expect("it is there");
    let before = pair.memory();
    add.load(pair, MANY).unwrap_or_else(|error| panic!("{MANY} calls: {error}"));
    json!({ "start_bytes": before, "after_calls": MANY, "after_bytes": pair.memory() })
}

/// The host and a language.
fn hosted(wanted: &Wanted, guests: &Guests, callee: &str, notes: &mut Notes) {
    let clock = Clock::with(&[]);
    let name = format!("{HOST}→{callee}");
    let app = guests.callee(callee);
    let mut costs = Vec::new();
    for workload in &wanted.workloads {
        let (what, mut guest) = (format!("{name} {}", workload.name), Running::start(&app));
        let mut run = || notes.measured(&clock, &what, |times| workload.host(&mut guest, times));
        costs.push(if workload.by_host() { run() } else { None });
    }
    notes.tell(Row { name, caller: HOST.to_owned(), callee: callee.to_owned(), costs, more: Value::Null });
}

fn main() {
    let workshop = Workshop::new(Profile::Release);
    let wanted = Wanted::parse(&workshop);
    let kinds: Vec<Kind> = [Kind::Costs, Kind::Loads].into_iter().filter(|kind| wanted.plays(*kind)).collect();
    let guests = Guests::build(&workshop, &wanted.languages, &kinds);
    let names = wanted.names();
    let mut pairs = Notes { rows: Vec::new(), failures: Vec::new() };
    if !wanted.languages.is_empty() {
        println!("{}", report::head("caller→callee", &names));
    }
    for caller in &wanted.languages {
        wanted.languages.iter().for_each(|callee| pair(&wanted, &guests, caller, callee, &mut pairs));
    }
    if wanted.host && wanted.plays(Kind::Costs) {
        wanted.languages.iter().for_each(|callee| hosted(&wanted, &guests, callee, &mut pairs));
    }
    let mut others = Notes { rows: Vec::new(), failures: Vec::new() };
    if wanted.peers {
        println!("\n{}", report::head("instead", &names));
        peers::measure(&wanted.workloads, &mut |row| others.tell(row));
    }
    println!("\n{}", guests.table());
    let path = report::write(&names, &pairs.rows, &others.rows, &guests.json());
    println!("\n{}", path.expect("the file can be written").display());
    assert!(pairs.failures.is_empty(), "{}", pairs.failures.join("\n"));
}
