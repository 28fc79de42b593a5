//! An index of a core module: what it imports, defines and exports.

use wasmparser::{ExternalKind, KnownCustom, Name, Parser, Payload, TypeRef, Validator, WasmFeatures};

use super::TypeSpace;
use crate::abi::error::{BridgeError, Result, invalid};

/// Name of the custom section with the case manifest.
const MANIFEST_SECTION: &str = "witloom-gc";

/// A function import.
#[derive(Debug, Clone)]
pub(crate) struct FuncImport {
    pub(crate) module: String,
    pub(crate) name: String,
    /// Type index.
    pub(crate) ty: u32,
}

/// What a module imports, defines and exports, by index.
#[derive(Debug, Default, Clone)]
pub(crate) struct ModuleInfo {
    pub(crate) types: TypeSpace,
    pub(crate) imports: Vec<FuncImport>,
    /// Imports that are no functions: kind, module, name.
    pub(crate) other_imports: Vec<(&'static str, String, String)>,
    /// Type index of every function, imported ones first.
    pub(crate) functions: Vec<u32>,
    pub(crate) memories: u32,
    pub(crate) tables: u32,
    pub(crate) globals: u32,
    /// Exported functions: name, function index.
    pub(crate) exports: Vec<(String, u32)>,
    /// Index of the memory exported as `memory`.
    pub(crate) exported_memory: Option<u32>,
    pub(crate) start: Option<u32>,
    /// The case manifest that the module carries.
    pub(crate) manifest: Option<String>,
    /// Names of types from the name section.
    pub(crate) type_names: Vec<(u32, String)>,
}

/// Features that a module may use: those that engines have on by default.
fn features() -> WasmFeatures {
    WasmFeatures::WASM3 | WasmFeatures::LEGACY_EXCEPTIONS
}

/// Checks that the bytes are a valid core module.
pub(crate) fn validate(wasm: &[u8]) -> Result<()> {
    if !Parser::is_core_wasm(wasm) {
        let message = if Parser::is_component(wasm) {
            "it is a component already"
        } else {
            "it does not start with the header of a core module"
        };
        return Err(BridgeError::Invalid { message: message.to_owned() });
    }
    Validator::new_with_features(features()).validate_all(wasm).map_err(invalid)?;
    Ok(())
}

impl ModuleInfo {
    /// Indexes a module that [`validate`] has accepted.
    pub(crate) fn parse(wasm: &[u8]) -> Result<Self> {
        let mut info = Self::default();
        for payload in Parser::new(0).parse_all(wasm) {
            info.payload(payload.map_err(invalid)?)?;
        }
        Ok(info)
    }

    /// Type of an exported function.
    pub(crate) fn export(&self, name: &str) -> Option<u32> {
        self.exports.iter().find(|(known, _)| known == name).map(|(_, index)| *index)
    }

    fn payload(&mut self, payload: Payload<'_>) -> Result<()> {
        match payload {
            Payload::TypeSection(section) => {
                for group in section {
                    self.types.push_group(group.map_err(invalid)?.into_types(), |index| index)?;
                }
            }
            Payload::ImportSection(section) => {
                for import in section.into_imports() {
                    self.import(import.map_err(invalid)?);
                }
            }
            Payload::FunctionSection(section) => {
                for ty in section {
                    self.functions.push(ty.map_err(invalid)?);
                }
            }
            Payload::TableSection(section) => self.tables += section.count(),
            Payload::MemorySection(section) => self.memories += section.count(),
            Payload::GlobalSection(section) => self.globals += section.count(),
            Payload::ExportSection(section) => {
                for export in section {
                    self.export_item(&export.map_err(invalid)?);
                }
            }
            Payload::StartSection { func, .. } => self.start = Some(func),
            Payload::CustomSection(section) => self.custom(&section)?,
            _ => {}
        }
        Ok(())
    }

    fn import(&mut self, import: wasmparser::Import<'_>) {
        let (module, name) = (import.module.to_owned(), import.name.to_owned());
        let kind = match import.ty {
            TypeRef::Func(ty) | TypeRef::FuncExact(ty) => {
                self.functions.push(ty);
                self.imports.push(FuncImport { module, name, ty });
                return;
            }
            TypeRef::Table(_) => "table",
            TypeRef::Memory(_) => "memory",
            TypeRef::Global(_) => "global",
            TypeRef::Tag(_) => "tag",
        };
        self.other_imports.push((kind, module, name));
    }

    fn export_item(&mut self, export: &wasmparser::Export<'_>) {
        match export.kind {
            ExternalKind::Func | ExternalKind::FuncExact => self.exports.push((export.name.to_owned(), export.index)),
            ExternalKind::Memory if export.name == "memory" => self.exported_memory = Some(export.index),
            ExternalKind::Memory | ExternalKind::Table | ExternalKind::Global | ExternalKind::Tag => {}
        }
    }

    fn custom(&mut self, section: &wasmparser::CustomSectionReader<'_>) -> Result<()> {
        if section.name() == MANIFEST_SECTION {
            let text = std::str::from_utf8(section.data()).map_err(|_| BridgeError::Manifest {
                line: 1,
                message: format!("the custom section `{MANIFEST_SECTION}` is not UTF-8"),
            })?;
            self.manifest = Some(text.to_owned());
        }
        if let KnownCustom::Name(names) = section.as_known() {
            // A damaged name section is legal and only costs us the names.
            for name in names.into_iter().flatten() {
                if let Name::Type(map) = name {
                    self.type_names.extend(map.into_iter().flatten().map(|n| (n.index, n.name.to_owned())));
                }
            }
        }
        Ok(())
    }
}
