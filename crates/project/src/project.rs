//! An opened app: its folder, its manifest, and its components with their worlds and bindings.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use witloom_bindgen::{FileSet, Options, Wit, WitError, World};
use witloom_component::{Driver, OwnTests, Steps, TestJob};

use crate::manifest::{self, ComponentEntry, Manifest, Source};
use crate::registry::Registry;
use crate::toolchain::Toolchains;
use crate::{ProjectError, bindings, prebuilt};

/// An app on disk.
#[derive(Debug)]
pub struct Project<'r> {
    root: PathBuf,
    text: String,
    manifest: Manifest,
    registry: &'r Registry,
}

/// A component of an opened app.
#[derive(Clone)]
pub struct Component<'r> {
    /// Its name in the app.
    pub name: String,
    /// Its language.
    pub driver: &'r dyn Driver,
    /// Its folder, or its file when it is prebuilt.
    pub source: PathBuf,
    /// Its world.
    pub world: World,
    /// What its bindings are generated with.
    pub options: Options,
}

impl std::fmt::Debug for Component<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Component").field("name", &self.name).field("source", &self.source).finish_non_exhaustive()
    }
}

impl<'r> Project<'r> {
    /// Opens the app that `path` names: its folder, its manifest, or a folder below it.
    pub fn open(path: &Path, registry: &'r Registry) -> Result<Self, ProjectError> {
        let file = find_manifest(path)?;
        let text = std::fs::read_to_string(&file).map_err(ProjectError::io(&file))?;
        let shown = file.strip_prefix(".").unwrap_or(&file);
        let manifest = Manifest::parse(shown, &text, &registry.ids())?;
        let root = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let whole = std::path::absolute(root).map_err(ProjectError::io(root))?;
        if whole.to_str().is_none() {
            return Err(ProjectError::NoText { path: whole });
        }
        Ok(Self { root: root.to_owned(), text, manifest, registry })
    }

    /// The app's folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// What `witloom.toml` says.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// The languages that were offered when the app was opened.
    pub fn registry(&self) -> &'r Registry {
        self.registry
    }

    /// The app's name.
    pub fn name(&self) -> &str {
        self.manifest.app.name.get_ref()
    }

    /// A path in the app's folder, as short as messages want it.
    pub(crate) fn at(&self, path: impl AsRef<Path>) -> PathBuf {
        if self.root == Path::new(".") { path.as_ref().to_owned() } else { self.root.join(path) }
    }

    /// The folder for everything that can be made again.
    pub fn scratch(&self) -> PathBuf {
        self.at(".witloom")
    }

    /// The names to build: all components, or those that are named.
    pub fn select(&self, names: &[String]) -> Result<Vec<&str>, ProjectError> {
        let known: Vec<&str> = self.manifest.components.keys().map(String::as_str).collect();
        if names.is_empty() {
            return Ok(known);
        }
        let find =
            |name: &String| known.iter().copied().find(|known| known == name).ok_or_else(|| unknown(name, &known));
        names.iter().map(find).collect()
    }

    /// The app's WIT, or nothing when it has no WIT folder.
    pub fn wit(&self) -> Result<Option<Arc<Wit>>, ProjectError> {
        let folder = self.wit_path();
        let load = || Wit::load_with_features(&folder, &self.manifest.app.features);
        if folder.exists() { Ok(Some(load()?)) } else { Ok(None) }
    }

    /// Where the app's WIT lies.
    pub fn wit_path(&self) -> PathBuf {
        self.at(&self.manifest.app.wit)
    }

    /// Runs a component's own tests, with its bindings brought up to date.
    ///
    /// # Errors
    /// What keeps them from being run; tests that fail are no error.
    pub fn own_tests(
        &self,
        component: &Component<'_>,
        toolchains: &Toolchains,
        filter: Option<&str>,
    ) -> Result<OwnTests, ProjectError> {
        let driver = component.driver;
        if !driver.has_tests(&component.source) {
            return Ok(OwnTests::None);
        }
        component.write_bindings()?;
        let tools = toolchains.prepare_for_tests(driver, &|_| ())?;
        let work = self.scratch().join("test").join(&component.name);
        std::fs::create_dir_all(&work).map_err(ProjectError::io(&work))?;
        let work = std::path::absolute(&work).map_err(ProjectError::io(&work))?;
        let source = std::path::absolute(&component.source).map_err(ProjectError::io(&component.source))?;
        let steps = self.scratch().join("steps").join(&component.name);
        let steps = Steps::new(std::path::absolute(&steps).map_err(ProjectError::io(&steps))?);
        let (world, options) = (&component.world, &component.options);
        let job = TestJob { world, options, source: &source, work: &work, steps: &steps, tools: &tools, filter };
        Ok(driver.test(&job)?)
    }

    /// A component with its world, read from `wit` (see [`Project::wit`]).
    pub fn component(&self, name: &str, wit: Option<&Arc<Wit>>) -> Result<Component<'r>, ProjectError> {
        let known: Vec<&str> = self.manifest.components.keys().map(String::as_str).collect();
        let entry = self.manifest.components.get(name).ok_or_else(|| unknown(name, &known))?;
        let driver = self.registry.get(entry.lang.get_ref())?;
        let source = self.source_of(name, entry);
        let world = self.world(entry, wit, &source)?;
        let folder = source.is_dir().then(|| source.clone());
        let options = Options { component: Some(name.to_owned()), folder, settings: entry.options.clone() };
        Ok(Component { name: name.to_owned(), driver, source, world, options })
    }

    fn world(&self, entry: &ComponentEntry, wit: Option<&Arc<Wit>>, source: &Path) -> Result<World, ProjectError> {
        if !needs_wit(entry, wit.is_some(), source) {
            return prebuilt::world_of(source);
        }
        let Some(wit) = wit else { return Err(self.no_wit()) };
        let wanted = entry.world.as_ref().map(|world| world.get_ref().as_str());
        match (World::from_wit(wit, wanted), &entry.world) {
            (Ok(world), _) => Ok(world),
            (Err(WitError::UnknownWorld { wanted, hint }), Some(place)) => Err(ProjectError::UnknownWorld {
                wanted,
                hint: Some(hint),
                source_code: Source { path: &self.at(manifest::FILE_NAME), text: &self.text }.named(),
                span: place.span().into(),
            }),
            (Err(error), _) => Err(error.into()),
        }
    }

    /// The error that concerns the whole app when one of these components needs WIT and there is none.
    pub(crate) fn missing_wit(&self, names: &[&str], wit: Option<&Arc<Wit>>) -> Option<ProjectError> {
        let needs = |name: &&str| {
            let entry = self.manifest.components.get(*name)?;
            Some(needs_wit(entry, false, &self.source_of(name, entry)))
        };
        (wit.is_none() && names.iter().any(|name| needs(name) == Some(true))).then(|| self.no_wit())
    }

    /// Language and folder (or file) of a component that the manifest names.
    pub(crate) fn part(&self, name: &str) -> Option<(&'r dyn Driver, PathBuf)> {
        let entry = self.manifest.components.get(name)?;
        Some((self.registry.get(entry.lang.get_ref()).ok()?, self.source_of(name, entry)))
    }

    fn source_of(&self, name: &str, entry: &ComponentEntry) -> PathBuf {
        self.at(entry.path.clone().unwrap_or_else(|| PathBuf::from(name)))
    }

    fn no_wit(&self) -> ProjectError {
        let path = self.at(manifest::FILE_NAME);
        Source { path: &path, text: &self.text }.error(
            format!("the app has no WIT in `{}`", self.wit_path().display()),
            Some("put the app's package there, or name its folder with `wit = \"…\"` under `[app]`".to_owned()),
            None,
        )
    }
}

