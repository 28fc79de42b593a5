//! A component that belongs to no app: sources that were generated, built once and kept by their key.
//!
//! The test matrix builds its guests with this. The folder holds the sources, the scratch folder of the driver
//! and the results; results of other keys stay until the folder is removed.

use std::path::Path;

use witloom_bindgen::{FileSet, Options, World};
use witloom_component::{Driver, Job, Profile, Tools};

use super::key::Key;
use super::store::Store;
use crate::files::{hex, replace};
use crate::{ProjectError, bindings};

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
    let source = std::path::absolute(loose.folder.join("src")).map_err(ProjectError::io(loose.folder))?;
    let options =
        Options { component: Some(loose.name.to_owned()), folder: Some(source.clone()), ..Options::default() };
    // The user's files first: bindings may depend on them, as Go's do on the module's name.
    loose.sources.write(&source).map_err(ProjectError::io(&source))?;
    let bindings = loose.driver.language().generate(loose.world, &options)?;
    let key = key(loose, &bindings);
    let store = Store::new(loose.folder.join("built"));
    if let (Some(note), Some(component)) = (store.find(&key), store.read(&key)) {
        return Ok(LooseBuilt { component, sha256: note.sha256, cached: true });
    }
    // Sources of an earlier build that no longer belong would be compiled too.
    std::fs::remove_dir_all(&source).map_err(ProjectError::io(&source))?;
    loose.sources.write(&source).map_err(ProjectError::io(&source))?;
    bindings::write(&source, &bindings)?;
    let work = std::path::absolute(loose.folder.join("work")).map_err(ProjectError::io(loose.folder))?;
    replace(&work.join(".busy"), b"a build runs here, or was interrupted\n")?;
    let job = Job {
        world: loose.world,
        options: &options,
        source: &source,
        work: &work,
        tools: loose.tools,
        profile: loose.profile,
        progress,
    };
    let built = loose.driver.build(&job)?;
    let note = store.insert(&key, &built.component, built.warnings)?;
    Ok(LooseBuilt { component: built.component, sha256: note.sha256, cached: false })
}

/// A hash of some parts, of what they are for, and of this program, as a file name.
pub fn digest(kind: &str, parts: &[&str]) -> String {
    parts.iter().fold(Key::new(kind), |key, part| key.with("part", part)).finish()
}

fn key(loose: &Loose<'_>, bindings: &FileSet) -> String {
    let mut key = Key::new("loose")
        .with("name", loose.name)
        .with("lang", loose.driver.language().id())
        .with("manifest", loose.driver.manifest())
        .with("profile", loose.profile.as_str())
        .with("world", &loose.world.name)
        // Bindings may be the same for types that differ in a component.
        .with("types", &format!("{:?}", (&loose.world.types, &loose.world.interfaces)));
    for (path, contents) in loose.sources.iter().chain(bindings.iter()) {
        key = key.with("path", path).with("contents", &hex(contents));
    }
    for (name, tool) in loose.tools.iter() {
        key = key.with("tool", name).with("version", &tool.version);
    }
    // Drivers read switches from the environment, for instance which glue to take.
    for (name, value) in std::env::vars().filter(|(name, _)| name.starts_with("WITLOOM_")) {
        key = key.with("variable", &name).with("value", &value);
    }
    key.finish()
}
