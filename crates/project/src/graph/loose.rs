//! A component that belongs to no app: sources that were generated, built once and kept by their key.
//!
//! The test matrix builds its guests with this, by the same steps as an app's components. The folder holds the sources,
//! the scratch folders of the driver and the results.

use std::fs::File;
use std::path::Path;

use witloom_bindgen::{FileSet, Options, World};
use witloom_component::{Driver, Profile, Tools};
use witloom_disk::{Key, Kind, walk};

use super::component::Shared;
use super::events::Event;
use super::index::Index;
use super::store::Store;
use crate::lock::Locking;
use crate::{Component, ProjectError};

/// What to build.
#[derive(Clone, Copy)]
pub struct Loose<'a> {
    /// The component's name.
    pub name: &'a str,
    /// Its language.
    pub driver: &'a dyn Driver,
    /// What the language needs.
    pub tools: &'a Tools,
    /// Its world.
    pub world: &'a World,
    /// The user's files, bindings not included.
    pub sources: &'a FileSet,
    /// A folder of its own.
    pub folder: &'a Path,
    /// How much to optimise.
    pub profile: Profile,
}

impl std::fmt::Debug for Loose<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Loose").field("name", &self.name).field("folder", &self.folder).finish_non_exhaustive()
    }
}

/// A component that was built or found.
#[derive(Debug, Clone)]
pub struct LooseBuilt {
    /// Its bytes.
    pub component: Vec<u8>,
    /// SHA-256 of the bytes, in hexadecimal.
    pub sha256: String,
    /// Whether it was known and not built now.
    pub cached: bool,
}

/// Generates the bindings, and builds the component unless its key is known.
pub fn build_loose(loose: &Loose<'_>, progress: &dyn Fn(&str)) -> Result<LooseBuilt, ProjectError> {
    let _turn = lock(loose.folder)?;
    let source = std::path::absolute(loose.folder.join("src")).map_err(ProjectError::io(loose.folder))?;
    mirror(loose.sources, &source).map_err(ProjectError::io(&source))?;
    let options =
        Options { component: Some(loose.name.to_owned()), folder: Some(source.clone()), ..Options::default() };
    let component =
        Component { name: loose.name.to_owned(), driver: loose.driver, source, world: loose.world.clone(), options };
    let index = Index::open(loose.folder.join("index.json"));
    let store = Store::new(loose.folder.join("built"));
    let events = |event: Event| {
        if let Event::Note { text, .. } = event {
            progress(&text);
        }
    };
    let (scratch, profile) = (loose.folder, loose.profile);
    let locking = Locking::Update;
    let shared = Shared { index: &index, store: &store, scratch, profile, locking, events: &events };
    let ready = shared.component(&component, loose.tools)?;
    let bytes = shared.bytes(&component, loose.tools, &ready)?;
    index.save();
    store.prune(1);
    Ok(LooseBuilt { component: bytes, sha256: ready.note.sha256, cached: ready.cached })
}

/// Waits until nobody else builds in the folder.
fn lock(folder: &Path) -> Result<File, ProjectError> {
    std::fs::create_dir_all(folder).map_err(ProjectError::io(folder))?;
    let path = folder.join("lock");
    let file = File::create(&path).map_err(ProjectError::io(&path))?;
    file.lock().map_err(ProjectError::io(&path))?;
    Ok(file)
}

/// Writes the sources, and removes what is left of others: it would be compiled too. Generated files are left to
/// those who write the bindings, and what a driver added to these very sources stays.
fn mirror(sources: &FileSet, folder: &Path) -> std::io::Result<()> {
    let listed: String = sources.iter().map(|(path, _)| format!("{path}\n")).collect();
    let list = folder.with_extension("list");
    let is_known = std::fs::read_to_string(&list).is_ok_and(|known| known == listed);
    if !is_known && folder.exists() {
        for found in walk(folder, &|path| path.starts_with("gen"))?.iter().filter(|found| found.kind != Kind::Folder) {
            let path = found.relative.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
            if sources.get(&path).is_none() {
                std::fs::remove_file(&found.path)?;
            }
        }
    }
    sources.write(folder)?;
    if is_known { Ok(()) } else { witloom_disk::replace_lazily(&list, listed.as_bytes()) }
}

/// A hash of some parts, of what they are for, and of this program, as a file name.
pub fn digest(kind: &str, parts: &[&str]) -> String {
    parts.iter().fold(Key::new(kind), |key, part| key.with("part", part)).finish()
}
