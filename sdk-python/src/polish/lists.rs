//! Lists that cross as bytes.
//!
//! The engine copies the bytes of a `list<u8>` for the canonical ABI, and keeps the copy for ever. Every call that lowers
//! a list goes through a new function, which lets the engine free such a copy with all else that the call has lowered.
//! That function, and one through which every call goes that lifts a list, tell the engine that a list of numbers, or of
//! records of numbers, is one of bytes, and count its elements ([`crate::engine::Lists`]).

use std::collections::HashMap;

use wasm_encoder::reencode::Reencode;
use wasm_encoder::{BlockType, CodeSection, Function, InstructionSink, MemArg, ValType};
use wasmparser::{FunctionBody, Operator};

use super::PolishError;
use super::module::{Added, Bodies, Functions, with};
use crate::engine::Lists;

/// The engine's function that lowers a list: `(context, list, place) → length`. Into the place goes the pointer to a
/// copy; null where elements come one by one.
const POP_LIST: &str = "wit_dylib_pop_list";
/// The one that lifts a list: `(context, list, pointer, length) → whether it took all of it`.
const PUSH_LIST: &str = "wit_dylib_push_list";
/// The one that frees memory: `(context, pointer, size, alignment, later)`.
const DEALLOCATE: &str = "wit_dylib_dealloc_bytes";

/// The bindings module with copies that end, and lists that cross as bytes; `None` for other modules.
pub(super) fn rewrite(module: &[u8], lists: &Lists) -> Result<Option<Vec<u8>>, PolishError> {
    let functions = Functions::read(module)?;
    let Some(pop) = functions.import("env", POP_LIST) else { return Ok(None) };
    let import = |name: &str| functions.import("env", name).ok_or_else(|| PolishError::Missing(name.to_owned()));
    let (push, deallocate) = (import(PUSH_LIST)?, import(DEALLOCATE)?);
    if lists.bytes.is_none() && lists.elements.iter().any(|(_, packed)| *packed) {
        return Err(PolishError::Missing("a list of bytes".to_owned()));
    }
    let next = functions.next();
    let mut code = Code { pop, push, deallocate, lists, redirects: HashMap::from([(pop, next), (push, next + 1)]) };
    let types = [pop, push].map(|function| functions.types[function as usize]);
    with(module, &functions, &Added { functions: &types, global: false }, &mut code).map(Some)
}

/// The new code section.
struct Code<'a> {
    pop: u32,
    push: u32,
    deallocate: u32,
    lists: &'a Lists,
    redirects: HashMap<u32, u32>,
}

/// Sends calls of functions to others.
struct Redirect<'a>(&'a HashMap<u32, u32>);

impl Reencode for Redirect<'_> {
    type Error = std::convert::Infallible;

    fn function_index(&mut self, index: u32) -> Result<u32, wasm_encoder::reencode::Error<Self::Error>> {
        Ok(self.0.get(&index).copied().unwrap_or(index))
    }
}

impl Bodies for Code<'_> {
    fn body(&mut self, out: &mut CodeSection, _index: u32, body: FunctionBody<'_>) -> Result<(), PolishError> {
        self.check(&body)?;
        Redirect(&self.redirects).parse_function_body(out, body).map_err(PolishError::copy)
    }

    fn added(&mut self, out: &mut CodeSection) -> Result<(), PolishError> {
        out.function(&self.pop_list());
        out.function(&self.push_list());
        Ok(())
    }
}

