//! Runs tasks on threads, each once all that it needs is done.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// A piece of work, by its place in the list of tasks.
pub(super) struct Task<'a> {
    /// Places of the tasks that must have succeeded before.
    pub(super) needs: Vec<usize>,
    /// Does it, and says whether it succeeded.
    pub(super) run: Box<dyn FnOnce() -> bool + Send + 'a>,
}

/// How a task ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// It succeeded.
    Done,
    /// It failed.
    Failed,
    /// It was never run, because something that it needs failed.
    Skipped,
}

struct State<'a> {
    waiting: Vec<Option<Task<'a>>>,
    outcomes: Vec<Option<Outcome>>,
    running: usize,
}

/// Runs all tasks on up to `threads` threads. Tasks may only need earlier ones.
pub(super) fn run(tasks: Vec<Task<'_>>, threads: usize) -> Vec<Outcome> {
    let count = tasks.len();
    let state =
        Mutex::new(State { waiting: tasks.into_iter().map(Some).collect(), outcomes: vec![None; count], running: 0 });
    let changed = Condvar::new();
    std::thread::scope(|scope| {
        for _ in 0..threads.clamp(1, count.max(1)) {
            scope.spawn(|| work(&state, &changed));
        }
    });
    let state = state.into_inner().unwrap_or_else(PoisonError::into_inner);
    // Every task was run or skipped: a task that panics takes the whole scope with it.
    state.outcomes.into_iter().map(|outcome| outcome.unwrap_or(Outcome::Skipped)).collect()
}

fn work(state: &Mutex<State<'_>>, changed: &Condvar) {
    let mut guard = lock(state);
    loop {
        match next(&mut guard) {
            Some((place, task)) => {
                guard.running += 1;
                drop(guard);
                let succeeded = (task.run)();
                guard = lock(state);
                guard.running -= 1;
                guard.outcomes[place] = Some(if succeeded { Outcome::Done } else { Outcome::Failed });
                changed.notify_all();
            }
            None if guard.running == 0 => {
                changed.notify_all();
                return;
            }
            None => guard = changed.wait(guard).unwrap_or_else(PoisonError::into_inner),
        }
    }
}

/// Takes a task that is ready, after marking those as skipped that can't become ready any more.
fn next<'a>(state: &mut State<'a>) -> Option<(usize, Task<'a>)> {
    for place in 0..state.waiting.len() {
        let Some(task) = &state.waiting[place] else { continue };
        let needs: Vec<_> = task.needs.iter().map(|&need| state.outcomes[need]).collect();
        if needs.iter().any(|need| matches!(need, Some(Outcome::Failed | Outcome::Skipped))) {
            state.waiting[place] = None;
            state.outcomes[place] = Some(Outcome::Skipped);
        } else if needs.iter().all(|need| *need == Some(Outcome::Done)) {
            return state.waiting[place].take().map(|task| (place, task));
        }
    }
    None
}

fn lock<'m, 'a>(state: &'m Mutex<State<'a>>) -> MutexGuard<'m, State<'a>> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn task<'a>(needs: &[usize], run: impl FnOnce() -> bool + Send + 'a) -> Task<'a> {
        Task { needs: needs.to_vec(), run: Box::new(run) }
    }

    #[test]
    fn runs_in_order_and_skips_what_can_not_run() {
        let log = Mutex::new(Vec::new());
        let note = |name: &'static str, good: bool| {
            let log = &log;
            move || {
                log.lock().unwrap().push(name);
                good
            }
        };
        let tasks = vec![
            task(&[], note("a", true)),
            task(&[], note("b", false)),
            task(&[0], note("c", true)),
            task(&[0, 1], note("d", true)),
            task(&[3], note("e", true)),
        ];
        let outcomes = run(tasks, 3);
        use Outcome::{Done, Failed, Skipped};
        assert_eq!(outcomes, [Done, Failed, Done, Skipped, Skipped]);
        let log = log.into_inner().unwrap();
        let place = |name| log.iter().position(|&seen| seen == name).unwrap();
        assert!(place("a") < place("c"));
        assert_eq!(log.len(), 3);
    }

    #[test]
    fn runs_side_by_side() {
        let barrier = std::sync::Barrier::new(2);
        let meet = || {
            barrier.wait();
            true
        };
        assert_eq!(run(vec![task(&[], meet), task(&[], meet)], 2), [Outcome::Done; 2]);
    }
}
