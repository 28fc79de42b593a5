//! Where and how things are printed.

use std::io::{IsTerminal as _, Write as _};
use std::time::Duration;

use clap::ValueEnum;
use miette::Diagnostic;
use serde::Serialize;
use witloom_diag::{Colour, Exit, exit_of, render, to_json, visible};
use witloom_project::graph::Failure;

/// How results and errors are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people.
    Text,
    /// For programs: one JSON document on stdout.
    Json,
}

/// What a command ends with: the process's exit code, or an error to print.
pub(crate) type Outcome = Result<u8, Error>;

/// One error, or those of a build.
pub(crate) enum Error {
    One(Box<dyn Diagnostic + Send + Sync>),
    Build(Vec<Failure>),
}

impl<E: Diagnostic + Send + Sync + 'static> From<E> for Error {
    fn from(error: E) -> Self {
        Self::One(Box::new(error))
    }
}

/// The terminal, or what stands for it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ui {
    format: Format,
    quiet: bool,
    terminal: bool,
    colour: Colour,
}

impl Ui {
    pub(crate) fn new(format: Format, quiet: bool) -> Self {
        let terminal = std::io::stderr().is_terminal();
        let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let colour = if terminal && !plain { Colour::Always } else { Colour::Never };
        Self { format, quiet, terminal, colour }
    }

    /// The same, for programs.
    pub(crate) fn with_json(self) -> Self {
        Self { format: Format::Json, ..self }
    }

    /// Whether programs read the output.
    pub(crate) fn is_json(&self) -> bool {
        self.format == Format::Json
    }

    /// Whether only results, warnings and errors are wanted.
    pub(crate) fn is_quiet(&self) -> bool {
        self.quiet
    }

    /// Whether moving progress makes sense.
    pub(crate) fn is_lively(&self) -> bool {
        self.terminal && !self.quiet
    }

    pub(crate) fn colour(&self) -> Colour {
        self.colour
    }

    /// A result: `text` for people, `value` for programs.
    pub(crate) fn result(&self, text: &str, value: &impl Serialize) {
        let json = || serde_json::to_string_pretty(value).expect("results are plain data");
        self.stdout(&if self.is_json() { json() } else { visible(text.trim_end()).into_owned() });
    }

    /// A result in lines of text, whatever the format.
    pub(crate) fn stdout(&self, text: &str) {
        // A reader that went away is no error: `witloom inspect … | head` must end quietly.
        let _ = writeln!(std::io::stdout().lock(), "{text}");
    }

    /// Something about what is going on.
    pub(crate) fn note(&self, text: &str) {
        if !self.quiet {
            let _ = writeln!(std::io::stderr().lock(), "{}", visible(text));
        }
    }

    /// The same while guests run, who may write too: in order with them, and without waiting for the reader.
    pub(crate) fn log(&self, text: &str) {
        if !self.quiet {
            // A reader so far behind misses it; guests and clients matter more.
            witloom_host::log(text);
        }
    }

    /// Something that the user should know.
    pub(crate) fn warn(&self, text: &str) {
        let _ = writeln!(std::io::stderr().lock(), "warning: {}", visible(text));
    }

    /// Prints an error that doesn't end the command.
    pub(crate) fn complain(&self, error: &Error) {
        let _ = write!(std::io::stderr().lock(), "{}", self.describe(error));
    }

    /// An error as people read it.
    fn describe(&self, error: &Error) -> String {
        let failures = match error {
            Error::One(error) => return render(error.as_ref(), self.colour),
            Error::Build(failures) => failures,
        };
        let mut text = String::new();
        for failure in failures {
            if let Some(component) = &failure.component {
                text += &format!("component `{component}` failed:\n");
            }
            text += &render(&failure.error, self.colour);
        }
        text
    }

    /// Prints the error that ends the command, and gives its exit code.
    pub(crate) fn fail(&self, error: &Error) -> u8 {
        if self.is_json() {
            self.stdout(&serde_json::json!({ "errors": errors_json(error) }).to_string());
        } else {
            self.complain(error);
        }
        exit_code(error)
    }

    /// The same for a reader that may never read: waits for it for a moment only.
    pub(crate) fn last_words(&self, error: &Error) -> u8 {
        if self.is_json() {
            // Results have a stream of their own, which has a reader.
            return self.fail(error);
        }
        witloom_host::log(self.describe(error).trim_end());
        witloom_host::drain_log(Duration::from_secs(1));
        exit_code(error)
    }
}

fn exit_code(error: &Error) -> u8 {
    match error {
        Error::One(error) => exit_of(error.as_ref()) as u8,
        Error::Build(_) => Exit::User as u8,
    }
}

fn errors_json(error: &Error) -> Vec<serde_json::Value> {
    match error {
        Error::One(error) => vec![to_json(error.as_ref())],
        Error::Build(failures) => failures
            .iter()
            .map(|failure| {
                let mut value = to_json(&failure.error);
                value["component"] = failure.component.clone().into();
                value
            })
            .collect(),
    }
}
