//! What ARCHITECTURE.md promises about the tree, where text can show it.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::path::{Path, PathBuf};

/// Crates that know no language.
const NEUTRAL: &[&str] = &["crates/bindgen", "crates/component", "crates/project", "crates/host", "test-matrix"];

/// Names of languages and of their tools, as whole words.
const NAMES: &[&str] = &[
    "Go",
    "Java",
    "JavaScript",
    "Python",
    "Ruby",
    "TeaVM",
    "StarlingMonkey",
    "CRuby",
    "CPython",
    "componentize",
    "python",
    "ruby",
    "java",
    "js",
];

/// Where a language is named all the same, and why.
const KNOWN: &[(&str, &str)] = &[
    ("crates/project/src/registry.rs", "the one place that lists the languages"),
    ("crates/project/src/toolchain/install.rs", "package clients are programs of languages: pip, npm, Maven"),
];

const LONGEST_FILE: usize = 600;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// Rust files below a folder, by their path from the root.
fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() && !matches!(name.as_str(), "target" | "node_modules" | ".git" | ".witloom") {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// A file's code: without comments, and without its tests, which come last.
fn code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let lines = text.lines().take_while(|line| !line.starts_with("#[cfg(test)]"));
    lines.enumerate().filter(|(_, line)| !line.trim_start().starts_with("//")).map(|(at, line)| (at + 1, line))
}

fn names_a_language(line: &str) -> Option<&'static str> {
    // `report.js` is a file.
    let words = || line.split(|c: char| !c.is_alphanumeric() && c != '_' && c != '.');
    NAMES.iter().copied().find(|name| words().any(|word| word == *name))
}

#[test]
fn no_language_is_named_where_all_are_served() {
    let root = root();
    let mut found = Vec::new();
    for part in NEUTRAL {
        let mut files = Vec::new();
        sources(&root.join(part).join("src"), &mut files);
        for file in files {
            let shown = file.strip_prefix(&root).unwrap().to_string_lossy().into_owned();
            let text = std::fs::read_to_string(&file).unwrap();
            for (at, line) in code(&text) {
                if let Some(name) = names_a_language(line) {
                    found.push((shown.clone(), format!("{shown}:{at}: `{name}` in {}", line.trim())));
                }
            }
        }
    }
    let unknown: Vec<&str> = found
        .iter()
        .filter(|(file, _)| KNOWN.iter().all(|(known, _)| known != file))
        .map(|(_, found)| found.as_str())
        .collect();
    assert!(unknown.is_empty(), "languages are named in crates that serve all of them:\n{}", unknown.join("\n"));
    let stale: Vec<_> = KNOWN.iter().filter(|(known, _)| found.iter().all(|(file, _)| file != known)).collect();
    assert!(stale.is_empty(), "these name no language any more: {stale:?}");
}

#[test]
fn files_have_a_size_that_can_be_read() {
    let root = root();
    let mut long = Vec::new();
    let mut files = Vec::new();
    sources(&root, &mut files);
    for file in files.iter().filter(|file| file.components().any(|part| part.as_os_str() == "src")) {
        let lines = std::fs::read_to_string(file).unwrap().lines().count();
        if lines > LONGEST_FILE {
            long.push(format!("{} has {lines} lines", file.strip_prefix(&root).unwrap().display()));
        }
    }
    assert!(long.is_empty(), "look for the missing concept:\n{}", long.join("\n"));
}
