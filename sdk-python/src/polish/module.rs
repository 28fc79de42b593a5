//! A core module as the rewrites see it: what it imports, defines and exports, and how a function is added to it.

use std::collections::HashMap;

use wasm_encoder::reencode::{Reencode, RoundtripReencoder};
use wasm_encoder::{CodeSection, ConstExpr, FunctionSection, GlobalSection, GlobalType, ValType};
use wasmparser::{ExternalKind, FunctionBody, KnownCustom, Name, NameSectionReader, Parser, Payload, TypeRef};

use super::{PolishError, encoded, range, section};

const FUNCTION_SECTION: u8 = 3;
const GLOBAL_SECTION: u8 = 6;
const CODE_SECTION: u8 = 10;

/// The functions of a module, imported ones first.
#[derive(Debug, Default)]
pub(super) struct Functions {
    /// The type of each function, by index.
    pub(super) types: Vec<u32>,
    /// How many of them are imported.
    pub(super) imported: u32,
    /// Imported functions by module and name.
    pub(super) imports: HashMap<(String, String), u32>,
    /// Exported functions by name.
    pub(super) exports: HashMap<String, u32>,
    /// How many globals there are, imported ones included.
    pub(super) globals: u32,
    /// What the module calls its functions.
    pub(super) names: Vec<(u32, String)>,
}

impl Functions {
    pub(super) fn read(module: &[u8]) -> Result<Self, PolishError> {
        let mut functions = Self::default();
        for payload in Parser::new(0).parse_all(module) {
            match payload? {
                Payload::ImportSection(imports) => {
                    for import in imports.into_imports() {
                        let import = import?;
                        functions.globals += u32::from(matches!(import.ty, TypeRef::Global(_)));
                        if let TypeRef::Func(ty) = import.ty {
                            let name = (import.module.to_owned(), import.name.to_owned());
                            functions.imports.insert(name, functions.imported);
                            functions.types.push(ty);
                            functions.imported += 1;
                        }
                    }
                }
                Payload::FunctionSection(defined) => {
                    for ty in defined {
                        functions.types.push(ty?);
                    }
                }
                Payload::GlobalSection(globals) => functions.globals += globals.count(),
                Payload::CustomSection(custom) => {
                    if let KnownCustom::Name(names) = custom.as_known() {
                        functions.read_names(names)?;
                    }
                }
                Payload::ExportSection(exports) => {
                    for export in exports {
                        let export = export?;
                        if export.kind == ExternalKind::Func {
                            functions.exports.insert(export.name.to_owned(), export.index);
                        }
                    }
                }
                _ => {}
            }
        }
        Ok(functions)
    }

    fn read_names(&mut self, names: NameSectionReader<'_>) -> Result<(), PolishError> {
        for subsection in names {
            if let Name::Function(map) = subsection? {
                for naming in map {
                    let naming = naming?;
                    self.names.push((naming.index, naming.name.to_owned()));
                }
            }
        }
        Ok(())
    }

    /// The index of an imported function.
    pub(super) fn import(&self, module: &str, name: &str) -> Option<u32> {
        self.imports.get(&(module.to_owned(), name.to_owned())).copied()
    }

    /// The index that a function gets which is added.
    pub(super) fn next(&self) -> u32 {
        self.types.len() as u32
    }
}

/// Writes the bodies of a module that gets more functions.
pub(super) trait Bodies {
    /// The body of the function with this index.
    fn body(&mut self, out: &mut CodeSection, index: u32, body: FunctionBody<'_>) -> Result<(), PolishError>;

    /// The bodies of the added functions, after all others.
    fn added(&mut self, out: &mut CodeSection) -> Result<(), PolishError>;
}

/// Sends calls of one function to another.
pub(super) struct Redirect {
    pub(super) from: u32,
    pub(super) to: u32,
}

impl Reencode for Redirect {
    type Error = std::convert::Infallible;

    fn function_index(&mut self, index: u32) -> Result<u32, wasm_encoder::reencode::Error<Self::Error>> {
        Ok(if index == self.from { self.to } else { index })
    }
}

/// What a module gets beyond what it has.
#[derive(Debug, Default)]
pub(super) struct Added<'a> {
    /// The type of each function.
    pub(super) functions: &'a [u32],
    /// A global that begins as 0.
    pub(super) global: bool,
}

/// The module with more functions, and these bodies; all else stays as it is.
pub(super) fn with(
    module: &[u8],
    functions: &Functions,
    added: &Added<'_>,
    bodies: &mut dyn Bodies,
) -> Result<Vec<u8>, PolishError> {
    let mut out = module[..8].to_vec();
    let mut code = CodeSection::new();
    let mut index = functions.imported;
    let mut global = added.global;
    for payload in Parser::new(0).parse_all(module) {
        let payload = payload?;
        // A module without globals of its own gets them before what comes after them.
        let behind =
            matches!(payload, Payload::ExportSection(_) | Payload::StartSection { .. } | Payload::ElementSection(_));
        if behind && std::mem::take(&mut global) {
            encoded(&mut out, GLOBAL_SECTION, &zero(GlobalSection::new()));
        }
        match payload {
            Payload::FunctionSection(defined) => {
                let mut section = FunctionSection::new();
                for ty in defined {
                    section.function(ty?);
                }
                for ty in added.functions {
                    section.function(*ty);
                }
                encoded(&mut out, FUNCTION_SECTION, &section);
            }
            Payload::GlobalSection(defined) if std::mem::take(&mut global) => {
                let mut section = GlobalSection::new();
                RoundtripReencoder.parse_global_section(&mut section, defined).map_err(PolishError::copy)?;
                encoded(&mut out, GLOBAL_SECTION, &zero(section));
            }
            Payload::CodeSectionStart { .. } => {}
            Payload::CodeSectionEntry(body) => {
                bodies.body(&mut code, index, body)?;
                index += 1;
                if index == functions.next() {
                    bodies.added(&mut code)?;
                    encoded(&mut out, CODE_SECTION, &code);
                }
            }
            other => {
                if let Some((id, place)) = other.as_section() {
                    section(&mut out, id, &module[range(&place)]);
                }
            }
        }
    }
    Ok(out)
}

fn zero(mut globals: GlobalSection) -> GlobalSection {
    let ty = GlobalType { val_type: ValType::I32, mutable: true, shared: false };
    globals.global(ty, &ConstExpr::i32_const(0));
    globals
}
