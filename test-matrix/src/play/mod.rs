//! Pairs: how they are linked, what is called, what both sides saw.

pub mod cells;
pub mod deck;
pub mod host_side;
pub mod pair;
pub mod pairing;
pub mod val;
pub mod verdicts;
