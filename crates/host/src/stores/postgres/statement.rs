//! As much of a statement as has to be understood before PostgreSQL reads it: where its words and parameters are.

use std::borrow::Cow;

use super::super::database::{Answer, fault};
use super::super::sql::{Error, ErrorKind};

/// A statement as PostgreSQL takes it.
#[derive(Debug)]
pub(super) struct Text<'a> {
    /// With `$1` where it had `?`.
    pub(super) text: Cow<'a, str>,
    pub(super) does: Does,
    /// Whether it goes back to a savepoint.
    pub(super) goes_back: bool,
}

/// What a statement does to rows, as far as its words show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Does {
    /// It yields them.
    Reads,
    /// It changes them.
    Changes,
    /// Neither: tables, settings.
    Neither,
}

/// What a statement consists of; the rest doesn't matter.
#[derive(Debug, PartialEq, Eq)]
enum Token<'a> {
    Word(&'a str),
    /// `$1`
    Number,
    /// `?`
    Mark,
    /// `;`
    End,
    Open,
}

impl<'a> Text<'a> {
    pub(super) fn read(statement: &'a str, values: usize) -> Answer<Self> {
        let tokens = tokens(statement);
        let words: Vec<&str> = tokens.iter().filter_map(|(_, token)| token.word()).collect();
        let goes_back = check(&words)?;
        let is = |word: &str, known: &[&str]| known.iter().any(|known| known.eq_ignore_ascii_case(word));
        let changes = ["INSERT", "UPDATE", "DELETE", "MERGE"];
        let does = match words.first() {
            Some(first) if is(first, &changes) => Does::Changes,
            // A part of it may change rows; that `FOR UPDATE` counts as well does no harm.
            Some(first) if is(first, &["WITH", "EXPLAIN"]) && words.iter().any(|word| is(word, &changes)) => {
                Does::Changes
            }
            Some(first) if is(first, &["SELECT", "VALUES", "TABLE", "WITH", "SHOW", "EXPLAIN"]) => Does::Reads,
            Some(_) | None => Does::Neither,
        };
        // A statement with `$1`, or without values, has the question marks that PostgreSQL's own operators are written with.
        let numbered = values == 0 || tokens.iter().any(|(_, token)| *token == Token::Number);
        let text = if numbered { Cow::Borrowed(statement) } else { Cow::Owned(number(statement, &tokens)) };
        Ok(Self { text, does, goes_back })
    }
}

/// Looks at each statement of a script.
pub(super) fn check_all(statements: &str) -> Answer<()> {
    let tokens = tokens(statements);
    for statement in tokens.split(|(_, token)| *token == Token::End) {
        let words: Vec<&str> = statement.iter().filter_map(|(_, token)| token.word()).collect();
        if check(&words)? {
            return Err(denied());
        }
    }
    Ok(())
}

fn denied() -> Error {
    let words = "the statement isn't allowed: it begins or ends a transaction, or copies beside the database";
    fault(ErrorKind::Denied, words)
}

/// Whether a statement goes back to a savepoint; an error where it isn't allowed.
fn check(words: &[&str]) -> Answer<bool> {
    let is = |at: usize, known: &str| words.get(at).is_some_and(|word| word.eq_ignore_ascii_case(known));
    if is(0, "ROLLBACK") && (is(1, "TO") || is(2, "TO")) {
        return Ok(true);
    }
    let own = ["BEGIN", "START", "COMMIT", "END", "ABORT", "ROLLBACK", "COPY"];
    if own.iter().any(|own| is(0, own)) || is(0, "PREPARE") && is(1, "TRANSACTION") {
        return Err(denied());
    }
    Ok(false)
}

