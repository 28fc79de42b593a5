//! Drives calls to their end: of one, until its time is over or nothing can wake it any more, and of several at once.

use std::pin::Pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use wasmtime::{Store, Trap};

use crate::compiled::Compiled;
use crate::error::HostError;
use crate::limits::{Deadline, Limit};
use crate::state::State;
use crate::trap;
use crate::watch::{Driven, Route};

impl Compiled {
    /// Drives an async call to its end or to its time limit, whether the guest computes or waits.
    pub(crate) fn block_on<T>(
        &self,
        store: &mut Store<State>,
        limit: Option<Duration>,
        call: impl AsyncFnOnce(&mut Store<State>) -> T,
    ) -> Result<T, HostError> {
        let deadline = Deadline::after(limit);
        store.data_mut().deadline = deadline;
        let ticking = deadline.at().map(|_| self.engine.ticker().start());
        if ticking.is_some() {
            store.set_epoch_deadline(1);
        }
        let watch = store.data().watch.clone();
        let driven = self.engine.runtime().block_on(watch.drive(call(store), deadline.at()));
        drop(ticking);
        store.data().drain();
        match driven {
            Driven::Done(called) => Ok(called),
            Driven::Late => {
                let limit = Limit::Time { limit: limit.unwrap_or_default() };
                Err(HostError::Limit { limit, evidence: trap::what_waits(&watch) })
            }
            Driven::Idle => {
                let called = watch.unfinished();
                Err(trap::explain(&Trap::AsyncDeadlock.into(), self, store, called.as_deref()))
            }
            Driven::GivenUp(route) => {
                let Route { caller, callee, function } = Arc::unwrap_or_clone(route);
                Err(HostError::GivenUp { caller, callee, function })
            }
        }
    }
}

/// Waits for all of them, or for the first that fails.
pub(crate) async fn all<T, E, F: Future<Output = Result<T, E>> + Unpin>(mut running: Vec<F>) -> Result<Vec<T>, E> {
    let mut done: Vec<Option<T>> = running.iter().map(|_| None).collect();
    std::future::poll_fn(|cx| {
        for (future, done) in running.iter_mut().zip(&mut done).filter(|(_, done)| done.is_none()) {
            match Pin::new(future).poll(cx) {
                Poll::Ready(Ok(value)) => *done = Some(value),
                Poll::Ready(Err(error)) => return Poll::Ready(Err(error)),
                Poll::Pending => {}
            }
        }
        if done.iter().all(Option::is_some) { Poll::Ready(Ok(())) } else { Poll::Pending }
    })
    .await?;
    Ok(done.into_iter().flatten().collect())
}
