//! Files that are whole or not there, and what is known about them.
//!
//! Everything that witloom and its tests write for others to read goes through [`replace`] or [`once`]: written
//! aside under a name that no other thread or process has, then renamed. Who loses a race finds the winner's
//! result and is content. What is read back later is held against its checksum ([`Seen`]), which a file that is
//! still the very same one keeps without being read.
//!
//! This crate knows no language, no app and no wasm, and prints nothing.

mod aside;
mod key;
mod seal;
mod seen;
mod walk;

pub use aside::{once, once_by, replace, replace_by_parts, replace_lazily};
pub use key::Key;
pub use seen::{Identity, Seen, hex, sha256};
pub use walk::{Found, Kind, walk};

use std::path::PathBuf;

/// A file or folder that can't be used.
#[derive(Debug)]
pub struct DiskError {
    /// Which one.
    pub path: PathBuf,
    /// What the system said.
    pub cause: std::io::Error,
}

impl DiskError {
    /// An error about `path`; for `map_err`.
    pub fn at(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |cause| Self { path, cause }
    }
}

impl std::fmt::Display for DiskError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "`{}` can't be used", self.path.display())
    }
}

impl std::error::Error for DiskError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.cause)
    }
}

impl From<DiskError> for std::io::Error {
    fn from(error: DiskError) -> Self {
        Self::new(error.cause.kind(), format!("{error}: {}", error.cause))
    }
}
