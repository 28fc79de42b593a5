//! Indented source text.

use std::fmt;

/// One step of indentation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Indent {
    /// A tab.
    Tab,
    /// So many spaces.
    Spaces(usize),
}

/// Builds source text line by line; knows the language's indent and comment sign.
#[derive(Debug, Clone)]
pub struct Writer {
    out: String,
    indent: Indent,
    comment: &'static str,
    depth: usize,
}

impl Writer {
    /// An empty text. `comment` is the sign of a line comment: `//` or `#`.
    pub fn new(indent: Indent, comment: &'static str) -> Self {
        Self { out: String::new(), indent, comment, depth: 0 }
    }

    /// One line at the current depth; an empty one stays empty. Line breaks inside start new lines.
    pub fn line(&mut self, text: impl AsRef<str>) {
        for line in text.as_ref().split('\n') {
            if !line.is_empty() {
                self.pad();
                self.out.push_str(line);
            }
            self.out.push('\n');
        }
    }

    /// An empty line, unless the text is empty or ends with one.
    pub fn gap(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
    }

    /// `open`, the body one step deeper, `close`.
    pub fn block(&mut self, open: impl AsRef<str>, close: impl AsRef<str>, body: impl FnOnce(&mut Self)) {
        self.line(open);
        self.indented(body);
        self.line(close);
    }

    /// The body one step deeper.
    pub fn indented(&mut self, body: impl FnOnce(&mut Self)) {
        self.depth += 1;
        body(self);
        self.depth -= 1;
    }

    /// A line comment per line of text.
    pub fn comment(&mut self, text: &str) {
        for line in text.lines() {
            self.line(format!("{} {line}", self.comment).trim_end());
        }
    }

    /// Documentation, where there is any, as line comments with the given sign (`///`, `//`, `#`).
    pub fn docs(&mut self, docs: Option<&str>) {
        if let Some(docs) = docs {
            self.comment(docs);
        }
    }

    /// How many steps deep the next line is.
    pub fn depth(&self) -> usize {
        self.depth
    }

    /// How many of so many columns a line of this depth has.
    pub fn room(&self, columns: usize) -> usize {
        columns.saturating_sub(match self.indent {
            Indent::Tab => self.depth,
            Indent::Spaces(width) => width * self.depth,
        })
    }

    /// Text as it stands, at depth 0.
    pub fn raw(&mut self, text: &str) {
        self.out.push_str(text);
    }

    /// The finished text.
    pub fn finish(self) -> String {
        self.out
    }

    fn pad(&mut self) {
        match self.indent {
            Indent::Tab => self.out.extend(std::iter::repeat_n('\t', self.depth)),
            Indent::Spaces(width) => self.out.extend(std::iter::repeat_n(' ', width * self.depth)),
        }
    }
}

impl fmt::Write for Writer {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.out.push_str(text);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn indents_blocks() {
        let mut w = Writer::new(Indent::Spaces(2), "//");
        w.comment("two\n\nlines");
        w.block("if (x) {", "}", |w| {
            assert_eq!((w.depth(), w.room(80)), (1, 78));
            w.line("y();");
        });
        assert_eq!(w.finish(), "// two\n//\n// lines\nif (x) {\n  y();\n}\n");
    }
}
