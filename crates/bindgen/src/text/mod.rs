//! Text that generators write: names, indented source, sets of files.

mod fileset;
mod namer;
mod writer;

pub use fileset::FileSet;
pub use namer::{Case, Namer, Scope, convert_case};
pub use writer::{Indent, Writer};
