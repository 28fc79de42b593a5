//! The WIT packages of WASI that the host provides: 0.2 and 0.3, each at one version.
//!
//! They come out of the crate that implements them, so what an app is built against is what it is run by.

/// A package as text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Package {
    /// With its version, as WIT names it: `wasi:clocks@0.3.0`.
    pub name: &'static str,
    /// Its WIT, one file.
    pub wit: &'static str,
}

/// All of them, 0.2 before 0.3, each version's sorted by name.
pub const PACKAGES: &[Package] = include!(concat!(env!("OUT_DIR"), "/packages.rs"));

/// The package of that name and version.
pub fn package(name: &str) -> Option<&'static Package> {
    PACKAGES.iter().find(|package| package.name == name)
}
