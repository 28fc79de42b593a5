//! Packages that a component asks for: found with pip, locked by hash beside the list, and installed once per lock.
//!
//! pip is pinned, and told about the Python inside of components instead of the machine's. Where a package has no wheel
//! for every platform, one for a platform is taken: its native parts are refused by name when something imports them.

mod asked;
mod failure;
mod lock;

use std::path::{Path, PathBuf};

use serde::Serialize;
use serde_json::Value;
use witloom_component::{BuildError, Job};

use asked::Asked;
use lock::Lock;

/// Runs pip.
const SCRIPT: &str = include_str!("../../toolchain/packages.py");

/// The version of the Python inside of components.
const PYTHON: &str = "3.14";

/// What `packages.py` reads.
#[derive(Debug, Serialize)]
struct PipJob<'a> {
    pip: &'a Path,
    environment: Value,
    arguments: &'a [String],
}

/// The folder with the packages that the component asks for; `None` when it asks for none.
///
/// # Errors
/// [`BuildError::Packages`] with pip's own words, [`BuildError::PackagesLocked`] when the lock may not be written.
pub(crate) fn install(job: &Job<'_>) -> Result<Option<PathBuf>, BuildError> {
    let Some(asked) = Asked::read(job)? else { return Ok(None) };
    let lock = match Lock::read(job.source)? {
        Some(lock) if lock.is_of(&asked) => lock,
        None | Some(_) if job.is_locked() => {
            return Err(BuildError::PackagesLocked { lock: lock::FILE.to_owned(), source_file: asked.file.to_owned() });
        }
        None | Some(_) => {
            (job.progress)("looking for packages");
            let lock = Lock::new(&asked, &resolve(job, &asked)?)?;
            lock.write(job.source)?;
            lock
        }
    };
    let key: &[(&str, &[u8])] = &[("lock", lock.text.as_bytes()), ("script", SCRIPT.as_bytes())];
    let folder = job.step("packages", key, |folder| {
        (job.progress)("installing packages");
        fetch(job, &lock, folder)
    })?;
    Ok(Some(folder))
}

/// pip's report on what the requirements come to.
fn resolve(job: &Job<'_>, asked: &Asked) -> Result<Vec<u8>, BuildError> {
    let report = job.work.join("packages-report.json");
    let mut arguments = vec!["--dry-run".to_owned(), "--report".to_owned(), report.display().to_string()];
    arguments.extend(asked.arguments(job.work)?);
    pip(job, &arguments)?;
    std::fs::read(&report).map_err(|cause| BuildError::io(&report, cause))
}

/// Installs what a lock lists.
fn fetch(job: &Job<'_>, lock: &Lock, folder: &Path) -> Result<(), BuildError> {
    let list = job.work.join("packages.lock");
    std::fs::write(&list, &lock.text).map_err(|cause| BuildError::io(&list, cause))?;
    let words = ["--no-deps", "--require-hashes", "--no-compile", "--target"];
    let mut arguments: Vec<String> = words.map(str::to_owned).into();
    arguments.extend([folder.display().to_string(), "--requirement".to_owned(), list.display().to_string()]);
    pip(job, &arguments)?;
    // Commands of the packages: nobody runs them in a component.
    let _ = std::fs::remove_dir_all(folder.join("bin"));
    Ok(())
}

fn pip(job: &Job<'_>, arguments: &[String]) -> Result<(), BuildError> {
    let (script, request) = (job.work.join("packages.py"), job.work.join("packages.json"));
    std::fs::write(&script, SCRIPT).map_err(|cause| BuildError::io(&script, cause))?;
    let command = PipJob { pip: job.tools.path("pip")?, environment: environment(), arguments };
    let text = serde_json::to_vec(&command).expect("plain data serialises");
    std::fs::write(&request, text).map_err(|cause| BuildError::io(&request, cause))?;
    let mut python = job.tools.command("python3")?;
    // In the component's folder, as lists of requirements name other files.
    python.arg("-I").arg(&script).arg(&request).current_dir(job.source);
    let output = python.output().map_err(|cause| BuildError::io(python.get_program(), cause))?;
    if output.status.success() {
        return Ok(());
    }
    Err(failure::explain(&String::from_utf8_lossy(&output.stderr)))
}

/// What markers of requirements are evaluated with: the Python inside of components, as it tells about itself.
fn environment() -> Value {
    serde_json::json!({
        "implementation_name": "cpython",
        "implementation_version": "3.14.0",
        "os_name": "posix",
        "platform_machine": "wasm32",
        "platform_release": "0.0.0",
        "platform_system": "wasi",
        "platform_version": "0.0.0",
        "python_full_version": "3.14.0",
        "platform_python_implementation": "CPython",
        "python_version": PYTHON,
        "sys_platform": "wasi",
    })
}
