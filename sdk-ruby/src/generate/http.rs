//! Files for services and clients of HTTP, by `wasi:http` of WASI 0.3: `rack.rb`, with which an application of Rack
//! answers, for worlds that export the handler, and what stands before Ruby's own `net/http`, for those that import the
//! client.

use witloom_bindgen::FileSet;
use witloom_bindgen::model::World;

use super::names::Names;

const RACK: &str = include_str!("../../runtime/rack.rb");
const SIGNATURES: &str = include_str!("../../templates/rack.rbs");

/// Found by `require` before Ruby's own.
const CLIENT: &[(&str, &str)] = &[
    ("gen/lib/net/http.rb", include_str!("../../runtime/net/http.rb")),
    ("gen/lib/net/https.rb", include_str!("../../runtime/net/https.rb")),
];

/// Adds the files that the world needs.
pub(super) fn files(world: &World, names: &Names, files: &mut FileSet) {
    if let Some((handler, types)) = world.http_handler() {
        let text = RACK
            .replace("Imports::Types", names.module(types.id))
            .replace("Exports::Handler", names.module(handler.id));
        files.insert("gen/rack.rb", text);
        files.insert("gen/sig/rack.rbs", SIGNATURES);
    }
    if let Some((client, types)) = world.http_client() {
        for (path, text) in CLIENT {
            let text = text.replace("Imports::Types", names.module(types.id));
            files.insert(*path, text.replace("Imports::Client", names.module(client.id)));
        }
    }
}

/// What `world.rb` does about them, line by line.
pub(super) fn loads(world: &World) -> Vec<&'static str> {
    let client = world.http_client().map(|_| "$LOAD_PATH.insert(2, \"#{Witloom::Files::ROOT}/gen/lib\")");
    let handler = world.http_handler().map(|_| "require \"gen/rack\"");
    client.into_iter().chain(handler).collect()
}
