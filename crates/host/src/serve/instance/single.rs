//! An instance of a handler of WASI 0.2, which answers one request after the other.

use std::sync::Arc;

use hyper::http::uri;
use wasmtime::Store;
use wasmtime::component::Resource;
use wasmtime_wasi_http::WasiHttpView as _;
use wasmtime_wasi_http::p2::bindings::http::types::{ErrorCode, Scheme};
use wasmtime_wasi_http::p2::bindings::{Proxy, ProxyPre};
use wasmtime_wasi_http::p2::types::{HostIncomingRequest, HostResponseOutparam};

use super::{deadline, explain, next, prepare, too_long, until};
use crate::error::HostError;
use crate::serve::App;
use crate::serve::job::{Job, Ticket};
use crate::serve::limited::RequestBody;
use crate::serve::pool::Place;
use crate::state::State;

/// Answers requests until one fails or its client leaves.
pub(super) async fn run(app: &App, pre: &ProxyPre<State>, mut store: Store<State>, mut place: Place, first: Job) {
    let limits = &app.pool.limits;
    let (mut proxy, mut job) = (None, first);
    let mut answered = 0;
    loop {
        let ticket = Arc::clone(&job.ticket);
        let Some(ended) = answer(app, pre, &mut proxy, &mut store, job).await else { return };
        ticket.end(ended.as_ref().copied());
        answered += 1;
        if ended.is_err() || answered >= limits.reuse {
            return;
        }
        let began_with = proxy.as_ref().map_or(0, |(_, memory): &(Proxy, u64)| *memory);
        if limits.outgrown(began_with, store.data().meter.memory()) {
            return;
        }
        let Some(another) = next(&mut place, limits.idle).await else { return };
        job = another;
    }
}

/// The outcome of one request; nothing when its client left.
async fn answer(
    app: &App,
    pre: &ProxyPre<State>,
    proxy: &mut Option<(Proxy, u64)>,
    store: &mut Store<State>,
    job: Job,
) -> Option<Result<(), HostError>> {
    let Job { request, ticket, client } = job;
    let until_then = deadline(app);
    let _ticking = prepare(store, app);
    let called = until(until_then, async {
        if proxy.is_none() {
            let made = pre.instantiate_async(&mut *store).await?;
            *proxy = Some((made, store.data().meter.memory()));
        }
        let Some((proxy, _)) = proxy else { return Ok(()) };
        let (request, out) = resources(store, request, &ticket)?;
        proxy.wasi_http_incoming_handler().call_handle(&mut *store, request, out).await
    });
    let called = tokio::select! {
        called = called => called,
        // Otherwise the client has all of it, and the guest comes to its end alone.
        Ok(()) = client.left => return None,
    };
    store.data_mut().abort_bodies();
    Some(match called {
        Some(Ok(())) => Ok(()),
        Some(Err(error)) => Err(explain(app, store, &error)),
        None => Err(too_long(app)),
    })
}

/// A request, and where its answer goes, in the guest's table.
fn resources(
    store: &mut Store<State>,
    request: hyper::Request<RequestBody>,
    ticket: &Arc<Ticket>,
) -> wasmtime::Result<(Resource<HostIncomingRequest>, Resource<HostResponseOutparam>)> {
    let ticket = Arc::clone(ticket);
    let mut http = store.data_mut().http();
    let secure = request.uri().scheme() == Some(&uri::Scheme::HTTPS);
    let scheme = if secure { Scheme::Https } else { Scheme::Http };
    let request = http.new_incoming_request(scheme, request)?;
    let out = http.new_response_outparam_from_callback(move |answer| match answer {
        Ok(head) => ticket.answer(head),
        Err(ErrorCode::InternalError(Some(why))) => ticket.answer_with_error(&format!("internal-error: {why}")),
        Err(code) => ticket.answer_with_error(&format!("{code:?}")),
    })?;
    Ok((request, out))
}
