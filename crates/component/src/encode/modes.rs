//! How a core module lifts and lowers functions, held against which of them are `async func` in its world.
//!
//! A synchronous function can't be lifted or lowered asynchronously ("canonopt validation" of the component model); an
//! `async func` may be either. The encoder says so in terms of offsets, and of some modules nothing at all.

use wit_parser::{
    Function, LiftLowerAbi, ManglingAndAbi, Resolve, WasmExport, WasmExportKind, WasmImport, WorldId, WorldKey,
};

use super::{MANGLINGS, Surface, each_function};
use crate::error::ModeError;

const CALLBACK: ManglingAndAbi = ManglingAndAbi::Legacy(LiftLowerAbi::AsyncCallback);
const STACKFUL: ManglingAndAbi = ManglingAndAbi::Legacy(LiftLowerAbi::AsyncStackful);

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
