//! What a text of generated code refers to: how generators learn which imports a file needs.
//!
//! A file's imports follow from the names in its code, as they do for the editors and formatters of every language.
//! Comments and literals name nothing, whatever the user's WIT puts into them.

use std::collections::{BTreeMap, BTreeSet};

/// How a language writes what is not code.
#[derive(Debug, Clone, Copy)]
pub struct Syntax {
    /// What a comment begins with that ends with its line.
    pub line: &'static str,
    /// What other comments stand between.
    pub block: Option<(&'static str, &'static str)>,
    /// What literals stand between in which a backslash escapes; longer ones before those that they begin with.
    pub quotes: &'static [&'static str],
    /// The same for literals without escapes.
    pub raw: Option<&'static str>,
}

impl Syntax {
    /// Languages with the comments and literals of C: Java, JavaScript.
    pub const C: Self = Self { line: "//", block: Some(("/*", "*/")), quotes: &["\"", "'"], raw: None };

    /// The length of the comment, the literal, the name or the sign that the text begins with.
    fn token(&self, text: &str, first: char) -> usize {
        let until = |end: &str, from: usize| text[from..].find(end).map_or(text.len(), |at| from + at + end.len());
        if text.starts_with(self.line) {
            return until("\n", self.line.len());
        }
        if let Some((open, close)) = self.block.filter(|(open, _)| text.starts_with(open)) {
            return until(close, open.len());
        }
        if let Some(quote) = self.raw.filter(|quote| text.starts_with(quote)) {
            return until(quote, quote.len());
        }
        if let Some(quote) = self.quotes.iter().find(|quote| text.starts_with(**quote)) {
            return quoted(text, quote);
        }
        if is_letter(first) || first.is_ascii_digit() {
            return text.find(|c: char| !is_letter(c) && !c.is_ascii_digit()).unwrap_or(text.len());
        }
        first.len_utf8()
    }
}

fn quoted(text: &str, quote: &str) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(quote.len()) {
        if !escaped && text[at..].starts_with(quote) {
            return at + quote.len();
        }
        escaped = c == '\\' && !escaped;
    }
    text.len()
}

fn is_letter(c: char) -> bool {
    matches!(c, '_' | '$') || c.is_alphabetic()
}

/// The names that stand in code for themselves, and not as what is selected from another one: `a`, not `b` of `a.b`.
#[derive(Debug, Default)]
pub struct Mentions<'a> {
    /// Each name with the characters that follow it somewhere.
    names: BTreeMap<&'a str, BTreeSet<char>>,
}

impl<'a> Mentions<'a> {
    /// Reads a text of a language.
    pub fn of(text: &'a str, syntax: &Syntax) -> Self {
        let mut names: BTreeMap<&str, BTreeSet<char>> = BTreeMap::new();
        let mut rest = text;
        let mut selected = false;
        while let Some(first) = rest.chars().next() {
            let (token, after) = rest.split_at(syntax.token(rest, first));
            if is_letter(first) && !selected {
                names.entry(token).or_default().insert(after.chars().next().unwrap_or('\n'));
            }
            selected = first == '.';
            rest = after;
        }
        Self { names }
    }

    /// Whether a name is mentioned. With a sign at its end (`rt.`, `List<`), whether it is with that sign behind it.
    pub fn has(&self, mark: &str) -> bool {
        match mark.char_indices().next_back() {
            Some((at, sign)) if !is_letter(sign) && !sign.is_ascii_digit() => {
                self.names.get(&mark[..at]).is_some_and(|signs| signs.contains(&sign))
            }
            _ => self.names.contains_key(mark),
        }
    }

    /// All the names.
    pub fn names(&self) -> impl Iterator<Item = &'a str> {
        self.names.keys().copied()
    }
}

#[cfg(test)]
mod tests {
    use super::{Mentions, Syntax};

    #[test]
    fn comments_and_literals_name_nothing() {
        let go = Syntax { raw: Some("`"), ..Syntax::C };
        let code = "// This is unsafe. Think.\nfunc f() { a.math.x(\"fmt.\\\"errors.\", `os.\\`, 'x', 1.5) /* io. */ rt.Do(wit.Some(v)) }\n";
        let found = Mentions::of(code, &go);
        let qualifiers: Vec<_> = found.names().filter(|name| found.has(&format!("{name}."))).collect();
        assert_eq!(qualifiers, ["a", "rt", "wit"]);
        assert!(found.has("v") && found.has("f(") && !found.has("Do") && !found.has("v."));
    }

    #[test]
    fn long_quotes_hold_short_ones() {
        let python = Syntax { line: "#", block: None, quotes: &["\"\"\"", "\"", "'"], raw: None };
        let code = "\"\"\"One \"Some\" or\nOk.\"\"\"\nErr('Done')  # Flag\nx: 'Late'\n";
        let found: Vec<_> = Mentions::of(code, &python).names().collect();
        assert_eq!(found, ["Err", "x"]);
    }
}