impl Code<'_> {
    /// Whether the engine numbers lists as [`Lists`] does: what lifts one by one counts the bytes of its elements,
    /// `push_list(…, number, …); if 0 { length * size …`.
    fn check(&self, body: &FunctionBody<'_>) -> Result<(), PolishError> {
        let (mut number, mut lifted) = (None, None);
        for operator in body.get_operators_reader()? {
            match operator? {
                Operator::I32Const { value } => number = Some(value),
                Operator::Call { function_index } if function_index == self.push => lifted = number.take(),
                Operator::I32Mul => {
                    let (Some(list), Some(size)) = (lifted.take(), number) else { continue };
                    let known = self.lists.elements.get(list as usize).map(|(size, _)| *size as i32);
                    if known != Some(size) {
                        return Err(PolishError::Lists { list, size });
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// `length = pop_list(…); if *place ≠ null { deallocate(context, *place, length, 1, later) }; length`, with the length
    /// in elements.
    fn pop_list(&self) -> Function {
        const LENGTH: u32 = 3;
        let place = MemArg { offset: 0, align: 2, memory_index: 0 };
        let mut function = Function::new([(1, ValType::I32)]);
        let mut code = function.instructions();
        self.packed(&mut code, |code, size, bytes| {
            code.local_get(0).i32_const(bytes).local_get(2).call(self.redirects[&self.pop]);
            code.i32_const(size).i32_div_u().return_();
        });
        code.local_get(0).local_get(1).local_get(2).call(self.pop).local_set(LENGTH);
        code.local_get(2).i32_load(place).if_(BlockType::Empty);
        code.local_get(0).local_get(2).i32_load(place).local_get(LENGTH).i32_const(1).i32_const(1);
        code.call(self.deallocate).end().local_get(LENGTH).end();
        function
    }

    fn push_list(&self) -> Function {
        let mut function = Function::new([]);
        let mut code = function.instructions();
        self.packed(&mut code, |code, size, bytes| {
            code.local_get(0).i32_const(bytes).local_get(2).local_get(3).i32_const(size).i32_mul();
            code.call(self.push).return_();
        });
        code.local_get(0).local_get(1).local_get(2).local_get(3).call(self.push).end();
        function
    }

    /// `if list = number { … }` for each list that crosses as bytes, with the size of its elements and the number of the
    /// list of bytes.
    fn packed(&self, code: &mut InstructionSink<'_>, each: impl Fn(&mut InstructionSink<'_>, i32, i32)) {
        let Some(bytes) = self.lists.bytes else { return };
        for (number, (size, _)) in self.lists.elements.iter().enumerate().filter(|(_, (_, packed))| *packed) {
            code.local_get(1).i32_const(number as i32).i32_eq().if_(BlockType::Empty);
            each(code, *size as i32, bytes as i32);
            code.end();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasmtime::{Caller, Engine, Extern, Func, Instance, Module, Store};

    const MODULE: &str = r#"(module
        (import "env" "wit_dylib_pop_list" (func $pop (param i32 i32 i32) (result i32)))
        (import "env" "wit_dylib_push_list" (func $push (param i32 i32 i32 i32) (result i32)))
        (import "env" "wit_dylib_dealloc_bytes" (func (param i32 i32 i32 i32 i32)))
        (memory (export "memory") 1)
        (func (export "lower") (param i32) (result i32) (call $pop (i32.const 7) (local.get 0) (i32.const 16)))
        (func (export "lift") (param i32) (result i32)
            (call $push (i32.const 7) (i32.const 3) (local.get 0) (local.get 0))
            (drop (i32.mul (local.get 0) (i32.const 16)))))"#;

    /// A list of something, one of bytes, and two of records of eight and sixteen bytes that cross as bytes.
    fn lists() -> Lists {
        Lists { elements: vec![(8, false), (1, false), (8, true), (16, true)], bytes: Some(1) }
    }

    #[test]
    fn copies_are_freed_later() {
        let module = wat::parse_str(MODULE).expect("it is a module");
        let rewritten = rewrite(&module, &lists()).expect("it can be rewritten").expect("it lowers lists");
        let engine = Engine::default();
        let mut store = Store::new(&engine, Vec::new());
        type Freed = Vec<(i32, i32, i32, i32, i32)>;
        let pop = Func::wrap(&mut store, |mut caller: Caller<'_, Freed>, _: i32, list: i32, place: i32| {
            let Some(Extern::Memory(memory)) = caller.get_export("memory") else { unreachable!("it exports one") };
            let pointer: i32 = if list == 1 { 4096 } else { 0 };
            memory.write(&mut caller, place as usize, &pointer.to_le_bytes()).expect("it is large enough");
            if list == 1 { 32 } else { 5 }
        });
        let push = Func::wrap(&mut store, |_: i32, list: i32, at: i32, length: i32| -> i32 {
            assert_eq!((list, at), (1, 3));
            length
        });
        let free = Func::wrap(
            &mut store,
            |mut caller: Caller<'_, Freed>, cx: i32, at: i32, size: i32, align: i32, later: i32| {
                caller.data_mut().push((cx, at, size, align, later));
            },
        );
        let module = Module::new(&engine, &rewritten).expect("it is valid");
        let instance = Instance::new(&mut store, &module, &[pop.into(), push.into(), free.into()]).expect("it starts");
        let lower = instance.get_typed_func::<i32, i32>(&mut store, "lower").expect("it is there");
        assert_eq!(lower.call(&mut store, 0).expect("elements one by one"), 5);
        assert!(store.data().is_empty());
        assert_eq!(lower.call(&mut store, 1).expect("bytes"), 32);
        assert_eq!(*store.data(), [(7, 4096, 32, 1, 1)]);
        assert_eq!(lower.call(&mut store, 2).expect("elements of eight bytes"), 4);
        assert_eq!(lower.call(&mut store, 3).expect("elements of sixteen bytes"), 2);
        assert_eq!(store.data()[1..], [(7, 4096, 32, 1, 1); 2]);
        let lift = instance.get_typed_func::<i32, i32>(&mut store, "lift").expect("it is there");
        assert_eq!(lift.call(&mut store, 3).expect("as bytes"), 48);
    }

    #[test]
    fn lists_counted_otherwise_are_refused() {
        let module = wat::parse_str(MODULE).expect("it is a module");
        let mut lists = lists();
        lists.elements[3].0 = 24;
        assert!(matches!(rewrite(&module, &lists), Err(PolishError::Lists { list: 3, size: 16 })));
    }
}
