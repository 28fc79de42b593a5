//! Package `wit/nethttp`, with which an `http.Handler` of Go's own answers, for worlds that export `wasi:http/handler` or 0.2's
//! `incoming-handler`, and by which `net/http` sends requests, for worlds that import `wasi:http/client`.

use witloom_bindgen::model::{Interface, World};
use witloom_bindgen::{FileSet, Options};

use super::types::Context;
use super::{FOLDER, module, runtime_file};

/// Files of both sides and of all versions.
const SHARED: Part = &[("fields.go", include_str!("../../runtime/nethttp/fields.go"))];

/// Handlers of all versions.
const HANDLER: Part = &[
    ("request.go", include_str!("../../runtime/nethttp/request.go")),
    ("response.go", include_str!("../../runtime/nethttp/response.go")),
];

/// Both sides of WASI 0.3.
const STREAMS: Part = &[("streams.go", include_str!("../../runtime/nethttp/streams.go"))];

const SERVER: Part = &[("server.go", include_str!("../../runtime/nethttp/server.go"))];

/// The handler of WASI 0.2.
const INCOMING: Part = &[("incoming.go", include_str!("../../runtime/nethttp/incoming.go"))];

const CLIENT: Part = &[("client.go", include_str!("../../runtime/nethttp/client.go"))];

/// Files by their names. In them packages are imported by paths that stand for the world's own.
type Part = &'static [(&'static str, &'static str)];

/// Adds the package where the world exports a handler or imports the client of WASI 0.3.
pub(super) fn files(cx: &Context<'_>, files: &mut FileSet) {
    if let Some((client, types)) = cx.world.http_client() {
        add(cx, &[SHARED, STREAMS, CLIENT], &[("types", types), ("client", client)], files);
    }
    if let Some((handler, types)) = cx.world.http_handler() {
        add(cx, &[SHARED, HANDLER, STREAMS, SERVER], &[("types", types), ("handler", handler)], files);
    }
    if let Some((handler, types, streams)) = cx.world.http_incoming_handler() {
        let imports = [("types", types), ("handler", handler), ("streams", streams)];
        add(cx, &[SHARED, HANDLER, INCOMING], &imports, files);
    }
}

fn add(cx: &Context<'_>, parts: &[Part], imports: &[(&str, &Interface)], files: &mut FileSet) {
    let import = |interface: &Interface, name: &str| {
        let package = cx.names.package(interface.id);
        let alias = if package.name == name { String::new() } else { format!("{name} ") };
        format!("{alias}\"{}/{}\"", cx.root, package.folder)
    };
    for (path, text) in parts.iter().copied().flatten() {
        let text = imports.iter().fold((*text).to_owned(), |text, (name, interface)| {
            text.replace(&format!("\"runtime/{name}\""), &import(interface, name))
        });
        let text = text.replace("\"runtime/wit\"", &format!("\"{}/wit\"", cx.root));
        files.insert(format!("{FOLDER}/wit/nethttp/{path}"), runtime_file(&text));
    }
}

/// The import path of the package by which `net/http` sends, where the world has what it takes.
pub(crate) fn client_package(world: &World, options: &Options) -> Option<String> {
    world.http_client().map(|_| format!("{}/{FOLDER}/wit/nethttp", module(world, options)))
}
