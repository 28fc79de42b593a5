//! Core modules as the bridge reads and rewrites them.
//!
//! [`ModuleInfo`] indexes a validated module, [`TypeSpace`] holds its type section, [`twin`] makes immutable
//! arrays fillable, and [`rewrite`] adds functions, types and imports to a module whose own parts keep their
//! indices. Nothing here knows WIT.

pub(crate) mod body;
mod info;
pub(crate) mod rewrite;
pub(crate) mod twin;
mod types;

pub(crate) use info::{FuncImport, ModuleInfo, validate};
pub(crate) use types::{TypeSpace, concrete, describe};
