//! What a language offers the test matrix: guests that play a script of calls.
//!
//! The matrix draws for each function a list of [`Vector`]s. A *caller* guest makes the calls with the
//! parameters of a vector and compares what comes back with its result; a *callee* guest compares what it
//! gets with the parameters and answers with the result. So each value is observed inside both guests.
//!
//! The value of a stream is the list of its elements, that of a future is its payload's (an empty product without one).
//! Whoever gets one reads it to its end before it compares; whoever gives one writes it in pieces ([`piece`]).
//!
//! A language supplies the source text of both roles: a literal for each value, an equality that tells NaN
//! from numbers and −0 from 0, and the frame around them. Everything else is shared.
//!
//! What can't be drawn (the life of resources, errors) is played by guests [`ByHand`].

mod literals;
pub mod scenarios;

pub use literals::{Items, Literal, Literals, Quotes, by_width, decimal, in_braces, set};

use crate::interp::Value;
use crate::language::GenerateError;
use crate::model::{InterfaceId, World};
use crate::text::FileSet;

/// Name of the interface that a callee exports beside the case: `expect` and `complaint`.
pub const CONTROL: &str = "control";
/// Name of the interface that a caller exports: `play`.
pub const PLAYER: &str = "player";

/// The WIT of both interfaces, in package `witloom:matrix`.
///
/// * `expect(function, vector)` tells the callee which call comes next;
/// * `complaint()` gives what the callee found wrong since it was last asked: expected and actual;
/// * `play(function, vector)` makes one call: `expect`, the call itself, then `complaint`. Its error begins with
///   `callee: ` or `caller: `, for the side that saw the difference.
///
/// `play` is an async function where one of the functions to be called is (`waits`): a synchronous one could not wait
/// for it. Then it waits for the call to return before it asks for the complaint.
pub fn control_wit(waits: bool) -> String {
    let play = if waits { "async func" } else { "func" };
    format!(
        "interface control {{
  expect: func(function: u32, vector: u32);
  complaint: func() -> option<string>;
}}

interface player {{
  play: {play}(function: u32, vector: u32) -> result<_, string>;
}}
"
    )
}

/// Which side a guest plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// Imports the case and `control`, exports `player`.
    Caller,
    /// Exports the case and `control`.
    Callee,
}

impl Role {
    /// `caller` or `callee`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Caller => "caller",
            Self::Callee => "callee",
        }
    }
}

/// One call: parameters in, result out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vector {
    /// A value per parameter.
    pub params: Vec<Value>,
    /// The result, for functions that have one.
    pub result: Option<Value>,
}

/// The vectors of one function.
#[derive(Debug, Clone)]
pub struct ScriptCall {
    /// The number that `expect` and `play` get.
    pub number: u32,
    /// The interface of the guest's world that has the function.
    pub interface: InterfaceId,
    /// Its position in the interface's functions.
    pub function: usize,
    /// What to call it with, by vector number.
    pub vectors: Vec<Vector>,
}

/// All calls of one guest.
#[derive(Debug, Clone)]
pub struct Script {
    /// Caller or callee.
    pub role: Role,
    /// Calls by function.
    pub calls: Vec<ScriptCall>,
}

/// A language that the matrix can write guests in.
pub trait GuestWriter: Send + Sync {
    /// The user's sources of a guest that plays a script; bindings come from
    /// [`Language::generate`](crate::Language::generate).
    fn guest(&self, world: &World, script: &Script) -> Result<FileSet, GenerateError>;

    /// Words that the language or its bindings keep for themselves, as the language writes them: the tables by which
    /// the generator hands out names. The matrix takes each through every role of a WIT name.
    fn reserved(&self) -> Vec<&'static str> {
        Vec::new()
    }

    /// The guests that were written by hand. A language without them takes no part in scripted cases.
    fn by_hand(&self) -> Option<&'static ByHand> {
        None
    }
}

/// A guest's sources, each a path and its text.
pub type Sources = &'static [(&'static str, &'static str)];

/// Guests that were written by hand, as a user of the language would: of each package the caller's sources, and the
/// callee's. Their worlds are those of that role in `test-matrix/scripts`.
#[derive(Debug)]
pub struct ByHand {
    /// Of `scripts.wit`: resources and errors.
    pub scripts: [Sources; 2],
    /// Of `waiting.wit`: async functions, streams and futures.
    pub waiting: [Sources; 2],
    /// Scenarios that the language can't express as a caller, for instance because its compiler refuses them.
    pub left_out: &'static [&'static str],
    /// Of `costs.wit`: what calls cost.
    pub costs: [Sources; 2],
    /// Of `loads.wit`: what async calls and streams cost.
    pub loads: [Sources; 2],
    /// Native programs that call each other as those of `costs` do, by other ways; `make.sh` makes them. None in most languages.
    pub peers: Sources,
}

/// Guests whose calls are measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Measured {
    /// [`ByHand::costs`]
    Costs,
    /// [`ByHand::loads`]
    Loads,
}

impl ByHand {
    /// The sources of a role.
    pub fn files(&self, package: scenarios::Package, role: Role) -> FileSet {
        one(
            role,
            match package {
                scenarios::Package::Scripts => self.scripts,
                scenarios::Package::Waiting => self.waiting,
            },
        )
    }

    /// The same of guests that are measured.
    pub fn measured(&self, kind: Measured, role: Role) -> FileSet {
        one(
            role,
            match kind {
                Measured::Costs => self.costs,
                Measured::Loads => self.loads,
            },
        )
    }
}

fn one(role: Role, [caller, callee]: [Sources; 2]) -> FileSet {
    let mut files = FileSet::new();
    for (path, text) in match role {
        Role::Caller => caller,
        Role::Callee => callee,
    } {
        files.insert(*path, *text);
    }
    files
}

/// What a literal is written for: what is given as a stream or future isn't what one that came is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// It is passed to the other side.
    Given,
    /// What came from the other side is compared with it.
    Wanted,
}

/// How many elements of a stream are written at once: one, two, seven, or all. As the elements are drawn, so is this.
pub fn piece<T>(elements: &[T]) -> usize {
    [elements.len().max(1), 1, 7, 2][elements.len() % 4]
}

/// The shortest unit that a long sequence repeats, with the count: `("ab", 512)`. Literals of megabytes are
/// written as repetitions. Short sequences and those without a short unit (at most 16) give `None`.
pub fn repetition<T: PartialEq>(items: &[T]) -> Option<(&[T], usize)> {
    if items.len() <= 256 {
        return None;
    }
    let period = (1..=16).find(|p| items.len().is_multiple_of(*p) && items[*p..] == items[..items.len() - p])?;
    Some((&items[..period], items.len() / period))
}

/// The same of a text's characters.
pub fn repeated_text(text: &str) -> Option<(String, usize)> {
    let chars: Vec<char> = text.chars().collect();
    repetition(&chars).map(|(unit, count)| (unit.iter().collect(), count))
}

#[cfg(test)]
mod tests {
    use super::{repeated_text, repetition};

    #[test]
    fn finds_the_shortest_unit() {
        let text = "abc".repeat(200);
        assert_eq!(repetition(text.as_bytes()), Some(("abc".as_bytes(), 200)));
        assert_eq!(repetition("abc".as_bytes()), None);
        assert_eq!(repeated_text(&"äb".repeat(200)), Some(("äb".to_owned(), 200)));
        assert_eq!(repetition(&(0..300).collect::<Vec<_>>()), None);
    }
}
