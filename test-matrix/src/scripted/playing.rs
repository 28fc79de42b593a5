//! What both of the host's callers say of a scenario, and the values that they say it of.

use witloom_host::{HostError, Val};

/// Why a scenario ends early.
pub(super) enum Stop {
    Host(Box<HostError>),
    Differs(String),
}

impl From<HostError> for Stop {
    fn from(error: HostError) -> Self {
        Self::Host(Box::new(error))
    }
}

pub(super) type Played = Result<(), Stop>;

/// What differed, if anything.
pub(super) fn found(played: Played) -> Result<Option<String>, HostError> {
    match played {
        Ok(()) => Ok(None),
        Err(Stop::Differs(text)) => Ok(Some(text)),
        Err(Stop::Host(error)) => Err(*error),
    }
}

pub(super) fn differs(what: impl Into<String>) -> Played {
    Err(Stop::Differs(what.into()))
}

pub(super) fn same(what: &str, got: &Val, want: &Val) -> Played {
    if got == want {
        return Ok(());
    }
    differs(format!("{what}: expected {want:?}, got {got:?}"))
}

pub(super) fn text(text: &str) -> Val {
    Val::String(text.to_owned())
}

pub(super) fn texts(list: &[&str]) -> Val {
    Val::List(list.iter().map(|item| text(item)).collect())
}
