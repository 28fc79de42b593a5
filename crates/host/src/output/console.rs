//! The process's own standard output and error, written by a thread of its own.
//!
//! A pipe whose reader stopped reading blocks whoever writes to it. Here that is one thread with a bounded queue
//! before it: a guest waits for room as it waits for anything else, so that time limits hold and other guests go
//! on. Both streams share the queue, which keeps their order.

use std::collections::VecDeque;
use std::io::{self, Write as _};
use std::sync::{Condvar, Mutex, MutexGuard, OnceLock, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use hyper::body::Bytes;

use super::Stream;

/// Bytes that may wait before guests have to.
const ROOM: usize = 1 << 20;
/// Bytes that are written at once where they came in smaller pieces.
const PIECE: usize = 1 << 16;
/// How long the thread collects what comes next before it writes again: waking it costs more than a line of a log.
const PAUSE: Duration = Duration::from_millis(1);
/// How long a reader may take for the last words once time is up.
const GRACE: Duration = Duration::from_millis(200);

#[derive(Default)]
pub(crate) struct Console {
    queue: Mutex<Queue>,
    changed: Condvar,
    /// Whether a thread takes what is queued; without one, writers write themselves.
    staffed: OnceLock<bool>,
}

#[derive(Default)]
struct Queue {
    chunks: VecDeque<(Stream, Bytes)>,
    /// Bytes in `chunks` and in the thread's hands.
    bytes: usize,
    waiting: Vec<Waker>,
    /// Whether the thread has to be told that there is something.
    asleep: bool,
    /// Why a stream takes no more.
    broken: [Option<io::ErrorKind>; 2],
}

static CONSOLE: OnceLock<Console> = OnceLock::new();

/// The one console of this process.
pub(crate) fn console() -> &'static Console {
    let console = CONSOLE.get_or_init(Console::default);
    console.staffed.get_or_init(|| {
        let spawned = std::thread::Builder::new().name("witloom-console".to_owned());
        spawned.spawn(|| CONSOLE.get().into_iter().for_each(Console::serve)).is_ok()
    });
    console
}

/// Writes a line to standard error behind everything that guests wrote so far, without waiting for its reader.
/// False when the reader is so far behind that the line was dropped.
pub fn log(line: &str) -> bool {
    let console = console();
    if console.lock().bytes >= ROOM {
        return false;
    }
    console.push(Stream::Err, Bytes::from(format!("{line}\n"))).is_ok()
}

/// Waits until all that guests wrote and all of [`log`] has reached its readers, for at most `patience`.
pub fn drain_log(patience: Duration) -> bool {
    console().drain(Instant::now().checked_add(patience))
}

impl Console {
    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Queues bytes, however full the queue is; fails when the stream is known to be broken.
    pub(crate) fn push(&self, stream: Stream, bytes: Bytes) -> io::Result<()> {
        if self.staffed.get() != Some(&true) {
            return write(stream, &bytes);
        }
        let mut queue = self.lock();
        if let Some(kind) = queue.broken[stream as usize] {
            return Err(kind.into());
        }
        queue.bytes += bytes.len();
        queue.chunks.push_back((stream, bytes));
        let asleep = queue.asleep;
        drop(queue);
        if asleep {
            self.changed.notify_all();
        }
        Ok(())
    }

    pub(crate) fn has_room(&self) -> bool {
        self.lock().bytes < ROOM
    }

    /// Ready once there is room.
    pub(crate) fn poll_room(&self, cx: &mut Context<'_>) -> Poll<()> {
        let mut queue = self.lock();
        if queue.bytes < ROOM {
            return Poll::Ready(());
        }
        if !queue.waiting.iter().any(|waker| waker.will_wake(cx.waker())) {
            queue.waiting.push(cx.waker().clone());
        }
        Poll::Pending
    }

    /// Waits until everything is written, or until the deadline and a moment after it have passed.
    pub(crate) fn drain(&self, deadline: Option<Instant>) -> bool {
        let until = deadline.map(|at| at.max(Instant::now() + GRACE));
        let mut queue = self.lock();
        while queue.bytes > 0 {
            queue = match until {
                None => self.changed.wait(queue).unwrap_or_else(PoisonError::into_inner),
                Some(until) => {
                    let left = until.saturating_duration_since(Instant::now());
                    if left.is_zero() {
                        return false;
                    }
                    self.changed.wait_timeout(queue, left).unwrap_or_else(PoisonError::into_inner).0
                }
            };
        }
        true
    }

    /// The thread's work: writes what is queued, for ever.
    fn serve(&self) {
        loop {
            let (stream, bytes) = self.next();
            let written = write(stream, &bytes);
            let mut queue = self.lock();
            queue.bytes -= bytes.len();
            if let Err(error) = written {
                queue.broken[stream as usize] = Some(error.kind());
            }
            let waiting = std::mem::take(&mut queue.waiting);
            let all = queue.bytes == 0;
            drop(queue);
            waiting.into_iter().for_each(Waker::wake);
            if all {
                self.changed.notify_all();
                std::thread::sleep(PAUSE);
            }
        }
    }

    /// What is queued first and belongs to one stream, when there is something.
    fn next(&self) -> (Stream, Vec<u8>) {
        let mut queue = self.lock();
        let (stream, first) = loop {
            match queue.chunks.pop_front() {
                Some(chunk) => break chunk,
                None => {
                    queue.asleep = true;
                    queue = self.changed.wait(queue).unwrap_or_else(PoisonError::into_inner);
                    queue.asleep = false;
                }
            }
        };
        let mut bytes = Vec::from(first);
        while let Some((_, more)) =
            queue.chunks.pop_front_if(|(of, more)| *of == stream && bytes.len() + more.len() <= PIECE)
        {
            bytes.extend_from_slice(&more);
        }
        (stream, bytes)
    }
}

fn write(stream: Stream, bytes: &[u8]) -> io::Result<()> {
    match stream {
        Stream::Out => {
            let mut out = io::stdout().lock();
            out.write_all(bytes)?;
            out.flush()
        }
        Stream::Err => io::stderr().lock().write_all(bytes),
    }
}
