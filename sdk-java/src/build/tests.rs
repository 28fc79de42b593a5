//! The user's own tests, by JUnit on this machine's Java. Beside the user's classes and the bindings' stands another
//! `Imports`, whose methods throw: tests stub the classes in front of it, by Mockito.

use std::path::{Path, PathBuf};

use witloom_component::{BuildError, OwnTests, TestJob, TestRun, Tools, literal, test_files};

use super::{fresh, launcher, project};
use crate::glue;
use crate::names::Names;

/// Where tests lie, from the component's folder on.
const FOLDERS: [&str; 2] = ["test", "src/test"];
/// The class that calls what a component imports.
const IMPORTS: &str = "witloom/glue/Imports.java";

/// The user's test sources.
pub(super) fn files(source: &Path) -> Vec<PathBuf> {
    let below = |folder: &&str| {
        let folder = source.join(folder);
        let found = test_files(&folder, &|name| name.starts_with('.'), &|_, name| name.ends_with(".java"));
        found.into_iter().map(move |path| folder.join(path))
    };
    FOLDERS.iter().flat_map(below).collect()
}

/// Runs them.
pub(super) fn run(job: &TestJob<'_>) -> Result<OwnTests, BuildError> {
    let library = Library::of(job)?;
    let classes = fresh(&job.work.join("classes"))?;
    let compiled = compile(job, &library, &classes)?;
    if !compiled.passed {
        return Ok(OwnTests::Ran(compiled));
    }
    let mut command = job.tools.command("java")?;
    command.current_dir(job.source).args(["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto"]);
    // Mockito's own way to stub static methods; without it the JDK warns of agents that load themselves.
    command.args(library.agent.iter().map(|jar| format!("-javaagent:{}", jar.display())));
    let mut path = vec![classes.clone()];
    path.extend(["src/main/resources", "src/test/resources"].map(|folder| job.source.join(folder)));
    path.extend(library.jars);
    command.arg("-cp").arg(launcher::join(&path)?).args(["org.junit.platform.console.ConsoleLauncher", "execute"]);
    command.args(["--disable-banner", "--disable-ansi-colors", "--details=tree"]).arg("--scan-class-path");
    command.arg(&classes);
    command.args(job.filter.map(|text| format!("--include-methodname=.*{}.*", literal(text))));
    let mut run = TestRun::of("JUnit", &mut command)?;
    let count = |what: &str| {
        let line = run.output.lines().find(|line| line.contains(&format!(" tests {what}")))?;
        line.split_whitespace().find_map(|word| word.parse::<u32>().ok())
    };
    run.summary = count("successful").map_or_else(String::new, |passed| format!("{passed} passed"));
    Ok(OwnTests::Ran(run))
}

/// Compiles the user's classes and tests; javac's words when it can't.
fn compile(job: &TestJob<'_>, library: &Library, classes: &Path) -> Result<TestRun, BuildError> {
    let imports = fresh(&job.work.join("gen"))?.join(IMPORTS);
    let folder = imports.parent().unwrap_or(job.work);
    let text = glue::not_mocked(job.world, &Names::new(job.world));
    std::fs::create_dir_all(folder)
        .and_then(|()| std::fs::write(&imports, text))
        .map_err(|e| BuildError::io(folder, e))?;
    let mut sources = project::sources(job.source)?;
    sources.retain(|path| !path.ends_with(Path::new("gen").join(IMPORTS)));
    let mut command = job.tools.command("javac")?;
    command.args(["-g", "-proc:none", "-encoding", "UTF-8", "-parameters", "-nowarn", "-d"]).arg(classes);
    command.arg("-cp").arg(launcher::join(&library.jars)?);
    command.args(sources).arg(imports).args(files(job.source));
    TestRun::of("javac", &mut command)
}

/// What tests are compiled and run with.
struct Library {
    jars: Vec<PathBuf>,
    /// Mockito, which is an agent, too.
    agent: Option<PathBuf>,
}

impl Library {
    /// JUnit is ours, for the console; a project's Mockito precedes ours.
    fn of(job: &TestJob<'_>) -> Result<Self, BuildError> {
        let pom = job.source.join("pom.xml");
        let users = if pom.exists() { project::dependencies(&job.as_build(), &pom, "test")? } else { Vec::new() };
        let has_mockito = users.iter().any(|jar| is_named(jar, "mockito-core-"));
        let ours = ours(job.tools)?.into_iter().filter(|jar| !has_mockito || is_named(jar, "junit-"));
        let users = users.into_iter().filter(|jar| !is_named(jar, "junit-"));
        let jars: Vec<PathBuf> = ours.chain(users).chain([launcher::interop(job.tools)]).collect();
        let agent = jars.iter().find(|jar| is_named(jar, "mockito-core-")).cloned();
        Ok(Self { jars, agent })
    }
}

fn ours(tools: &Tools) -> Result<Vec<PathBuf>, BuildError> {
    launcher::jars(&tools.path("jupiter")?.join("lib"))
}

fn is_named(jar: &Path, start: &str) -> bool {
    jar.file_name().is_some_and(|name| name.to_string_lossy().starts_with(start))
}
