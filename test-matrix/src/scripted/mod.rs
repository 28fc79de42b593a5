//! Cases that no value can express: the life of resources, and errors.
//!
//! Each language brings a caller and a callee for the worlds of `test-matrix/scripts/scripts.wit`, written by hand as
//! its users would write them. The caller plays a scenario by its name and says what differed; the callee keeps a
//! ledger of what it saw. What a scenario must come to stands in [`SCENARIOS`], so that one which must trap passes
//! when it does, with the right words. The Rust host plays both roles through dynamic values.

mod host_callee;
mod host_caller;
pub(crate) mod scenarios;
mod stage;

use std::collections::BTreeMap;

use witloom_bindgen::guest::{Role, Scripted};
use witloom_bindgen::{Wit, WitError, World};
use witloom_host::Engine;

pub use scenarios::{Expect, SCENARIOS, Scenario};

use crate::build::groups::Workshop;
use crate::build::guests::{Guest, Language, NoGuest, Site, plain};
use crate::build::pool;
use crate::error::MatrixError;
use crate::judge::results::HOST;
use crate::play::deck::{Deck, Entry};
use crate::play::pair::{Bounds, Outcome, Pair};

/// The package of the scripted guests.
const PACKAGE: &str = "matrix:scripts";

/// The scripted guests of every language.
#[derive(Debug)]
pub struct Scripts {
    scenarios: Vec<Scenario>,
    engine: Engine,
    guests: BTreeMap<(String, &'static str), Result<Guest, NoGuest>>,
    /// What a language can't express as a caller; languages without scripted guests are not in it.
    left_out: BTreeMap<String, &'static [&'static str]>,
}

impl Scripts {
    /// Builds the guests of all languages.
    ///
    /// # Errors
    /// When the package can't be read, which would be a defect of witloom.
    pub fn build(workshop: &Workshop<'_>, scenarios: &[Scenario]) -> Result<Self, MatrixError> {
        let worlds = [(Role::Caller, world(Role::Caller)?), (Role::Callee, world(Role::Callee)?)];
        let orders: Vec<_> =
            workshop.languages.iter().flat_map(|lang| worlds.iter().map(move |(role, w)| (lang, *role, w))).collect();
        let built = pool::each(&orders, |(language, role, world)| {
            let name = format!("{}-{}-scripted", plain(&language.id), role.as_str());
            let guest = guest(workshop, language, *role, world, &name);
            (workshop.progress)(&name, None);
            guest
        });
        let crashed = || Err(NoGuest::Failed("the build crashed: this is a defect of witloom".to_owned()));
        let keys = orders.iter().map(|(language, role, _)| (language.id.clone(), role.as_str()));
        let guests = keys.zip(built.into_iter().map(|guest| guest.unwrap_or_else(crashed))).collect();
        let caller = &worlds[0].1;
        let mut left_out: BTreeMap<_, _> = workshop
            .languages
            .iter()
            .filter_map(|language| Some((language.id.clone(), sources(language, Role::Caller, caller)?.left_out)))
            .collect();
        left_out.insert(HOST.to_owned(), host_caller::LEFT_OUT);
        Ok(Self { scenarios: scenarios.to_vec(), engine: workshop.engines.plain.clone(), guests, left_out })
    }
}

/// The world of the scripted guests of a role.
pub(crate) fn world(role: Role) -> Result<World, WitError> {
    World::from_wit(&Wit::parse("scripts.wit", include_str!("../../scripts/scripts.wit"))?, Some(role.as_str()))
}

fn sources(language: &Language<'_>, role: Role, world: &World) -> Option<Scripted> {
    language.driver.guest_writer()?.scripted(world, role)
}

fn guest(
    workshop: &Workshop<'_>,
    language: &Language<'_>,
    role: Role,
    world: &World,
    name: &str,
) -> Result<Guest, NoGuest> {
    let tools = language.tools.as_ref().map_err(|reason| NoGuest::NotRun(reason.clone()))?;
    let Some(scripted) = sources(language, role, world) else {
        return Err(NoGuest::Unsupported(format!("`{}` has no scripted guests", language.id)));
    };
    let site = Site { name, language, cache: workshop.cache };
    site.build(tools, world, &scripted.files, &workshop.engines.plain, &|note| (workshop.progress)(name, Some(note)))
}

impl Deck for Scripts {
    fn entries(&self, caller: &str, callee: &str) -> Vec<Entry<'_>> {
        let plays = |id: &str| self.left_out.contains_key(id);
        if !plays(caller) || !plays(callee) {
            return Vec::new();
        }
        let left_out = self.left_out.get(caller).copied().unwrap_or_default();
        let not_here = if callee == HOST { host_callee::LEFT_OUT } else { &[] };
        let out = |scenario: &Scenario| left_out.contains(&scenario.name) || not_here.contains(&scenario.name);
        let all = self.scenarios.iter().zip(0..).filter(|(scenario, _)| !out(scenario));
        all.map(|(scenario, number)| Entry {
            case: scenario.case,
            source: None,
            function: scenario.name,
            number,
            vectors: 1,
        })
        .collect()
    }

    fn guest(&self, language: &str, role: Role) -> Result<&Guest, NoGuest> {
        let missing = NoGuest::Failed(format!("`{language}` was not built"));
        let found = self.guests.get(&(language.to_owned(), role.as_str()));
        found.map_or(Err(missing), |guest| guest.as_ref().map_err(Clone::clone))
    }

    fn engine(&self) -> &Engine {
        &self.engine
    }

    fn play(&self, callee: &str, pair: Pair<'_>, functions: &[(u32, usize)], bounds: Bounds) -> Vec<Outcome> {
        let mut stage = stage::Stage::new(&self.engine, pair, callee, bounds);
        let scenarios = functions.iter().filter_map(|(number, _)| self.scenarios.get(*number as usize));
        scenarios.map(|scenario| stage.play(scenario)).collect()
    }
}
