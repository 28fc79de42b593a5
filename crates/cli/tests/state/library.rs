//! What of each language's standard library works in a component, as `docs/support.md` lists it.
//!
//! A file of each language uses every module once and says what came. What the language's own tool says of the same file
//! is recorded beside it; a component may say the same, or raise an exception. Anything else differs silently and fails.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use witloom_test_kit::page;

use crate::{App, text};

/// A language's file, where it goes, and what its own tool says.
const FILES: [(&str, &str, &str, &str); 4] = [
    ("go", "app/library.go", include_str!("../cases/library/library.go"), include_str!("../cases/library/go.txt")),
    (
        "python",
        "app/library.py",
        include_str!("../cases/library/library.py"),
        include_str!("../cases/library/python.txt"),
    ),
    ("js", "app/library.js", include_str!("../cases/library/library.js"), include_str!("../cases/library/js.txt")),
    ("ruby", "app/library.rb", include_str!("../cases/library/library.rb"), include_str!("../cases/library/ruby.txt")),
];

/// The language's file and its path in an app.
pub(crate) fn file(language: &str) -> Option<(&'static str, &'static str)> {
    FILES.iter().find(|(of, ..)| *of == language).map(|(_, path, code, _)| (*path, *code))
}

/// Differences that are no faults, and why.
const KNOWN: [(&str, &str, &str); 2] = [
    ("js", "Date", "the name of a time zone in `toString` is the engine's own"),
    ("js", "TextDecoder of latin1", "the encoding standard has windows-1252 by that name; Node.js 20 does not"),
];

/// What a file says of one module.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Said {
    Came(String),
    Raised(String),
    Loaded,
}

/// What a file says: the version, names of objects, and what came of each module.
#[derive(Debug)]
struct Report {
    version: String,
    names: BTreeMap<String, BTreeSet<String>>,
    said: BTreeMap<String, Said>,
}

impl Report {
    fn read<'l>(mut lines: impl Iterator<Item = &'l str>) -> Self {
        let mut report = Self {
            version: lines.next().unwrap_or_default().to_owned(),
            names: BTreeMap::new(),
            said: BTreeMap::new(),
        };
        for line in lines {
            if let Some((object, names)) = line.strip_prefix("names of ").and_then(|rest| rest.split_once(" = ")) {
                report.names.insert(object.to_owned(), names.split_whitespace().map(str::to_owned).collect());
            } else if let Some((name, came)) = line.split_once(" = ") {
                report.said.insert(name.to_owned(), Said::Came(came.to_owned()));
            } else if let Some((name, exception)) = line.split_once(" ! ") {
                report.said.insert(name.to_owned(), Said::Raised(exception.to_owned()));
            } else {
                report.said.insert(line.to_owned(), Said::Loaded);
            }
        }
        report
    }

    fn which(&self, is: impl Fn(&str, &Said) -> bool) -> Vec<&str> {
        self.said.iter().filter(|(name, said)| is(name, said)).map(|(name, _)| name.as_str()).collect()
    }
}

