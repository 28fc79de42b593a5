//! Packages of WIT that an app takes from elsewhere into the `deps` of its own.

use std::path::{Path, PathBuf};

use serde::Serialize;
use witloom_bindgen::wit::PackageFiles;
use witloom_diag::did_you_mean;

use crate::error::ProjectError;
use crate::files::replace;
use crate::project::Project;

/// What became of a package that was to be added.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Added {
    /// With its version, as WIT names it.
    pub package: String,
    /// Where it is now.
    #[serde(flatten)]
    pub place: Place,
}

/// Where a package of WIT is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "state", content = "folder", rename_all = "kebab-case")]
pub enum Place {
    /// In this folder, since now.
    New(PathBuf),
    /// The app had it before.
    There,
    /// WASI's packages come with witloom.
    WithWitloom,
}

impl Project<'_> {
    /// Takes a package, and those that lie in its `deps`, into the app. `wanted` is a folder, a file, or the name of one
    /// of WASI's packages.
    ///
    /// An app whose WIT could be read before can be read after, or nothing has changed.
    pub fn add_wit(&self, wanted: &str) -> Result<Vec<Added>, ProjectError> {
        let path = Path::new(wanted);
        if !path.exists() && wanted.contains(':') {
            return known(wanted);
        }
        let packages = PackageFiles::read(path)?;
        let folder = self.wit_path();
        let own = if folder.exists() { PackageFiles::read(&folder)? } else { Vec::new() };
        let mut added = Vec::new();
        for package in packages {
            let place = place(&folder, &package, &own)?;
            added.push((Added { package: package.name.clone(), place }, package.files));
        }
        let could_be_read = self.wit().is_ok();
        let result = self.write_packages(&added);
        if let Err(error) = result
            && could_be_read
        {
            for (Added { place, .. }, _) in &added {
                if let Place::New(folder) = place {
                    // What is left of it is in the way of nobody but who tries again.
                    let _ = std::fs::remove_dir_all(folder);
                }
            }
            return Err(error);
        }
        Ok(added.into_iter().map(|(added, _)| added).collect())
    }

    fn write_packages(&self, added: &[(Added, Vec<(String, String)>)]) -> Result<(), ProjectError> {
        for (Added { place, .. }, files) in added {
            let Place::New(folder) = place else { continue };
            std::fs::create_dir_all(folder).map_err(ProjectError::io(folder))?;
            for (name, text) in files {
                replace(&folder.join(name), text.as_bytes())?;
            }
        }
        self.wit().map(drop)
    }
}

/// A package by its name alone.
fn known(name: &str) -> Result<Vec<Added>, ProjectError> {
    let versions: Vec<&str> = witloom_wasi::versions_of(name).map(|package| package.name).collect();
    let is_asked_for = |ours: &&str| *ours == name || !name.contains('@');
    let asked_for: Vec<Added> = { versions.iter().filter(|ours| is_asked_for(ours)) }
        .map(|ours| Added { package: (*ours).to_owned(), place: Place::WithWitloom })
        .collect();
    if !asked_for.is_empty() {
        return Ok(asked_for);
    }
    let others: Vec<String> = versions.iter().map(|ours| format!("`{ours}`")).collect();
    let meant = did_you_mean(name, witloom_wasi::candidates(name));
    let hint = match meant {
        _ if !others.is_empty() => {
            format!("witloom has {}; give the folder or file of another one", others.join(" and "))
        }
        Some(meant) => format!("did you mean `{meant}`?"),
        None => format!(
            "give the folder or file that it lies in; where it is in a registry, `wkg get {name} --format wit` fetches it"
        ),
    };
    Err(ProjectError::UnknownPackage { name: name.to_owned(), hint })
}

fn place(wit: &Path, package: &PackageFiles, own: &[PackageFiles]) -> Result<Place, ProjectError> {
    if witloom_wasi::package(&package.name).is_some() {
        return Ok(Place::WithWitloom);
    }
    if let Some(there) = own.iter().find(|own| own.name == package.name) {
        let same = there.files == package.files;
        return if same { Ok(Place::There) } else { Err(ProjectError::OtherPackage { name: package.name.clone() }) };
    }
    let (name, version) = package.name.split_once('@').unwrap_or((&package.name, ""));
    let short = name.replace(':', "-");
    let deps = wit.join("deps");
    let first = deps.join(&short);
    Ok(Place::New(if first.exists() { deps.join(format!("{short}-{version}")) } else { first }))
}

/// The text of a package that the app has, or of those of WASI's that bear the name.
pub fn show(project: Option<&Project<'_>>, name: &str) -> Result<Vec<(String, String)>, ProjectError> {
    let folder = project.map(Project::wit_path).filter(|folder| folder.exists());
    let own = folder.map(|folder| PackageFiles::read(&folder)).transpose()?.unwrap_or_default();
    let is_asked_for = |own: &PackageFiles| own.name == name || own.name.split('@').next() == Some(name);
    let found: Vec<(String, String)> = { own.into_iter() }
        .filter(is_asked_for)
        .map(|own| (own.name, own.files.into_iter().map(|(_, text)| text).collect::<Vec<_>>().join("\n")))
        .collect();
    if !found.is_empty() {
        return Ok(found);
    }
    let wasi = known(name)?.into_iter().filter_map(|added| witloom_wasi::package(&added.package));
    Ok(wasi.map(|package| (package.name.to_owned(), package.wit.to_owned())).collect())
}
