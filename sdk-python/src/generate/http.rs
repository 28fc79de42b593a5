//! Modules `wsgi` and `asgi`, with which applications of Python's own answer, for worlds that export
//! `wasi:http/handler`.

use witloom_bindgen::FileSet;

use super::Bindings;

/// The files, which name the types that a request comes with `_types`.
const FILES: &[(&str, &str)] = &[
    ("gen/_http.py", include_str!("../../runtime/http/_http.py")),
    ("gen/asgi.py", include_str!("../../runtime/http/asgi.py")),
    ("gen/wsgi.py", include_str!("../../runtime/http/wsgi.py")),
];

impl Bindings<'_> {
    /// Adds the modules where the world exports the handler of WASI 0.3.
    pub(super) fn http(&self, files: &mut FileSet) {
        let Some((_, types)) = self.world.http_handler() else { return };
        let dotted = self.names.dotted(types.id);
        let module = dotted.rsplit('.').next().unwrap_or(&dotted);
        let import = format!("from .imports import {module} as _types");
        for (path, text) in FILES {
            files.insert(*path, text.replace("from .imports import types as _types", &import));
        }
    }
}
