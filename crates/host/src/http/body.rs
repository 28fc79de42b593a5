//! The body of an answer, which may not pause for too long, and which gives its connection back at its end.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use hyper::body::{Body, Bytes, Frame, Incoming, SizeHint};
use tokio::time::{Sleep, sleep};
use wasmtime_wasi_http::Error;

use super::fault;
use super::lines::Exchange;

/// Fails when nothing comes for a time, if one is set; time in which nobody reads doesn't count.
pub(super) struct Timed {
    incoming: Incoming,
    limit: Option<Duration>,
    pause: Option<Pin<Box<Sleep>>>,
    exchange: Option<Exchange>,
}

impl Timed {
    pub(super) fn new(incoming: Incoming, limit: Option<Duration>, exchange: Exchange) -> Self {
        let mut body = Self { incoming, limit, pause: None, exchange: Some(exchange) };
        body.note_end();
        body
    }

    /// Gives the connection back at the end, which nobody may ask for after the last piece.
    fn note_end(&mut self) {
        if self.incoming.is_end_stream() {
            self.finish();
        }
    }

    fn finish(&mut self) {
        if let Some(exchange) = self.exchange.take() {
            exchange.finish();
        }
    }
}

impl Body for Timed {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        if let Poll::Ready(frame) = Pin::new(&mut self.incoming).poll_frame(cx) {
            self.pause = None;
            match frame {
                None => self.finish(),
                Some(Ok(_)) => self.note_end(),
                Some(Err(_)) => {}
            }
            return Poll::Ready(frame.map(|frame| frame.map_err(fault::hyper)));
        }
        let Some(limit) = self.limit else { return Poll::Pending };
        let pause = self.pause.get_or_insert_with(|| Box::pin(sleep(limit)));
        pause.as_mut().poll(cx).map(|()| Some(Err(Error::ConnectionReadTimeout)))
    }

    fn is_end_stream(&self) -> bool {
        self.incoming.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.incoming.size_hint()
    }
}
