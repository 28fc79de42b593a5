//! What ARCHITECTURE.md promises about the tree, where text can show it.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::path::{Path, PathBuf};

/// Crates that know no language.
const NEUTRAL: &[&str] = &[
    "crates/bindgen",
    "crates/cli",
    "crates/component",
    "crates/diag",
    "crates/disk",
    "crates/host",
    "crates/project",
    "crates/test-kit",
    "test-matrix",
];

/// Words that no `lang.toml` has and that mean a language all the same.
const MORE_NAMES: &[&str] = &["StarlingMonkey", "SpiderMonkey", "CPython", "componentize", "Maven", "maven", "pip"];

/// What a `lang.toml` has that means something else as a word of code: only a text that is nothing else names it.
const WORDS: &[&str] = &["go", "node", "ts", "py", "rb"];

/// Where a language is named all the same, and why.
const KNOWN: &[(&str, &str)] = &[("crates/project/src/registry.rs", "the one place that lists the languages")];

/// Files outside `bindgen` and the languages that take types apart all the same, and why.
const KNOWN_KINDS: &[(&str, &str)] = &[
    ("test-matrix/src/draw/values.rs", "draws values, which have neither layout nor spelling"),
    ("test-matrix/src/play/host_side.rs", "knows where values of the host hold ends of streams"),
    ("test-matrix/src/play/val.rs", "reads them a second time, by names, as values of the host"),
];

const LONGEST_FILE: usize = 600;
const LONGEST_FUNCTION: usize = 60;

/// Endings of what people wrote, in whatever language.
const WRITTEN: &[&str] = &["rs", "go", "java", "js", "mjs", "ts", "py", "rb", "rbs", "sh"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// Rust files below a folder.
fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    files(folder, &["rs"], found);
}

/// Files with one of some endings below a folder.
fn files(folder: &Path, endings: &[&str], found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() && !matches!(name.as_str(), "target" | "node_modules" | ".git" | ".witloom") {
            files(&path, endings, found);
        } else if path.extension().is_some_and(|found| endings.iter().any(|ending| found == *ending)) {
            found.push(path);
        }
    }
}

/// A file's code: without comments, and without its tests, which come last.
fn code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let lines = text.lines().take_while(|line| !line.starts_with("#[cfg(test)]"));
    lines.enumerate().filter(|(_, line)| !line.trim_start().starts_with("//")).map(|(at, line)| (at + 1, line))
}

/// What languages, their tools and their packages are called.
fn names(root: &Path) -> Vec<String> {
    let sdks = std::fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path().join("lang.toml"));
    let mut names: Vec<String> = MORE_NAMES.iter().map(|name| (*name).to_owned()).collect();
    for manifest in
        sdks.filter(|path| path.parent().unwrap().file_name().unwrap().to_string_lossy().starts_with("sdk-"))
    {
        let text = std::fs::read_to_string(&manifest).unwrap();
        for line in text.lines() {
            let line = line.trim_end();
            if let Some(("id" | "name", name)) = line.split_once(" = ") {
                names.push(name.trim_matches('"').to_owned());
            } else if let Some(aliases) = line.strip_prefix("aliases = ") {
                names.extend(aliases.split('"').skip(1).step_by(2).map(str::to_owned));
            } else if let Some(table) = line.strip_prefix("[tools.").or_else(|| line.strip_prefix("[packages.")) {
                names.push(table.trim_end_matches(']').to_owned());
            }
        }
    }
    assert!(names.len() > 20, "{names:?}");
    names
}

fn names_a_language<'n>(line: &str, names: &'n [String]) -> Option<&'n str> {
    // `report.js` is a file.
    let words = || line.split(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '.' | '-'));
    let named = |name: &&String| {
        let whole = || line.contains(&format!("\"{name}\"")) || line.contains(&format!("\"{name} "));
        // `sdk_go`, `JavaDriver`.
        let in_word = |word: &str| word == name.as_str() || word.split('_').any(|part| part == name.as_str());
        if WORDS.contains(&name.as_str()) { whole() } else { words().any(in_word) }
    };
    names.iter().find(named).map(String::as_str)
}

