//! The cases that ship with witloom: WIT files, and one that is generated.

use std::borrow::Cow;

use crate::draw::wide;

/// A WIT package whose one world exports the interfaces to be called.
#[derive(Debug, Clone)]
pub struct BuiltIn {
    /// Short name, as in the report.
    pub name: &'static str,
    /// The package.
    pub wit: Cow<'static, str>,
}

macro_rules! files {
    ($($name:literal),* $(,)?) => {
        [$(BuiltIn { name: $name, wit: Cow::Borrowed(include_str!(concat!("../../cases/", $name, ".wit"))) }),*]
    };
}

/// Every built-in case, simple types first.
pub fn built_in() -> Vec<BuiltIn> {
    let files = files!(
        "primitives",
        "lists",
        "records",
        "variants",
        "options",
        "params",
        "names",
        "shared",
        "versions",
        "fixed-lists",
        "maps",
        "streams",
    );
    files.into_iter().chain([BuiltIn { name: "wide", wit: Cow::Owned(wide::wit()) }]).collect()
}
