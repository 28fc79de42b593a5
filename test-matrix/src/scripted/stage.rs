//! Plays scenarios on one pair, and holds what comes of each against what must come of it.

use std::time::{Duration, Instant};

use witloom_host::{Engine, HostError, InstanceId, Session, Val};

use super::{Expect, Package, Scenario, Staged as _};
use crate::build::guests::told;
use crate::judge::results::{Phase, State};
use crate::play::pair::{Bounds, Outcome, Pair, state_of};

/// A pair with its store.
pub(super) struct Stage<'a> {
    package: Package,
    engine: &'a Engine,
    pair: Pair<'a>,
    callee: &'a str,
    bounds: Bounds,
    open: Option<(Session, InstanceId)>,
}

impl<'a> Stage<'a> {
    /// A pair that is linked when the first scenario comes.
    pub(super) fn new(package: Package, engine: &'a Engine, pair: Pair<'a>, callee: &'a str, bounds: Bounds) -> Self {
        Self { package, engine, pair, callee, bounds, open: None }
    }

    /// Plays one scenario.
    pub(super) fn play(&mut self, scenario: &Scenario) -> Outcome {
        let started = Instant::now();
        let mut outcome =
            Outcome { state: State::Pass, phase: Phase::Run, detail: String::new(), vectors: 1, took: Duration::ZERO };
        if let Err(error) = self.ready(scenario) {
            outcome.state = state_of(&error);
            outcome.phase = Phase::Link;
            outcome.detail = told(&error);
        } else {
            let found = self.call(scenario);
            if found.is_err() || scenario.time.is_some() || scenario.memory.is_some() {
                // The store is dead, or has limits of its own.
                self.open = None;
            }
            (outcome.state, outcome.detail) = judge(scenario, self.callee, found);
        }
        outcome.took = started.elapsed();
        outcome
    }

    fn ready(&mut self, scenario: &Scenario) -> Result<(), HostError> {
        let Bounds { time, memory } = self.bounds;
        let bounds = Bounds {
            time: scenario.time.map_or(time, |own| own.min(time)),
            memory: scenario.memory.map_or(memory, |own| own.min(memory)),
        };
        if bounds != self.bounds {
            self.open = None;
        }
        if self.open.is_none() {
            self.open = Some(self.pair.open(self.engine, bounds, &|imports| self.package.links(imports))?);
        }
        Ok(())
    }

    fn call(&mut self, scenario: &Scenario) -> Result<Option<String>, HostError> {
        let Some((session, called)) = &mut self.open else { return Ok(Some("the pair is not linked".to_owned())) };
        if let Pair::FromHost(_) = self.pair {
            return self.package.play(session, *called, scenario.name);
        }
        let play = format!("{}/scenarios#play", self.package.name());
        let answer = session.call(*called, &play, &[Val::String(scenario.name.to_owned())])?;
        Ok(match answer {
            Some(Val::Result(Ok(_))) => None,
            Some(Val::Result(Err(Some(text)))) => Some(match *text {
                Val::String(text) => text,
                other => format!("{other:?}"),
            }),
            other => Some(format!("`play` answered {other:?}")),
        })
    }
}

/// The state of a scenario, and what differed from what must come of it.
fn judge(scenario: &Scenario, callee: &str, found: Result<Option<String>, HostError>) -> (State, String) {
    match (scenario.expect, found) {
        (Expect::Pass, Ok(None)) => (State::Pass, String::new()),
        (Expect::Pass, Ok(Some(text))) => (State::Fail, text),
        (Expect::Pass, Err(error)) => (state_of(&error), told(&error)),
        (Expect::Trap(_), Err(error)) if state_of(&error) == State::Trap => {
            let text = told(&error);
            // The report is broken into lines; what it says is not.
            let joined = joined(&text);
            let wanted = scenario.trap(callee).into_iter();
            let missing: Vec<String> = wanted.filter(|part| !joined.contains(part.as_str())).collect();
            match missing.as_slice() {
                [] => (State::Pass, String::new()),
                missing => (State::Fail, format!("expected a trap that says {missing:?}, got\n{text}")),
            }
        }
        (Expect::Timeout, Err(error)) if state_of(&error) == State::Timeout => (State::Pass, String::new()),
        (Expect::Trap(_) | Expect::Timeout, Err(error)) => {
            (State::Fail, format!("expected {}, got\n{}", wanted(scenario.expect), told(&error)))
        }
        (Expect::Trap(_) | Expect::Timeout, Ok(said)) => {
            let said = said.unwrap_or_else(|| "went on".to_owned());
            (State::Fail, format!("expected {}, but the caller says: {said}", wanted(scenario.expect)))
        }
    }
}

fn wanted(expect: Expect) -> &'static str {
    match expect {
        Expect::Pass => "a pass",
        Expect::Trap(_) => "a trap",
        Expect::Timeout => "the time limit",
    }
}

/// The text of a report without its frame of lines, each run of white space as one space.
fn joined(text: &str) -> String {
    let words = text.split_whitespace().filter(|word| !word.chars().all(|c| "│├╰─▶×·".contains(c)));
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scripted::SCENARIOS;
    use witloom_host::Limit;

    fn scenario(name: &str) -> &'static Scenario {
        SCENARIOS.iter().find(|scenario| scenario.name == name).unwrap()
    }

    fn limit() -> HostError {
        HostError::Limit { limit: Limit::Time { limit: Duration::from_secs(1) }, evidence: None }
    }

    #[test]
    fn what_must_fail_passes_only_when_it_fails_so() {
        assert_eq!(judge(scenario("hang"), "x", Err(limit())).0, State::Pass);
        assert_eq!(judge(scenario("hang"), "x", Ok(None)).0, State::Fail);
        assert_eq!(judge(scenario("undeclared-error"), "x", Err(limit())).0, State::Fail);
        assert_eq!(judge(scenario("undeclared-error"), "x", Ok(None)).0, State::Fail);
        assert_eq!(judge(scenario("borrow"), "x", Ok(None)).0, State::Pass);
        assert_eq!(judge(scenario("borrow"), "x", Ok(Some("no".to_owned()))), (State::Fail, "no".to_owned()));
        assert_eq!(judge(scenario("borrow"), "x", Err(limit())).0, State::Timeout);
    }

    #[test]
    fn words_are_found_across_the_lines_of_a_report() {
        assert_eq!(joined("  × it trapped\n  ╰─▶ witloom: go\n      export `f`"), "it trapped witloom: go export `f`");
    }
}
