//! One set of features for shared dependencies, whichever crate is built.
//!
//! Cargo unifies features over the packages of one command: building one crate alone would compile wasmtime
//! and its dependencies a second time, with other features. Every crate of the workspace depends on this one,
//! which asks for the union, so that all commands share what is compiled. It has no code.
