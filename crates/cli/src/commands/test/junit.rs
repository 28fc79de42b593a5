//! The XML of JUnit, as build servers read it.

use std::fmt::Write as _;

use super::report::{Case, Verdict};

/// A document with a suite per file of contract tests and per component.
pub(super) fn document(app: &str, cases: &[Case]) -> String {
    let failed = cases.iter().filter(|case| matches!(case.verdict, Verdict::Failed(_))).count();
    let mut text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned();
    let _ = writeln!(text, "<testsuites name=\"{}\" tests=\"{}\" failures=\"{failed}\">", escaped(app), cases.len());
    for suite in cases.chunk_by(|one, next| one.suite == next.suite) {
        let failed = suite.iter().filter(|case| matches!(case.verdict, Verdict::Failed(_))).count();
        let skipped = suite.iter().filter(|case| matches!(case.verdict, Verdict::LeftOut(_))).count();
        let name = escaped(&suite[0].suite);
        let count = suite.len();
        let _ = writeln!(
            text,
            "  <testsuite name=\"{name}\" tests=\"{count}\" failures=\"{failed}\" skipped=\"{skipped}\">"
        );
        for case in suite {
            let (test, time) = (escaped(&case.name), case.seconds);
            let _ = write!(text, "    <testcase classname=\"{name}\" name=\"{test}\" time=\"{time:.3}\"");
            let _ = match &case.verdict {
                Verdict::Passed => writeln!(text, "/>"),
                Verdict::Failed(why) => {
                    let place = escaped(case.place.as_deref().unwrap_or_default());
                    writeln!(text, "><failure message=\"{place}\">{}</failure></testcase>", escaped(why))
                }
                Verdict::LeftOut(why) => writeln!(text, "><skipped message=\"{}\"/></testcase>", escaped(why)),
            };
        }
        text += "  </testsuite>\n";
    }
    text + "</testsuites>\n"
}

/// Text for an attribute or an element; XML has no way to write most control characters.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '<' => out += "&lt;",
            '>' => out += "&gt;",
            '&' => out += "&amp;",
            '"' => out += "&quot;",
            '\n' => out += "&#10;",
            '\t' => out.push(c),
            c if c.is_control() || ('\u{fffe}'..='\u{ffff}').contains(&c) => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}
