//! Strings that arrive in another encoding than UTF-8.
//!
//! The canonical ABI transcodes such a string into a buffer for the worst case, and shrinks it afterwards through the
//! receiver's `realloc` option ("string-encoding" in the specification's `CanonicalABI.md`, `store_utf16_to_utf8`).
//! The engine's `cabi_realloc` refuses to change a buffer that exists: it panics. Here it gets another body, which
//! leaves new buffers to the engine's and changes others by `realloc` of the C library, from which both come.

use wasm_encoder::{BlockType, CodeSection, Function, FunctionSection, ValType};
use wasmparser::{CompositeInnerType, ExternalKind, Parser, Payload, TypeRef};

use super::{PolishError, encoded, range, section};

const FUNCTION_SECTION: u8 = 3;
const CODE_SECTION: u8 = 10;
/// The allocator of the canonical ABI: `(old-pointer, old-size, align, new-size) → pointer`.
const CABI_REALLOC: &str = "cabi_realloc";

/// The functions that matter, by index.
struct Surface {
    /// How many functions are imported.
    imported: u32,
    /// How many functions the module defines.
    defined: u32,
    /// The C library's `realloc`, imported.
    realloc: u32,
    /// The engine's allocator, defined here.
    allocator: u32,
    /// The type index of the allocator.
    ty: u32,
}

impl Surface {
    /// `None` for modules that don't define the engine's allocator on top of the C library's.
    fn read(module: &[u8]) -> Result<Option<Self>, PolishError> {
        let (mut imported, mut types, mut realloc, mut allocator) = (0, Vec::new(), None, None);
        let mut signatures = Vec::new();
        for payload in Parser::new(0).parse_all(module) {
            match payload? {
                Payload::TypeSection(section) => {
                    for group in section {
                        signatures.extend(group?.into_types().map(|ty| params(&ty.composite_type.inner)));
                    }
                }
                Payload::ImportSection(imports) => {
                    for import in imports.into_imports() {
                        let import = import?;
                        if !matches!(import.ty, TypeRef::Func(_)) {
                            continue;
                        }
                        if (import.module, import.name) == ("env", "realloc") {
                            realloc = Some(imported);
                        }
                        imported += 1;
                    }
                }
                Payload::FunctionSection(functions) => {
                    types = functions.into_iter().collect::<Result<_, _>>()?;
                }
                Payload::ExportSection(exports) => {
                    for export in exports {
                        let export = export?;
                        if export.kind == ExternalKind::Func && export.name == CABI_REALLOC {
                            allocator = Some(export.index);
                        }
                    }
                }
                _ => {}
            }
        }
        let (Some(realloc), Some(allocator)) = (realloc, allocator) else { return Ok(None) };
        let ty = allocator.checked_sub(imported).and_then(|place| types.get(place as usize)).copied();
        let fits = |ty: &u32| signatures.get(*ty as usize).is_some_and(|params| *params == Some(4));
        let defined = types.len() as u32;
        Ok(ty.filter(fits).map(|ty| Self { imported, defined, realloc, allocator, ty }))
    }
}

/// How many parameters a function type has.
fn params(ty: &CompositeInnerType) -> Option<usize> {
    match ty {
        CompositeInnerType::Func(func) => Some(func.params().len()),
        CompositeInnerType::Array(_) | CompositeInnerType::Struct(_) | CompositeInnerType::Cont(_) => None,
    }
}

/// The module with an allocator that can change buffers; `None` for modules that don't define it.
pub(super) fn rewrite(module: &[u8]) -> Result<Option<Vec<u8>>, PolishError> {
    let Some(surface) = Surface::read(module)? else { return Ok(None) };
    let last = surface.imported + surface.defined;
    let mut out = module[..8].to_vec();
    let (mut bodies, mut moved) = (CodeSection::new(), None);
    let mut index = surface.imported;
    for payload in Parser::new(0).parse_all(module) {
        match payload? {
            Payload::FunctionSection(functions) => {
                let mut section = FunctionSection::new();
                for ty in functions {
                    section.function(ty?);
                }
                section.function(surface.ty);
                encoded(&mut out, FUNCTION_SECTION, &section);
            }
            Payload::CodeSectionStart { .. } => {}
            Payload::CodeSectionEntry(body) => {
                let body = &module[range(&body.range())];
                if index == surface.allocator {
                    moved = Some(body);
                    bodies.function(&change_or_make(surface.realloc, last));
                } else {
                    bodies.raw(body);
                }
                index += 1;
                if index == last {
                    bodies.raw(moved.ok_or_else(|| PolishError::Missing(CABI_REALLOC.to_owned()))?);
                    encoded(&mut out, CODE_SECTION, &bodies);
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

/// `if old-pointer ≠ 0 and old-size ≠ 0 { realloc(old-pointer, new-size) } else { the engine's }`
fn change_or_make(realloc: u32, engines: u32) -> Function {
    let mut function = Function::new([]);
    let mut code = function.instructions();
    code.local_get(0).i32_const(0).i32_ne().local_get(1).i32_const(0).i32_ne().i32_and();
    code.if_(BlockType::Result(ValType::I32));
    code.local_get(0).local_get(3).call(realloc);
    // The C library has no memory left: nothing may go on with a null pointer.
    code.local_tee(0).i32_eqz().local_get(3).i32_const(0).i32_ne().i32_and();
    code.if_(BlockType::Empty).unreachable().end();
    code.local_get(0);
    code.else_();
    code.local_get(0).local_get(1).local_get(2).local_get(3).call(engines);
    code.end().end();
    function
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasmtime::{Engine, Func, Instance, Module, Store};

    /// As the engine has it: new buffers only.
    const MODULE: &str = r#"(module
        (type $realloc (func (param i32 i32 i32 i32) (result i32)))
        (import "env" "realloc" (func $realloc (param i32 i32) (result i32)))
        (func (export "other") (result i32) (call $cabi (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 5)))
        (func $cabi (export "cabi_realloc") (type $realloc)
            (if (local.get 0) (then (unreachable)))
            (i32.add (i32.const 1000) (local.get 3))))"#;

    #[test]
    fn buffers_that_exist_go_to_the_c_library() {
        let module = wat::parse_str(MODULE).expect("it is a module");
        let rewritten = rewrite(&module).expect("it can be rewritten").expect("it has the allocator");
        let engine = Engine::default();
        let mut store = Store::new(&engine, ());
        let realloc = Func::wrap(&mut store, |old: i32, new: i32| if new == 7 { 0 } else { old + new });
        let module = Module::new(&engine, &rewritten).expect("it is valid");
        let instance = Instance::new(&mut store, &module, &[realloc.into()]).expect("it starts");
        let allocator =
            instance.get_typed_func::<(i32, i32, i32, i32), i32>(&mut store, CABI_REALLOC).expect("it is there");
        assert_eq!(allocator.call(&mut store, (0, 0, 1, 5)).expect("a new buffer"), 1005);
        assert_eq!(allocator.call(&mut store, (300, 30, 1, 6)).expect("a smaller one"), 306);
        assert!(allocator.call(&mut store, (300, 30, 1, 7)).is_err(), "no memory is no pointer");
        let other = instance.get_typed_func::<(), i32>(&mut store, "other").expect("it is there");
        assert_eq!(other.call(&mut store, ()).expect("inner calls work"), 1005);
    }

    #[test]
    fn other_modules_stay_as_they_are() {
        let foreign = r#"(module (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (i32.const 0)))"#;
        assert!(rewrite(&wat::parse_str(foreign).expect("it is a module")).expect("it can be read").is_none());
    }
}
