//! Changes to bytes and texts: what bit rot, editors and other tools do, and what nobody does by accident.

use super::rng::Rng;

/// Bytes that mean something at many places of the format.
const BYTES: [u8; 12] = [0, 1, 2, 3, 4, 7, 0x40, 0x41, 0x42, 0x7f, 0x80, 0xff];
/// The largest number in LEB128.
const LARGE: [u8; 5] = [0xff, 0xff, 0xff, 0xff, 0x0f];
/// Names that only some readers take.
const NAMES: &[&str] =
    &["url=<a>", "a:b/c@1.0.0-x", "\u{1b}[31m", "[constructor]a", "A-B", "a\u{202e}b", "-", "[static]a.b"];

/// Words of WIT.
pub const WIT_WORDS: &[&str] = &[
    "interface",
    "world",
    "package",
    "use",
    "import",
    "export",
    "include",
    "record",
    "variant",
    "enum",
    "flags",
    "resource",
    "func",
    "static",
    "constructor",
    "async",
    "list<u8, 4294967295>",
    "list<",
    ">",
    "map<string, u8>",
    "option<",
    "result<_, ",
    "tuple<",
    "borrow<",
    "own<",
    "stream<u8>",
    "future",
    "error-context",
    "u8",
    "string",
    "{",
    "}",
    "(",
    ")",
    ";",
    ",",
    ":",
    "->",
    "@1.0.0",
    "@unstable(feature = x)",
    "@since(version = 1.0.0)",
    "%list",
    "a:b/c",
    "\u{202e}",
    "\u{0}",
    "/* ",
    "// ",
    "self",
    "x",
    "type",
    "@external-id(\"x\")",
    "as",
    "with",
];
/// Words of TOML and of our manifests.
pub const TOML_WORDS: &[&str] = &[
    "[components.x]",
    "[[app]]",
    "[links]",
    "[links.a]",
    "lang = \"wasm\"",
    "lang = \"go\"",
    "path = \"..\"",
    "path = \"/dev/null\"",
    "path = \"\"",
    "world = \"a:b/c@9\"",
    "world = \"\"",
    "name = \"\\u001b\"",
    "=",
    "\"",
    "'''",
    "[",
    "]",
    "{",
    "}",
    "1e999",
    "-0",
    "9223372036854775808",
    "1979-05-27",
    "true",
    "\u{0}",
    "\u{feff}",
    ".",
    "# ",
    "version = 4294967296",
    "options = { a = 1 }",
    "[run]",
    "env = [\"A\"]",
    "probe = []",
    "version = '('",
    "check = \"\"",
];
/// Words of WAVE.
pub const WAVE_WORDS: &[&str] = &[
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "{:}",
    ",",
    ":",
    "\"",
    "'",
    "\\u{110000}",
    "\\u{d800}",
    "'ab'",
    "nan",
    "inf",
    "-inf",
    "1e999",
    "-0",
    "340282366920938463463374607431768211456",
    "none",
    "some(",
    "ok",
    "err(",
    "%true",
    "true",
    "a-b",
    "-",
    "//",
    "\u{0}",
    "\u{202e}",
    "[[[[[[[[",
    "{a: ",
    "#",
    "1.",
    ".5",
    "0x10",
];

/// A wasm file with a few changes.
pub fn wasm(rng: &mut Rng, seeds: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = seeds[rng.below(seeds.len())].clone();
    for _ in 0..=rng.below(4) {
        change(rng, &mut bytes, seeds);
    }
    if rng.once_in(12) {
        let depth = [1, 50, 101, 20_000][rng.below(4)];
        bytes = nested(&bytes, depth);
    }
    bytes
}

fn change(rng: &mut Rng, bytes: &mut Vec<u8>, seeds: &[Vec<u8>]) {
    // The first eight bytes are what makes it a file of its kind.
    let from = if rng.once_in(30) { 0 } else { 8.min(bytes.len()) };
    let at = from + rng.below(bytes.len() - from);
    let most = if rng.once_in(4) { 200 } else { 6 };
    let len = (1 + rng.below(most)).min(bytes.len() - at);
    match rng.below(10) {
        0 | 1 => bytes[at..].iter_mut().take(1).for_each(|byte| *byte ^= 1 << rng.below(8)),
        2 | 3 => bytes[at..].iter_mut().take(1).for_each(|byte| *byte = BYTES[rng.below(BYTES.len())]),
        4 => drop(bytes.drain(at..at + len)),
        5 => {
            let copy = bytes[at..at + len].to_vec();
            drop(bytes.splice(at..at, copy));
        }
        6 => {
            let other = &seeds[rng.below(seeds.len())];
            let start = rng.below(other.len());
            let piece = other[start..(start + len).min(other.len())].to_vec();
            drop(bytes.splice(at..at, piece));
        }
        7 => drop(bytes.splice(at..at + len.min(1), LARGE)),
        8 => name(rng, bytes),
        _ => sections(rng, bytes),
    }
}

