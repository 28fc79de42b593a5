//! Shared by the tests: folders with bindings, the go command, components and a host that runs them.

pub(crate) mod host;
pub(crate) mod tasks;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use witloom_bindgen::{GenerateError, Language, Options, Wit, World};
use witloom_component::{BuildError, Built, Driver, Job, Profile, Steps, Tool, Tools};
use witloom_sdk_go::{Go, GoDriver, stub};
use witloom_test_kit::run_silent;

/// A folder of the test tree.
pub(crate) fn cases() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases")
}

/// The WIT of a case: its own, or the sample of its name.
pub(crate) fn wit(case: &str) -> PathBuf {
    let own = cases().join(case).join("in.wit");
    if own.exists() { own } else { witloom_test_kit::wit(case) }
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

/// The component of a case: `cases/NAME/WORLD.go` is its `main.go`.
pub(crate) fn component(case: &str, name: &str) -> Vec<u8> {
    let world = world(&wit(case), Some(name));
    let case = cases().join(case);
    let folder = tempfile::tempdir().expect("a temporary folder");
    std::fs::write(folder.path().join("go.mod"), format!("module {name}\n\ngo 1.24\n")).expect("writable");
    std::fs::copy(case.join(format!("{name}.go")), folder.path().join("main.go")).expect("user code");
    bind(&world, folder.path()).expect("bindings");
    build(&world, folder.path()).unwrap_or_else(|error| panic!("{error}")).component
}

/// What a tool of Go's says about a folder of bindings: nothing.
pub(crate) fn silent(folder: &Path, program: &str, args: &[&str]) {
    let mut command = Command::new(program);
    run_silent(command.args(args).current_dir(folder).env("GOOS", "wasip1").env("GOARCH", "wasm"));
}
