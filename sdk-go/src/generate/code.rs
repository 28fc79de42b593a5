//! What Go code refers to, without its comments and literals.

use std::collections::HashSet;

/// The names that stand in front of a selector, as a package's does: `rt` of `rt.Alloc(…)`, not `b` of `a.b.c`.
pub(super) fn qualifiers(code: &str) -> HashSet<&str> {
    let mut found = HashSet::new();
    let mut rest = code;
    let mut selected = false;
    while let Some(first) = rest.chars().next() {
        let length = token(rest, first);
        let (text, after) = rest.split_at(length);
        if is_letter(first) && !selected && after.starts_with('.') {
            found.insert(text);
        }
        selected = first == '.';
        rest = after;
    }
    found
}

/// The length of the comment, the literal, the name or the sign at the start.
fn token(text: &str, first: char) -> usize {
    let until = |end: &str, from: usize| text[from..].find(end).map_or(text.len(), |at| from + at + end.len());
    match first {
        '/' if text.starts_with("//") => until("\n", 2),
        '/' if text.starts_with("/*") => until("*/", 2),
        '`' => until("`", 1),
        '"' | '\'' => quoted(text, first),
        _ if is_letter(first) || first.is_ascii_digit() => {
            text.find(|c: char| !is_letter(c) && !c.is_ascii_digit()).unwrap_or(text.len())
        }
        _ => first.len_utf8(),
    }
}

fn quoted(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        if !escaped && c == quote {
            return at + 1;
        }
        escaped = c == '\\' && !escaped;
    }
    text.len()
}

fn is_letter(c: char) -> bool {
    c == '_' || c.is_alphabetic()
}

#[cfg(test)]
mod tests {
    use super::qualifiers;

    #[test]
    fn comments_and_literals_name_nothing() {
        let code = "// This is unsafe. Think.\nfunc f() { a.math.x(\"fmt.\\\"errors.\", `os.`, 'x', 1.5) /* io. */ rt.Do(wit.Some(v)) }\n";
        let mut found: Vec<_> = qualifiers(code).into_iter().collect();
        found.sort_unstable();
        assert_eq!(found, ["a", "rt", "wit"]);
    }
}
