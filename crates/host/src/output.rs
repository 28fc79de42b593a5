//! Where a guest's output goes: through to the process, into memory, or to a function.
//!
//! Whatever the choice, the last bytes of standard error are kept, so that a trap can be shown with what the
//! guest said about it. Nothing grows without bound: a guest that floods its output is cut off in memory,
//! not on the way through.

use std::collections::VecDeque;
use std::fmt;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Instant;

use hyper::body::Bytes;
use tokio::io::AsyncWrite;
use wasmtime_wasi::cli::{IsTerminal, StdoutStream};
use wasmtime_wasi::p2::{OutputStream, Pollable, StreamError, StreamResult};

use console::console;

pub(crate) mod console;

/// Bytes of standard error that are kept for trap reports.
const TAIL: usize = 16 << 10;
/// Bytes kept of a stream that is captured.
const CAPTURE: usize = 16 << 20;

/// Where both streams go.
#[derive(Debug, Clone, Default)]
pub struct Output {
    /// Standard output.
    pub stdout: Sink,
    /// Standard error.
    pub stderr: Sink,
}

impl Output {
    /// Both streams into memory.
    pub fn captured() -> Self {
        Self { stdout: Sink::Capture, stderr: Sink::Capture }
    }
}

/// Hears of what a guest writes, as it comes.
pub type Listener = Arc<dyn Fn(&[u8]) + Send + Sync>;

/// Where one stream goes.
#[derive(Clone, Default)]
pub enum Sink {
    /// To the stream of the same name of this process, as it comes.
    #[default]
    Inherit,
    /// Into memory; up to 16 MiB.
    Capture,
    /// Nowhere.
    Discard,
    /// To a function, as it comes.
    Call(Listener),
}

impl fmt::Debug for Sink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Inherit => "Inherit",
            Self::Capture => "Capture",
            Self::Discard => "Discard",
            Self::Call(_) => "Call",
        })
    }
}

/// What a guest wrote to a captured stream.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Captured {
    /// The bytes; empty when the stream was not captured.
    pub bytes: Vec<u8>,
    /// Bytes that came after the limit and are lost.
    pub lost: u64,
}

impl Captured {
    /// The bytes as text; what is not UTF-8 is replaced.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stream {
    Out,
    Err,
}

/// One stream of one run, shared by every handle that the guest opens on it.
#[derive(Clone)]
pub(crate) struct Pipe {
    stream: Stream,
    sink: Sink,
    kept: Arc<Mutex<Kept>>,
}

#[derive(Default)]
struct Kept {
    captured: Captured,
    tail: VecDeque<u8>,
}

impl Pipe {
    pub(crate) fn new(stream: Stream, sink: &Sink) -> Self {
        Self { stream, sink: sink.clone(), kept: Arc::default() }
    }

    pub(crate) fn take(&self) -> Captured {
        std::mem::take(&mut self.lock().captured)
    }

    /// The last whole lines written.
    pub(crate) fn tail(&self) -> String {
        let kept = self.lock();
        let bytes: Vec<u8> = kept.tail.iter().copied().collect();
        let cut = bytes.len() == TAIL;
        let text = String::from_utf8_lossy(&bytes).into_owned();
        match text.split_once('\n') {
            Some((_, whole_lines)) if cut => whole_lines.to_owned(),
            Some(_) | None => text,
        }
    }

    /// Waits until what was written has reached its reader; no longer than a moment after the deadline.
    pub(crate) fn drain(&self, deadline: Option<Instant>) {
        match self.sink {
            // What a reader doesn't take in time is lost to it alone.
            Sink::Inherit => {
                console().drain(deadline);
            }
            Sink::Capture | Sink::Discard | Sink::Call(_) => {}
        }
    }

    /// Says something to the user where the guest's own words go.
    pub(crate) fn say(&self, line: &str) {
        // A reader that is gone misses it, as it misses the guest's words.
        let _ = self.accept(format!("{line}\n").as_bytes());
    }

    /// Forgets the tail, so that the next trap is not blamed on old words.
    pub(crate) fn clear_tail(&self) {
        self.lock().tail.clear();
    }

