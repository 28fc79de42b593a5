//! The moving lines of a build on a terminal; elsewhere a line about what takes long.

mod slow;

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};
use witloom_diag::{Colour, visible};
use witloom_project::graph::Event;

use crate::ui::Ui;
use slow::Slow;

/// Shows one line per running step.
pub(crate) struct Progress<'a> {
    ui: &'a Ui,
    bars: MultiProgress,
    lines: Mutex<BTreeMap<String, ProgressBar>>,
    /// Where nobody sees moving lines.
    slow: Option<Slow>,
}

impl<'a> Progress<'a> {
    pub(crate) fn new(ui: &'a Ui) -> Self {
        let target = if ui.is_lively() { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let slow = (!ui.is_lively() && !ui.is_quiet()).then(|| Slow::new(*ui));
        Self { ui, bars: MultiProgress::with_draw_target(target), lines: Mutex::new(BTreeMap::new()), slow }
    }

    /// Takes an event of a build.
    pub(crate) fn event(&self, event: Event) {
        match event {
            Event::Waiting => self.say("waiting for another build of this app"),
            Event::Started { step } => self.show(&step, "building"),
            Event::Note { step, text } => self.show(&step, &text),
            Event::Cached { step } | Event::Prepared { step } => self.end(&step, None),
            Event::Finished { step, took } => self.end(&step, Some(&format!("{step} built in {}", seconds(took)))),
            Event::Warning { step, text } => self.bars.suspend(|| self.ui.warn(&format!("{step}: {text}"))),
            Event::Failed { step } => self.end(&step, Some(&format!("{step} failed"))),
        }
    }

    /// Shows what a step does now.
    pub(crate) fn show(&self, step: &str, text: &str) {
        if let Some(slow) = &self.slow {
            slow.show(step, text);
        }
        let mut lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        let line = lines.entry(step.to_owned()).or_insert_with(|| {
            let line = self.bars.add(ProgressBar::new_spinner());
            line.set_style(style(self.ui.colour()));
            line.set_prefix(visible(step).into_owned());
            line.enable_steady_tick(Duration::from_millis(120));
            line
        });
        line.set_message(visible(text).into_owned());
    }

    /// Takes a step's line away, leaving a word about it on a terminal.
    pub(crate) fn end(&self, step: &str, text: Option<&str>) {
        if let Some(slow) = &self.slow {
            slow.end(step);
        }
        let line = self.lines.lock().unwrap_or_else(PoisonError::into_inner).remove(step);
        if let Some(line) = line {
            line.finish_and_clear();
            self.bars.remove(&line);
        }
        if let Some(text) = text {
            self.say(text);
        }
    }

    fn say(&self, text: &str) {
        if self.ui.is_lively() {
            self.bars.suspend(|| self.ui.note(text));
        }
    }
}

fn style(colour: Colour) -> ProgressStyle {
    let template = match colour {
        Colour::Always => "{spinner:.cyan} {prefix:.bold} {msg} {elapsed:.dim}",
        Colour::Never => "{spinner} {prefix} {msg} {elapsed}",
    };
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_spinner())
}

fn seconds(took: Duration) -> String {
    format!("{:.1} s", took.as_secs_f64())
}