/// Whether a component's world stands in the app's WIT: a finished component brings its own.
fn needs_wit(entry: &ComponentEntry, is_there: bool, source: &Path) -> bool {
    let is_finished = entry.lang.get_ref() == prebuilt::ID;
    !(is_finished && (entry.world.is_none() || !is_there && prebuilt::is_component_file(source)))
}

impl Component<'_> {
    /// The bindings that belong into the component's folder.
    pub fn bindings(&self) -> Result<FileSet, ProjectError> {
        Ok(self.driver.language().generate(&self.world, &self.options)?)
    }

    /// What its world leaves out because of features that are off, as sentences.
    pub fn left_out(&self) -> Vec<String> {
        let left_out = self.world.wit.left_out(&self.world.name);
        let mut by_feature: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for one in &left_out {
            by_feature.entry(&one.feature).or_default().push(&one.item);
        }
        let sentence = |(feature, items): (&str, Vec<&str>)| {
            let items: Vec<String> = items.iter().map(|item| format!("`{item}`")).collect();
            format!(
                "its world leaves out {}, which {} unstable: `features = [\"{feature}\"]` under `[app]` in witloom.toml \
                 switches {} on",
                items.join(", "),
                if items.len() == 1 { "is" } else { "are" },
                if items.len() == 1 { "it" } else { "them" },
            )
        };
        by_feature.into_iter().map(sentence).collect()
    }

    /// Makes the component's folder, where there is none and its language has files for it.
    ///
    /// # Errors
    /// [`ProjectError::Io`].
    pub fn make_folder(&self) -> Result<(), ProjectError> {
        if self.source.exists() || self.driver.stubs(&self.world, &self.options).is_empty() {
            return Ok(());
        }
        std::fs::create_dir_all(&self.source).map_err(ProjectError::io(&self.source))
    }

    /// Writes files that implement its exports by an error, but for those that are there. Returns what was written.
    ///
    /// # Errors
    /// [`ProjectError::Io`].
    pub fn write_stubs(&self) -> Result<Vec<PathBuf>, ProjectError> {
        let missing = self.driver.stubs(&self.world, &self.options).into_iter();
        let missing = missing.map(|file| (self.source.join(&file.path), file.text)).filter(|(path, _)| !path.exists());
        let mut written = Vec::new();
        for (path, text) in missing {
            crate::files::replace(&path, text.as_bytes())?;
            written.push(path);
        }
        Ok(written)
    }

    /// Brings the bindings in the component's folder up to date.
    pub fn write_bindings(&self) -> Result<(), ProjectError> {
        bindings::write(&self.source, &self.bindings()?)
    }
}

fn unknown(name: &str, known: &[&str]) -> ProjectError {
    ProjectError::UnknownComponent { name: name.to_owned(), hint: manifest::guess(name, known) }
}

fn find_manifest(path: &Path) -> Result<PathBuf, ProjectError> {
    if path.is_file() {
        return Ok(path.to_owned());
    }
    let absolute = std::path::absolute(path).map_err(ProjectError::io(path))?;
    let levels = absolute.ancestors().position(|folder| folder.join(manifest::FILE_NAME).is_file());
    match levels {
        Some(0) => Ok(path.join(manifest::FILE_NAME)),
        Some(levels) => {
            let folder = absolute.ancestors().nth(levels).expect("the position came from the same walk");
            Ok(folder.join(manifest::FILE_NAME))
        }
        None => Err(ProjectError::NoManifest { path: path.to_owned() }),
    }
}
