//! Cases that no value can express: the life of resources, errors, tasks, streams and futures.
//!
//! Each language brings a caller and a callee for the worlds of `test-matrix/scripts/scripts.wit`, and if it can wait
//! for those of `waiting.wit`, written by hand as its users would write them. The caller plays a scenario by its name and
//! says what differed; the callee keeps a ledger of what it saw. What a scenario must come to stands in [`SCENARIOS`],
//! which the tests of each language play too, so that one which must trap passes when it does, with the right words. The
//! Rust host plays both roles, too, through dynamic values.

mod host_callee;
mod host_caller;
mod playing;
mod stage;
#[cfg(test)]
mod tests;
mod waiting_callee;
mod waiting_caller;

use std::collections::BTreeMap;
use std::sync::Arc;

use witloom_bindgen::guest::Role;
use witloom_bindgen::{Wit, WitError, World};
use witloom_host::{Engine, HostError, InstanceId, Link, Session};

pub use witloom_bindgen::guest::scenarios::{Expect, Package, SCENARIOS, Scenario};

use crate::build::engines::Engines;
use crate::build::groups::Workshop;
use crate::build::guests::{Guest, Language, NoGuest, Site, plain};
use crate::build::pool;
use crate::error::MatrixError;
use crate::judge::results::HOST;
use crate::play::deck::{Deck, Entry};
use crate::play::pair::{Bounds, Outcome, Pair};

/// The package of resources and errors.
const PACKAGE: &str = "matrix:scripts";

/// How a package is built and played.
pub(crate) trait Staged: Sized {
    /// What the names of its guests end with.
    fn suffix(self) -> &'static str;
    /// The world of its guests of a role.
    fn world(self, role: Role) -> Result<World, WitError>;
    /// The engine that runs it.
    fn engine(self, engines: &Engines) -> &Engine;
    /// What the host doesn't play as a caller and as a callee.
    fn left_out_by_host(self) -> (&'static [&'static str], &'static [&'static str]);
    /// What answers the imports of a caller that calls the host.
    fn links(self, imports: &[String]) -> Vec<Link>;
    /// Plays a scenario of the host's on a callee; what differed, if anything.
    fn play(self, session: &mut Session, callee: InstanceId, scenario: &str) -> Result<Option<String>, HostError>;
}

impl Staged for Package {
    fn suffix(self) -> &'static str {
        match self {
            Self::Scripts => "scripted",
            Self::Waiting => "waiting",
        }
    }

    fn world(self, role: Role) -> Result<World, WitError> {
        let (file, text) = match self {
            Self::Scripts => ("scripts.wit", include_str!("../../scripts/scripts.wit")),
            Self::Waiting => ("waiting.wit", include_str!("../../scripts/waiting.wit")),
        };
        World::from_wit(&Wit::parse(file, text)?, Some(role.as_str()))
    }

    fn engine(self, engines: &Engines) -> &Engine {
        match self {
            Self::Scripts => &engines.plain,
            Self::Waiting => &engines.concurrent,
        }
    }

    fn left_out_by_host(self) -> (&'static [&'static str], &'static [&'static str]) {
        match self {
            Self::Scripts => (host_caller::LEFT_OUT, host_callee::LEFT_OUT),
            Self::Waiting => (waiting_caller::LEFT_OUT, waiting_callee::LEFT_OUT),
        }
    }

    fn links(self, imports: &[String]) -> Vec<Link> {
        match self {
            Self::Scripts => host_callee::links(imports, &Arc::new(host_callee::Ledger::default())),
            Self::Waiting => waiting_callee::links(imports),
        }
    }

    fn play(self, session: &mut Session, callee: InstanceId, scenario: &str) -> Result<Option<String>, HostError> {
        match self {
            Self::Scripts => host_caller::HostCaller::new(session, callee).play(scenario),
            Self::Waiting => waiting_caller::WaitingCaller::new(session, callee).play(scenario),
        }
    }
}

/// The scripted guests of every language.
#[derive(Debug)]
pub struct Scripts {
    package: Package,
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
    pub fn build(workshop: &Workshop<'_>, package: Package, scenarios: &[Scenario]) -> Result<Self, MatrixError> {
        let worlds = [(Role::Caller, package.world(Role::Caller)?), (Role::Callee, package.world(Role::Callee)?)];
        let order = |language, (role, world)| Order { package, language, role, world };
        let each = |language| worlds.iter().map(move |(role, world)| order(language, (*role, world)));
        let orders: Vec<Order<'_>> = workshop.languages.iter().flat_map(each).collect();
        let built = pool::each(&orders, |order| {
            let name = format!("{}-{}-{}", plain(&order.language.id), order.role.as_str(), package.suffix());
            let guest = guest(workshop, order, &name);
            (workshop.progress)(&name, None);
            guest
        });
        let crashed = || Err(NoGuest::Failed("the build crashed: this is a defect of witloom".to_owned()));
        let keys = orders.iter().map(|order| (order.language.id.clone(), order.role.as_str()));
        let guests = keys.zip(built.into_iter().map(|guest| guest.unwrap_or_else(crashed))).collect();
        let left_out = |language: &Language<'_>| Some((language.id.clone(), language.by_hand()?.left_out));
        let mut left_out: BTreeMap<_, _> = workshop.languages.iter().filter_map(left_out).collect();
        left_out.insert(HOST.to_owned(), package.left_out_by_host().0);
        let engine = package.engine(workshop.engines).clone();
        Ok(Self { package, scenarios: scenarios.to_vec(), engine, guests, left_out })
    }
}

/// One guest, to be built.
struct Order<'a> {
    package: Package,
    language: &'a Language<'a>,
    role: Role,
    world: &'a World,
}

fn guest(workshop: &Workshop<'_>, order: &Order<'_>, name: &str) -> Result<Guest, NoGuest> {
    let Order { package, language, role, world } = *order;
    let tools = language.tools.as_ref().map_err(|reason| NoGuest::NotRun(reason.clone()))?;
    let Some(by_hand) = language.by_hand() else {
        return Err(NoGuest::Unsupported(format!("`{}` has no scripted guests", language.id)));
    };
    let site = Site { name, language, cache: workshop.cache };
    site.build(tools, world, &by_hand.files(package, role), package.engine(workshop.engines), &|note| {
        (workshop.progress)(name, Some(note))
    })
}

impl Deck for Scripts {
    fn entries(&self, caller: &str, callee: &str) -> Vec<Entry<'_>> {
        let plays = |id: &str| self.left_out.contains_key(id);
        if !plays(caller) || !plays(callee) {
            return Vec::new();
        }
        let left_out = self.left_out.get(caller).copied().unwrap_or_default();
        let not_here = if callee == HOST { self.package.left_out_by_host().1 } else { &[] };
        let out = |scenario: &Scenario| left_out.contains(&scenario.name) || not_here.contains(&scenario.name);
        let all = self.scenarios.iter().zip(0..).filter(|(scenario, _)| !out(scenario));
        all.map(|(scenario, number)| Entry {
            case: scenario.case,
            source: None,
            function: scenario.name,
            number,
            vectors: 1,
            fused: scenario.fused,
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
        let mut stage = stage::Stage::new(self.package, &self.engine, pair, callee, bounds);
        let scenarios = functions.iter().filter_map(|(number, _)| self.scenarios.get(*number as usize));
        scenarios.map(|scenario| stage.play(scenario)).collect()
    }
}
