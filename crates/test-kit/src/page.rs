//! Parts of pages in `docs` that come from runs.

use std::path::Path;
use std::sync::{Mutex, PoisonError};

/// Holds what stands between two lines of a page against what a run gave; with `WITLOOM_BLESS` in the environment it is
/// written.
///
/// # Panics
///
/// Where the page has no such lines, or something else between them.
pub fn holds(page: &str, begin: &str, end: &str, wanted: &str) {
    static WRITING: Mutex<()> = Mutex::new(());
    let _one = WRITING.lock().unwrap_or_else(PoisonError::into_inner);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs").join(page);
    let text = std::fs::read_to_string(&path).unwrap();
    let (head, rest) = text.split_once(begin).unwrap_or_else(|| panic!("{page} has no line {begin}"));
    let (_, tail) = rest.split_once(end).unwrap_or_else(|| panic!("{page} has no line {end}"));
    let right = format!("{head}{begin}\n\n{}\n\n{end}{tail}", wanted.trim());
    if std::env::var_os("WITLOOM_BLESS").is_some() {
        std::fs::write(&path, &right).unwrap();
        return;
    }
    let differing = text.lines().zip(right.lines()).find(|(stands, comes)| stands != comes);
    assert!(text == right, "{page} says something else: run with WITLOOM_BLESS=1 and review: {differing:?}");
}
