//! What to do about an error in a WIT file, for those who write their first ones.

use std::collections::BTreeSet;
use std::error::Error;

use heck::ToKebabCase as _;
use wit_parser::{PackageName, ParseError, ParseErrorKind, Resolve, ResolveError, ResolveErrorKind};
use witloom_diag::did_you_mean;

/// A better message than the parser's, and a hint, where there is one.
#[derive(Debug, Default)]
pub(super) struct Said {
    pub(super) message: Option<String>,
    pub(super) hint: Option<String>,
}

impl Said {
    fn hint(hint: impl Into<Option<String>>) -> Self {
        Self { message: None, hint: hint.into() }
    }

    fn both(message: String, hint: String) -> Self {
        Self { message: Some(message), hint: Some(hint) }
    }
}

/// Names of other languages' types, and WIT's.
const TYPES: &[(&str, &str)] = &[
    ("any", "a `variant` of the types that it may be"),
    ("array", "`list<…>`"),
    ("boolean", "`bool`"),
    ("byte", "`u8`"),
    ("bytes", "`list<u8>`"),
    ("double", "`f64`"),
    ("float", "`f32` or `f64`"),
    ("float32", "`f32`"),
    ("float64", "`f64`"),
    ("i16", "`s16`"),
    ("i32", "`s32`"),
    ("i64", "`s64`"),
    ("i8", "`s8`"),
    ("int", "`s32` or `s64`"),
    ("int16", "`s16`"),
    ("int32", "`s32`"),
    ("int64", "`s64`"),
    ("int8", "`s8`"),
    ("integer", "`s32` or `s64`"),
    ("long", "`s64`"),
    ("null", "`option<…>` for what may be missing"),
    ("number", "`f64`, or an integer such as `s32`"),
    ("object", "a `record` with its fields"),
    ("short", "`s16`"),
    ("str", "`string`"),
    ("struct", "`record`"),
    ("text", "`string`"),
    ("uint", "`u32` or `u64`"),
    ("uint16", "`u16`"),
    ("uint32", "`u32`"),
    ("uint64", "`u64`"),
    ("uint8", "`u8`"),
    ("usize", "`u32` or `u64`"),
    ("vec", "`list<…>`"),
    ("void", "no `->` at all for a function without a result"),
];

/// WIT's own types.
const BUILT_IN: &[&str] = &[
    "bool", "s8", "s16", "s32", "s64", "u8", "u16", "u32", "u64", "f32", "f64", "char", "string", "list", "option",
    "result", "tuple", "borrow", "own",
];

