//! Takes the WIT of WASI out of the crate that implements it, at the version of the lock file: what apps are built
//! against is what the host provides, without a copy in this repository.

use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The crate whose WIT it is: it has all packages of its host.
const CARRIER: &str = "wasmtime-wasi-http";

/// Where packages lie in it, and one that must be among them.
const FOLDERS: [(&str, &str); 2] = [("wit/deps", "wasi:http@0.2."), ("src/p3/wit/deps", "wasi:http@0.3.")];

fn main() -> Result<(), Box<dyn Error>> {
    let here = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR")?);
    let lock = here.join("../../Cargo.lock");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed={}", lock.display());
    let version = locked_version(&std::fs::read_to_string(&lock)?).ok_or("the lock file has no wasmtime-wasi-http")?;
    let carrier = in_registry(&version).map_or_else(|| from_metadata(&here), Ok)?;
    let mut table = String::from("&[\n");
    for (folder, witness) in FOLDERS {
        let mut names = Vec::new();
        for file in sorted(&carrier.join(folder))? {
            let text = std::fs::read_to_string(&file)?;
            let name = package_name(&text).ok_or_else(|| format!("no package is named in {}", file.display()))?;
            writeln!(table, "    Package {{ name: {name:?}, wit: {text:?} }},")?;
            names.push(name.to_owned());
        }
        if !names.iter().any(|name| name.starts_with(witness)) {
            return Err(format!("{CARRIER} {version} has no {witness}x in {folder}").into());
        }
    }
    table.push(']');
    std::fs::write(Path::new(&std::env::var("OUT_DIR")?).join("packages.rs"), table)?;
    Ok(())
}

fn locked_version(lock: &str) -> Option<String> {
    let mut lines = lock.lines().skip_while(|line| *line != format!("name = \"{CARRIER}\"")).skip(1);
    Some(lines.next()?.strip_prefix("version = \"")?.strip_suffix('"')?.to_owned())
}

/// Where cargo unpacks what it fetches.
fn in_registry(version: &str) -> Option<PathBuf> {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(std::env::home_dir()?.join(".cargo")))?;
    let registries = std::fs::read_dir(home.join("registry/src")).ok()?;
    let folders = registries.filter_map(|entry| Some(entry.ok()?.path().join(format!("{CARRIER}-{version}"))));
    folders.into_iter().find(|folder| folder.join(FOLDERS[0].0).is_dir())
}

/// Where cargo says that it lies: vendored, or in a registry of another place.
fn from_metadata(here: &Path) -> Result<PathBuf, Box<dyn Error>> {
    let manifest = here.join("Cargo.toml");
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let words = ["metadata", "--format-version=1", "--offline", "--manifest-path"];
    let output = Command::new(cargo).args(words).arg(&manifest).output()?;
    // Paths in its answer stand between these words and a quote; a path of ours has nothing to be escaped.
    let text = String::from_utf8_lossy(&output.stdout);
    let manifests = text.split("\"manifest_path\":\"").skip(1).filter_map(|rest| rest.split('"').next());
    let mut folders = manifests.filter_map(|manifest| Path::new(manifest).parent());
    let is_carrier = |folder: &&Path| folder.join(FOLDERS[1].0).join("http.wit").is_file();
    let found = folders.find(is_carrier).map(Path::to_owned);
    found.ok_or_else(|| format!("can't find {CARRIER}: {}", String::from_utf8_lossy(&output.stderr)).into())
}

fn sorted(folder: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let entries = std::fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut files = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>, std::io::Error>>()?;
    files.sort();
    Ok(files)
}

fn package_name(wit: &str) -> Option<&str> {
    wit.lines().find_map(|line| line.trim().strip_prefix("package ")?.strip_suffix(';'))
}
