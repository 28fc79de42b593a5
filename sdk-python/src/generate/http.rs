//! Modules `wsgi` and `asgi`, with which applications of Python's own answer, for worlds that export
//! `wasi:http/handler`, and `client`, for those that import `wasi:http/client`.

use witloom_bindgen::FileSet;

use super::Bindings;

/// What both sides need. All files name the types that requests come with `_types`.
const SHARED: &[(&str, &str)] = &[("gen/_http.py", include_str!("../../runtime/http/_http.py"))];

const HANDLER: &[(&str, &str)] = &[
    ("gen/asgi.py", include_str!("../../runtime/http/asgi.py")),
    ("gen/wsgi.py", include_str!("../../runtime/http/wsgi.py")),
];

const CLIENT: &[(&str, &str)] = &[
    ("gen/_httpx.py", include_str!("../../runtime/http/_httpx.py")),
    ("gen/_urllib3.py", include_str!("../../runtime/http/_urllib3.py")),
    ("gen/client.py", include_str!("../../runtime/http/client.py")),
];

impl Bindings<'_> {
    /// Adds the modules where the world exports the handler of WASI 0.3 or imports its client.
    pub(super) fn http(&self, files: &mut FileSet) {
        let (handler, client) = (self.world.http_handler(), self.world.http_client());
        let Some((_, types)) = handler.or(client) else { return };
        let import = |interface, alias: &str| {
            let dotted = self.names.dotted(interface);
            let module = dotted.rsplit('.').next().unwrap_or(&dotted);
            format!("from .imports import {module} as {alias}")
        };
        let parts = [(true, SHARED), (handler.is_some(), HANDLER), (client.is_some(), CLIENT)];
        for (path, text) in parts.iter().filter(|(chosen, _)| *chosen).flat_map(|(_, files)| files.iter()) {
            let mut text = text.replace("from .imports import types as _types", &import(types.id, "_types"));
            if let Some((client, _)) = client {
                text = text.replace("from .imports import client as _client", &import(client.id, "_client"));
            }
            files.insert(*path, text);
        }
    }
}
