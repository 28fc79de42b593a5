//! What is told about a request.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use hyper::body::Incoming;
use hyper::{Request, StatusCode};

use super::ServeEvent;
use crate::error::HostError;

/// Hears of every event.
pub(super) type OnEvent = Arc<dyn Fn(ServeEvent<'_>) + Send + Sync>;

/// Tells what becomes of a request.
pub(super) struct Report {
    on_event: OnEvent,
    method: String,
    path: String,
    began: Instant,
    /// Set before the guest of a client that left is stopped: what goes wrong from then on is nobody's fault.
    gone: AtomicBool,
}

impl Report {
    pub(super) fn new(request: &Request<Incoming>, on_event: OnEvent) -> Arc<Self> {
        let method = request.method().to_string();
        let path = request.uri().path_and_query().map_or_else(|| "/".to_owned(), ToString::to_string);
        Arc::new(Self { on_event, method, path, began: Instant::now(), gone: AtomicBool::new(false) })
    }

    pub(super) fn answered(&self, status: StatusCode) {
        if self.gone.load(Ordering::Acquire) {
            return;
        }
        let (method, path, elapsed) = (&self.method, &self.path, self.began.elapsed());
        (self.on_event)(ServeEvent::Answered { method, path, status: status.as_u16(), elapsed });
    }

    pub(super) fn failed(&self, answered: bool, error: &HostError) {
        if self.gone.load(Ordering::Acquire) {
            return;
        }
        (self.on_event)(ServeEvent::Failed { method: &self.method, path: &self.path, answered, error });
    }

    pub(super) fn left(&self) {
        self.gone.store(true, Ordering::Release);
        let (method, path, elapsed) = (&self.method, &self.path, self.began.elapsed());
        (self.on_event)(ServeEvent::Left { method, path, elapsed });
    }

    pub(super) fn refused(&self, reason: &'static str) {
        (self.on_event)(ServeEvent::Refused { method: &self.method, path: &self.path, reason });
    }
}