/// What to say about an error at `at` in `text`.
pub(super) fn about(error: &(dyn Error + 'static), resolve: &Resolve, text: &str, at: usize) -> Said {
    if let Some(error) = error.downcast_ref::<ParseError>() {
        return match error.kind() {
            ParseErrorKind::ItemNotFound { name, kind, .. } => not_found(name, kind, text),
            ParseErrorKind::TypeCycle { .. } => Said::hint(
                "types can't contain themselves: keep the parts in a `list` and let them name each other by number, \
                 or make the type a `resource`"
                    .to_owned(),
            ),
            kind => spelling(&kind.to_string(), text, at),
        };
    }
    match error.downcast_ref::<ResolveError>().map(ResolveError::kind) {
        Some(ResolveErrorKind::PackageNotFound { requested, known, .. }) => unknown_package(requested, known),
        Some(ResolveErrorKind::InterfaceNotFound { requested, package, .. }) => {
            unknown_item("interface", requested, package, resolve)
        }
        Some(ResolveErrorKind::WorldNotFound { requested, package, .. }) => {
            unknown_item("world", requested, package, resolve)
        }
        Some(ResolveErrorKind::PackageCycle { package, .. }) => Said::hint(format!(
            "packages can't need each other, and inside of `{package}` its own interfaces are named alone, without \
             `{package}/`"
        )),
        Some(kind) if kind.to_string().contains("feature not being activated") => Said::hint(
            "switch it on with `features = [\"…\"]` under `[app]` in witloom.toml, or put the same `@unstable` before \
             what uses it"
                .to_owned(),
        ),
        Some(_) | None => Said::default(),
    }
}

/// A name that stands for nothing.
fn not_found(name: &str, kind: &str, text: &str) -> Said {
    let is_type = kind == "name" || kind == "type";
    if is_type && let Some((_, ours)) = TYPES.iter().find(|(theirs, _)| *theirs == name.to_lowercase()) {
        return Said::both(format!("`{name}` is no type of WIT"), format!("write {ours}"));
    }
    if is_type && let Some(ours) = BUILT_IN.iter().find(|ours| **ours == name.to_lowercase()) {
        return Said::hint(format!("did you mean `{ours}`?"));
    }
    let words: &[&str] =
        if is_type { &["record", "variant", "enum", "flags", "type", "resource"] } else { &["interface", "world"] };
    let mut known = declared(text, words);
    if is_type {
        known.extend(BUILT_IN);
    }
    if let Some(close) = did_you_mean(name, known.iter().copied()) {
        return Said::hint(format!("did you mean `{close}`?"));
    }
    Said::hint(if is_type {
        format!("define `{name}` in this interface, or take it from another one with `use other.{{{name}}};`")
    } else {
        format!(
            "define `{name}` in this package, or name the package that has it, for instance \
             `import wasi:clocks/monotonic-clock@{};`",
            newest("wasi:clocks"),
        )
    })
}

/// Names that follow one of these words.
fn declared<'t>(text: &'t str, words: &[&str]) -> BTreeSet<&'t str> {
    let code = text.lines().map(|line| line.split("//").next().unwrap_or_default());
    let tokens = code.flat_map(|line| line.split(|c: char| !is_name(c))).filter(|token| !token.is_empty());
    let tokens: Vec<&str> = tokens.collect();
    tokens.windows(2).filter(|pair| words.contains(&pair[0])).map(|pair| pair[1]).collect()
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || c == '-' || c == '_'
}

/// Errors of the tokenizer and of the grammar, which come as text.
fn spelling(message: &str, text: &str, at: usize) -> Said {
    if let Some(word) = keyword_as_name(message, text, at) {
        return Said::both(
            format!("`{word}` is a word of WIT and can't be a name as it is"),
            format!("write `%{word}`: the name is `{word}` all the same"),
        );
    }
    let word = word_at(text, at);
    let is_cased = word.contains('_') || word.chars().any(char::is_uppercase);
    if is_cased && (message.contains("character") || message.contains("identifiers must")) {
        let lower = word.to_lowercase();
        if BUILT_IN.contains(&lower.as_str()) {
            return Said::both(format!("`{word}` is no type of WIT"), format!("write `{lower}`"));
        }
        return Said::both(
            format!("`{word}` can't be a name in WIT"),
            format!("names are words joined by `-`: write `{}`", word.to_kebab_case()),
        );
    }
    if message.starts_with("expected ';'") || message.contains("expected ';'") {
        return Said::hint("end the line before this place with `;`".to_owned());
    }
    Said::default()
}

/// The word of WIT that stands where a name should: the parser stumbles over it, or over the colon behind it.
fn keyword_as_name<'t>(message: &str, text: &'t str, at: usize) -> Option<&'t str> {
    let is_colon = |rest: &str| rest.trim_start().starts_with(':');
    if message.contains("found keyword `") {
        let word = word_at(text, at);
        let end = at + word.len();
        return (message.contains("expected an identifier") || is_colon(text.get(end..)?)).then_some(word);
    }
    let before = text.get(..at)?.trim_end();
    let word = word_at(text, before.len().checked_sub(1)?);
    let is_stuck = message.starts_with("expected an identifier") && is_colon(text.get(at..)?);
    (is_stuck && !word.is_empty()).then_some(word)
}

