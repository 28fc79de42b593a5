//! A whole build: from an opened app to its composed component on disk.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::Instant;

use witloom_bindgen::World;
use witloom_bindgen::model::Side;
use witloom_component::compose::{App, Bytes, Composed, Part, WaitWarning, compose_with};
use witloom_component::{ComposeError, Profile, Tools};

use super::Key;
use super::component::{Ready, Shared};
use super::events::{Event, Events};
use super::index::Index;
use super::schedule::{Task, run};
use super::store::{Note, Store};
use super::turn;
use crate::ProjectError;
use crate::files::replace;
use crate::lock::{LockFile, Locking};
use crate::manifest;
use crate::project::{Component, Project};
use crate::toolchain::{LangManifest, ToolchainError, Toolchains};

/// What to build, and how.
#[derive(Debug, Clone, Default)]
pub struct BuildOptions {
    /// Components to build without composing the app; all and the app when empty.
    pub components: Vec<String>,
    /// How much to optimise.
    pub profile: Profile,
    /// Whether differences to `witloom.lock` are errors.
    pub locking: Locking,
}

/// What a build left on disk.
#[derive(Debug, Clone, serde::Serialize)]
pub struct BuildReport {
    /// The composed app; `None` when only components were asked for.
    pub app: Option<PathBuf>,
    /// The components, in the order of the manifest.
    pub components: Vec<BuiltComponent>,
    /// Components that nothing in the app uses.
    pub unused: Vec<String>,
    /// Components that would have to wait and can't.
    pub warnings: Vec<WaitWarning>,
}

/// One component on disk.
#[derive(Debug, Clone, serde::Serialize)]
pub struct BuiltComponent {
    /// Its name.
    pub name: String,
    /// Its language's id.
    pub lang: String,
    /// Its file.
    pub path: PathBuf,
    /// Its bytes.
    pub size: u64,
    /// Whether it was known and not built now.
    pub cached: bool,
    /// What the user should know about it.
    pub warnings: Vec<String>,
}

/// A step that failed.
#[derive(Debug)]
pub struct Failure {
    /// The component, or `None` for the app as a whole.
    pub component: Option<String>,
    /// Why.
    pub error: ProjectError,
}

impl From<ProjectError> for Failure {
    fn from(error: ProjectError) -> Self {
        Self { component: None, error }
    }
}

/// Builds an app.
///
/// # Errors
/// All failures of the build, those of components in the order of the manifest.
pub fn build(
    project: &Project<'_>,
    toolchains: &Toolchains,
    options: &BuildOptions,
    events: &Events<'_>,
) -> Result<BuildReport, Vec<Failure>> {
    let whole = |error: ProjectError| vec![error.into()];
    let names = project.select(&options.components).map_err(whole)?;
    let _turn = turn::take(&project.scratch(), events).map_err(whole)?;
    let index = Index::open(project.scratch().join("index.json"));
    let components = open_components(project, &names)?;
    let store = Store::new(project.scratch().join("cache"));
    let scratch = project.scratch();
    let (profile, locking) = (options.profile, options.locking);
    let shared = Shared { index: &index, store: &store, scratch: &scratch, profile, locking, events };
    let build = Build { project, options, shared, components: &components };
    let result = build.run(toolchains);
    index.save();
    let report = result?;
    store.prune(project.manifest().components.len() + 1);
    Ok(report)
}

fn open_components<'r>(project: &Project<'r>, names: &[&str]) -> Result<Vec<Component<'r>>, Vec<Failure>> {
    let wit = project.wit().map_err(|error| vec![error.into()])?;
    if let Some(error) = project.missing_wit(names, wit.as_ref()) {
        return Err(vec![error.into()]);
    }
    let mut components = Vec::new();
    let mut failures = Vec::new();
    for &name in names {
        match project.component(name, wit.as_ref()) {
            Ok(component) => components.push(component),
            Err(error) => failures.push(Failure { component: Some(name.to_owned()), error }),
        }
    }
    if failures.is_empty() { Ok(components) } else { Err(failures) }
}

type Slot<T, E> = OnceLock<Result<T, E>>;

struct Build<'a, 'r> {
    project: &'a Project<'r>,
    options: &'a BuildOptions,
    shared: Shared<'a, Events<'a>>,
    components: &'a [Component<'r>],
}

