//! How many instructions a call between two components of one language takes, there and back: counted by the engine's fuel,
//! since machines are shared and noisy.

use std::collections::BTreeMap;

use witloom_bindgen::guest::{Measured, Role};
use witloom_host::{CacheOptions, Engine, EngineOptions};
use witloom_project::toolchain::user_cache;

use super::figures::Counted;
use super::guests::Workshop;
use super::running::{Running, composed};
use super::workloads::{Workload, workloads};
use crate::build::guests::told;
use crate::error::MatrixError;

/// What a figure may be beyond the one that is expected, either way. A collector may run once more or less, which is a tenth of
/// what Go's and Ruby's lists take, and maps have another seed in each instance.
pub const SLACK: f64 = 0.25;

/// A figure that isn't what was expected.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// The language.
    pub language: String,
    /// The workload.
    pub workload: String,
    /// What was expected, if anything was.
    pub expected: Option<u64>,
    /// What was counted.
    pub found: u64,
}

impl Change {
    /// Whether more was counted than expected, or nothing was.
    pub fn is_dearer(&self) -> bool {
        self.expected.is_some_and(|expected| self.found > expected)
    }
}

impl std::fmt::Display for Change {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { language, workload, expected, found } = self;
        let found = grouped(*found);
        match expected {
            None => write!(f, "{language} {workload}: {found} instructions, none are expected"),
            Some(expected) => {
                let ratio = self.found as f64 / (*expected).max(1) as f64;
                let expected = grouped(*expected);
                write!(f, "{language} {workload}: {found} instructions, {expected} are expected ({ratio:.2} times)")
            }
        }
    }
}

/// A number with `_` between thousands.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push('_');
        }
        text.push(digit);
    }
    text
}

/// Figures that are new, or more than [`SLACK`] away from what is expected.
pub fn changes(expected: &Counted, found: &Counted) -> Vec<Change> {
    let mut all = Vec::new();
    for (language, figures) in found {
        for (workload, figure) in figures {
            let known = expected.get(language).and_then(|figures| figures.get(workload)).copied();
            let ratio = known.map(|known| *figure as f64 / known.max(1) as f64);
            if ratio.is_none_or(|ratio| (ratio - 1.0).abs() > SLACK) {
                let (language, workload) = (language.clone(), workload.clone());
                all.push(Change { language, workload, expected: known, found: *figure });
            }
        }
    }
    all
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

fn counted(pair: &mut Running, workload: &Workload) -> Result<u64, String> {
    let mut used = |times: u32| {
        let fuel = |pair: &Running| pair.fuel().ok_or_else(|| "the engine doesn't count".to_owned());
        let before = fuel(pair)?;
        workload.load(pair, times)?;
        Ok::<u64, String>(fuel(pair)? - before)
    };
    // The first call of an instance, which is made even of none, sets it up.
    used(0)?;
    let empty = used(0)?;
    Ok(used(times(workload))?.saturating_sub(empty) / u64::from(times(workload)))
}

/// What calls of workloads take in a language; those of async functions depend on the order of events.
pub(super) fn of(
    language: &str,
    [caller, callee]: [&[u8]; 2],
    wanted: &dyn Fn(&Workload) -> bool,
) -> Result<BTreeMap<String, u64>, MatrixError> {
    let cache = CacheOptions { dir: Some(user_cache().join("aot")), ..CacheOptions::default() };
    let engine = Engine::new(&EngineOptions { cache, fuel: true, ..EngineOptions::default() })?;
    let app = composed(Measured::Costs, caller, callee)?;
    let compiled = engine.load(language, &app, &[], &|_| {})?.compiled;
    let plain = workloads().into_iter().filter(|workload| workload.kind == Measured::Costs && wanted(workload));
    let one = |workload: Workload| {
        let failed = |reason| MatrixError::Measured { guest: format!("{language} {}", workload.name), reason };
        let count = counted(&mut Running::start(&compiled)?, &workload).map_err(failed)?;
        Ok((workload.name.to_owned(), count))
    };
    plain.map(one).collect()
}

/// The same for languages, those whose toolchains are missing left out: what `witloom bench count` says.
pub fn count(workshop: &Workshop<'_>) -> (Counted, Vec<String>) {
    let mut failures = Vec::new();
    let mut all = Counted::new();
    for language in workshop.languages() {
        let part = |role| workshop.guest(&language, Measured::Costs, role);
        let found = part(Role::Caller).and_then(|caller| of(&language, [&caller, &part(Role::Callee)?], &|_| true));
        match found {
            Ok(figures) => drop(all.insert(language, figures)),
            Err(error) => failures.push(told(&error)),
        }
    }
    (all, failures)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_dearer_or_cheaper_is_told() {
        let of = |figures: &[(&str, u64)]| {
            let figures = figures.iter().map(|(name, figure)| ((*name).to_owned(), *figure)).collect();
            Counted::from([("go".to_owned(), figures)])
        };
        let expected = of(&[("add", 1000), ("nothing", 100)]);
        let changes = changes(&expected, &of(&[("add", 1249), ("nothing", 70), ("new", 5)]));
        let told: Vec<String> = changes.iter().map(ToString::to_string).collect();
        assert_eq!(
            told,
            ["go new: 5 instructions, none are expected", "go nothing: 70 instructions, 100 are expected (0.70 times)"]
        );
        assert!(changes.iter().all(|change| !change.is_dearer()));
        assert!(super::changes(&expected, &of(&[("add", 1251)]))[0].is_dearer());
        assert_eq!(grouped(1_234_567), "1_234_567");
    }
}
