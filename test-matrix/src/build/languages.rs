//! Which languages take part, each with its toolchain; some a second time with another one.

use std::collections::BTreeMap;

use witloom_component::Driver;
use witloom_project::registry::Registry;
use witloom_project::toolchain::{Pins, Toolchains, user_cache};

use crate::build::guests::{Language, told};
use crate::error::MatrixError;
use crate::judge::results::HOST;
use crate::options::{Event, Options};

/// Finds or installs what the wanted languages need. A language whose toolchain is missing is among them, with why.
pub(crate) fn prepare<'r>(
    registry: &'r Registry,
    options: &Options,
    events: &(dyn Fn(Event) + Sync),
) -> Result<Vec<Language<'r>>, MatrixError> {
    let toolchains = Toolchains::new(&user_cache());
    let prepared = candidates(registry, options)?.into_iter().map(|Candidate { id, driver, pins }| {
        let note = |note: &str| events(Event::Building { guest: id.clone(), note: note.to_owned() });
        let tools = toolchains.prepare_pinned(driver, &pins, &note).map_err(|error| told(&error));
        Language { id, driver, tools }
    });
    Ok(prepared.collect())
}

/// A language that was asked for.
struct Candidate<'r> {
    id: String,
    driver: &'r dyn Driver,
    pins: Pins,
}

/// Every language that writes guests and is wanted, then the wanted versions. A language stands for its versions.
fn candidates<'r>(registry: &'r Registry, options: &Options) -> Result<Vec<Candidate<'r>>, MatrixError> {
    let players: Vec<&dyn Driver> = registry.iter().filter(|driver| driver.guest_writer().is_some()).collect();
    let find = |id: &str| players.iter().copied().find(|driver| driver.language().id() == id);
    let usual = players.iter().map(|driver| {
        let id = driver.language().id().to_owned();
        Candidate { id, driver: *driver, pins: Pins::default() }
    });
    let mut all: Vec<Candidate<'r>> = usual.collect();
    let known = all.iter().map(|candidate| candidate.id.clone()).chain(options.versions.iter().map(|v| v.id()));
    let known: Vec<String> = known.collect();
    let unknown = |name: &str| {
        let known = known.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", ");
        MatrixError::Language { name: name.to_owned(), known }
    };
    for version in &options.versions {
        let driver = find(&version.lang).ok_or_else(|| unknown(&version.lang))?;
        all.push(Candidate { id: version.id(), driver, pins: version.pins.clone() });
    }
    if let Some(wanted) = options.langs.iter().find(|lang| *lang != HOST && !known.contains(lang)) {
        return Err(unknown(wanted));
    }
    let wanted = |candidate: &Candidate<'_>| {
        let base = candidate.driver.language().id();
        options.langs.is_empty() || options.langs.iter().any(|lang| *lang == candidate.id || lang == base)
    };
    all.retain(wanted);
    Ok(all)
}

/// The versions of all tools. Those of a language with another toolchain have its id before their name.
pub(crate) fn tools(languages: &[Language<'_>]) -> BTreeMap<String, String> {
    let mut versions = BTreeMap::from([("witloom".to_owned(), env!("CARGO_PKG_VERSION").to_owned())]);
    for language in languages {
        for (name, tool) in language.tools.iter().flat_map(|tools| tools.iter()) {
            let usual = language.id == language.driver.language().id();
            let name = if usual { name.to_owned() } else { format!("{}: {name}", language.id) };
            versions.insert(name, tool.version.clone());
        }
    }
    versions
}

/// The same by language.
pub(crate) fn tools_of_each(languages: &[Language<'_>]) -> BTreeMap<String, BTreeMap<String, String>> {
    let of = |language: &Language<'_>| {
        let tools = language.tools.iter().flat_map(|tools| tools.iter());
        (language.id.clone(), tools.map(|(name, tool)| (name.to_owned(), tool.version.clone())).collect())
    };
    languages.iter().map(of).collect()
}
