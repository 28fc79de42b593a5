//! The instances that answer an app's requests: which one takes a request, and when another is made.
//!
//! A request goes to an instance that has nothing to do, the one that was busy last. Is there none, another is made;
//! once there are as many as may be, requests share the instances that can answer several at once, and wait for the
//! others. So a failure costs as few answers as the load allows.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use super::job::Job;
use super::{App, Handler, instance};

/// How instances of a served component are used; what is left out depends on its handler. One of WASI 0.3 answers many
/// requests by design, one of 0.2 may expect to find everything as it was at the start.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Instances {
    /// How many may be at work at the same time, at least one; further requests share them or wait. Left out: twice the
    /// machine's processors, between 4 and 64; 512 for handlers of WASI 0.2.
    pub at_most: Option<usize>,
    /// Requests that one may answer before it is replaced: 1 gives every request an instance of its own. Left out: 1000;
    /// 1 for handlers of WASI 0.2.
    pub reuse: Option<usize>,
    /// Requests that one may answer at the same time, once there are as many instances as may be. Left out: 128.
    /// Handlers of WASI 0.2 answer one whatever is said here.
    pub at_once: Option<usize>,
    /// Time after which one that has nothing to do is let go. Left out: a minute.
    pub idle: Option<Duration>,
    /// Bytes by which memory may have grown for an instance to be used again: memory of a guest never shrinks. Left out:
    /// 64 MiB.
    pub growth: Option<u64>,
}

impl Instances {
    pub(super) fn limits(&self, handler: &Handler) -> InstanceLimits {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let (at_most, reuse) = match handler {
            Handler::Incoming(_) => (512, 1),
            Handler::Async(_) => ((2 * cores).clamp(4, 64), 1000),
        };
        InstanceLimits {
            at_most: self.at_most.unwrap_or(at_most).max(1),
            reuse: self.reuse.unwrap_or(reuse),
            at_once: self.at_once.unwrap_or(128),
            idle: self.idle.unwrap_or(Duration::from_secs(60)),
            growth: self.growth.unwrap_or(64 << 20),
        }
    }
}

/// The same with everything said.
pub(super) struct InstanceLimits {
    pub(super) at_most: usize,
    pub(super) reuse: usize,
    pub(super) at_once: usize,
    pub(super) idle: Duration,
    growth: u64,
}

impl InstanceLimits {
    /// Whether an instance that began with so many bytes of memory and has so many now is too large to be used again.
    pub(super) fn outgrown(&self, began_with: u64, now: u64) -> bool {
        now > began_with.saturating_add(self.growth)
    }
}

/// The instances of an app, and the requests that wait for one.
pub(super) struct Pool {
    pub(super) limits: InstanceLimits,
    room: Mutex<Room>,
}

#[derive(Default)]
struct Room {
    seats: Vec<Seat>,
    waiting: VecDeque<Job>,
    next: u64,
    closed: bool,
}

/// An instance as the pool knows it.
struct Seat {
    id: u64,
    offer: Offer,
    to: UnboundedSender<Job>,
}

/// What an instance would take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Offer {
    /// Anything: it has nothing to do.
    Idle,
    /// One more, beside so many.
    Beside(usize),
    /// Nothing.
    Nothing,
}

impl Pool {
    pub(super) fn new(limits: InstanceLimits) -> Self {
        Self { limits, room: Mutex::default() }
    }

    fn lock(&self) -> MutexGuard<'_, Room> {
        self.room.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets instances end as soon as they have nothing to do.
    pub(super) fn close(&self) {
        let mut room = self.lock();
        room.closed = true;
        // Whoever waits for a job hears of it.
        room.seats.retain(|seat| seat.offer != Offer::Idle);
    }
}

/// Finds an instance for a request.
pub(super) fn dispatch(app: &Arc<App>, job: Job) {
    let mut room = app.pool.lock();
    let mut job = job;
    while let Some(at) = room.choice(app.pool.limits.at_most) {
        let seat = &mut room.seats[at];
        seat.offer = Offer::Nothing;
        match seat.to.send(job) {
            Ok(()) => return,
            // It ended a moment ago.
            Err(back) => job = back.0,
        }
    }
    if room.seats.len() < app.pool.limits.at_most {
        room.start(app, job);
    } else {
        room.waiting.push_back(job);
    }
}

impl Room {
    /// The instance that takes the next request.
    fn choice(&self, at_most: usize) -> Option<usize> {
        // Those that came last are warm; the others get the time to be let go.
        let idle = self.seats.iter().rposition(|seat| seat.offer == Offer::Idle);
        if idle.is_some() || self.seats.len() < at_most {
            return idle;
        }
        let beside = |seat: &Seat| match seat.offer {
            Offer::Beside(others) => Some(others),
            Offer::Idle | Offer::Nothing => None,
        };
        let sharing = self.seats.iter().enumerate().filter_map(|(at, seat)| Some((beside(seat)?, at)));
        sharing.min().map(|(_, at)| at)
    }

    fn start(&mut self, app: &Arc<App>, job: Job) {
        let (to, jobs) = unbounded_channel();
        let id = self.next;
        self.next += 1;
        self.seats.push(Seat { id, offer: Offer::Nothing, to });
        tokio::spawn(instance::run(Place { app: Arc::clone(app), id, jobs }, job));
    }
}

/// The place of one instance in the pool, given up when it is dropped.
pub(super) struct Place {
    app: Arc<App>,
    id: u64,
    jobs: UnboundedReceiver<Job>,
}

impl Place {
    pub(super) fn app(&self) -> &Arc<App> {
        &self.app
    }

    /// Says what the instance would take, and returns a request that has waited for it.
    pub(super) fn offer(&self, offer: Offer) -> Option<Job> {
        let mut room = self.app.pool.lock();
        let waiting = if offer == Offer::Nothing { None } else { room.waiting.pop_front() };
        let told = if waiting.is_some() { Offer::Nothing } else { offer };
        if let Some(at) = room.seats.iter().position(|seat| seat.id == self.id) {
            if room.closed && told == Offer::Idle {
                room.seats.remove(at);
            } else {
                room.seats[at].offer = told;
            }
        }
        waiting
    }

    /// The next request that was sent here; nothing when there will be none.
    pub(super) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<Job>> {
        self.jobs.poll_recv(cx)
    }

    /// Gives the place up unless a request is on its way to it.
    pub(super) fn retire(&self) -> bool {
        let mut room = self.app.pool.lock();
        let idle = room.seats.iter().position(|seat| seat.id == self.id && seat.offer == Offer::Idle);
        idle.map(|at| room.seats.remove(at)).is_some()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut room = self.app.pool.lock();
        room.seats.retain(|seat| seat.id != self.id);
        self.jobs.close();
        while let Ok(job) = self.jobs.try_recv() {
            room.waiting.push_front(job);
        }
        while room.seats.len() < self.app.pool.limits.at_most {
            let Some(job) = room.waiting.pop_front() else { break };
            room.start(&self.app, job);
        }
    }
}
