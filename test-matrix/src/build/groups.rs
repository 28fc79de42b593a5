//! Which cases share a guest.
//!
//! All cases that need the same of a language share one guest per language and role, so that there are few builds.
//! Where a guest can't be built or doesn't start, the cases that are to blame are found by halving and become groups
//! of their own, so that a failure marks its own cells only.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use witloom_bindgen::guest::Role;
use witloom_host::Engine;

use crate::build::engines::Engines;
use crate::build::guests::{Guest, Language, NoGuest, Order, told};
use crate::build::pool;
use crate::draw::suite::{Case, Needs};
use crate::draw::values::Share;
use crate::draw::worlds;
use crate::play::host_side::Book;
use crate::play::pair::{Bounds, Pair};

/// What a guest that starts may use.
const BOUNDS: Bounds = Bounds { time: Duration::from_secs(60), memory: 2 << 30 };

/// Cases that share guests, and the guests.
#[derive(Debug)]
pub struct Group<'c> {
    /// The cases.
    pub cases: Vec<&'c Case>,
    /// What the guests were compiled with.
    pub engine: Engine,
    guests: BTreeMap<(String, &'static str), Result<Guest, NoGuest>>,
}

impl Group<'_> {
    /// A guest of this group.
    pub fn guest(&self, language: &str, role: Role) -> Result<&Guest, NoGuest> {
        let missing = NoGuest::Failed(format!("`{language}` was not built"));
        self.guests
            .get(&(language.to_owned(), role.as_str()))
            .map_or(Err(missing), |guest| guest.as_ref().map_err(Clone::clone))
    }

    /// Languages of which a role is missing for another reason than a missing toolchain, or a form that none of
    /// the cases can do without.
    fn failing(&self) -> Vec<&str> {
        let failed = |guest: &Result<Guest, NoGuest>| match guest {
            Ok(_) | Err(NoGuest::NotRun(_) | NoGuest::NoForm(_)) => false,
            Err(NoGuest::Failed(_) | NoGuest::Unsupported(_)) => true,
        };
        let mut names: Vec<&str> =
            self.guests.iter().filter(|(_, guest)| failed(guest)).map(|((name, _), _)| name.as_str()).collect();
        names.dedup();
        names
    }
}

/// What building needs beside the cases.
pub struct Workshop<'a> {
    /// Compile guests.
    pub engines: &'a Engines,
    /// The languages.
    pub languages: &'a [Language<'a>],
    /// The vectors.
    pub share: &'a Share,
    /// Where guests are kept.
    pub cache: &'a Path,
    /// Hears which guest is being built and what is done; nothing when it is there.
    pub progress: &'a (dyn Fn(&str, Option<&str>) + Sync),
}

impl std::fmt::Debug for Workshop<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Workshop").field("languages", &self.languages).finish_non_exhaustive()
    }
}

/// Whether a guest that was built must start too.
#[derive(Debug, Clone, Copy)]
enum Start {
    Checked,
    Left,
}