    /// Whether the user has seen what was written.
    pub(crate) fn shown(&self) -> bool {
        match self.sink {
            Sink::Inherit | Sink::Call(_) => true,
            Sink::Capture | Sink::Discard => false,
        }
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn accept(&self, bytes: &[u8]) -> io::Result<()> {
        if self.stream == Stream::Err {
            let mut kept = self.lock();
            let fresh = &bytes[bytes.len().saturating_sub(TAIL)..];
            let excess = (kept.tail.len() + fresh.len()).saturating_sub(TAIL);
            kept.tail.drain(..excess);
            kept.tail.extend(fresh);
        }
        match &self.sink {
            Sink::Inherit => console().push(self.stream, Bytes::copy_from_slice(bytes)),
            Sink::Capture => {
                let mut kept = self.lock();
                let room = CAPTURE.saturating_sub(kept.captured.bytes.len()).min(bytes.len());
                kept.captured.bytes.extend_from_slice(&bytes[..room]);
                kept.captured.lost += (bytes.len() - room) as u64;
                Ok(())
            }
            Sink::Discard => Ok(()),
            Sink::Call(call) => {
                call(bytes);
                Ok(())
            }
        }
    }

    fn has_room(&self) -> bool {
        match self.sink {
            Sink::Inherit => console().has_room(),
            Sink::Capture | Sink::Discard | Sink::Call(_) => true,
        }
    }

    pub(crate) fn poll_room(&self, cx: &mut Context<'_>) -> Poll<()> {
        match self.sink {
            Sink::Inherit => console().poll_room(cx),
            Sink::Capture | Sink::Discard | Sink::Call(_) => Poll::Ready(()),
        }
    }
}

impl IsTerminal for Pipe {
    fn is_terminal(&self) -> bool {
        match (&self.sink, self.stream) {
            (Sink::Inherit, Stream::Out) => io::IsTerminal::is_terminal(&io::stdout()),
            (Sink::Inherit, Stream::Err) => io::IsTerminal::is_terminal(&io::stderr()),
            (Sink::Capture | Sink::Discard | Sink::Call(_), _) => false,
        }
    }
}

impl StdoutStream for Pipe {
    fn async_stream(&self) -> Box<dyn AsyncWrite + Send + Sync> {
        Box::new(self.clone())
    }

    fn p2_stream(&self) -> Box<dyn OutputStream> {
        Box::new(self.clone())
    }
}

impl AsyncWrite for Pipe {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.poll_room(cx).map(|()| self.accept(bytes).map(|()| bytes.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.poll_flush(cx)
    }
}

#[wasmtime_wasi::async_trait]
impl Pollable for Pipe {
    async fn ready(&mut self) {
        std::future::poll_fn(|cx| self.poll_room(cx)).await;
    }
}

/// Writes keep their order and none is lost: whoever runs the guest waits for [`Pipe::drain`] at its end.
#[wasmtime_wasi::async_trait]
impl OutputStream for Pipe {
    fn write(&mut self, bytes: Bytes) -> StreamResult<()> {
        self.accept(&bytes).map_err(stream_error)
    }

    fn flush(&mut self) -> StreamResult<()> {
        Ok(())
    }

    fn check_write(&mut self) -> StreamResult<usize> {
        Ok(if self.has_room() { 64 << 10 } else { 0 })
    }
}

fn stream_error(error: io::Error) -> StreamError {
    if error.kind() == io::ErrorKind::BrokenPipe {
        StreamError::Closed
    } else {
        StreamError::LastOperationFailed(error.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floods_are_cut_and_the_tail_keeps_whole_lines() {
        let pipe = Pipe::new(Stream::Err, &Sink::Capture);
        let line = [b"x".repeat(99), b"\n".to_vec()].concat();
        for _ in 0..(CAPTURE / line.len() + 10) {
            pipe.accept(&line).expect("memory takes everything");
        }
        let captured = pipe.take();
        assert_eq!(captured.bytes.len(), CAPTURE);
        assert!(captured.lost > 0);
        let tail = pipe.tail();
        assert!(tail.len() <= TAIL && tail.len() > TAIL - 200 && tail.lines().all(|l| l.len() == 99));
    }
}
