//! `junit.xml`: one suite per case, one test per cell.

use std::fmt::Write as _;

use crate::judge::results::{Cell, Results, State};

/// The document.
pub(super) fn text(results: &Results) -> String {
    let mut suites: Vec<(&str, Vec<&Cell>)> = Vec::new();
    for cell in &results.cells {
        match suites.iter_mut().find(|(name, _)| *name == cell.case) {
            Some((_, cells)) => cells.push(cell),
            None => suites.push((&cell.case, vec![cell])),
        }
    }
    let mut out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"witloom matrix\">\n".to_owned();
    for (name, cells) in suites {
        let count = |wanted: fn(State) -> bool| cells.iter().filter(|cell| wanted(cell.state)).count();
        let _ = writeln!(
            out,
            "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" skipped=\"{}\">",
            escaped(name),
            cells.len(),
            count(State::is_unexpected),
            count(skipped),
        );
        for cell in cells {
            test(&mut out, cell);
        }
        out += "  </testsuite>\n";
    }
    out + "</testsuites>\n"
}

fn skipped(state: State) -> bool {
    state != State::Pass && !state.is_unexpected()
}

fn test(out: &mut String, cell: &Cell) {
    let name = escaped(&format!("{} {} → {}", cell.function, cell.caller, cell.callee));
    let class = escaped(&cell.case);
    let seconds = cell.duration_ms / 1e3;
    let _ = write!(out, "    <testcase classname=\"{class}\" name=\"{name}\" time=\"{seconds:.5}\"");
    let word = cell.state.word();
    let detail = escaped(&cell.detail);
    if cell.state == State::Pass {
        *out += "/>\n";
    } else if skipped(cell.state) {
        let first = escaped(cell.detail.lines().next().unwrap_or_default());
        let _ = writeln!(out, "><skipped message=\"{word}: {first}\"/></testcase>");
    } else {
        let _ = writeln!(out, "><failure type=\"{word}\" message=\"{word}\">{detail}</failure></testcase>");
    }
}

/// Text for XML: markup escaped, characters that XML can't hold replaced.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out += "&amp;",
            '<' => out += "&lt;",
            '>' => out += "&gt;",
            '"' => out += "&quot;",
            '\n' | '\t' => out.push(c),
            c if c < ' ' || c == '\u{fffe}' || c == '\u{ffff}' => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn text_can_hold_anything() {
        assert_eq!(escaped("a<b> & \"c\"\0\n"), "a&lt;b&gt; &amp; &quot;c&quot;\u{fffd}\n");
    }
}
