//! Names: what a language calls what WIT names.
//!
//! A language says so in one table, its [`Policy`]: for every role that a name can have one [`Rule`], which knows the
//! case, the words that are kept, and where the name has to be the only one of its kind. [`Resolved`] reads the table and
//! names a whole world at once, so that declarations and glue agree. What no table can say (names that depend on the
//! world, such as those of packages) languages tell by [`Surroundings`], or claim behind the others in
//! [`Resolved::scope`].

mod policy;
mod resolve;

pub use policy::{
    First, FunctionRules, Named, Policy, Rule, Versions, Within, as_it_is, lower_camel, screaming_snake, snake,
    upper_camel,
};
pub use resolve::{Plain, Resolved, Surroundings};
