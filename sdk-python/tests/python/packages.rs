//! Packages from the index: found, locked, installed and run, by the client that its users know.

use std::path::Path;

use wasmtime::component::Val;
use witloom_bindgen::Options;
use witloom_component::{BuildError, Built, Driver, Job, Profile, Steps, Tool, Tools};
use witloom_sdk_python::PythonDriver;

use crate::support::{Program, case, text, tools, world};

const CHECKS: &str = "test:packages/checks";

/// A component's folder, with what its builds leave.
struct Folder {
    source: tempfile::TempDir,
    work: tempfile::TempDir,
}

impl Folder {
    fn new(files: &[(&str, &str)]) -> Self {
        let folder = Self { source: tempfile::tempdir().unwrap(), work: tempfile::tempdir().unwrap() };
        files.iter().for_each(|(path, text)| folder.write(path, text));
        folder
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.source.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    fn lock(&self) -> String {
        std::fs::read_to_string(self.source.path().join("requirements.lock")).unwrap_or_default()
    }

    fn build(&self, tools: &Tools, is_locked: bool) -> Result<Built, BuildError> {
        let world = world(&case("packages").join("in.wit"));
        let options = Options::default();
        PythonDriver.language().generate(&world, &options).unwrap().write(self.source.path()).unwrap();
        let steps = Steps::new(self.work.path().join("steps")).locked(is_locked);
        PythonDriver.build(&Job {
            world: &world,
            options: &options,
            source: self.source.path(),
            work: self.work.path(),
            steps: &steps,
            tools,
            profile: Profile::Dev,
            progress: &|_| {},
        })
    }

    fn complaint(&self, tools: &Tools, is_locked: bool) -> String {
        let error = self.build(tools, is_locked).unwrap_err();
        witloom_diag::render(&error, witloom_diag::Colour::Never)
    }
}

/// The machine's Python behind an index that nobody answers at.
fn offline() -> Tools {
    let mut offline = Tools::new();
    for (name, tool) in tools().iter() {
        let mut tool: Tool = tool.clone();
        tool.env.insert("PIP_INDEX_URL".to_owned(), "http://127.0.0.1:9/simple".to_owned());
        offline.insert(name, tool);
    }
    offline
}

fn files_of(folder: &Path) -> Vec<(String, String)> {
    let mut files = Vec::new();
    for name in ["app.py", "requirements.txt", "more.txt", "parts/__init__.py", "parts/greeting.txt"] {
        files.push((name.to_owned(), std::fs::read_to_string(folder.join(name)).unwrap()));
    }
    files
}

#[test]
fn packages_run_unchanged() {
    let files = files_of(&case("packages"));
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let folder = Folder::new(&files);
    let locked = "error[W0211]: `requirements.lock` is not what `requirements.txt` asks for\n";
    assert!(folder.complaint(tools(), true).starts_with(locked));
    assert_eq!(folder.lock(), "");
    let built = folder.build(tools(), false).unwrap_or_else(|error| panic!("{error}"));
    let lock = folder.lock();
    assert!(lock.contains("\njinja2==3.") && lock.contains("\nlegacy-cgi==") && !lock.contains("colorama"), "{lock}");
    let program = Program::new(&built.component);
    let mut running = program.start(None);
    let mut example = |name: &str| match running.at(&format!("{CHECKS}#example"), &[text(name)]) {
        Ok(Some(Val::String(value))) => value,
        other => panic!("{name}: {other:?}\n{}", running.stderr()),
    };
    let names = ["attrs", "flask", "jinja2", "pyyaml", "rich", "requests", "late", "metadata", "data"];
    let lines: Vec<String> = names.iter().map(|name| format!("{name}: {}", example(name))).collect();
    insta::assert_snapshot!(lines.join("\n"));
    let markers = example("environment");
    insta::assert_snapshot!("markers_of_the_guest", markers);
    let Ok(Some(Val::List(lacking))) = running.at(&format!("{CHECKS}#lacking"), &[]) else { panic!() };
    let lacking: Vec<String> = lacking.iter().map(|line| format!("{line:?}")).collect();
    insta::assert_snapshot!("standard_library", lacking.join("\n"));
    // What is locked and installed needs no index; nor does what was made of it change.
    folder.write("app.py", &format!("{}\nchanged = True\n", files[0].1));
    folder.build(&offline(), true).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(folder.lock(), lock);
}

#[test]
fn what_cannot_be_had_is_said_in_the_clients_words() {
    let folder = Folder::new(&[("app.py", ""), ("requirements.txt", "attrs==26.1.0\nattrs<20\n")]);
    insta::assert_snapshot!("conflict", folder.complaint(tools(), false));
    folder.write("requirements.txt", "docopt==0.6.2\n");
    insta::assert_snapshot!("no_wheel", folder.complaint(tools(), false));
    folder.write("requirements.txt", "attrs\n");
    let unreached = folder.complaint(&offline(), false);
    assert!(unreached.starts_with("error[W0210]: pip can't get the packages\nWARNING: Retrying"), "{unreached}");
    assert!(unreached.contains("\nhint: the package index could not be reached"), "{unreached}");
    folder.write("requirements.lock", "attrs==26.1.0\n");
    assert!(folder.complaint(tools(), false).contains("requirements.lock` was not written by witloom"));
}

#[test]
fn a_native_package_is_refused_by_name_and_so_are_late_imports() {
    let files =
        [("app.py", "import ujson\n"), ("pyproject.toml", "[project]\nname = \"x\"\ndependencies = [\"ujson\"]\n")];
    let folder = Folder::new(&files);
    let refused = folder.complaint(tools(), false);
    assert!(
        refused.starts_with("error[W0203]: app.py:1: `ujson` is a native extension (`site-packages/ujson."),
        "{refused}"
    );
    assert!(refused.ends_with("hint: `json` of the standard library does the same\n"), "{refused}");
    folder.write("pyproject.toml", "[tool.other]\n");
    folder.write(
        "app.py",
        "import importlib\ndef go():\n    import ssl\n    importlib.import_module('nowhere')\n    try:\n        import winreg\n    except ImportError:\n        pass\n",
    );
    insta::assert_snapshot!("late", folder.complaint(tools(), false));
}