#[test]
fn no_language_is_named_where_all_are_served() {
    let root = root();
    let names = names(&root);
    let mut found = Vec::new();
    for part in NEUTRAL {
        let mut files = Vec::new();
        sources(&root.join(part).join("src"), &mut files);
        for file in files {
            let shown = file.strip_prefix(&root).unwrap().to_string_lossy().into_owned();
            let text = std::fs::read_to_string(&file).unwrap();
            for (at, line) in code(&text) {
                if let Some(name) = names_a_language(line, &names) {
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

/// The enums that are declared in some sources.
fn enums(texts: &[(PathBuf, String)]) -> Vec<&str> {
    let lines = texts.iter().flat_map(|(_, text)| code(text)).map(|(_, line)| line.trim_start());
    let declared = lines.filter_map(|line| {
        let (head, rest) = line.split_once("enum ")?;
        (head.is_empty() || head.starts_with("pub")).then_some(rest)
    });
    declared.filter_map(|rest| rest.split(|c: char| !c.is_alphanumeric()).next()).collect()
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// The enum that the arms before a wildcard arm are of, where it is one of `enums`. Arms of one `match` stand at the
/// same indent, as rustfmt puts them.
fn matched<'e>(before: &[&str], wildcard: &str, enums: &[&'e str]) -> Option<&'e str> {
    let depth = indent(wildcard);
    let arms = before.iter().rev().filter(|line| !line.trim().is_empty()).take_while(|line| indent(line) >= depth);
    // Only patterns: neither guards nor bodies.
    let patterns = arms
        .filter(|line| indent(line) == depth)
        .map(|line| line.split(" =>").next().unwrap_or_default())
        .map(|line| line.split(" if ").next().unwrap_or_default());
    let own = || {
        let head = before.iter().rev().find(|line| line.starts_with("impl"))?;
        head.trim_end_matches(" {").rsplit(' ').next().map(|name| name.split('<').next().unwrap_or_default())
    };
    let mut paths =
        patterns.flat_map(|pattern| pattern.split(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | ':')));
    paths.find_map(|path| {
        let (owner, _) = path.rsplit_once("::")?;
        let owner = owner.rsplit("::").next().unwrap_or_default();
        let owner = if owner == "Self" { own()? } else { owner };
        enums.iter().copied().find(|name| *name == owner)
    })
}

#[test]
fn a_match_over_an_enum_of_ours_names_every_case() {
    let root = root();
    let mut files = Vec::new();
    sources(&root, &mut files);
    files.retain(|file| file.components().any(|part| part.as_os_str() == "src"));
    let texts: Vec<(PathBuf, String)> =
        files.into_iter().map(|file| (file.clone(), std::fs::read_to_string(file).unwrap())).collect();
    let enums = enums(&texts);
    let mut found = Vec::new();
    for (file, text) in &texts {
        let lines: Vec<&str> = text.lines().collect();
        for (at, line) in code(text).filter(|(_, line)| line.trim_start().starts_with("_ =>")) {
            if let Some(name) = matched(&lines[..at - 1], line, &enums) {
                let file = file.strip_prefix(&root).unwrap().display();
                found.push(format!("{file}:{at}: a wildcard over `{name}`"));
            }
        }
    }
    assert!(found.is_empty(), "name the cases, or ask with `if let` where one is meant:\n{}", found.join("\n"));
}

#[test]
fn a_wildcard_is_seen() {
    let text = "impl Shape {\n    fn f(&self) -> u8 {\n        match self {\n            Self::Round(_) => 1,\n\
                \x20           model::Kind::Tall\n            | Other::X if Far::Y == z => {\n                2\n            }\n\
                \x20           _ => 3,\n        }\n    }\n}\n";
    let lines: Vec<&str> = text.lines().collect();
    let over = |enums: &[&'static str]| matched(&lines[..8], lines[8], enums);
    assert_eq!(over(&["Shape"]), Some("Shape"));
    assert_eq!(over(&["Kind"]), Some("Kind"));
    assert_eq!(over(&["Other"]), Some("Other"));
    assert_eq!(over(&["Far", "Round"]), None);
}

/// The block of error codes that a language's `lang.toml` names, for those that have one.
fn codes(root: &Path, part: &str) -> Option<String> {
    let text = std::fs::read_to_string(root.join(part).join("lang.toml")).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("codes = "))?;
    Some(line.trim_matches('"').to_owned())
}

#[test]
fn error_codes_come_from_the_block_of_their_part() {
    let root = root();
    let mut files = Vec::new();
    sources(&root, &mut files);
    let shared: Vec<&str> = witloom_diag::CODE_BLOCKS.iter().map(|(block, _)| *block).collect();
    let mut blocks: Vec<String> = Vec::new();
    for sdk in std::fs::read_dir(&root).unwrap().map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
    {
        blocks.extend(codes(&root, &sdk).filter(|_| sdk.starts_with("sdk-")));
    }
    let distinct: std::collections::BTreeSet<&String> = blocks.iter().collect();
    assert_eq!(distinct.len(), blocks.len(), "two languages draw from one block: {blocks:?}");
    assert!(blocks.iter().all(|block| block.starts_with('1') && !shared.contains(&block.as_str())), "{blocks:?}");
    let mut strange = Vec::new();
    for file in files.iter().filter(|file| file.components().any(|part| part.as_os_str() == "src")) {
        let shown = file.strip_prefix(&root).unwrap().to_string_lossy().into_owned();
        let own = shown.split('/').next().filter(|part| part.starts_with("sdk-"));
        for text in std::fs::read_to_string(file).unwrap().split('"').filter(|text| text.len() == 5) {
            let Some(number) = text.strip_prefix('W').filter(|number| number.bytes().all(|b| b.is_ascii_digit()))
            else {
                continue;
            };
            let good = match own {
                Some(part) => codes(&root, part).as_deref() == Some(&number[..2]),
                None => shared.contains(&&number[..2]),
            };
            if !good {
                strange.push(format!("{shown}: {text}"));
            }
        }
    }
    assert!(strange.is_empty(), "codes of another part: {strange:?}");
}

#[test]
fn types_are_taken_apart_by_bindgen_and_languages_only() {
    let root = root();
    let mut files = Vec::new();
    sources(&root, &mut files);
    let mut found = Vec::new();
    for file in files.iter().filter(|file| file.components().any(|part| part.as_os_str() == "src")) {
        let shown = file.strip_prefix(&root).unwrap().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(file).unwrap();
        let (imports, kinds) = (|line: &str| line.contains("bindgen::model::"), |line: &str| line.contains("Kind::"));
        let model = code(&text).any(|(_, line)| imports(line) && words(line).any(|word| word == "Kind"));
        let whole = shown.starts_with("crates/bindgen/") || shown.starts_with("sdk-");
        if !whole && model && code(&text).any(|(_, line)| kinds(line)) {
            found.push(shown);
        }
    }
    let known: Vec<&str> = KNOWN_KINDS.iter().map(|(file, _)| *file).collect();
    found.sort();
    assert_eq!(found, known, "ask the binding for a node, or the model for a fact");
}

/// Names in a line.
fn words(line: &str) -> impl Iterator<Item = &str> {
    line.split(|c: char| !c.is_alphanumeric() && c != '_')
}

#[test]
fn files_have_a_size_that_can_be_read() {
    let root = root();
    let mut found = Vec::new();
    files(&root, WRITTEN, &mut found);
    // What languages generated, and what a compiler's own library says.
    found.retain(|file| file.components().all(|part| !matches!(part.as_os_str().to_str(), Some("golden" | "gen"))));
    assert!(found.len() > 1000, "{}", found.len());
    let mut long = Vec::new();
    for file in &found {
        let lines = std::fs::read_to_string(file).unwrap().lines().count();
        if lines > LONGEST_FILE {
            long.push(format!("{} has {lines} lines", file.strip_prefix(&root).unwrap().display()));
        }
    }
    assert!(long.is_empty(), "look for the missing concept:\n{}", long.join("\n"));
}

/// Where a text's functions are longer than that, with the name and the number of lines. A function ends where a brace
/// stands at its own indent, as rustfmt puts it.
fn long_functions(text: &str, most: usize) -> Vec<(usize, &str, usize)> {
    let lines: Vec<&str> = text.lines().collect();
    let starts = lines.iter().enumerate().filter_map(|(at, line)| {
        let (head, rest) = line.split_once("fn ")?;
        let words =
            |word| matches!(word, "pub" | "crate" | "super" | "const" | "async" | "unsafe" | "extern" | "C" | "in");
        let function = self::words(head).filter(|word| !word.is_empty()).all(words);
        (function && rest.starts_with(|c: char| c.is_alphabetic() || c == '_')).then_some((at, rest))
    });
    let ends = |at: usize| {
        let depth = indent(lines[at]);
        lines[at..].iter().position(|line| {
            let own = indent(line) == depth;
            own && (line.trim_end().ends_with('}') || line.trim_end().ends_with(';'))
        })
    };
    let sized = starts.filter_map(|(at, rest)| Some((at + 1, words(rest).next()?, ends(at)? + 1)));
    sized.filter(|(_, _, size)| *size > most).collect()
}

#[test]
fn functions_have_a_size_that_can_be_read() {
    let root = root();
    let mut files = Vec::new();
    sources(&root, &mut files);
    let mut long = Vec::new();
    for file in &files {
        let text = std::fs::read_to_string(file).unwrap();
        for (line, name, size) in long_functions(&text, LONGEST_FUNCTION) {
            long.push(format!("{}:{line}: `{name}` has {size} lines", file.strip_prefix(&root).unwrap().display()));
        }
    }
    assert!(long.is_empty(), "look for the missing concept:\n{}", long.join("\n"));
}

#[test]
fn a_long_function_is_seen() {
    let body = "        let x = {\n            1\n        };\n".repeat(4);
    let text = format!(
        "trait T {{\n    fn one(\n        a: u8,\n    );\n    pub(crate) const fn two() -> u8 {{\n{body}    }}\n}}\n"
    );
    assert_eq!(long_functions(&text, 12), [(5, "two", 14)]);
    assert_eq!(long_functions(&text, 2).len(), 2);
    assert!(long_functions(&text, 14).is_empty());
}

/// A decision is called by its number.
/// Files aside that get their name: what only `crates/disk` does, so that nobody else has to think of interruptions.
#[test]
fn one_place_writes_aside_and_renames() {
    let root = root();
    let mut files = Vec::new();
    sources(&root, &mut files);
    files.retain(|file| {
        file.components().any(|part| part.as_os_str() == "src") && !file.starts_with(root.join("crates/disk"))
    });
    let mut found = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        let renames = code(&text).filter(|(_, line)| line.contains("fs::rename(") || line.contains(".persist("));
        let shown = file.strip_prefix(&root).unwrap().display();
        found.extend(renames.map(|(at, line)| format!("{shown}:{at}: {}", line.trim())));
    }
    assert!(found.is_empty(), "take `replace`, `once` or `once_by` of `witloom-disk`:\n{}", found.join("\n"));
}

#[test]
fn each_decision_has_a_number_of_its_own() {
    let folder = root().join("docs/adr");
    let mut numbers = std::collections::BTreeMap::new();
    for entry in std::fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let number: u32 = name.split('-').next().unwrap().parse().unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        let title = text.trim_start_matches("# ").split(|c: char| !c.is_ascii_digit()).next().unwrap();
        assert_eq!(title.parse(), Ok(number), "{name} is titled {title}");
        if let Some(other) = numbers.insert(number, name.clone()) {
            panic!("{other} and {name} have one number");
        }
    }
    assert!(numbers.len() > 50, "the decisions lie elsewhere: {numbers:?}");
}
