//! Javadoc from WIT documentation.

use witloom_bindgen::Writer;

/// A Javadoc comment of a text and further paragraphs; nothing when both are empty.
pub(crate) fn docs(w: &mut Writer, text: Option<&str>, notes: &[String]) {
    let text = text.map(escape).unwrap_or_default();
    let mut lines: Vec<String> = text.lines().map(|line| line.trim_end().to_owned()).collect();
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    let lines = paragraphs(lines);
    let prose = lines.len();
    let all: Vec<String> = lines.into_iter().chain(notes.iter().cloned()).collect();
    match all.as_slice() {
        [] => {}
        [line] if line.len() < 80 => w.line(format!("/** {line} */")),
        _ => {
            w.line("/**");
            for (number, line) in all.iter().enumerate() {
                if number == prose && number > 0 {
                    w.line(" *");
                }
                w.line(format!(" * {line}").trim_end());
            }
            w.line(" */");
        }
    }
}

/// An empty line starts a paragraph.
fn paragraphs(lines: Vec<String>) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for line in lines {
        let starts = out.last().is_some_and(String::is_empty) && !line.is_empty();
        out.push(if starts { format!("<p>{line}") } else { line });
    }
    out
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace("*/", "*&#47;")
        .replace('@', "&#64;")
        .replace('\\', "&#92;")
}
