//! Exported resources in the engine's bindings module.
//!
//! The engine's destructors do nothing: each is rewritten to call the function through which Python hears of
//! drops, and that function's clean-up. And an own handle that comes home stays in the handle table for ever:
//! every call that lifts one goes through a new function, which drops the handle afterwards. Python knows by
//! then that this drop is no farewell.

use std::collections::HashMap;

use wasm_encoder::reencode::Reencode;
use wasm_encoder::{BlockType, CodeSection, Function, FunctionSection, InstructionSink};
use wasmparser::{ExternalKind, FunctionBody, Operator, Parser, Payload, TypeRef};

use super::{PolishError, encoded, range, section};
use crate::engine::DROP;

const FUNCTION_SECTION: u8 = 3;
const CODE_SECTION: u8 = 10;
/// The engine's function that takes an own handle: `(context, resource, handle)`.
const PUSH_OWN: &str = "wit_dylib_push_own";

/// What the module shows of its resources.
#[derive(Debug, Default)]
struct Surface {
    /// Types of imported functions, by index.
    imported: Vec<u32>,
    /// Imported functions by module and name.
    names: HashMap<(String, String), u32>,
    /// Destructors: function index, and the import that drops a handle.
    destructors: Vec<(u32, u32)>,
    /// Exported functions by name.
    exports: HashMap<String, u32>,
    /// How many functions the module defines.
    defined: u32,
}

impl Surface {
    fn read(module: &[u8]) -> Result<Self, PolishError> {
        let mut surface = Self::default();
        for payload in Parser::new(0).parse_all(module) {
            match payload? {
                Payload::ImportSection(imports) => {
                    for import in imports.into_imports() {
                        let import = import?;
                        if let TypeRef::Func(ty) = import.ty {
                            let index = surface.imported.len() as u32;
                            surface.names.insert((import.module.to_owned(), import.name.to_owned()), index);
                            surface.imported.push(ty);
                        }
                    }
                }
                Payload::FunctionSection(functions) => surface.defined = functions.count(),
                Payload::ExportSection(exports) => {
                    for export in exports {
                        let export = export?;
                        if export.kind == ExternalKind::Func {
                            surface.exports.insert(export.name.to_owned(), export.index);
                        }
                    }
                }
                _ => {}
            }
        }
        surface.find_destructors()?;
        Ok(surface)
    }

    fn find_destructors(&mut self) -> Result<(), PolishError> {
        for (name, index) in &self.exports {
            let Some((interface, resource)) = name.split_once("#[dtor]") else { continue };
            let drop = self.import(&format!("[export]{interface}"), &format!("[resource-drop]{resource}"))?;
            self.destructors.push((*index, drop));
        }
        self.destructors.sort_unstable();
        Ok(())
    }

    fn import(&self, module: &str, name: &str) -> Result<u32, PolishError> {
        let key = (module.to_owned(), name.to_owned());
        self.names.get(&key).copied().ok_or_else(|| PolishError::Missing(format!("{module} {name}")))
    }

    fn export(&self, name: &str) -> Result<u32, PolishError> {
        self.exports.get(name).copied().ok_or_else(|| PolishError::Missing(name.to_owned()))
    }
}

/// Sends calls of one function to another.
struct Redirect {
    from: u32,
    to: u32,
}

impl Reencode for Redirect {
    type Error = std::convert::Infallible;

    fn function_index(&mut self, index: u32) -> Result<u32, wasm_encoder::reencode::Error<Self::Error>> {
        Ok(if index == self.from { self.to } else { index })
    }
}

/// The module with its resources put right; `None` when it exports none.
pub(super) fn rewrite(module: &[u8]) -> Result<Option<Vec<u8>>, PolishError> {
    let surface = Surface::read(module)?;
    if surface.destructors.is_empty() {
        return Ok(None);
    }
    let push_own = surface.import("env", PUSH_OWN)?;
    let added = surface.imported.len() as u32 + surface.defined;
    let mut redirect = Redirect { from: push_own, to: added };
    let mut out = module[..8].to_vec();
    let mut code = Code { bodies: CodeSection::new(), numbers: Vec::new() };
    let mut index = surface.imported.len() as u32;
    for payload in Parser::new(0).parse_all(module) {
        match payload? {
            Payload::FunctionSection(functions) => {
                let mut section = FunctionSection::new();
                for ty in functions {
                    section.function(ty?);
                }
                section.function(surface.imported[push_own as usize]);
                encoded(&mut out, FUNCTION_SECTION, &section);
            }
            Payload::CodeSectionStart { .. } => {}
            Payload::CodeSectionEntry(body) => {
                code.body(&surface, &mut redirect, index, body)?;
                index += 1;
                if index == added {
                    code.bodies.function(&take_own(push_own, &code.numbers));
                    encoded(&mut out, CODE_SECTION, &code.bodies);
                }
            }
            other => {
                if let Some((id, place)) = other.as_section() {
                    section(&mut out, id, &module[range(&place)]);
                }
            }
        }
    }
    Ok(Some(out))
}

/// The new code section.
struct Code {
    bodies: CodeSection,
    /// The engine's number of each exported resource, with the import that drops its handles.
    numbers: Vec<(i32, u32)>,
}

impl Code {
    fn body(
        &mut self,
        surface: &Surface,
        redirect: &mut Redirect,
        index: u32,
        body: FunctionBody<'_>,
    ) -> Result<(), PolishError> {
        let Some((_, drop)) = surface.destructors.iter().find(|(destructor, _)| *destructor == index) else {
            return redirect
                .parse_function_body(&mut self.bodies, body)
                .map_err(|error| PolishError::Copy(error.to_string()));
        };
        self.numbers.push((number(&body)?, *drop));
        let heard = surface.export(DROP)?;
        let clean_up = surface.export(&format!("cabi_post_{DROP}"))?;
        self.bodies.function(&function(|code| {
            code.local_get(0).call(heard).call(clean_up).end();
        }));
        Ok(())
    }
}

/// The engine's number of a resource: its destructor begins with it.
fn number(destructor: &FunctionBody<'_>) -> Result<i32, PolishError> {
    match destructor.get_operators_reader()?.read()? {
        Operator::I32Const { value } => Ok(value),
        other => Err(PolishError::Copy(format!("a destructor begins with {other:?}"))),
    }
}

/// `func(context, resource, handle) { push_own(…); if resource == K { drop_K(handle) } … }`
fn take_own(push_own: u32, numbers: &[(i32, u32)]) -> Function {
    function(|code| {
        code.local_get(0).local_get(1).local_get(2).call(push_own);
        for (number, drop) in numbers {
            code.local_get(1).i32_const(*number).i32_eq().if_(BlockType::Empty).local_get(2).call(*drop).end();
        }
        code.end();
    })
}

fn function(write: impl FnOnce(&mut InstructionSink<'_>)) -> Function {
    let mut function = Function::new([]);
    write(&mut function.instructions());
    function
}
