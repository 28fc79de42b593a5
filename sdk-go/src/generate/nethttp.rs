//! Package `wit/nethttp`, with which an `http.Handler` of Go's own answers, for worlds that export `wasi:http/handler`.

use witloom_bindgen::FileSet;
use witloom_bindgen::model::{Interface, Side, World};

use super::types::Context;
use super::{FOLDER, runtime_file};

/// The files, with the paths of packages by which they import each other.
const FILES: &[(&str, &str)] = &[
    ("response.go", include_str!("../../runtime/nethttp/response.go")),
    ("server.go", include_str!("../../runtime/nethttp/server.go")),
];

/// Adds the package where the world exports the handler of WASI 0.3.
pub(super) fn files(cx: &Context<'_>, files: &mut FileSet) {
    let Some((handler, types)) = interfaces(cx.world) else { return };
    let import = |interface: &Interface, name: &str| {
        let package = cx.names.package(interface.id);
        let alias = if package.name == name { String::new() } else { format!("{name} ") };
        format!("{alias}\"{}/{}\"", cx.root, package.folder)
    };
    for (path, text) in FILES {
        let text = text.replace("\"runtime/handler\"", &import(handler, "handler"));
        let text = text.replace("\"runtime/types\"", &import(types, "types"));
        let text = text.replace("\"runtime/wit\"", &format!("\"{}/wit\"", cx.root));
        files.insert(format!("{FOLDER}/wit/nethttp/{path}"), runtime_file(&text));
    }
}

/// The handler that a world exports, and the types that it comes with.
fn interfaces(world: &World) -> Option<(&Interface, &Interface)> {
    let handler = world.side(Side::Export).find(|found| found.full_name.starts_with("wasi:http/handler@0.3."))?;
    let version = handler.full_name.split_once('@')?.1;
    let name = format!("wasi:http/types@{version}");
    Some((handler, world.side(Side::Import).find(|found| found.full_name == name)?))
}
