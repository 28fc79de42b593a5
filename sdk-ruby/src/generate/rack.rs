//! `rack.rb`, with which an application of Rack answers, for worlds that export `wasi:http/handler`.

use witloom_bindgen::FileSet;
use witloom_bindgen::model::World;

use super::names::Names;

const RUNTIME: &str = include_str!("../../runtime/rack.rb");
const SIGNATURES: &str = include_str!("../../templates/rack.rbs");

/// Adds the file where the world exports the handler of WASI 0.3.
pub(super) fn files(world: &World, names: &Names, files: &mut FileSet) {
    let Some((handler, types)) = world.http_handler() else { return };
    let text =
        RUNTIME.replace("Imports::Types", names.module(types.id)).replace("Exports::Handler", names.module(handler.id));
    files.insert("gen/rack.rb", text);
    files.insert("gen/sig/rack.rbs", SIGNATURES);
}

/// Whether there is such a file.
pub(super) fn is_there(world: &World) -> bool {
    world.http_handler().is_some()
}
