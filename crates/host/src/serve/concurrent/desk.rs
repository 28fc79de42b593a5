//! The requests that an instance is at work on: when they begin, when they are over, and what the instance may take next.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use tokio::sync::oneshot;
use tokio::time::{Instant, Sleep};
use wasmtime::component::Accessor;
use wasmtime_wasi_http::p3::bindings::Service;

use super::Ended;
use super::answering::Answering;
use crate::error::HostError;
use crate::limits::Deadline;
use crate::serve::App;
use crate::serve::instance::{deadline, too_long};
use crate::serve::job::{Client, Job, Ticket};
use crate::serve::pool::{Offer, Place};
use crate::state::State;
use crate::ticker::Ticking;

type Alarm = Pin<Box<Sleep>>;

pub(super) struct Desk {
    place: Place,
    /// What begins at the next turn, with the end of its time.
    next: Option<(Job, Option<Instant>)>,
    calls: Vec<Call>,
    taken: usize,
    /// Bytes of memory before the first request.
    began_with: u64,
    /// Whether it takes no more.
    closing: bool,
    /// Whether calls could begin since the last look at the clock, and whether one did.
    turned: bool,
    began: bool,
    /// What the pool was told.
    offer: Offer,
    idle: Option<Alarm>,
    ticking: Option<Ticking>,
}

/// A request that was begun.
struct Call {
    ticket: Arc<Ticket>,
    left: Option<oneshot::Receiver<()>>,
    alarm: Option<Alarm>,
    over: Arc<AtomicBool>,
    /// Nobody waits for it: its client left, or its time has passed.
    given_up: bool,
}

impl Call {
    fn is_over(&self) -> bool {
        self.over.load(Ordering::Acquire)
    }

    /// Whether its client left.
    fn left(&mut self, cx: &mut Context<'_>) -> bool {
        let Some(Poll::Ready(heard)) = self.left.as_mut().map(|left| Pin::new(left).poll(cx)) else { return false };
        self.left = None;
        heard.is_ok()
    }

    /// Whether its time has passed, told once.
    fn is_late(&mut self, cx: &mut Context<'_>) -> bool {
        let late = self.alarm.as_mut().is_some_and(|alarm| alarm.as_mut().poll(cx).is_ready());
        if late {
            self.alarm = None;
        }
        late
    }
}

impl Desk {
    pub(super) fn new(place: Place, began_with: u64, ticking: Option<Ticking>) -> Self {
        Self {
            place,
            next: None,
            calls: Vec::new(),
            taken: 0,
            began_with,
            closing: false,
            turned: false,
            began: false,
            offer: Offer::Nothing,
            idle: None,
            ticking,
        }
    }

    /// The same, with a request whose time has begun already.
    pub(super) fn with(mut self, first: Job, until: Option<Instant>) -> Self {
        self.next = Some((first, until));
        self
    }

    fn app(&self) -> &App {
        self.place.app()
    }

    /// Before the guest has its turn.
    pub(super) fn begin(&mut self) {
        (self.turned, self.began) = (false, false);
    }

    /// Between the guest's turns: begins a call, ends those that are over, and is ready when nothing is left to do.
    ///
    /// One call at a time, so that a guest that computes takes no second one that others could answer.
    pub(super) fn turn(
        &mut self,
        accessor: &Accessor<State>,
        service: &Arc<Service>,
        cx: &mut Context<'_>,
    ) -> Poll<wasmtime::Result<()>> {
        self.turned = true;
        if let Some((job, until)) = self.upcoming(cx) {
            self.start(accessor, service, job, until)?;
        }
        if self.calls.iter().any(Call::is_over) {
            self.settle(accessor, cx);
        }
        let done = self.calls.is_empty() && self.next.is_none() && self.is_worn();
        if done { Poll::Ready(Ok(())) } else { Poll::Pending }
    }

    fn upcoming(&mut self, cx: &mut Context<'_>) -> Option<(Job, Option<Instant>)> {
        if self.next.is_some() {
            return self.next.take();
        }
        match self.place.poll(cx) {
            Poll::Ready(Some(job)) => Some((job, deadline(self.app()))),
            Poll::Ready(None) => {
                self.closing = true;
                None
            }
            Poll::Pending => None,
        }
    }

