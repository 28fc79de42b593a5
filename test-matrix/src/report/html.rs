//! `index.html`: one self-contained file that holds its data.

use crate::judge::results::Results;

const PAGE: &str = include_str!("../../templates/report.html");
const STYLE: &str = include_str!("../../templates/report.css");
const SCRIPT: &str = include_str!("../../templates/report.js");

/// The page.
pub(super) fn page(results: &Results, baseline: Option<&Results>) -> String {
    let earlier = baseline.map_or_else(|| "null".to_owned(), json);
    PAGE.replacen("/* style */", STYLE, 1)
        .replacen("/* script */", SCRIPT, 1)
        .replacen("\"results\"", &json(results), 1)
        .replacen("\"baseline\"", &earlier, 1)
}

/// JSON that can stand in a script element: nothing in it ends the element.
fn json(results: &Results) -> String {
    let text = serde_json::to_string(results).expect("results are plain data");
    text.replace('<', "\\u003c").replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
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
