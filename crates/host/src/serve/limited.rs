//! The body of a request, which is told to the guest up to a limit.

use std::pin::Pin;
use std::task::{Context, Poll};

use hyper::Request;
use hyper::body::{Body, Bytes, Frame, Incoming, SizeHint};
use tokio::sync::oneshot;
use wasmtime_wasi_http::Error;

/// A client sent more than it may.
pub(super) struct TooLarge;

/// What a client sends after the head of its request.
pub(super) struct RequestBody {
    inner: Incoming,
    limit: u64,
    /// Bytes that may still come.
    left: u64,
    exceeded: Option<oneshot::Sender<TooLarge>>,
}

/// A request whose body ends in an error past so many bytes, and what resolves when it does.
pub(super) fn limited(
    request: Request<Incoming>,
    limit: u64,
) -> (Request<RequestBody>, impl Future<Output = TooLarge> + Send) {
    let (sender, receiver) = oneshot::channel();
    let request = request.map(|inner| RequestBody { inner, limit, left: limit, exceeded: Some(sender) });
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
            if let Some(exceeded) = body.exceeded.take() {
                // Its answer may have begun; then the guest alone hears of it.
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
