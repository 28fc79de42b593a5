//! Files that the server answers itself, without asking the guest.

use std::io::ErrorKind;
use std::path::Path;

use http_body_util::{BodyExt as _, Empty};
use hyper::body::{Bytes, Incoming};
use hyper::http::uri::PathAndQuery;
use hyper::{Method, Request, Response, StatusCode, Uri};
use tower_http::services::ServeDir;

use super::body::Answer;
use super::report::Report;
use super::request::text;
use crate::error::HostError;

/// A folder of files for everyone.
#[derive(Clone)]
pub(super) struct PublicFiles(ServeDir);

impl PublicFiles {
    pub(super) fn new(folder: &Path) -> Result<Self, HostError> {
        let unreadable = |reason: String| HostError::PublicFolder { path: folder.to_owned(), reason };
        let metadata = folder.metadata().map_err(|error| unreadable(error.to_string()))?;
        if !metadata.is_dir() {
            return Err(unreadable("it is no folder".to_owned()));
        }
        Ok(Self(ServeDir::new(folder)))
    }

    /// The answer to a request for one of the files; nothing for what is none, which the guest may know.
    ///
    /// Names that begin with a dot are not for everyone, but for `.well-known` (RFC 8615).
    pub(super) async fn answer(&self, request: &Request<Incoming>, report: &Report) -> Option<Response<Answer>> {
        if ![Method::GET, Method::HEAD].contains(request.method()) || is_hidden(request.uri().path()) {
            return None;
        }
        let found = self.find(request, Uri::from(request.uri().path_and_query()?.clone())).await;
        let response = match found {
            // Not every folder is a page.
            Ok(response) if response.status().is_redirection() && response.status() != StatusCode::NOT_MODIFIED => {
                let page = self.find(request, below(request.uri())?).await;
                page.is_ok_and(|page| page.status() == StatusCode::OK).then_some(response)?
            }
            Ok(response) if response.status() == StatusCode::NOT_FOUND => return None,
            Ok(response) => response,
            Err(error) if is_none(error.kind()) => return None,
            Err(error) => {
                report.failed(false, &HostError::PublicFile { reason: error.to_string() });
                let why = format!("the file can't be read; the log says more about request {}", report.id());
                return Some(text(StatusCode::INTERNAL_SERVER_ERROR, &why));
            }
        };
        report.answered(response.status());
        Some(response.map(|body| {
            let broken = |error: std::io::Error| wasmtime_wasi_http::Error::InternalError(Some(error.to_string()));
            Answer::File(body.map_err(broken).boxed_unsync())
        }))
    }

    async fn find(
        &self,
        request: &Request<Incoming>,
        uri: Uri,
    ) -> std::io::Result<Response<tower_http::services::fs::ServeFileSystemResponseBody>> {
        let mut asked = Request::new(Empty::<Bytes>::new());
        *asked.method_mut() = request.method().clone();
        *asked.headers_mut() = request.headers().clone();
        *asked.uri_mut() = uri;
        self.0.clone().try_call(asked).await
    }
}

/// Whether there is no such file, or no file can have such a name.
fn is_none(error: ErrorKind) -> bool {
    use ErrorKind::{InvalidFilename, InvalidInput, NotADirectory, NotFound};
    [InvalidFilename, InvalidInput, NotADirectory, NotFound].contains(&error)
}

/// The folder's own page.
fn below(uri: &Uri) -> Option<Uri> {
    PathAndQuery::try_from(format!("{}/", uri.path())).ok().map(Uri::from)
}

fn is_hidden(path: &str) -> bool {
    path.split('/').any(|name| {
        // A dot may be written with an escape.
        let name = name.replace("%2e", ".").replace("%2E", ".");
        name.starts_with('.') && name != ".well-known"
    })
}
