//! An instance of a handler of WASI 0.3, which may answer many requests at once.

use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Poll;

use wasmtime::Store;
use wasmtime::component::Accessor;
use wasmtime_wasi_http::p3::bindings::{Service, ServicePre};

use super::App;
use super::instance::{deadline, explain, prepare, too_long, until};
use super::job::Job;
use super::pool::{Place, dispatch};
use crate::state::State;
use desk::Desk;

mod answering;
mod desk;

/// How the work of an instance ended.
enum Ended {
    /// Nobody wants anything of it any more.
    Quiet,
    /// The guest failed.
    Failed(wasmtime::Error),
    /// What still runs in it has run too long, or for clients that left.
    GivenUp,
}

/// Answers requests until nobody wants anything of it, it fails, or what it does has taken too long.
pub(super) async fn run(app: &Arc<App>, pre: &ServicePre<State>, store: Store<State>, place: Place, first: Job) {
    let (mut store, mut first) = (store, first);
    // The time of the first request counts from here.
    let until_then = deadline(app);
    let ticking = prepare(&mut store, app);
    let made = tokio::select! {
        made = until(until_then, pre.instantiate_async(&mut store)) => made,
        Ok(()) = &mut first.client.left => return,
    };
    let service = match made {
        Some(Ok(service)) => Arc::new(service),
        Some(Err(error)) => return first.ticket.end(Err(&explain(app, &store, &error))),
        None => return first.ticket.end(Err(&too_long(app))),
    };
    let desk = Desk::new(place, store.data().meter.memory(), ticking);
    let desk = Mutex::new(desk.with(first, until_then));
    let ended = work(&desk, &service, &mut store).await;
    let desk = desk.into_inner().unwrap_or_else(PoisonError::into_inner);
    let error = match ended {
        Ended::Failed(error) => Some(explain(app, &store, &error)),
        Ended::Quiet | Ended::GivenUp => None,
    };
    // What it never began goes to another.
    if let Some(job) = desk.leave(error.as_ref()) {
        dispatch(app, job);
    }
}

fn lock(desk: &Mutex<Desk>) -> MutexGuard<'_, Desk> {
    desk.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Two loops in each other: the inner one begins calls between the guest's turns, the outer one looks at the clock even
/// while the guest computes, when the inner one stands still.
async fn work(desk: &Mutex<Desk>, service: &Arc<Service>, store: &mut Store<State>) -> Ended {
    let turns =
        async |accessor: &Accessor<State>| std::future::poll_fn(|cx| lock(desk).turn(accessor, service, cx)).await;
    let mut running = pin!(store.run_concurrent(turns));
    std::future::poll_fn(|cx| {
        lock(desk).begin();
        match running.as_mut().poll(cx) {
            Poll::Ready(Ok(Ok(()))) => Poll::Ready(Ended::Quiet),
            Poll::Ready(Ok(Err(error)) | Err(error)) => Poll::Ready(Ended::Failed(error)),
            Poll::Pending => lock(desk).judge(cx),
        }
    })
    .await
}
