//! The build graph: bindings → component, for each component, then all components → app.
//!
//! Steps run side by side where the graph allows. Each is keyed by a hash of its inputs, of the versions of its
//! tools and of its options; a step whose key is known is not run. Results live in `.witloom/cache`, written
//! aside and renamed, so an interrupted build leaves nothing half-written. A component that fails doesn't hide
//! the errors of the others.

mod build;
mod component;
mod events;
mod ignore;
mod index;
mod loose;
mod schedule;
mod store;
mod turn;

pub use build::{BuildOptions, BuildReport, BuiltComponent, Failure, build};
pub use events::{Event, Events};
pub(crate) use ignore::Ignore;
pub use loose::{Loose, LooseBuilt, build_loose, digest};

use witloom_disk::Key;
