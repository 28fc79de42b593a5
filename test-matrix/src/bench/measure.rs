//! How long one call takes, out of runs of many.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::clock::{Clock, Time};

/// A run takes about so long, if one call doesn't take longer.
const ENOUGH: Duration = Duration::from_millis(100);
/// Runs that last no longer than this are cheap enough for [`ROUNDS`].
const SHORT: Duration = Duration::from_millis(400);
const ROUNDS: usize = 5;
const LONG_ROUNDS: usize = 3;
const MOST: u32 = 1 << 24;

/// Nanoseconds per call.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Spread {
    /// Of the shortest run.
    pub least: f64,
    /// Of the middle one.
    pub median: f64,
}

impl Spread {
    /// Of runs of so many calls more than those that they are held against.
    fn of(runs: &[(Time, Time)], times: u32, pick: impl Fn(&Time) -> Duration) -> Self {
        let sorted = |of: &dyn Fn(&(Time, Time)) -> Duration| {
            let mut all: Vec<f64> = runs.iter().map(|run| of(run).as_secs_f64() * 1e9).collect();
            all.sort_by(f64::total_cmp);
            all
        };
        let (empty, full) = (sorted(&|(empty, _)| pick(empty)), sorted(&|(_, full)| pick(full)));
        let per_call = |at: usize| ((full[at] - empty[at]) / f64::from(times)).max(0.0);
        Self { least: per_call(0), median: per_call(runs.len() / 2) }
    }
}

/// What one call takes.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Cost {
    /// Calls of a run.
    pub times: u32,
    /// On processors.
    pub processor_ns: Spread,
    /// By the clock.
    pub wall_ns: Spread,
}

/// What each of the calls takes that `run` makes beyond those it makes when told to make none.
pub(crate) fn cost(clock: &Clock, mut run: impl FnMut(u32) -> Result<(), String>) -> Result<Cost, String> {
    let mut time = |times| clock.time(|| run(times));
    // The first calls of an instance set it up.
    time(1)?;
    let empty = time(0)?;
    let mut times = 1;
    let full = loop {
        let full = time(times)?;
        let took = full.processors.saturating_sub(empty.processors);
        if took * 2 >= ENOUGH || times >= MOST {
            break full;
        }
        let wanted = ENOUGH.as_secs_f64() / took.as_secs_f64().max(1e-9) * f64::from(times);
        times = (wanted as u32).clamp(times * 2, times.saturating_mul(32)).min(MOST);
    };
    let rounds = if full.processors.max(empty.processors) <= SHORT { ROUNDS } else { LONG_ROUNDS };
    let mut runs = vec![(empty, full)];
    while runs.len() < rounds {
        runs.push((time(0)?, time(times)?));
    }
    let spread = |pick: &dyn Fn(&Time) -> Duration| Spread::of(&runs, times, pick);
    Ok(Cost { times, processor_ns: spread(&|time| time.processors), wall_ns: spread(&|time| time.wall) })
}
