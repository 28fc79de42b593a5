//! Known failures: `sdk-<lang>/expectations.toml`.
//!
//! ```toml
//! [[known]]
//! case = "primitives"
//! function = "echo-u32"          # `echo-*` is allowed, `*` alone only beside a case without `*`
//! callee = "js"                  # caller, callee or both; one of them is the language of the file
//! message = "4292870144"         # must occur in the cell's detail
//! reason = "componentize-js takes the low word of a double"
//! link = "https://…"
//! ```
//!
//! A cell that fails as its entry says is `known-fail`. A cell that passes, or fails with another message, makes the
//! run fail, and so does an entry that no cell of a whole run meets. A partial run judges no entry stale, and no
//! run writes these files.

use regex::Regex;
use serde::Deserialize;
use witloom_project::registry::Registry;

use crate::error::MatrixError;
use crate::filter::glob_regex;
use crate::judge::results::{Cell, State};

/// Every entry of every language.
#[derive(Debug, Default)]
pub struct Expectations {
    entries: Vec<Entry>,
}

/// Whether a run had every cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Coverage {
    /// All of them: what is not met is stale.
    Whole,
    /// Some.
    Part,
}

#[derive(Debug)]
struct Entry {
    lang: String,
    raw: Raw,
    case: Regex,
    function: Regex,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    known: Vec<Raw>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    case: String,
    function: String,
    caller: Option<String>,
    callee: Option<String>,
    message: String,
    reason: String,
    link: String,
}

impl Expectations {
    /// The entries of every language of a registry.
    pub fn of(registry: &Registry) -> Result<Self, MatrixError> {
        let mut all = Self::default();
        for driver in registry.iter() {
            all.add(driver.language().id(), driver.expectations())?;
        }
        Ok(all)
    }

    /// Adds the entries of one file.
    pub fn add(&mut self, lang: &str, text: &str) -> Result<(), MatrixError> {
        let wrong = |reason: String| MatrixError::Expectations { lang: lang.to_owned(), reason };
        let file: File = toml::from_str(text).map_err(|error| wrong(error.to_string()))?;
        for raw in file.known {
            check(lang, &raw).map_err(|reason| wrong(format!("{}: {reason}", place(&raw))))?;
            let case = glob_regex(&raw.case).map_err(wrong)?;
            let function = glob_regex(&raw.function).map_err(wrong)?;
            self.entries.push(Entry { lang: lang.to_owned(), raw, case, function });
        }
        Ok(())
    }

    /// Judges every cell; returns the entries that are stale.
    pub fn judge(&self, cells: &mut [Cell], coverage: Coverage) -> Vec<String> {
        let mut met = vec![false; self.entries.len()];
        for cell in cells {
            if let Some(at) = self.entries.iter().position(|entry| entry.fits(cell)) {
                met[at] |= self.entries[at].judge(cell);
            }
        }
        if coverage == Coverage::Part {
            return Vec::new();
        }
        let stale = self.entries.iter().zip(met).filter(|(_, met)| !met);
        stale.map(|(entry, _)| format!("sdk-{}: {}", entry.lang, place(&entry.raw))).collect()
    }
}

impl Entry {
    fn fits(&self, cell: &Cell) -> bool {
        let side = |wanted: &Option<String>, found: &str| wanted.as_ref().is_none_or(|wanted| wanted == found);
        self.case.is_match(&cell.case)
            && self.function.is_match(&cell.function)
            && side(&self.raw.caller, &cell.caller)
            && side(&self.raw.callee, &cell.callee)
    }

    /// Changes a cell's state; whether the entry applied to it.
    fn judge(&self, cell: &mut Cell) -> bool {
        let Raw { message, reason, link, .. } = &self.raw;
        match cell.state {
            State::Pass => {
                cell.state = State::UnexpectedPass;
                cell.detail = format!("it passes, but is expected to fail: {reason} ({link})");
                true
            }
            State::Fail | State::Trap | State::Timeout | State::BuildFailed | State::Unsupported => {
                if cell.detail.contains(message.as_str()) {
                    cell.state = State::KnownFail;
                    cell.detail = format!("known: {reason} ({link})\n{}", cell.detail);
                } else {
                    cell.detail = format!("expected to fail with `{message}`, but failed so:\n{}", cell.detail);
                }
                true
            }
            State::KnownFail | State::UnexpectedPass => true,
            State::NotRun => false,
        }
    }
}

