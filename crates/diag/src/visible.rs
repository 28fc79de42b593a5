//! Text from files, made safe to print: names in a component may hold anything.

use std::borrow::Cow;
use std::fmt::Write as _;

/// The text with its control characters spelled out, line breaks and tabs aside: a name must not move the cursor,
/// change colours or turn the direction of a line.
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.contains(is_unseen) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if is_unseen(c) {
            let _ = write!(shown, "\\u{{{:x}}}", u32::from(c));
        } else {
            shown.push(c);
        }
    }
    Cow::Owned(shown)
}

/// Control characters, and those that change the direction of what follows.
fn is_unseen(c: char) -> bool {
    let turns = matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    turns || (c.is_control() && !matches!(c, '\n' | '\t'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spells_out_what_terminals_obey() {
        assert_eq!(visible("a\tb\nzwölf 🦀"), "a\tb\nzwölf 🦀");
        assert_eq!(visible("\u{1b}[31m\r\u{9b}x\u{202e}y\u{7f}"), "\\u{1b}[31m\\u{d}\\u{9b}x\\u{202e}y\\u{7f}");
    }
}
