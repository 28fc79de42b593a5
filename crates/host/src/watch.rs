//! Who waits for what in a store, as far as the host can know: the calls that it made, those that it forwards from one
//! component to another, and what it reads of streams and futures. What components inside of one component wait for
//! among each other, the engine doesn't tell.
//!
//! It drives the calls, too, because whoever drives them sees that nothing can wake them any more.

use std::collections::BTreeMap;
use std::fmt;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Instant;

use wasmtime::component::types::ComponentItem;

use crate::compiled::Compiled;

/// Interfaces of WASI whose functions never wait.
const PROMPT: &[&str] = &[
    "wasi:cli/environment@",
    "wasi:cli/exit@",
    "wasi:cli/terminal-",
    "wasi:cli/types@",
    "wasi:clocks/system-clock@",
    "wasi:clocks/types@",
    "wasi:clocks/wall-clock@",
    "wasi:random/",
];

/// Lines shown at most.
const SHOWN: usize = 12;

/// A call that the host forwards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Route {
    pub(crate) caller: String,
    pub(crate) callee: String,
    /// The function, with its interface if it has one.
    pub(crate) function: String,
}

/// Something that has not come to its end.
#[derive(Debug, Clone)]
pub(crate) enum Wait {
    /// A call from outside.
    Called { component: String, function: String },
    /// A call of one component that another one answers.
    Forwarded(Arc<Route>),
    /// A stream that a call returned and that is written out.
    Stream { component: String, function: String },
    /// A future that a call returned.
    Future { component: String, function: String },
}

impl fmt::Display for Wait {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Called { component, function } => write!(f, "`{function}` of `{component}` has not returned"),
            Self::Forwarded(route) => {
                let Route { caller, callee, function } = &**route;
                write!(f, "`{caller}` waits for `{function}` of `{callee}`")
            }
            Self::Stream { component, function } => {
                write!(f, "the stream that `{function}` of `{component}` returned has not ended")
            }
            Self::Future { component, function } => {
                write!(f, "the future that `{function}` of `{component}` returned has no value")
            }
        }
    }
}

/// What a store waits for.
#[derive(Debug, Clone, Default)]
pub(crate) struct Watch(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    list: Mutex<List>,
    /// Whether nothing but the store's own guests can wake them.
    closed: AtomicBool,
    /// How often the closure that counts has been polled.
    polls: AtomicUsize,
}

#[derive(Debug, Default)]
struct List {
    next: u64,
    waits: BTreeMap<u64, Wait>,
    given_up: Option<Arc<Route>>,
}

/// How driving a call ended.
pub(crate) enum Driven<T> {
    /// With its result.
    Done(T),
    /// It took too long.
    Late,
    /// Nothing can wake it any more.
    Idle,
    /// A forwarded call was cancelled by its caller, which the engine lets nobody hand on.
    GivenUp(Arc<Route>),
}

/// A note that something waits; it stays when this is dropped without [`Self::finish`].
#[derive(Debug)]
pub(crate) struct Waiting {
    watch: Watch,
    id: u64,
}

impl Waiting {
    pub(crate) fn finish(self) {
        self.watch.list().waits.remove(&self.id);
    }
}

/// A forwarded call that has not returned. Dropping it means that its caller cancelled it.
#[derive(Debug)]
pub(crate) struct Forwarding {
    waiting: Option<Waiting>,
    route: Arc<Route>,
}

impl Forwarding {
    pub(crate) fn finish(mut self) {
        if let Some(waiting) = self.waiting.take() {
            waiting.finish();
        }
    }
}

impl Drop for Forwarding {
    fn drop(&mut self) {
        if let Some(waiting) = self.waiting.take() {
            let watch = waiting.watch.clone();
            waiting.finish();
            watch.list().given_up.get_or_insert_with(|| Arc::clone(&self.route));
        }
    }
}

impl Watch {
    fn list(&self) -> MutexGuard<'_, List> {
        self.0.list.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes something that waits.
    pub(crate) fn wait(&self, wait: Wait) -> Waiting {
        let mut list = self.list();
        list.next += 1;
        let id = list.next;
        list.waits.insert(id, wait);
        Waiting { watch: self.clone(), id }
    }

    /// Notes a call from outside.
    pub(crate) fn call(&self, component: &str, function: &str) -> Waiting {
        self.wait(Wait::Called { component: component.to_owned(), function: function.to_owned() })
    }

    /// Notes a call on its way from one component to another.
    pub(crate) fn forward(&self, route: &Arc<Route>) -> Forwarding {
        Forwarding { waiting: Some(self.wait(Wait::Forwarded(Arc::clone(route)))), route: Arc::clone(route) }
    }

