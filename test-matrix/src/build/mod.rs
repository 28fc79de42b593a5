//! Guests: what each language writes for a role, and which cases share one.

pub mod engines;
pub mod groups;
pub mod guests;
pub(crate) mod languages;
pub mod pool;
pub mod versions;
