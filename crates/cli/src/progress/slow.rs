//! Signs of life where there is no terminal: a line about what takes long, every now and then.

use std::collections::BTreeMap;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::ui::Ui;

/// How long a step runs before it is mentioned; quick builds say nothing.
const PATIENCE: Duration = Duration::from_secs(5);
/// The pause before it is mentioned again.
const AGAIN: Duration = Duration::from_secs(20);

/// Steps that run: since when, what they do, and what was said last and when.
#[derive(Debug, Default)]
struct Steps(BTreeMap<String, Step>);

#[derive(Debug)]
struct Step {
    since: Instant,
    text: String,
    said: Option<(Instant, String)>,
}

/// Watches steps and says which of them take long.
pub(super) struct Slow {
    steps: Arc<Mutex<Steps>>,
    /// Dropped to end the thread.
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Slow {
    pub(super) fn new(ui: Ui) -> Self {
        let steps = Arc::new(Mutex::new(Steps::default()));
        let (stop, stopped) = channel();
        let watched = Arc::clone(&steps);
        let thread = std::thread::spawn(move || {
            while stopped.recv_timeout(Duration::from_millis(500)) == Err(RecvTimeoutError::Timeout) {
                let lines = watched.lock().unwrap_or_else(PoisonError::into_inner).lines(Instant::now());
                lines.iter().for_each(|line| ui.note(line));
            }
        });
        Self { steps, stop: Some(stop), thread: Some(thread) }
    }

    pub(super) fn show(&self, step: &str, text: &str) {
        self.steps.lock().unwrap_or_else(PoisonError::into_inner).show(step, text, Instant::now());
    }

    pub(super) fn end(&self, step: &str) {
        self.steps.lock().unwrap_or_else(PoisonError::into_inner).0.remove(step);
    }
}

impl Drop for Slow {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // A thread that panicked has nothing more to say.
            let _ = thread.join();
        }
    }
}

impl Steps {
    fn show(&mut self, step: &str, text: &str, now: Instant) {
        let new = || Step { since: now, text: String::new(), said: None };
        text.clone_into(&mut self.0.entry(step.to_owned()).or_insert_with(new).text);
    }

    /// What is due: a step that runs for long and does something else than when it was mentioned, or still the same.
    fn lines(&mut self, now: Instant) -> Vec<String> {
        let is_due = |step: &Step| match &step.said {
            None => now.duration_since(step.since) >= PATIENCE,
            Some((last, text)) => {
                let pause = if *text == step.text { AGAIN } else { PATIENCE };
                now.duration_since(*last) >= pause
            }
        };
        let mut lines = Vec::new();
        for (name, step) in self.0.iter_mut().filter(|(_, step)| is_due(step)) {
            let seconds = now.duration_since(step.since).as_secs();
            lines.push(format!("… {name}: {} ({seconds} s)", step.text));
            step.said = Some((now, step.text.clone()));
        }
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_what_takes_long_and_not_too_often() {
        let start = Instant::now();
        let at = |seconds| start + Duration::from_secs(seconds);
        let mut steps = Steps::default();
        steps.show("ruby", "installing cruby (once)", at(0));
        assert!(steps.lines(at(4)).is_empty());
        assert_eq!(steps.lines(at(5)), ["… ruby: installing cruby (once) (5 s)"]);
        assert!(steps.lines(at(20)).is_empty());
        assert_eq!(steps.lines(at(25)), ["… ruby: installing cruby (once) (25 s)"]);
        steps.show("ruby", "compiling CRuby, once per machine", at(26));
        assert_eq!(steps.lines(at(30)), ["… ruby: compiling CRuby, once per machine (30 s)"]);
        steps.show("quick", "building", at(29));
        steps.0.remove("quick");
        assert!(steps.lines(at(40)).is_empty());
    }
}
