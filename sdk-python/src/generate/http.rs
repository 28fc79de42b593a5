//! Modules `wsgi` and `asgi`, with which applications of Python's own answer, for worlds that export
//! `wasi:http/handler` or WASI 0.2's `incoming-handler`, and `client`, for those that import `wasi:http/client`.

use witloom_bindgen::FileSet;
use witloom_bindgen::model::{Interface, Side};

use super::Bindings;

/// A file, and its text.
type Text = (&'static str, &'static str);

/// What all of them need.
const SHARED: Text = ("gen/_http.py", include_str!("../../runtime/http/_http.py"));

const FORMS: [Text; 2] = [
    ("gen/asgi.py", include_str!("../../runtime/http/asgi.py")),
    ("gen/wsgi.py", include_str!("../../runtime/http/wsgi.py")),
];

const HANDLER: Text = ("gen/_answer.py", include_str!("../../runtime/http/_answer.py"));

const INCOMING_HANDLER: [Text; 2] = [
    ("gen/_answer.py", include_str!("../../runtime/http/_answer_sync.py")),
    ("gen/_polls.py", include_str!("../../runtime/http/_polls.py")),
];

const CLIENT: [Text; 3] = [
    ("gen/_httpx.py", include_str!("../../runtime/http/_httpx.py")),
    ("gen/_urllib3.py", include_str!("../../runtime/http/_urllib3.py")),
    ("gen/client.py", include_str!("../../runtime/http/client.py")),
];

impl Bindings<'_> {
    /// Adds the modules that the world has a place for.
    pub(super) fn http(&self, files: &mut FileSet) {
        let handler = self.http_handler(files);
        let client = self.world.http_client();
        if let Some((client, types)) = client {
            self.add(&CLIENT, &[(client, "client as _client"), (types, "types as _types")], files);
        }
        if handler.is_some() || client.is_some() {
            files.insert(SHARED.0, SHARED.1);
        }
        if handler.is_some() {
            self.add(&FORMS, &[], files);
        }
    }

    /// Adds what answers by the handler that the world exports, if it exports one.
    fn http_handler(&self, files: &mut FileSet) -> Option<()> {
        if let Some((_, types)) = self.world.http_handler() {
            self.add(&[HANDLER], &[(types, "types as _types")], files);
            return Some(());
        }
        let (_, types, streams) = self.world.http_incoming_handler()?;
        let version = streams.full_name.rsplit('@').next().unwrap_or_default();
        let imported = |name: &str| {
            let full_name = format!("{name}@{version}");
            self.world.side(Side::Import).find(|found| found.full_name == full_name)
        };
        let (poll, clock) = (imported("wasi:io/poll")?, imported("wasi:clocks/monotonic-clock")?);
        let modules = [
            (types, "types as _types"),
            (streams, "streams as _io"),
            (poll, "poll as _poll"),
            (clock, "monotonic_clock as _clock"),
        ];
        self.add(&INCOMING_HANDLER, &modules, files);
        Some(())
    }

    /// Adds texts, in which modules of interfaces bear the names that they have in this world.
    fn add(&self, texts: &[Text], modules: &[(&Interface, &str)], files: &mut FileSet) {
        for (path, text) in texts {
            let named = modules.iter().fold((*text).to_owned(), |text, (interface, import)| {
                let dotted = self.names.dotted(interface.id);
                let module = dotted.rsplit('.').next().unwrap_or(&dotted);
                let alias = import.split_once(' ').map_or("", |(_, alias)| alias);
                text.replace(
                    &format!("from .imports import {import}"),
                    &format!("from .imports import {module} {alias}"),
                )
            });
            files.insert(*path, named);
        }
    }
}
