//! Takes the big core modules out of a component, so that each is compiled once and shared.
//!
//! A language's engine is often byte for byte the same in every component, and a guest is the same in every
//! composition it takes part in. The rewritten component, the *shell*, imports those modules; whoever
//! instantiates it gives it the compiled ones. Behaviour is unchanged: only where machine code comes from
//! differs.
//!
//! Wasmtime takes module imports in the outermost component alone, so all of them go there and inner
//! components reach them through outer aliases. A component whose module indices or core types we would
//! have to reckon out, and a module whose imports or exports use types beyond plain functions, stays whole.

use std::collections::HashMap;
use std::convert::Infallible;

use sha2::{Digest as _, Sha256};
use wasm_encoder::reencode::{Error as ReencodeError, Reencode, ReencodeComponent};
use wasm_encoder::{
    Alias, Component, ComponentAliasSection, ComponentImportSection, ComponentOuterAliasKind, ComponentTypeRef,
    CoreTypeSection, EntityType, FuncType, ModuleType, RawSection,
};
use wasmparser::{ExternalKind, Parser, Payload, TypeRef};

use crate::layout::Layout;

/// A component without its big modules.
#[derive(Debug)]
pub(crate) struct Unbundled<'a> {
    pub(crate) shell: Vec<u8>,
    pub(crate) modules: Vec<Taken<'a>>,
}

/// A module that was taken out.
#[derive(Debug)]
pub(crate) struct Taken<'a> {
    /// The name under which the shell imports it.
    pub(crate) import: String,
    pub(crate) bytes: &'a [u8],
    /// The parts of the app that use it.
    pub(crate) parts: Vec<String>,
}

/// Takes out every module of at least `threshold` bytes; `None` when there is nothing to gain.
pub(crate) fn unbundle<'a>(bytes: &'a [u8], layout: &Layout, threshold: usize) -> Option<Unbundled<'a>> {
    if layout.indices_are_complex {
        return None;
    }
    let mut modules: Vec<Taken<'a>> = Vec::new();
    let mut types: Vec<ModuleType> = Vec::new();
    let mut by_hash: HashMap<[u8; 32], u32> = HashMap::new();
    let mut import_of: Vec<Option<u32>> = Vec::new();
    for place in &layout.modules {
        let module = bytes.get(place.range.clone())?;
        let hash: [u8; 32] = Sha256::digest(module).into();
        let known = by_hash.get(&hash).copied();
        let import = match known {
            Some(import) => Some(import),
            None if module.len() < threshold => None,
            None => module_type(module).map(|ty| {
                let import = modules.len() as u32;
                types.push(ty);
                modules.push(Taken { import: format!("core-module-{import}"), bytes: module, parts: Vec::new() });
                by_hash.insert(hash, import);
                import
            }),
        };
        if let (Some(import), Some(part)) = (import, &place.part) {
            let parts = &mut modules[import as usize].parts;
            if !parts.contains(part) {
                parts.push(part.clone());
            }
        }
        import_of.push(import);
    }
    if modules.is_empty() {
        return None;
    }
    let mut rewrite = Rewrite::new(&import_of, layout, modules.len() as u32);
    let mut shell = imports(&types, &modules);
    rewrite.parse_component(&mut shell, Parser::new(0), bytes).ok()?;
    Some(Unbundled { shell: shell.finish(), modules })
}

/// The start of the shell: the types and imports of the modules that were taken out.
fn imports(types: &[ModuleType], modules: &[Taken<'_>]) -> Component {
    let mut section = CoreTypeSection::new();
    types.iter().for_each(|ty| section.ty().module(ty));
    let mut imports = ComponentImportSection::new();
    for (index, module) in modules.iter().enumerate() {
        imports.import(module.import.as_str(), ComponentTypeRef::Module(index as u32));
    }
    let mut shell = Component::new();
    shell.section(&section);
    shell.section(&imports);
    shell
}

/// The rewriting pass.
struct Rewrite<'a> {
    /// The import that replaces each module, in file order.
    import_of: &'a [Option<u32>],
    /// New indices of the outermost component's modules.
    root: Vec<u32>,
    next: usize,
    depth: u32,
}

