//! One call of the handler, beside others of the same instance.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use hyper::Request;
use tokio::sync::oneshot;
use wasmtime::component::{Accessor, AccessorTask};
use wasmtime_wasi_http::WasiHttpView as _;
use wasmtime_wasi_http::p3;
use wasmtime_wasi_http::p3::bindings::Service;
use wasmtime_wasi_http::p3::bindings::http::types::ErrorCode;

use crate::serve::job::Ticket;
use crate::serve::limited::RequestBody;
use crate::state::State;

/// Hears what becomes of the request's body.
type Sent = Pin<Box<dyn Future<Output = Result<(), wasmtime_wasi_http::Error>> + Send>>;

pub(super) struct Answering {
    pub(super) service: Arc<Service>,
    pub(super) request: Request<RequestBody>,
    pub(super) ticket: Arc<Ticket>,
    /// Ends when nobody reads the answer's body any more: what was passed on unread flows until it was read.
    pub(super) read: oneshot::Receiver<()>,
    /// Set when the call has returned and its answer was read.
    pub(super) over: Arc<AtomicBool>,
}

impl AccessorTask<State> for Answering {
    async fn run(self, accessor: &Accessor<State>) -> wasmtime::Result<()> {
        let Self { service, request, ticket, read, over } = self;
        let (request, sent) = accessor.with(|mut store| {
            let (request, sent) = p3::Request::from_http(store.data_mut().http().hooks, request);
            (request, Box::pin(sent) as Sent)
        });
        match service.handle(accessor, request).await? {
            Ok(response) => ticket.answer(accessor.with(|store| response.into_http(store, sent))?),
            Err(ErrorCode::InternalError(Some(why))) => ticket.answer_with_error(&format!("internal-error: {why}")),
            Err(code) => ticket.answer_with_error(&format!("{code:?}")),
        }
        // It is dropped, not sent.
        let _ = read.await;
        over.store(true, Ordering::Release);
        Ok(())
    }
}
