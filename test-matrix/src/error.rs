//! What ends a run of the matrix before it has results, with codes W3001 and up.
//!
//! Whatever concerns some cells only is a state of those cells, never an error.

use std::path::PathBuf;

use miette::Diagnostic;
use thiserror::Error;
use witloom_bindgen::WitError;
use witloom_host::HostError;
use witloom_project::ProjectError;

/// Why the matrix can't run, or can't write its report.
#[derive(Debug, Error, Diagnostic)]
#[non_exhaustive]
pub enum MatrixError {
    /// A filter or an expectation that can't be read.
    #[error("`{text}` is no filter: {reason}")]
    #[diagnostic(
        code("W3001"),
        help("write terms such as `case=lists`, `function=echo-*`, `caller=go`, `callee=host`, or a part of a name")
    )]
    Filter {
        /// As the user wrote it.
        text: String,
        /// What is wrong.
        reason: String,
    },
    /// Nothing to run.
    #[error("no function fits the filter")]
    #[diagnostic(code("W3002"), help("the cases are {cases}"))]
    Nothing {
        /// Names of all cases.
        cases: String,
    },
    /// A language that takes no part.
    #[error("`{name}` takes no part in the matrix")]
    #[diagnostic(code("W3003"), help("choose among {known}"))]
    Language {
        /// As the user wrote it.
        name: String,
        /// The languages that do.
        known: String,
    },
    /// An expectation that is wrong in itself.
    #[error("the expectations of `{lang}` are wrong: {reason}")]
    #[diagnostic(code("W3004"), help("see the section on expectations in docs/matrix.md"))]
    Expectations {
        /// Whose file.
        lang: String,
        /// What is wrong.
        reason: String,
    },
    /// An earlier result that can't be compared with.
    #[error("`{}` is no result of the matrix: {reason}", path.display())]
    #[diagnostic(code("W3005"), help("give a `results.json` that `witloom matrix --out` wrote"))]
    Baseline {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// A file of toolchain versions that is wrong in itself.
    #[error("`{}` is no file of versions: {reason}", path.display())]
    #[diagnostic(code("W3007"), help("see the section on versions in docs/matrix.md"))]
    Versions {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// A guest whose calls are measured, or a program that stands beside it.
    #[error("`{guest}` can't be measured: {reason}")]
    #[diagnostic(code("W3008"), help("see docs/performance.md for what `witloom bench` wants"))]
    Measured {
        /// Which one.
        guest: String,
        /// What went wrong.
        reason: String,
    },
    /// A name that nothing which is measured has.
    #[error("`{name}` is nothing that `witloom bench` measures")]
    #[diagnostic(code("W3009"), help("choose among {known}"))]
    Workload {
        /// As the user wrote it.
        name: String,
        /// Languages, what there is besides, and workloads.
        known: String,
    },
    /// Figures that can't be read.
    #[error("`{}` has no figures: {reason}", path.display())]
    #[diagnostic(code("W3010"), help("give a file that `witloom bench --out` wrote"))]
    Figures {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// A file that can't be written or read.
    #[error("`{}` can't be used", path.display())]
    #[diagnostic(code("W3006"), help("check the path, its permissions and the free space"))]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// The system's words.
        #[source]
        cause: std::io::Error,
    },
    /// WIT that can't be read.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Wit(#[from] WitError),
    /// The engine.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Host(#[from] HostError),
    /// A guest's surroundings.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Project(#[from] ProjectError),
}

impl MatrixError {
    pub(crate) fn io(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |cause| Self::Io { path, cause }
    }
}
