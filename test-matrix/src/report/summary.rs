//! The result of a run in a terminal.

use std::fmt::Write as _;

use super::{fixes, regressions};
use crate::judge::results::{Cell, Results, State};

/// Cells that are listed; the files have all.
const LISTED: usize = 20;

/// Regressions and fixes first, then the grid of pairs, the totals, and what is unexpected.
pub fn summary(results: &Results, baseline: Option<&Results>) -> String {
    let mut out = String::new();
    if let Some(baseline) = baseline {
        for (word, cells) in [("regressed", regressions(results, baseline)), ("fixed", fixes(results, baseline))] {
            let _ = writeln!(out, "{word}: {}", cells.len());
            for cell in cells.iter().take(LISTED) {
                let _ = writeln!(out, "  {}", cell.line());
            }
        }
        out.push('\n');
    }
    grid(&mut out, results);
    let totals = State::ALL.into_iter().filter_map(|state| {
        let count = results.totals.get(&state)?;
        Some(format!("{count} {}", state.word()))
    });
    let _ = writeln!(out, "\n{}", totals.collect::<Vec<_>>().join(", "));
    let unexpected: Vec<&Cell> = results.unexpected().collect();
    for cell in unexpected.iter().take(LISTED) {
        let _ = writeln!(out, "\n{}", cell.line());
        for text in cell.blame.iter().map(String::as_str).chain(cell.detail.lines()).take(14) {
            let _ = writeln!(out, "  {text}");
        }
    }
    if unexpected.len() > LISTED {
        let _ = writeln!(out, "\n… and {} more", unexpected.len() - LISTED);
    }
    for entry in &results.stale_expectations {
        let _ = writeln!(out, "\nstale expectation: {entry}");
    }
    out
}

/// Callers down, callees across; passed of all that could be called.
fn grid(out: &mut String, results: &Results) {
    let mut ids: Vec<&str> = results.cells.iter().flat_map(|cell| [cell.caller.as_str(), &cell.callee]).collect();
    ids.sort_unstable();
    ids.dedup();
    let width = ids.iter().map(|id| id.len() + 2).max().unwrap_or_default().max(8) + 2;
    let _ = write!(out, "{:width$}", "");
    for callee in &ids {
        let _ = write!(out, "{:>width$}", format!("→ {callee}"));
    }
    for caller in &ids {
        let _ = write!(out, "\n{caller:width$}");
        for callee in &ids {
            let cells = results.cells.iter().filter(|cell| cell.caller == *caller && cell.callee == *callee);
            let called = cells.filter(|cell| cell.state != State::Unsupported);
            let (good, all) =
                called.fold((0, 0), |(good, all), cell| (good + usize::from(cell.state == State::Pass), all + 1));
            let text = if all == 0 { "–".to_owned() } else { format!("{good}/{all}") };
            let _ = write!(out, "{text:>width$}");
        }
    }
    out.push('\n');
}
