//! One instance of a handler, from its first request to its last.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;
use wasmtime::Store;

use super::job::Job;
use super::pool::{Offer, Place};
use super::{App, Handler, concurrent};
use crate::error::HostError;
use crate::limits::{Deadline, Limit};
use crate::state::{Files, State, new_store};
use crate::ticker::Ticking;
use crate::trap;

mod single;

/// Answers `first` and the requests that come after it.
pub(super) async fn run(place: Place, first: Job) {
    let app = Arc::clone(place.app());
    let store = match new_store(&app.compiled.engine, &app.compiled.name, &app.run, Files::OnPool) {
        Ok(store) => store,
        Err(error) => return first.ticket.end(Err(&error)),
    };
    match &app.handler {
        Handler::Incoming(pre) => single::run(&app, pre, store, place, first).await,
        Handler::Async(pre) => concurrent::run(&app, pre, store, place, first).await,
    }
}

/// When a request that begins now has to be over.
pub(super) fn deadline(app: &App) -> Option<Instant> {
    app.run.limits.time.map(|limit| Instant::now() + limit)
}

/// The error of a request that took too long.
pub(super) fn too_long(app: &App) -> HostError {
    let limit = Limit::Time { limit: app.run.limits.time.unwrap_or_default() };
    HostError::Limit { limit, evidence: None }
}

/// Runs a call until then at most.
pub(super) async fn until<T>(deadline: Option<Instant>, called: impl Future<Output = T>) -> Option<T> {
    match deadline {
        Some(deadline) => tokio::time::timeout_at(deadline, called).await.ok(),
        None => Some(called.await),
    }
}

/// Sets a request's deadline and keeps the clock going as long as the guest may compute.
pub(super) fn prepare(store: &mut Store<State>, app: &App) -> Option<Ticking> {
    store.data_mut().deadline = Deadline::after(app.run.limits.time);
    if !app.compiled.engine.options().interruptible {
        return None;
    }
    // Even without a limit a computing guest must let others have their turn.
    store.set_epoch_deadline(1);
    Some(app.compiled.engine.ticker().start())
}

/// What a failed call of the handler means.
pub(super) fn explain(app: &App, store: &Store<State>, error: &wasmtime::Error) -> HostError {
    let function = match &app.handler {
        Handler::Incoming(_) => "wasi:http/incoming-handler#handle",
        Handler::Async(_) => "wasi:http/handler#handle",
    };
    trap::explain(error, &app.compiled, store, Some(function))
}

/// Waits for the next request, for at most so long.
async fn next(place: &mut Place, idle: Duration) -> Option<Job> {
    if let Some(job) = place.offer(Offer::Idle) {
        return Some(job);
    }
    let waiting = tokio::time::timeout(idle, std::future::poll_fn(|cx| place.poll(cx)));
    match waiting.await {
        Ok(job) => job,
        Err(_elapsed) if place.retire() => None,
        // One is on its way.
        Err(_elapsed) => std::future::poll_fn(|cx| place.poll(cx)).await,
    }
}
