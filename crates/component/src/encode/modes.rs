//! How a core module lifts and lowers functions, held against which of them are `async func` in its world.
//!
//! A synchronous function can't be lifted or lowered asynchronously ("canonopt validation" of the component model); an
//! `async func` may be either. The encoder says so in terms of offsets, and of some modules nothing at all.

use miette::Diagnostic;
use thiserror::Error;
use wit_parser::{
    Function, LiftLowerAbi, ManglingAndAbi, Resolve, WasmExport, WasmExportKind, WasmImport, WorldId, WorldKey,
};

use super::{MANGLINGS, Surface, each_function};

const CALLBACK: ManglingAndAbi = ManglingAndAbi::Legacy(LiftLowerAbi::AsyncCallback);
const STACKFUL: ManglingAndAbi = ManglingAndAbi::Legacy(LiftLowerAbi::AsyncStackful);

/// A core module that is asynchronous in another way than its world.
#[derive(Debug, Clone, PartialEq, Eq, Error, Diagnostic)]
pub enum ModeError {
    /// A synchronous function is lifted asynchronously.
    #[error("the core module exports `{export}`, but `{function}` of the world `{world}` is no `async func`")]
    #[diagnostic(code("W0207"), help("write `async func`{place}, or export it without the `{prefix}`"))]
    Lifted {
        /// The world's name.
        world: String,
        /// The function's WIT name.
        function: String,
        /// The core export.
        export: String,
        /// What makes it an asynchronous one.
        prefix: String,
        /// ` in FILE:LINE:COLUMN`, or nothing.
        place: String,
    },
    /// A synchronous function is lowered asynchronously.
    #[error("the core module imports `{import}`, but `{function}` of the world `{world}` is no `async func`")]
    #[diagnostic(code("W0207"), help("write `async func`{place}, or import it without the `[async-lower]`"))]
    Lowered {
        /// The world's name.
        world: String,
        /// The function's WIT name.
        function: String,
        /// The core import's name in its module.
        import: String,
        /// ` in FILE:LINE:COLUMN`, or nothing.
        place: String,
    },
    /// An asynchronous lift of the callback kind has no callback.
    #[error("the core module exports `{export}` of the world `{world}` without a callback")]
    #[diagnostic(
        code("W0208"),
        help(
            "export `[callback]{export}` as well, of the type `(i32, i32, i32) -> i32`: it takes the events that the function waits for"
        )
    )]
    NoCallback {
        /// The world's name.
        world: String,
        /// The core export.
        export: String,
    },
    /// A function is lifted twice.
    #[error("the core module exports `{function}` of the world `{world}` in {} ways: as {}", .exports.len(), crate::error::list(.exports))]
    #[diagnostic(code("W0209"), help("keep one of them"))]
    Twice {
        /// The world's name.
        world: String,
        /// The function's WIT name.
        function: String,
        /// The core exports.
        exports: Vec<String>,
    },
}

/// Holds the names of a module against its world.
///
/// # Errors
/// The first function that is lifted or lowered in a way that its WIT forbids.
pub(super) fn check(resolve: &Resolve, world: WorldId, surface: &Surface) -> Result<(), ModeError> {
    let look = Look { resolve, world: &resolve.worlds[world].name, surface };
    let worlds = &resolve.worlds[world];
    each_function(resolve, &worlds.exports, |interface, func| look.exported(interface, func))?;
    each_function(resolve, &worlds.imports, |interface, func| look.imported(interface, func))
}

struct Look<'a> {
    resolve: &'a Resolve,
    world: &'a str,
    surface: &'a Surface,
}

impl Look<'_> {
    fn exported(&self, interface: Option<&WorldKey>, func: &Function) -> Result<(), ModeError> {
        let name = |mangling, kind| {
            let name = self.resolve.wasm_export_name(mangling, WasmExport::Func { interface, func, kind });
            self.surface.exports.contains(&name).then_some(name)
        };
        let exports: Vec<String> = MANGLINGS.iter().filter_map(|&way| name(way, WasmExportKind::Normal)).collect();
        if exports.len() > 1 {
            let (world, function) = (self.world.to_owned(), self.wit_name(interface, func));
            return Err(ModeError::Twice { world, function, exports });
        }
        for (way, prefix) in [(CALLBACK, "[async-lift]"), (STACKFUL, "[async-lift-stackful]")] {
            let Some(export) = name(way, WasmExportKind::Normal) else { continue };
            if !func.kind.is_async() {
                let (world, function) = (self.world.to_owned(), self.wit_name(interface, func));
                let (prefix, place) = (prefix.to_owned(), self.place(func));
                return Err(ModeError::Lifted { world, function, export, prefix, place });
            }
            if way == CALLBACK && name(way, WasmExportKind::Callback).is_none() {
                return Err(ModeError::NoCallback { world: self.world.to_owned(), export });
            }
        }
        Ok(())
    }

    fn imported(&self, interface: Option<&WorldKey>, func: &Function) -> Result<(), ModeError> {
        let (module, import) = self.resolve.wasm_import_name(CALLBACK, WasmImport::Func { interface, func });
        if func.kind.is_async() || !self.surface.imports.contains(&(module, import.clone())) {
            return Ok(());
        }
        let (world, function) = (self.world.to_owned(), self.wit_name(interface, func));
        Err(ModeError::Lowered { world, function, import, place: self.place(func) })
    }

    fn wit_name(&self, interface: Option<&WorldKey>, func: &Function) -> String {
        super::wit_name(self.resolve, interface, func)
    }

    fn place(&self, func: &Function) -> String {
        let is_known = self.resolve.source_map.resolve_span(func.span).is_some();
        if is_known { format!(" in {}", self.resolve.render_location(func.span)) } else { String::new() }
    }
}
