//! The build: hands the world and the user's folder to componentize-py and reads its report.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::{Deserialize, Serialize};
use witloom_bindgen::guest::GuestWriter;
use witloom_bindgen::{Language, Options, World, stand_in};
use witloom_component::{
    BuildError, Built, Causes, Driver, Job, OwnTests, Role, Shipped, SourceFile, Starter, TestJob,
};

use crate::engine::{End, Package, is_concurrent};
use crate::generate::{Bindings, Python, stubs};
use crate::packages;
use crate::polish::polish;
use crate::tests;

/// The module that the engine loads.
const BUILD: &str = include_str!("../templates/witloom_entry.py");
/// Runs the engine.
const COMPONENTIZE: &str = include_str!("../toolchain/componentize.py");
/// What `witloom new` writes for an entry.
const ENTRY: &str = include_str!("../templates/entry.py");
const ALONE: &str = include_str!("../templates/alone.py");
const SERVICE: &str = include_str!("../templates/service.py");
const SERVICE_ALONE: &str = include_str!("../templates/service_alone.py");

/// The Python SDK.
///
/// Settings of a component: `module` is the user's main module (`app`), `imports` names modules to load while
/// building beyond those found in the user's code, `path` names folders with pure Python packages; both are
/// separated by commas. A folder `vendor` is on the path when there is one.
#[derive(Debug, Clone, Copy, Default)]
pub struct PythonDriver;

/// What `componentize.py` reads.
#[derive(Debug, Serialize)]
struct EngineJob<'a> {
    package: &'a Path,
    wit: &'a Path,
    world: &'a str,
    path: &'a [PathBuf],
    output: &'a Path,
    import_names: &'a [(String, String)],
    export_names: &'a [(String, String)],
}

/// What the entry module reads.
#[derive(Debug, Serialize)]
struct EntryJob<'a> {
    module: &'a str,
    eager: Vec<&'a str>,
    /// The user's folders of the path, as the user calls them.
    path: Vec<&'a str>,
    /// The engine's numbers of functions.
    imports: &'a BTreeMap<String, usize>,
    exports: &'a BTreeMap<String, usize>,
    /// Our number of each type, by the engine's number of the stream or future; nothing for those of the build.
    streams: Vec<Option<usize>>,
    futures: Vec<Option<usize>>,
    /// The engine's number of a stream of bytes.
    wake: usize,
}

/// What the entry module writes.
#[derive(Debug, Default, Deserialize)]
struct Report {
    errors: Vec<Problem>,
    warnings: Vec<String>,
    output: String,
}

#[derive(Debug, Deserialize)]
struct Problem {
    message: String,
    hint: String,
    file: Option<String>,
    line: Option<u32>,
}

impl Driver for PythonDriver {
    fn language(&self) -> &dyn Language {
        &Python
    }

