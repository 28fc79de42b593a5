//! What witloom cannot do yet, said as an error instead of a panic.

use std::fmt;
use std::path::PathBuf;

use miette::Diagnostic;
use thiserror::Error;

/// A line of a source file, counted from 1.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Place {
    /// The file as the user named it.
    pub file: PathBuf,
    /// Line, from 1.
    pub line: usize,
    /// Column, from 1, in characters.
    pub column: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file.display(), self.line, self.column)
    }
}

/// A part of WIT that a language (or every language) does not support yet.
#[derive(Debug, Clone, PartialEq, Eq, Error, Diagnostic)]
#[error("{}: {kind} is unsupported in {lang}{}", .place.as_ref().map_or_else(|| subject.clone(), |p| format!("{p}: {subject}")), .note.as_ref().map(|n| format!(" ({n})")).unwrap_or_default())]
#[diagnostic(
    code("W0110"),
    help("change the WIT, or move this function to a world of its own that other languages use")
)]
pub struct Unsupported {
    /// The language's id, or `witloom` where no language supports it.
    pub lang: String,
    /// What is unsupported, in the words of the component model: `stream`, `map`, `fixed-length list`.
    pub kind: String,
    /// The function, type or interface it occurs in.
    pub subject: String,
    /// Where the WIT says so.
    pub place: Option<Place>,
    /// Why, or until when.
    pub note: Option<String>,
}
