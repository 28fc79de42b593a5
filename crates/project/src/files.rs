//! Files, with errors that name them.

use std::path::Path;

use crate::ProjectError;

/// Replaces `path` by `bytes`, whole or not at all.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> Result<(), ProjectError> {
    witloom_disk::replace(path, bytes).map_err(ProjectError::io(path))
}

/// The same for what can be made again, without waiting for the disk.
pub(crate) fn replace_lazily(path: &Path, bytes: &[u8]) -> Result<(), ProjectError> {
    witloom_disk::replace_lazily(path, bytes).map_err(ProjectError::io(path))
}

/// Reads a text file, or `None` when there is none.
pub(crate) fn read_if_there(path: &Path) -> Result<Option<String>, ProjectError> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(ProjectError::io(path)(error)),
    }
}
