//! A request on its way to an instance, and what its connection keeps of it.

use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use hyper::body::Body as _;
use hyper::{Request, Response};
use tokio::sync::oneshot;
use wasmtime_wasi_http::p2::body::HyperOutgoingBody;

use super::limited::RequestBody;
use super::report::Report;
use crate::error::HostError;

/// The head of an answer.
pub(super) type Head = Response<HyperOutgoingBody>;

/// A request that an instance is to answer.
pub(super) struct Job {
    pub(super) request: Request<RequestBody>,
    pub(super) ticket: Arc<Ticket>,
    pub(super) client: Client,
}

/// What an instance hears of a client.
pub(super) struct Client {
    /// Resolves to a value when the client left before it had everything.
    pub(super) left: oneshot::Receiver<()>,
    /// Ends when nobody reads the answer's body any more.
    pub(super) read: oneshot::Receiver<()>,
}

/// How far a request has come, for those who answer it.
pub(super) struct Ticket {
    report: Arc<Report>,
    answered: AtomicBool,
    failed: Arc<AtomicBool>,
    /// Set before what a guest of WASI 0.3 that failed holds is dropped: the engine ends a body in the same way whether
    /// its writer came to its end or is gone with the store.
    broken: Arc<AtomicBool>,
    sender: Mutex<Option<oneshot::Sender<Head>>>,
    ended: Mutex<Option<oneshot::Sender<()>>>,
}

/// Takes what is there, once.
fn take<T>(place: &Mutex<Option<T>>) -> Option<T> {
    place.lock().unwrap_or_else(PoisonError::into_inner).take()
}

impl Ticket {
    /// The head is there. Told here and not where it is sent, so that it is told before what the guest does next.
    pub(super) fn answer(&self, head: Head) {
        if let Some(sender) = take(&self.sender) {
            self.answered.store(true, Ordering::Release);
            self.report.answered(head.status());
            // A client that left doesn't wait for it.
            let _ = sender.send(head);
        }
    }

    /// The guest answered with an error instead of a head.
    pub(super) fn answer_with_error(&self, code: &str) {
        // Dropped after it was told, as a head is sent after.
        if let Some(_sender) = take(&self.sender) {
            self.answered.store(true, Ordering::Release);
            self.report.failed(false, &HostError::Response { reason: format!("it answered with the error {code}") });
        }
    }

    /// The call is over, or had to be ended: an error is told, once for each request.
    pub(super) fn end(&self, ended: Result<(), &HostError>) {
        let Some(ending) = take(&self.ended) else { return };
        self.failed.store(ended.is_err(), Ordering::Release);
        let answered = self.answered.load(Ordering::Acquire);
        match ended {
            Err(error) => self.report.failed(answered, error),
            Ok(()) if !answered => self.report.failed(false, &HostError::NoAnswer),
            Ok(()) => {}
        }
        drop(take(&self.sender));
        // Nobody may be there to hear it.
        let _ = ending.send(());
    }

    /// As [`Self::end`] with an error, and what was written of the answer's body is not all of it.
    pub(super) fn break_off(&self, error: &HostError) {
        self.broken.store(true, Ordering::Release);
        self.end(Err(error));
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        // Whoever had it is gone without a word, as with a panic or at the end of the server.
        if take(&self.ended).is_some() {
            self.broken.store(true, Ordering::Release);
        }
    }
}

/// A guest at work for a client; dropped when the client leaves, which stops it unless it works for others too.
pub(super) struct Running {
    report: Arc<Report>,
    /// Told when the client leaves.
    leave: Option<oneshot::Sender<()>>,
    failed: Arc<AtomicBool>,
    broken: Arc<AtomicBool>,
    /// Until the call has ended.
    ended: Option<oneshot::Receiver<()>>,
    /// Dropped when nobody reads the answer's body any more.
    reading: Option<oneshot::Sender<()>>,
}

/// A request for an instance, what will become of its answer, and its head when it is there.
pub(super) fn job(request: Request<RequestBody>, report: &Arc<Report>) -> (Job, Running, oneshot::Receiver<Head>) {
    let (sender, head) = oneshot::channel();
    let (leave, left) = oneshot::channel();
    let (reading, read) = oneshot::channel();
    let (ending, ended) = oneshot::channel();
    let (failed, broken) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicBool::new(false)));
    let ticket = Ticket {
        report: Arc::clone(report),
        answered: AtomicBool::new(false),
        failed: Arc::clone(&failed),
        broken: Arc::clone(&broken),
        sender: Mutex::new(Some(sender)),
        ended: Mutex::new(Some(ending)),
    };
    let job = Job { request, ticket: Arc::new(ticket), client: Client { left, read } };
    let report = Arc::clone(report);
    let running = Running { report, leave: Some(leave), failed, broken, ended: Some(ended), reading: Some(reading) };
    (job, running, head)
}

impl Running {
    /// Lets it come to its end, or to its time limit, without a client.
    pub(super) fn go_on(mut self) {
        self.leave = None;
    }

    /// Stops it as if its client had left, after that was told something else.
    pub(super) fn refused(mut self) {
        self.stop();
    }

    /// Its client needs it no more.
    fn stop(&mut self) {
        if let Some(leave) = self.leave.take() {
            // Nobody hears it who has ended already.
            let _ = leave.send(());
        }
    }

    /// Whether the end of its body is none.
    pub(super) fn is_broken(&self) -> bool {
        self.broken.load(Ordering::Acquire)
    }

    /// Whether it failed while others that share its instance go on, so that its body will never end.
    pub(super) fn poll_broken(&mut self, cx: &mut Context<'_>) -> bool {
        if let Some(Poll::Ready(_)) = self.ended.as_mut().map(|ended| Pin::new(ended).poll(cx)) {
            self.ended = None;
        }
        self.ended.is_none() && self.is_broken()
    }

    /// Its answer ended early. Unless it failed and told so itself, that is to be told.
    pub(super) fn broke_off(mut self) {
        self.leave = None;
        tokio::spawn(async move {
            // It waits for this.
            self.reading = None;
            if let Some(ended) = self.ended.take() {
                let _ = ended.await;
            }
            if !self.failed.load(Ordering::Acquire) {
                self.report.failed(true, &HostError::UnfinishedBody);
            }
        });
    }

    /// Reads a body that can't be sent, so that the guest doesn't wait for a reader.
    pub(super) fn read_to_the_end(self, body: HyperOutgoingBody) {
        tokio::spawn(async move {
            let mut body = body;
            let complete = loop {
                let frame = std::future::poll_fn(|cx| Pin::new(&mut body).poll_frame(cx)).await;
                match frame {
                    Some(Ok(_)) => {}
                    Some(Err(_)) => break false,
                    None => break true,
                }
            };
            if complete { self.go_on() } else { self.broke_off() }
        });
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if self.leave.is_some() {
            self.report.left();
            self.stop();
        }
    }
}
