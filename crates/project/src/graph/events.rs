//! What a build tells while it runs, for a progress display or a log.

use std::time::Duration;

/// Something that happened to a step; steps are named by their component, the last one by the app.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// Another process builds the same app; this one waits for it.
    Waiting,
    /// A step runs.
    Started {
        /// The step.
        step: String,
    },
    /// A running step says what it does.
    Note {
        /// The step.
        step: String,
        /// A few words.
        text: String,
    },
    /// A step was not run: its result was known.
    Cached {
        /// The step.
        step: String,
    },
    /// A step is done.
    Finished {
        /// The step.
        step: String,
        /// How long it ran.
        took: Duration,
    },
    /// A step found something that the user should know.
    Warning {
        /// The step.
        step: String,
        /// A sentence.
        text: String,
    },
    /// What a note told of is over, outside of a build step: a toolchain is there.
    Prepared {
        /// The language.
        step: String,
    },
    /// A step failed; its error comes with the build's result.
    Failed {
        /// The step.
        step: String,
    },
}

/// Takes events, from several threads.
pub type Events<'a> = dyn Fn(Event) + Sync + 'a;
