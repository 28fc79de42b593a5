//! One pair over all functions: chooses how to link, plays, compares both ways, and remembers.

use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

use witloom_component::compose::{App, Part, compose};
use witloom_component::wiring;
use witloom_host::{Compiled, Engine};

use crate::build::guests::{Guest, told};
use crate::judge::results::{HOST, LinkMode, Phase, State};
use crate::options::LinkChoice;
use crate::play::pair::{Outcome, Pair};
use crate::play::verdicts::Verdicts;

/// A caller and a callee; `None` is the host.
pub struct Match<'a> {
    /// Compiles and links.
    pub engine: &'a Engine,
    /// Who calls.
    pub caller: Option<&'a Guest>,
    /// Who answers.
    pub callee: Option<&'a Guest>,
    /// How to link.
    pub choice: LinkChoice,
    /// Plays functions, each with its number of vectors, on a pair; one outcome per function.
    pub play: &'a Play<'a>,
}

/// Plays functions on a linked pair.
pub type Play<'a> = dyn Fn(Pair<'_>, &[(u32, usize)]) -> Vec<Outcome> + 'a;

impl std::fmt::Debug for Match<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Match").field("caller", &self.caller).field("callee", &self.callee).finish_non_exhaustive()
    }
}

impl Match<'_> {
    /// Plays functions, each with its number of vectors; one outcome per function.
    pub fn play(&self, functions: &[(u32, usize)], verdicts: &Path) -> Vec<(Outcome, LinkMode)> {
        let verdicts = Verdicts::new(verdicts, &self.key());
        match (self.mode(&verdicts), self.caller, self.callee) {
            (LinkMode::Host, ..) | (_, None, _) | (_, _, None) => {
                tagged(self.linked(functions, &verdicts), LinkMode::Host)
            }
            (LinkMode::Composed, Some(caller), Some(callee)) => {
                tagged(self.composed(caller, callee, functions, &verdicts), LinkMode::Composed)
            }
            (LinkMode::Both, Some(caller), Some(callee)) => {
                let linked = self.linked(functions, &verdicts);
                let composed = self.composed(caller, callee, functions, &verdicts);
                tagged(linked.into_iter().zip(composed).map(|(a, b)| agreed(&a, b)).collect(), LinkMode::Both)
            }
        }
    }

    fn mode(&self, verdicts: &Verdicts) -> LinkMode {
        match self.choice {
            LinkChoice::Auto if verdicts.was_composed() => LinkMode::Composed,
            LinkChoice::Auto | LinkChoice::Host => LinkMode::Host,
            LinkChoice::Composed => LinkMode::Composed,
            LinkChoice::Both => LinkMode::Both,
        }
    }

    /// What decides the outcome: both guests, or the guest and the host's script. A guest's bytes hold its script,
    /// so the two agree.
    fn key(&self) -> String {
        let id = |guest: Option<&Guest>| guest.map_or(HOST.to_owned(), |guest| guest.sha256.clone());
        format!("{} {}", id(self.caller), id(self.callee))
    }

    fn linked(&self, functions: &[(u32, usize)], verdicts: &Verdicts) -> Vec<Outcome> {
        let pair = match (self.caller, self.callee) {
            (Some(caller), Some(callee)) => Pair::Linked(caller, callee),
            (Some(caller), None) => Pair::ToHost(caller),
            (None, Some(callee)) => Pair::FromHost(callee),
            (None, None) => return Vec::new(),
        };
        verdicts.replay("host", functions).unwrap_or_else(|| {
            let outcomes = (self.play)(pair, functions);
            verdicts.keep("host", functions, &outcomes);
            outcomes
        })
    }

    fn composed(
        &self,
        caller: &Guest,
        callee: &Guest,
        functions: &[(u32, usize)],
        verdicts: &Verdicts,
    ) -> Vec<Outcome> {
        if let Some(outcomes) = verdicts.replay("composed", functions) {
            return outcomes;
        }
        match self.compile(caller, callee) {
            Ok(both) => {
                verdicts.set_composed();
                let outcomes = (self.play)(Pair::Composed(&both), functions);
                verdicts.keep("composed", functions, &outcomes);
                outcomes
            }
            Err(detail) => {
                let (state, phase, took) = (State::Fail, Phase::Link, Duration::ZERO);
                functions.iter().map(|_| Outcome { state, phase, detail: detail.clone(), vectors: 0, took }).collect()
            }
        }
    }

    fn compile(&self, caller: &Guest, callee: &Guest) -> Result<Compiled, String> {
        let part = |name: &str, guest: &Guest| Part { name: name.to_owned(), component: guest.component.clone() };
        let parts = [part("caller", caller), part("callee", callee)];
        let answered =
            |guest: &Guest| guest.twins().into_iter().map(|import| (import, wiring::HOST.to_owned())).collect();
        let links = [("caller", caller), ("callee", callee)];
        let links = links.map(|(name, guest)| (name.to_owned(), answered(guest))).into();
        let app = App { name: "pair", entry: "caller", parts: &parts, links: &links };
        let composed = compose(&app).map_err(|error| told(&error))?;
        let loaded = self.engine.load("pair", &composed.component, &[], &|_| {}).map_err(|error| told(&error))?;
        Ok(loaded.compiled)
    }
}

fn tagged(outcomes: Vec<Outcome>, mode: LinkMode) -> Vec<(Outcome, LinkMode)> {
    outcomes.into_iter().map(|outcome| (outcome, mode)).collect()
}

/// One outcome of both ways of linking; a disagreement is a failure of its own.
fn agreed(linked: &Outcome, composed: Outcome) -> Outcome {
    if linked.state == composed.state {
        return Outcome { took: linked.took + composed.took, ..composed };
    }
    let mut detail = "the two ways of linking disagree".to_owned();
    for (mode, outcome) in [("host", linked), ("composed", &composed)] {
        let _ = write!(detail, "\n{mode}: {} {}", outcome.state.word(), outcome.detail);
    }
    Outcome { state: State::Fail, detail, took: linked.took + composed.took, ..composed }
}
