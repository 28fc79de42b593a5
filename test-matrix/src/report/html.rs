//! `index.html`: one self-contained file that holds its data.

use crate::judge::results::Results;

const PAGE: &str = include_str!("../../templates/report.html");
/// What all pages look like.
pub(crate) const BASE: &str = include_str!("../../templates/base.css");
const STYLE: &str = include_str!("../../templates/report.css");
const SCRIPT: &str = include_str!("../../templates/report.js");

/// The page.
pub(super) fn page(results: &Results, baseline: Option<&Results>) -> String {
    let earlier = baseline.map_or_else(|| "null".to_owned(), json);
    PAGE.replacen("/* style */", &format!("{BASE}\n{STYLE}"), 1)
        .replacen("/* script */", SCRIPT, 1)
        .replacen("\"results\"", &json(results), 1)
        .replacen("\"baseline\"", &earlier, 1)
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
