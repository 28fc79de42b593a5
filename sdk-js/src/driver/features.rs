//! What of WASI the engine may use.
//!
//! Whatever is off leaves no import behind. In development everything but HTTP is on, so that printing a value
//! for once needs no new engine; in release what neither the code nor the world mentions is off.

use std::path::Path;

use serde::Serialize;
use witloom_component::{BuildError, Job, Profile};

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
    (Feature::Clocks, &["Date", "performance", "setTimeout", "setInterval"], &["wasi:clocks/"]),
    (Feature::Random, &["Math.random", "crypto"], &["wasi:random/"]),
    (Feature::Http, &["fetch("], &[]),
];

/// The features of a build.
pub(super) fn choose(job: &Job<'_>, settings: &Settings) -> Result<Vec<Feature>, BuildError> {
    if let Some(features) = &settings.features {
        return Ok(features.clone());
    }
    let mut code = String::new();
    collect(job.source, &mut code)?;
    let in_world = |package: &str| job.world.interfaces.iter().any(|i| i.full_name.starts_with(package));
    let needed = |(feature, words, packages): &(Feature, &[&str], &[&str])| {
        let always = job.profile == Profile::Dev && *feature != Feature::Http;
        let used = words.iter().any(|word| code.contains(word)) || packages.iter().any(|package| in_world(package));
        (always || used).then_some(*feature)
    };
    Ok(SIGNS.iter().filter_map(needed).collect())
}

/// The text of every module of the user's, without what was generated or installed.
fn collect(folder: &Path, code: &mut String) -> Result<(), BuildError> {
    let entries = std::fs::read_dir(folder).map_err(|cause| BuildError::io(folder, cause))?;
    for entry in entries {
        let path = entry.map_err(|cause| BuildError::io(folder, cause))?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() && name != "gen" && name != "node_modules" && !name.starts_with('.') {
            collect(&path, code)?;
        } else if path.extension().is_some_and(|extension| extension == "js" || extension == "mjs") {
            code.push_str(&String::from_utf8_lossy(&super::read(&path)?));
        }
    }
    Ok(())
}
