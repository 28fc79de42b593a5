//! Components that would have to wait and can't.
//!
//! A synchronous function that calls an `async func` which doesn't return at once traps. Which function calls which
//! can't be read off a component: so one that exports both kinds is believed to wait in its async functions only, and
//! one that imports `async func`s and exports none is told of.

use std::collections::{BTreeMap, BTreeSet};

use miette::Diagnostic;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::seam::Seam;
use crate::error::list;
use crate::wiring::Wiring;

/// A component that imports async functions and exports only synchronous ones.
#[derive(Debug, Clone, PartialEq, Eq, Error, Diagnostic, Serialize, Deserialize)]
#[error("`{component}` traps where it has to wait for {}: it exports no `async func`", names(.waits_for))]
#[diagnostic(code("W0231"), severity(Warning), help("{}", hint(.chain, .functions)))]
pub struct WaitWarning {
    /// The component.
    pub component: String,
    /// The async functions that it imports.
    pub waits_for: Vec<Seam>,
    /// From the entry over the component to who implements the first of them.
    pub chain: Vec<String>,
    /// The exported functions that would have to be async: the component's, then its callers' as far as those can't
    /// wait either.
    pub functions: Vec<Seam>,
}

/// The functions of one component.
#[derive(Debug, Default)]
pub(super) struct Functions {
    /// By import name.
    pub(super) imports: BTreeMap<String, Vec<Seam>>,
    /// By export name.
    pub(super) exports: BTreeMap<String, Vec<Seam>>,
    /// The imports that the author's world has, where that is known; others came with the runtime.
    pub(super) declared: Option<Vec<String>>,
}

impl Functions {
    /// The async functions that the component's author asked for, with their imports.
    fn awaited(&self) -> impl Iterator<Item = (&String, &Seam)> {
        let is_declared = |import: &str| match &self.declared {
            Some(declared) => declared.iter().any(|name| unversioned(name) == unversioned(import)),
            None => true,
        };
        // Nobody can take a function out of an interface of WASI: one that has both kinds may be there for the others.
        let is_mixed = |import: &str, functions: &[Seam]| {
            witloom_wasi::is_of_host(import) && functions.iter().any(|function| !function.is_async)
        };
        let imports = self.imports.iter().filter(move |(name, _)| is_declared(name));
        let imports = imports.filter(move |(name, functions)| !is_mixed(name, functions));
        let functions = imports.flat_map(|(name, functions)| functions.iter().map(move |function| (name, function)));
        functions.filter(|(_, function)| function.is_async)
    }

    fn can_wait(&self) -> bool {
        self.exports.values().flatten().any(|function| function.is_async)
    }
}

fn unversioned(name: &str) -> &str {
    name.split('@').next().unwrap_or_default()
}

/// What is to be told of an app, in the order of its wiring.
pub(super) fn warnings(parts: &BTreeMap<String, Functions>, wiring: &Wiring, entry: &str) -> Vec<WaitWarning> {
    let app = App { parts, wiring, entry };
    wiring.order.iter().filter_map(|name| app.warning(name)).collect()
}

struct App<'a> {
    parts: &'a BTreeMap<String, Functions>,
    wiring: &'a Wiring,
    entry: &'a str,
}

impl App<'_> {
    fn warning(&self, name: &str) -> Option<WaitWarning> {
        let part = self.parts.get(name)?;
        let (import, _) = part.awaited().next()?;
        if part.can_wait() {
            return None;
        }
        let functions = self.to_change(name);
        if functions.is_empty() {
            return None;
        }
        let wire = self.wiring.wires.iter().find(|wire| wire.consumer == name && wire.import == *import);
        let mut chain = self.path_to(name);
        chain.push(wire.map_or_else(|| "the host".to_owned(), |wire| wire.provider.clone()));
        let waits_for = part.awaited().map(|(_, function)| function.clone()).collect();
        Some(WaitWarning { component: name.to_owned(), waits_for, chain, functions })
    }

    /// The functions of a component that others call, and those of its callers if these can't wait either.
    fn to_change(&self, name: &str) -> Vec<Seam> {
        let mut found = Vec::new();
        let (mut seen, mut open) = (BTreeSet::from([name]), vec![name]);
        while let Some(next) = open.pop() {
            let Some(part) = self.parts.get(next) else { continue };
            if part.can_wait() {
                continue;
            }
            found.extend(self.called(next, part));
            let wires = self.wiring.wires.iter().filter(|wire| wire.provider == next);
            open.extend(wires.map(|wire| wire.consumer.as_str()).filter(|consumer| seen.insert(consumer)));
        }
        found
    }

    /// The exports that the app's other components or its host can call, constructors left out: those are never async.
    fn called(&self, name: &str, part: &Functions) -> Vec<Seam> {
        let is_called = |export: &str, function: &Seam| {
            let mut wires = self.wiring.wires.iter().filter(|wire| wire.provider == name && wire.export == export);
            name == self.entry
                || wires.any(|wire| {
                    let imported = self.parts.get(&wire.consumer).and_then(|part| part.imports.get(&wire.import));
                    imported.is_some_and(|imported| imported.iter().any(|other| other.function == function.function))
                })
        };
        let exports = part.exports.iter().flat_map(|(export, functions)| functions.iter().map(move |f| (export, f)));
        exports
            .filter(|(_, function)| !function.function.starts_with("[constructor]"))
            .filter(|(export, function)| is_called(export, function))
            .map(|(_, function)| function.clone())
            .collect()
    }

    /// The components on the shortest way from the entry, both ends included.
    fn path_to(&self, name: &str) -> Vec<String> {
        let mut from: BTreeMap<&str, &str> = BTreeMap::new();
        let mut open = std::collections::VecDeque::from([self.entry]);
        while let Some(next) = open.pop_front() {
            for wire in self.wiring.wires.iter().filter(|wire| wire.consumer == next) {
                if wire.provider != self.entry && !from.contains_key(wire.provider.as_str()) {
                    from.insert(&wire.provider, next);
                    open.push_back(&wire.provider);
                }
            }
        }
        let back = std::iter::successors(Some(name), |at| from.get(at).copied());
        let mut path: Vec<String> = back.map(str::to_owned).collect();
        path.reverse();
        path
    }
}

/// So many functions are named.
const SHOWN: usize = 5;

fn names(functions: &[Seam]) -> String {
    let shown = list(&functions.iter().take(SHOWN).map(Seam::name).collect::<Vec<_>>());
    let more = functions.len().saturating_sub(SHOWN);
    if more == 0 { shown } else { format!("{shown} and {more} more functions") }
}

fn hint(chain: &[String], functions: &[Seam]) -> String {
    let mut text = format!("the calls go {}: write `async func` where they pass", chain.join(" → "));
    for function in functions.iter().take(SHOWN) {
        text += &format!("\n{function}");
        if function.interface.as_ref().is_some_and(|interface| interface.starts_with("wasi:")) {
            text += ": WASI 0.3 has it as an `async func`";
        }
    }
    if functions.len() > SHOWN {
        text += &format!("\nand {} more", functions.len() - SHOWN);
    }
    text
}
