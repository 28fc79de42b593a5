//! Names drawn from what languages use for themselves, each in every role that a WIT name can play.
//!
//! Words come from the languages' own generated code ([`words`]), so that one which is new there is tried without
//! anybody listing it. A word is a case of its own whose functions are called with values; resources with such names
//! and methods are built into callers, since their handles can't be drawn. Words of a round share their guests; those
//! to blame are found by halving.

mod roles;
mod words;

use std::collections::BTreeMap;

use rand::SeedableRng;
use rand::rngs::StdRng;
use rand::seq::SliceRandom as _;
use witloom_bindgen::guest::{Role, Script};
use witloom_bindgen::{GenerateError, Wit, WitError};
use witloom_host::Engine;
use witloom_project::registry::Registry;

use crate::build::engines::engine;
use crate::build::guests::{Language, NoGuest, Site, plain};
use crate::build::{languages, pool};
use crate::draw::suite::{Case, number};
use crate::draw::worlds::{self, Surface};
use crate::error::MatrixError;
use crate::judge::results::{HOST, State};
use crate::options::{Event, Options};
use crate::run::run;

/// Words that share their guests.
const ROUND: usize = 24;

/// What to draw.
#[derive(Debug, Clone)]
pub struct NamesOptions {
    /// Languages, vectors, seed, link mode and cache, as for a run.
    pub run: Options,
    /// Words to draw; all when there are fewer.
    pub count: usize,
}

/// A word that a language can't take.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Clash {
    /// The language.
    pub lang: String,
    /// The word.
    pub word: String,
    /// The smallest package that shows it.
    pub wit: String,
    /// What went wrong.
    pub detail: String,
}

/// What was drawn and tried, and what clashes.
#[derive(Debug, Clone, Default, serde::Serialize)]
pub struct Named {
    /// What words were drawn with.
    pub seed: u64,
    /// Words that languages have.
    pub known: usize,
    /// Words that were tried.
    pub tried: usize,
    /// Which words clash.
    pub clashes: Vec<Clash>,
}

/// A case for each of some words, evenly from all that languages have.
pub fn drawn(registry: &Registry, count: usize, seed: u64) -> Result<Vec<Case>, MatrixError> {
    let (words, _) = draw(registry, count, seed)?;
    Ok(words.iter().map(|word| case(word)).collect::<Result<_, _>>()?)
}

/// Tries words, a round after the other.
pub fn names(registry: &Registry, options: &NamesOptions, events: &Events<'_>) -> Result<Named, MatrixError> {
    let (words, known) = draw(registry, options.count, options.run.seed)?;
    let mut named = Named { seed: options.run.seed, known, ..Named::default() };
    for round in words.chunks(ROUND) {
        named.clashes.extend(values(registry, &options.run, round, events)?);
        named.clashes.extend(resources(registry, &options.run, round, events)?);
        named.tried += round.len();
        events(NamesEvent::Round(&named));
    }
    Ok(named)
}

/// What happens while words are tried.
#[derive(Debug)]
pub enum NamesEvent<'a> {
    /// Something of a run.
    Run(Event),
    /// A round is over; all that was done so far.
    Round(&'a Named),
}

/// Hears what happens.
pub type Events<'a> = dyn Fn(NamesEvent<'_>) + Sync + 'a;

fn draw(registry: &Registry, count: usize, seed: u64) -> Result<(Vec<String>, usize), MatrixError> {
    let mut words: Vec<String> = words::words(registry.iter())?.into_keys().collect();
    let known = words.len();
    words.shuffle(&mut StdRng::seed_from_u64(seed));
    words.truncate(count);
    Ok((words, known))
}

fn case(word: &str) -> Result<Case, WitError> {
    Case::new(&format!("name-{word}"), &Wit::parse("name.wit", &roles::values(word))?)
}

