//! The scenarios of hand-written guests, and what each must come to: what every language plays and the matrix judges.
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
    /// Whether both sides must be in one component: the host hands on no cancellation.
    pub fused: bool,
}

/// What a scenario must come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expect {
    /// The caller saw what it should.
    Pass,
    /// A trap; the report of it says all of these, where `{callee}` is the callee's language.
    Trap(&'static [&'static str]),
    /// The time limit.
    Timeout,
}

/// A package of scenarios, with guests of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Package {
    /// `scripts.wit`: resources and errors.
    Scripts,
    /// `waiting.wit`: tasks, streams and futures.
    Waiting,
}

impl Package {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Scripts => "matrix:scripts",
            Self::Waiting => "matrix:waiting",
        }
    }

    /// Its scenarios, in the order in which they are played.
    pub fn scenarios(self) -> impl Iterator<Item = &'static Scenario> {
        SCENARIOS.iter().filter(move |scenario| scenario.package() == self)
    }
}

impl Scenario {
    /// The package that it is played in.
    pub fn package(&self) -> Package {
        if matches!(self.case, TASKS | FLOWS) { Package::Waiting } else { Package::Scripts }
    }

    /// What the report of its trap must say with a callee in this language; nothing where it must not trap.
    pub fn trap(&self, callee: &str) -> Vec<String> {
        match self.expect {
            Expect::Trap(says) => says.iter().map(|part| part.replace("{callee}", callee)).collect(),
            Expect::Pass | Expect::Timeout => Vec::new(),
        }
    }
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

const RESOURCES: &str = "resources";
const TABLES: &str = "tables";
const ERRORS: &str = "errors";
const TASKS: &str = "tasks";
const FLOWS: &str = "flows";

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
    plain(RESOURCES, "words-of-objects"),
    plain(RESOURCES, "imported-and-exported"),
    plain(TABLES, "ten-thousand-entries"),
    plain(TABLES, "a-key-twice"),
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
    plain(TASKS, "cancelled-before-it-starts"),
    fused(TASKS, "cancelled-while-it-waits"),
    fused(TASKS, "cancelled-in-vain"),
    plain(TASKS, "cancelled-when-over"),
    plain(TASKS, "synchronous-beside"),
    plain(TASKS, "work-after-the-result"),
    plain(TASKS, "a-thousand"),
    plain(TASKS, "ten-thousand-in-turn"),
    trap(TASKS, "trap-in-one-of-many", &["boom: third", "explode"]),
    trap(TASKS, "trap-after-the-result", &["boom: late", "matrix:waiting/tasks#explode-later"]),
    plain(FLOWS, "bytes-there-and-back"),
    plain(FLOWS, "chunks-of-1"),
    plain(FLOWS, "chunks-of-7"),
    plain(FLOWS, "chunks-of-a-mebibyte"),
    plain(FLOWS, "nothing-in-a-stream"),
    plain(FLOWS, "texts"),
    plain(FLOWS, "records"),
    plain(FLOWS, "handles"),
    plain(FLOWS, "handles-there-and-back"),
    plain(FLOWS, "handles-after-their-stream"),
    plain(FLOWS, "methods-that-wait"),
    plain(FLOWS, "the-writer-ends-early"),
    plain(FLOWS, "two-readers"),
    plain(FLOWS, "the-reader-leaves"),
    plain(FLOWS, "the-callee-leaves"),
    plain(FLOWS, "error-beside-a-stream"),
    plain(FLOWS, "future-that-comes-later"),
    plain(FLOWS, "future-of-the-caller"),
    plain(FLOWS, "future-nobody-reads"),
    plain(FLOWS, "future-the-callee-drops"),
    plain(FLOWS, "inside-of-a-record"),
    trap(FLOWS, "trap-in-the-middle-of-a-stream", &["boom: 3", "break-off"]),
];
