//! The body of an answer: the guest's stream, or a short text of ours.

use std::pin::Pin;
use std::task::{Context, Poll};

use http_body_util::combinators::UnsyncBoxBody;
use hyper::body::{Body, Bytes, Frame, SizeHint};
use wasmtime_wasi_http::p2::body::HyperOutgoingBody;

use super::job::Running;
use super::room::UnderWay;

type Polled = Poll<Option<Result<Frame<Bytes>, <HyperOutgoingBody as Body>::Error>>>;

/// What is sent to the client, whose request is under way until it has all of it.
pub(super) struct Sent {
    pub(super) body: Answer,
    pub(super) _under_way: UnderWay,
}

impl Body for Sent {
    type Data = Bytes;
    type Error = <Answer as Body>::Error;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        Pin::new(&mut self.get_mut().body).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// What is answered.
pub(super) enum Answer {
    Guest(Box<GuestBody>),
    File(UnsyncBoxBody<Bytes, wasmtime_wasi_http::Error>),
    Text(Option<Bytes>),
}

impl Answer {
    pub(super) fn text(text: String) -> Self {
        Self::Text(Some(Bytes::from(text)))
    }
}

/// What a guest writes after the head of its answer.
///
/// A body that the guest didn't finish ends in an error, on which the connection breaks off. A body that is dropped
/// before its end was dropped because the client left.
pub(super) struct GuestBody {
    inner: Option<HyperOutgoingBody>,
    running: Option<Running>,
    /// Bytes that the answer's head promises and that are still to come, where it promises any number.
    promised: Option<u64>,
    /// Whether the client can't be sent a body, as for `HEAD`: the guest writes it all the same.
    unwanted: bool,
    /// An error that is told once what came before it was sent.
    failed: Option<wasmtime_wasi_http::Error>,
}

impl GuestBody {
    pub(super) fn new(inner: HyperOutgoingBody, running: Running, promised: Option<u64>, unwanted: bool) -> Self {
        let mut body = Self { inner: Some(inner), running: Some(running), promised, unwanted, failed: None };
        if body.is_complete() {
            body.end();
        }
        body
    }

    fn is_complete(&self) -> bool {
        self.promised == Some(0) || self.inner.as_ref().is_none_or(Body::is_end_stream)
    }

    /// The client has all of it; what the guest does after that is its own affair.
    fn end(&mut self) {
        if let Some(running) = self.running.take() {
            running.go_on();
        }
    }

    fn note(&mut self, frame: &Frame<Bytes>) {
        match (frame.data_ref(), &mut self.promised) {
            (Some(data), Some(promised)) => *promised = promised.saturating_sub(data.len() as u64),
            (Some(_), None) => {}
            // Trailers come last.
            (None, _) => self.end(),
        }
        if self.promised == Some(0) {
            self.end();
        }
    }

    fn incomplete(&mut self, cx: &Context<'_>) -> Polled {
        self.broke_off(wasmtime_wasi_http::Error::HttpResponseIncomplete, cx)
    }

    fn broke_off(&mut self, error: wasmtime_wasi_http::Error, cx: &Context<'_>) -> Polled {
        if let Some(running) = self.running.take() {
            running.broke_off();
        }
        // One round later, so that the client gets what was written before.
        self.failed = Some(error);
        cx.waker().wake_by_ref();
        Poll::Pending
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Polled {
        if let Some(error) = self.failed.take() {
            return Poll::Ready(Some(Err(error)));
        }
        let Some(inner) = &mut self.inner else { return Poll::Ready(None) };
        let Poll::Ready(frame) = Pin::new(inner).poll_frame(cx) else {
            // It took too long while others share its instance: what it writes to is never closed.
            if self.running.as_mut().is_some_and(|running| running.poll_broken(cx)) {
                return self.incomplete(cx);
            }
            return Poll::Pending;
        };
        match frame {
            Some(Ok(frame)) => {
                self.note(&frame);
                Poll::Ready(Some(Ok(frame)))
            }
            Some(Err(error)) => self.broke_off(error, cx),
            // A guest of WASI 0.3 that failed: how much it had still to say, nobody knows.
            None if self.running.as_ref().is_some_and(Running::is_broken) => self.incomplete(cx),
            None => {
                self.end();
                Poll::Ready(None)
            }
        }
    }
}

impl Drop for GuestBody {
    fn drop(&mut self) {
        let (Some(inner), Some(running)) = (self.inner.take(), self.running.take()) else { return };
        if self.unwanted {
            running.read_to_the_end(inner);
        }
        // Otherwise `running` goes, and the guest with it.
    }
}

impl Body for Answer {
    type Data = Bytes;
    type Error = <HyperOutgoingBody as Body>::Error;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        match self.get_mut() {
            Self::Guest(body) => body.poll(cx),
            Self::File(body) => Pin::new(body).poll_frame(cx),
            Self::Text(text) => Poll::Ready(text.take().map(|t| Ok(Frame::data(t)))),
        }
    }

    fn is_end_stream(&self) -> bool {
        match self {
            Self::Guest(body) => body.inner.as_ref().is_none_or(Body::is_end_stream),
            Self::File(body) => body.is_end_stream(),
            Self::Text(text) => text.is_none(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Guest(body) => body.inner.as_ref().map_or_else(SizeHint::default, Body::size_hint),
            Self::File(body) => body.size_hint(),
            Self::Text(text) => SizeHint::with_exact(text.as_ref().map_or(0, |t| t.len() as u64)),
        }
    }
}
