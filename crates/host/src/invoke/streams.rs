//! Streams and futures of calls from the command line: bytes are fed to them and what they hold is written out.
//!
//! WAVE has no text for either, so they stay outside of the call's text. The engine reads elements of types that are
//! known when this is compiled: bytes, numbers, characters, truth values and strings.

use std::io::{self, Read};
use std::marker::PhantomData;
use std::path::PathBuf;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use hyper::body::{Buf as _, Bytes};
use tokio::sync::{mpsc, oneshot};
use wasmtime::component::{
    Accessor, Destination, Source, StreamAny, StreamConsumer, StreamProducer, StreamReader, StreamResult, Type, Val,
    VecBuffer,
};
use wasmtime::{Store, StoreContextMut};

use crate::ends::{self, Element, is_plain, with_element};
use crate::output::Pipe;
use crate::state::State;

/// Bytes that are read at once.
const PIECE: usize = 64 << 10;

/// What a parameter of type `stream<u8>` yields.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Feed {
    /// Nothing: it ends at once.
    #[default]
    Nothing,
    /// The process's standard input.
    Stdin,
    /// A file.
    File(PathBuf),
}

/// Whether a parameter of this type can be fed.
pub(super) fn is_fed(ty: &Type) -> bool {
    matches!(ty, Type::Stream(stream) if stream.ty() == Some(Type::U8))
}

/// Whether what a result of this type holds can be written out.
pub(super) fn is_drained(ty: &Type) -> bool {
    let element = match ty {
        Type::Stream(stream) => stream.ty(),
        Type::Future(future) => future.ty(),
        _ => return false,
    };
    element.is_some_and(|ty| is_plain(&ty))
}

/// A stream for a parameter.
pub(super) fn feed(store: &mut Store<State>, feed: &Feed) -> wasmtime::Result<Val> {
    let source: Box<dyn Read + Send> = match feed {
        Feed::Nothing => Box::new(io::empty()),
        Feed::Stdin => Box::new(io::stdin()),
        Feed::File(path) => Box::new(std::fs::File::open(path)?),
    };
    let reader = StreamReader::new(&mut *store, Fed::new(source)?)?;
    Ok(Val::Stream(reader.try_into_stream_any(store)?))
}

/// Bytes that a thread reads, which may wait for as long as its source lets it.
struct Fed {
    pieces: mpsc::Receiver<io::Result<Bytes>>,
    left: Bytes,
}

impl Fed {
    fn new(mut source: Box<dyn Read + Send>) -> io::Result<Self> {
        let (sender, pieces) = mpsc::channel(4);
        let read = move || {
            let mut buffer = vec![0; PIECE];
            loop {
                let piece = match source.read(&mut buffer) {
                    Ok(0) => return,
                    Ok(count) => Ok(Bytes::copy_from_slice(&buffer[..count])),
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                    Err(error) => Err(error),
                };
                let failed = piece.is_err();
                if sender.blocking_send(piece).is_err() || failed {
                    return;
                }
            }
        };
        std::thread::Builder::new().name("witloom-feed".to_owned()).spawn(read)?;
        Ok(Self { pieces, left: Bytes::new() })
    }
}

impl StreamProducer<State> for Fed {
    type Item = u8;
    type Buffer = VecBuffer<u8>;

    fn poll_produce<'a>(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        store: StoreContextMut<'a, State>,
        destination: Destination<'a, u8, VecBuffer<u8>>,
        finish: bool,
    ) -> Poll<wasmtime::Result<StreamResult>> {
        if self.left.is_empty() {
            match self.pieces.poll_recv(cx) {
                Poll::Ready(Some(piece)) => self.left = piece?,
                Poll::Ready(None) => return Poll::Ready(Ok(StreamResult::Dropped)),
                Poll::Pending if finish => return Poll::Ready(Ok(StreamResult::Cancelled)),
                Poll::Pending => return Poll::Pending,
            }
        }
        let mut direct = destination.as_direct(store, self.left.len());
        let room = direct.remaining();
        let count = room.len().min(self.left.len());
        room[..count].copy_from_slice(&self.left[..count]);
        direct.mark_written(count);
        self.left.advance(count);
        Poll::Ready(Ok(StreamResult::Completed))
    }
}