/// The word around a place.
fn word_at(text: &str, at: usize) -> &str {
    let at = (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let start =
        text[..at].rfind(|c: char| !is_name(c)).map_or(0, |i| i + text[i..].chars().next().map_or(1, char::len_utf8));
    let end = text[at..].find(|c: char| !is_name(c)).map_or(text.len(), |end| at + end);
    &text[start..end]
}

fn unknown_package(wanted: &PackageName, known: &[PackageName]) -> Said {
    let message = format!("there is no package `{wanted}` here");
    let names: Vec<String> = known.iter().map(ToString::to_string).collect();
    let wanted = wanted.to_string();
    if let Some(hint) = of_wasi(&wanted) {
        return Said::both(message, hint);
    }
    let bare = |name: &str| name.split('@').next().unwrap_or_default().to_owned();
    if let Some(other) = names.iter().find(|name| bare(name) == bare(&wanted)) {
        return Said::both(message, format!("there is `{other}`: name that version, or add the other one to `deps`"));
    }
    if let Some(close) = did_you_mean(&wanted, names.iter().map(String::as_str)) {
        return Said::both(message, format!("did you mean `{close}`?"));
    }
    let folder = wanted.split([':', '@']).nth(1).unwrap_or("name");
    Said::both(message, format!("put its WIT files into the folder `deps/{folder}` beside this package's"))
}

/// The newest version of one of WASI's packages that we have.
fn newest(package: &str) -> &'static str {
    let newest = witloom_wasi::versions_of(package).last().and_then(|found| found.name.split_once('@'));
    newest.map_or("0.3.0", |(_, version)| version)
}

/// Of WASI we have other versions of the same package, or other packages.
fn of_wasi(wanted: &str) -> Option<String> {
    let same: Vec<&str> = witloom_wasi::versions_of(wanted).map(|package| package.name).collect();
    if !same.is_empty() {
        let versions = super::quoted(&same).replacen("`, `", "` and `", 1);
        return Some(format!("witloom has {versions}: name one of them, or put yours into `deps`"));
    }
    let close = did_you_mean(wanted, witloom_wasi::candidates(wanted))?;
    Some(format!("did you mean `{close}`?"))
}

fn unknown_item(what: &str, wanted: &str, package: &PackageName, resolve: &Resolve) -> Said {
    let message = format!("`{package}` has no {what} `{wanted}`");
    let Some(found) = resolve.package_names.get(package).map(|id| &resolve.packages[*id]) else {
        return Said { message: Some(message), hint: None };
    };
    let names: Vec<&str> = match what {
        "world" => found.worlds.keys().map(String::as_str).collect(),
        _ => found.interfaces.keys().map(String::as_str).collect(),
    };
    match did_you_mean(wanted, names.iter().copied()) {
        Some(close) => Said::both(message, format!("did you mean `{close}`?")),
        None => Said::both(message, format!("it has {}", super::quoted(&names))),
    }
}

#[cfg(test)]
mod tests {
    use witloom_diag::{Colour, render};

    use super::super::Wit;

    /// What is said about the body of an interface or a world.
    fn said(text: &str) -> String {
        let wit = format!("package a:b;\n\n{text}\n");
        render(&Wit::parse("in.wit", &wit).expect_err(text), Colour::Never)
    }

    #[test]
    fn types_of_other_languages_and_misspelt_ones() {
        let of = |ty: &str| said(&format!("interface i {{\n  record person {{ age: u8 }}\n  f: func(a: {ty});\n}}"));
        let all = ["strng", "int", "String", "float64", "persn", "order"].map(of).join("\n");
        insta::assert_snapshot!(all);
    }

    #[test]
    fn names_that_are_no_names() {
        let of = |name: &str| said(&format!("interface i {{\n  {name}: func();\n}}"));
        let all = ["getName", "get_name", "list", "GetName", "record", "use"].map(of).join("\n");
        insta::assert_snapshot!(all);
    }

    #[test]
    fn interfaces_and_packages_that_are_not_there() {
        let world = |import: &str| said(&format!("interface rates {{}}\nworld w {{\n  import {import};\n}}"));
        let all = ["rats", "prices", "wasi:clocks/wall-clock@0.2.6", "a:b/rats"].map(world).join("\n");
        insta::assert_snapshot!(all);
    }

    #[test]
    fn a_type_in_itself_and_a_missing_semicolon() {
        let ring = said("interface i {\n  record node { next: option<node> }\n}");
        let open = said("interface i {\n  f: func()\n  g: func();\n}");
        insta::assert_snapshot!([ring, open].join("\n"));
    }
}
