//! Package `wit/nethttp`, with which an `http.Handler` of Go's own answers, for worlds that export `wasi:http/handler`, and by
//! which `net/http` sends requests, for worlds that import `wasi:http/client`.

use witloom_bindgen::model::{Interface, World};
use witloom_bindgen::{FileSet, Options};

use super::types::Context;
use super::{FOLDER, module, runtime_file};

/// Files of both sides. In all of them packages are imported by paths that stand for the world's own.
const SHARED: &[(&str, &str)] = &[("fields.go", include_str!("../../runtime/nethttp/fields.go"))];

const HANDLER: &[(&str, &str)] = &[
    ("response.go", include_str!("../../runtime/nethttp/response.go")),
    ("server.go", include_str!("../../runtime/nethttp/server.go")),
];

const CLIENT: &[(&str, &str)] = &[("client.go", include_str!("../../runtime/nethttp/client.go"))];

/// Adds the package where the world exports the handler of WASI 0.3 or imports its client.
pub(super) fn files(cx: &Context<'_>, files: &mut FileSet) {
    let (handler, client) = (cx.world.http_handler(), cx.world.http_client());
    let Some((_, types)) = handler.or(client) else { return };
    let mut imports = vec![("types", types)];
    imports.extend(handler.map(|(handler, _)| ("handler", handler)));
    imports.extend(client.map(|(client, _)| ("client", client)));
    let import = |interface: &Interface, name: &str| {
        let package = cx.names.package(interface.id);
        let alias = if package.name == name { String::new() } else { format!("{name} ") };
        format!("{alias}\"{}/{}\"", cx.root, package.folder)
    };
    let parts = [(true, SHARED), (handler.is_some(), HANDLER), (client.is_some(), CLIENT)];
    for (path, text) in parts.iter().filter(|(chosen, _)| *chosen).flat_map(|(_, files)| files.iter()) {
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
