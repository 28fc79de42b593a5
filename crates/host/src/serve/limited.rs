//! The body of a request, which is told to the guest up to a limit of bytes and as long as it keeps coming.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use hyper::body::{Body, Bytes, Frame, Incoming, SizeHint};
use hyper::{Request, StatusCode};
use tokio::sync::oneshot;
use tokio::time::Sleep;
use wasmtime_wasi_http::Error;

use super::report::Report;

/// Why the rest of a request's body isn't wanted.
#[derive(Debug, Clone, Copy)]
pub(super) struct CutOff {
    pub(super) status: StatusCode,
    /// What its client is told.
    pub(super) reason: &'static str,
}

/// A client sent more than it may.
pub(super) const TOO_LARGE: CutOff =
    CutOff { status: StatusCode::PAYLOAD_TOO_LARGE, reason: "the request's body is larger than this server takes" };

/// A client sent nothing while the guest waited for it.
const STALLED: CutOff =
    CutOff { status: StatusCode::REQUEST_TIMEOUT, reason: "the rest of the request's body didn't come in time" };

/// What a client sends after the head of its request.
pub(super) struct RequestBody {
    inner: Incoming,
    limit: u64,
    /// Bytes that may still come.
    left: u64,
    /// How long the guest waits for more of it.
    patience: Duration,
    /// Since it began to wait.
    waiting: Option<Pin<Box<Sleep>>>,
    report: Arc<Report>,
    cut_off: Option<oneshot::Sender<CutOff>>,
}

/// A request whose body ends in an error past so many bytes, or when none comes for so long, and what resolves when it
/// does.
pub(super) fn limited(
    request: Request<Incoming>,
    limit: u64,
    patience: Duration,
    report: &Arc<Report>,
) -> (Request<RequestBody>, impl Future<Output = CutOff> + Send) {
    let (sender, receiver) = oneshot::channel();
    let report = Arc::clone(report);
    let request = request.map(|inner| RequestBody {
        inner,
        limit,
        left: limit,
        patience,
        waiting: None,
        report,
        cut_off: Some(sender),
    });
    let cut_off = async {
        match receiver.await {
            Ok(cut_off) => cut_off,
            // The body is over.
            Err(_) => std::future::pending().await,
        }
    };
    (request, cut_off)
}

impl RequestBody {
    /// Refuses the request, unless its answer has begun: then the guest alone hears of it, and this is false.
    fn cut_off(&mut self, why: CutOff) -> bool {
        let sender = self.cut_off.take().filter(|_| self.report.refused_in_time(why.status, why.reason));
        // Its connection may be gone.
        sender.map(|sender| sender.send(why)).is_some()
    }

    /// Nothing has come: that is borne for a while.
    fn poll_patience(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let patience = self.patience;
        let waiting = self.waiting.get_or_insert_with(|| Box::pin(tokio::time::sleep(patience)));
        waiting.as_mut().poll(cx)
    }
}

impl Body for RequestBody {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        let body = self.get_mut();
        let Poll::Ready(frame) = Pin::new(&mut body.inner).poll_frame(cx) else {
            ready!(body.poll_patience(cx));
            if !body.cut_off(STALLED) {
                // What becomes of the answer that it has begun is nobody else's fault.
                body.report.left();
            }
            return Poll::Ready(Some(Err(Error::ConnectionReadTimeout)));
        };
        body.waiting = None;
        let Some(frame) = frame else { return Poll::Ready(None) };
        let frame = frame?;
        let length = frame.data_ref().map_or(0, |data| data.len() as u64);
        let Some(left) = body.left.checked_sub(length) else {
            body.left = 0;
            body.cut_off(TOO_LARGE);
            return Poll::Ready(Some(Err(Error::HttpRequestBodySize(Some(body.limit)))));
        };
        body.left = left;
        Poll::Ready(Some(Ok(frame)))
    }

    fn is_end_stream(&self) -> bool {
        self.inner.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner.size_hint()
    }
}
