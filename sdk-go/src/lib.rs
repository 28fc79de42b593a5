//! The Go SDK: bindings generator, build driver and runtime for the stock Go toolchain.
//!
//! [`Go`] generates one Go package per interface beneath `gen/`, next to a small runtime that ships as source, so
//! that a build downloads nothing. [`GoDriver`] compiles the user's `package main` with
//! `go build -buildmode=c-shared` for `wasip1` and makes the result a component.
//!
//! The generated code is what the plan says, in Go: straight-line statements, one routine per compound type. It
//! never touches files outside of `gen/`.

mod client;
mod command;
mod driver;
mod generate;
mod hints;
mod lacking;
mod module;
mod outside;
mod registered;
mod template;
mod tests;

pub use driver::GoDriver;
pub use generate::{Go, stub};
