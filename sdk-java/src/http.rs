//! Package `witloom.http`, with which a service answers by an `HttpHandler`, for worlds that export `wasi:http/handler`, and what
//! the class library's clients send by, for those that import `wasi:http/client`.

use witloom_bindgen::model::Interface;
use witloom_bindgen::{FileSet, World};

use crate::decl;
use crate::names::Names;

/// The classes, with the interfaces of the bindings by the names that they have without versions.
const FILES: &[(&str, &str)] = &[
    ("Exchange", include_str!("../runtime/http/witloom/http/Exchange.java")),
    ("HttpHandler", include_str!("../runtime/http/witloom/http/HttpHandler.java")),
    ("HttpHeaders", include_str!("../runtime/http/witloom/http/HttpHeaders.java")),
    ("HttpRequest", include_str!("../runtime/http/witloom/http/HttpRequest.java")),
    ("HttpResponse", include_str!("../runtime/http/witloom/http/HttpResponse.java")),
    ("HttpService", include_str!("../runtime/http/witloom/http/HttpService.java")),
];

/// What the classes and the client share.
const PARTS: &str = include_str!("../runtime/http/witloom/rt/HttpParts.java");

/// Stands before the class of that name in `library/`, which sends nothing.
const CLIENT: &str = include_str!("../runtime/http/witloom/rt/Requests.java");

/// What the classes call: an app may bring a `wasi:http` of its own that lacks some of it.
const CALLED: &[&str] = &[
    "[constructor]fields",
    "[static]fields.from-list",
    "[method]fields.copy-all",
    "[method]request.get-authority",
    "[method]request.get-headers",
    "[method]request.get-method",
    "[method]request.get-path-with-query",
    "[method]request.get-scheme",
    "[static]request.consume-body",
    "[static]response.new",
    "[method]response.set-status-code",
];

/// Adds the package where the world exports the handler of WASI 0.3, and the class where it imports the client.
pub(crate) fn write(files: &mut FileSet, world: &World, names: &Names) {
    let mut add = |path: &str, text: &str, side: (&str, &Interface), types: &Interface| {
        let text = text.replace(side.0, &names.class(side.1.id).full());
        let text = text.replace("wit.wasi.http.imports.Types", &names.class(types.id).full());
        files.insert(format!("{}/witloom/{path}.java", decl::ROOT), format!("{}\n\n{text}", decl::NOTICE));
    };
    if let Some((handler, types)) = interfaces(world) {
        add("rt/HttpParts", PARTS, ("wit.wasi.http.exports.Handler", handler), types);
        for (name, text) in FILES {
            add(&format!("http/{name}"), text, ("wit.wasi.http.exports.Handler", handler), types);
        }
    }
    if let Some((client, types)) = world.http_client() {
        add("rt/HttpParts", PARTS, ("wit.wasi.http.imports.Client", client), types);
        add("rt/Requests", CLIENT, ("wit.wasi.http.imports.Client", client), types);
    }
}

/// The handler that a world exports, and the types that it comes with, where these have all that is called.
fn interfaces(world: &World) -> Option<(&Interface, &Interface)> {
    let (handler, types) = world.http_handler()?;
    let has = |name: &&str| types.functions.iter().any(|function| function.core_name == **name);
    CALLED.iter().all(has).then_some((handler, types))
}
