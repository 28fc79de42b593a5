//! The generated text: reviewed as goldens, compiled by Python, and checked by ruff and mypy where they are.

use std::path::{Path, PathBuf};
use std::process::Command;

use witloom_bindgen::{FileSet, Options};
use witloom_component::Driver;
use witloom_sdk_python::Python;

use crate::support::{case, world_of};

fn generate(name: &str) -> FileSet {
    // Two cases share a package of two worlds.
    let world = world_of(&case(name).join("in.wit"), ["tasks", "player"].contains(&name).then_some(name));
    Python.language().generate(&world, &Options::default()).unwrap()
}

/// What is the same for every world.
const FIXED: [&str; 12] = [
    "_lives.py",
    "_subtasks.py",
    "_runtime.py",
    "_check.py",
    "_build.py",
    "_modules.py",
    "_late.py",
    "_elements.py",
    "_streams.py",
    "_sending.py",
    "_tasks.py",
    "py.typed",
];

#[test]
fn goldens() {
    for name in ["values", "objects", "twins", "tasks", "player"] {
        let files = generate(name);
        for (path, text) in files.iter() {
            let fixed = FIXED.iter().any(|file| path.ends_with(file));
            if !fixed {
                let text = String::from_utf8(text.to_vec()).unwrap();
                insta::assert_snapshot!(format!("{name}-{}", path.replace('/', "-")), text);
            }
        }
    }
}

#[test]
fn python_compiles_it() {
    for name in ["values", "objects", "twins", "tasks", "player", "faulty"] {
        let folder = tempfile::tempdir().unwrap();
        generate(name).write(folder.path()).unwrap();
        run(folder.path(), "python3", &["-m", "compileall", "-q", "gen"]);
        run(folder.path(), "python3", &["-c", "import gen._world as w; w.published(); w.interfaces(); w.resources()"]);
    }
}

/// What the community's tools say about bindings, and about code that uses them.
#[test]
fn linters_accept_it() {
    let tools = linters();
    let run = |folder: &Path, tool: &str, args: &[&str]| {
        let args = [&["-m", tool], args].concat();
        let output =
            Command::new("python3").args(&args).env("PYTHONPATH", &tools).current_dir(folder).output().unwrap();
        let text = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{tool}: {args:?}:\n{text}");
    };
    for name in ["values", "objects", "twins", "tasks", "player", "faulty"] {
        let folder = tempfile::tempdir().unwrap();
        generate(name).write(folder.path()).unwrap();
        std::fs::copy(case(name).join("app.py"), folder.path().join("app.py")).unwrap();
        run(folder.path(), "ruff", &["format", "--check", "--diff", "gen"]);
        run(
            folder.path(),
            "ruff",
            &["check", "--ignore-noqa", "--select", "F,I,E4,E7,E9", "--ignore", "E402,E741", "gen"],
        );
        run(folder.path(), "mypy", &["gen"]);
        if ["twins", "tasks", "player"].contains(&name) {
            run(folder.path(), "mypy", &["app.py"]);
        }
    }
}

/// Installs the tools into a folder of the tests' own.
fn linters() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("ruff-0.17.6-mypy-2.4.1");
    if !folder.exists() {
        let aside = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
        let status = Command::new("python3")
            .args([
                "-m",
                "pip",
                "install",
                "--quiet",
                "--disable-pip-version-check",
                "--only-binary",
                ":all:",
                "--target",
            ])
            .arg(aside.path())
            .args(["ruff==0.17.6", "mypy==2.4.1"])
            .status()
            .expect("python3 runs");
        assert!(status.success(), "pip can't install ruff and mypy");
        // Another process may have been faster.
        let _ = std::fs::rename(aside.keep(), &folder);
    }
    folder
}

fn run(folder: &Path, program: &str, args: &[&str]) {
    let output = Command::new(program).args(args).current_dir(folder).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{program} {args:?}:\n{text}");
}
