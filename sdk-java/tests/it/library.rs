//! What of the JDK there is in components, as `docs/support.md` lists it.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, ensure};
use witloom_test_kit::page;

use crate::support::{sources, tools};

/// Packages of the JDK, in the order of the page.
const PACKAGES: [&str; 31] = [
    "java.lang",
    "java.lang.annotation",
    "java.lang.invoke",
    "java.lang.ref",
    "java.lang.reflect",
    "java.util",
    "java.util.function",
    "java.util.stream",
    "java.util.regex",
    "java.util.concurrent",
    "java.util.concurrent.atomic",
    "java.util.concurrent.locks",
    "java.util.zip",
    "java.util.logging",
    "java.text",
    "java.time",
    "java.time.chrono",
    "java.time.format",
    "java.time.temporal",
    "java.time.zone",
    "java.math",
    "java.nio",
    "java.nio.channels",
    "java.nio.charset",
    "java.nio.file",
    "java.nio.file.attribute",
    "java.io",
    "java.net",
    "java.net.http",
    "java.security",
    "java.security.spec",
];

/// A class of the JDK, and what isn't there of it.
struct Class<'l> {
    name: &'l str,
    /// How many public methods it has; none where it isn't there itself.
    methods: Option<usize>,
    missing: Vec<&'l str>,
}

/// What our library, TeaVM's before which it stands, and what the launcher changes in that have.
fn listed() -> Result<String> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let jars = tools().path("teavm")?.join("lib").join("*");
    let classes = tempfile::tempdir()?;
    let mut found = BTreeMap::new();
    // The runtime with tasks has files that stand for others of the plain one.
    for folder in ["launcher", "library", "runtime/witloom", "runtime/tasks/witloom"] {
        let root = here.join(folder);
        let mut files = Vec::new();
        sources(&root, &mut files);
        found
            .extend(files.into_iter().map(|file| (file.strip_prefix(&root).unwrap_or(&file).to_owned(), file.clone())));
    }
    let files: Vec<PathBuf> = found.into_values().chain([here.join("tests/library/Library.java")]).collect();
    let mut javac = Command::new("javac");
    javac.args(["--release", "17", "-proc:none", "-nowarn", "-encoding", "UTF-8", "-cp"]).arg(&jars);
    let compiled = javac.arg("-d").arg(classes.path()).args(files).output()?;
    ensure!(compiled.status.success(), "{}", String::from_utf8_lossy(&compiled.stderr));
    let path = std::env::join_paths([classes.path(), &jars])?;
    let output = Command::new("java").arg("-cp").arg(path).arg("library.Library").args(PACKAGES).output()?;
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Ok(String::from_utf8(output.stdout)?)
}

fn class(line: &str) -> (&str, Class<'_>) {
    let mut words = line.split_whitespace();
    let (package, name) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let methods = words.next().and_then(|count| count.parse().ok());
    (package, Class { name, methods, missing: words.collect() })
}

fn row(package: &str, classes: &[Class<'_>]) -> String {
    let (there, lacking): (Vec<&Class<'_>>, Vec<_>) = classes.iter().partition(|class| class.methods.is_some());
    let all: usize = there.iter().filter_map(|class| class.methods).sum();
    let missing: usize = there.iter().map(|class| class.missing.len()).sum();
    let named = |class: &&Class<'_>| format!("`{}`", class.name);
    let mut lacks: Vec<String> = Vec::new();
    if !lacking.is_empty() {
        lacks.push(lacking.iter().map(named).collect::<Vec<_>>().join(", "));
    }
    let partly = there.iter().filter(|class| !class.missing.is_empty());
    lacks.extend(partly.map(|class| format!("of `{}`: {}", class.name, class.missing.join(", "))));
    let counts = format!("{} of {} | {} of {all}", there.len(), classes.len(), all - missing);
    format!("| `{package}` | {counts} | {} |", lacks.join("; "))
}

#[test]
fn the_page_lists_what_there_is_of_the_jdk() -> Result<()> {
    let text = listed()?;
    let mut packages: BTreeMap<&str, Vec<Class<'_>>> = BTreeMap::new();
    for (package, class) in text.lines().map(class) {
        packages.entry(package).or_default().push(class);
    }
    let mut table = String::from("| package | classes | methods of these | what isn't there |\n|---|---|---|---|\n");
    for package in PACKAGES {
        let classes = packages.get(package).map_or(&[] as &[_], Vec::as_slice);
        ensure!(!classes.is_empty(), "{package} has no classes");
        writeln!(table, "{}", row(package, classes))?;
    }
    let begin = "<!-- the standard library of java: what a run of `witloom-sdk-java`'s test `library` gave -->";
    page::holds("support.md", begin, "<!-- end of the standard library of java -->", &table);
    Ok(())
}
