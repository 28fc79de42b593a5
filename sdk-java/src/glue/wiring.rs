//! The class that answers the user's objects.
//!
//! Bindings hold a stand-in, so that they compile on their own; the build finds the user's classes and puts
//! its own version over it.

use witloom_bindgen::Writer;
use witloom_bindgen::model::{FunctionKind, Side, World};

use super::Glue;
use crate::names::Names;

/// An interface that the user has to implement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Export {
    /// The method of the wiring class.
    pub(crate) slot: String,
    /// The Java interface.
    pub(crate) class: String,
    /// The WIT interface.
    pub(crate) wit: String,
}

/// What the user has to implement: every exported interface with a function that is no method.
pub(crate) fn exports(world: &World, names: &Names) -> Vec<Export> {
    let needed = world.side(Side::Export).filter(|interface| {
        interface.functions.iter().any(|function| !matches!(function.kind, FunctionKind::Method(_)))
    });
    needed
        .map(|interface| {
            let class = names.class(interface.id);
            let wit = if interface.full_name == "$root" { world.name.clone() } else { interface.full_name.clone() };
            Export { slot: class.slot.clone(), class: class.full(), wit }
        })
        .collect()
}

impl Glue<'_> {
    /// The stand-in.
    pub(super) fn wiring(&self, w: &mut Writer) {
        for export in exports(self.types.world, self.types.names) {
            w.gap();
            w.block(format!("public static {} {}() {{", export.class, export.slot), "}", |w| {
                w.line("throw new IllegalStateException(\"run `witloom build`\");");
            });
        }
    }
}