fn place(raw: &Raw) -> String {
    let side = |side: &Option<String>| side.clone().unwrap_or_else(|| "any".to_owned());
    format!("case {}, function {}, caller {}, callee {}", raw.case, raw.function, side(&raw.caller), side(&raw.callee))
}

/// Keeps wildcards narrow and reasons real.
fn check(lang: &str, raw: &Raw) -> Result<(), String> {
    let own = [&raw.caller, &raw.callee].into_iter().flatten().any(|side| side == lang);
    if !own {
        return Err(format!("neither caller nor callee is `{lang}`"));
    }
    if raw.case.contains('*') && raw.function.contains('*') {
        return Err("case and function both have a wildcard".to_owned());
    }
    if raw.case == "*" {
        return Err("`*` is no case".to_owned());
    }
    for (name, text) in [("message", &raw.message), ("reason", &raw.reason), ("link", &raw.link)] {
        if text.trim().is_empty() {
            return Err(format!("`{name}` is empty"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::results::Phase;

    fn cell(function: &str, callee: &str, state: State, detail: &str) -> Cell {
        Cell {
            case: "primitives".to_owned(),
            function: function.to_owned(),
            caller: "go".to_owned(),
            callee: callee.to_owned(),
            state,
            phase: Phase::Run,
            link: None,
            detail: detail.to_owned(),
            blame: None,
            vectors: 1,
            duration_ms: 0.0,
        }
    }

    fn entry(function: &str, rest: &str) -> String {
        format!(
            "[[known]]\ncase = \"primitives\"\nfunction = \"{function}\"\ncallee = \"js\"\nmessage = \"low word\"\n\
             reason = \"r\"\nlink = \"l\"\n{rest}"
        )
    }

    #[test]
    fn known_failures_passes_and_changes_are_told_apart() {
        let mut expectations = Expectations::default();
        expectations.add("js", &entry("echo-*", "")).unwrap();
        let mut cells = [
            cell("echo-u32", "js", State::Fail, "got the low word"),
            cell("echo-s64", "js", State::Trap, "something else"),
            cell("echo-u8", "js", State::Pass, ""),
            cell("echo-u8", "go", State::Fail, "low word"),
        ];
        assert!(expectations.judge(&mut cells, Coverage::Whole).is_empty());
        let states: Vec<State> = cells.iter().map(|cell| cell.state).collect();
        assert_eq!(states, [State::KnownFail, State::Trap, State::UnexpectedPass, State::Fail]);
        assert!(cells[1].detail.starts_with("expected to fail with"));
    }

    #[test]
    fn only_a_whole_run_finds_stale_entries() {
        let mut expectations = Expectations::default();
        expectations.add("js", &entry("gone", "")).unwrap();
        let mut cells = [cell("echo-u8", "js", State::Pass, "")];
        assert!(expectations.judge(&mut cells, Coverage::Part).is_empty());
        assert_eq!(expectations.judge(&mut cells, Coverage::Whole).len(), 1);
    }

    #[test]
    fn wide_or_unexplained_entries_are_refused() {
        let refused = |text: &str| Expectations::default().add("js", text).unwrap_err().to_string();
        insta::assert_snapshot!(refused(&entry("f", "").replace("primitives", "*")));
        insta::assert_snapshot!(refused(&entry("f*", "").replace("primitives", "prim*")));
        insta::assert_snapshot!(refused(&entry("f", "").replace("\"js\"", "\"go\"")));
        insta::assert_snapshot!(refused(&entry("f", "").replace("\"l\"", "\" \"")));
        insta::assert_snapshot!(refused(&entry("f", "colour = 1")));
    }
}
