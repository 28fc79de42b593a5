//! Streams and futures that Rust code reads and writes as dynamic values: a stream is a list that comes bit by bit.
//!
//! The engine moves elements of types that are known when this is compiled: truth values, numbers, characters, strings
//! and handles.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use tokio::sync::oneshot;
use wasmtime::component::types::ComponentFunc;
use wasmtime::component::{
    Accessor, ComponentType, Destination, FutureAny, FutureConsumer, FutureReader, Lift, Lower, ResourceAny, Source,
    StreamAny, StreamConsumer, StreamProducer, StreamReader, StreamResult, Type, Val, VecBuffer,
};
use wasmtime::{AsContextMut, StoreContextMut};

use crate::state::State;

/// Elements that are written at once.
const AT_ONCE: usize = 64 << 10;

/// A type of elements.
pub(crate) trait Element: Lift + Lower + ComponentType + Send + Sync + 'static {
    fn into_val(self) -> Val;
    fn from_val(value: Val) -> Option<Self>;
}

macro_rules! elements {
    ($($rust:ty: $case:ident),*) => {$(
        impl Element for $rust {
            fn into_val(self) -> Val {
                Val::$case(self)
            }

            fn from_val(value: Val) -> Option<Self> {
                if let Val::$case(value) = value { Some(value) } else { None }
            }
        }
    )*};
}

elements!(
    bool: Bool, i8: S8, u8: U8, i16: S16, u16: U16, i32: S32, u32: U32, i64: S64, u64: U64, f32: Float32, f64: Float64,
    char: Char, String: String, ResourceAny: Resource
);

/// Whether elements have a text form and a type that the engine moves; see [`with_element`].
pub(crate) fn is_plain(ty: &Type) -> bool {
    matches!(
        ty,
        Type::Bool
            | Type::S8
            | Type::U8
            | Type::S16
            | Type::U16
            | Type::S32
            | Type::U32
            | Type::S64
            | Type::U64
            | Type::Float32
            | Type::Float64
            | Type::Char
            | Type::String
    )
}

pub(crate) fn no_element() -> wasmtime::Error {
    wasmtime::Error::msg("Rust code can't read or write streams and futures of such elements")
}

/// An expression in which the letter stands for the type of elements.
macro_rules! with_element {
    ($ty:expr, $element:ident => $call:expr) => {{
        use wasmtime::component::Type;
        macro_rules! call {
            ($rust:ty) => {{
                type $element = $rust;
                $call
            }};
        }
        match $ty {
            Some(Type::Bool) => call!(bool),
            Some(Type::S8) => call!(i8),
            Some(Type::U8) => call!(u8),
            Some(Type::S16) => call!(i16),
            Some(Type::U16) => call!(u16),
            Some(Type::S32) => call!(i32),
            Some(Type::U32) => call!(u32),
            Some(Type::S64) => call!(i64),
            Some(Type::U64) => call!(u64),
            Some(Type::Float32) => call!(f32),
            Some(Type::Float64) => call!(f64),
            Some(Type::Char) => call!(char),
            Some(Type::String) => call!(String),
            Some(Type::Own(_)) => call!(wasmtime::component::ResourceAny),
            Some(_) | None => Err($crate::ends::no_element()),
        }
    }};
}
pub(crate) use with_element;

/// Elements of a stream, at most so many; then the reader leaves.
pub(crate) async fn read(
    accessor: &Accessor<State>,
    any: StreamAny,
    element: Option<&Type>,
    most: usize,
) -> wasmtime::Result<Vec<Val>> {
    with_element!(element, T => read_as::<T>(accessor, any, most).await)
}

async fn read_as<T: Element>(accessor: &Accessor<State>, any: StreamAny, most: usize) -> wasmtime::Result<Vec<Val>> {
    let found = Arc::new(Mutex::new(Vec::new()));
    let (done, wait) = oneshot::channel();
    let collect = Collect::<T> { found: Arc::clone(&found), most, _done: done };
    accessor.with(|store| StreamReader::<T>::try_from_stream_any(any)?.pipe(store, collect))?;
    // It is dropped, not sent: at the end of the stream.
    let _ = wait.await;
    let mut found = found.lock().unwrap_or_else(PoisonError::into_inner);
    Ok(found.drain(..).map(T::into_val).collect())
}

struct Collect<T> {
    found: Arc<Mutex<Vec<T>>>,
    most: usize,
    _done: oneshot::Sender<()>,
}

impl<T: Element> StreamConsumer<State> for Collect<T> {
    type Item = T;

