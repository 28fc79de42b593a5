//! Package `witloom.http`, with which a service answers by an `HttpHandler`, for worlds that export `wasi:http/handler` or 0.2's
//! `incoming-handler`, and what the class library's clients send by, for those that import `wasi:http/client`.

use witloom_bindgen::model::Interface;
use witloom_bindgen::{FileSet, World};

use crate::decl;
use crate::names::Names;

/// The classes of all versions, with the interfaces of the bindings by the names that they have without versions.
const FILES: Files = &[
    ("http/Exchange", include_str!("../runtime/http/witloom/http/Exchange.java")),
    ("http/HttpHandler", include_str!("../runtime/http/witloom/http/HttpHandler.java")),
    ("http/HttpHeaders", include_str!("../runtime/http/witloom/http/HttpHeaders.java")),
    ("http/HttpRequest", include_str!("../runtime/http/witloom/http/HttpRequest.java")),
    ("http/HttpResponse", include_str!("../runtime/http/witloom/http/HttpResponse.java")),
    ("rt/HttpParts", PARTS),
];

/// Those of WASI 0.3.
const HANDLER: Files = &[
    ("http/Answer", include_str!("../runtime/http/witloom/http/Answer.java")),
    ("http/HttpService", include_str!("../runtime/http/witloom/http/HttpService.java")),
    ("rt/HttpBody", BODY),
];

/// Those of WASI 0.2.
const INCOMING: Files = &[
    ("http/Answer", include_str!("../runtime/incoming/witloom/http/Answer.java")),
    ("http/BodyReader", include_str!("../runtime/incoming/witloom/http/BodyReader.java")),
    ("http/BodyWriter", include_str!("../runtime/incoming/witloom/http/BodyWriter.java")),
    ("http/HttpService", include_str!("../runtime/incoming/witloom/http/HttpService.java")),
];

/// Classes by their paths.
type Files = &'static [(&'static str, &'static str)];

/// What the classes and the client share.
const PARTS: &str = include_str!("../runtime/http/witloom/rt/HttpParts.java");
const BODY: &str = include_str!("../runtime/http/witloom/rt/HttpBody.java");

/// Stands before the class of that name in `library/`, which sends nothing.
const CLIENT: Files = &[
    ("rt/HttpParts", PARTS),
    ("rt/HttpBody", BODY),
    ("rt/Requests", include_str!("../runtime/http/witloom/rt/Requests.java")),
];

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

/// Adds the package where the world exports a handler, and the class where it imports the client.
pub(crate) fn write(files: &mut FileSet, world: &World, names: &Names) {
    const TYPES: &str = "wit.wasi.http.imports.Types";
    let mut add = |added: Files, interfaces: &[(&str, &Interface)]| {
        for (path, text) in added {
            let text = interfaces.iter().fold((*text).to_owned(), |text, (name, interface)| {
                text.replace(name, &names.class(interface.id).full())
            });
            files.insert(format!("{}/witloom/{path}.java", decl::ROOT), format!("{}\n\n{text}", decl::NOTICE));
        }
    };
    if let Some((handler, types)) = interfaces(world) {
        let interfaces = [("wit.wasi.http.exports.Handler", handler), (TYPES, types)];
        [FILES, HANDLER].iter().for_each(|added| add(added, &interfaces));
    }
    if let Some((handler, types, streams)) = world.http_incoming_handler() {
        let imports = [(TYPES, types), ("wit.wasi.io.imports.Streams", streams)];
        let interfaces = [&imports[..], &[("wit.wasi.http.exports.IncomingHandler", handler)]].concat();
        [FILES, INCOMING].iter().for_each(|added| add(added, &interfaces));
    }
    if let Some((client, types)) = world.http_client() {
        add(CLIENT, &[("wit.wasi.http.imports.Client", client), (TYPES, types)]);
    }
}

/// The handler that a world exports, and the types that it comes with, where these have all that is called.
fn interfaces(world: &World) -> Option<(&Interface, &Interface)> {
    let (handler, types) = world.http_handler()?;
    let has = |name: &&str| types.functions.iter().any(|function| function.core_name == **name);
    CALLED.iter().all(has).then_some((handler, types))
}
