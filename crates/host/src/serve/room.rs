//! Room for connections: how many are open, and which one goes when there is no place for another client.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;

/// The places for connections.
pub(super) struct Room {
    places: Arc<Semaphore>,
    open: Mutex<Open>,
    /// Told when a connection has no request any more.
    quiet: Notify,
}

#[derive(Default)]
struct Open {
    next: u64,
    seats: BTreeMap<u64, Weak<Seat>>,
}

/// The place of a connection, and what is under way on it.
pub(super) struct Seat {
    id: u64,
    room: Arc<Room>,
    work: Mutex<Work>,
    leave: Notify,
    _place: OwnedSemaphorePermit,
}

#[derive(Clone, Copy)]
struct Work {
    requests: usize,
    /// Whether there ever was a request.
    begun: bool,
    /// When the connection was opened, or its last request ended.
    since: Instant,
    leaving: bool,
}

fn lock<T>(place: &Mutex<T>) -> MutexGuard<'_, T> {
    place.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Room {
    pub(super) fn new(connections: usize) -> Arc<Self> {
        let places = Arc::new(Semaphore::new(connections.clamp(1, Semaphore::MAX_PERMITS)));
        Arc::new(Self { places, open: Mutex::default(), quiet: Notify::new() })
    }

    /// A place for one more: if there is none, the one that was quiet for longest makes room. When none is quiet, that
    /// waits until one is.
    pub(super) async fn seat(self: &Arc<Self>) -> Arc<Seat> {
        let place = loop {
            if let Ok(place) = Arc::clone(&self.places).try_acquire_owned() {
                break place;
            }
            self.send_one_away();
            tokio::select! {
                place = Arc::clone(&self.places).acquire_owned() => break place.expect("nobody closes it"),
                () = self.quiet.notified() => {}
            }
        };
        let work = Work { requests: 0, begun: false, since: Instant::now(), leaving: false };
        let mut open = lock(&self.open);
        open.next += 1;
        let id = open.next;
        let room = Arc::clone(self);
        let seat = Arc::new(Seat { id, room, work: Mutex::new(work), leave: Notify::new(), _place: place });
        open.seats.insert(id, Arc::downgrade(&seat));
        seat
    }

    fn send_one_away(&self) {
        let seats: Vec<Arc<Seat>> = lock(&self.open).seats.values().filter_map(Weak::upgrade).collect();
        let seats = seats.iter().map(|seat| (seat, *lock(&seat.work)));
        let (leaving, staying): (Vec<_>, Vec<_>) = seats.partition(|(_, work)| work.leaving);
        if !leaving.is_empty() {
            return;
        }
        let quiet = staying.iter().filter(|(_, work)| work.requests == 0);
        if let Some((seat, _)) = quiet.min_by_key(|(_, work)| work.since) {
            lock(&seat.work).leaving = true;
            seat.leave.notify_one();
        }
    }
}

impl Seat {
    /// Resolves when another needs the place.
    pub(super) async fn wanted(&self) {
        self.leave.notified().await;
    }

    /// Whether anything was ever asked for.
    pub(super) fn has_begun(&self) -> bool {
        lock(&self.work).begun
    }

    /// Waits until there was no request for so long.
    pub(super) async fn idle(&self, time: Duration) {
        loop {
            let Work { requests, since, .. } = *lock(&self.work);
            let now = Instant::now();
            let until = if requests == 0 { since + time } else { now + time };
            if until <= now {
                return;
            }
            tokio::time::sleep_until(until).await;
        }
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        lock(&self.room.open).seats.remove(&self.id);
    }
}

/// A request, until its client has the answer or leaves.
pub(super) struct UnderWay(Arc<Seat>);

impl UnderWay {
    pub(super) fn new(seat: &Arc<Seat>) -> Self {
        let mut work = lock(&seat.work);
        work.requests += 1;
        work.begun = true;
        drop(work);
        Self(Arc::clone(seat))
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        let mut work = lock(&self.0.work);
        work.requests -= 1;
        work.since = Instant::now();
        if work.requests == 0 {
            self.0.room.quiet.notify_one();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(seat: &Arc<Seat>) -> bool {
        lock(&seat.work).leaving
    }

    #[tokio::test]
    async fn who_was_quiet_for_longest_makes_room() {
        let room = Room::new(3);
        let [busy, first, second] = [room.seat().await, room.seat().await, room.seat().await];
        let request = UnderWay::new(&busy);
        drop(UnderWay::new(&first));
        let waiting = tokio::spawn({
            let room = Arc::clone(&room);
            async move { room.seat().await }
        });
        second.wanted().await;
        assert!(!told(&busy) && !told(&first) && !second.has_begun());
        drop(second);
        let third = waiting.await.expect("a place");
        // All have a request: the next one waits for the first that is done.
        let (_one, other) = (UnderWay::new(&first), UnderWay::new(&third));
        let waiting = tokio::spawn({
            let room = Arc::clone(&room);
            async move { room.seat().await }
        });
        tokio::task::yield_now().await;
        assert!(![&busy, &first, &third].into_iter().any(told));
        drop(other);
        third.wanted().await;
        drop((third, request));
        waiting.await.expect("a place");
    }

    #[tokio::test]
    async fn idle_time_counts_from_the_last_request() {
        let seat = Room::new(1).seat().await;
        let request = UnderWay::new(&seat);
        let began = Instant::now();
        let idle = seat.idle(Duration::from_millis(20));
        let ended = async {
            tokio::time::sleep(Duration::from_millis(30)).await;
            drop(request);
        };
        tokio::join!(idle, ended);
        let waited = began.elapsed();
        assert!(waited >= Duration::from_millis(50), "{waited:?}");
    }
}
