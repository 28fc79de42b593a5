//! Toolchains with a client of the tests' own, a script that stands for npm.

use std::path::{Path, PathBuf};

use witloom_bindgen::{FileSet, GenerateError, Language, Options, Support, World};
use witloom_component::{BuildError, Built, Driver, Job, Shipped};
use witloom_project::registry::Registry;
use witloom_project::toolchain::{ToolState, Toolchains, diagnose};

/// A language with one tool and one package, both the script's.
struct Packaged {
    manifest: &'static str,
}

impl Language for Packaged {
    fn id(&self) -> &'static str {
        "packaged"
    }

    fn support(&self) -> Support {
        Support::default()
    }

    fn generate(&self, _: &World, _: &Options) -> Result<FileSet, GenerateError> {
        Ok(FileSet::new())
    }
}

impl Driver for Packaged {
    fn language(&self) -> &dyn Language {
        self
    }

    fn manifest(&self) -> &'static str {
        self.manifest
    }

    fn shipped(&self) -> &'static [Shipped] {
        &[Shipped { path: "toolchain/package.json", bytes: b"{}" }]
    }

    fn build(&self, _: &Job<'_>) -> Result<Built, BuildError> {
        Ok(Built::default())
    }
}

struct Bench {
    folder: tempfile::TempDir,
}

impl Bench {
    /// `script` is what the client does in the folder of the new package.
    fn new(script: &str) -> Self {
        let bench = Self { folder: tempfile::tempdir().unwrap() };
        let log = bench.path("runs");
        let text = format!(
            "#!/bin/sh\nif [ \"$1\" = --version ]; then echo v9.1.0; exit; fi\necho run >> '{}'\n{script}\n",
            log.display()
        );
        let npm = bench.path("npm");
        // Another process writes what is run: a child of another test would inherit our open file and keep it busy.
        std::fs::write(bench.path("npm.sh"), text).unwrap();
        let made = std::process::Command::new("install").arg(bench.path("npm.sh")).arg(&npm).status();
        assert!(made.unwrap().success());
        bench
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn driver(&self, npm: &Path, at_least: &str) -> Packaged {
        let manifest = format!(
            "id = \"packaged\"\nname = \"Packaged\"\n[tools.npm]\nprobe = [\"{}\", \"--version\"]\nversion = 'v([\\d.]+)'\n\
             at-least = \"{at_least}\"\nhint = \"install npm\"\n[packages.thing]\nclient = \"npm\"\ninstall = [\"npm\", \"ci\"]\n\
             files = [\"toolchain/package.json\"]\nneeds = [\"npm\"]\ncheck = \"done.txt\"\n",
            npm.display()
        );
        Packaged { manifest: Box::leak(manifest.into_boxed_str()) }
    }

    fn toolchains(&self) -> Toolchains {
        Toolchains::new(&self.path("cache"))
    }

    fn runs(&self) -> usize {
        std::fs::read_to_string(self.path("runs")).unwrap_or_default().lines().count()
    }

    fn left(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.path("cache/toolchains")).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
        names.filter(|name| !name.ends_with("lock")).collect()
    }
}

#[test]
fn installs_once_even_when_asked_twice_at_a_time() {
    let bench = Bench::new("sleep 0.2; echo good > done.txt");
    let driver = bench.driver(&bench.path("npm"), "9.0");
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| bench.toolchains().prepare(&driver, &|_| {}).unwrap());
        }
    });
    assert_eq!(bench.runs(), 1);
    let tools = bench.toolchains().prepare(&driver, &|_| {}).unwrap();
    let folder = tools.path("thing").unwrap();
    assert!(folder.join("done.txt").exists() && folder.join("package.json").exists());
    assert_eq!(tools.version("npm").unwrap(), "9.1.0");
    assert_eq!(bench.left().len(), 1);
}

#[test]
fn a_failed_installation_leaves_nothing_and_shows_the_clients_words() {
    let bench = Bench::new("echo half > half.txt; echo 'npm error network unreachable' >&2; exit 1");
    let driver = bench.driver(&bench.path("npm"), "9.0");
    let error = bench.toolchains().prepare(&driver, &|_| {}).unwrap_err();
    insta::assert_snapshot!(witloom_diag::render(&error, witloom_diag::Colour::Never));
    assert!(bench.left().is_empty());
}

#[test]
fn without_its_tool_a_package_names_it() {
    let bench = Bench::new("");
    let missing = bench.driver(Path::new("/nowhere/npm"), "9.0");
    let error = bench.toolchains().prepare(&missing, &|_| {}).unwrap_err();
    insta::assert_snapshot!(witloom_diag::render(&error, witloom_diag::Colour::Never));
    let old = bench.driver(&bench.path("npm"), "10");
    let error = bench.toolchains().prepare(&old, &|_| {}).unwrap_err().to_string();
    assert_eq!(error, "`thing` can't be installed without `npm`");
}

#[test]
fn doctor_tells_states_apart_and_installs_nothing() {
    let bench = Bench::new("echo good > done.txt");
    let status = |driver: Packaged| {
        let registry = Registry::of(vec![Box::new(driver)]);
        diagnose(&registry, &bench.toolchains()).unwrap().remove(0)
    };
    let good = status(bench.driver(&bench.path("npm"), "9.0"));
    assert!(good.ready && !good.packages[0].installed && bench.runs() == 0);
    let refused: Vec<_> = good.refuses.iter().map(|refused| refused.kind).collect();
    assert_eq!(refused, Support::default().lacking(), "what the language says of itself");
    assert!(!refused.is_empty());
    let old = status(bench.driver(&bench.path("npm"), "10"));
    assert_eq!((old.ready, old.tools[0].state), (false, ToolState::WrongVersion));
    let missing = status(bench.driver(Path::new("/nowhere/npm"), "9.0"));
    assert_eq!((missing.ready, missing.tools[0].state), (false, ToolState::Missing));
}
