//! Packages, installed into a folder of the user's that is named by the hash of the files that pin them.
//!
//! An installation happens aside and is renamed when complete, under a lock, so that an interruption or a
//! second process can't leave or see half of one. Once there it is never touched again: it works offline.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};

use witloom_component::{Driver, Tools};
use witloom_disk::{once_by, sha256};

use super::{PackageSpec, ToolchainError};

/// Names of checksum files, in the form of `sha256sum`.
const CHECKSUMS: &str = "SHA256SUMS";

#[derive(Debug)]
pub(super) struct Installer {
    root: PathBuf,
}

/// One package with the files that pin it.
#[derive(Debug)]
pub(super) struct Package<'a> {
    name: &'a str,
    spec: &'a PackageSpec,
    files: Vec<(&'a str, Cow<'a, [u8]>)>,
    folder: PathBuf,
    version: String,
}

impl Package<'_> {
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// `0.25.1+7fc2b626cbefe33b`: its version where the files tell it, and their hash.
    pub(super) fn version(&self) -> &str {
        &self.version
    }

    pub(super) fn is_installed(&self) -> bool {
        self.folder.join(&self.spec.check).exists()
    }
}

impl Installer {
    pub(super) fn new(root: &Path) -> Self {
        Self { root: root.to_owned() }
    }

    pub(super) fn package<'a>(
        &self,
        name: &'a str,
        spec: &'a PackageSpec,
        driver: &dyn Driver,
        pinned: Option<&'a BTreeMap<String, Vec<u8>>>,
    ) -> Result<Package<'a>, ToolchainError> {
        let mut files = Vec::new();
        let mut hashes = Vec::new();
        for wanted in &spec.files {
            let file_name = wanted.rsplit('/').next().unwrap_or(wanted);
            let shipped =
                driver.shipped().iter().find(|file| file.path == wanted).map(|file| Cow::Borrowed(file.bytes));
            let given = pinned.and_then(|files| files.get(file_name)).map(|bytes| Cow::Borrowed(bytes.as_slice()));
            let bytes = given.or(shipped).ok_or_else(|| ToolchainError::Manifest {
                lang: driver.language().id().to_owned(),
                message: format!("package `{name}` names `{wanted}`, which does not ship"),
            })?;
            hashes.extend_from_slice(format!("{file_name} {}\n", sha256(&bytes)).as_bytes());
            files.push((file_name, bytes));
        }
        let hash = sha256(&hashes)[..16].to_owned();
        let release = spec.version.as_deref().zip(files.first()).and_then(|(pattern, (_, bytes))| {
            let pattern = regex::Regex::new(pattern).ok()?;
            Some(pattern.captures(&String::from_utf8_lossy(bytes))?.get(1)?.as_str().to_owned())
        });
        let folder = self.root.join(format!("{name}-{hash}"));
        let version = release.map_or(hash.clone(), |release| format!("{release}+{hash}"));
        Ok(Package { name, spec, files, folder, version })
    }

    pub(super) fn install(
        &self,
        package: &Package<'_>,
        tools: &Tools,
        progress: &dyn Fn(&str),
    ) -> Result<(), ToolchainError> {
        std::fs::create_dir_all(&self.root).map_err(ToolchainError::io(&self.root))?;
        let lock_path = self.root.join(format!(".{}.lock", package.name));
        let lock = File::create(&lock_path).map_err(ToolchainError::io(&lock_path))?;
        lock.lock().map_err(ToolchainError::io(&lock_path))?;
        if package.is_installed() {
            return Ok(());
        }
        progress(&format!("installing {} (once)", package.name));
        once_by(
            &package.folder,
            |_| package.is_installed(),
            |aside| {
                for (name, bytes) in &package.files {
                    let path = aside.join(name);
                    std::fs::write(&path, bytes).map_err(ToolchainError::io(&path))?;
                }
                run_client(package, tools, aside)?;
                verify(package, aside)
            },
        )
    }
}

fn run_client(package: &Package<'_>, tools: &Tools, folder: &Path) -> Result<(), ToolchainError> {
    let needs = |tool: &str| {
        tools.command(tool).map_err(|error| ToolchainError::Needs {
            package: package.name.to_owned(),
            tool: tool.to_owned(),
            hint: miette::Diagnostic::help(&error).map(|hint| hint.to_string()).unwrap_or_default(),
        })
    };
    package.spec.needs.iter().try_for_each(|tool| needs(tool).map(|_| ()))?;
    let (client, words) = package.spec.install.split_first().expect("a manifest without a client is refused");
    let mut command = needs(client)?;
    command.args(words.iter().map(|word| word.replace("{folder}", &folder.to_string_lossy())));
    let failed = |output: String| ToolchainError::Install {
        package: package.name.to_owned(),
        client: package.spec.client.clone(),
        output,
    };
    let output = command.current_dir(folder).output().map_err(|e| failed(e.to_string()))?;
    if output.status.success() && folder.join(&package.spec.check).exists() {
        return Ok(());
    }
    let text = [output.stdout, output.stderr].concat();
    let text = String::from_utf8_lossy(&text);
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    Err(failed(lines[lines.len().saturating_sub(20)..].join("\n")))
}

/// Holds every file that a shipped `SHA256SUMS` lists against its checksum.
fn verify(package: &Package<'_>, folder: &Path) -> Result<(), ToolchainError> {
    let Some((_, sums)) = package.files.iter().find(|(name, _)| *name == CHECKSUMS) else { return Ok(()) };
    for line in String::from_utf8_lossy(sums).lines() {
        let Some((sum, file)) = line.split_once(char::is_whitespace) else { continue };
        let file = file.trim_start().trim_start_matches('*');
        let found = std::fs::read(folder.join(file)).map(|bytes| sha256(&bytes));
        if found.ok().as_deref() != Some(sum) {
            return Err(ToolchainError::Checksum { package: package.name.to_owned(), file: file.to_owned() });
        }
    }
    Ok(())
}
