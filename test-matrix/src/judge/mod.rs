//! What came out: cells, whom to blame, and what is known to fail.

pub mod blame;
pub mod expect;
pub mod results;
