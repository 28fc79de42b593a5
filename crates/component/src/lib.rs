//! Core modules to components: adapters, encoding, composition and inspection; and [`driver`], what the build
//! asks of every language.
//!
//! Everything here works on bytes in memory. It reads no manifest, probes no machine, runs no guest and
//! prints nothing.

pub mod adapter;
pub mod blocks;
pub mod compose;
pub mod driver;
pub mod encode;
mod error;
pub mod grants;
pub mod guard;
pub mod inspect;
pub mod origin;
mod own_tests;
mod stamp;
pub mod steps;
pub mod timers;
pub mod vet;
pub mod wiring;

pub use compose::ComposeError;
pub use driver::{Built, Driver, Job, Profile, Role, Shipped, SourceFile, Starter, Tool, Tools, run_tool};
pub use error::{BuildError, Causes};
pub use grants::Grants;
pub use inspect::InspectError;
pub use own_tests::{OwnTests, TestJob, TestRun, literal, test_files};
pub use stamp::{Stamp, stamp};
pub use steps::{Steps, Trace};
pub use witloom_disk as disk;
