//! The body of a request, which is told to the guest up to a limit.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use hyper::body::{Body, Bytes, Frame, Incoming, SizeHint};
use hyper::{Request, StatusCode};
use tokio::sync::oneshot;
use wasmtime_wasi_http::Error;

use super::report::Report;

/// What such a client is told.
pub(super) const TOO_LARGE: &str = "the request's body is larger than this server takes";

/// A client sent more than it may.
pub(super) struct TooLarge;

/// What a client sends after the head of its request.
pub(super) struct RequestBody {
    inner: Incoming,
    limit: u64,
    /// Bytes that may still come.
    left: u64,
    report: Arc<Report>,
    exceeded: Option<oneshot::Sender<TooLarge>>,
}

/// A request whose body ends in an error past so many bytes, and what resolves when it does.
pub(super) fn limited(
    request: Request<Incoming>,
    limit: u64,
    report: &Arc<Report>,
) -> (Request<RequestBody>, impl Future<Output = TooLarge> + Send) {
    let (sender, receiver) = oneshot::channel();
    let report = Arc::clone(report);
    let request = request.map(|inner| RequestBody { inner, limit, left: limit, report, exceeded: Some(sender) });
    let exceeded = async {
        match receiver.await {
            Ok(too_large) => too_large,
            // The body is over.
            Err(_) => std::future::pending().await,
        }
    };
    (request, exceeded)
}

impl Body for RequestBody {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        let body = self.get_mut();
        let Poll::Ready(frame) = Pin::new(&mut body.inner).poll_frame(cx) else { return Poll::Pending };
        let Some(frame) = frame else { return Poll::Ready(None) };
        let frame = frame?;
        let length = frame.data_ref().map_or(0, |data| data.len() as u64);
        let Some(left) = body.left.checked_sub(length) else {
            body.left = 0;
            // Its answer may have begun; then the guest alone hears of it.
            if let Some(exceeded) = body.exceeded.take()
                && body.report.refused_in_time(StatusCode::PAYLOAD_TOO_LARGE, TOO_LARGE)
            {
                // Its connection may be gone.
                let _ = exceeded.send(TooLarge);
            }
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
