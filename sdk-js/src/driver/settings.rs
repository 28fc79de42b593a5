//! What a user may set for one component, in `[components.NAME.options]` of `witloom.toml`.
//!
//! ```toml
//! features = "stdio, clocks"     # what of WASI the engine may use; by default what the code needs
//! glue = "upstream"              # the engine package's own glue, to compare with
//! ```

use witloom_component::{BuildError, Job};

use super::features::Feature;

/// Which glue a component gets.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum GlueChoice {
    /// Ours.
    #[default]
    Witloom,
    /// The engine package's own, to compare with.
    Upstream,
}

/// A component's settings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Settings {
    /// What of WASI the engine may use; by default what the code needs.
    pub(super) features: Option<Vec<Feature>>,
    /// Which glue; the variable `WITLOOM_JS_GLUE` wins.
    pub(super) glue: GlueChoice,
}

impl Settings {
    /// Reads a component's settings.
    pub(super) fn read(job: &Job<'_>) -> Result<Self, BuildError> {
        let settings = &job.options.settings;
        let features = settings.get("features").map(|text| features(text)).transpose()?;
        let from_environment = job.variable("WITLOOM_JS_GLUE");
        let glue = match from_environment.as_deref().or(settings.get("glue").map(String::as_str)) {
            None | Some("" | "witloom") => GlueChoice::Witloom,
            Some("upstream") => GlueChoice::Upstream,
            Some(other) => {
                return Err(BuildError::user_code(format!("unknown glue `{other}`"), "use `witloom` or `upstream`"));
            }
        };
        Ok(Self { features, glue })
    }
}

fn features(text: &str) -> Result<Vec<Feature>, BuildError> {
    let words = text.split([',', ' ']).filter(|word| !word.is_empty());
    let mut features: Vec<Feature> = words
        .map(|word| {
            Feature::named(word).ok_or_else(|| {
                BuildError::user_code(
                    format!("unknown feature `{word}`"),
                    "the features are `stdio`, `clocks`, `random` and `http`",
                )
            })
        })
        .collect::<Result<_, _>>()?;
    features.sort_unstable();
    features.dedup();
    Ok(features)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn features_are_a_list_of_words() {
        assert_eq!(features("clocks, stdio").unwrap(), [Feature::Stdio, Feature::Clocks]);
        assert_eq!(features("").unwrap(), []);
        assert_eq!(features("disk").unwrap_err().to_string(), "unknown feature `disk`");
    }
}
