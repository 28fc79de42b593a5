//! The WIT packages that the host provides: WASI 0.2 and 0.3, each at one version, and those of stores.
//!
//! WASI's come out of the crate that implements them, so what an app is built against is what it is run by. Those of
//! stores are drafts of WASI and a package of our own; the host implements them itself, from the same files.

/// A package as text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Package {
    /// With its version, as WIT names it: `wasi:clocks@0.3.0`.
    pub name: &'static str,
    /// Its WIT, one file.
    pub wit: &'static str,
}

/// WASI's releases, 0.2 before 0.3, each version's sorted by name.
pub const PACKAGES: &[Package] = include!(concat!(env!("OUT_DIR"), "/packages.rs"));

/// Those of stores and settings.
pub const STORES: &[Package] = &[
    Package { name: "wasi:config@0.2.0-rc.1", wit: include_str!("../wit/config.wit") },
    Package { name: "wasi:keyvalue@0.2.0-draft2", wit: include_str!("../wit/keyvalue.wit") },
    Package { name: "witloom:sql@0.1.0", wit: include_str!("../wit/sql.wit") },
];

/// All packages.
pub fn packages() -> impl DoubleEndedIterator<Item = &'static Package> + Clone {
    PACKAGES.iter().chain(STORES)
}

/// The package of that name and version.
pub fn package(name: &str) -> Option<&'static Package> {
    packages().find(|package| package.name == name)
}

/// The versions of a package that are here, the newest last; a version of its own is left out of account.
pub fn versions_of(name: &str) -> impl Iterator<Item = &'static Package> {
    let bare = unversioned(name);
    packages().filter(move |package| unversioned(package.name) == bare)
}

/// Names that might be meant by one that isn't here: all of them, if it is of one of their namespaces.
pub fn candidates(wanted: &str) -> impl Iterator<Item = &'static str> {
    let is_ours = wanted.starts_with("wasi:") || wanted.starts_with("witloom:");
    packages().map(|package| package.name).filter(move |_| is_ours)
}

/// A package's name without its version.
fn unversioned(name: &str) -> &str {
    name.split('@').next().unwrap_or_default()
}

/// Whether an interface is one that a host provides, rather than a component of an app: all of WASI, and our own.
pub fn is_of_host(interface: &str) -> bool {
    interface.starts_with("wasi:") || interface.starts_with("witloom:sql/")
}

/// Whether an interface is one of [`STORES`], at the version that we have.
pub fn is_of_stores(interface: &str) -> bool {
    STORES.iter().any(|package| {
        let Some((name, version)) = package.name.split_once('@') else { return false };
        let rest = interface.strip_prefix(name).and_then(|rest| rest.strip_prefix('/'));
        rest.and_then(|rest| rest.split_once('@')).is_some_and(|(_, found)| found == version)
    })
}
