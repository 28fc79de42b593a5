//! Writes what a run found: `results.json`, `junit.xml`, `index.html`, the table of `docs/support.md`, and a summary
//! for the terminal.

mod html;
mod junit;
mod summary;
mod support;

use std::path::Path;

use crate::error::MatrixError;
use crate::judge::results::{Cell, Results};

pub(crate) use html::{filled, in_script};
pub use summary::summary;
pub use support::write_support;

/// Writes every file into a folder, which is made.
pub fn write(folder: &Path, results: &Results, baseline: Option<&Results>) -> Result<(), MatrixError> {
    std::fs::create_dir_all(folder).map_err(MatrixError::io(folder))?;
    let json = serde_json::to_vec_pretty(results).expect("results are plain data");
    let files = [
        ("results.json", json),
        ("junit.xml", junit::text(results).into_bytes()),
        ("index.html", html::page(results, baseline).into_bytes()),
    ];
    for (name, bytes) in files {
        let path = folder.join(name);
        std::fs::write(&path, bytes).map_err(MatrixError::io(&path))?;
    }
    Ok(())
}

/// Cells that are unexpected now and were not in an earlier run.
pub fn regressions<'r>(results: &'r Results, baseline: &Results) -> Vec<&'r Cell> {
    changed(results, baseline, |before, now| now && !before)
}

/// Cells that were unexpected in an earlier run and are not now.
pub fn fixes<'r>(results: &'r Results, baseline: &Results) -> Vec<&'r Cell> {
    changed(results, baseline, |before, now| before && !now)
}

/// A cell that the earlier run doesn't have counts as one that was as expected.
fn changed<'r>(results: &'r Results, baseline: &Results, wanted: fn(bool, bool) -> bool) -> Vec<&'r Cell> {
    let bad: std::collections::BTreeSet<_> = baseline.unexpected().map(Cell::id).collect();
    results.cells.iter().filter(|cell| wanted(bad.contains(&cell.id()), cell.state.is_unexpected())).collect()
}