    fn poll_consume(
        self: Pin<&mut Self>,
        _cx: &mut Context<'_>,
        mut store: StoreContextMut<'_, State>,
        mut source: Source<'_, T>,
        _finish: bool,
    ) -> Poll<wasmtime::Result<StreamResult>> {
        let mut found = self.found.lock().unwrap_or_else(PoisonError::into_inner);
        let room = self.most - found.len();
        let mut elements = Vec::with_capacity(source.remaining(&mut store).min(room));
        if elements.capacity() > 0 {
            source.read(&mut store, &mut elements)?;
        }
        found.extend(elements);
        Poll::Ready(Ok(if found.len() >= self.most { StreamResult::Dropped } else { StreamResult::Completed }))
    }
}

/// What a future becomes.
pub(crate) async fn value(accessor: &Accessor<State>, any: FutureAny, element: Option<&Type>) -> wasmtime::Result<Val> {
    with_element!(element, T => value_as::<T>(accessor, any).await)
}

async fn value_as<T: Element>(accessor: &Accessor<State>, any: FutureAny) -> wasmtime::Result<Val> {
    let (to, wait) = oneshot::channel();
    accessor.with(|store| FutureReader::<T>::try_from_future_any(any)?.pipe(store, Once(Some(to))))?;
    wait.await.map(T::into_val).map_err(|_| wasmtime::Error::msg("the future that it returned never got a value"))
}

struct Once<T>(Option<oneshot::Sender<T>>);

impl<T: Element> FutureConsumer<State> for Once<T> {
    type Item = T;

    fn poll_consume(
        mut self: Pin<&mut Self>,
        _cx: &mut Context<'_>,
        store: StoreContextMut<'_, State>,
        mut source: Source<'_, T>,
        _finish: bool,
    ) -> Poll<wasmtime::Result<()>> {
        let mut value = None;
        source.read(store, &mut value)?;
        if let (Some(value), Some(to)) = (value, self.0.take()) {
            // Whoever asked may have been stopped.
            let _ = to.send(value);
        }
        Poll::Ready(Ok(()))
    }
}

/// A value with lists in the place of its streams, of at most so many elements each, and with what its futures become.
/// Ends inside of fields and payloads of records, tuples, options and results count, those in lists don't.
pub(crate) fn settle<'a>(
    accessor: &'a Accessor<State>,
    value: Val,
    ty: Type,
    most: usize,
) -> Pin<Box<dyn Future<Output = wasmtime::Result<Val>> + Send + 'a>> {
    Box::pin(async move {
        Ok(match (value, ty) {
            (Val::Stream(any), Type::Stream(ty)) => Val::List(read(accessor, any, ty.ty().as_ref(), most).await?),
            (Val::Future(any), Type::Future(ty)) => self::value(accessor, any, ty.ty().as_ref()).await?,
            (Val::Record(fields), Type::Record(ty)) => {
                let mut settled = Vec::with_capacity(fields.len());
                let types: Vec<Type> = ty.fields().map(|field| field.ty).collect();
                for ((name, value), ty) in fields.into_iter().zip(types) {
                    settled.push((name, settle(accessor, value, ty, most).await?));
                }
                Val::Record(settled)
            }
            (Val::Tuple(values), Type::Tuple(ty)) => {
                let mut settled = Vec::with_capacity(values.len());
                let types: Vec<Type> = ty.types().collect();
                for (value, ty) in values.into_iter().zip(types) {
                    settled.push(settle(accessor, value, ty, most).await?);
                }
                Val::Tuple(settled)
            }
            (Val::Option(payload), Type::Option(ty)) => {
                Val::Option(boxed(accessor, payload, Some(ty.ty()), most).await?)
            }
            (Val::Result(Ok(payload)), Type::Result(ty)) => {
                Val::Result(Ok(boxed(accessor, payload, ty.ok(), most).await?))
            }
            (Val::Result(Err(payload)), Type::Result(ty)) => {
                Val::Result(Err(boxed(accessor, payload, ty.err(), most).await?))
            }
            (plain, _) => plain,
        })
    })
}

async fn boxed(
    accessor: &Accessor<State>,
    value: Option<Box<Val>>,
    ty: Option<Type>,
    most: usize,
) -> wasmtime::Result<Option<Box<Val>>> {
    match (value, ty) {
        (Some(value), Some(ty)) => settle(accessor, *value, ty, most).await.map(|value| Some(Box::new(value))),
        (value, _) => Ok(value),
    }
}

/// The same for all arguments of a call.
pub(crate) async fn settle_all(
    accessor: &Accessor<State>,
    values: &[Val],
    ty: &ComponentFunc,
) -> wasmtime::Result<Vec<Val>> {
    let types: Vec<Type> = ty.params().map(|(_, ty)| ty).collect();
    let mut settled = Vec::with_capacity(values.len());
    for (value, ty) in values.iter().cloned().zip(types) {
        settled.push(settle(accessor, value, ty, usize::MAX).await?);
    }
    Ok(settled)
}

/// Lets go of a stream or a future.
pub(crate) fn close(value: &mut Val, store: impl AsContextMut) -> wasmtime::Result<()> {
    match value {
        Val::Stream(any) => any.close(store),
        Val::Future(any) => any.close(store),
        _ => Ok(()),
    }
}

