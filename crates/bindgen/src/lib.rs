//! WIT to plan: the canonical ABI as data, and what every generator shares.
//!
//! The way of a world through this crate: [`Wit`] loads text, [`World`] is its model, [`Plan`] says how each
//! value and each call crosses the boundary. A [`Language`] turns both into a [`FileSet`], with names from a
//! [`Namer`] and text through a [`Writer`]. [`interp`] runs a plan over a byte buffer and is the
//! reference that tests compare against.
//!
//! Invariants: types are walked here and nowhere else; no language's name occurs in this crate; a plan
//! refers to types by id only, one level deep, so that nested types never explode.

pub mod binding;
pub mod guest;
pub mod interp;
mod language;
pub mod model;
pub mod names;
pub mod plan;
pub mod stand_in;
mod text;
pub mod wit;

pub use language::{GenerateError, Language, Options, limits};
pub use model::{LIMITS_OF_ALL, Limit, Support, World};
pub use names::{Policy, Resolved};
pub use plan::Plan;
pub use text::{FileSet, Indent, LetterCase, Mentions, NameScope, Namer, Syntax, Writer, convert_case};
pub use wit::{Wit, WitError};
