//! A core module as the rewrites see it: what it imports, defines and exports, and how a function is added to it.

use std::collections::HashMap;

use wasm_encoder::{CodeSection, FunctionSection};
use wasmparser::{ExternalKind, FunctionBody, Parser, Payload, TypeRef};

use super::{PolishError, encoded, range, section};

const FUNCTION_SECTION: u8 = 3;
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
}

impl Functions {
    pub(super) fn read(module: &[u8]) -> Result<Self, PolishError> {
        let mut functions = Self::default();
        for payload in Parser::new(0).parse_all(module) {
            match payload? {
                Payload::ImportSection(imports) => {
                    for import in imports.into_imports() {
                        let import = import?;
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

    /// The index of an imported function.
    pub(super) fn import(&self, module: &str, name: &str) -> Option<u32> {
        self.imports.get(&(module.to_owned(), name.to_owned())).copied()
    }

    /// The index that a function gets which is added.
    pub(super) fn next(&self) -> u32 {
        self.types.len() as u32
    }
}

/// Writes the bodies of a module that gets one more function.
pub(super) trait Bodies {
    /// The body of the function with this index.
    fn body(&mut self, out: &mut CodeSection, index: u32, body: FunctionBody<'_>) -> Result<(), PolishError>;

    /// The body of the added function, after all others.
    fn added(&mut self, out: &mut CodeSection) -> Result<(), PolishError>;
}

/// The module with one more function of type `ty`, and these bodies; all else stays as it is.
pub(super) fn with_function(
    module: &[u8],
    functions: &Functions,
    ty: u32,
    bodies: &mut dyn Bodies,
) -> Result<Vec<u8>, PolishError> {
    let mut out = module[..8].to_vec();
    let mut code = CodeSection::new();
    let mut index = functions.imported;
    for payload in Parser::new(0).parse_all(module) {
        match payload? {
            Payload::FunctionSection(defined) => {
                let mut section = FunctionSection::new();
                for ty in defined {
                    section.function(ty?);
                }
                section.function(ty);
                encoded(&mut out, FUNCTION_SECTION, &section);
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