impl<'r> Build<'_, 'r> {
    fn run(&self, toolchains: &Toolchains) -> Result<BuildReport, Vec<Failure>> {
        let mut languages: BTreeMap<&str, Slot<Tools, ToolchainError>> = BTreeMap::new();
        for component in self.components {
            languages.entry(component.driver.language().id()).or_default();
        }
        let slots: Vec<Slot<Ready, ProjectError>> = self.components.iter().map(|_| OnceLock::new()).collect();
        self.run_tasks(toolchains, &languages, &slots);
        let tools_of = |component: &Component<'_>| {
            languages[component.driver.language().id()].get().and_then(|tools| tools.as_ref().ok())
        };
        let mut ready = Vec::new();
        let mut found = BTreeMap::new();
        for (component, slot) in self.components.iter().zip(&slots) {
            if let (Some(Ok(done)), Some(tools)) = (slot.get(), tools_of(component)) {
                ready.push((component, tools, done.clone()));
                found.insert(component.driver.language().id(), tools);
            }
        }
        if ready.len() < self.components.len() {
            return Err(failures(self.components, languages, slots));
        }
        let whole = |error: ProjectError| vec![error.into()];
        self.reconcile_lock(&found).map_err(whole)?;
        self.finish(&ready).map_err(whole)
    }

    /// One task per language, then one per component.
    fn run_tasks(
        &self,
        toolchains: &Toolchains,
        languages: &BTreeMap<&str, Slot<Tools, ToolchainError>>,
        slots: &[Slot<Ready, ProjectError>],
    ) {
        let order: Vec<&str> = languages.keys().copied().collect();
        let mut tasks: Vec<Task<'_>> = Vec::new();
        for &lang in &order {
            let slot = &languages[lang];
            let driver = self.components.iter().map(|c| c.driver).find(|d| d.language().id() == lang);
            let driver = driver.expect("languages are collected from the components");
            let note =
                move |text: &str| (self.shared.events)(Event::Note { step: lang.to_owned(), text: text.to_owned() });
            let run = Box::new(move || {
                let is_found = slot.get_or_init(|| toolchains.prepare(driver, &note)).is_ok();
                (self.shared.events)(Event::Prepared { step: lang.to_owned() });
                is_found
            });
            tasks.push(Task { needs: Vec::new(), run });
        }
        for (component, slot) in self.components.iter().zip(slots) {
            let lang = component.driver.language().id();
            let tools = &languages[lang];
            let needs = order.iter().position(|&name| name == lang).into_iter().collect();
            let run = Box::new(move || {
                let Some(Ok(tools)) = tools.get() else { return false };
                let crashed = || ProjectError::Crashed { step: component.name.clone() };
                let build = || catch_unwind(AssertUnwindSafe(|| self.shared.component(component, tools)));
                let done = slot.get_or_init(|| build().unwrap_or_else(|_| Err(crashed()))).is_ok();
                if !done {
                    (self.shared.events)(Event::Failed { step: component.name.clone() });
                }
                done
            });
            tasks.push(Task { needs, run });
        }
        let threads = std::thread::available_parallelism().map_or(2, usize::from);
        // What failed is in the slots.
        run(tasks, threads);
    }

    fn reconcile_lock(&self, found: &BTreeMap<&str, &Tools>) -> Result<(), ProjectError> {
        let path = self.project.root().join(crate::lock::FILE_NAME);
        let locked = LockFile::read(&path)?;
        // Only who builds everything knows what is no longer needed.
        let mut now = if self.options.components.is_empty() { LockFile::default() } else { locked.clone() };
        now.pin_packages(self.components.iter().map(|component| &component.world));
        for component in self.components {
            let manifest = LangManifest::of(component.driver)?;
            if let Some(tools) = found.get(manifest.id.as_str()) {
                now.pin_tools(&manifest, tools);
            }
        }
        locked.reconcile(&now, self.options.locking, &path)
    }

    fn finish(&self, ready: &[(&Component<'r>, &Tools, Ready)]) -> Result<BuildReport, ProjectError> {
        let folder = self.project.scratch().join("build").join(self.options.profile.as_str());
        let mut report = BuildReport { app: None, components: Vec::new(), unused: Vec::new(), warnings: Vec::new() };
        for (component, tools, done) in ready {
            let path = folder.join("components").join(format!("{}.wasm", component.name));
            self.place(&path, &done.note, || self.shared.bytes(component, tools, done))?;
            let warnings: Vec<String> = done.note.warnings.iter().cloned().chain(component.left_out()).collect();
            for text in &warnings {
                (self.shared.events)(Event::Warning { step: component.name.clone(), text: text.clone() });
            }
            report.components.push(BuiltComponent {
                name: component.name.clone(),
                lang: component.driver.language().id().to_owned(),
                path,
                size: done.note.size,
                cached: done.cached,
                warnings,
            });
        }
        if self.options.components.is_empty() {
            let path = folder.join(format!("{}.wasm", self.project.name()));
            let note = self.compose(&path, ready)?;
            (report.unused, report.warnings) = (note.warnings, note.waits);
            report.warnings.iter_mut().for_each(|warning| warning.locate(|name| self.world(name)));
            report.app = Some(path);
        }
        Ok(report)
    }

    /// Composes the app unless it is known.
    fn compose(&self, path: &Path, ready: &[(&Component<'r>, &Tools, Ready)]) -> Result<Note, ProjectError> {
        let step = self.project.name();
        let key = self.app_key(ready);
        let store = self.shared.store;
        let note = match store.find(&key, self.shared.index) {
            Some(note) => {
                store.touch(&key);
                (self.shared.events)(Event::Cached { step: step.to_owned() });
                note
            }
            None => {
                let started = Instant::now();
                (self.shared.events)(Event::Started { step: step.to_owned() });
                let composed = self.join(ready)?;
                let note = store.insert_app(&key, &composed.component, composed.wiring.unused, composed.warnings)?;
                (self.shared.events)(Event::Finished { step: step.to_owned(), took: started.elapsed() });
                note
            }
        };
        self.place(path, &note, || {
            let vanished = || std::io::Error::other("the app vanished from the cache during the build");
            store.read(&key).ok_or_else(vanished).map_err(ProjectError::io(path))
        })?;
        Ok(note)
    }

    /// Everything that decides the composed app: its components' bytes, the links and the grants.
    fn app_key(&self, ready: &[(&Component<'r>, &Tools, Ready)]) -> String {
        let manifest = self.project.manifest();
        let mut key = Key::new("app").with("name", self.project.name()).with("entry", manifest.entry());
        for (component, _, done) in ready {
            key = key.with("component", &component.name).with("sha256", &done.note.sha256);
        }
        for (consumer, links) in &manifest.links {
            for (import, provider) in links {
                key = key.with("consumer", consumer).with("import", import).with("provider", provider);
            }
        }
        for (component, grants) in manifest.grants().into_iter().flatten() {
            key = key.with("grants of", &component).with("grants", grants.key());
        }
        match manifest.app.bytes {
            manifest::Bytes::Blocks => {}
            manifest::Bytes::Lists => key = key.with("bytes", "lists"),
        }
        key.finish()
    }

    fn join(&self, ready: &[(&Component<'r>, &Tools, Ready)]) -> Result<Composed, ProjectError> {
        let mut parts = Vec::new();
        for (component, tools, done) in ready {
            let bytes = self.shared.bytes(component, tools, done)?;
            parts.push(Part { name: component.name.clone(), component: bytes });
        }
        let manifest = self.project.manifest();
        let (name, entry) = (self.project.name(), manifest.entry());
        let grants = manifest.grants();
        let bytes = match manifest.app.bytes {
            manifest::Bytes::Blocks => Bytes::AsBlocks,
            manifest::Bytes::Lists => Bytes::AsLists,
        };
        let mut links = manifest.links.clone();
        loop {
            match compose_with(&App { name, entry, parts: &parts, links: &links }, grants.as_ref(), bytes) {
                Err(ComposeError::UnknownLinkImport { component, import, .. })
                    if self.asks_for(&component, &import) =>
                {
                    links.get_mut(&component).map(|links| links.remove(&import));
                }
                Err(mut error) => {
                    error.locate(|name| self.world(name));
                    return Err(error.into());
                }
                Ok(composed) => return Ok(composed),
            }
        }
    }

    /// The world of a component, with places in WIT where it was built from source.
    fn world(&self, component: &str) -> Option<&World> {
        self.components.iter().find(|known| known.name == component).map(|known| &known.world)
    }

    /// Whether a component's world has an import, which the component itself may not: compilers leave out what
    /// nothing uses.
    fn asks_for(&self, component: &str, import: &str) -> bool {
        let named = |name: &str| name == import || name.split_once('@').is_some_and(|(base, _)| base == import);
        self.world(component).is_some_and(|world| world.side(Side::Import).any(|interface| named(&interface.full_name)))
    }

    /// Puts a result where users find it, unless it is there already.
    fn place(
        &self,
        path: &Path,
        note: &Note,
        bytes: impl FnOnce() -> Result<Vec<u8>, ProjectError>,
    ) -> Result<(), ProjectError> {
        if self.shared.index.holds(path, &note.sha256) {
            return Ok(());
        }
        replace(path, &bytes()?)
    }
}

/// Every failure: a language's once, under its first component, then those of components.
fn failures(
    components: &[Component<'_>],
    languages: BTreeMap<&str, Slot<Tools, ToolchainError>>,
    slots: Vec<Slot<Ready, ProjectError>>,
) -> Vec<Failure> {
    let failed = |(lang, slot): (_, Slot<Tools, ToolchainError>)| Some((lang, slot.into_inner()?.err()?));
    let mut languages: BTreeMap<&str, ToolchainError> = languages.into_iter().filter_map(failed).collect();
    let mut failures = Vec::new();
    for (component, slot) in components.iter().zip(slots) {
        let toolchain = languages.remove(component.driver.language().id()).map(ProjectError::from);
        if let Some(error) = toolchain.or_else(|| slot.into_inner()?.err()) {
            failures.push(Failure { component: Some(component.name.clone()), error });
        }
    }
    failures
}
