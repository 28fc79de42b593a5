//! Guests of every language that were written by hand and lie in `scripts` of its folder, built for one world.

use std::path::{Path, PathBuf};

use witloom_bindgen::{FileSet, World};
use witloom_component::{Driver, Profile};
use witloom_host::{Compiled, Engine, EngineOptions};
use witloom_project::graph::{Loose, build_loose};
use witloom_project::registry::Registry;
use witloom_project::toolchain::{Toolchains, user_cache};

/// Where guests are built.
pub(crate) struct Workshop {
    registry: Registry,
    toolchains: Toolchains,
    folder: tempfile::TempDir,
    profile: Profile,
}

impl Workshop {
    pub(crate) fn new(profile: Profile) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        Self { registry: Registry::default(), toolchains: Toolchains::new(&user_cache()), folder, profile }
    }

    /// The languages that have guests in a folder below `scripts`.
    pub(crate) fn languages(&self, kind: &str) -> Vec<&'static str> {
        let all: Vec<_> = self.registry.ids().into_iter().filter(|id| scripts(id, kind).is_dir()).collect();
        assert!(!all.is_empty(), "no language has `scripts/{kind}`");
        all
    }

    /// The component of a language's guest in a folder below `scripts`.
    pub(crate) fn component(&self, language: &str, kind: &str, world: &World) -> Vec<u8> {
        let driver: &dyn Driver = self.registry.get(language).expect("it is registered");
        let tools = self.toolchains.prepare(driver, &|_| {}).unwrap_or_else(|error| panic!("{language}: {error}"));
        let name = format!("{language}-{}", kind.replace('/', "-"));
        let folder = self.folder.path().join(&name);
        let root = scripts(language, kind);
        let mut sources = FileSet::new();
        collect(&root, &root, &mut sources);
        let (name, sources, folder) = (name.as_str(), &sources, folder.as_path());
        let loose = Loose { name, driver, tools: &tools, world, sources, folder, profile: self.profile };
        build_loose(&loose, &|_| {}).unwrap_or_else(|error| panic!("{name}: {error}")).component
    }
}

fn scripts(language: &str, kind: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../sdk-{language}/scripts")).join(kind)
}

fn collect(root: &Path, folder: &Path, found: &mut FileSet) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(root, &path, found);
        } else {
            let name = path.strip_prefix(root).expect("it is below").to_string_lossy().replace('\\', "/");
            found.insert(name, std::fs::read(&path).expect("a file"));
        }
    }
}

/// The machine code of a component with async functions.
pub(crate) fn compiled(name: &str, component: &[u8]) -> Compiled {
    let options = EngineOptions { concurrency: true, ..EngineOptions::default() };
    let engine = Engine::new(&options).expect("an engine");
    engine.load(name, component, &[], &|_| {}).unwrap_or_else(|error| panic!("{name}: {error}")).compiled
}
