//! Connections that stay open for the next request to the same place.
//!
//! A connection answers one request at a time and is kept once both bodies are over. It belongs to the grants under which
//! it was opened, and so does what was trusted for it: nobody else is ever given it. What is idle for [`IDLE`] is closed,
//! before servers do so commonly, as a request that meets a server's closing is lost.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};

use hyper::client::conn::http1::{self, SendRequest};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::runtime::Handle;
use tokio::sync::{oneshot, watch};
use tokio::task::AbortHandle;
use tokio::time::{sleep, timeout};
use wasmtime_wasi_http::{Error, WasiBody};
use witloom_component::origin::Place;

use super::{Rest, fault};

/// How long a connection waits for its next request.
pub(super) const IDLE: Duration = Duration::from_secs(4);

/// Idle connections to one place.
const PER_PLACE: usize = 32;

/// Idle connections to all places.
const KEPT: usize = 256;

/// How long the rest of a request may take that nobody waits for any more, to spare the connection.
const SETTLE: Duration = Duration::from_secs(1);

/// The idle connections of some grants; clones share them.
#[derive(Clone, Default)]
pub struct HttpLines(Arc<Mutex<Kept>>);

#[derive(Default)]
struct Kept {
    idle: VecDeque<Idle>,
    /// Whether a task closes what was idle for too long.
    watched: bool,
}

struct Idle {
    place: Place,
    line: Line,
    since: Instant,
}

impl std::fmt::Debug for HttpLines {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("HttpLines").field(&self.lock().idle.len()).finish()
    }
}

impl HttpLines {
    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    #[cfg(test)]
    pub(super) fn kept(&self) -> usize {
        self.lock().idle.iter().filter(|idle| idle.lives()).count()
    }

    /// The connection to a place that was used last, if one is left.
    pub(super) fn take(&self, place: &Place) -> Option<Line> {
        let idle = &mut self.lock().idle;
        idle.retain(Idle::lives);
        let at = idle.iter().rposition(|idle| idle.place == *place)?;
        idle.remove(at).map(|idle| idle.line)
    }

    /// Keeps a connection; whether somebody has to watch over them from now on.
    fn put(&self, place: Place, line: Line) -> bool {
        let mut kept = self.lock();
        let idle = &mut kept.idle;
        idle.retain(Idle::lives);
        if idle.len() == KEPT {
            idle.pop_front();
        }
        if idle.iter().filter(|idle| idle.place == place).count() < PER_PLACE {
            idle.push_back(Idle { place, line, since: Instant::now() });
        }
        !std::mem::replace(&mut kept.watched, true)
    }
}

/// Closes what is idle for too long, as long as anything is.
async fn watch(lines: Weak<Mutex<Kept>>) {
    loop {
        sleep(IDLE).await;
        let Some(lines) = lines.upgrade().map(HttpLines) else { return };
        let mut kept = lines.lock();
        kept.idle.retain(Idle::lives);
        if kept.idle.is_empty() {
            kept.watched = false;
            return;
        }
    }
}

impl Idle {
    fn lives(&self) -> bool {
        self.line.sender.is_ready() && self.since.elapsed() < IDLE
    }
}

/// A connection, which is moved by a task of its own; closed when it is dropped.
pub(super) struct Line {
    pub(super) sender: SendRequest<WasiBody>,
    runtime: Handle,
    task: Task,
    ended: watch::Receiver<()>,
    cause: Arc<Mutex<Option<hyper::Error>>>,
}

struct Task(AbortHandle);

impl Drop for Task {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Line {
    pub(super) async fn open<S>(stream: S) -> Result<Self, Error>
    where
        S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
    {
        let (sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(fault::hyper)?;
        let (alive, ended) = watch::channel(());
        let cause = Arc::new(Mutex::new(None));
        let told = Arc::clone(&cause);
        let task = tokio::spawn(async move {
            let done = connection.await;
            *told.lock().unwrap_or_else(PoisonError::into_inner) = done.err();
            drop(alive);
        });
        Ok(Self { sender, runtime: Handle::current(), task: Task(task.abort_handle()), ended, cause })
    }

    /// What the connection ended with, once it has.
    pub(super) async fn end(&self) -> Option<Error> {
        ended(self.ended.clone(), &self.cause).await
    }

    /// Follows the exchange of which the head of the answer is there.
    ///
    /// The second part resolves when the exchange is over, and breaks it off when it is dropped before.
    pub(super) fn follow(self, home: &HttpLines, place: Place) -> (Exchange, Rest) {
        let (is_read, over) = (Arc::new(AtomicBool::new(false)), oneshot::channel());
        let (waiting, left) = oneshot::channel();
        let (ended_at, cause) = (self.ended.clone(), Arc::clone(&self.cause));
        let guard = Guard { is_read: Arc::clone(&is_read), task: self.task.0.clone(), _waiting: waiting };
        let exchange = Exchange { line: Some(self), home: Arc::downgrade(&home.0), place, is_read, over: over.0, left };
        let rest = async move {
            let _guard = guard;
            tokio::select! {
                biased;
                Ok(()) = over.1 => Ok(()),
                cause = ended(ended_at, &cause) => cause.map_or(Ok(()), Err),
            }
        };
        (exchange, Box::new(rest))
    }
}

async fn ended(mut ended: watch::Receiver<()>, cause: &Mutex<Option<hyper::Error>>) -> Option<Error> {
    // Nobody ever sends anything: it fails when the connection is over.
    while ended.changed().await.is_ok() {}
    cause.lock().unwrap_or_else(PoisonError::into_inner).take().map(fault::hyper)
}

/// Breaks off an answer that nobody reads to its end.
struct Guard {
    is_read: Arc<AtomicBool>,
    task: AbortHandle,
    _waiting: oneshot::Sender<()>,
}

impl Drop for Guard {
    fn drop(&mut self) {
        if !self.is_read.load(Ordering::Acquire) {
            self.task.abort();
        }
    }
}

/// A connection while its answer is read; closed when it is dropped before the end.
pub(super) struct Exchange {
    line: Option<Line>,
    home: Weak<Mutex<Kept>>,
    place: Place,
    is_read: Arc<AtomicBool>,
    over: oneshot::Sender<()>,
    left: oneshot::Receiver<()>,
}

impl Exchange {
    /// The answer was read to its end. The connection is kept when the request was sent whole, too.
    pub(super) fn finish(self) {
        let Self { line: Some(mut line), home, place, is_read, over, left } = self else { return };
        is_read.store(true, Ordering::Release);
        line.runtime.clone().spawn(async move {
            let ready = tokio::select! {
                biased;
                ready = line.sender.ready() => ready.is_ok(),
                _ = left => timeout(SETTLE, line.sender.ready()).await.is_ok_and(|ready| ready.is_ok()),
            };
            if !ready {
                // Whoever waits for the rest hears of the connection's end.
                return;
            }
            // Nobody may wait for it.
            let _ = over.send(());
            if home.upgrade().is_some_and(|kept| HttpLines(kept).put(place, line)) {
                watch(home).await;
            }
        });
    }
}
