//! Every language calling every language over every WIT type.
//!
//! A run draws values for every function of its cases ([`values`]), has each language write a caller and a callee
//! that hold them ([`guests`]), links every caller to every callee ([`pair`]) and has both sides compare what they
//! got with what they should get. The Rust host plays both roles too ([`host_side`]), so that a wrong pair can be
//! blamed on one side. What came out is a list of cells ([`results`]), judged by the known failures
//! ([`expect`]) and shown by [`report`].
//!
//! Invariants:
//! - Nothing that concerns some cells ends the run: it becomes their state.
//! - The same seed gives the same values, whatever else is run.
//! - No language has a name here; each takes part through its driver's `guest_writer`.
//!
//! What no value can express (the life of resources, errors) is played by guests that were written by hand
//! ([`scripted`]).

pub mod blame;
pub mod cases;
pub mod cells;
pub mod deck;
mod error;
pub mod expect;
pub mod filter;
pub mod fuzz;
pub mod groups;
pub mod guests;
pub mod host_side;
mod languages;
pub mod pair;
pub mod pairing;
pub mod pool;
pub mod report;
pub mod results;
pub mod run;
pub mod scripted;
pub mod suite;
pub mod val;
pub mod values;
pub mod verdicts;
pub mod versions;
pub mod worlds;

pub use error::MatrixError;
pub use filter::Filter;
pub use results::{Cell, Phase, Results, State};
pub use run::{Event, LinkChoice, Options, run};
