//! Lists of bytes that are passed on.
//!
//! The engine copies the bytes of a `list<u8>` for the canonical ABI, and keeps the copy for ever. Every call that lowers
//! a list goes through a new function, which lets the engine free such a copy with all else that the call has lowered.

use wasm_encoder::reencode::Reencode;
use wasm_encoder::{BlockType, CodeSection, Function, MemArg, ValType};
use wasmparser::FunctionBody;

use super::PolishError;
use super::module::{Added, Bodies, Functions, Redirect, with};

/// The engine's function that lowers a list: `(context, list, place) → length`. Into the place goes the pointer to a
/// copy; null where elements come one by one.
const POP_LIST: &str = "wit_dylib_pop_list";
/// The one that frees memory: `(context, pointer, size, alignment, later)`.
const DEALLOCATE: &str = "wit_dylib_dealloc_bytes";

/// The bindings module with copies that end; `None` for other modules.
pub(super) fn rewrite(module: &[u8]) -> Result<Option<Vec<u8>>, PolishError> {
    let functions = Functions::read(module)?;
    let Some(pop_list) = functions.import("env", POP_LIST) else { return Ok(None) };
    let deallocate = functions.import("env", DEALLOCATE).ok_or_else(|| PolishError::Missing(DEALLOCATE.to_owned()))?;
    let mut code = Code { deallocate, redirect: Redirect { from: pop_list, to: functions.next() } };
    let ty = functions.types[pop_list as usize];
    with(module, &functions, &Added { functions: &[ty], global: false }, &mut code).map(Some)
}

/// The new code section.
struct Code {
    deallocate: u32,
    redirect: Redirect,
}

impl Bodies for Code {
    fn body(&mut self, out: &mut CodeSection, _index: u32, body: FunctionBody<'_>) -> Result<(), PolishError> {
        self.redirect.parse_function_body(out, body).map_err(PolishError::copy)
    }

    fn added(&mut self, out: &mut CodeSection) -> Result<(), PolishError> {
        out.function(&pop_list(self.redirect.from, self.deallocate));
        Ok(())
    }
}

/// `length = pop_list(…); if *place ≠ null { deallocate(context, *place, length, 1, later) }; length`
fn pop_list(engines: u32, deallocate: u32) -> Function {
    const LENGTH: u32 = 3;
    let place = MemArg { offset: 0, align: 2, memory_index: 0 };
    let mut function = Function::new([(1, ValType::I32)]);
    let mut code = function.instructions();
    code.local_get(0).local_get(1).local_get(2).call(engines).local_set(LENGTH);
    code.local_get(2).i32_load(place).if_(BlockType::Empty);
    code.local_get(0).local_get(2).i32_load(place).local_get(LENGTH).i32_const(1).i32_const(1).call(deallocate);
    code.end().local_get(LENGTH).end();
    function
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasmtime::{Caller, Engine, Extern, Func, Instance, Module, Store};

    const MODULE: &str = r#"(module
        (import "env" "wit_dylib_pop_list" (func $pop (param i32 i32 i32) (result i32)))
        (import "env" "wit_dylib_dealloc_bytes" (func (param i32 i32 i32 i32 i32)))
        (memory (export "memory") 1)
        (func (export "lower") (param i32) (result i32) (call $pop (i32.const 7) (local.get 0) (i32.const 16))))"#;

    #[test]
    fn copies_are_freed_later() {
        let module = wat::parse_str(MODULE).expect("it is a module");
        let rewritten = rewrite(&module).expect("it can be rewritten").expect("it lowers lists");
        let engine = Engine::default();
        let mut store = Store::new(&engine, Vec::new());
        type Freed = Vec<(i32, i32, i32, i32, i32)>;
        let pop = Func::wrap(&mut store, |mut caller: Caller<'_, Freed>, _: i32, list: i32, place: i32| {
            let Some(Extern::Memory(memory)) = caller.get_export("memory") else { unreachable!("it exports one") };
            let pointer: i32 = if list == 1 { 4096 } else { 0 };
            memory.write(&mut caller, place as usize, &pointer.to_le_bytes()).expect("it is large enough");
            5
        });
        let free = Func::wrap(
            &mut store,
            |mut caller: Caller<'_, Freed>, cx: i32, at: i32, size: i32, align: i32, later: i32| {
                caller.data_mut().push((cx, at, size, align, later));
            },
        );
        let module = Module::new(&engine, &rewritten).expect("it is valid");
        let instance = Instance::new(&mut store, &module, &[pop.into(), free.into()]).expect("it starts");
        let lower = instance.get_typed_func::<i32, i32>(&mut store, "lower").expect("it is there");
        assert_eq!(lower.call(&mut store, 2).expect("elements one by one"), 5);
        assert!(store.data().is_empty());
        assert_eq!(lower.call(&mut store, 1).expect("bytes"), 5);
        assert_eq!(*store.data(), [(7, 4096, 5, 1, 1)]);
    }
}
