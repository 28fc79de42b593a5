//! Strings that arrive in another encoding than UTF-8.
//!
//! The canonical ABI transcodes such a string into a buffer for the worst case, and shrinks it afterwards through the
//! receiver's `realloc` option ("string-encoding" in the specification's `CanonicalABI.md`, `store_utf16_to_utf8`).
//! The engine's `cabi_realloc` refuses to change a buffer that exists: it panics. Here it gets another body, which
//! leaves new buffers to the engine's and changes others by `realloc` of the C library, from which both come.

use wasm_encoder::{BlockType, CodeSection, Function, ValType};
use wasmparser::{CompositeInnerType, FunctionBody, Parser, Payload};

use super::PolishError;
use super::module::{Added, Bodies, Functions, with};

/// The allocator of the canonical ABI: `(old-pointer, old-size, align, new-size) → pointer`.
const CABI_REALLOC: &str = "cabi_realloc";

/// How many parameters a type of the module has; `None` where it is no function's.
fn params(module: &[u8], ty: u32) -> Result<Option<usize>, PolishError> {
    let mut types = Vec::new();
    for payload in Parser::new(0).parse_all(module) {
        if let Payload::TypeSection(section) = payload? {
            for group in section {
                types.extend(group?.into_types());
            }
        }
    }
    Ok(types.get(ty as usize).and_then(|ty| match &ty.composite_type.inner {
        CompositeInnerType::Func(func) => Some(func.params().len()),
        CompositeInnerType::Array(_) | CompositeInnerType::Struct(_) | CompositeInnerType::Cont(_) => None,
    }))
}

/// The module with an allocator that can change buffers; `None` for modules that don't define the engine's allocator
/// on top of the C library's.
pub(super) fn rewrite(module: &[u8]) -> Result<Option<Vec<u8>>, PolishError> {
    let functions = Functions::read(module)?;
    let allocator = functions.exports.get(CABI_REALLOC).filter(|index| **index >= functions.imported);
    let (Some(realloc), Some(&allocator)) = (functions.import("env", "realloc"), allocator) else { return Ok(None) };
    let ty = functions.types[allocator as usize];
    if params(module, ty)? != Some(4) {
        return Ok(None);
    }
    let mut code = Code { realloc, allocator, engines: functions.next(), moved: None };
    with(module, &functions, &Added { functions: &[ty], global: false }, &mut code).map(Some)
}

/// The new code section: the engine's allocator moves to the end.
struct Code {
    /// The C library's `realloc`.
    realloc: u32,
    /// The allocator that others call.
    allocator: u32,
    /// Where the engine's own goes.
    engines: u32,
    moved: Option<Vec<u8>>,
}

impl Bodies for Code {
    fn body(&mut self, out: &mut CodeSection, index: u32, body: FunctionBody<'_>) -> Result<(), PolishError> {
        if index == self.allocator {
            self.moved = Some(body.as_bytes().to_vec());
            out.function(&change_or_make(self.realloc, self.engines));
        } else {
            out.raw(body.as_bytes());
        }
        Ok(())
    }

    fn added(&mut self, out: &mut CodeSection) -> Result<(), PolishError> {
        let moved = self.moved.as_deref().ok_or_else(|| PolishError::Missing(CABI_REALLOC.to_owned()))?;
        out.raw(moved);
        Ok(())
    }
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
