//! What is called: cases, the worlds that guests implement, and values.

pub mod cases;
pub mod suite;
pub mod values;
mod wide;
pub mod worlds;
