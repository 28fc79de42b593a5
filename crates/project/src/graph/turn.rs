//! One build of an app at a time.

use std::fs::File;
use std::io::ErrorKind;
use std::path::Path;

use witloom_disk::{DiskError, replace};

use super::events::{Event, Events};
use crate::ProjectError;

/// Held while an app is built.
#[derive(Debug)]
pub(super) struct Turn(#[expect(dead_code, reason = "closing the file releases the lock")] Option<File>);

/// Waits until no other process builds the app whose scratch folder this is.
///
/// Who may only read an app that is built can still run it: nothing has to be written then, and whatever has to be
/// fails by itself.
pub(super) fn take(scratch: &Path, events: &Events<'_>) -> Result<Turn, ProjectError> {
    let path = scratch.join("lock");
    match create(scratch, &path) {
        Ok(file) => {
            if file.try_lock().is_err() {
                events(Event::Waiting);
                file.lock().map_err(ProjectError::io(&path))?;
            }
            Ok(Turn(Some(file)))
        }
        Err(error) if scratch.is_dir() && is_forbidden(error.cause.kind()) => {
            // A writer would hold it alone; where there is no lock yet, nobody builds.
            let file = File::open(&path).ok();
            if let Some(file) = file.as_ref().filter(|file| file.try_lock_shared().is_err()) {
                events(Event::Waiting);
                file.lock_shared().map_err(ProjectError::io(&path))?;
            }
            Ok(Turn(file))
        }
        Err(error) => Err(ProjectError::io(error.path)(error.cause)),
    }
}

fn create(scratch: &Path, path: &Path) -> Result<File, DiskError> {
    std::fs::create_dir_all(scratch).map_err(DiskError::at(scratch))?;
    let ignore = scratch.join(".gitignore");
    if !ignore.exists() {
        replace(&ignore, b"*\n").map_err(DiskError::at(&ignore))?;
    }
    File::create(path).map_err(DiskError::at(path))
}

fn is_forbidden(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem)
}