/// A stream of what an iterator yields. The iterator is dropped when the reader leaves.
pub(crate) fn stream(
    mut store: StoreContextMut<'_, State>,
    element: Option<&Type>,
    items: impl Iterator<Item = Val> + Send + 'static,
) -> wasmtime::Result<Val> {
    with_element!(element, T => {
        let items = Yield::<T> { items: Box::new(items), _element: std::marker::PhantomData };
        let reader = StreamReader::new(&mut store, items)?;
        Ok(Val::Stream(reader.try_into_stream_any(&mut store)?))
    })
}

/// A future that becomes what a Rust future does.
pub(crate) fn future(
    mut store: StoreContextMut<'_, State>,
    element: Option<&Type>,
    value: impl Future<Output = Val> + Send + 'static,
) -> wasmtime::Result<Val> {
    with_element!(element, T => {
        let value = async move { T::from_val(value.await).ok_or_else(wrong) };
        let reader = FutureReader::<T>::new(&mut store, value)?;
        Ok(Val::Future(reader.try_into_future_any(&mut store)?))
    })
}

fn wrong() -> wasmtime::Error {
    wasmtime::Error::msg("an element is of another type")
}

/// Arguments with streams of the elements of lists, and futures of values, where those are due.
pub(crate) fn offer(
    values: &[Val],
    ty: &ComponentFunc,
    mut store: StoreContextMut<'_, State>,
) -> wasmtime::Result<Vec<Val>> {
    let each = values.iter().cloned().zip(ty.params());
    each.map(|(value, (_, ty))| offered(value, &ty, store.as_context_mut())).collect()
}

/// A value with streams and futures where those are due; in the same places as [`settle`] finds them.
pub(crate) fn offered(value: Val, ty: &Type, mut store: StoreContextMut<'_, State>) -> wasmtime::Result<Val> {
    let mut part = |value: Val, ty: Type| offered(value, &ty, store.as_context_mut());
    let payload = |value: Option<Box<Val>>,
                   ty: Option<Type>,
                   part: &mut dyn FnMut(Val, Type) -> wasmtime::Result<Val>| match (value, ty) {
        (Some(value), Some(ty)) => part(*value, ty).map(|value| Some(Box::new(value))),
        (value, _) => Ok(value),
    };
    Ok(match (value, ty) {
        (plain @ (Val::Stream(_) | Val::Future(_)), _) => plain,
        (Val::List(items), Type::Stream(ty)) => stream(store, ty.ty().as_ref(), items.into_iter())?,
        (value, Type::Future(ty)) => future(store, ty.ty().as_ref(), std::future::ready(value))?,
        (Val::Record(fields), Type::Record(ty)) => {
            let fields = fields.into_iter().zip(ty.fields());
            let offered = fields.map(|((name, value), field)| Ok((name, part(value, field.ty)?)));
            Val::Record(offered.collect::<wasmtime::Result<_>>()?)
        }
        (Val::Tuple(values), Type::Tuple(ty)) => {
            let offered = values.into_iter().zip(ty.types()).map(|(value, ty)| part(value, ty));
            Val::Tuple(offered.collect::<wasmtime::Result<_>>()?)
        }
        (Val::Option(value), Type::Option(ty)) => Val::Option(payload(value, Some(ty.ty()), &mut part)?),
        (Val::Result(Ok(value)), Type::Result(ty)) => Val::Result(Ok(payload(value, ty.ok(), &mut part)?)),
        (Val::Result(Err(value)), Type::Result(ty)) => Val::Result(Err(payload(value, ty.err(), &mut part)?)),
        (plain, _) => plain,
    })
}

struct Yield<T> {
    items: Box<dyn Iterator<Item = Val> + Send>,
    _element: std::marker::PhantomData<fn() -> T>,
}

impl<T: Element> StreamProducer<State> for Yield<T> {
    type Item = T;
    type Buffer = VecBuffer<T>;

    fn poll_produce<'a>(
        mut self: Pin<&mut Self>,
        _cx: &mut Context<'_>,
        store: StoreContextMut<'a, State>,
        mut destination: Destination<'a, T, VecBuffer<T>>,
        _finish: bool,
    ) -> Poll<wasmtime::Result<StreamResult>> {
        // What the reader has no room for would be lost when it leaves.
        let room = destination.remaining(store).unwrap_or(1).min(AT_ONCE);
        let items: Option<Vec<T>> = self.items.by_ref().take(room).map(T::from_val).collect();
        let Some(items) = items else { return Poll::Ready(Err(wrong())) };
        let ended = items.len() < room;
        destination.set_buffer(items.into());
        Poll::Ready(Ok(if ended { StreamResult::Dropped } else { StreamResult::Completed }))
    }
}