/// Writes `$1`, `$2` for each `?`.
fn number(statement: &str, tokens: &[(usize, Token<'_>)]) -> String {
    let (mut text, mut from) = (String::with_capacity(statement.len() + 8), 0);
    let marks = tokens.iter().filter(|(_, token)| *token == Token::Mark);
    for (number, (at, _)) in (1..).zip(marks) {
        text.push_str(&statement[from..*at]);
        text.push_str(&format!("${number}"));
        from = at + 1;
    }
    text.push_str(&statement[from..]);
    text
}

impl<'a> Token<'a> {
    fn word(&self) -> Option<&'a str> {
        match self {
            Self::Word(word) => Some(word),
            Self::Number | Self::Mark | Self::End | Self::Open => None,
        }
    }
}

fn tokens(text: &str) -> Vec<(usize, Token<'_>)> {
    let bytes = text.as_bytes();
    let (mut tokens, mut at) = (Vec::new(), 0);
    while let Some(&byte) = bytes.get(at) {
        let rest = &text[at..];
        let (length, token) = match byte {
            b'\'' => (quoted(rest, b'\'', false), None),
            b'"' => (quoted(rest, b'"', false), None),
            b'-' if rest.starts_with("--") => (rest.find('\n').unwrap_or(rest.len()), None),
            b'/' if rest.starts_with("/*") => (comment(rest), None),
            b'$' => dollar(rest),
            b'?' => (1, Some(Token::Mark)),
            b';' => (1, Some(Token::End)),
            b'(' => (1, Some(Token::Open)),
            byte if is_start(byte) => {
                let end = rest.bytes().position(|byte| !is_inner(byte)).unwrap_or(rest.len());
                if end == 1 && rest[1..].starts_with('\'') && matches!(byte, b'e' | b'E') {
                    (1 + quoted(&rest[1..], b'\'', true), None)
                } else {
                    (end, Some(Token::Word(&rest[..end])))
                }
            }
            byte if byte.is_ascii_digit() => {
                (rest.bytes().position(|byte| !is_inner(byte)).unwrap_or(rest.len()), None)
            }
            _ => (1, None),
        };
        if let Some(token) = token {
            tokens.push((at, token));
        }
        at += length;
    }
    tokens
}

fn is_start(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || byte >= 0x80
}

fn is_inner(byte: u8) -> bool {
    is_start(byte) || byte.is_ascii_digit() || byte == b'$'
}

/// The length of a text in quotes, of which two stand for one.
fn quoted(text: &str, quote: u8, escapes: bool) -> usize {
    let bytes = text.as_bytes();
    let mut at = 1;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\\' if escapes => at += 1,
            byte if byte == quote && bytes.get(at + 1) == Some(&quote) => at += 1,
            byte if byte == quote => return at + 1,
            _ => {}
        }
        at += 1;
    }
    bytes.len()
}

/// The length of a comment, which may have others inside.
fn comment(text: &str) -> usize {
    let bytes = text.as_bytes();
    let (mut at, mut depth) = (0, 0);
    while at < bytes.len() {
        match &bytes[at..bytes.len().min(at + 2)] {
            b"/*" => (at, depth) = (at + 2, depth + 1),
            b"*/" => (at, depth) = (at + 2, depth - 1),
            _ => at += 1,
        }
        if depth == 0 {
            return at;
        }
    }
    bytes.len()
}

/// `$1`, or a text between two `$tag$`.
fn dollar(text: &str) -> (usize, Option<Token<'_>>) {
    let digits = text[1..].bytes().take_while(u8::is_ascii_digit).count();
    if digits > 0 {
        return (1 + digits, Some(Token::Number));
    }
    let tag = text[1..].bytes().take_while(|byte| is_inner(*byte) && *byte != b'$').count();
    if text.as_bytes().get(1 + tag) != Some(&b'$') {
        return (1, None);
    }
    let (fence, inner) = text.split_at(2 + tag);
    (inner.find(fence).map_or(text.len(), |end| end + 2 * fence.len()), None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_become_numbers() {
        for (text, values, read) in [
            ("SELECT ?, ?", 2, "SELECT $1, $2"),
            ("SELECT '?', \"?\", E'\\'?', $a$?$a$, ? -- ?", 1, "SELECT '?', \"?\", E'\\'?', $a$?$a$, $1 -- ?"),
            ("SELECT /* ? /* */ ? */ ?", 1, "SELECT /* ? /* */ ? */ $1"),
            ("SELECT tags ? $1", 1, "SELECT tags ? $1"),
            ("SELECT tags ? 'new'", 0, "SELECT tags ? 'new'"),
            ("SELECT 'it''s ?', t$1, ?", 1, "SELECT 'it''s ?', t$1, $1"),
            ("SELECT 'open ?", 1, "SELECT 'open ?"),
            ("SELECT $ ?", 1, "SELECT $ $1"),
            ("\u{e9} ? \u{1f375}", 1, "\u{e9} $1 \u{1f375}"),
        ] {
            assert_eq!(Text::read(text, values).unwrap().text, read);
        }
    }

    #[test]
    fn words_show_what_a_statement_does() {
        for (text, does) in [
            ("select 1", Does::Reads),
            ("/* all */ (SELECT 1)", Does::Reads),
            ("WITH a AS (SELECT 'delete') SELECT 1", Does::Reads),
            ("WITH a AS (DELETE FROM n RETURNING i) SELECT * FROM a", Does::Changes),
            ("insert into n values (1)", Does::Changes),
            ("CREATE TABLE n (i int)", Does::Neither),
            ("", Does::Neither),
        ] {
            assert_eq!(Text::read(text, 0).unwrap().does, does, "{text}");
        }
    }

    #[test]
    fn transactions_are_the_hosts() {
        for text in ["COMMIT", " -- x\nbegin", "PREPARE TRANSACTION 'a'", "COPY n TO STDOUT", "Rollback", "end"] {
            assert!(Text::read(text, 0).is_err_and(|error| error.kind == ErrorKind::Denied), "{text}");
            assert!(check_all(&format!("SELECT ';'; {text}")).is_err(), "{text}");
        }
        assert!(Text::read("ROLLBACK TO SAVEPOINT a", 0).unwrap().goes_back);
        assert!(
            check_all("CREATE FUNCTION f() RETURNS int AS $$ BEGIN; COMMIT; END $$ LANGUAGE plpgsql; SELECT 1;")
                .is_ok()
        );
    }
}