/// Holds what a component says against the language's own tool and the page.
pub(crate) fn tells(app: &App, language: &str) {
    let Some((.., recorded)) = FILES.iter().find(|(of, ..)| *of == language) else { return };
    let output = app.witloom(&["run", "--quiet", "--invoke", "tell(\"library\")"]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let lines = wave(&text(&output.stdout));
    let (guest, native) =
        (Report::read(lines.iter().map(String::as_str)), Report::read(recorded.lines().filter(|l| !l.is_empty())));
    let silent: Vec<_> = guest
        .said
        .iter()
        .filter(|(name, said)| match (said, native.said.get(*name)) {
            (Said::Came(_), Some(own @ Said::Came(_))) => *said != own,
            (Said::Came(_), own) => own.is_none(),
            _ => false,
        })
        .filter(|(name, _)| !KNOWN.iter().any(|(of, known, _)| *of == language && known == name))
        .map(|(name, said)| (name, said, native.said.get(name)))
        .collect();
    assert!(silent.is_empty(), "{language} differs silently: {silent:#?}");
    let begin = format!("<!-- the standard library of {language}: what a run of `witloom-cli`'s test `state` gave -->");
    let end = format!("<!-- end of the standard library of {language} -->");
    page::holds("support.md", &begin, &end, &section(language, &guest, &native));
}

/// The texts of a list, of which WAVE escapes some characters in its own way.
fn wave(list: &str) -> Vec<String> {
    let mut json = String::new();
    let mut rest = list;
    while let Some((before, after)) = rest.split_once('\\') {
        json += before;
        let (escaped, after) = match after.strip_prefix("u{").and_then(|code| code.split_once('}')) {
            Some((code, after)) => (format!("\\u{code:0>4}"), after),
            None if after.starts_with('\'') => (String::new(), after),
            None => (format!("\\{}", &after[..1]), &after[1..]),
        };
        json += &escaped;
        rest = after;
    }
    serde_json::from_str(&(json + rest)).expect("a list of texts")
}

fn section(language: &str, guest: &Report, native: &Report) -> String {
    let same = guest.which(|name, said| matches!(said, Said::Came(_)) && native.said.get(name) == Some(said));
    let loaded = guest.which(|_, said| *said == Said::Loaded);
    let mut section = format!(
        "{}: the same as {} says, each used once: {}.\n",
        guest.version,
        native.version,
        listed(same.iter().copied())
    );
    if !loaded.is_empty() {
        write!(section, "\nCan be loaded, not used here: {}.\n", listed(loaded.iter().copied())).expect("text");
    }
    let raised: Vec<(&str, &str)> = guest
        .said
        .iter()
        .filter_map(|(name, said)| match said {
            // What the language's own tool lacks on this system as well is no loss.
            Said::Raised(exception) if !matches!(native.said.get(name), Some(Said::Raised(_))) || language == "go" => {
                Some((name.as_str(), exception.as_str()))
            }
            _ => None,
        })
        .collect();
    if !raised.is_empty() {
        section += "\n| not there | what comes |\n|---|---|\n";
        for (name, exception) in raised {
            writeln!(section, "| `{}` | {} |", name.trim_start_matches("::"), cell(exception)).expect("text");
        }
    }
    let lacking: Vec<(&String, Vec<&String>)> = native
        .names
        .iter()
        .map(|(object, names)| {
            (object, guest.names.get(object).map(|has| names.difference(has).collect()).unwrap_or_default())
        })
        .filter(|(_, lacking): &(_, Vec<_>)| !lacking.is_empty())
        .collect();
    if !lacking.is_empty() {
        section += "\n| object | what it lacks |\n|---|---|\n";
        for (object, names) in lacking {
            let names = listed(names.iter().map(|name| name.as_str()));
            writeln!(section, "| `{object}` | {names} |").expect("text");
        }
    }
    section
}

fn listed<'n>(names: impl Iterator<Item = &'n str>) -> String {
    names.map(|name| format!("`{}`", name.trim_start_matches("::"))).collect::<Vec<_>>().join(", ")
}

/// Text for a table's cell.
fn cell(text: &str) -> String {
    let short: String = text.chars().take(160).collect();
    short.replace('|', "\\|").replace('<', "&lt;")
}

/// Records what a language's own tool says, or holds it against what was recorded where it is the same version.
pub(crate) fn natively(language: &str, lines: &[String]) {
    let Some((_, _, _, recorded)) = FILES.iter().find(|(of, ..)| *of == language) else { return };
    if std::env::var_os("WITLOOM_BLESS").is_some() {
        let path = format!("{}/tests/cases/library/{language}.txt", env!("CARGO_MANIFEST_DIR"));
        std::fs::write(path, lines.join("\n") + "\n").expect("it is written");
        return;
    }
    let recorded: Vec<&str> = recorded.lines().collect();
    if lines.first().map(String::as_str) == recorded.first().copied() {
        assert_eq!(lines, recorded, "{language}: run with WITLOOM_BLESS=1 and review");
    }
}
