//! Files for services and clients of HTTP: `rack.rb`, with which an application of Rack answers, for worlds that export
//! `wasi:http/handler` or WASI 0.2's `incoming-handler`, and what stands before Ruby's own `net/http`, for those that
//! import `wasi:http/client`.

use witloom_bindgen::FileSet;
use witloom_bindgen::model::World;

use super::names::Names;

const RACK: &str = include_str!("../../runtime/rack.rb");
const ANSWER: &str = include_str!("../../runtime/rack/answer.rb");
const ANSWER_SYNC: &str = include_str!("../../runtime/rack/answer_sync.rb");
const SIGNATURES: &str = include_str!("../../templates/rack.rbs");

/// Found by `require` before Ruby's own.
const CLIENT: &[(&str, &str)] = &[
    ("gen/lib/net/http.rb", include_str!("../../runtime/net/http.rb")),
    ("gen/lib/net/https.rb", include_str!("../../runtime/net/https.rb")),
];

/// Adds the files that the world needs.
pub(super) fn files(world: &World, names: &Names, files: &mut FileSet) {
    if let Some((handler, types)) = world.http_handler() {
        let answer = ANSWER.replace("Exports::Handler", names.module(handler.id));
        rack(answer, names.module(types.id), files);
    }
    if let Some((handler, types, streams)) = world.http_incoming_handler() {
        let answer = ANSWER_SYNC.replace("Exports::IncomingHandler", names.module(handler.id));
        rack(answer.replace("Imports::Streams", names.module(streams.id)), names.module(types.id), files);
    }
    if let Some((client, types)) = world.http_client() {
        for (path, text) in CLIENT {
            let text = text.replace("Imports::Types", names.module(types.id));
            files.insert(*path, text.replace("Imports::Client", names.module(client.id)));
        }
    }
}

/// What makes an application a handler.
fn rack(answer: String, types: &str, files: &mut FileSet) {
    files.insert("gen/rack.rb", RACK.replace("Imports::Types", types));
    files.insert("gen/rack/answer.rb", answer);
    files.insert("gen/sig/rack.rbs", SIGNATURES);
}

/// What `world.rb` does about them, line by line.
pub(super) fn loads(world: &World) -> Vec<&'static str> {
    let client = world.http_client().map(|_| "$LOAD_PATH.insert(2, \"#{Witloom::Files::ROOT}/gen/lib\")");
    let answers = world.http_handler().is_some() || world.http_incoming_handler().is_some();
    let handler: &[_] = if answers { &["require \"gen/rack\"", "require \"gen/rack/answer\""] } else { &[] };
    client.into_iter().chain(handler.iter().copied()).collect()
}
