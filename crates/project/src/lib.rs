//! Apps on disk: `witloom.toml` and `witloom.lock`, the languages and their toolchains, and the build graph with
//! its cache.
//!
//! [`Project`] is an opened app. [`registry`] lists the languages, one line each; [`toolchain`] finds or
//! installs what they need; [`graph`] builds the app, running a step only when its inputs changed. This crate
//! reports through events and errors and never prints; it runs no guest.

mod bindings;
pub mod contracts;
mod error;
mod files;
pub mod graph;
pub mod lock;
pub mod manifest;
pub mod new;
pub mod prebuilt;
pub mod project;
pub mod registry;
mod sources;
pub mod support;
pub mod toolchain;
pub mod wit_add;

pub use error::ProjectError;
pub use manifest::Manifest;
pub use project::{Component, Project};
pub use sources::Sources;
