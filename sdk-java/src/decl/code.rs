//! Reads a line of generated Java as far as breaking it takes: brackets, commas, operators, names.

/// The characters outside of literals, with their places.
fn outside(text: &str) -> impl Iterator<Item = (usize, char)> {
    let (mut quote, mut escaped) = (None, false);
    text.char_indices().filter(move |(_, c)| {
        let inside = quote.is_some();
        match (quote, c) {
            _ if escaped => escaped = false,
            (Some(_), '\\') => escaped = true,
            (Some(open), c) if open == *c => quote = None,
            (None, '"' | '\'') => quote = Some(*c),
            _ => {}
        }
        !inside
    })
}

/// The characters outside of literals and of all brackets.
fn top(text: &str) -> impl Iterator<Item = (usize, char)> {
    let mut depth = 0_i32;
    let mut before = ' ';
    outside(text).filter(move |(at, c)| {
        let is_arrow = *c == '>' && before == '-';
        // A comparison has a space before it, and a type none.
        let is_compared = before == ' ' && text[*at + 1..].starts_with([' ', '=', '<', '>']);
        before = *c;
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            '<' if !is_compared => depth += 1,
            '>' if !is_compared && !is_arrow => depth -= 1,
            _ => return depth == 0,
        }
        false
    })
}

/// What commas part.
pub(super) fn split(text: &str) -> Vec<&str> {
    let mut start = 0;
    let mut parts = Vec::new();
    for (at, _) in top(text).filter(|(_, c)| *c == ',') {
        parts.push(text[start..at].trim());
        start = at + 1;
    }
    parts.push(text[start..].trim());
    parts
}

/// Both sides of the first such sign.
pub(super) fn split_once<'a>(text: &'a str, sign: &str) -> Option<(&'a str, &'a str)> {
    let (at, _) = top(text).find(|(at, _)| text[*at..].starts_with(sign))?;
    Some((&text[..at], &text[at + sign.len()..]))
}

/// A type, or what stands before a name, and the name.
pub(super) fn before_name(text: &str) -> Option<(&str, &str)> {
    let (at, _) = top(text).filter(|(_, c)| *c == ' ').last()?;
    Some((&text[..at], &text[at + 1..]))
}

/// Test, yes and no.
pub(super) fn ternary(text: &str) -> Option<(&str, &str, &str)> {
    let (test, rest) = split_once(text, " ? ")?;
    let (yes, no) = split_once(rest, " : ")?;
    Some((test, yes, no))
}

/// Operators in the order of what binds loosest.
const OPERATORS: &[&[&str]] =
    &[&["||"], &["&&"], &["|"], &["&"], &["==", "!="], &["<<", ">>", ">>>"], &["+", "-"], &["*"]];

/// The operands of the operator that binds loosest, each with the operator before it.
pub(super) fn binary(text: &str) -> Vec<(&str, &str)> {
    for signs in OPERATORS {
        let mut parts = Vec::new();
        let (mut start, mut operator) = (0, "");
        for (at, _) in top(text).filter(|(_, c)| *c == ' ') {
            let sign =
                signs.iter().find(|sign| text[at + 1..].strip_prefix(**sign).is_some_and(|rest| rest.starts_with(' ')));
            if let Some(sign) = sign {
                parts.push((operator, &text[start..at]));
                (start, operator) = (at + sign.len() + 2, sign);
            }
        }
        if !parts.is_empty() {
            parts.push((operator, &text[start..]));
            return parts;
        }
    }
    vec![("", text)]
}

/// The last brackets of a call that lie in no others: where they open and close.
pub(super) fn arguments(text: &str) -> Option<(usize, usize)> {
    let (mut depth, mut open, mut found) = (0_usize, 0, None);
    for (at, c) in outside(text) {
        match c {
            '(' => {
                if depth == 0 {
                    open = at;
                }
                depth += 1;
            }
            ')' => {
                depth = depth.checked_sub(1)?;
                if depth == 0 && found.is_none_or(|(from, to)| at - open > to - from) {
                    found = Some((open, at));
                }
            }
            _ => {}
        }
    }
    found
}

/// A value and the calls on it, cut before their dots. A class and its function are one link.
pub(super) fn chain(text: &str) -> Vec<&str> {
    let mut links = Vec::new();
    let mut start = 0;
    for (at, _) in top(text).filter(|(_, c)| *c == '.') {
        let link = &text[start..at];
        if link.ends_with(')') {
            links.push(link);
            start = at;
        }
    }
    links.push(&text[start..]);
    links
}