impl<'a> Rewrite<'a> {
    fn new(import_of: &'a [Option<u32>], layout: &Layout, imports: u32) -> Self {
        let mut kept = imports;
        let at_root = layout.modules.iter().zip(import_of).filter(|(place, _)| place.depth == 0);
        let root = at_root
            .map(|(_, import)| {
                import.unwrap_or_else(|| {
                    kept += 1;
                    kept - 1
                })
            })
            .collect();
        Self { import_of, root, next: 0, depth: 0 }
    }
}

impl Reencode for Rewrite<'_> {
    type Error = Infallible;
}

impl ReencodeComponent for Rewrite<'_> {
    fn push_depth(&mut self) {
        self.depth += 1;
    }

    fn pop_depth(&mut self) {
        self.depth -= 1;
    }

    fn module_index(&mut self, index: u32) -> u32 {
        if self.depth > 0 {
            return index;
        }
        // A file that names a module it doesn't have is refused when the shell is compiled.
        self.root.get(index as usize).copied().unwrap_or(u32::MAX)
    }

    fn parse_component_submodule(
        &mut self,
        component: &mut Component,
        _parser: Parser,
        module: &[u8],
    ) -> Result<(), ReencodeError<Infallible>> {
        let import = self.import_of.get(self.next).copied().flatten();
        self.next += 1;
        match import {
            Some(_) if self.depth == 0 => {}
            Some(index) => {
                let mut aliases = ComponentAliasSection::new();
                aliases.alias(Alias::Outer { kind: ComponentOuterAliasKind::CoreModule, count: self.depth, index });
                component.section(&aliases);
            }
            None => {
                component
                    .section(&RawSection { id: wasm_encoder::ComponentSectionId::CoreModule.into(), data: module });
            }
        }
        Ok(())
    }
}

/// The type of a module that imports and exports nothing but plain functions, tables, memories and globals.
fn module_type(bytes: &[u8]) -> Option<ModuleType> {
    let mut read = ModuleReader::default();
    for payload in Parser::new(0).parse_all(bytes) {
        match payload.ok()? {
            Payload::TypeSection(section) => {
                for group in section {
                    read.types.extend(plain_types(group.ok()?));
                }
            }
            Payload::ImportSection(section) => {
                for import in section.into_imports() {
                    let import = import.ok()?;
                    read.import(import.module, import.name, import.ty)?;
                }
            }
            Payload::FunctionSection(section) => {
                for ty in section {
                    read.functions.push(ty.ok()?);
                }
            }
            Payload::TableSection(section) => {
                for table in section {
                    read.tables.push(table.ok()?.ty.try_into().ok()?);
                }
            }
            Payload::MemorySection(section) => {
                for memory in section {
                    read.memories.push(memory.ok()?.into());
                }
            }
            Payload::GlobalSection(section) => {
                for global in section {
                    read.globals.push(global.ok()?.ty.try_into().ok()?);
                }
            }
            Payload::ExportSection(section) => {
                for export in section {
                    let export = export.ok()?;
                    read.export(export.name, export.kind, export.index)?;
                }
            }
            // Code is most of a module, and the type is known by now.
            Payload::CodeSectionStart { .. } => break,
            _ => {}
        }
    }
    Some(read.ty)
}

/// Function types by index; `None` for those that only a module with GC types can spell.
fn plain_types(group: wasmparser::RecGroup) -> Vec<Option<FuncType>> {
    let alone = group.types().len() == 1;
    let plain = |ty: wasmparser::SubType| match ty.composite_type.inner {
        wasmparser::CompositeInnerType::Func(func) if alone && ty.is_final && ty.supertype_idxs.is_empty() => {
            let spelled = |ty: &wasmparser::ValType| match ty {
                wasmparser::ValType::Ref(r) => {
                    *r == wasmparser::RefType::FUNCREF || *r == wasmparser::RefType::EXTERNREF
                }
                _ => true,
            };
            let all = func.params().iter().chain(func.results()).all(spelled);
            all.then(|| func.try_into().ok()).flatten()
        }
        _ => None,
    };
    group.into_types().map(plain).collect()
}