impl Workshop<'_> {
    /// Groups for all cases, with their guests. Those of which no function is taken are not built.
    pub fn groups<'c>(&self, cases: &'c [Case], takes: &dyn Fn(&Case) -> bool) -> Vec<Group<'c>> {
        let mut alike: BTreeMap<Needs, Vec<&Case>> = BTreeMap::new();
        for case in cases.iter().filter(|case| case.callable().next().is_some()) {
            alike.entry(case.needs()).or_default().push(case);
        }
        let mut groups = Vec::new();
        for cases in alike.values().filter(|cases| cases.iter().any(|case| takes(case))) {
            let (together, alone) = mergeable(cases);
            groups.extend(self.settle(together));
            groups.extend(alone.into_iter().map(|case| self.build(vec![case])));
        }
        groups
    }

    /// One group of all cases if that works; else the cases that are to blame are groups of their own.
    fn settle<'c>(&self, cases: Vec<&'c Case>) -> Vec<Group<'c>> {
        let all = self.build(cases);
        let failing = all.failing();
        if failing.is_empty() || all.cases.len() < 2 {
            return vec![all];
        }
        let languages: Vec<&Language<'_>> =
            self.languages.iter().filter(|language| failing.contains(&language.id.as_str())).collect();
        let bad = self.bad_cases(&languages, &all.cases);
        let (bad, good): (Vec<&Case>, Vec<&Case>) = all.cases.iter().copied().partition(|c| bad.contains(&c.name));
        if bad.is_empty() {
            // Each half is fine: only together they are too much.
            let (one, other) = good.split_at(good.len() / 2);
            return [one, other].into_iter().flat_map(|half| self.settle(half.to_vec())).collect();
        }
        let mut groups = if good.is_empty() { Vec::new() } else { self.settle(good) };
        groups.extend(bad.into_iter().map(|case| self.build(vec![case])));
        groups
    }

    /// Names of cases that these languages can't build or start, found by halving. They fail together.
    fn bad_cases(&self, languages: &[&Language<'_>], cases: &[&Case]) -> Vec<String> {
        if let [case] = cases {
            return vec![case.name.clone()];
        }
        let (one, other) = cases.split_at(cases.len() / 2);
        let failing = |half: &&[&Case]| !self.build_for(languages, half.to_vec(), Start::Checked).failing().is_empty();
        [one, other].into_iter().filter(failing).flat_map(|half| self.bad_cases(languages, half)).collect()
    }

    fn build<'c>(&self, cases: Vec<&'c Case>) -> Group<'c> {
        // A guest of one case shows in its cells what keeps it from being started.
        let start = if cases.len() > 1 { Start::Checked } else { Start::Left };
        self.build_for(&self.languages.iter().collect::<Vec<_>>(), cases, start)
    }

    fn build_for<'c>(&self, languages: &[&Language<'_>], cases: Vec<&'c Case>, start: Start) -> Group<'c> {
        let engine = self.engines.of(&cases);
        let mut orders = Vec::new();
        for language in languages {
            for role in [Role::Caller, Role::Callee] {
                orders.push(Order { language, role, cases: &cases, share: self.share, cache: self.cache });
            }
        }
        let book = Arc::new(Book::new(&cases, self.share));
        let built = pool::each(&orders, |order| {
            let name = order.name();
            let filled = order.fill(engine, &|note| (self.progress)(&name, Some(note)));
            let filled = match start {
                Start::Checked => filled.and_then(|guest| started(engine, guest, order.role, &book)),
                Start::Left => filled,
            };
            (self.progress)(&name, None);
            filled
        });
        let crashed = || Err(NoGuest::Failed("the build crashed: this is a defect of witloom".to_owned()));
        let keys = orders.iter().map(|order| (order.language.id.clone(), order.role.as_str()));
        let guests = keys.zip(built.into_iter().map(|guest| guest.unwrap_or_else(crashed))).collect();
        Group { cases, engine: engine.clone(), guests }
    }
}

/// The guest, if everything that it imports is there and it starts.
fn started(engine: &Engine, guest: Guest, role: Role, book: &Arc<Book>) -> Result<Guest, NoGuest> {
    let pair = match role {
        Role::Caller => Pair::ToHost(&guest),
        Role::Callee => Pair::FromHost(&guest),
    };
    match pair.open(engine, BOUNDS, &|imports| book.links(imports)) {
        Ok(_) => Ok(guest),
        Err(error) => Err(NoGuest::Failed(told(&error))),
    }
}

/// Cases whose packages merge, and the others.
fn mergeable<'c>(cases: &[&'c Case]) -> (Vec<&'c Case>, Vec<&'c Case>) {
    let (mut together, mut alone): (Vec<&Case>, Vec<&Case>) = Default::default();
    for case in cases {
        let surfaces: Vec<_> = together.iter().chain([case]).map(|case| &case.surface).collect();
        let names = surfaces.iter().flat_map(|surface| surface.interfaces());
        let mut names: Vec<&String> = names.collect();
        names.sort();
        let twice = names.windows(2).any(|pair| pair[0] == pair[1]);
        let fits = !twice && worlds::guest(&surfaces, Role::Callee).is_ok();
        if fits { together.push(case) } else { alone.push(case) }
    }
    (together, alone)
}