/// What a result comes to: streams are written to the guest's standard output as they come, bytes as they are and
/// other elements a line each; a future is its value.
pub(super) async fn settle(accessor: &Accessor<State>, result: Val, ty: &Type) -> wasmtime::Result<Option<Val>> {
    match (result, ty) {
        (Val::Stream(any), Type::Stream(stream)) => {
            write_out(accessor, any, stream.ty()).await?;
            Ok(None)
        }
        (Val::Future(any), Type::Future(future)) => ends::value(accessor, any, future.ty().as_ref()).await.map(Some),
        (plain, _) => Ok(Some(plain)),
    }
}

async fn write_out(accessor: &Accessor<State>, any: StreamAny, element: Option<Type>) -> wasmtime::Result<()> {
    if element == Some(Type::U8) {
        let (done, wait) = oneshot::channel();
        accessor.with(|mut store| {
            let out = store.get().stdout.clone();
            StreamReader::<u8>::try_from_stream_any(any)?.pipe(&mut store, WriteBytes { out, _done: done })
        })?;
        // It is dropped, not sent: at the end of the stream.
        let _ = wait.await;
        return Ok(());
    }
    with_element!(element.as_ref(), T => write_lines::<T>(accessor, any).await)
}

async fn write_lines<T: Element>(accessor: &Accessor<State>, any: StreamAny) -> wasmtime::Result<()> {
    let (done, wait) = oneshot::channel();
    accessor.with(|mut store| {
        let out = store.get().stdout.clone();
        StreamReader::<T>::try_from_stream_any(any)?
            .pipe(&mut store, WriteLines { out, _element: PhantomData, _done: done })
    })?;
    // It is dropped, not sent: at the end of the stream.
    let _ = wait.await;
    Ok(())
}

/// Waits for room in the output, or gives up when the writer wants its bytes back.
fn poll_room(out: &Pipe, cx: &mut Context<'_>, finish: bool) -> Poll<Option<StreamResult>> {
    match out.poll_room(cx) {
        Poll::Ready(()) => Poll::Ready(None),
        Poll::Pending if finish => Poll::Ready(Some(StreamResult::Cancelled)),
        Poll::Pending => Poll::Pending,
    }
}

struct WriteBytes {
    out: Pipe,
    _done: oneshot::Sender<()>,
}

impl StreamConsumer<State> for WriteBytes {
    type Item = u8;

    fn poll_consume(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        store: StoreContextMut<'_, State>,
        source: Source<'_, u8>,
        finish: bool,
    ) -> Poll<wasmtime::Result<StreamResult>> {
        if let Some(result) = ready!(poll_room(&self.out, cx, finish)) {
            return Poll::Ready(Ok(result));
        }
        let mut direct = source.as_direct(store);
        let count = direct.remaining().len();
        let written = self.out.accept(direct.remaining());
        direct.mark_read(count);
        // A reader that went away takes no more.
        Poll::Ready(Ok(if written.is_ok() { StreamResult::Completed } else { StreamResult::Dropped }))
    }
}

struct WriteLines<T> {
    out: Pipe,
    _element: PhantomData<fn(T)>,
    _done: oneshot::Sender<()>,
}

impl<T: Element> StreamConsumer<State> for WriteLines<T> {
    type Item = T;

    fn poll_consume(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        mut store: StoreContextMut<'_, State>,
        mut source: Source<'_, T>,
        finish: bool,
    ) -> Poll<wasmtime::Result<StreamResult>> {
        if let Some(result) = ready!(poll_room(&self.out, cx, finish)) {
            return Poll::Ready(Ok(result));
        }
        let mut elements: Vec<T> = Vec::with_capacity(source.remaining(&mut store));
        source.read(&mut store, &mut elements)?;
        for element in elements {
            self.out.say(&super::to_wave(&element.into_val()));
        }
        Poll::Ready(Ok(StreamResult::Completed))
    }
}
