//! What came of the tests, as it comes.

use std::time::Duration;

use serde::Serialize;
use witloom_diag::visible;

use crate::ui::Ui;

/// One test, or all that one tool ran.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Case {
    /// The file of contract tests, or the component.
    pub(super) suite: String,
    /// Its name.
    pub(super) name: String,
    /// File and line, where it has one.
    pub(super) place: Option<String>,
    /// How long it took.
    pub(super) seconds: f64,
    /// What came of it.
    #[serde(flatten)]
    pub(super) verdict: Verdict,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "verdict", content = "text")]
pub(super) enum Verdict {
    Passed,
    /// With what is wrong, in lines.
    Failed(String),
    /// With the reason.
    LeftOut(String),
}

/// Prints each test, and remembers it.
pub(super) struct Report<'a> {
    ui: &'a Ui,
    suite: Option<String>,
    cases: Vec<Case>,
}

impl<'a> Report<'a> {
    pub(super) fn new(ui: &'a Ui) -> Self {
        Self { ui, suite: None, cases: Vec::new() }
    }

    pub(super) fn ui(&self) -> &'a Ui {
        self.ui
    }

    pub(super) fn add(&mut self, case: Case) {
        let mut text = String::new();
        if self.suite.as_ref() != Some(&case.suite) {
            text += &format!("{}\n", case.suite);
            self.suite = Some(case.suite.clone());
        }
        let name = &case.name;
        text += &match &case.verdict {
            Verdict::Passed => format!("  ok        {name}"),
            Verdict::Failed(why) => {
                let place = case.place.as_ref().map(|place| format!("{place}\n")).unwrap_or_default();
                format!("  FAILED    {name}\n{}", indented(&format!("{place}{why}")))
            }
            Verdict::LeftOut(why) => format!("  left out  {name}: {why}"),
        };
        if !self.ui.is_json() {
            self.ui.stdout(&visible(&text));
        }
        self.cases.push(case);
    }

    pub(super) fn cases(&self) -> &[Case] {
        &self.cases
    }

    pub(super) fn passed(&self) -> usize {
        self.cases.iter().filter(|case| case.verdict == Verdict::Passed).count()
    }

    pub(super) fn failed(&self) -> usize {
        self.cases.iter().filter(|case| matches!(case.verdict, Verdict::Failed(_))).count()
    }

    pub(super) fn summary(&self) -> String {
        let (passed, failed) = (self.passed(), self.failed());
        let left_out = self.cases.len() - passed - failed;
        let mut text = match self.cases.is_empty() {
            true => "no tests: write some to `tests/*.toml`".to_owned(),
            false => format!("{passed} passed, {failed} failed"),
        };
        if left_out > 0 {
            text += &format!(", {left_out} left out");
        }
        text
    }
}

/// Lines below a test.
fn indented(text: &str) -> String {
    let lines = text.trim_end().lines();
    lines.map(|line| format!("    {line}").trim_end().to_owned()).collect::<Vec<_>>().join("\n")
}

/// Seconds to the millisecond: finer is noise.
pub(super) fn seconds(took: Duration) -> f64 {
    took.as_millis() as f64 / 1000.0
}
