//! What the languages refuse, as a table for the documentation.

use std::fmt::Write as _;

use witloom_bindgen::{LIMITS_OF_ALL, Limit, limits};

use crate::registry::Registry;
use crate::toolchain::LangManifest;

/// The line of a page after which the table stands.
pub const BEGIN: &str = "<!-- what the languages say of themselves; a test of witloom-project writes it -->";
/// The line behind it.
pub const END: &str = "<!-- end of what they say -->";

/// Kinds, the languages that refuse them, and why: one row for kinds that the same languages refuse for one reason.
pub fn table(registry: &Registry) -> String {
    let mut rows: Vec<(Limit, Vec<String>)> = Vec::new();
    for driver in registry.iter() {
        let name = LangManifest::of(driver).map_or_else(|_| driver.language().id().to_owned(), |lang| lang.name);
        for limit in limits(driver.language()) {
            match rows.iter_mut().find(|(known, _)| *known == limit) {
                Some((_, names)) => names.push(name.clone()),
                None => rows.push((limit, vec![name.clone()])),
            }
        }
    }
    rows.extend(LIMITS_OF_ALL.iter().map(|limit| (*limit, vec!["all languages".to_owned()])));
    let mut merged: Vec<(String, String, &str)> = Vec::new();
    for (limit, names) in rows {
        let names = names.join(", ");
        match merged.iter_mut().find(|(_, by, why)| *by == names && *why == limit.why) {
            Some((kinds, ..)) => *kinds += &format!(", {}", limit.kind),
            None => merged.push((limit.kind.to_owned(), names, limit.why)),
        }
    }
    let mut text = "| kind | by | why |\n|---|---|---|\n".to_owned();
    for (kinds, names, why) in merged {
        let _ = writeln!(text, "| {kinds} | {names} | {why} |");
    }
    text
}
