//! Compiled code on disk: whole artefacts (`artefact`) and single functions (`functions`).
//!
//! Both kinds are pure caches: a missing, corrupt or foreign entry is compiled again, and a disk that is
//! full or read-only is reported once as a [`crate::Warning`]. Files are written aside and renamed, or
//! appended under a lock, so several processes may share one folder. The folder belongs to the user who
//! runs the code in it; its checksums find damage, they don't keep out an attacker who may write there.

mod artefact;
mod checksum;
mod functions;
mod key;

use std::path::PathBuf;

pub(crate) use artefact::ArtefactCache;
pub(crate) use checksum::{Checksum, checksum};
pub(crate) use functions::{FunctionCache, FunctionStats};
pub(crate) use key::{Key, settings_hash};

/// Where compiled code is kept and how much of it.
#[derive(Debug, Clone)]
pub struct CacheOptions {
    /// The folder; `None` keeps nothing.
    pub dir: Option<PathBuf>,
    /// Bytes of whole artefacts kept; the least recently used go first.
    pub artefact_bytes: u64,
    /// Bytes of the per-function cache; past them it starts over with what the last compile touched.
    pub function_bytes: u64,
}

impl Default for CacheOptions {
    fn default() -> Self {
        Self { dir: None, artefact_bytes: 4 << 30, function_bytes: 1 << 30 }
    }
}
