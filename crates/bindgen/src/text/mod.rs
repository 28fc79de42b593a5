//! Text that generators write: names, indented source, sets of files.

mod code;
mod fileset;
mod namer;
mod writer;

pub use code::{Mentions, Syntax};
pub use fileset::FileSet;
pub use namer::{LetterCase, NameScope, Namer, convert_case};
pub use writer::{Indent, Writer};