/// Puts an odd name where a name of the same length is.
fn name(rng: &mut Rng, bytes: &mut [u8]) {
    let name = rng.pick(NAMES).as_bytes();
    let is_name = |at: &usize| {
        usize::from(bytes[*at]) == name.len()
            && bytes[at + 1..].iter().take(name.len()).filter(|b| b.is_ascii_graphic()).count() == name.len()
    };
    let places: Vec<usize> = (8.min(bytes.len())..bytes.len()).filter(is_name).collect();
    if let Some(&at) = places.get(rng.below(places.len())) {
        bytes[at + 1..=at + name.len()].copy_from_slice(name);
    }
}

/// Drops, repeats or moves a section.
fn sections(rng: &mut Rng, bytes: &mut Vec<u8>) {
    let mut found = Vec::new();
    let mut at = 8;
    while at + 1 < bytes.len() {
        let Some((size, width)) = read_leb(&bytes[at + 1..]) else { break };
        let end = at + 1 + width + size;
        if end > bytes.len() {
            break;
        }
        found.push(at..end);
        at = end;
    }
    let (Some(one), Some(other)) =
        (found.get(rng.below(found.len())).cloned(), found.get(rng.below(found.len())).cloned())
    else {
        return;
    };
    let copy = bytes[one.clone()].to_vec();
    if rng.once_in(3) {
        drop(bytes.drain(one));
    } else {
        drop(bytes.splice(other.start..other.start, copy));
    }
}

fn read_leb(bytes: &[u8]) -> Option<(usize, usize)> {
    let mut value = 0_usize;
    for (at, byte) in bytes.iter().take(5).enumerate() {
        value |= usize::from(byte & 0x7f) << (7 * at);
        if byte & 0x80 == 0 {
            return Some((value, at + 1));
        }
    }
    None
}

fn leb(mut value: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    while value >= 0x80 {
        bytes.push((value as u8 & 0x7f) | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
    bytes
}

/// A component inside of so many others.
fn nested(inner: &[u8], depth: usize) -> Vec<u8> {
    // From the inside out, written backwards, so that it takes time in proportion to the result.
    let mut back: Vec<u8> = inner.iter().rev().copied().collect();
    for _ in 0..depth {
        let size = back.len();
        back.extend(leb(size).iter().rev());
        back.extend(b"\0asm\x0d\0\x01\0\x04".iter().rev());
    }
    back.reverse();
    back
}

/// A text with a few changes.
pub fn text(rng: &mut Rng, seeds: &[String], words: &[&str]) -> Vec<u8> {
    let mut tokens = tokens(&seeds[rng.below(seeds.len())]);
    for _ in 0..=rng.below(5) {
        let at = rng.below(tokens.len());
        let word = (*words[rng.below(words.len())]).to_owned();
        match rng.below(8) {
            0 => drop((at < tokens.len()).then(|| tokens.remove(at))),
            1 | 2 => tokens.insert(at, word),
            3 if at < tokens.len() => tokens[at] = word,
            4 if at < tokens.len() => tokens.swap(at, rng.below(at + 1)),
            5 => {
                let piece: Vec<String> = tokens.iter().skip(at).take(1 + rng.below(30)).cloned().collect();
                drop(tokens.splice(at..at, piece));
            }
            6 if rng.once_in(6) => tokens.insert(at, word.repeat([100, 30_000][rng.below(2)])),
            _ => tokens.truncate(tokens.len().saturating_sub(rng.below(4))),
        }
    }
    let mut bytes = tokens.concat().into_bytes();
    if rng.once_in(15) && !bytes.is_empty() {
        let at = rng.below(bytes.len());
        bytes[at] = rng.number() as u8;
    }
    bytes
}

/// Words, single signs and white space.
fn tokens(text: &str) -> Vec<String> {
    let mut tokens: Vec<String> = Vec::new();
    let sort = |c: char| {
        if c.is_alphanumeric() || c == '-' {
            1
        } else if c.is_whitespace() {
            2
        } else {
            0
        }
    };
    for c in text.chars() {
        match tokens.last_mut() {
            Some(last) if sort(c) != 0 && last.chars().last().map(sort) == Some(sort(c)) => last.push(c),
            _ => tokens.push(c.to_string()),
        }
    }
    tokens
}
