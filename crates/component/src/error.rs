//! The one error type of building a component.

mod modes;

use std::path::{Path, PathBuf};

use miette::Diagnostic;
use thiserror::Error;
use witloom_bindgen::GenerateError;
use witloom_diag::Unsupported;
use witloom_disk::DiskError;

pub use modes::ModeError;

/// Why a component could not be built.
#[derive(Debug, Error, Diagnostic)]
pub enum BuildError {
    /// A tool that the language needs is not on this machine.
    #[error("`{tool}` is missing")]
    #[diagnostic(code("W0201"), help("{hint}"))]
    ToolMissing {
        /// Its name in `lang.toml`.
        tool: String,
        /// How to get it.
        hint: String,
    },
    /// A tool ended with a failure that is not the user's code's.
    #[error("`{tool}` failed with {status}\n{output}")]
    #[diagnostic(code("W0202"), help("the output above is the tool's own; `witloom doctor` checks the toolchain"))]
    ToolFailed {
        /// Its name in `lang.toml`.
        tool: String,
        /// How it ended, for instance `exit status: 2`.
        status: String,
        /// What it wrote.
        output: String,
    },
    /// The user's code does not compile, or does not fit its world.
    #[error("{message}")]
    #[diagnostic(code("W0203"))]
    UserCode {
        /// The compiler's own words, with file and line.
        message: String,
        /// What to do.
        #[help]
        hint: Option<String>,
    },
    /// The world asks for a function that the core module does not have.
    #[error("nothing implements {} of the world `{world}`", list(.missing))]
    #[diagnostic(code("W0204"), help("implement it, or take it out of the world"))]
    MissingExport {
        /// The world's name.
        world: String,
        /// WIT names, for instance `shop:orders/rates#find`.
        missing: Vec<String>,
    },
    /// The core module is asynchronous in another way than its world.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Mode(#[from] ModeError),
    /// A core module could not be made a component.
    #[error("the core module of world `{world}` can't be made a component")]
    #[diagnostic(code("W0205"), help("{hint}"))]
    Encode {
        /// The world's name.
        world: String,
        /// What to check.
        hint: String,
        /// The encoder's own words, outermost first.
        #[source]
        cause: Causes,
    },
    /// The packages that the user's code asks for can't be found, fetched or used.
    #[error("{message}")]
    #[diagnostic(code("W0210"), help("{hint}"))]
    Packages {
        /// What is wrong, in the client's own words where there is one.
        message: String,
        /// What to do.
        hint: String,
    },
    /// A lock of packages differs from what it was made of, and a build with `--locked` doesn't write it.
    #[error("`{lock}` is not what `{source_file}` asks for")]
    #[diagnostic(
        code("W0211"),
        help("build without `--locked`, which writes it anew, and keep it under version control")
    )]
    PackagesLocked {
        /// The lock's name in the component's folder.
        lock: String,
        /// The file that asks for packages.
        source_file: String,
    },
    /// A part of WIT that the language can't do yet.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Unsupported(#[from] Unsupported),
    /// A file could not be read or written.
    #[error("`{}` can't be used", .path.display())]
    #[diagnostic(
        code("W0206"),
        help("check that the path exists, that you may write there and that the disk has room")
    )]
    Io {
        /// The file, folder or program.
        path: PathBuf,
        /// What the system said.
        #[source]
        cause: std::io::Error,
    },
}

impl BuildError {
    /// An [`BuildError::Io`] about `path`; for `map_err`.
    pub fn io(path: impl AsRef<Path>, cause: std::io::Error) -> Self {
        Self::Io { path: path.as_ref().to_owned(), cause }
    }

    /// A [`BuildError::UserCode`] with a hint.
    pub fn user_code(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::UserCode { message: message.into(), hint: Some(hint.into()) }
    }
}

impl From<GenerateError> for BuildError {
    fn from(error: GenerateError) -> Self {
        match error {
            GenerateError::Unsupported(unsupported) => Self::Unsupported(unsupported),
            GenerateError::Language { message, hint } => Self::UserCode { message, hint },
        }
    }
}

impl From<DiskError> for BuildError {
    fn from(error: DiskError) -> Self {
        Self::Io { path: error.path, cause: error.cause }
    }
}

/// A chain of messages, outermost first: another library's error, kept as text.
#[derive(Debug)]
pub struct Causes {
    message: String,
    next: Option<Box<Causes>>,
}

impl Causes {
    /// The chain of an `anyhow` error.
    pub fn of(error: &anyhow::Error) -> Self {
        let mut chain = error.chain().map(ToString::to_string).collect::<Vec<_>>().into_iter().rev();
        let innermost = Self { message: chain.next().unwrap_or_default(), next: None };
        chain.fold(innermost, |next, message| Self { message, next: Some(Box::new(next)) })
    }
}

impl std::fmt::Display for Causes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Causes {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.next.as_deref().map(|next| next as _)
    }
}

/// `` `a` ``, `` `a` and `b` ``, `` `a`, `b` and `c` ``.
pub(crate) fn list(names: &[String]) -> String {
    let quoted: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.split_last() {
        None => String::new(),
        Some((only, [])) => only.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
    }
}
