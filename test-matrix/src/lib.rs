//! Every language calling every language over every WIT type.
//!
//! A run goes through four rooms. [`draw`] reads the cases and draws values for each of their functions; [`build`]
//! has each language write and build a caller and a callee that hold them; [`play`] links every caller to every
//! callee and has both sides compare what they got with what they should get; [`judge`] turns what came out into
//! cells, finds the side that is to blame and holds them against the known failures. [`report`] shows the cells.
//!
//! The Rust host plays both roles too, so that a wrong pair can be blamed on one side. What no value can express
//! (the life of resources, errors) is played by guests that were written by hand ([`scripted`]); [`fuzz`] draws the
//! interfaces as well, and [`names`] draws names from what languages use for themselves. [`bench`] measures what calls cost,
//! and [`board`] shows what runs of both found.
//!
//! Invariants:
//! - Nothing that concerns some cells ends the run: it becomes their state.
//! - The same seed gives the same values, whatever else is run.
//! - No language has a name here; each takes part through its driver's `guest_writer`.

pub mod bench;
pub mod board;
pub mod build;
pub mod draw;
mod error;
pub mod filter;
pub mod fuzz;
pub mod judge;
pub mod names;
pub mod options;
pub mod play;
pub mod report;
mod run;
pub mod scripted;

pub use error::MatrixError;
pub use filter::Filter;
pub use judge::results::{Cell, Phase, Results, State};
pub use options::{Event, LinkChoice, Options};
pub use run::run;
