//! Streams and futures of handles on their way between the members of a session.
//!
//! Each member knows a handle under another type, so what such an end carries can't go from guest to guest: the end is
//! read here, each handle is translated, and a new end gives it to the reader. Nothing is taken from the writer before
//! the reader asks for it, so that both see the same counts, and a reader that leaves is seen by the writer.
//!
//! The engine reads elements of types that are known when this is compiled: handles, options and lists of handles.

use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use wasmtime::component::{
    ComponentType, Destination, FutureAny, FutureConsumer, FutureProducer, FutureReader, Lift, Lower, ResourceAny,
    Source, StreamAny, StreamConsumer, StreamProducer, StreamReader, StreamResult, Type, Val, VecBuffer,
};
use wasmtime::{AsContextMut as _, StoreContextMut};

use super::passage::{Goal, translate_handle};
use crate::state::State;

const OTHERS: &str = "streams and futures whose elements hold handles deeper than in an option or a list can't be \
                      forwarded from one component to another; compose them";

/// A stream whose elements are of type `element`, as it is known at its goal.
pub(super) fn stream(
    any: StreamAny,
    element: &Type,
    goal: Goal,
    store: &mut StoreContextMut<'_, State>,
) -> wasmtime::Result<Val> {
    match shape(element) {
        Some(Shape::One) => stream_of::<ResourceAny>(any, goal, store),
        Some(Shape::Option) => stream_of::<Option<ResourceAny>>(any, goal, store),
        Some(Shape::List) => stream_of::<Vec<ResourceAny>>(any, goal, store),
        None => Err(wasmtime::Error::msg(OTHERS)),
    }
}

/// The same for a future.
pub(super) fn future(
    any: FutureAny,
    element: &Type,
    goal: Goal,
    store: &mut StoreContextMut<'_, State>,
) -> wasmtime::Result<Val> {
    match shape(element) {
        Some(Shape::One) => future_of::<ResourceAny>(any, goal, store),
        Some(Shape::Option) => future_of::<Option<ResourceAny>>(any, goal, store),
        Some(Shape::List) => future_of::<Vec<ResourceAny>>(any, goal, store),
        None => Err(wasmtime::Error::msg(OTHERS)),
    }
}

enum Shape {
    One,
    Option,
    List,
}

fn shape(element: &Type) -> Option<Shape> {
    match element {
        Type::Own(_) => Some(Shape::One),
        Type::Option(option) => matches!(option.ty(), Type::Own(_)).then_some(Shape::Option),
        Type::List(list) => matches!(list.ty(), Type::Own(_)).then_some(Shape::List),
        _ => None,
    }
}

/// What an end carries.
trait Element: ComponentType + Lift + Lower + Send + Sync + 'static {
    fn handles(&mut self) -> impl Iterator<Item = &mut ResourceAny>;
}

impl Element for ResourceAny {
    fn handles(&mut self) -> impl Iterator<Item = &mut ResourceAny> {
        std::iter::once(self)
    }
}

impl Element for Option<ResourceAny> {
    fn handles(&mut self) -> impl Iterator<Item = &mut ResourceAny> {
        self.iter_mut()
    }
}

impl Element for Vec<ResourceAny> {
    fn handles(&mut self) -> impl Iterator<Item = &mut ResourceAny> {
        self.iter_mut()
    }
}

fn stream_of<T: Element>(any: StreamAny, goal: Goal, store: &mut StoreContextMut<'_, State>) -> wasmtime::Result<Val> {
    let pipe = Arc::new(Pipe::default());
    let from = StreamReader::<T>::try_from_stream_any(any)?;
    from.pipe(store.as_context_mut(), Inlet { pipe: Arc::clone(&pipe), goal })?;
    let to = StreamReader::new(store.as_context_mut(), Outlet(pipe))?;
    Ok(Val::Stream(to.try_into_stream_any(store.as_context_mut())?))
}

fn future_of<T: Element>(any: FutureAny, goal: Goal, store: &mut StoreContextMut<'_, State>) -> wasmtime::Result<Val> {
    let pipe = Arc::new(Pipe::default());
    let from = FutureReader::<T>::try_from_future_any(any)?;
    from.pipe(store.as_context_mut(), Inlet { pipe: Arc::clone(&pipe), goal })?;
    let to = FutureReader::new(store.as_context_mut(), Outlet(pipe))?;
    Ok(Val::Future(to.try_into_future_any(store.as_context_mut())?))
}

/// What both ends know.
struct Pipe<T> {
    inner: Mutex<Inner<T>>,
}

struct Inner<T> {
    items: VecDeque<T>,
    /// Elements that the reader waits for.
    wanted: usize,
    reader_left: bool,
    writer_left: bool,
    reader: Option<Waker>,
    writer: Option<Waker>,
}

impl<T> Default for Pipe<T> {
    fn default() -> Self {
        let inner = Inner {
            items: VecDeque::new(),
            wanted: 0,
            reader_left: false,
            writer_left: false,
            reader: None,
            writer: None,
        };
        Self { inner: Mutex::new(inner) }
    }
}

impl<T> Pipe<T> {
    fn lock(&self) -> MutexGuard<'_, Inner<T>> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn wake(waker: &mut Option<Waker>) {
    if let Some(waker) = waker.take() {
        waker.wake();
    }
}

/// The end that reads what a member writes.
struct Inlet<T> {
    pipe: Arc<Pipe<T>>,
    goal: Goal,
}

