//! What is known of a trap: its cause, where it happened, and what is told of it.

use std::fmt;

use miette::Diagnostic;

/// Why a call that nothing can wake any more has trapped.
pub(super) const DEADLOCK: &str = "it waits for something that nothing can bring about any more (a deadlock)";

/// A guest that trapped.
#[derive(Debug)]
pub struct TrapReport {
    /// Why, in plain words.
    pub cause: String,
    /// The part of the app that trapped, by the user's name where it is known.
    pub part: Option<String>,
    /// The exported function that was called.
    pub function: Option<String>,
    /// The frames that tell something, innermost first.
    pub frames: Vec<Frame>,
    /// Frames left out: glue, allocators, the language's own machinery.
    pub hidden: usize,
    /// The last lines of the guest's standard error.
    pub stderr: String,
    /// Whether those lines were already shown as they came.
    pub stderr_shown: bool,
    /// What it passed to `exit`, where that is how it ended: a call isn't to be ended so, but some languages end
    /// themselves on every error that nothing catches.
    pub exit_status: Option<u8>,
    pub(super) evidence: Option<Evidence>,
}

impl fmt::Display for TrapReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.part {
            Some(part) => write!(f, "`{part}` trapped")?,
            None => f.write_str("the guest trapped")?,
        }
        if let Some(function) = &self.function {
            write!(f, " in `{function}`")?;
        }
        write!(f, ": {}", self.cause)
    }
}

impl std::error::Error for TrapReport {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.evidence.as_ref().map(|e| e as _)
    }
}

impl Diagnostic for TrapReport {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new("W0413"))
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        let help = if self.cause == DEADLOCK {
            "see who should answer, write or read, and what keeps it from that"
        } else if self.stderr.is_empty() && self.exit_status.is_some() {
            "return from the function instead of calling `exit`, or raise an error; only a command may exit"
        } else if self.stderr.is_empty() {
            "the guest printed nothing before it trapped; print to stderr at the place above to learn more"
        } else if self.stderr_shown {
            "the guest's own message is on stderr above"
        } else {
            return None;
        };
        Some(Box::new(help))
    }
}

/// One frame of a guest's stack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    /// The part of the app, by the user's name where it is known.
    pub part: Option<String>,
    /// The core module's own name.
    pub module: Option<String>,
    /// The function, demangled, or its index.
    pub function: String,
    /// The source file and line, where the module has debug information.
    pub source: Option<String>,
    /// How many frames in a row look like this one: more than 1 in a recursion.
    pub times: usize,
}

impl fmt::Display for Frame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.part, &self.module) {
            (Some(part), _) => write!(f, "{part}: ")?,
            (None, Some(module)) => write!(f, "{module}: ")?,
            (None, None) => {}
        }
        f.write_str(&self.function)?;
        if let Some(source) = &self.source {
            write!(f, " ({source})")?;
        }
        if self.times > 1 { write!(f, ", {} times", self.times) } else { Ok(()) }
    }
}

/// A link in the chain of causes: the guest's words, its stack, what it waits for.
#[derive(Debug)]
pub struct Evidence {
    pub(super) text: String,
    pub(super) next: Option<Box<Evidence>>,
}

impl fmt::Display for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl std::error::Error for Evidence {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.next.as_deref().map(|e| e as _)
    }
}