    fn start(
        &mut self,
        accessor: &Accessor<State>,
        service: &Arc<Service>,
        job: Job,
        until: Option<Instant>,
    ) -> wasmtime::Result<()> {
        let Job { request, ticket, client: Client { left, read } } = job;
        let engine = &self.app().compiled.engine;
        if self.ticking.is_none() && engine.options().interruptible {
            self.ticking = Some(engine.ticker().start());
        }
        let limit = self.app().run.limits.time;
        accessor.with(|mut store| store.data_mut().deadline = Deadline::after(limit));
        let over = Arc::new(AtomicBool::new(false));
        self.calls.push(Call {
            ticket: Arc::clone(&ticket),
            left: Some(left),
            alarm: until.map(|until| Box::pin(tokio::time::sleep_until(until))),
            over: Arc::clone(&over),
            given_up: false,
        });
        (self.taken, self.began, self.offer, self.idle) = (self.taken + 1, true, Offer::Nothing, None);
        accessor.spawn(Answering { service: Arc::clone(service), request, ticket, read, over })?;
        Ok(())
    }

    /// Ends calls that are over. What a guest does after its answers belongs to the last of them, as long as no other is
    /// at work.
    fn settle(&mut self, accessor: &Accessor<State>, cx: &mut Context<'_>) {
        let quiet = accessor.poll_no_interesting_tasks(cx).is_ready();
        let stays = if quiet { None } else { self.calls.iter().all(Call::is_over).then(|| self.calls.len() - 1) };
        let mut at = 0;
        self.calls.retain(|call| {
            let keep = !call.is_over() || stays == Some(at);
            at += 1;
            if !keep {
                call.ticket.end(Ok(()));
            }
            keep
        });
        if self.calls.is_empty() {
            self.ticking = None;
            let memory = accessor.with(|mut store| store.data_mut().meter.memory());
            self.closing |= self.app().pool.limits.outgrown(self.began_with, memory);
        }
    }

    /// Whether it takes no more requests.
    fn is_worn(&self) -> bool {
        self.closing || self.taken >= self.app().pool.limits.reuse
    }

    /// While the guest waits, or computes: whose client left, whose time has passed, and what could be taken.
    pub(super) fn judge(&mut self, cx: &mut Context<'_>) -> Poll<Ended> {
        self.look(cx);
        if !self.calls.is_empty() && self.calls.iter().all(|call| call.given_up) {
            return Poll::Ready(Ended::GivenUp);
        }
        self.tell(cx);
        if self.calls.is_empty() && self.next.is_none() && !self.is_worn() {
            let idle = self.place.app().pool.limits.idle;
            let alarm = self.idle.get_or_insert_with(|| Box::pin(tokio::time::sleep(idle)));
            if alarm.as_mut().poll(cx).is_ready() {
                self.idle = None;
                if self.place.retire() {
                    return Poll::Ready(Ended::Quiet);
                }
                cx.waker().wake_by_ref();
            }
        }
        Poll::Pending
    }

    /// Looks after clients and the clock.
    fn look(&mut self, cx: &mut Context<'_>) {
        let app = self.place.app();
        for call in &mut self.calls {
            if call.left(cx) {
                call.given_up = true;
            }
            if call.is_late(cx) {
                if !call.given_up {
                    call.ticket.break_off(&too_long(app));
                }
                call.given_up = true;
                // What it does meanwhile can't be stopped alone.
                self.closing = true;
            }
        }
    }

    /// Tells the pool what could be taken.
    fn tell(&mut self, cx: &Context<'_>) {
        if self.began {
            // Whether the call computes or waits is known when the guest had its turn.
            cx.waker().wake_by_ref();
            return;
        }
        let others = self.calls.len();
        let takes = self.turned && self.next.is_none() && !self.is_worn();
        let offer = if takes && others == 0 {
            Offer::Idle
        } else if takes && others < self.app().pool.limits.at_once {
            Offer::Beside(others)
        } else {
            Offer::Nothing
        };
        if offer == self.offer {
            return;
        }
        self.offer = offer;
        if let Some(job) = self.place.offer(offer) {
            self.offer = Offer::Nothing;
            self.next = Some((job, deadline(self.app())));
            cx.waker().wake_by_ref();
        }
    }

    /// Ends what is still there, and returns a request that never began.
    pub(super) fn leave(self, error: Option<&HostError>) -> Option<Job> {
        let Self { place, next, calls, .. } = self;
        drop(place);
        let others = calls.len().saturating_sub(1);
        let mut told = false;
        for call in calls.iter().filter(|call| !call.given_up) {
            match error {
                None => call.ticket.end(Ok(())),
                Some(error) if !std::mem::replace(&mut told, true) => call.ticket.break_off(error),
                Some(_) => call.ticket.break_off(&HostError::Neighbour { others }),
            }
        }
        next.map(|(job, _)| job)
    }
}