impl<T: Element> Inlet<T> {
    /// Takes up to `count` elements and translates their handles.
    fn take(
        &self,
        count: usize,
        source: &mut Source<'_, T>,
        store: &mut StoreContextMut<'_, State>,
    ) -> wasmtime::Result<Vec<T>> {
        let mut taken: Vec<T> = Vec::with_capacity(count);
        source.read(store.as_context_mut(), &mut taken)?;
        for element in &mut taken {
            for handle in element.handles() {
                *handle = translate_handle(*handle, self.goal, store)?;
            }
        }
        Ok(taken)
    }
}

impl<T> Drop for Inlet<T> {
    fn drop(&mut self) {
        let mut inner = self.pipe.lock();
        inner.writer_left = true;
        wake(&mut inner.reader);
    }
}

impl<T: Element> StreamConsumer<State> for Inlet<T> {
    type Item = T;

    fn poll_consume(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        mut store: StoreContextMut<'_, State>,
        mut source: Source<'_, T>,
        finish: bool,
    ) -> Poll<wasmtime::Result<StreamResult>> {
        let wanted = {
            let mut inner = self.pipe.lock();
            if inner.reader_left {
                return Poll::Ready(Ok(StreamResult::Dropped));
            }
            let wanted = inner.wanted.saturating_sub(inner.items.len());
            if wanted == 0 {
                inner.writer = Some(cx.waker().clone());
            }
            wanted
        };
        if wanted == 0 {
            return if finish { Poll::Ready(Ok(StreamResult::Cancelled)) } else { Poll::Pending };
        }
        let taken = self.take(wanted, &mut source, &mut store)?;
        let mut inner = self.pipe.lock();
        inner.items.extend(taken);
        wake(&mut inner.reader);
        Poll::Ready(Ok(StreamResult::Completed))
    }
}

impl<T: Element> FutureConsumer<State> for Inlet<T> {
    type Item = T;

    fn poll_consume(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        mut store: StoreContextMut<'_, State>,
        mut source: Source<'_, T>,
        finish: bool,
    ) -> Poll<wasmtime::Result<()>> {
        let gone = {
            let mut inner = self.pipe.lock();
            if inner.wanted == 0 && !inner.reader_left {
                inner.writer = Some(cx.waker().clone());
                return if finish { Poll::Ready(Ok(())) } else { Poll::Pending };
            }
            inner.reader_left
        };
        let mut taken = self.take(1, &mut source, &mut store)?;
        if gone {
            // The engine has no way to tell a writer that the reader of its future has left once it is read here.
            let orphans = taken.iter_mut().flat_map(Element::handles).map(|handle| *handle);
            store.data_mut().handles.orphans.extend(orphans);
            return Poll::Ready(Ok(()));
        }
        let mut inner = self.pipe.lock();
        inner.items.extend(taken);
        wake(&mut inner.reader);
        Poll::Ready(Ok(()))
    }
}

/// The end that a member reads.
struct Outlet<T>(Arc<Pipe<T>>);

impl<T> Drop for Outlet<T> {
    fn drop(&mut self) {
        let mut inner = self.0.lock();
        inner.reader_left = true;
        wake(&mut inner.writer);
    }
}

impl<T> Outlet<T> {
    /// Up to `room` elements, or nothing at the end.
    fn poll(&self, cx: &mut Context<'_>, room: usize, finish: bool) -> Poll<Result<Vec<T>, StreamResult>> {
        let mut inner = self.0.lock();
        if !inner.items.is_empty() {
            let count = room.min(inner.items.len());
            inner.wanted = 0;
            return Poll::Ready(Ok(inner.items.drain(..count).collect()));
        }
        if inner.writer_left {
            return Poll::Ready(Err(StreamResult::Dropped));
        }
        if finish {
            inner.wanted = 0;
            return Poll::Ready(Err(StreamResult::Cancelled));
        }
        inner.wanted = room;
        inner.reader = Some(cx.waker().clone());
        wake(&mut inner.writer);
        Poll::Pending
    }
}

impl<T: Element> StreamProducer<State> for Outlet<T> {
    type Item = T;
    type Buffer = VecBuffer<T>;

    fn poll_produce<'a>(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        mut store: StoreContextMut<'a, State>,
        mut destination: Destination<'a, T, VecBuffer<T>>,
        finish: bool,
    ) -> Poll<wasmtime::Result<StreamResult>> {
        // Rust code that reads says nothing of its room.
        let room = destination.remaining(store.as_context_mut()).unwrap_or(1);
        if room == 0 {
            return Poll::Ready(Ok(StreamResult::Completed));
        }
        self.poll(cx, room, finish).map(|polled| {
            Ok(match polled {
                Ok(items) => {
                    destination.set_buffer(items.into());
                    StreamResult::Completed
                }
                Err(result) => result,
            })
        })
    }
}

impl<T: Element> FutureProducer<State> for Outlet<T> {
    type Item = T;

    fn poll_produce(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        _store: StoreContextMut<'_, State>,
        finish: bool,
    ) -> Poll<wasmtime::Result<Option<T>>> {
        self.poll(cx, 1, finish).map(|polled| match polled {
            Ok(mut items) => Ok(items.pop()),
            Err(StreamResult::Cancelled) => Ok(None),
            Err(StreamResult::Dropped | StreamResult::Completed) => {
                Err(wasmtime::Error::msg("the writer of a future left without a value"))
            }
        })
    }
}