    fn manifest(&self) -> &'static str {
        include_str!("../lang.toml")
    }

    fn shipped(&self) -> &'static [Shipped] {
        const FILES: &[Shipped] = &[
            Shipped { path: "toolchain/requirements.txt", bytes: include_bytes!("../toolchain/requirements.txt") },
            Shipped {
                path: "toolchain/pip/requirements.txt",
                bytes: include_bytes!("../toolchain/pip/requirements.txt"),
            },
        ];
        FILES
    }

    fn build(&self, job: &Job<'_>) -> Result<Built, BuildError> {
        Python.accept(job.world)?;
        let module = setting(job.options, "module").unwrap_or("app");
        find_module(job.source, module)?;
        let package = Package::new(job.world)?;
        let place = Workplace::prepare(job, &package, module)?;
        (job.progress)("linking and starting CPython");
        let run = place.run(job)?;
        let report = place.report();
        if let Some(error) = user_error(&report, job) {
            return Err(error);
        }
        run?;
        (job.progress)("finishing the component");
        let raw = std::fs::read(&place.output).map_err(|e| BuildError::io(&place.output, e))?;
        let stand_ins = stand_in::needed(job.world) || is_concurrent(job.world);
        let component = polish(&raw, &package.numbers, stand_ins).map_err(|error| BuildError::Encode {
            world: job.world.short_name.clone(),
            hint: "this is a disagreement between witloom and its pinned componentize-py; please report it".to_owned(),
            cause: Causes::of(&anyhow::Error::new(error)),
        })?;
        let _ = std::fs::remove_file(&place.output);
        Ok(Built { component, warnings: warnings(report) })
    }

    fn template_tests(&self, starter: &Starter<'_>) -> Vec<SourceFile> {
        let text = match starter.role {
            Role::Service { .. } => return Vec::new(),
            Role::Entry { imports: [] } => include_str!("../templates/alone_test.py").to_owned(),
            Role::Entry { imports } => {
                let parts: Vec<String> = imports.iter().map(|name| format!("\"{}\"", name.replace('-', "_"))).collect();
                include_str!("../templates/entry_test.py")
                    .replace("[\"greet_part\"]", &format!("[{}]", parts.join(", ")))
            }
            Role::Part { .. } => include_str!("../templates/part_test.py").to_owned(),
        };
        vec![SourceFile { path: "test_app.py".to_owned(), text }]
    }

    fn stubs(&self, world: &World, options: &Options) -> Vec<SourceFile> {
        let path = format!("{}.py", setting(options, "module").unwrap_or("app").replace('.', "/"));
        stubs(world).into_iter().map(|text| SourceFile { path: path.clone(), text }).collect()
    }

    fn has_tests(&self, source: &Path) -> bool {
        tests::are_there(source)
    }

    fn test(&self, job: &TestJob<'_>) -> Result<OwnTests, BuildError> {
        tests::run(job)
    }

    fn guest_writer(&self) -> Option<&dyn GuestWriter> {
        Some(&Python)
    }

    fn expectations(&self) -> &'static str {
        include_str!("../expectations.toml")
    }

    fn template(&self, starter: &Starter<'_>) -> Vec<SourceFile> {
        let text = match starter.role {
            Role::Service { imports } => entry_template([SERVICE_ALONE, SERVICE], imports),
            Role::Entry { imports } => entry_template([ALONE, ENTRY], imports),
            Role::Part { export } => part_template(export),
        };
        vec![SourceFile { path: "app.py".to_owned(), text }]
    }
}

/// The files of one run of the engine.
#[derive(Debug)]
struct Workplace {
    folder: PathBuf,
    script: PathBuf,
    job: PathBuf,
    output: PathBuf,
}

impl Workplace {
    fn prepare(job: &Job<'_>, package: &Package, module: &str) -> Result<Self, BuildError> {
        let entry = job.work.join("entry");
        std::fs::create_dir_all(&entry).map_err(|e| BuildError::io(&entry, e))?;
        let place = Self {
            script: job.work.join("componentize.py"),
            job: job.work.join("job.json"),
            output: job.work.join("raw.wasm"),
            folder: entry,
        };
        let _ = std::fs::remove_file(place.folder.join("report.json"));
        let wit = job.work.join("package.wasm");
        write(&wit, &package.wit)?;
        write(&place.script, COMPONENTIZE.as_bytes())?;
        write(&place.folder.join("witloom_entry.py"), BUILD.as_bytes())?;
        let eager = setting(job.options, "imports").map(split).unwrap_or_default();
        let packages = packages::install(job)?;
        let (path, shown) = python_path(job, &place.folder, packages)?;
        let numbers = &package.numbers;
        let bindings = Bindings::new(job.world);
        let types = |ends: &[End]| ends.iter().map(|end| Some(bindings.shape_id(end.ty?))).collect();
        let entry_job = EntryJob {
            module,
            eager,
            path: shown,
            imports: &numbers.imports,
            exports: &numbers.exports,
            streams: types(&numbers.streams),
            futures: types(&numbers.futures),
            wake: numbers.wake,
        };
        write(&place.folder.join("job.json"), &json(&entry_job))?;
        let engine_job = EngineJob {
            package: job.tools.path("componentize-py")?,
            wit: &wit,
            world: &job.world.name,
            path: &path,
            output: &place.output,
            import_names: &package.import_names,
            export_names: &package.export_names,
        };
        write(&place.job, &json(&engine_job))?;
        Ok(place)
    }

    /// Runs the engine. The outer error is ours; the inner one counts only when the report is clean.
    fn run(&self, job: &Job<'_>) -> Result<Result<(), BuildError>, BuildError> {
        let mut command: Command = job.tools.command("python3")?;
        command.arg("-I").arg(&self.script).arg(&self.job).current_dir(job.work);
        let output = command.output().map_err(|e| BuildError::io(Path::new(command.get_program()), e))?;
        if output.status.success() {
            return Ok(Ok(()));
        }
        let text = String::from_utf8_lossy(&output.stderr);
        // Where in the engine it happened helps nobody.
        let text = text.split("\nStack backtrace:").next().unwrap_or_default().trim().to_owned();
        Ok(Err(BuildError::ToolFailed {
            tool: "componentize-py".to_owned(),
            status: output.status.to_string(),
            output: text,
        }))
    }

