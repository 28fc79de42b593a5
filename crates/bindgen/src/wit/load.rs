//! Packages from files and text, with WASI's beside them: what an app needs of `wasi:` and doesn't bring itself, it
//! gets at the version that the host provides. A copy that it brings counts more than ours of the same name.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::bail;
use wit_parser::{PackageId, PackageName, Resolve, SourceMap, UnresolvedPackageGroup};

/// What lies in a package's folder, parsed and not yet resolved.
pub(super) struct Sources {
    pub(super) main: UnresolvedPackageGroup,
    pub(super) deps: Vec<UnresolvedPackageGroup>,
    /// Packages in `deps` that are encoded as wasm.
    pub(super) encoded: Vec<PathBuf>,
}

/// Adds the package of a folder, with its `deps`, or of a file; tells which files it came from.
pub(super) fn path(resolve: &mut Resolve, path: &Path) -> anyhow::Result<(PackageId, Vec<PathBuf>)> {
    let Some(sources) = Sources::read(path) else {
        // Something in it is no WIT, or it is encoded: the parser knows what to say and do.
        let (package, sources) = resolve.push_path(path)?;
        return Ok((package, sources.paths().map(Path::to_owned).collect()));
    };
    let groups = [&sources.main].into_iter().chain(&sources.deps);
    let files = groups.flat_map(|group| group.source_map.source_names().map(PathBuf::from)).collect();
    Ok((sources.resolve(resolve)?, files))
}

/// Adds the package that a text holds; `name` stands for the file in messages.
pub(super) fn text(resolve: &mut Resolve, name: &str, text: &str) -> anyhow::Result<PackageId> {
    match UnresolvedPackageGroup::parse(name, text) {
        Ok(main) => Sources { main, deps: Vec::new(), encoded: Vec::new() }.resolve(resolve),
        Err(_) => resolve.push_str(name, text),
    }
}

impl Sources {
    /// Nothing when something in it is no WIT, or is encoded.
    pub(super) fn read(path: &Path) -> Option<Self> {
        if path.is_file() {
            let main = UnresolvedPackageGroup::parse(path, &std::fs::read_to_string(path).ok()?).ok()?;
            return Some(Self { main, deps: Vec::new(), encoded: Vec::new() });
        }
        let mut sources = Self { main: folder(path)?, deps: Vec::new(), encoded: Vec::new() };
        let Ok(entries) = std::fs::read_dir(path.join("deps")) else { return Some(sources) };
        let mut entries: Vec<PathBuf> = entries.map(|entry| Some(entry.ok()?.path())).collect::<Option<_>>()?;
        entries.sort();
        for entry in entries {
            if entry.is_dir() {
                sources.deps.push(folder(&entry)?);
                continue;
            }
            match entry.extension().and_then(|end| end.to_str()) {
                Some("wit") => {
                    let text = std::fs::read_to_string(&entry).ok()?;
                    sources.deps.push(UnresolvedPackageGroup::parse(&entry, &text).ok()?);
                }
                Some("wasm" | "wat") => sources.encoded.push(entry),
                Some(_) | None => {}
            }
        }
        Some(sources)
    }

    fn resolve(mut self, resolve: &mut Resolve) -> anyhow::Result<PackageId> {
        for file in &self.encoded {
            resolve.push_file(file)?;
        }
        let groups = [&self.main].into_iter().chain(&self.deps);
        let brought: BTreeSet<PackageName> = groups.flat_map(names).cloned().collect();
        if let Some(twice) = brought.iter().find(|name| resolve.package_names.contains_key(*name)) {
            bail!("package `{twice}` is there twice, as text and encoded");
        }
        let there = |name: &PackageName| brought.contains(name) || resolve.package_names.contains_key(name);
        let shelf = from_shelf([&self.main].into_iter().chain(&self.deps), &there);
        self.deps.extend(shelf);
        Ok(resolve.push_groups(self.main, self.deps)?)
    }
}

fn folder(path: &Path) -> Option<UnresolvedPackageGroup> {
    let mut source = SourceMap::default();
    source.push_dir(path).ok()?;
    source.parse().ok()
}

fn names(group: &UnresolvedPackageGroup) -> impl Iterator<Item = &PackageName> {
    [&group.main].into_iter().chain(&group.nested).map(|package| &package.name)
}

fn needs(group: &UnresolvedPackageGroup) -> impl Iterator<Item = &PackageName> {
    [&group.main].into_iter().chain(&group.nested).flat_map(|package| package.foreign_deps.keys())
}

