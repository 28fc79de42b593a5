//! A note inside a folder on what its files must be, so that damage shows.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use crate::{Kind, Seen, replace_lazily, walk};

/// The note's name.
const NOTE: &str = ".sealed";

type Note = BTreeMap<PathBuf, Seen>;

/// Notes down every file of a folder.
pub(crate) fn seal(folder: &Path) -> io::Result<()> {
    write(folder, &files(folder)?.into_iter().map(|file| known(folder, file, None)).collect::<io::Result<_>>()?)
}

/// Whether a folder was sealed, and still holds what it held then. Further files do no harm: Python writes some.
pub(crate) fn is_sound(folder: &Path) -> bool {
    check(folder).unwrap_or(false)
}

fn check(folder: &Path) -> io::Result<bool> {
    let note: Note = serde_json::from_slice(&std::fs::read(folder.join(NOTE))?)?;
    let found = note.iter().map(|(file, seen)| known(folder, file.clone(), Some(seen)));
    let found: Note = found.collect::<io::Result<_>>()?;
    let sound = note.values().zip(found.values()).all(|(before, now)| before.sha256 == now.sha256);
    if sound && note != found {
        // Saves reading the files again; a folder that can't be written costs time only.
        let _ = write(folder, &found);
    }
    Ok(sound)
}

fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let found = walk(folder, &|path| path == Path::new(NOTE))?;
    if let Some(odd) = found.iter().find(|found| !matches!(found.kind, Kind::File | Kind::Folder)) {
        return Err(io::Error::other(format!("`{}` is neither file nor folder", odd.relative.display())));
    }
    Ok(found.into_iter().filter(|found| found.kind == Kind::File).map(|found| found.relative).collect())
}

fn known(folder: &Path, file: PathBuf, before: Option<&Seen>) -> io::Result<(PathBuf, Seen)> {
    let seen = Seen::again(before, &folder.join(&file))?;
    Ok((file, seen))
}

fn write(folder: &Path, note: &Note) -> io::Result<()> {
    replace_lazily(&folder.join(NOTE), &serde_json::to_vec(note)?)
}