/// Words in roles whose values can be drawn; one clash per language and word.
fn values(
    registry: &Registry,
    options: &Options,
    words: &[String],
    events: &Events<'_>,
) -> Result<Vec<Clash>, MatrixError> {
    let mut cases = words.iter().map(|word| case(word)).collect::<Result<Vec<_>, _>>()?;
    number(&mut cases);
    let options = Options { whole: false, scenarios: &[], ..options.clone() };
    let results = run(registry, &cases, &options, &|event| events(NamesEvent::Run(event)))?;
    let mut found: BTreeMap<(String, String), Clash> = BTreeMap::new();
    for cell in results.unexpected().filter(|cell| cell.caller == HOST || cell.callee == HOST) {
        let lang = if cell.caller == HOST { &cell.callee } else { &cell.caller };
        let word = cell.case.trim_start_matches("name-");
        let clash = Clash {
            lang: lang.clone(),
            word: word.to_owned(),
            wit: roles::values(word),
            detail: format!("{} {}: {}", cell.function, State::word(cell.state), cell.detail),
        };
        found.entry((clash.lang.clone(), clash.word.clone())).or_insert(clash);
    }
    Ok(found.into_values().collect())
}

/// Words as names of resources and their functions.
fn resources(
    registry: &Registry,
    options: &Options,
    words: &[String],
    events: &Events<'_>,
) -> Result<Vec<Clash>, MatrixError> {
    let languages = languages::prepare(registry, options, &|event| events(NamesEvent::Run(event)))?;
    let engine = engine(registry, false)?;
    let builds = Builds { engine: &engine, options, events };
    let clashes = pool::each(&languages, |language| builds.clashes(language, words));
    Ok(clashes.into_iter().flatten().flatten().collect())
}

struct Builds<'a> {
    engine: &'a Engine,
    options: &'a Options,
    events: &'a Events<'a>,
}

impl Builds<'_> {
    /// The words among these that a language can't build a caller of.
    fn clashes(&self, language: &Language<'_>, words: &[String]) -> Vec<Clash> {
        let detail = match self.build(language, words) {
            Ok(()) => return Vec::new(),
            Err(detail) => detail,
        };
        if let [word] = words {
            let (lang, word) = (language.id.clone(), word.clone());
            return vec![Clash { lang, wit: roles::resources(&word), word, detail }];
        }
        let (one, other) = words.split_at(words.len() / 2);
        [one, other].into_iter().flat_map(|half| self.clashes(language, half)).collect()
    }

    fn build(&self, language: &Language<'_>, words: &[String]) -> Result<(), String> {
        let (Ok(tools), Some(writer)) = (&language.tools, language.driver.guest_writer()) else { return Ok(()) };
        let surface = |word: &String| Wit::parse("name.wit", &roles::resources(word)).map(|wit| Surface::of(&wit));
        let surfaces: Vec<Surface> =
            words.iter().map(surface).collect::<Result<_, WitError>>().map_err(|error| error.to_string())?;
        let world = worlds::guest(&surfaces.iter().collect::<Vec<_>>(), Role::Caller);
        let world = world.map_err(|error| error.to_string())?;
        let script = Script { role: Role::Caller, calls: Vec::new() };
        let sources = match writer.guest(&world, &script) {
            Ok(sources) => sources,
            // A language without resources has no names for them.
            Err(GenerateError::Unsupported(_)) => return Ok(()),
            Err(error) => return Err(error.to_string()),
        };
        let name = format!("{}-resources", plain(&language.id));
        let site = Site { name: &name, language, cache: &self.options.cache.join("guests") };
        let progress = |note: &str| {
            (self.events)(NamesEvent::Run(Event::Building { guest: name.clone(), note: note.to_owned() }));
        };
        let built = site.build(tools, &world, &sources, self.engine, &progress);
        (self.events)(NamesEvent::Run(Event::Built { guest: name.clone() }));
        match built {
            Ok(_) | Err(NoGuest::NotRun(_) | NoGuest::NoForm(_) | NoGuest::Unsupported(_)) => Ok(()),
            Err(NoGuest::Failed(detail)) => Err(detail),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_words_and_the_same_seed_draws_the_same_ones() {
        let registry = Registry::default();
        let words = words::words(registry.iter()).unwrap();
        // One is no language that users write, and has no names.
        let lang = |id: &str| words.values().filter(|langs| langs.contains(id)).count();
        let rich = registry.iter().filter(|driver| lang(driver.language().id()) >= 50).count();
        assert!(rich >= 5, "{rich}");
        let name = |case: &Case| case.name.clone();
        let drawn_names: Vec<_> = drawn(&registry, 5, 7).unwrap().iter().map(name).collect();
        assert_eq!(drawn_names, drawn(&registry, 5, 7).unwrap().iter().map(name).collect::<Vec<_>>());
        assert_eq!(drawn_names.len(), 5);
    }
}
