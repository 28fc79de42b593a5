//! Adding to a module whose own parts stay what they are.
//!
//! Types, tables, memories and globals are added behind the module's own, so those keep their indices.
//! Function imports are added behind the module's own imports, which moves its defined functions; a map
//! renumbers every use. An import may get another type and a function that stands in for it.

use std::convert::Infallible;

use wasm_encoder::reencode::{Error, Reencode};
use wasm_encoder::{
    CodeSection, ConstExpr, DataCountSection, DataSection, ElementSection, EntityType, ExportKind, ExportSection,
    FunctionSection, GlobalSection, GlobalType, ImportSection, MemorySection, MemoryType, Module, NameSection,
    TableSection, TableType, TagSection, TypeSection,
};
use wasmparser::{KnownCustom, Parser, Payload, TypeRef};

use super::{FuncImport, TypeSpace};
use crate::abi::emit::Added;
use crate::abi::error::{Result, invalid};

/// What is added to a module, and what becomes of its functions.
#[derive(Debug, Default)]
pub(crate) struct Additions {
    /// The module's types and the added ones behind them.
    pub(crate) types: TypeSpace,
    /// New type of each function import, by position.
    pub(crate) import_types: Vec<u32>,
    /// Imports behind the module's own.
    pub(crate) imports: Vec<FuncImport>,
    /// What calls and references to each of the module's functions become.
    pub(crate) functions: Vec<u32>,
    /// Functions behind the module's own.
    pub(crate) added: Vec<Added>,
    pub(crate) tables: Vec<TableType>,
    pub(crate) memories: Vec<MemoryType>,
    pub(crate) globals: Vec<(GlobalType, ConstExpr)>,
    /// All exports of the new module.
    pub(crate) exports: Vec<(String, ExportKind, u32)>,
}

/// Sections of the new module.
#[derive(Default)]
struct Sections {
    types: TypeSection,
    imports: ImportSection,
    functions: FunctionSection,
    tables: TableSection,
    memories: MemorySection,
    tags: TagSection,
    globals: GlobalSection,
    elements: ElementSection,
    data_count: Option<u32>,
    code: CodeSection,
    data: DataSection,
    names: Option<NameSection>,
}

/// Renumbers functions.
struct Functions<'a>(&'a [u32]);

impl Reencode for Functions<'_> {
    type Error = Infallible;

    fn function_index(&mut self, func: u32) -> Result<u32, Error<Infallible>> {
        Ok(self.0.get(func as usize).copied().unwrap_or(func))
    }
}

/// Rewrites a module that was validated. The start function is left out: the caller exports it instead.
pub(crate) fn rewrite(wasm: &[u8], additions: &Additions) -> Result<Vec<u8>> {
    let mut sections = Sections::default();
    for payload in Parser::new(0).parse_all(wasm) {
        sections.payload(payload.map_err(invalid)?, additions)?;
    }
    sections.add(additions);
    Ok(sections.finish(additions))
}

impl Sections {
    fn payload(&mut self, payload: Payload<'_>, additions: &Additions) -> Result<()> {
        let mut map = Functions(&additions.functions);
        match payload {
            Payload::ImportSection(section) => self.imports(section, additions)?,
            Payload::FunctionSection(section) => {
                map.parse_function_section(&mut self.functions, section).map_err(invalid)?;
            }
            Payload::TableSection(section) => map.parse_table_section(&mut self.tables, section).map_err(invalid)?,
            Payload::MemorySection(section) => {
                map.parse_memory_section(&mut self.memories, section).map_err(invalid)?;
            }
            Payload::TagSection(section) => map.parse_tag_section(&mut self.tags, section).map_err(invalid)?,
            Payload::GlobalSection(section) => map.parse_global_section(&mut self.globals, section).map_err(invalid)?,
            Payload::ElementSection(section) => {
                map.parse_element_section(&mut self.elements, section).map_err(invalid)?;
            }
            Payload::DataCountSection { count, .. } => self.data_count = Some(count),
            Payload::CodeSectionEntry(body) => map.parse_function_body(&mut self.code, body).map_err(invalid)?,
            Payload::DataSection(section) => map.parse_data_section(&mut self.data, section).map_err(invalid)?,
            Payload::CustomSection(section) => {
                if let KnownCustom::Name(names) = section.as_known() {
                    // Imports keep their names where they are; only defined functions move.
                    let moved = moved_names(additions);
                    self.names = Functions(&moved).custom_name_section(names).ok();
                }
            }
            // Types are encoded from the type space; exports and start are the caller's.
            _ => {}
        }
        Ok(())
    }

    fn imports(&mut self, section: wasmparser::ImportSectionReader<'_>, additions: &Additions) -> Result<()> {
        let mut map = Functions(&additions.functions);
        let mut types = additions.import_types.iter();
        for import in section.into_imports() {
            let import = import.map_err(invalid)?;
            let ty = match import.ty {
                TypeRef::Func(ty) | TypeRef::FuncExact(ty) => EntityType::Function(types.next().copied().unwrap_or(ty)),
                TypeRef::Table(_) | TypeRef::Memory(_) | TypeRef::Global(_) | TypeRef::Tag(_) => {
                    map.entity_type(import.ty).map_err(invalid)?
                }
            };
            self.imports.import(import.module, import.name, ty);
        }
        Ok(())
    }

    fn add(&mut self, additions: &Additions) {
        encode_types(&additions.types, &mut self.types);
        for import in &additions.imports {
            self.imports.import(&import.module, &import.name, EntityType::Function(import.ty));
        }
        for added in &additions.added {
            self.functions.function(added.ty);
            self.code.function(&added.body);
        }
        for table in &additions.tables {
            self.tables.table(*table);
        }
        for memory in &additions.memories {
            self.memories.memory(*memory);
        }
        for (ty, init) in &additions.globals {
            self.globals.global(*ty, init);
        }
    }

    fn finish(self, additions: &Additions) -> Vec<u8> {
        let mut exports = ExportSection::new();
        for (name, kind, index) in &additions.exports {
            exports.export(name, *kind, *index);
        }
        let mut module = Module::new();
        module.section(&self.types).section(&self.imports).section(&self.functions);
        module.section(&self.tables).section(&self.memories);
        if !self.tags.is_empty() {
            module.section(&self.tags);
        }
        module.section(&self.globals).section(&exports).section(&self.elements);
        if let Some(count) = self.data_count {
            module.section(&DataCountSection { count });
        }
        module.section(&self.code).section(&self.data);
        if let Some(names) = &self.names {
            module.section(names);
        }
        module.finish()
    }
}

/// The function map for names: an import's name stays with the import itself.
fn moved_names(additions: &Additions) -> Vec<u32> {
    let imports = additions.import_types.len() as u32;
    let shifted = additions.functions.iter().skip(imports as usize).copied();
    (0..imports).chain(shifted).collect()
}

/// Encodes every rec group of a type space.
pub(crate) fn encode_types(types: &TypeSpace, section: &mut TypeSection) {
    for group in types.groups() {
        let members: Vec<_> = group.filter_map(|index| types.get(index).cloned()).collect();
        match members.as_slice() {
            [single] => section.ty().subtype(single),
            _ => section.ty().rec(members),
        }
    }
}
