//! What can be wrong with an app before any of its code is looked at.

use std::path::PathBuf;

use miette::{Diagnostic, NamedSource, SourceSpan};
use thiserror::Error;
use witloom_bindgen::{GenerateError, WitError};
use witloom_component::{BuildError, ComposeError};

use crate::toolchain::ToolchainError;

/// Why an app can't be opened or built.
#[derive(Debug, Error, Diagnostic)]
pub enum ProjectError {
    /// There is no `witloom.toml`.
    #[error("no `witloom.toml` in `{}` or above it", .path.display())]
    #[diagnostic(code("W0300"), help("name the app's folder, or make an app with `witloom new`"))]
    NoManifest {
        /// Where the search began.
        path: PathBuf,
    },
    /// `witloom.toml` is not what it should be.
    #[error("{message}")]
    #[diagnostic(code("W0301"))]
    Manifest {
        /// What is wrong.
        message: String,
        /// What to do.
        #[help]
        hint: Option<String>,
        /// The manifest.
        #[source_code]
        source_code: NamedSource<String>,
        /// The place in it.
        #[label]
        span: Option<SourceSpan>,
    },
    /// A file of contract tests is not what it should be.
    #[error("{message}")]
    #[diagnostic(code("W0330"))]
    Contract {
        /// What is wrong.
        message: String,
        /// What to do.
        #[help]
        hint: Option<String>,
        /// The file.
        #[source_code]
        source_code: NamedSource<String>,
        /// The place in it.
        #[label]
        span: SourceSpan,
    },
    /// The manifest names a world that its WIT doesn't have.
    #[error("unknown world `{wanted}`")]
    #[diagnostic(code("W0102"))]
    UnknownWorld {
        /// As the manifest says.
        wanted: String,
        /// A guess.
        #[help]
        hint: Option<String>,
        /// The manifest.
        #[source_code]
        source_code: NamedSource<String>,
        /// Where it names the world.
        #[label]
        span: SourceSpan,
    },
    /// No component of that name.
    #[error("the app has no component `{name}`")]
    #[diagnostic(code("W0302"), help("{hint}"))]
    UnknownComponent {
        /// As the user said.
        name: String,
        /// A guess.
        hint: String,
    },
    /// No language of that name.
    #[error("unknown language `{name}`")]
    #[diagnostic(code("W0303"), help("{hint}"))]
    UnknownLanguage {
        /// As the user said.
        name: String,
        /// A guess.
        hint: String,
    },
    /// A language that can be built, but that new apps can't be made in.
    #[error("`{lang}` has no template for this kind of new app")]
    #[diagnostic(code("W0311"), help("languages with one: {able}"))]
    NoTemplate {
        /// The language's id.
        lang: String,
        /// The ids of languages with a template.
        able: String,
    },
    /// A package of WIT that isn't here.
    #[error("there is no package `{name}` here")]
    #[diagnostic(code("W0313"), help("{hint}"))]
    UnknownPackage {
        /// As the user said.
        name: String,
        /// Where it could come from.
        hint: String,
    },
    /// A package of WIT that the app has with another text.
    #[error("the app has another package `{name}`")]
    #[diagnostic(code("W0314"), help("take that one out of `deps` first"))]
    OtherPackage {
        /// With its version.
        name: String,
    },
    /// A new app would overwrite something.
    #[error("`{}` exists and is not empty", .path.display())]
    #[diagnostic(code("W0304"), help("choose another name, or empty the folder first"))]
    NotEmpty {
        /// The folder.
        path: PathBuf,
    },
    /// A name can't be used in WIT.
    #[error("`{name}` is no name for an app")]
    #[diagnostic(code("W0305"), help("use words of small letters and digits joined by `-`, for instance `my-app`"))]
    BadName {
        /// As the user said.
        name: String,
    },
    /// A folder whose path is no text.
    #[error("the path `{}` is no text", .path.display())]
    #[diagnostic(code("W0312"), help("rename the folder: manifests, WIT and build files can only name what is UTF-8"))]
    NoText {
        /// The folder.
        path: PathBuf,
    },
    /// The lock file says something else.
    #[error("`{what}` is not what `witloom.lock` says")]
    #[diagnostic(code("W0306"), help("locked: {locked}\nfound: {found}\nbuild without `--locked` to take the new one"))]
    Locked {
        /// A WIT package or a tool.
        what: String,
        /// What the lock file says.
        locked: String,
        /// What is there.
        found: String,
    },
    /// A step ended without a result.
    #[error("building `{step}` crashed")]
    #[diagnostic(code("W0310"), help("this is a defect of witloom: report it with what stands above"))]
    Crashed {
        /// The component.
        step: String,
    },
    /// A file could not be read or written.
    #[error("`{}` can't be used", .path.display())]
    #[diagnostic(
        code("W0307"),
        help("check that the path exists, that you may write there and that the disk has room")
    )]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        #[source]
        cause: std::io::Error,
    },
    /// The WIT is wrong.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Wit(#[from] WitError),
    /// Bindings can't be generated.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Generate(#[from] GenerateError),
    /// A component can't be built.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Build(#[from] BuildError),
    /// The components can't be joined.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Compose(#[from] ComposeError),
    /// A toolchain is incomplete.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Toolchain(#[from] ToolchainError),
}

impl ProjectError {
    /// A [`ProjectError::Io`] about `path`; for `map_err`.
    pub(crate) fn io(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |cause| Self::Io { path, cause }
    }
}
