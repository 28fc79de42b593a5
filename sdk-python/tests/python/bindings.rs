//! The generated text: reviewed as goldens, compiled by Python, and checked by ruff and mypy where they are.

use std::path::Path;
use std::process::Command;

use witloom_bindgen::{FileSet, Options};
use witloom_component::Driver;
use witloom_sdk_python::Python;

use crate::support::{case, world};

fn generate(name: &str) -> FileSet {
    Python.language().generate(&world(&case(name).join("in.wit")), &Options::default()).unwrap()
}

#[test]
fn goldens() {
    for name in ["values", "objects"] {
        let files = generate(name);
        for (path, text) in files.iter() {
            let fixed = ["_runtime.py", "_check.py", "_build.py", "py.typed"].iter().any(|file| path.ends_with(file));
            if !fixed {
                let text = String::from_utf8(text.to_vec()).unwrap();
                insta::assert_snapshot!(format!("{name}-{}", path.replace('/', "-")), text);
            }
        }
    }
}

#[test]
fn python_compiles_it() {
    for name in ["values", "objects", "faulty"] {
        let folder = tempfile::tempdir().unwrap();
        generate(name).write(folder.path()).unwrap();
        run(folder.path(), "python3", &["-m", "compileall", "-q", "gen"]);
        run(folder.path(), "python3", &["-c", "import gen._world as w; w.published(); w.interfaces(); w.resources()"]);
    }
}

/// Needs `ruff` and `mypy` on the path.
#[test]
#[ignore = "needs ruff and mypy"]
fn linters_accept_it() {
    for name in ["values", "objects", "faulty"] {
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
    }
}

fn run(folder: &Path, program: &str, args: &[&str]) {
    let output = Command::new(program).args(args).current_dir(folder).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{program} {args:?}:\n{text}");
}
