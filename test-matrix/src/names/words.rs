//! Words that may mean something to a language: whatever its bindings are written with.
//!
//! A WIT name that a language or its runtime uses for itself can break generated code in every role it plays. Which
//! names those are nobody has to list: they are the words of the generated code itself, its runtime files included,
//! and what the language says that it reserves.

use std::collections::{BTreeMap, BTreeSet};

use witloom_bindgen::guest::Role;
use witloom_bindgen::{Options, World};
use witloom_component::Driver;

use crate::draw::suite::{Case, Needs, built_in};
use crate::draw::worlds::{self, Surface};
use crate::error::MatrixError;
use crate::scripted::{Package, Staged};

/// Longer words are sentences of comments run together.
const LONGEST: usize = 24;

/// The words of these languages as WIT names, each with the languages that have it.
pub(super) fn words<'d>(
    drivers: impl Iterator<Item = &'d dyn Driver>,
) -> Result<BTreeMap<String, BTreeSet<String>>, MatrixError> {
    let cases = built_in()?;
    let worlds = samples(&cases)?;
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for driver in drivers {
        let Some(writer) = driver.guest_writer() else { continue };
        let mut own: BTreeSet<String> = writer.reserved().iter().filter_map(|word| wit_name(word)).collect();
        for world in &worlds {
            // A language that can't say something of a sample still has its words in the others.
            let Ok(files) = driver.language().generate(world, &Options::default()) else { continue };
            for (_, bytes) in files.iter() {
                own.extend(identifiers(&String::from_utf8_lossy(bytes)).filter_map(wit_name));
            }
        }
        for word in own {
            found.entry(word).or_default().insert(driver.language().id().to_owned());
        }
    }
    Ok(found)
}

/// Worlds that make a language use everything it has: values of every type, resources on both sides, and functions
/// that wait. Each is for languages that have a form for all of it.
fn samples(cases: &[Case]) -> Result<Vec<World>, MatrixError> {
    let that_need = |waits: bool| -> Vec<&Surface> {
        let needs = Needs { waits, ends: false, maps: false, fixed_lists: false };
        cases.iter().filter(|case| case.needs() == needs).map(|case| &case.surface).collect()
    };
    let (plain, waiting) = (that_need(false), that_need(true));
    let mut samples = Vec::new();
    for role in [Role::Caller, Role::Callee] {
        samples.push(worlds::guest(&plain, role)?);
        samples.push(worlds::guest(&waiting, role)?);
        samples.push(Package::Scripts.world(role)?);
        samples.push(Package::Waiting.world(role)?);
    }
    Ok(samples)
}

fn identifiers(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').filter(|word| !word.is_empty())
}

/// The WIT name that languages would write like this: `toString` and `to_string` are `to-string`.
fn wit_name(word: &str) -> Option<String> {
    let mut name = String::new();
    let mut before = '_';
    for c in word.trim_matches('_').chars() {
        let starts = c.is_ascii_uppercase() && (before.is_ascii_lowercase() || before.is_ascii_digit());
        if c == '_' || starts {
            name.push('-');
        }
        if c != '_' {
            name.push(c.to_ascii_lowercase());
        }
        before = c;
    }
    let valid = name.split('-').all(|part| part.starts_with(|c: char| c.is_ascii_lowercase()));
    let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    (valid && plain && name.len() <= LONGEST).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_in_the_case_of_every_language() {
        let found: Vec<_> = identifiers("func (*Thing) toString(_self __init__ u8, X2Y) { a$b } 9lives").collect();
        let names: Vec<_> = found.into_iter().filter_map(wit_name).collect();
        assert_eq!(names, ["func", "thing", "to-string", "self", "init", "u8", "x2-y", "a", "b"]);
        assert_eq!(wit_name("HTTPServer").as_deref(), Some("httpserver"));
        assert_eq!(wit_name("a_1"), None);
    }
}
