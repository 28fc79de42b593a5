//! Lists of bytes that cross between two components of an app as blocks.
//!
//! A runtime's fused adapter copies a `list<u8>` element by element and a `string` as a block. Both are an address and a
//! number of bytes, flat and in memory, where the string's encoding is `latin1+utf16` and its length has no tag: then
//! every byte is a character, and nothing is checked or changed (Canonical ABI, `load_string_from_range` and
//! `store_string_into_range`). So where both sides are ours, the copies of the two components inside the app say
//! `string` instead of `list<u8>` and `list<s8>` for the functions between them, and lift and lower those with that encoding. The core
//! modules stay as they are, and so does every type and function that someone else sees.
//!
//! What this asks of both sides, which a component says by a custom section ([`mark`]):
//!
//! * The address of a list of bytes is even, that of an empty one as well: strings of this encoding are aligned to two.
//! * A length of 2³¹ and more is refused when it is read: a sender that sets the tag would have it filled with UTF-16, of
//!   which half as much memory is there.
//!
//! The encoding belongs to a whole function, so a function stays as it is that has a `string` or an `error-context` as
//! well, and so does every function that shares a type that holds bytes with it. Streams and futures stay, types
//! that other interfaces `use`, functions that are lifted asynchronously, and what the app itself imports and exports.

mod form;
mod rewrite;
mod uses;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use wasm_encoder::{CustomSection, Section as _};
use wasmparser::{Parser, Payload};

use crate::compose::Part;
use crate::wiring::{Wire, Wiring};
use form::Form;
use uses::{View, Views};

/// The custom section by which a component says that its lists of bytes can cross as blocks.
const SECTION: &str = "witloom-blocks";

/// Says of a component that the addresses of its lists of bytes are even, and that it reads none of 2³¹ bytes or more.
pub fn mark(component: &mut Vec<u8>) {
    CustomSection { name: SECTION.into(), data: Cow::Borrowed(&[]) }.append_to(component);
}

/// Whether a component says so.
pub fn is_marked(component: &[u8]) -> bool {
    let mut depth = 0_u32;
    Parser::new(0).parse_all(component).map_while(Result::ok).any(|payload| {
        match &payload {
            Payload::Version { .. } => depth += 1,
            Payload::End(_) => depth -= 1,
            Payload::CustomSection(section) => return depth == 1 && section.name() == SECTION,
            _ => {}
        }
        false
    })
}

/// What changes of an interface.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Switch {
    /// Functions, by their names in the interface.
    functions: BTreeSet<String>,
    /// Types that the interface names and that hold bytes.
    types: BTreeSet<String>,
}

/// What changes of a component, by the names of its imports and exports.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Switches {
    imports: BTreeMap<String, Switch>,
    exports: BTreeMap<String, Switch>,
}

/// A component, as far as it matters here.
struct Seen {
    form: Form,
    views: Views,
}

impl Seen {
    /// `None` for components that don't say that they can, and for those that look like none that we know.
    fn read(component: &[u8]) -> Option<Self> {
        if !is_marked(component) {
            return None;
        }
        let mut views = Views::read(component).ok()?;
        let form = Form::read(component).ok()?;
        views.keep(&form);
        Some(Self { form, views })
    }
}

/// The parts of an app with the lists of bytes between them as blocks: those that change, each under its name.
///
/// # Errors
/// When a part that looked as it should can't be written anew, which would be a mistake of ours.
pub(crate) fn with_blocks(parts: &[Part], wiring: &Wiring) -> anyhow::Result<Vec<Part>> {
    let joined = |part: &&Part| {
        let name = &part.name;
        wiring.wires.iter().any(|wire| wire.consumer == *name || wire.provider == *name)
    };
    let seen: BTreeMap<&str, Seen> = parts
        .iter()
        .filter(joined)
        .filter_map(|part| Some((part.name.as_str(), Seen::read(&part.component)?)))
        .collect();
    let switches = decide(&seen, wiring);
    let rewritten = switches.into_iter().filter_map(|(name, switches)| {
        let part = parts.iter().find(|part| part.name == name)?;
        let component = rewrite::rewrite(&part.component, &seen.get(name)?.form, &switches);
        Some(component.map(|component| Part { name: name.to_owned(), component }))
    });
    rewritten.collect()
}

/// Parts, with those that changed instead of what they were.
pub(crate) fn instead(parts: &[Part], changed: Vec<Part>) -> Vec<Part> {
    let mut all = parts.to_vec();
    for part in changed {
        all.retain(|known| known.name != part.name);
        all.push(part);
    }
    all
}

/// What changes of each part: only what both sides of every wire can change.
fn decide<'s>(seen: &BTreeMap<&'s str, Seen>, wiring: &Wiring) -> BTreeMap<&'s str, Switches> {
    let mut seams: BTreeMap<(&str, &str), Vec<&Wire>> = BTreeMap::new();
    for wire in &wiring.wires {
        seams.entry((&wire.provider, &wire.export)).or_default().push(wire);
    }
    let mut switches: BTreeMap<&'s str, Switches> = BTreeMap::new();
    for ((provider, export), wires) in seams {
        let sides = wires.iter().map(|wire| {
            let (name, seen) = seen.get_key_value(wire.consumer.as_str())?;
            Some((*name, &wire.import, seen.views.imports.get(&wire.import)?))
        });
        let Some(consumers) = sides.collect::<Option<Vec<_>>>() else { continue };
        let Some((provider, callee)) = seen.get_key_value(provider) else { continue };
        let Some(exported) = callee.views.exports.get(export) else { continue };
        let switch = View::switch(consumers.iter().map(|(_, _, view)| *view).chain([exported]));
        if switch.functions.is_empty() {
            continue;
        }
        switches.entry(*provider).or_default().exports.insert(export.to_owned(), switch.clone());
        for (consumer, import, _) in consumers {
            switches.entry(consumer).or_default().imports.insert(import.clone(), switch.clone());
        }
    }
    switches
}
