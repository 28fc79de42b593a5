//! Generated files, held against what is recorded, loaded by Python, and judged by ruff and mypy. The worlds are those that
//! every language is recorded for.

use std::path::{Path, PathBuf};
use std::process::Command;

use witloom_bindgen::Options;
use witloom_component::disk::{DiskError, once};
use witloom_component::{Driver, Role, Starter};
use witloom_sdk_python::PythonDriver;
use witloom_test_kit::growth::hold_in_proportion;
use witloom_test_kit::{hold_against_goldens, lay_out, run};

use crate::support::{case, wit, world};

/// What is the same for every world.
const FIXED: [&str; 14] = [
    "_lives.py",
    "_subtasks.py",
    "_runtime.py",
    "_check.py",
    "_build.py",
    "_files.py",
    "_granted.py",
    "_modules.py",
    "_late.py",
    "_elements.py",
    "_streams.py",
    "_sending.py",
    "_tasks.py",
    "py.typed",
];

#[test]
fn files_are_as_recorded() {
    let own = |path: &str| !FIXED.iter().any(|file| path.ends_with(file));
    hold_against_goldens(env!("CARGO_MANIFEST_DIR"), PythonDriver.language(), own);
}

#[test]
fn types_that_are_used_twice_are_written_once() {
    hold_in_proportion(PythonDriver.language());
}

/// What users write against a world: a case's `app.py`, and the sample it is for.
const USERS: &[(&str, &str)] = &[("twins", "twins"), ("tasks", "doors-tasks"), ("player", "doors-player")];

/// Loads the bindings in each folder that it is given, as a build does.
const LOAD: &str = "
import importlib, sys
for folder in sys.argv[1:]:
    sys.path.insert(0, folder)
    world = importlib.import_module('gen._world')
    assert world.__file__.startswith(folder), world.__file__
    world.published(), world.interfaces(), world.resources()
    for name in [name for name in sys.modules if name.split('.')[0] == 'gen']:
        del sys.modules[name]
    sys.path.pop(0)
";

/// The samples, one more whose user is mistaken about it, and a service.
fn folders(root: &Path) -> Vec<PathBuf> {
    let samples = lay_out(root, PythonDriver.language());
    let more = ["faulty", "service"].map(|name| {
        let folder = root.join(name);
        let world = world(&wit(name));
        PythonDriver.language().generate(&world, &Options::default()).unwrap().write(&folder).unwrap();
        folder
    });
    samples.iter().map(|sample| root.join(sample.name)).chain(more).collect()
}

#[test]
fn python_loads_them() {
    let root = tempfile::tempdir().unwrap();
    let folders = folders(root.path());
    run(Command::new("python3").args(["-m", "compileall", "-q"]).arg(root.path()));
    run(Command::new("python3").args(["-c", LOAD]).args(folders));
}

/// What the community's tools say about bindings, and about code that uses them.
#[test]
fn linters_accept_them() {
    let root = tempfile::tempdir().unwrap();
    let folders = folders(root.path());
    let tools = linters();
    let service = root.path().join("service");
    services(&service);
    let check = |folder: &Path, tool: &str, args: &[&str]| {
        run(Command::new("python3").args(["-m", tool]).args(args).env("PYTHONPATH", &tools).current_dir(folder))
    };
    check(root.path(), "ruff", &["format", "--check", "--diff", "--exclude", "service", "."]);
    // What is generated of WASI's own WIT has lines that ruff would break elsewhere.
    let written = [
        "gen/_answer.py",
        "gen/_http.py",
        "gen/_httpx.py",
        "gen/_urllib3.py",
        "gen/asgi.py",
        "gen/client.py",
        "gen/wsgi.py",
        "app.py",
        "alone.py",
    ];
    let handlers = ["handler_wsgi.py", "handler_asgi.py", "asker.py"];
    check(&service, "ruff", &[&["format", "--check", "--diff"], &written[..], &handlers[..]].concat());
    let rules = ["--ignore-noqa", "--select", "F,I,E4,E7,E9", "--ignore", "E402,E741"];
    check(root.path(), "ruff", &[&["check"], &rules[..], &["."]].concat());
    for folder in &folders {
        check(folder, "mypy", &["--cache-dir", "../.mypy_cache", "gen"]);
    }
    let strict = ["--strict", "--follow-imports", "silent", "--cache-dir", "../.mypy_cache"];
    for file in written.iter().chain(&handlers) {
        check(&service, "mypy", &[&strict[..], &[file]].concat());
    }
    let old_service = old_service(root.path());
    let old = ["gen/_answer.py", "gen/_polls.py", "gen/asgi.py", "gen/wsgi.py"];
    check(&old_service, "ruff", &[&["format", "--check", "--diff"], &old[..]].concat());
    check(&old_service, "ruff", &[&["check"], &rules[..], &old[..]].concat());
    check(&old_service, "mypy", &[&strict[..], &old[..]].concat());
    for (name, sample) in USERS {
        let folder = folders.iter().find(|folder| folder.ends_with(sample)).unwrap();
        std::fs::copy(case(name).join("app.py"), folder.join("app.py")).unwrap();
        check(folder, "mypy", &["--cache-dir", "../.mypy_cache", "app.py"]);
    }
}

/// The bindings of a service whose world exports the handler of WASI 0.2.
fn old_service(root: &Path) -> PathBuf {
    let place = root.join("old-service.wit");
    let wit = std::fs::read_to_string(wit("service")).unwrap();
    std::fs::write(&place, wit.replace("wasi:http/handler@0.3.0", "wasi:http/incoming-handler@0.2.12")).unwrap();
    let folder = root.join("old-service");
    PythonDriver.language().generate(&world(&place), &Options::default()).unwrap().write(&folder).unwrap();
    folder
}

/// What users of WSGI and ASGI write.
fn services(folder: &Path) {
    for (module, imports) in [("app", vec!["greet-go".to_owned()]), ("alone", Vec::new())] {
        let starter = Starter { app: "shop", world: "shop:app/python", role: Role::Service { imports: &imports } };
        let [file] = PythonDriver.template(&starter).try_into().unwrap();
        std::fs::write(folder.join(module).with_extension("py"), file.text).unwrap();
    }
    let handlers = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/cli/tests/cases");
    for name in ["handler_wsgi.py", "handler_asgi.py", "asker.py"] {
        std::fs::copy(handlers.join(name), folder.join(name)).unwrap();
    }
}

/// Installs the tools into a folder of the tests' own.
fn linters() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("ruff-0.17.6-mypy-2.4.1-sealed");
    let install = |folder: &Path| -> Result<(), DiskError> {
        let mut pip = Command::new("python3");
        pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--only-binary", ":all:"]);
        run(pip.arg("--target").arg(folder).args(["ruff==0.17.6", "mypy==2.4.1"]));
        Ok(())
    };
    once(&folder, install).unwrap();
    folder
}
