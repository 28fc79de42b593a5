//! The steps of one component: write its bindings, find its key, and compile it when the key is new.

use std::path::PathBuf;
use std::time::Instant;

use witloom_component::{Built, Job, Profile, Stamp, Tools, stamp};

use super::events::{Event, Events};
use super::index::Index;
use super::key::Key;
use super::store::{Note, Store};
use crate::ProjectError;
use crate::files::replace;
use crate::project::Component;
use crate::toolchain::LangManifest;

/// What the steps of all components share.
#[derive(Clone, Copy)]
pub(super) struct Shared<'a> {
    pub(super) index: &'a Index,
    pub(super) store: &'a Store,
    pub(super) scratch: &'a std::path::Path,
    pub(super) profile: Profile,
    /// Hash of the app's WIT.
    pub(super) wit: &'a str,
    pub(super) events: &'a Events<'a>,
}

/// A component that is built, its bytes still on disk.
#[derive(Debug, Clone)]
pub(super) struct Ready {
    pub(super) key: String,
    pub(super) note: Note,
    pub(super) cached: bool,
}

impl Shared<'_> {
    /// Writes the bindings and builds the component unless it is known.
    pub(super) fn component(&self, component: &Component<'_>, tools: &Tools) -> Result<Ready, ProjectError> {
        component.write_bindings()?;
        let mut key = self.key(component, tools)?;
        if let Some(note) = self.store.find(&key) {
            self.store.touch(&key);
            (self.events)(Event::Cached { step: component.name.clone() });
            return Ok(Ready { key, note, cached: true });
        }
        let started = Instant::now();
        (self.events)(Event::Started { step: component.name.clone() });
        let mut built = self.compile(component, tools)?;
        // A result belongs to a key only if the sources were the same before and after; a driver's first run may
        // add a file that was missing.
        for _ in 0..ATTEMPTS {
            let after = self.key(component, tools)?;
            if after == key {
                break;
            }
            self.note(component, "its files changed during the build: building it again");
            key = after;
            built = self.compile(component, tools)?;
        }
        let note = self.store.insert(&key, &built.component, built.warnings)?;
        (self.events)(Event::Finished { step: component.name.clone(), took: started.elapsed() });
        Ok(Ready { key, note, cached: false })
    }

    /// The bytes of a component that is ready; built again when the cache turns out damaged.
    pub(super) fn bytes(
        &self,
        component: &Component<'_>,
        tools: &Tools,
        ready: &Ready,
    ) -> Result<Vec<u8>, ProjectError> {
        if let Some(bytes) = self.store.read(&ready.key) {
            return Ok(bytes);
        }
        self.note(component, "its cached result is damaged: building it again");
        let built = self.compile(component, tools)?;
        self.store.insert(&ready.key, &built.component, built.warnings)?;
        Ok(built.component)
    }

    fn note(&self, component: &Component<'_>, text: &str) {
        (self.events)(Event::Note { step: component.name.clone(), text: text.to_owned() });
    }

    fn key(&self, component: &Component<'_>, tools: &Tools) -> Result<String, ProjectError> {
        let mut key = Key::new("component")
            .with("name", &component.name)
            .with("lang", component.driver.language().id())
            .with("manifest", component.driver.manifest())
            .with("profile", self.profile.as_str())
            .with("world", &component.world.name)
            .with("wit", self.wit)
            .with("source", &self.index.tree(&component.source)?);
        for (name, value) in &component.options.settings {
            key = key.with("setting", name).with("value", value);
        }
        for (name, tool) in tools.iter() {
            key = key.with("tool", name).with("version", &tool.version);
        }
        Ok(key.finish())
    }

    fn compile(&self, component: &Component<'_>, tools: &Tools) -> Result<Built, ProjectError> {
        let work = self.work_folder(component)?;
        let progress = |text: &str| self.note(component, text);
        let job = Job {
            world: &component.world,
            options: &component.options,
            source: &component.source,
            work: &work,
            tools,
            profile: self.profile,
            progress: &progress,
        };
        let mut built = component.driver.build(&job)?;
        built.component = self.stamped(component, tools, &built.component)?;
        let busy = work.join(BUSY);
        std::fs::remove_file(&busy).map_err(ProjectError::io(&busy))?;
        Ok(built)
    }

    /// The scratch folder of a component, emptied when the last build in it was interrupted.
    fn work_folder(&self, component: &Component<'_>) -> Result<PathBuf, ProjectError> {
        let work = self.scratch.join("work").join(self.profile.as_str()).join(&component.name);
        let busy = work.join(BUSY);
        if busy.exists() {
            std::fs::remove_dir_all(&work).map_err(ProjectError::io(&work))?;
        }
        replace(&busy, b"a build runs here, or was interrupted\n")?;
        std::path::absolute(&work).map_err(ProjectError::io(&work))
    }

    /// Names the component and its language, where the language has tools of its own.
    fn stamped(&self, component: &Component<'_>, tools: &Tools, bytes: &[u8]) -> Result<Vec<u8>, ProjectError> {
        let manifest = LangManifest::of(component.driver)?;
        // Only the tool that bears the language's name tells the version of the language inside.
        let version = tools.version(&manifest.id).unwrap_or_default();
        let has_tools = !manifest.tools.is_empty() || !manifest.packages.is_empty();
        let language = has_tools.then_some((manifest.name.as_str(), version));
        let world = Some((component.world.wit.resolve(), component.world.world_id));
        stamp(bytes, Stamp { name: &component.name, language, world }).map_err(|error| {
            let hint = "the language's toolchain made a file that is no component: report it".to_owned();
            let world = component.world.name.clone();
            let cause = witloom_component::Causes::of(&error);
            witloom_component::BuildError::Encode { world, hint, cause }.into()
        })
    }
}

/// How often a build is repeated whose sources keep changing.
const ATTEMPTS: usize = 3;

/// Marks a scratch folder in which a build runs.
const BUSY: &str = ".busy";
