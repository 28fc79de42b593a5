//! Whole apps on disk: what is built, what is known, and what is said when something is wrong.

mod graph;
mod manifest;
mod support;
mod toolchain;
