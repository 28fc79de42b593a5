//! `index.html`: one self-contained file that holds its data.

use crate::judge::results::Results;

const PAGE: &str = include_str!("../../templates/report.html");
/// What all pages look like, and what they do.
const BASE: (&str, &str) = (include_str!("../../templates/base.css"), include_str!("../../templates/base.js"));
const STYLE: &str = include_str!("../../templates/report.css");
const SCRIPT: &str = include_str!("../../templates/report.js");

/// The page.
pub(super) fn page(results: &Results, baseline: Option<&Results>) -> String {
    let earlier = baseline.map_or_else(|| "null".to_owned(), json);
    filled(PAGE, STYLE, SCRIPT).replacen("\"results\"", &json(results), 1).replacen("\"baseline\"", &earlier, 1)
}

/// A page with its style and its script, and those of all pages before them.
pub(crate) fn filled(page: &str, style: &str, script: &str) -> String {
    let (base_style, base_script) = BASE;
    page.replacen("/* style */", &format!("{base_style}\n{style}"), 1).replacen(
        "/* script */",
        &format!("{base_script}\n{script}"),
        1,
    )
}

fn json(results: &Results) -> String {
    in_script(&serde_json::to_string(results).expect("results are plain data"))
}

/// JSON that can stand in a script element: nothing in it ends the element.
pub(crate) fn in_script(json: &str) -> String {
    json.replace('<', "\\u003c").replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_cannot_end_its_element() {
        let mut results = Results::new(Default::default(), 1, 1, Vec::new());
        results.stale_expectations = vec!["</script><b>".to_owned()];
        let page = page(&results, Some(&results));
        assert_eq!(page.matches("</script>").count(), PAGE.matches("</script>").count());
        assert!(!page.contains("\"baseline\""));
    }
}
