//! The terminal form of a report: `error[W0102]: …`, its causes, places and hint.

use std::fmt::Write as _;

use miette::{Diagnostic, LabeledSpan, Severity, SourceCode};

use crate::visible;

/// Whether a report is coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colour {
    /// ANSI colours.
    Always,
    /// Plain text.
    Never,
}

impl Colour {
    fn paint(self, sgr: &str, text: &str) -> String {
        match self {
            Self::Always => format!("\x1b[{sgr}m{text}\x1b[0m"),
            Self::Never => text.to_owned(),
        }
    }
}

/// Renders an error with its causes, its places and its hint; ends with a line break.
pub fn render(error: &dyn Diagnostic, colour: Colour) -> String {
    let mut out = String::new();
    one(&mut out, error, colour);
    for related in error.related().into_iter().flatten() {
        one(&mut out, related, colour);
    }
    out
}

fn one(out: &mut String, error: &dyn Diagnostic, colour: Colour) {
    let (word, style) = match error.severity() {
        Some(Severity::Warning) => ("warning", "1;33"),
        Some(Severity::Advice) => ("note", "1;34"),
        Some(Severity::Error) | None => ("error", "1;31"),
    };
    let head = error.code().map_or_else(|| word.to_owned(), |code| format!("{word}[{code}]"));
    let mut said = error.to_string();
    let _ = writeln!(out, "{}: {}", colour.paint(style, &head), visible(&said));
    let mut cause = error.source();
    while let Some(source) = cause {
        let text = source.to_string();
        if !said.contains(&text) {
            let _ = writeln!(out, "  {} {}", colour.paint("2", "because:"), visible(&text));
            said = text;
        }
        cause = source.source();
    }
    if let (Some(source), Some(labels)) = (error.source_code(), error.labels()) {
        labels.for_each(|label| snippet(out, source, &label, colour));
    }
    if let Some(help) = error.help() {
        let _ = writeln!(out, "{}: {}", colour.paint("1;36", "hint"), visible(&help.to_string()));
    }
}

/// The labelled line with a caret line below it.
fn snippet(out: &mut String, source: &dyn SourceCode, label: &LabeledSpan, colour: Colour) {
    // With a line of context on each side, `read_span` hands out whole lines.
    let Ok(contents) = source.read_span(label.inner(), 1, 1) else { return };
    let Ok(text) = std::str::from_utf8(contents.data()) else { return };
    let Some(before) = text.get(..label.offset() - contents.span().offset()) else { return };
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    let line_text = text[line_start..].lines().next().unwrap_or_default();
    let (line, column) = (contents.line() + before.matches('\n').count() + 1, before.len() - line_start);
    let place = format!("{}:{line}:{}", contents.name().unwrap_or("input"), column + 1);
    let number = line.to_string();
    let width = label.len().max(1).min(line_text.len().saturating_sub(column).max(1));
    let pad = " ".repeat(number.len());
    let _ = writeln!(out, "{pad} {} {place}", colour.paint("1;34", "-->"));
    let _ = writeln!(out, "{} {}", colour.paint("1;34", &format!("{number} |")), visible(line_text));
    let caret = format!("{}{}", " ".repeat(column), "^".repeat(width));
    let note = label.label().unwrap_or_default();
    let carets = format!("{caret} {note}");
    let _ = writeln!(out, "{} {}", colour.paint("1;34", &format!("{pad} |")), colour.paint("1;31", carets.trim_end()));
}

#[cfg(test)]
mod tests {
    use super::*;
    use miette::{NamedSource, SourceSpan};

    #[derive(Debug, thiserror::Error, Diagnostic)]
    #[error("unknown world `shop`")]
    #[diagnostic(code("W0102"), help("did you mean `shop-api`?"))]
    struct Unknown {
        #[source_code]
        source_code: NamedSource<String>,
        #[label("named here")]
        span: SourceSpan,
    }

    #[test]
    fn shows_code_place_and_hint() {
        let text = "a = 1\nworld = \"shop\"\n".to_owned();
        let error = Unknown { source_code: NamedSource::new("witloom.toml", text), span: (15, 4).into() };
        insta::assert_snapshot!(render(&error, Colour::Never), @r#"
        error[W0102]: unknown world `shop`
          --> witloom.toml:2:10
        2 | world = "shop"
          |          ^^^^ named here
        hint: did you mean `shop-api`?
        "#);
    }
}
