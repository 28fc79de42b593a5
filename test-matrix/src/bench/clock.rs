//! The time that processes had on processors, where the system tells, beside the time that went by: others use the machine,
//! too.

use std::time::{Duration, Instant};

/// Nanoseconds that the threads of a process have had on processors, as Linux tells in `schedstat`.
fn on_processors(process: u32) -> Option<Duration> {
    let mut total = 0;
    for thread in std::fs::read_dir(format!("/proc/{process}/task")).ok()? {
        let text = std::fs::read_to_string(thread.ok()?.path().join("schedstat")).ok()?;
        total += text.split(' ').next()?.parse::<u64>().ok()?;
    }
    Some(Duration::from_nanos(total))
}

/// What something took.
#[derive(Debug, Clone, Copy, Default)]
pub struct Time {
    /// On processors, by all processes together; the time that went by where the system tells no other.
    pub processors: Duration,
    /// From begin to end.
    pub wall: Duration,
}

/// A clock for some processes.
#[derive(Debug)]
pub struct Clock {
    processes: Vec<u32>,
    begin: Instant,
}

impl Clock {
    /// For this process and others.
    pub fn with(others: &[u32]) -> Self {
        let processes: Vec<u32> = others.iter().copied().chain([std::process::id()]).collect();
        Self::of(&processes)
    }

    /// For others alone.
    pub fn of(processes: &[u32]) -> Self {
        Self { processes: processes.to_vec(), begin: Instant::now() }
    }

    fn read(&self) -> Time {
        let wall = self.begin.elapsed();
        let processors = self.processes.iter().map(|id| on_processors(*id)).sum::<Option<Duration>>().unwrap_or(wall);
        Time { processors, wall }
    }

    /// What a piece of work takes; fails as the work does.
    pub fn time<E>(&self, work: impl FnOnce() -> Result<(), E>) -> Result<Time, E> {
        let begin = self.read();
        work()?;
        let end = self.read();
        let wall = end.wall.saturating_sub(begin.wall);
        Ok(Time { processors: end.processors.saturating_sub(begin.processors), wall })
    }
}
