//! The checks on a manifest, and the wording of their errors.

use toml::Spanned;
use witloom_diag::did_you_mean;

use super::{Manifest, Source};
use crate::ProjectError;

/// An error of the TOML reader, with a guess when it is an unknown key.
pub(super) fn syntax(source: &Source<'_>, error: &toml::de::Error) -> ProjectError {
    let message = error.message();
    let hint = unknown_key(message);
    let message = match (&hint, message.split('`').nth(1)) {
        (Some(_), Some(key)) => format!("unknown key `{key}`"),
        (Some(_), None) | (None, _) => message.lines().next().unwrap_or_default().to_owned(),
    };
    source.error(message, hint, error.span())
}

/// The hint for an unknown key, whose message lists the known ones in backticks after it.
fn unknown_key(message: &str) -> Option<String> {
    let rest = message.strip_prefix("unknown field `")?;
    let mut words = rest.split('`').step_by(2);
    let wanted = words.next()?;
    let known: Vec<&str> = rest.split('`').skip(2).step_by(2).collect();
    Some(guess(wanted, &known))
}

/// "did you mean", or the list of what there is.
pub(crate) fn guess(wanted: &str, known: &[&str]) -> String {
    match did_you_mean(wanted, known.iter().copied()) {
        Some(close) => format!("did you mean `{close}`?"),
        None => format!("known are {}", known.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")),
    }
}

/// Names must be usable, and refer to something.
pub(super) fn names(source: &Source<'_>, manifest: &Manifest, languages: &[&str]) -> Result<(), ProjectError> {
    let components: Vec<&str> = manifest.components.keys().map(String::as_str).collect();
    if components.is_empty() {
        let hint = "add a table such as `[components.main]` with `lang` and `world`".to_owned();
        return Err(source.error("the app has no components", Some(hint), None));
    }
    for name in components.iter().copied().chain([manifest.app.name.get_ref().as_str()]) {
        if !usable(name) {
            let hint = "use letters, digits, `-` and `_`; names become file names".to_owned();
            return Err(source.error(format!("`{name}` can't be a name"), Some(hint), find(source, name)));
        }
    }
    let refer = |what: &str, name: &Spanned<String>, known: &[&str]| {
        if known.contains(&name.get_ref().as_str()) {
            return Ok(());
        }
        let hint = guess(name.get_ref(), known);
        Err(source.error(format!("unknown {what} `{}`", name.get_ref()), Some(hint), Some(name.span())))
    };
    match &manifest.app.entry {
        Some(entry) => refer("component", entry, &components)?,
        None if components.len() > 1 => {
            let hint = format!("add `entry = \"{}\"` under `[app]`: its exports are the app's", components[0]);
            return Err(source.error("the app has several components and no entry", Some(hint), None));
        }
        None => {}
    }
    manifest.components.values().try_for_each(|component| refer("language", &component.lang, languages))
}

fn usable(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
}

fn find(source: &Source<'_>, name: &str) -> Option<std::ops::Range<usize>> {
    source.text.find(name).map(|start| start..start + name.len())
}
