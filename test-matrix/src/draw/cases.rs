//! The cases that ship with witloom.

/// A WIT package whose one world exports the interfaces to be called.
#[derive(Debug, Clone, Copy)]
pub struct BuiltIn {
    /// Short name, as in the report.
    pub name: &'static str,
    /// The package.
    pub wit: &'static str,
}

macro_rules! built_in {
    ($($name:literal),* $(,)?) => {
        /// Every built-in case, simple types first.
        pub const BUILT_IN: &[BuiltIn] = &[
            $(BuiltIn { name: $name, wit: include_str!(concat!("../../cases/", $name, ".wit")) }),*
        ];
    };
}

built_in!("primitives", "lists", "records", "variants", "options", "params", "names", "shared", "fixed-lists", "maps");
