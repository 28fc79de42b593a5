//! The class library held against the JDK: the same checks run there and in a component, and say the same.
//!
//! `jdk/known.txt` names the lines that may differ, each with the reason; a line that no longer differs must go. If
//! the reason begins with `message`, an exception of the same class has to come.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use wasmtime::Collector;
use wasmtime::component::Val;
use witloom_component::Profile;

use crate::support::{Folder, engine, run};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/jdk")
}

/// The Java files of a folder, in order.
fn sources(name: &str) -> Result<Vec<PathBuf>> {
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder().join(name))?.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    files.sort();
    Ok(files)
}

/// What the JDK says.
fn on_the_jdk() -> Result<Vec<String>> {
    let classes = tempfile::tempdir()?;
    let mut files = sources("checks")?;
    files.extend(sources("native")?);
    let mut javac = Command::new("javac");
    javac.args(["--release", "17", "-encoding", "UTF-8", "-nowarn", "-d"]).arg(classes.path()).args(files);
    ensure!(javac.status()?.success(), "the checks don't compile");
    let output = Command::new("java").arg("-cp").arg(classes.path()).arg("checks.Main").output()?;
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Ok(String::from_utf8(output.stdout)?.lines().map(str::to_owned).collect())
}

/// What a component says.
fn in_a_component(profile: Profile) -> Result<Vec<String>> {
    let mut files = Vec::new();
    for path in sources("checks")?.into_iter().chain(sources("component")?) {
        let name = path.file_name().context("a file has a name")?.to_string_lossy().into_owned();
        files.push((format!("src/checks/{name}"), std::fs::read_to_string(&path)?));
    }
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let wit = std::fs::read_to_string(folder().join("world.wit"))?;
    let mut folder = Folder::new(&wit, None, &files)?;
    folder.profile = profile;
    let built = folder.build()?;
    let mut running = run(&engine(Collector::Auto), &built.component, |_| Ok(()))?;
    let Some(Val::List(lines)) = running.call("test:jdk/checks", "lines", &[])? else { panic!("no lines") };
    let text = |line| match line {
        Val::String(text) => text,
        other => panic!("{other:?} is no text"),
    };
    Ok(lines.into_iter().map(text).collect())
}

/// Names of lines that may differ, with the reason.
fn known() -> Result<BTreeMap<String, String>> {
    let text = std::fs::read_to_string(folder().join("known.txt"))?;
    let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines
        .map(|line| {
            let (name, reason) = line.split_once(": ").with_context(|| format!("`{line}` has no reason"))?;
            Ok((name.to_owned(), reason.to_owned()))
        })
        .collect()
}

/// The class of the exception that a check ends with.
fn thrown(line: &str) -> Option<&str> {
    let (_, exception) = line.split_once(" = threw ")?;
    Some(exception.split_once(':').map_or(exception, |(class, _)| class))
}

fn compare(profile: Profile) -> Result<()> {
    let (expected, actual, mut known) = (on_the_jdk()?, in_a_component(profile)?, known()?);
    let mut problems = Vec::new();
    for (expected, actual) in expected.iter().zip(&actual) {
        let name = expected.split_once(" = ").map_or(expected.as_str(), |(name, _)| name);
        let excused = known.remove(name).is_some_and(|reason| {
            !reason.starts_with("message") || thrown(expected).is_some_and(|class| Some(class) == thrown(actual))
        });
        match (expected == actual, excused) {
            (false, false) => problems.push(format!("jdk:       {expected}\ncomponent: {actual}")),
            (true, true) => problems.push(format!("`{name}` no longer differs: take it out of known.txt")),
            (true, false) | (false, true) => {}
        }
    }
    problems.extend(known.into_keys().map(|name| format!("known.txt names `{name}`, which is no check")));
    println!("{} checks", expected.len());
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    assert_eq!(expected.len(), actual.len());
    Ok(())
}

#[test]
fn a_component_says_what_the_jdk_says() -> Result<()> {
    compare(Profile::Dev)
}

/// TeaVM's optimiser inlines and moves code.
#[test]
fn an_optimised_component_says_what_the_jdk_says() -> Result<()> {
    compare(Profile::Release)
}
