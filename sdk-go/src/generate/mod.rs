//! From a world to Go packages.
//!
//! Beneath `gen/` there is a package per interface: imported ones at `namespace/package/interface`, exported ones
//! below `exports/`; `wit` with the types of the runtime that users see, `internal/rt` with those they don't, and
//! `internal/handles` with the resource intrinsics of all interfaces. A package has a file of API, named like
//! itself, and `abi.go` for the component. Outside of one, in tests, `mocks.go` stands for what an imported `abi.go` declares.
//!
//! Types are not walked here: routines translate one plan node each ([`lift`], [`lower`]) and call each other.

mod abi;
mod call;
mod case;
mod decl;
mod docs;
mod ends;
mod guest;
mod handles;
mod lift;
mod lower;
mod mocks;
mod names;
pub(crate) mod nethttp;
mod package;
mod signature;
mod source;
mod spelling;
mod stub;
mod task;
mod tuples;
mod types;

use witloom_bindgen::binding::Binding;
use witloom_bindgen::model::Side;
use witloom_bindgen::plan::Modes;
use witloom_bindgen::{FileSet, GenerateError, Indent, Language, Options, Plan, Support, World, Writer};

use names::Names;
use types::Context;

pub use stub::stub;

/// The folder that all generated files lie in.
pub(crate) const FOLDER: &str = "gen";

/// The Go generator.
#[derive(Debug, Clone, Copy, Default)]
pub struct Go;

impl Language for Go {
    fn id(&self) -> &'static str {
        "go"
    }

    fn support(&self) -> Support {
        Support::ALL
    }

    fn modes(&self) -> Modes {
        Modes::ASYNC
    }

    fn generate(&self, world: &World, options: &Options) -> Result<FileSet, GenerateError> {
        self.accept(world)?;
        spelling::refuse_long(world)?;
        let plan = plan(world);
        let binding = Binding::new(world, &plan);
        let names = Names::new(world, &plan);
        let root = format!("{}/{FOLDER}", module(world, options));
        let cx = Context { world, plan: &plan, binding: &binding, names: &names, root: &root };
        let mut files = FileSet::new();
        let memory = if world.is_concurrent() { TASKS } else { ARENA };
        for (path, text) in RUNTIME.iter().chain(memory) {
            files.insert(format!("{FOLDER}/{path}"), runtime_file(text));
        }
        if let Some(text) = tuples::file(world) {
            files.insert(format!("{FOLDER}/wit/wide.go"), text);
        }
        if let Some(text) = handles::file(&cx) {
            files.insert(format!("{FOLDER}/internal/handles/handles.go"), text);
        }
        if let Some(text) = ends::file(&cx) {
            files.insert(format!("{FOLDER}/internal/ends/ends.go"), text);
        }
        nethttp::files(&cx, &mut files);
        for interface in &world.interfaces {
            package::files(&cx, interface, &mut files);
        }
        Ok(files)
    }
}

/// The runtime's files, by path beneath `gen/`.
const RUNTIME: &[(&str, &str)] = &[
    ("internal/rt/check.go", include_str!("../../runtime/rt/check.go")),
    ("internal/rt/fail.go", include_str!("../../runtime/rt/fail.go")),
    ("internal/rt/handle.go", include_str!("../../runtime/rt/handle.go")),
    ("internal/rt/maps.go", include_str!("../../runtime/rt/maps.go")),
    ("internal/rt/memory.go", include_str!("../../runtime/rt/memory.go")),
    ("internal/rt/native.go", include_str!("../../runtime/rt/native.go")),
    ("internal/rt/table.go", include_str!("../../runtime/rt/table.go")),
    ("internal/rt/text.go", include_str!("../../runtime/rt/text.go")),
    ("wit/error.go", include_str!("../../runtime/wit/error.go")),
    ("wit/text.go", include_str!("../../runtime/wit/text.go")),
    ("wit/tuple.go", include_str!("../../runtime/wit/tuple.go")),
    ("wit/wit.go", include_str!("../../runtime/wit/wit.go")),
];

/// What else synchronous worlds get.
const ARENA: &[(&str, &str)] = &[("internal/rt/arena.go", include_str!("../../runtime/rt/arena.go"))];

/// What else worlds with async functions, streams or futures get.
const TASKS: &[(&str, &str)] = &[
    ("internal/rt/blocks.go", include_str!("../../runtime/rt/blocks.go")),
    ("internal/rt/ends.go", include_str!("../../runtime/rt/ends.go")),
    ("internal/rt/report.go", include_str!("../../runtime/rt/report.go")),
    ("internal/rt/runnable.go", include_str!("../../runtime/rt/runnable.go")),
    ("internal/rt/runnable_old.go", include_str!("../../runtime/rt/runnable_old.go")),
    ("internal/rt/task.go", include_str!("../../runtime/rt/task.go")),
    ("wit/stream.go", include_str!("../../runtime/wit/stream.go")),
];

/// The runtime's folder has the files of both kinds of worlds, told apart by a build tag that goes here.
fn runtime_file(text: &str) -> String {
    const TAG: &str = "witloomasync";
    let text = match text.split_once('\n') {
        Some((first, rest)) if first.starts_with("//go:build ") && first.contains(TAG) => {
            let others = first.trim_start_matches("//go:build ").split(" && ").filter(|part| !part.contains(TAG));
            let others: Vec<&str> = others.collect();
            let kept =
                if others.is_empty() { String::new() } else { format!("//go:build {}\n\n", others.join(" && ")) };
            format!("{kept}{}", rest.trim_start())
        }
        Some(_) | None => text.to_owned(),
    };
    format!("{}\n\n{text}", source::GENERATED)
}

/// The plan of a world as Go's bindings carry it out.
pub(crate) fn plan(world: &World) -> Plan {
    Plan::with(world, Modes::ASYNC)
}

/// The import path of the component's folder, which generated packages import each other by.
fn module(world: &World, options: &Options) -> String {
    crate::module::import_path(world, options)
}

/// Full name and import path of each exported interface's package.
pub(crate) fn export_packages(world: &World, options: &Options) -> Vec<(String, String)> {
    let (names, module) = (Names::new(world, &Plan::new(world)), module(world, options));
    let path = |id| format!("{module}/{FOLDER}/{}", names.package(id).folder);
    world.side(Side::Export).map(|interface| (interface.full_name.clone(), path(interface.id))).collect()
}

/// Those of them that an implementation has to be registered with.
pub(crate) fn registering_packages(world: &World, options: &Options) -> Vec<(String, String)> {
    let registers = |full_name: &str| {
        let mut exports = world.side(Side::Export).filter(|interface| interface.full_name == full_name);
        exports.any(|interface| !package::offered(interface).is_empty())
    };
    export_packages(world, options).into_iter().filter(|(full_name, _)| registers(full_name)).collect()
}

/// An empty text in Go's layout.
fn writer() -> Writer {
    Writer::new(Indent::Tab, "//")
}