/// WASI's packages that these need, and those that they need in turn.
fn from_shelf<'a>(
    groups: impl Iterator<Item = &'a UnresolvedPackageGroup>,
    is_there: &dyn Fn(&PackageName) -> bool,
) -> Vec<UnresolvedPackageGroup> {
    let mut wanted: Vec<PackageName> = groups.flat_map(needs).cloned().collect();
    let (mut seen, mut found) = (BTreeSet::new(), Vec::new());
    while let Some(name) = wanted.pop() {
        if is_there(&name) || !seen.insert(name.clone()) {
            continue;
        }
        let Some(package) = witloom_wasi::package(&name.to_string()) else { continue };
        let group = UnresolvedPackageGroup::parse(package.name, package.wit).expect("WASI's packages are WIT");
        wanted.extend(needs(&group).cloned());
        found.push(group);
    }
    found
}

#[cfg(test)]
mod tests {
    use witloom_wasi::package;

    use super::super::{Wit, WitError};

    fn app(world: &str, deps: &[(&str, &str)]) -> (tempfile::TempDir, Result<std::sync::Arc<Wit>, WitError>) {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("app.wit"), format!("package shop:app;\nworld w {{ {world} }}\n")).unwrap();
        std::fs::create_dir(folder.path().join("deps")).unwrap();
        for (name, text) in deps {
            std::fs::write(folder.path().join("deps").join(name), text).unwrap();
        }
        let wit = Wit::load(folder.path());
        (folder, wit)
    }

    fn names(wit: &Wit) -> Vec<String> {
        wit.resolve().packages.iter().map(|(_, package)| package.name.to_string()).collect()
    }

    #[test]
    fn wasi_is_there_and_only_what_is_needed() {
        for package in witloom_wasi::PACKAGES {
            let version = package.name.split_once('@').unwrap().1;
            let interface = if version.starts_with("0.2") { "wall-clock" } else { "monotonic-clock" };
            let (_folder, wit) = app(&format!("import wasi:clocks/{interface}@{version};"), &[]);
            let wit = wit.unwrap();
            let all = names(&wit);
            assert!(all.contains(&format!("wasi:clocks@{version}")), "{all:?}");
            assert!(all.len() <= 3 && !all.iter().any(|name| name.starts_with("wasi:http")), "{all:?}");
            assert_eq!(wit.files().len(), 1);
        }
        let (_folder, wit) = app("import wasi:http/types@0.2.12; include wasi:http/service@0.3.0;", &[]);
        wit.unwrap().select_world(None).unwrap();
        Wit::parse("a.wit", "package a:b;\nworld w { include wasi:cli/command@0.3.0; }").unwrap();
    }

    #[test]
    fn a_copy_that_the_app_brings_counts_more() {
        let own = "package wasi:random@0.3.0;\ninterface random { dice: func() -> u8; }\n";
        let (_folder, wit) = app("import wasi:random/random@0.3.0;", &[("random.wit", own)]);
        let wit = wit.unwrap();
        let (_, interface) = wit.resolve().interfaces.iter().next().unwrap();
        assert!(interface.functions.contains_key("dice"));
        assert_eq!(names(&wit).len(), 2);
        // WASI's packages that we add take the app's copy, too.
        let own = format!("{}\ninterface dice {{ roll: func() -> u8; }}\n", package("wasi:random@0.3.0").unwrap().wit);
        let world = "import wasi:random/dice@0.3.0; import wasi:http/types@0.3.0;";
        let (_folder, wit) = app(world, &[("random.wit", &own)]);
        assert_eq!(names(&wit.unwrap()).iter().filter(|name| name.starts_with("wasi:random")).count(), 1);
    }

    #[test]
    fn a_package_as_text_and_encoded_is_refused() {
        let text = "package x:y;\ninterface i { f: func(); }\n";
        let wit = Wit::parse("y.wit", text).unwrap();
        let encoded = wit_component::encode(wit.resolve(), wit.package(), false).unwrap();
        let (folder, _) = app("import x:y/i;", &[("a.wit", text)]);
        std::fs::write(folder.path().join("deps/b.wasm"), &encoded).unwrap();
        let error = Wit::load(folder.path()).unwrap_err();
        assert!(error.to_string().contains("`x:y` is there twice"), "{error}");
        std::fs::remove_file(folder.path().join("deps/a.wit")).unwrap();
        Wit::load(folder.path()).unwrap();
    }
}
