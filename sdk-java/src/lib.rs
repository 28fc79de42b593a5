//! The Java SDK: bindings generator, build driver and runtime for components on WasmGC.
//!
//! [`Java`] generates idiomatic Java 17: a static class per imported interface, an interface to implement per
//! exported one, records, sealed interfaces, enums, and a checked exception for each `result`. [`JavaDriver`]
//! compiles them with the user's sources by javac, then by TeaVM to a WasmGC module, links that
//! (`witloom_host_gc::link`) and makes it a component. No WASI adapter is needed.
//!
//! The generated code translates the plan, node by node; it walks no types of its own. Nothing outside of
//! `gen/` is written.

mod build;
mod decl;
mod generate;
mod glue;
mod guest;
mod http;
mod names;
mod stubs;
mod template;
mod types;

pub use build::JavaDriver;
pub use generate::Java;
