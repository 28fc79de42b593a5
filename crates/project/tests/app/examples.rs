//! The examples of the repository, as they are under version control.

use std::path::{Path, PathBuf};

use witloom_component::{Tool, Tools};
use witloom_project::Project;
use witloom_project::lock::{FILE_NAME, LockFile};
use witloom_project::registry::Registry;
use witloom_project::toolchain::{LangManifest, Toolchains};

fn examples() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let examples: Vec<PathBuf> = entries.filter(|path| path.join("witloom.toml").exists()).collect();
    assert!(!examples.is_empty());
    examples
}

/// Whatever machine builds an example, its lock file stays as it is: a clone is clean after its first run.
#[test]
fn lock_files_say_what_every_machine_will_find() {
    let registry = Registry::default();
    let cache = tempfile::tempdir().unwrap();
    let toolchains = Toolchains::new(cache.path());
    for example in examples() {
        let project = Project::open(&example, &registry).unwrap();
        let wit = project.wit().unwrap();
        let names = project.select(&[]).unwrap();
        let components: Vec<_> = names.iter().map(|name| project.component(name, wit.as_ref()).unwrap()).collect();
        let mut lock = LockFile::default();
        lock.pin_packages(components.iter().map(|component| &component.world));
        for component in &components {
            let mut tools = Tools::new();
            for package in toolchains.status(component.driver).unwrap().packages {
                tools.insert(package.name, Tool { version: package.version, ..Tool::default() });
            }
            lock.pin_tools(&LangManifest::of(component.driver).unwrap(), &tools);
        }
        let kept = LockFile::read(&example.join(FILE_NAME)).unwrap();
        assert_eq!(
            kept,
            lock,
            "build {} and commit its lock file:\n{}",
            example.display(),
            toml::to_string(&lock).unwrap()
        );
    }
}
