//! Shared by the tests: folders with bindings, the go command, components and a host that runs them.

pub(crate) mod host;
pub(crate) mod tasks;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use witloom_bindgen::{GenerateError, Language, Options, Wit, World};
use witloom_component::{BuildError, Built, Driver, Job, Profile, Steps, Tool, Tools};
use witloom_sdk_go::{Go, GoDriver, stub};

/// A folder of the test tree.
pub(crate) fn cases() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases")
}

/// The world of a case.
pub(crate) fn world(path: &Path, name: Option<&str>) -> World {
    let wit = Wit::load(path).unwrap_or_else(|error| panic!("{}: {error:?}", path.display()));
    World::from_wit(&wit, name).unwrap_or_else(|error| panic!("{}: {error:?}", path.display()))
}

/// A world from text.
pub(crate) fn world_of(text: &str) -> World {
    let wit: Arc<Wit> = Wit::parse("in.wit", text).expect("valid WIT");
    World::from_wit(&wit, None).expect("one world")
}

/// Options for bindings in a folder.
pub(crate) fn options(folder: &Path) -> Options {
    Options { folder: Some(folder.to_owned()), ..Options::default() }
}

/// Writes the bindings of a world into a folder.
pub(crate) fn bind(world: &World, folder: &Path) -> Result<(), GenerateError> {
    let files = Go.generate(world, &options(folder))?;
    files.write(folder).expect("a writable folder");
    Ok(())
}

/// Writes a stub `main.go`.
pub(crate) fn write_stub(world: &World, folder: &Path) {
    let text = stub(world, &options(folder)).expect("a supported world");
    std::fs::write(folder.join("main.go"), text).expect("a writable folder");
}

/// Builds the component in a folder that has bindings and user code.
pub(crate) fn build(world: &World, folder: &Path) -> Result<Built, BuildError> {
    let mut tools = Tools::new();
    tools.insert("go", Tool { path: "go".into(), ..Tool::default() });
    let work = folder.join(".work");
    let (tools, options, progress) = (&tools, &options(folder), &|_: &str| ());
    let (source, steps, profile) = (folder, &Steps::new(work.join("steps")), Profile::Dev);
    GoDriver.build(&Job { world, options, source, work: &work, steps, tools, profile, progress })
}

/// The component of a case: `cases/NAME/WORLD.go` is its `main.go`, `cases/NAME/in.wit` its WIT.
pub(crate) fn component(case: &str, name: &str) -> Vec<u8> {
    let case = cases().join(case);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let world = world(&case.join("in.wit"), Some(name));
    std::fs::write(folder.path().join("go.mod"), format!("module {name}\n\ngo 1.24\n")).expect("writable");
    std::fs::copy(case.join(format!("{name}.go")), folder.path().join("main.go")).expect("user code");
    bind(&world, folder.path()).expect("bindings");
    build(&world, folder.path()).unwrap_or_else(|error| panic!("{error}")).component
}

/// Runs a command in a folder; its output must be empty and its end a success.
pub(crate) fn silent(folder: &Path, program: &str, args: &[&str]) {
    let output = Command::new(program)
        .args(args)
        .current_dir(folder)
        .env("GOOS", "wasip1")
        .env("GOARCH", "wasm")
        .output()
        .unwrap_or_else(|error| panic!("{program}: {error}"));
    let text = [output.stdout, output.stderr].concat();
    let text = String::from_utf8_lossy(&text);
    assert!(output.status.success() && text.trim().is_empty(), "{program} {args:?}: {}\n{text}", output.status);
}
