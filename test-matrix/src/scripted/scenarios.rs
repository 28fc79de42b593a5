//! The scenarios, and what each must come to.
//!
//! The guests say in their own language what they do; a scenario that must fail is listed here with how.

use std::time::Duration;

/// One scenario: a function of a case, in the words of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scenario {
    /// The case in the report.
    pub case: &'static str,
    /// What `play` is called with.
    pub name: &'static str,
    /// What must come of it.
    pub expect: Expect,
    /// Time of the call where it is meant to run out.
    pub time: Option<Duration>,
    /// Bytes of memory of both sides together where they are meant to run out.
    pub memory: Option<u64>,
    /// Whether both sides must be in one component: the host hands on no cancellation, and no handles of functions that
    /// wait.
    pub fused: bool,
}

/// What a scenario must come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expect {
    /// The caller saw what it should.
    Pass,
    /// A trap; the report of it says all of these, where `{callee}` is the language of the callee.
    Trap(&'static [&'static str]),
    /// The time limit.
    Timeout,
}

const fn plain(case: &'static str, name: &'static str) -> Scenario {
    Scenario { case, name, expect: Expect::Pass, time: None, memory: None, fused: false }
}

const fn fused(case: &'static str, name: &'static str) -> Scenario {
    Scenario { fused: true, ..plain(case, name) }
}

const fn trap(case: &'static str, name: &'static str, says: &'static [&'static str]) -> Scenario {
    Scenario { expect: Expect::Trap(says), ..plain(case, name) }
}

const TASKS: &str = "tasks";
const FLOWS: &str = "flows";

/// A package of scenarios, with guests of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Package {
    /// `scripts.wit`: resources and errors.
    Scripts,
    /// `waiting.wit`: tasks, streams and futures.
    Waiting,
}

impl Scenario {
    /// The package that it is played in.
    pub fn package(&self) -> Package {
        if matches!(self.case, TASKS | FLOWS) { Package::Waiting } else { Package::Scripts }
    }
}

const RESOURCES: &str = "resources";
const ERRORS: &str = "errors";

/// Every scenario.
pub const SCENARIOS: &[Scenario] = &[
    plain(RESOURCES, "constructor-and-methods"),
    plain(RESOURCES, "static-function"),
    plain(RESOURCES, "borrow"),
    plain(RESOURCES, "borrows-in-a-list"),
    plain(RESOURCES, "own-is-passed"),
    plain(RESOURCES, "own-comes-home"),
    plain(RESOURCES, "own-in-an-option"),
    plain(RESOURCES, "own-in-a-list"),
    plain(RESOURCES, "own-in-a-record"),
    plain(RESOURCES, "own-in-a-variant"),
    plain(RESOURCES, "own-in-a-result"),
    plain(RESOURCES, "same-name"),
    plain(RESOURCES, "a-thousand-handles"),
    plain(RESOURCES, "use-after-drop"),
    plain(RESOURCES, "use-after-move"),
    plain(RESOURCES, "refused-arguments-stay"),
    plain(RESOURCES, "own-twice"),
    plain(RESOURCES, "children-first"),
    plain(RESOURCES, "parents-first"),
    plain(RESOURCES, "middle-first"),
    plain(RESOURCES, "forgotten-parents"),
    plain(RESOURCES, "close-drop-dispose"),
    plain(ERRORS, "declared-error"),
    plain(ERRORS, "wrong-type"),
    plain(ERRORS, "out-of-range"),
    plain(ERRORS, "flood"),
    trap(ERRORS, "undeclared-error", &["boom: seven", "witloom: {callee} export `matrix:scripts/faults#blow-up`"]),
    trap(
        ERRORS,
        "undeclared-error-beside-declared",
        &["boom: eight", "witloom: {callee} export `matrix:scripts/faults#lapse`"],
    ),
    trap(ERRORS, "trap-in-the-middle", &["boom: third", "blow-up"]),
    Scenario { expect: Expect::Timeout, time: Some(Duration::from_secs(1)), ..plain(ERRORS, "hang") },
    Scenario { memory: Some(384 << 20), ..trap(ERRORS, "hoard", &["memory"]) },
    plain(TASKS, "returns-at-once"),
    plain(TASKS, "waits"),
    plain(TASKS, "two-at-once"),
    plain(TASKS, "rendezvous"),
    plain(TASKS, "declared-error-after-waiting"),
    fused(TASKS, "cancelled-while-it-waits"),
    plain(TASKS, "synchronous-beside"),
    plain(TASKS, "a-thousand"),
    trap(TASKS, "trap-in-one-of-many", &["boom: third", "explode"]),
    plain(FLOWS, "bytes-there-and-back"),
    plain(FLOWS, "bytes-one-by-one"),
    plain(FLOWS, "bytes-by-the-megabyte"),
    plain(FLOWS, "nothing-in-a-stream"),
    plain(FLOWS, "texts"),
    plain(FLOWS, "records"),
    fused(FLOWS, "handles"),
    plain(FLOWS, "the-reader-leaves"),
    plain(FLOWS, "future-that-comes-later"),
    plain(FLOWS, "future-of-the-caller"),
    plain(FLOWS, "future-nobody-reads"),
    plain(FLOWS, "inside-of-a-record"),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use witloom_bindgen::guest::Role;
    use witloom_project::registry::Registry;

    use super::*;
    use crate::scripted::{host_callee, host_caller};

    fn names() -> BTreeSet<&'static str> {
        SCENARIOS.iter().map(|scenario| scenario.name).collect()
    }

    #[test]
    fn names_are_told_apart_and_what_is_left_out_exists() {
        let names = names();
        assert_eq!(names.len(), SCENARIOS.len());
        let host = host_callee::LEFT_OUT.iter().chain(host_caller::LEFT_OUT);
        assert!(host.into_iter().all(|name| names.contains(name)));
    }

    /// A misspelt name would be a cell that can't pass; one too many, a cell that is missed silently.
    #[test]
    fn every_language_plays_every_scenario_that_it_does_not_leave_out() {
        let registry = Registry::default();
        let writers = registry.iter().filter_map(|driver| Some((driver.language().id(), driver.guest_writer()?)));
        let mut callers = 0;
        for (lang, writer) in writers {
            for package in [Package::Scripts, Package::Waiting] {
                let Some(guest) = package.written(writer, Role::Caller, &package.world(Role::Caller).unwrap()) else {
                    continue;
                };
                callers += 1;
                let texts: Vec<_> = guest.files.iter().map(|(_, bytes)| String::from_utf8_lossy(bytes)).collect();
                let text = texts.concat();
                for name in SCENARIOS.iter().filter(|scenario| scenario.package() == package).map(|s| s.name) {
                    let snake = name.replace('-', "_");
                    let camel = witloom_bindgen::convert_case(name, witloom_bindgen::Case::LowerCamel);
                    let there = [name, &snake, &camel].iter().any(|form| text.contains(form));
                    assert_eq!(there, !guest.left_out.contains(&name), "{lang}: {name}");
                }
            }
        }
        assert!(callers >= 5, "{callers}");
    }
}
