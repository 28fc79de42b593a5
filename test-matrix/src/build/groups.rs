//! Which cases share a guest.
//!
//! All cases that every language has a form for share one guest per language and role, so that there are few builds. A language that can't build
//! it is asked for each case alone; the cases that then fail become groups of their own, so that a build
//! failure marks its own cells only.

use std::collections::BTreeMap;
use std::path::Path;

use witloom_bindgen::guest::Role;
use witloom_host::Engine;

use crate::build::guests::{Drawn, Guest, Language, NoGuest, Order};
use crate::build::pool;
use crate::draw::suite::Case;
use crate::draw::worlds;

/// Cases that share guests, and the guests.
#[derive(Debug)]
pub struct Group<'c> {
    /// The cases.
    pub cases: Vec<&'c Case>,
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

    /// Languages of which a role is missing for another reason than a missing toolchain.
    fn failing(&self) -> Vec<&str> {
        let failed = |guest: &Result<Guest, NoGuest>| match guest {
            Ok(_) | Err(NoGuest::NotRun(_)) => false,
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
    /// Compiles guests.
    pub engine: &'a Engine,
    /// The languages.
    pub languages: &'a [Language<'a>],
    /// The vectors.
    pub drawn: &'a Drawn,
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

impl Workshop<'_> {
    /// Groups for all cases, with their guests.
    pub fn groups<'c>(&self, cases: &'c [Case]) -> Vec<Group<'c>> {
        let usable: Vec<&Case> = cases.iter().filter(|case| case.callable().next().is_some()).collect();
        let (together, alone) = mergeable(&usable);
        let mut groups: Vec<Group<'_>> = alone.into_iter().map(|case| self.build(vec![case])).collect();
        if together.is_empty() {
            return groups;
        }
        let all = self.build(together);
        let bad = self.bad_cases(&all);
        if bad.is_empty() {
            groups.insert(0, all);
            return groups;
        }
        let good: Vec<&Case> = all.cases.iter().copied().filter(|case| !bad.contains(&case.name)).collect();
        for case in all.cases.iter().filter(|case| bad.contains(&case.name)) {
            groups.push(self.build(vec![case]));
        }
        if !good.is_empty() {
            groups.insert(0, self.build(good));
        }
        groups
    }

    /// Cases that some language can't build, found one by one.
    fn bad_cases(&self, all: &Group<'_>) -> Vec<String> {
        let failing = all.failing();
        if failing.is_empty() || all.cases.len() < 2 {
            return Vec::new();
        }
        let languages: Vec<&Language<'_>> =
            self.languages.iter().filter(|language| failing.contains(&language.id.as_str())).collect();
        let bad = all.cases.iter().filter(|case| {
            let built = self.build_for(&languages, vec![case]);
            !built.failing().is_empty()
        });
        bad.map(|case| case.name.clone()).collect()
    }

    fn build<'c>(&self, cases: Vec<&'c Case>) -> Group<'c> {
        self.build_for(&self.languages.iter().collect::<Vec<_>>(), cases)
    }

    fn build_for<'c>(&self, languages: &[&Language<'_>], cases: Vec<&'c Case>) -> Group<'c> {
        let mut orders = Vec::new();
        for language in languages {
            for role in [Role::Caller, Role::Callee] {
                orders.push(Order { language, role, cases: &cases, drawn: self.drawn, cache: self.cache });
            }
        }
        let built = pool::each(&orders, |order| {
            let name = order.name();
            let filled = order.fill(self.engine, &|note| (self.progress)(&name, Some(note)));
            (self.progress)(&name, None);
            filled
        });
        let crashed = || Err(NoGuest::Failed("the build crashed: this is a defect of witloom".to_owned()));
        let keys = orders.iter().map(|order| (order.language.id.clone(), order.role.as_str()));
        let guests = keys.zip(built.into_iter().map(|guest| guest.unwrap_or_else(crashed))).collect();
        Group { cases, guests }
    }
}

/// Cases whose packages merge and that every language has a form for, and the others.
fn mergeable<'c>(cases: &[&'c Case]) -> (Vec<&'c Case>, Vec<&'c Case>) {
    let (mut together, mut alone): (Vec<&Case>, Vec<&Case>) = Default::default();
    for case in cases {
        let surfaces: Vec<_> = together.iter().chain([case]).map(|case| &case.surface).collect();
        let names = surfaces.iter().flat_map(|surface| surface.interfaces());
        let mut names: Vec<&String> = names.collect();
        names.sort();
        let twice = names.windows(2).any(|pair| pair[0] == pair[1]);
        // What not every language has a form for must not keep the other cases from being built together.
        let common = case.survey.types.iter().all(|ty| !ty.facts.has_fixed_list && !ty.facts.has_map);
        let fits = common && !twice && worlds::guest(&surfaces, Role::Callee).is_ok();
        if fits { together.push(case) } else { alone.push(case) }
    }
    (together, alone)
}
