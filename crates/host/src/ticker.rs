//! The clock that interrupts computing guests: advances the engine's epoch while someone needs it.
//!
//! The thread sleeps for good while no call has a deadline, so an idle engine costs nothing.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use wasmtime::EngineWeak;

/// Time between two epochs: how late a deadline may be noticed.
pub(crate) const TICK: Duration = Duration::from_millis(5);

#[derive(Debug)]
pub(crate) struct Ticker {
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    needed_by: usize,
    running: bool,
}

/// Keeps the clock ticking for as long as it lives.
#[derive(Debug)]
pub(crate) struct Ticking {
    shared: Arc<Shared>,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Ticker {
    pub(crate) fn new(engine: EngineWeak) -> Self {
        let shared = Arc::new(Shared::default());
        shared.lock().running = true;
        let clock = Arc::clone(&shared);
        let spawned = std::thread::Builder::new().name("witloom-clock".to_owned()).spawn(move || tick(&clock, &engine));
        if spawned.is_err() {
            // Without a clock, deadlines still hold wherever the guest waits on the host.
            shared.lock().running = false;
        }
        Self { shared }
    }

    /// Starts the clock until the returned guard is dropped.
    pub(crate) fn start(&self) -> Ticking {
        self.shared.lock().needed_by += 1;
        self.shared.changed.notify_one();
        Ticking { shared: Arc::clone(&self.shared) }
    }
}

impl Drop for Ticker {
    fn drop(&mut self) {
        self.shared.lock().running = false;
        self.shared.changed.notify_one();
    }
}

impl Drop for Ticking {
    fn drop(&mut self) {
        self.shared.lock().needed_by -= 1;
    }
}

fn tick(shared: &Shared, engine: &EngineWeak) {
    loop {
        {
            let mut state = shared.lock();
            while state.running && state.needed_by == 0 {
                state = shared.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
            }
            if !state.running {
                return;
            }
        }
        std::thread::sleep(TICK);
        match engine.upgrade() {
            Some(engine) => engine.increment_epoch(),
            None => return,
        }
    }
}
