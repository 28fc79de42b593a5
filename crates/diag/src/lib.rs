//! Error codes, hints and exit codes shared by every part of witloom.
//!
//! Libraries describe what went wrong as `thiserror` enums that also derive [`miette::Diagnostic`]: a code
//! (`W0102`), a message that is a lowercase fragment with literals in backticks, a hint that says what to do
//! next, and where there is one a place in a source file. This crate owns what they share: the ranges of
//! codes, the exit codes, the terminal and JSON forms of a report, "did you mean", and [`Unsupported`].
//!
//! It prints nothing and knows no other crate of the workspace.

mod exit;
mod json;
mod render;
mod suggest;
mod unsupported;
mod visible;

pub use exit::{Exit, exit_of};
pub use json::to_json;
pub use render::{Colour, render};
pub use suggest::did_you_mean;
pub use unsupported::{Place, Unsupported};
pub use visible::visible;

/// The block of a hundred codes that each part of the project draws from: `(first two digits, part)`.
///
/// A code is `W`, the block, and two digits of its own; it never changes its meaning once released. A language's
/// block, from 10 to 19, stands in its `lang.toml`.
pub const CODE_BLOCKS: &[(&str, &str)] = &[
    ("00", "command line"),
    ("01", "WIT, plan and generators"),
    ("02", "components, adapters and composition"),
    ("03", "manifest, lock file, toolchains, build graph and cache"),
    ("04", "host: engine, AOT cache, run and serve"),
    ("20", "host-gc"),
    ("30", "test matrix"),
];