    fn report(&self) -> Report {
        let text = std::fs::read(self.folder.join("report.json")).unwrap_or_default();
        serde_json::from_slice(&text).unwrap_or_default()
    }
}

/// The folders of the engine's path, and what the user calls all but the first. Their order matters: the bindings
/// know `/0` as ours, `/1` as the user's.
fn python_path<'a>(
    job: &Job<'a>,
    entry: &Path,
    packages: Option<PathBuf>,
) -> Result<(Vec<PathBuf>, Vec<&'a str>), BuildError> {
    let source = job.source.canonicalize().map_err(|e| BuildError::io(job.source, e))?;
    let mut path = vec![entry.to_owned(), source.clone()];
    let mut shown = vec![""];
    let vendor = source.join("vendor");
    if vendor.is_dir() {
        path.push(vendor);
        shown.push("vendor");
    }
    if let Some(folder) = packages {
        path.push(folder);
        shown.push("site-packages");
    }
    for name in setting(job.options, "path").map(split).unwrap_or_default() {
        let folder = source.join(name);
        let found = folder.canonicalize().map_err(|e| BuildError::io(&folder, e))?;
        if !found.starts_with(&source) {
            job.reads(&found);
        }
        path.push(found);
        shown.push(name);
    }
    Ok((path, shown))
}

pub(crate) fn setting<'a>(options: &'a Options, name: &str) -> Option<&'a str> {
    options.settings.get(name).map(String::as_str)
}

pub(crate) fn split(list: &str) -> Vec<&str> {
    list.split(',').map(str::trim).filter(|part| !part.is_empty()).collect()
}

fn find_module(source: &Path, module: &str) -> Result<(), BuildError> {
    let relative = module.replace('.', "/");
    let candidates = [format!("{relative}.py"), format!("{relative}/__init__.py")];
    if candidates.iter().any(|file| source.join(file).is_file()) {
        return Ok(());
    }
    let message = format!("there is no `{}` in `{}`", candidates[0], source.display());
    let hint = "write it, or name another module under `module` in the component's options";
    Err(BuildError::user_code(message, hint))
}

/// Everything that is wrong with the user's code, as one error.
fn user_error(report: &Report, job: &Job<'_>) -> Option<BuildError> {
    let (first, rest) = report.errors.split_first()?;
    let mut message = first.place() + &first.message;
    for problem in rest {
        let _ = write!(message, "\n{}{}", problem.place(), problem.message);
    }
    if !report.output.trim().is_empty() {
        let _ = write!(message, "\nthe modules printed:\n{}", report.output.trim_end());
    }
    let is_form = ["wsgi", "asgi"].iter().any(|form| {
        let unknown = [format!("cannot import name '{form}' from 'gen'"), format!("No module named 'gen.{form}'")];
        unknown.iter().any(|words| first.message.contains(words))
    });
    let lacks = is_form.then(|| job.world.lacks_http_handler()).flatten();
    let hint = lacks.map(ToOwned::to_owned).or_else(|| (!first.hint.is_empty()).then(|| first.hint.clone()));
    Some(BuildError::UserCode { message, hint })
}

impl Problem {
    fn place(&self) -> String {
        match (&self.file, self.line) {
            (Some(file), Some(line)) => format!("{file}:{line}: "),
            (Some(file), None) => format!("{file}: "),
            (None, _) => String::new(),
        }
    }
}

fn warnings(report: Report) -> Vec<String> {
    let mut warnings = report.warnings;
    let output = report.output.trim();
    if !output.is_empty() {
        warnings.push(format!("the modules printed while the component was built: {output}"));
    }
    warnings
}

fn json(value: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(value).expect("plain data serialises")
}

fn write(path: &Path, contents: &[u8]) -> Result<(), BuildError> {
    std::fs::write(path, contents).map_err(|e| BuildError::io(path, e))
}

fn part_template(export: &str) -> String {
    include_str!("../templates/part.py").replace("greet_part", &export.replace('-', "_"))
}

/// One of two templates: for an entry that calls nobody, and for one that calls others.
fn entry_template([alone, calling]: [&str; 2], imports: &[String]) -> String {
    if imports.is_empty() {
        return alone.to_owned();
    }
    let modules: Vec<_> = imports.iter().map(|import| import.replace('-', "_")).collect();
    calling.replace("greet_part", &modules.join(", "))
}
