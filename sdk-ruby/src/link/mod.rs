//! From CRuby, a shim and Ruby files to a component.

mod adapters;
mod archive;
mod gems;
mod snapshot;

pub use adapters::link;
pub use archive::Files;
pub(crate) use archive::TESTS;
pub use snapshot::apply;
