//! Package `wit/nethttp`, with which an `http.Handler` of Go's own answers, for worlds that export `wasi:http/handler`.

use witloom_bindgen::FileSet;
use witloom_bindgen::model::Interface;

use super::types::Context;
use super::{FOLDER, runtime_file};

/// The files, with the paths of packages by which they import each other.
const FILES: &[(&str, &str)] = &[
    ("response.go", include_str!("../../runtime/nethttp/response.go")),
    ("server.go", include_str!("../../runtime/nethttp/server.go")),
];

/// Adds the package where the world exports the handler of WASI 0.3.
pub(super) fn files(cx: &Context<'_>, files: &mut FileSet) {
    let Some((handler, types)) = cx.world.http_handler() else { return };
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
