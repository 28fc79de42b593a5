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
            let text = text.trim_start_matches('#').trim_start();
            self.push(Mode::Text, format!("// {text}"));
        }
    }

    fn push(&mut self, mode: Mode, line: String) {
        if std::mem::take(&mut self.pending_blank) {
            self.done.push("//".to_owned());
        }
        self.mode = mode;
        self.done.push(line);
    }

    fn finish(self) -> Vec<String> {
        self.done
    }
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
    fn markdown_becomes_go() {
        let text = "# Title\nText\n- one\n  more\n* two\n\nEnd\n```\ncode\n```\n1. first";
        let expected = "// Title\n// Text\n//   - one\n//     more\n//   - two\n//\n// End\n//\n//\tcode\n//\n//  1. first";
        assert_eq!(lines(text).join("\n"), expected);
    }
}
