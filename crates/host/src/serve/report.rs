//! What is told about a request.

use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Instant;

use hyper::body::Incoming;
use hyper::{Request, StatusCode};

use super::{ServeEvent, Served};
use crate::error::HostError;

/// Hears of every event.
pub(super) type OnEvent = Arc<dyn Fn(ServeEvent<'_>) + Send + Sync>;

/// Tells what becomes of a request.
pub(super) struct Report {
    on_event: OnEvent,
    id: String,
    method: String,
    path: String,
    began: Instant,
    /// Set before the guest of a client that left is stopped: what goes wrong from then on is nobody's fault.
    gone: AtomicBool,
    /// Set by who decides first what the client gets.
    decided: AtomicBool,
}

impl Report {
    pub(super) fn new(request: &Request<Incoming>, on_event: OnEvent) -> Arc<Self> {
        let method = request.method().to_string();
        let path = request.uri().path_and_query().map_or_else(|| "/".to_owned(), ToString::to_string);
        Arc::new(Self {
            on_event,
            id: name(),
            method,
            path,
            began: Instant::now(),
            gone: AtomicBool::new(false),
            decided: AtomicBool::new(false),
        })
    }

    /// The request's own name.
    pub(super) fn id(&self) -> &str {
        &self.id
    }

    pub(super) fn answered(&self, status: StatusCode) {
        self.decided.store(true, Ordering::Release);
        if !self.gone.load(Ordering::Acquire) {
            self.tell(Served::Answered { status: status.as_u16() });
        }
    }

    pub(super) fn failed(&self, answered: bool, error: &HostError) {
        if !self.gone.load(Ordering::Acquire) {
            self.tell(Served::Failed { answered, error });
        }
    }

    pub(super) fn left(&self) {
        if !self.gone.swap(true, Ordering::AcqRel) {
            self.tell(Served::Left);
        }
    }

    /// As [`Self::refused`], unless the guest has answered already: tells whether that is how it stands.
    pub(super) fn refused_in_time(&self, status: StatusCode, reason: &'static str) -> bool {
        let in_time = !self.decided.swap(true, Ordering::AcqRel);
        if in_time {
            self.refused(status, reason);
        }
        in_time
    }

    /// Whatever else becomes of it is nobody's fault.
    pub(super) fn refused(&self, status: StatusCode, reason: &'static str) {
        self.gone.store(true, Ordering::Release);
        self.tell(Served::Refused { status: status.as_u16(), reason });
    }

    fn tell(&self, what: Served<'_>) {
        let Self { id, method, path, began, .. } = self;
        (self.on_event)(ServeEvent { id, method, path, elapsed: began.elapsed(), what });
    }
}

/// Names follow each other within a process and begin anywhere, so that logs of several runs can be searched together.
fn name() -> String {
    static NEXT: OnceLock<AtomicU32> = OnceLock::new();
    let next = NEXT.get_or_init(|| {
        let anywhere = RandomState::new().build_hasher().finish();
        AtomicU32::new(u32::try_from(anywhere >> 32).unwrap_or_default())
    });
    format!("{:08x}", next.fetch_add(1, Ordering::Relaxed))
}
