//! WIT documentation as Go doc comments in the very form that gofmt would give them.
//!
//! WIT comments are Markdown, Go's are not: lists get their indent, fenced blocks become indented ones, heading
//! signs go away.

/// Lines of a comment, with their `//`.
pub(super) fn lines(text: &str) -> Vec<String> {
    let mut out = Lines::default();
    let mut fenced = false;
    for line in text.lines() {
        let trimmed = line.trim();
        if trimmed.starts_with("```") {
            fenced = !fenced;
            out.blank();
        } else if fenced {
            out.code(line);
        } else if trimmed.is_empty() {
            out.blank();
        } else {
            out.prose(line);
        }
    }
    out.finish()
}

#[derive(Clone, Copy, PartialEq, Eq, Default)]
enum Mode {
    #[default]
    Start,
    Text,
    Item,
    Code,
}

#[derive(Default)]
struct Lines {
    done: Vec<String>,
    mode: Mode,
    pending_blank: bool,
}

impl Lines {
    fn blank(&mut self) {
        self.pending_blank = self.mode != Mode::Start;
    }

    fn code(&mut self, line: &str) {
        if self.mode != Mode::Code && self.mode != Mode::Start {
            self.pending_blank = true;
        }
        self.push(Mode::Code, format!("//\t{}", line.trim_end()));
    }

    fn prose(&mut self, line: &str) {
        let text = line.trim();
        if self.mode == Mode::Code {
            self.pending_blank = true;
        }
        if let Some((marker, rest)) = item(text) {
            // gofmt keeps blank lines between items or not, but the same for all: none is always right.
            if self.mode == Mode::Item {
                self.pending_blank = false;
            }
            self.push(Mode::Item, format!("//{marker} {rest}"));
        } else if self.mode == Mode::Item && !self.pending_blank {
            self.push(Mode::Item, format!("//     {text}"));
        } else {
            if self.mode == Mode::Item {
                self.pending_blank = true;
            }
            self.text(text);
        }
    }

    fn text(&mut self, text: &str) {
        let title = text.trim_start_matches('#').trim_start();
        if title.len() == text.len() {
            self.push(Mode::Text, format!("// {text}"));
        } else {
            self.blank();
            self.push(Mode::Text, format!("// # {title}"));
            self.blank();
        }
    }

    fn push(&mut self, mode: Mode, line: String) {
        if std::mem::take(&mut self.pending_blank) {
            self.done.push("//".to_owned());
        }
        self.mode = mode;
        self.done.push(line);
    }

    /// The lines, with a sign in front of what gofmt takes for a heading.
    fn finish(mut self) -> Vec<String> {
        for at in 1..self.done.len().saturating_sub(2) {
            let alone = self.done[at - 1] == "//" && self.done[at + 1] == "//";
            let next = self.done[at + 2].strip_prefix("// ");
            let before_text = next.is_some_and(|next| !next.starts_with(' '));
            if let Some(line) =
                self.done[at].strip_prefix("// ").filter(|line| alone && before_text && is_heading(line))
            {
                self.done[at] = format!("// # {line}");
            }
        }
        self.done
    }
}

/// Whether a paragraph of one line looks like a heading by the rule of package go/doc/comment.
fn is_heading(line: &str) -> bool {
    let ends = line.starts_with(char::is_uppercase) && line.ends_with(|c: char| c.is_alphabetic() || c.is_numeric());
    let legal = !line.contains(|c| ";:!?+*/=[]{}_^°&§~%#@<\">\\".contains(c));
    let possessive = line.split('\'').skip(1).all(|rest| rest == "s" || rest.starts_with("s "));
    let inner_dots = line.split('.').skip(1).all(|rest| !rest.is_empty() && !rest.starts_with(' '));
    ends && legal && possessive && inner_dots
}

/// A list item: its marker with gofmt's indent, and its text.
fn item(text: &str) -> Option<(String, &str)> {
    if let Some(rest) = ["- ", "* ", "+ ", "• "].iter().find_map(|sign| text.strip_prefix(sign)) {
        return Some(("   -".to_owned(), rest.trim_start()));
    }
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let rest = text[digits..].strip_prefix(['.', ')']).and_then(|rest| rest.strip_prefix(' '))?;
    (digits > 0).then(|| (format!("{:>3}.", &text[..digits]), rest.trim_start()))
}

#[cfg(test)]
mod tests {
    use super::lines;

    #[test]
    fn headings_get_their_sign() {
        let text = "Text.\n\nExpected future\n\nMore.\n\nNo heading.\n\nEnd";
        let expected = "// Text.\n//\n// # Expected future\n//\n// More.\n//\n// No heading.\n//\n// End";
        assert_eq!(lines(text).join("\n"), expected);
    }

    #[test]
    fn markdown_becomes_go() {
        let text = "# Title\nText\n- one\n  more\n* two\n\nEnd\n```\ncode\n```\n1. first";
        let expected =
            "// # Title\n//\n// Text\n//   - one\n//     more\n//   - two\n//\n// End\n//\n//\tcode\n//\n//  1. first";
        assert_eq!(lines(text).join("\n"), expected);
    }
}