    /// What has not come to its end, in the order in which it began. The same more than once is one line.
    pub(crate) fn lines(&self) -> Vec<String> {
        let mut lines: Vec<(String, usize)> = Vec::new();
        for wait in self.list().waits.values() {
            let line = wait.to_string();
            match lines.iter_mut().find(|(known, _)| *known == line) {
                Some((_, times)) => *times += 1,
                None => lines.push((line, 1)),
            }
        }
        let left = lines.len().saturating_sub(SHOWN);
        lines.truncate(SHOWN);
        let counted = lines.into_iter().map(|(line, times)| match times {
            1 => line,
            times => format!("{line}, {times} times"),
        });
        counted.chain((left > 0).then(|| format!("and {left} more"))).collect()
    }

    /// Whether a call of one component that another one answers has not returned.
    pub(crate) fn forwards(&self) -> bool {
        self.list().waits.values().any(|wait| matches!(wait, Wait::Forwarded(_)))
    }

    /// The functions that were called from outside and have not returned, each once, in words.
    pub(crate) fn unfinished(&self) -> Option<String> {
        let mut names: Vec<String> = Vec::new();
        for wait in self.list().waits.values() {
            match wait {
                Wait::Called { function, .. } if !names.contains(function) => names.push(function.clone()),
                Wait::Called { .. } | Wait::Forwarded(_) | Wait::Stream { .. } | Wait::Future { .. } => {}
            }
        }
        (!names.is_empty()).then(|| names.join("` and `"))
    }

    /// Says that nothing outside of this store can wake its guests, until it is opened again.
    pub(crate) fn close(&self) {
        self.0.closed.store(true, Ordering::Relaxed);
    }

    /// Says that something else may wake them.
    pub(crate) fn open(&self) {
        self.0.closed.store(false, Ordering::Relaxed);
    }

    /// Says that a component runs in this store, which may wait for the host.
    pub(crate) fn admit(&self, compiled: &Compiled) {
        let ty = compiled.component.component_type();
        let waits = ty.imports(compiled.engine.wasmtime()).any(|(name, import)| {
            matches!(import.ty, ComponentItem::ComponentInstance(_))
                && witloom_wasi::is_of_host(name)
                && !PROMPT.iter().any(|prompt| name.starts_with(prompt))
        });
        if waits {
            self.open();
        }
    }

    /// Counts how often the engine polls the closure that it runs for the host.
    pub(crate) fn count<F: Future>(&self, closure: F) -> impl Future<Output = F::Output> {
        let watch = self.clone();
        async move {
            let mut closure = pin!(closure);
            std::future::poll_fn(|cx| {
                watch.0.polls.fetch_add(1, Ordering::Relaxed);
                closure.as_mut().poll(cx)
            })
            .await
        }
    }

    /// Drives a call to its end, to its deadline, or until nothing can wake it.
    pub(crate) async fn drive<F: Future>(&self, call: F, deadline: Option<Instant>) -> Driven<F::Output> {
        {
            let mut list = self.list();
            // What earlier calls left behind, except for tasks that go on.
            list.waits.retain(|_, wait| matches!(wait, Wait::Forwarded(_)));
            list.given_up = None;
        }
        let mut call = pin!(call);
        let mut late = pin!(async {
            match deadline {
                Some(at) => tokio::time::sleep_until(at.into()).await,
                None => std::future::pending().await,
            }
        });
        let mut noted = Arc::new(Noted { woken: AtomicBool::new(false), inner: Waker::noop().clone() });
        let mut poll = |cx: &mut Context<'_>| {
            if !noted.inner.will_wake(cx.waker()) {
                noted = Arc::new(Noted { woken: AtomicBool::new(false), inner: cx.waker().clone() });
            }
            noted.woken.store(false, Ordering::SeqCst);
            let polled = call.as_mut().poll(&mut Context::from_waker(&Waker::from(Arc::clone(&noted))));
            match (self.list().given_up.take(), polled) {
                (Some(route), _) => Err(Driven::GivenUp(route)),
                (None, Poll::Ready(value)) => Err(Driven::Done(value)),
                (None, Poll::Pending) => Ok(noted.woken.load(Ordering::SeqCst)),
            }
        };
        std::future::poll_fn(|cx| {
            let woken = match poll(cx) {
                Ok(woken) => woken,
                Err(driven) => return Poll::Ready(driven),
            };
            if late.as_mut().poll(cx).is_ready() {
                return Poll::Ready(Driven::Late);
            }
            if woken {
                return Poll::Pending;
            }
            if self.0.closed.load(Ordering::Relaxed) {
                return Poll::Ready(Driven::Idle);
            }
            // The engine polls the closure a second time only when it holds nothing else that could wake it, and
            // nothing of its own is left to do.
            self.0.polls.store(0, Ordering::Relaxed);
            match poll(cx) {
                Ok(false) if self.0.polls.load(Ordering::Relaxed) == 2 => Poll::Ready(Driven::Idle),
                Ok(_) => Poll::Pending,
                Err(driven) => Poll::Ready(driven),
            }
        })
        .await
    }
}

/// A waker that says whether it was used.
struct Noted {
    woken: AtomicBool,
    inner: Waker,
}

impl Wake for Noted {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.woken.store(true, Ordering::SeqCst);
        self.inner.wake_by_ref();
    }
}