#[derive(Default)]
struct ModuleReader {
    ty: ModuleType,
    types: Vec<Option<FuncType>>,
    /// Our own index of each function type that was declared in `ty`.
    declared: HashMap<u32, u32>,
    functions: Vec<u32>,
    tables: Vec<wasm_encoder::TableType>,
    memories: Vec<wasm_encoder::MemoryType>,
    globals: Vec<wasm_encoder::GlobalType>,
    imported: std::collections::HashSet<(String, String)>,
}

impl ModuleReader {
    fn import(&mut self, module: &str, name: &str, ty: TypeRef) -> Option<()> {
        if !self.imported.insert((module.to_owned(), name.to_owned())) {
            return None;
        }
        let ty = match ty {
            TypeRef::Func(ty) => {
                self.functions.push(ty);
                EntityType::Function(self.declare(ty)?)
            }
            TypeRef::Table(ty) => {
                let ty: wasm_encoder::TableType = ty.try_into().ok()?;
                self.tables.push(ty);
                EntityType::Table(abstract_table(ty)?)
            }
            TypeRef::Memory(ty) => {
                self.memories.push(ty.into());
                EntityType::Memory(ty.into())
            }
            TypeRef::Global(ty) => {
                let ty: wasm_encoder::GlobalType = ty.try_into().ok()?;
                self.globals.push(ty);
                EntityType::Global(abstract_global(ty)?)
            }
            TypeRef::Tag(_) | TypeRef::FuncExact(_) => return None,
        };
        self.ty.import(module, name, ty);
        Some(())
    }

    fn export(&mut self, name: &str, kind: ExternalKind, index: u32) -> Option<()> {
        let at = index as usize;
        let ty = match kind {
            ExternalKind::Func => {
                let ty = *self.functions.get(at)?;
                EntityType::Function(self.declare(ty)?)
            }
            ExternalKind::Table => EntityType::Table(abstract_table(*self.tables.get(at)?)?),
            ExternalKind::Memory => EntityType::Memory(*self.memories.get(at)?),
            ExternalKind::Global => EntityType::Global(abstract_global(*self.globals.get(at)?)?),
            // Leaving an export out of the type only hides it from the component, which can't name a tag.
            ExternalKind::Tag => return Some(()),
            ExternalKind::FuncExact => return None,
        };
        self.ty.export(name, ty);
        Some(())
    }

    fn declare(&mut self, ty: u32) -> Option<u32> {
        if let Some(known) = self.declared.get(&ty) {
            return Some(*known);
        }
        let func = self.types.get(ty as usize)?.as_ref()?;
        let index = self.ty.type_count();
        self.ty.ty().function(func.params().iter().copied(), func.results().iter().copied());
        self.declared.insert(ty, index);
        Some(index)
    }
}

fn abstract_table(ty: wasm_encoder::TableType) -> Option<wasm_encoder::TableType> {
    plain_reference(ty.element_type).then_some(ty)
}

fn abstract_global(ty: wasm_encoder::GlobalType) -> Option<wasm_encoder::GlobalType> {
    match ty.val_type {
        wasm_encoder::ValType::Ref(reference) => plain_reference(reference).then_some(ty),
        _ => Some(ty),
    }
}

fn plain_reference(ty: wasm_encoder::RefType) -> bool {
    ty == wasm_encoder::RefType::FUNCREF || ty == wasm_encoder::RefType::EXTERNREF
}

#[cfg(test)]
mod tests {
    use super::*;

    const APP: &str = include_str!("../tests/cases/nested.wat");

    fn shell_text(threshold: usize) -> Option<(usize, Vec<Vec<String>>)> {
        let bytes = wat::parse_str(APP).expect("valid text");
        let layout = Layout::read(&bytes).expect("a layout");
        let out = unbundle(&bytes, &layout, threshold)?;
        wasmparser::Validator::new().validate_all(&out.shell).expect("the shell is valid");
        Some((out.shell.len(), out.modules.into_iter().map(|m| m.parts).collect()))
    }

    #[test]
    fn equal_modules_are_taken_once_and_small_ones_stay() {
        let (_, parts) = shell_text(0).expect("modules were taken");
        let parts: Vec<Vec<&str>> = parts.iter().map(|p| p.iter().map(String::as_str).collect()).collect();
        assert_eq!(parts, [vec!["left", "right"], vec!["left"], vec!["main"], vec!["app"]]);
        assert!(shell_text(1 << 20).is_none());
    }
}
