//! What of WASI the engine may use.
//!
//! Whatever is off leaves no import behind. In development everything but HTTP is on, so that printing a value
//! for once needs no new engine; in release what neither the code nor the world mentions is off.

use serde::Serialize;
use witloom_component::{Job, Profile};

use super::settings::Settings;

/// A part of WASI behind the engine's own functions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Feature {
    /// `console`, and the report of a failed export.
    Stdio,
    /// `Date`, `performance` and timers.
    Clocks,
    /// `Math.random` and `crypto`.
    Random,
    /// `fetch`.
    Http,
}

impl Feature {
    /// The feature of that name.
    pub(super) fn named(name: &str) -> Option<Self> {
        match name {
            "stdio" => Some(Self::Stdio),
            "clocks" => Some(Self::Clocks),
            "random" => Some(Self::Random),
            "http" => Some(Self::Http),
            _ => None,
        }
    }
}

/// The words in user code and the WASI packages in a world that call for a feature.
const SIGNS: &[(Feature, &[&str], &[&str])] = &[
    (Feature::Stdio, &["console."], &["wasi:cli/"]),
    (Feature::Clocks, &["Date", "performance", "setTimeout", "setInterval", "AbortSignal.timeout"], &["wasi:clocks/"]),
    (Feature::Random, &["Math.random", "crypto"], &["wasi:random/"]),
    // What the bundler makes of every `fetch` that isn't the user's own.
    (Feature::Http, &["globalThis.fetch"], &[]),
];

/// The features of a build whose modules and packages are the text `code`.
pub(super) fn choose(job: &Job<'_>, settings: &Settings, code: &str) -> Vec<Feature> {
    if let Some(features) = &settings.features {
        return features.clone();
    }
    let in_world = |package: &str| job.world.interfaces.iter().any(|i| i.full_name.starts_with(package));
    let needed = |(feature, words, packages): &(Feature, &[&str], &[&str])| {
        // Beside other tasks it can't wait; the bundler has said so of the user's own calls.
        if *feature == Feature::Http && job.world.is_concurrent() {
            return None;
        }
        let always = job.profile == Profile::Dev && *feature != Feature::Http;
        let used = words.iter().any(|word| code.contains(word)) || packages.iter().any(|package| in_world(package));
        (always || used).then_some(*feature)
    };
    SIGNS.iter().filter_map(needed).collect()
}
