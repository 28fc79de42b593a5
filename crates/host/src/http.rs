//! Requests of guests to others, by `wasi:http/outgoing-handler` of WASI 0.2 and `wasi:http/client` of 0.3.
//!
//! A request leaves only for an [`HttpOrigin`] that is granted; what is refused, and what fails for a certificate, is
//! said where the guest's own words go. Redirects are answers like others: whoever follows one asks anew. Connections
//! are of HTTP/1.1 and used again under the same grants, and bodies are never held as a whole.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use hyper::{Method, Request, Response};
use wasmtime_wasi_http::{Error, RequestOptions, WasiBody, WasiHttpHooks};

use crate::grants::{Grants, Net};
use crate::output::Pipe;
use origin::place_of;
use witloom_component::origin::Place;

pub use lines::HttpLines;
pub use trust::HttpTrust;
pub(crate) use trust::certificates;
pub use witloom_component::origin::{HttpOrigin, OriginError};

mod body;
mod fault;
mod lines;
mod origin;
mod send;
#[cfg(test)]
mod tests;
mod trust;

/// Messages about so many places are enough for one run.
const TOLD: usize = 16;

/// Sends what is granted.
pub(crate) struct Outgoing {
    granted: Arc<[HttpOrigin]>,
    trust: HttpTrust,
    lines: HttpLines,
    notes: Notes,
}

impl Outgoing {
    /// Whoever may open any socket may ask anyone, too.
    pub(crate) fn new(grants: &Grants, stderr: Pipe) -> Self {
        let everywhere = match grants.net {
            Net::All => Some(HttpOrigin::everywhere()),
            Net::None | Net::Loopback => None,
        };
        let granted = grants.http.iter().cloned().chain(everywhere).collect();
        let (trust, lines) = (grants.http_trust.clone(), grants.http_lines.clone());
        Self { granted, trust, lines, notes: Notes { stderr, told: Arc::default() } }
    }

    /// Where a request goes, if it may.
    fn place<B>(&self, request: &Request<B>) -> Result<Place, Error> {
        // A tunnel through a proxy is nothing that an origin could grant.
        if *request.method() == Method::CONNECT {
            return Err(Error::HttpRequestMethodInvalid);
        }
        let place = place_of(request.uri()).ok_or(Error::HttpRequestUriInvalid)?;
        if self.granted.iter().any(|origin| origin.covers(&place)) {
            return Ok(place);
        }
        self.notes.say(&place, |place| {
            format!("refused the HTTP request to `{place}`: its origin isn't granted; `--http {place}` grants it")
        });
        Err(Error::HttpRequestDenied)
    }
}

/// How what became of a request is awaited while the answer is read.
type Rest = Box<dyn Future<Output = Result<(), Error>> + Send>;
type Sent = (Response<WasiBody>, Rest);

impl WasiHttpHooks for Outgoing {
    fn send_request(
        &mut self,
        request: Request<WasiBody>,
        options: Option<RequestOptions>,
        _done: Rest,
    ) -> Box<dyn Future<Output = Result<Sent, Error>> + Send> {
        match self.place(&request) {
            Ok(place) => {
                let (trust, lines, notes) = (self.trust.clone(), self.lines.clone(), self.notes.clone());
                let way = send::Way { place, trust, lines, notes };
                Box::new(send::send(way, request, options.unwrap_or_default()))
            }
            Err(error) => Box::new(async { Err(error) }),
        }
    }
}

/// Says once about each place what is wrong with asking there.
#[derive(Clone)]
struct Notes {
    stderr: Pipe,
    told: Arc<Mutex<BTreeSet<String>>>,
}

impl Notes {
    fn say(&self, place: &Place, words: impl FnOnce(&Place) -> String) {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        if told.len() < TOLD && told.insert(place.to_string()) {
            self.stderr.say(&format!("witloom: {}", words(place)));
        }
    }
}
