//! Writing aside and renaming.

use std::fs::File;
use std::io::{self, Write as _};
use std::path::Path;

use tempfile::{Builder, NamedTempFile, TempDir};

use crate::{DiskError, seal};

/// How names of passing files and folders begin.
const PREFIX: &str = ".witloom-";

/// Replaces `path` by `bytes`, so that an interruption leaves either the old file or the new one, even when the
/// machine stops. Missing folders are made.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let aside = written(path, &[bytes])?;
    aside.as_file().sync_data()?;
    aside.persist(path).map(drop).map_err(|error| error.error)
}

/// The same without waiting for the disk: for what can be made again and is held against what it should be.
pub fn replace_lazily(path: &Path, bytes: &[u8]) -> io::Result<()> {
    replace_by_parts(path, &[bytes])
}

/// The same for bytes in parts, one behind the other.
pub fn replace_by_parts(path: &Path, parts: &[&[u8]]) -> io::Result<()> {
    written(path, parts)?.persist(path).map(drop).map_err(|error| error.error)
}

fn written(path: &Path, parts: &[&[u8]]) -> io::Result<NamedTempFile> {
    let folder = folder_of(path);
    std::fs::create_dir_all(folder)?;
    let mut builder = Builder::new();
    builder.prefix(PREFIX);
    #[cfg(unix)]
    {
        // Temporary files are private; what is kept follows the user's mask instead.
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    let mut aside = builder.tempfile_in(folder)?;
    // Past the wrapper, whose errors would name the passing file.
    parts.iter().try_for_each(|part| aside.as_file_mut().write_all(part))?;
    Ok(aside)
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Makes a folder whose contents its name decides, unless it is there and undamaged.
///
/// `make` fills an empty folder that is renamed when complete. Threads and processes may make the same folder at
/// the same time: one result stays, and all are content with it. Folders of links or special files can't be kept.
///
/// # Errors
/// Those of `make`, and those of the disk.
pub fn once<E: From<DiskError>>(folder: &Path, make: impl FnOnce(&Path) -> Result<(), E>) -> Result<(), E> {
    once_by(folder, seal::is_sound, |aside| {
        make(aside)?;
        Ok(seal::seal(aside).map_err(DiskError::at(folder))?)
    })
}

/// The same for a folder without checksums: `is_sound` tells whether it is there and undamaged.
///
/// # Errors
/// As [`once`].
pub fn once_by<E: From<DiskError>>(
    folder: &Path,
    is_sound: impl Fn(&Path) -> bool,
    make: impl FnOnce(&Path) -> Result<(), E>,
) -> Result<(), E> {
    if is_sound(folder) {
        return Ok(());
    }
    let parent = folder_of(folder);
    let aside = || -> io::Result<TempDir> {
        std::fs::create_dir_all(parent)?;
        Builder::new().prefix(PREFIX).tempdir_in(parent)
    };
    let aside = aside().map_err(DiskError::at(parent))?;
    open_to_all(aside.path()).map_err(DiskError::at(aside.path()))?;
    make(aside.path())?;
    Ok(settle(aside, folder, is_sound).map_err(DiskError::at(folder))?)
}

/// Gives the folder its name. A damaged one of that name makes room; a sound one came first and stays.
///
/// Under a lock: nobody may take away what somebody else found sound just now.
fn settle(aside: TempDir, folder: &Path, is_sound: impl Fn(&Path) -> bool) -> io::Result<()> {
    let turn = File::create(folder_of(folder).join(LOCK)).and_then(|file| file.lock().map(|()| file));
    if is_sound(folder) {
        return Ok(());
    }
    if folder.exists() {
        let grave = Builder::new().prefix(PREFIX).tempdir_in(folder_of(folder))?;
        std::fs::rename(folder, grave.path().join("old"))?;
    }
    match std::fs::rename(aside.path(), folder) {
        // The folder has another name now: there is nothing to remove.
        Ok(()) => drop(aside.keep()),
        // Where the disk has no locks.
        Err(_) if turn.is_err() && is_sound(folder) => {}
        Err(error) => return Err(error),
    }
    Ok(())
}

/// Held while a folder gets its name.
const LOCK: &str = ".witloom-lock";

#[cfg(unix)]
fn open_to_all(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o755))
}

#[cfg(not(unix))]
fn open_to_all(_: &Path) -> io::Result<()> {
    Ok(())
}
