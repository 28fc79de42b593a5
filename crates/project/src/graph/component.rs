//! The steps of one component: write its bindings, find its key, and compile it when the key is new.
//!
//! A key holds the component's world, its folder, settings, tools, and what an earlier build with these inputs looked
//! at elsewhere: files outside of the folder and environment variables, which only the build itself can tell.

use std::path::{Path, PathBuf};
use std::time::{Instant, SystemTime};

use witloom_component::encode::world_bytes;
use witloom_component::{Built, Job, Profile, Stamp, Steps, Tools, Trace, stamp};

use super::Key;
use super::events::Event;
use super::ignore::Ignore;
use super::index::Index;
use super::store::{Note, Store};
use crate::ProjectError;
use crate::files::replace_lazily;
use crate::lock::Locking;
use crate::project::Component;
use crate::toolchain::LangManifest;

/// What the steps of all components share; `E` takes events.
pub(super) struct Shared<'a, E: ?Sized> {
    pub(super) index: &'a Index,
    pub(super) store: &'a Store,
    pub(super) scratch: &'a Path,
    pub(super) profile: Profile,
    pub(super) locking: Locking,
    pub(super) events: &'a E,
}

/// A component that is built, its bytes still on disk.
#[derive(Debug, Clone)]
pub(super) struct Ready {
    pub(super) key: String,
    pub(super) note: Note,
    pub(super) cached: bool,
}

impl<E: Fn(Event) + ?Sized> Shared<'_, E> {
    /// Writes the bindings and builds the component unless it is known.
    pub(super) fn component(&self, component: &Component<'_>, tools: &Tools) -> Result<Ready, ProjectError> {
        component.write_bindings()?;
        let manifest = LangManifest::of(component.driver)?;
        let mut inputs = self.inputs(component, tools, &manifest)?;
        if let Some((key, note)) = self.known(&inputs) {
            self.store.touch(&key);
            (self.events)(Event::Cached { step: component.name.clone() });
            return Ok(Ready { key, note, cached: true });
        }
        let started = Instant::now();
        (self.events)(Event::Started { step: component.name.clone() });
        let mut compiled = self.compile(component, tools, &manifest)?;
        // A result belongs to a key only if what it was made of was the same before and after; a driver's first run
        // may add a file that was missing.
        for _ in 0..ATTEMPTS {
            let after = self.inputs(component, tools, &manifest)?;
            if after == inputs && !self.index.is_changed(&compiled.trace, compiled.started) {
                break;
            }
            self.note(component, "its files changed during the build: building it again");
            inputs = after;
            compiled = self.compile(component, tools, &manifest)?;
        }
        let Compiled { built, trace, .. } = compiled;
        let key = self.key(&inputs, &trace)?;
        let note = self.store.insert(&key, &built.component, built.warnings)?;
        self.store.insert_trace(&inputs, &trace)?;
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
        let built = self.compile(component, tools, &LangManifest::of(component.driver)?)?.built;
        self.store.insert(&ready.key, &built.component, built.warnings)?;
        Ok(built.component)
    }

    fn note(&self, component: &Component<'_>, text: &str) {
        (self.events)(Event::Note { step: component.name.clone(), text: text.to_owned() });
    }

    /// What is known before a build: everything that it is given.
    fn inputs(
        &self,
        component: &Component<'_>,
        tools: &Tools,
        manifest: &LangManifest,
    ) -> Result<String, ProjectError> {
        let ignore = Ignore::of(&manifest.ignore);
        let mut key = Key::new("component")
            .with("name", &component.name)
            .with("lang", &manifest.id)
            .with("manifest", component.driver.manifest())
            .with("profile", self.profile.as_str())
            .with("world", &component.world.name)
            .with("types", world_bytes(&component.world)?)
            .with("source", self.index.tree(&component.source, &ignore)?);
        for (name, value) in &component.options.settings {
            key = key.with("setting", name).with("value", value);
        }
        for (name, tool) in tools.iter() {
            key = key.with("tool", name).with("version", &tool.version);
        }
        Ok(key.finish())
    }

    /// The result of an earlier build with these inputs that looked at nothing that changed since.
    fn known(&self, inputs: &str) -> Option<(String, Note)> {
        self.store.traces(inputs).iter().find_map(|trace| {
            let key = self.key(inputs, trace).ok()?;
            Some((key.clone(), self.store.find(&key, self.index)?))
        })
    }

    /// The key of a result: its inputs, and what the build looked at beyond them, as that is now.
    fn key(&self, inputs: &str, trace: &Trace) -> Result<String, ProjectError> {
        let mut key = Key::new("result").with("inputs", inputs);
        for path in &trace.trees {
            key = key.with("tree", path.as_os_str().as_encoded_bytes());
            key = key.with("contents", self.index.tree(path, &Ignore::default())?);
        }
        for path in &trace.folders {
            key = key.with("folder", path.as_os_str().as_encoded_bytes());
            key = key.with("contents", self.index.flat(path)?);
        }
        for name in &trace.variables {
            let value = std::env::var_os(name);
            let is_set = if value.is_some() { "set" } else { "unset" };
            key = key.with("variable", name).with(is_set, value.unwrap_or_default().as_encoded_bytes());
        }
        Ok(key.finish())
    }

    fn compile(
        &self,
        component: &Component<'_>,
        tools: &Tools,
        manifest: &LangManifest,
    ) -> Result<Compiled, ProjectError> {
        let started = SystemTime::now();
        let work = self.work_folder(component)?;
        let progress = |text: &str| self.note(component, text);
        let is_locked = self.locking == Locking::Locked;
        let steps = Steps::new(self.steps_folder(component)?).locked(is_locked);
        let job = Job {
            world: &component.world,
            options: &component.options,
            source: &component.source,
            work: &work,
            steps: &steps,
            tools,
            profile: self.profile,
            progress: &progress,
        };
        let mut built = component.driver.build(&job)?;
        built.component = stamped(component, tools, manifest, &built.component)?;
        let busy = work.join(BUSY);
        std::fs::remove_file(&busy).map_err(ProjectError::io(&busy))?;
        Ok(Compiled { built, trace: steps.trace(), started })
    }

    /// The scratch folder of a component, emptied when the last build in it was interrupted.
    fn work_folder(&self, component: &Component<'_>) -> Result<PathBuf, ProjectError> {
        let work = self.scratch.join("work").join(self.profile.as_str()).join(&component.name);
        let busy = work.join(BUSY);
        if busy.exists() {
            std::fs::remove_dir_all(&work).map_err(ProjectError::io(&work))?;
        }
        replace_lazily(&busy, b"a build runs here, or was interrupted\n")?;
        std::path::absolute(&work).map_err(ProjectError::io(&work))
    }

    /// The folder for the driver's own steps: whole or not there, so that an interruption leaves them alone.
    fn steps_folder(&self, component: &Component<'_>) -> Result<PathBuf, ProjectError> {
        let folder = self.scratch.join("steps").join(&component.name);
        std::path::absolute(&folder).map_err(ProjectError::io(&folder))
    }
}

/// What a driver made, and when it began.
struct Compiled {
    built: Built,
    trace: Trace,
    started: SystemTime,
}

/// Names the component and its language, where the language has tools of its own.
fn stamped(
    component: &Component<'_>,
    tools: &Tools,
    manifest: &LangManifest,
    bytes: &[u8],
) -> Result<Vec<u8>, ProjectError> {
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

/// How often a build is repeated whose sources keep changing.
const ATTEMPTS: usize = 3;

/// Marks a scratch folder in which a build runs.
const BUSY: &str = ".busy";
