//! How many instructions a call between two components of one language takes, there and back: counted by the engine's fuel,
//! since machines are shared and noisy. `counted.txt` has what is expected; a call that takes a quarter more or less than that
//! fails, so that a slower conversion shows where it is made. `WITLOOM_BLESS=1` writes the file anew.

#[path = "support/by_hand.rs"]
mod by_hand;
#[path = "support/costs.rs"]
mod costs;
#[path = "support/pairs.rs"]
mod pairs;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use by_hand::Workshop;
use costs::{Kind, Workload, workloads};
use pairs::{Running, composed, part};
use witloom_bindgen::guest::Role;
use witloom_component::Profile;
use witloom_host::{CacheOptions, Engine, EngineOptions};
use witloom_project::toolchain::user_cache;

/// What a figure may be beyond the one that is written, either way. A collector may run once more or less, which is a tenth of what
/// Go's and Ruby's lists take, and maps have another seed in each instance.
const SLACK: f64 = 0.25;
/// Figures by language, then by workload.
type Table = BTreeMap<String, BTreeMap<String, u64>>;

fn file() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/counted.txt")
}

/// Lines of a language, a workload and a figure.
fn parse(text: &str) -> Table {
    let mut table = Table::new();
    for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let [language, workload, figure] = line.split_whitespace().collect::<Vec<_>>()[..] else {
            panic!("`{line}` is no line of {}", file().display());
        };
        let figure = figure.replace('_', "").parse().unwrap_or_else(|error| panic!("`{line}`: {error}"));
        table.entry(language.to_owned()).or_default().insert(workload.to_owned(), figure);
    }
    table
}

fn print(table: &Table) -> String {
    let mut text =
        "# Instructions of a call, there and back, between two components of a language: see counted.rs.\n".to_owned();
    for (language, figures) in table {
        text.push('\n');
        for (workload, figure) in figures {
            text += &format!("{language} {workload} {}\n", grouped(*figure));
        }
    }
    text
}

/// A number with `_` between thousands.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at) % 3 == 0 {
            text.push('_');
        }
        text.push(digit);
    }
    text
}

/// So many calls that what a collector does once doesn't show.
fn times(workload: &Workload) -> u32 {
    match workload.count {
        Some(_) if workload.function == "bytes" => 32,
        Some(count) if count > 100_000 => 2,
        Some(count) if count >= 1_000 => 4,
        Some(_) | None => 500,
    }
}

fn counted(pair: &mut Running, workload: &Workload) -> u64 {
    let mut used = |times: u32| {
        let before = pair.fuel();
        workload.load(pair, times).unwrap_or_else(|error| panic!("{}: {error}", workload.name));
        pair.fuel() - before
    };
    // The first call of an instance, which is made even of none, sets it up.
    used(0);
    let empty = used(0);
    used(times(workload)).saturating_sub(empty) / u64::from(times(workload))
}

fn figures(workshop: &Workshop, engine: &Engine, language: &str) -> BTreeMap<String, u64> {
    let [caller, callee] = [Role::Caller, Role::Callee].map(|role| part(workshop, language, Kind::Costs.name(), role));
    let app = composed(Kind::Costs.name(), &caller, &callee);
    let compiled = engine.load(language, &app, &[], &|_| {}).expect("it compiles").compiled;
    let all = workloads();
    let plain = all.iter().filter(|workload| workload.kind == Kind::Costs);
    plain.map(|workload| (workload.name.to_owned(), counted(&mut Running::start(&compiled), workload))).collect()
}

/// Both ways: what is cheaper now is to be written down, or it may get dearer again unseen.
fn differences(expected: &Table, found: &Table) -> Vec<String> {
    let mut all = Vec::new();
    for (language, figures) in found {
        for (workload, figure) in figures {
            let known = expected.get(language).and_then(|figures| figures.get(workload));
            let line = match known {
                None => format!("{language} {workload}: {} instructions, none are expected", grouped(*figure)),
                Some(known) => {
                    let ratio = *figure as f64 / (*known).max(1) as f64;
                    if (ratio - 1.0).abs() <= SLACK {
                        continue;
                    }
                    let (known, figure) = (grouped(*known), grouped(*figure));
                    format!("{language} {workload}: {figure} instructions, {known} are expected ({ratio:.2} times)")
                }
            };
            all.push(line);
        }
    }
    all
}

#[test]
fn a_call_takes_as_many_instructions_as_before() {
    let workshop = Workshop::new(Profile::Release);
    let cache = CacheOptions { dir: Some(user_cache().join("aot")), ..CacheOptions::default() };
    let engine = Engine::new(&EngineOptions { cache, fuel: true, ..EngineOptions::default() }).expect("an engine");
    let languages = workshop.languages("costs");
    let found: Table = languages.into_iter().map(|name| (name.to_owned(), figures(&workshop, &engine, name))).collect();
    if std::env::var_os("WITLOOM_BLESS").is_some() {
        std::fs::write(file(), print(&found)).expect("the file can be written");
        return;
    }
    let expected = parse(&std::fs::read_to_string(file()).expect("the file"));
    let differences = differences(&expected, &found);
    assert!(differences.is_empty(), "`WITLOOM_BLESS=1` accepts these:\n{}", differences.join("\n"));
}

#[test]
fn what_is_dearer_or_cheaper_is_told() {
    let expected = parse("# a comment\n\ngo add 1_000\ngo nothing 100\n");
    let found = parse("go add 1249\ngo nothing 70\ngo new 5\n");
    let told =
        ["go new: 5 instructions, none are expected", "go nothing: 70 instructions, 100 are expected (0.70 times)"];
    assert_eq!(differences(&expected, &found), told);
    assert_eq!(parse(&print(&expected)), expected);
}
