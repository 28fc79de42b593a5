//! The packages that lie in a folder or file, apart from each other: what an app takes from elsewhere.

use std::path::Path;

use wit_component::{DecodedWasm, WitPrinter};
use wit_parser::UnresolvedPackageGroup;

use super::load::Sources;
use super::{Wit, WitError};

/// A package as it lies on disk. Nobody has looked yet whether what it refers to is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackageFiles {
    /// With its version, as WIT names it.
    pub name: String,
    /// The file's name and text, one or several.
    pub files: Vec<(String, String)>,
}

impl PackageFiles {
    /// The packages of a folder and its `deps`, of a `.wit` file, or of a package that is encoded as wasm. Its own comes
    /// first.
    pub fn read(path: &Path) -> Result<Vec<Self>, WitError> {
        if let Some(sources) = Sources::read(path) {
            let deps = sources.encoded.iter().map(|file| encoded(file));
            let mut packages = vec![of(&sources.main)?];
            for dep in &sources.deps {
                packages.push(of(dep)?);
            }
            for dep in deps {
                packages.extend(dep?);
            }
            return Ok(packages);
        }
        let is_encoded = path.extension().is_some_and(|end| end == "wasm" || end == "wat");
        if path.is_file() && is_encoded {
            return encoded(path);
        }
        // The parser knows what is wrong.
        Wit::load(path)?;
        Err(WitError::Read { path: path.to_owned(), message: "it holds no package".to_owned() })
    }
}

/// The files of a package; those of nested packages are the same.
fn of(group: &UnresolvedPackageGroup) -> Result<PackageFiles, WitError> {
    let mut files = Vec::new();
    for file in group.source_map.source_names() {
        let path = Path::new(file);
        let text = std::fs::read_to_string(path)
            .map_err(|error| WitError::Read { path: path.to_owned(), message: error.to_string() })?;
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        files.push((name, text));
    }
    files.sort();
    Ok(PackageFiles { name: group.main.name.to_string(), files })
}

/// Written again as text: comments that are no documentation were lost when it was encoded.
fn encoded(path: &Path) -> Result<Vec<PackageFiles>, WitError> {
    let failed = |message: String| WitError::Read { path: path.to_owned(), message };
    let bytes = wat::parse_file(path).map_err(|error| failed(error.to_string()))?;
    let decoded = wit_component::decode(&bytes).map_err(|error| failed(format!("{error:#}")))?;
    let DecodedWasm::WitPackage(resolve, main) = decoded else {
        return Err(failed("it is a component, no encoded package".to_owned()));
    };
    let others = resolve.packages.iter().map(|(id, _)| id).filter(|id| *id != main);
    let mut packages = Vec::new();
    for id in [main].into_iter().chain(others) {
        let mut printer = WitPrinter::default();
        printer.print(&resolve, id, &[]).map_err(|error| failed(format!("{error:#}")))?;
        let name = &resolve.packages[id].name;
        packages.push(PackageFiles {
            name: name.to_string(),
            files: vec![(format!("{}.wit", name.name), printer.output.to_string())],
        });
    }
    Ok(packages)
}
