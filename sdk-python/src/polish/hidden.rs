//! The imported interface that stands for built-ins of the canonical ABI.
//!
//! In the place of the import comes an empty instance, in that of each function taken from it one of another import,
//! which nobody uses, and in that of each lowered function the built-in. So no index moves.

use std::collections::HashMap;

use wasm_encoder::reencode::{ReencodeComponent, RoundtripReencoder};
use wasm_encoder::{CanonicalFunctionSection, ComponentAliasSection, ComponentImportSection};
use wasmparser::{
    CanonicalFunction, CanonicalOption, ComponentAlias, ComponentAliasSectionReader, ComponentCanonicalSectionReader,
    ComponentExportSectionReader, ComponentExternalKind, ComponentImportSectionReader, ComponentTypeRef,
};

use super::{PolishError, empty_instance, encoded};
use crate::engine::TASKS;

/// Ids of sections in the binary format of components.
const ALIAS_SECTION: u8 = 6;
const CANONICAL_SECTION: u8 = 8;
const IMPORT_SECTION: u8 = 10;

/// What is known of the component so far.
#[derive(Debug, Default)]
pub(super) struct Hidden {
    /// How many instances and functions it has.
    instances: u32,
    functions: u32,
    /// The instance to hide.
    instance: Option<u32>,
    /// Its functions by index.
    taken: HashMap<u32, String>,
    /// A function of another instance.
    other: Option<(u32, String)>,
}

impl Hidden {
    pub(super) fn imports(
        &mut self,
        out: &mut Vec<u8>,
        imports: &ComponentImportSectionReader<'_>,
    ) -> Result<(), PolishError> {
        for import in imports.clone() {
            let import = import?;
            let instance = matches!(import.ty, ComponentTypeRef::Instance(_));
            self.functions += u32::from(matches!(import.ty, ComponentTypeRef::Func(_)));
            if instance && import.name.name == TASKS {
                self.instance = Some(self.instances);
                empty_instance(out);
            } else {
                let mut section = ComponentImportSection::new();
                let ty = RoundtripReencoder.component_type_ref(import.ty).map_err(PolishError::copy)?;
                section.import(import.name, ty);
                encoded(out, IMPORT_SECTION, &section);
            }
            self.instances += u32::from(instance);
        }
        Ok(())
    }

    pub(super) fn aliases(
        &mut self,
        out: &mut Vec<u8>,
        aliases: &ComponentAliasSectionReader<'_>,
    ) -> Result<(), PolishError> {
        let mut section = ComponentAliasSection::new();
        for alias in aliases.clone() {
            let alias = self.alias(alias?)?;
            let alias = RoundtripReencoder.component_alias(alias).map_err(PolishError::copy)?;
            section.alias(alias);
            // What an alias names lives as long as this loop.
        }
        encoded(out, ALIAS_SECTION, &section);
        Ok(())
    }

    fn alias<'a>(&'a mut self, alias: ComponentAlias<'a>) -> Result<ComponentAlias<'a>, PolishError> {
        let ComponentAlias::InstanceExport { kind, instance_index, name } = alias else { return Ok(alias) };
        self.instances += u32::from(kind == ComponentExternalKind::Instance);
        if kind != ComponentExternalKind::Func {
            return Ok(alias);
        }
        let function = self.functions;
        self.functions += 1;
        if self.instance != Some(instance_index) {
            self.other.get_or_insert_with(|| (instance_index, name.to_owned()));
            return Ok(alias);
        }
        self.taken.insert(function, name.to_owned());
        let other = self.other.as_ref().ok_or_else(|| PolishError::Missing("a function of WASI".to_owned()))?;
        Ok(ComponentAlias::InstanceExport { kind, instance_index: other.0, name: &other.1 })
    }

    pub(super) fn functions(
        &mut self,
        out: &mut Vec<u8>,
        functions: &ComponentCanonicalSectionReader<'_>,
    ) -> Result<(), PolishError> {
        let mut section = CanonicalFunctionSection::new();
        for function in functions.clone() {
            let function = function?;
            self.functions += u32::from(matches!(function, CanonicalFunction::Lift { .. }));
            let (name, memory) = match &function {
                CanonicalFunction::Lower { func_index, options } => {
                    let memory = options.iter().find_map(|option| match option {
                        CanonicalOption::Memory(index) => Some(*index),
                        _ => None,
                    });
                    (self.taken.get(func_index).map(String::as_str), memory)
                }
                _ => (None, None),
            };
            match name {
                None => {
                    RoundtripReencoder.parse_component_canonical(&mut section, function).map_err(PolishError::copy)?
                }
                // Only the built-ins of these names are ever called; the others are there for their types.
                Some("task-cancel") => drop(section.task_cancel()),
                Some("backpressure-inc") => drop(section.backpressure_inc()),
                Some("backpressure-dec") => drop(section.backpressure_dec()),
                Some("wait") => {
                    let memory = memory.ok_or_else(|| PolishError::Missing("the memory of `wait`".to_owned()))?;
                    section.waitable_set_wait(memory);
                }
                Some("wake") => drop(section.subtask_drop()),
                Some(_) => drop(section.subtask_cancel(false)),
            }
        }
        encoded(out, CANONICAL_SECTION, &section);
        Ok(())
    }

    /// Exports have indices, too.
    pub(super) fn exports(&mut self, exports: &ComponentExportSectionReader<'_>) -> Result<(), PolishError> {
        for export in exports.clone() {
            let kind = export?.kind;
            self.instances += u32::from(kind == ComponentExternalKind::Instance);
            self.functions += u32::from(kind == ComponentExternalKind::Func);
        }
        Ok(())
    }

    pub(super) fn instances(&mut self, count: u32) {
        self.instances += count;
    }
}
