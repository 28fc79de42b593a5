//! Our small Java program that runs javac and TeaVM.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use witloom_component::{BuildError, Job, Tools, run_tool};

use super::{hints, library, worker};
use crate::generate::{RUNTIME, TASKS};

const SOURCES: &[(&str, &str)] = &[
    ("Amend", include_str!("../../launcher/witloom/build/Amend.java")),
    ("Amendments", include_str!("../../launcher/witloom/build/Amendments.java")),
    ("ArrayStores", include_str!("../../launcher/witloom/build/ArrayStores.java")),
    ("ArraySizes", include_str!("../../launcher/witloom/build/ArraySizes.java")),
    ("Checks", include_str!("../../launcher/witloom/build/Checks.java")),
    ("Compiler", include_str!("../../launcher/witloom/build/Compiler.java")),
    ("Failure", include_str!("../../launcher/witloom/build/Failure.java")),
    ("Implementation", include_str!("../../launcher/witloom/build/Implementation.java")),
    ("Locales", include_str!("../../launcher/witloom/build/Locales.java")),
    ("Main", include_str!("../../launcher/witloom/build/Main.java")),
    ("OnlyOnce", include_str!("../../launcher/witloom/build/OnlyOnce.java")),
    ("Patches", include_str!("../../launcher/witloom/build/Patches.java")),
    ("Reach", include_str!("../../launcher/witloom/build/Reach.java")),
    ("Settings", include_str!("../../launcher/witloom/build/Settings.java")),
    ("Tasks", include_str!("../../launcher/witloom/build/Tasks.java")),
    ("Translator", include_str!("../../launcher/witloom/build/Translator.java")),
    ("Types", include_str!("../../launcher/witloom/build/Types.java")),
    ("Wiring", include_str!("../../launcher/witloom/build/Wiring.java")),
];

/// The name of the package in `lang.toml`.
const PACKAGE: &str = "teavm";
/// A process that builds a few times gains nothing from the second compiler: these halve its time.
const JVM: &[&str] = &["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto"];

/// The compiled launcher.
#[derive(Debug)]
pub(super) struct Launcher {
    classpath: OsString,
}

impl Launcher {
    /// Compiles the launcher, unless this very one is there already.
    pub(super) fn prepare(job: &Job<'_>) -> Result<Self, BuildError> {
        let mut jars = jars(&job.tools.path(PACKAGE)?.join("lib"))?;
        let sources: Vec<(String, &str)> = sources().collect();
        let mut key =
            vec![("javac", job.tools.version("javac")?.as_bytes()), (PACKAGE, job.tools.version(PACKAGE)?.as_bytes())];
        key.extend(sources.iter().map(|(path, text)| (path.as_str(), text.as_bytes())));
        let classes = job.step("launcher", &key, |folder| {
            (job.progress)("compile the launcher");
            compile(job, &jars, &sources, folder)?;
            amend(job, &jars, folder)
        })?;
        jars.insert(0, classes);
        Ok(Self { classpath: join(&jars)? })
    }

    /// Runs it; answers the warnings.
    pub(super) fn run(&self, job: &Job<'_>, settings: &Path) -> Result<Vec<String>, BuildError> {
        let mut command = job.tools.command("java")?;
        command.args(JVM).arg("-cp").arg(&self.classpath).arg("witloom.build.Main");
        let answer = worker::ask(command, settings).map_err(|cause| BuildError::io("java", cause))?;
        if answer.code != 0 {
            return Err(hints::failure(job, answer.code, &answer.errors));
        }
        Ok(answer.output.lines().map(|line| hints::relative(job, line)).collect())
    }
}

/// The jar with the annotations that the runtime uses.
pub(super) fn interop(tools: &Tools) -> PathBuf {
    let lib = tools.path(PACKAGE).map(|path| path.join("lib")).unwrap_or_default();
    lib.join("teavm-interop-0.16.0.jar")
}

/// The launcher, our part of the class library, and the runtime, which that builds upon: the one with tasks, which
/// offers what the other does. A component brings its own.
fn sources() -> impl Iterator<Item = (String, &'static str)> {
    let launcher = SOURCES.iter().map(|(name, text)| (format!("witloom/build/{name}.java"), *text));
    let library = library::SOURCES.iter().map(|(path, text)| ((*path).to_owned(), *text));
    let runtime = RUNTIME.iter().chain(TASKS).map(|(name, text)| (format!("witloom/rt/{name}.java"), *text));
    launcher.chain(library).chain(runtime)
}

fn compile(job: &Job<'_>, jars: &[PathBuf], sources: &[(String, &str)], classes: &Path) -> Result<(), BuildError> {
    let io = |cause| BuildError::io(classes, cause);
    let folder = classes.join("src");
    let mut command = job.tools.command("javac")?;
    command.args(["--release", "17", "-proc:none", "-encoding", "UTF-8", "-cp"]).arg(join(jars)?);
    command.arg("-d").arg(classes);
    for (path, text) in sources {
        let file = folder.join(path);
        let parent = file.parent().unwrap_or(&folder);
        std::fs::create_dir_all(parent).and_then(|()| std::fs::write(&file, text)).map_err(io)?;
        command.arg(file);
    }
    run_tool("javac", &mut command).map(drop)
}

/// Writes the classes of TeaVM that are amended, which the launcher's own must precede.
fn amend(job: &Job<'_>, jars: &[PathBuf], classes: &Path) -> Result<(), BuildError> {
    let mut path = vec![classes.to_owned()];
    path.extend_from_slice(jars);
    let mut command = job.tools.command("java")?;
    command.args(JVM).arg("-cp").arg(join(&path)?).arg("witloom.build.Amend").arg(classes);
    run_tool("java", &mut command).map(drop)
}

pub(super) fn jars(lib: &Path) -> Result<Vec<PathBuf>, BuildError> {
    let io = |cause| BuildError::io(lib, cause);
    let mut jars = Vec::new();
    for entry in std::fs::read_dir(lib).map_err(io)? {
        let path = entry.map_err(io)?.path();
        if path.extension().is_some_and(|extension| extension == "jar") {
            jars.push(path);
        }
    }
    jars.sort();
    Ok(jars)
}

pub(super) fn join(paths: &[PathBuf]) -> Result<OsString, BuildError> {
    let joined = std::env::join_paths(paths);
    joined.map_err(|cause| BuildError::io(Path::new("lib"), std::io::Error::other(cause)))
}
