//! Writing so that an interruption leaves either the old file or the new one.

use std::io::Write as _;
use std::path::Path;

use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;

use crate::ProjectError;

/// Replaces `path` by `bytes`: written aside in the same folder, then renamed.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> Result<(), ProjectError> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let write = || {
        std::fs::create_dir_all(folder)?;
        let mut aside = NamedTempFile::with_prefix_in(".witloom-", folder)?;
        // Past the wrapper, whose errors would name the passing file.
        aside.as_file_mut().write_all(bytes)?;
        aside.as_file().sync_data()?;
        aside.persist(path).map_err(|e| e.error)?;
        readable(path)
    };
    write().map_err(ProjectError::io(path))
}

/// Temporary files are private; what is kept follows the usual rule instead.
#[cfg(unix)]
fn readable(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn readable(_: &Path) -> std::io::Result<()> {
    Ok(())
}

/// Reads a text file, or `None` when there is none.
pub(crate) fn read_if_there(path: &Path) -> Result<Option<String>, ProjectError> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(ProjectError::io(path)(error)),
    }
}

/// The SHA-256 of some bytes in hexadecimal.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Bytes in hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
