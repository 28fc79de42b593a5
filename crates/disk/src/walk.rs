//! Everything in a folder, through symbolic links, in a fixed order.

use std::cell::RefCell;
use std::io;
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

/// Something in a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Its path relative to the folder.
    pub relative: PathBuf,
    /// Its path as the folder's was given.
    pub path: PathBuf,
    /// What it is.
    pub kind: Kind,
}

/// What a path in a folder is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// A file, maybe through links.
    File,
    /// A folder, maybe through links; what is in it follows.
    Folder,
    /// A link to nothing, or to a folder that it lies in; and where it points.
    Astray(PathBuf),
    /// A pipe, a socket or a device: never opened.
    Special,
}

/// Lists a folder and all folders in it, without itself. What `skip` says of a relative path is left out, folders
/// with all that is in them.
pub fn walk(root: &Path, skip: &dyn Fn(&Path) -> bool) -> io::Result<Vec<Found>> {
    let below = |path: &Path| path.strip_prefix(root).unwrap_or(path).to_owned();
    let walk = WalkDir::new(root).follow_links(true).min_depth(1).sort_by_file_name().into_iter();
    let whole = root.canonicalize()?;
    let upward = RefCell::new(Vec::new());
    let is_wanted = |entry: &DirEntry| {
        let is_wanted = entry.depth() == 0 || !skip(&below(entry.path()));
        if is_wanted && let Some(target) = leads_up(entry, &whole) {
            let (relative, path) = (below(entry.path()), entry.path().to_owned());
            upward.borrow_mut().push(Found { relative, path, kind: Kind::Astray(target) });
            return false;
        }
        is_wanted
    };
    let mut found = Vec::new();
    for entry in walk.filter_entry(is_wanted) {
        found.append(&mut upward.borrow_mut());
        match entry {
            Ok(entry) => {
                let kind = match entry.file_type() {
                    kind if kind.is_file() => Kind::File,
                    kind if kind.is_dir() => Kind::Folder,
                    _ => Kind::Special,
                };
                found.push(Found { relative: below(entry.path()), path: entry.into_path(), kind });
            }
            Err(error) => found.extend(astray(root, error, skip)?),
        }
    }
    found.append(&mut upward.into_inner());
    Ok(found)
}

/// Where a link points that leads to a folder above the walk's root: `WalkDir` only knows the folders below it.
fn leads_up(entry: &DirEntry, root: &Path) -> Option<PathBuf> {
    if !entry.path_is_symlink() || !entry.file_type().is_dir() {
        return None;
    }
    let target = entry.path().canonicalize().ok()?;
    (root != target && root.starts_with(&target)).then(|| std::fs::read_link(entry.path()).ok()).flatten()
}

/// An error of the walk that is a link's and not the disk's.
fn astray(root: &Path, error: walkdir::Error, skip: &dyn Fn(&Path) -> bool) -> io::Result<Option<Found>> {
    let path = error.path().filter(|path| *path != root).map(Path::to_owned);
    let target = path.as_deref().and_then(|path| std::fs::read_link(path).ok());
    let (Some(path), Some(target)) = (path, target) else { return Err(error.into()) };
    let relative = path.strip_prefix(root).unwrap_or(&path).to_owned();
    Ok((!skip(&relative)).then_some(Found { relative, path, kind: Kind::Astray(target) }))
}
