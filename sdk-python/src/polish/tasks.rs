//! Tasks in the engine's bindings module.
//!
//! The engine's Python has no way to cancel the copy of a stream or future, although the bindings import the built-ins:
//! the hidden functions `aim` and `cancel-copy` (see [`crate::engine`]) get bodies here that call them, and so does `wait`. A call that was
//! cancelled has no result, and what the engine keeps of it is freed by lifting that result: the functions that lift
//! do nothing after `aim` was told so. And borrowed handles of an async export have to be dropped before its task
//! returns, while the engine drops them afterwards: they are lifted as owned ones, which our Python drops in time.

use std::collections::{HashMap, HashSet};

use wasm_encoder::reencode::Reencode;
use wasm_encoder::{BlockType, CodeSection, Function, InstructionSink, MemArg};
use wasmparser::FunctionBody;

use super::PolishError;
use super::module::{Added, Bodies, Functions, with};
use crate::engine::{End, Numbers, TASKS};

/// What `aim` is told where a result is not to be lifted.
const SKIP: i32 = -1;
/// What each kind of copy adds to four times the engine's number of the type, with its built-in.
const COPIES: [(&str, &str); 4] = [("stream", "read"), ("stream", "write"), ("future", "read"), ("future", "write")];

/// The module with functions for tasks; `None` for modules without the hidden functions.
pub(super) fn rewrite(module: &[u8], numbers: &Numbers) -> Result<Option<Vec<u8>>, PolishError> {
    let functions = Functions::read(module)?;
    let hidden = |name: &str| functions.import(TASKS, name);
    let (Some(aim), Some(cancel), Some(wait)) = (hidden("aim"), hidden("cancel-copy"), hidden("wait")) else {
        return Ok(None);
    };
    check_order(&functions, numbers)?;
    let push = |name: &str| {
        let missing = || PolishError::Missing(name.to_owned());
        functions.import("env", name).ok_or_else(missing)
    };
    let (borrow, own) = (push("wit_dylib_push_borrow")?, push("wit_dylib_push_own")?);
    let types = [aim, cancel, borrow, wait].map(|function| functions.types[function as usize]);
    let named = |prefix: &str| -> HashSet<u32> {
        functions.names.iter().filter(|(_, name)| name.starts_with(prefix)).map(|(index, _)| *index).collect()
    };
    let mut code = Code {
        lifts: named("lift results "),
        async_exports: named("[async-lift]"),
        redirects: HashMap::from([
            (aim, functions.next()),
            (cancel, functions.next() + 1),
            (wait, functions.next() + 3),
        ]),
        wait,
        borrow,
        own,
        lend: functions.next() + 2,
        global: functions.globals,
        copies: copies(&functions, numbers)?,
        exported: exported_resources(module, &functions)?,
    };
    with(module, &functions, &Added { functions: &types, global: true }, &mut code).map(Some)
}

/// Whether the engine numbers streams and futures as [`Numbers`] does.
fn check_order(functions: &Functions, numbers: &Numbers) -> Result<(), PolishError> {
    let lifts = |name: &&String| name.starts_with("[stream-lift-") || name.starts_with("[future-lift-");
    let found: Vec<&String> = functions.names.iter().map(|(_, name)| name).filter(lifts).collect();
    if found.iter().copied().eq(&numbers.order) {
        return Ok(());
    }
    Err(PolishError::Order(found.into_iter().cloned().collect()))
}

/// The built-in that cancels each copy, by what `aim` is told.
fn copies(functions: &Functions, numbers: &Numbers) -> Result<Vec<(i32, u32)>, PolishError> {
    let mut copies = Vec::new();
    for (kind, (what, way)) in COPIES.into_iter().enumerate() {
        let ends = if what == "stream" { &numbers.streams } else { &numbers.futures };
        for (number, End { module, function, ordinal, .. }) in ends.iter().enumerate() {
            let name = format!("[{what}-cancel-{way}-{ordinal}]{function}");
            let import =
                functions.import(module, &name).ok_or_else(|| PolishError::Missing(format!("{module} {name}")))?;
            copies.push(((number * COPIES.len() + kind) as i32, import));
        }
    }
    Ok(copies)
}

/// The engine's numbers of resources that the component exports: a borrow of one is the object itself.
fn exported_resources(module: &[u8], functions: &Functions) -> Result<Vec<i32>, PolishError> {
    let destructors: HashSet<u32> =
        functions.exports.iter().filter(|(name, _)| name.contains("#[dtor]")).map(|(_, index)| *index).collect();
    let mut numbers = Vec::new();
    let mut index = functions.imported;
    for payload in wasmparser::Parser::new(0).parse_all(module) {
        if let wasmparser::Payload::CodeSectionEntry(body) = payload? {
            if destructors.contains(&index) {
                numbers.push(super::resources::number(&body)?);
            }
            index += 1;
        }
    }
    Ok(numbers)
}

/// The new code section.
struct Code {
    /// Functions that lift the result of an async import.
    lifts: HashSet<u32>,
    /// Async exports.
    async_exports: HashSet<u32>,
    /// The built-in `waitable-set.wait`.
    wait: u32,
    /// What is called in the place of hidden functions.
    redirects: HashMap<u32, u32>,
    /// The engine's functions that take a borrowed and an owned handle.
    borrow: u32,
    own: u32,
    /// Ours that takes a borrowed handle of an async export.
    lend: u32,
    /// What `aim` was told.
    global: u32,
    copies: Vec<(i32, u32)>,
    exported: Vec<i32>,
}

/// Sends calls of functions to others.
struct Redirect<'a>(&'a HashMap<u32, u32>);

impl Reencode for Redirect<'_> {
    type Error = std::convert::Infallible;

    fn function_index(&mut self, index: u32) -> Result<u32, wasm_encoder::reencode::Error<Self::Error>> {
        Ok(self.0.get(&index).copied().unwrap_or(index))
    }
}

impl Bodies for Code {
    fn body(&mut self, out: &mut CodeSection, index: u32, body: FunctionBody<'_>) -> Result<(), PolishError> {
        if self.lifts.contains(&index) {
            out.function(&self.skipping(&body)?);
            return Ok(());
        }
        let mut redirects = self.redirects.clone();
        if self.async_exports.contains(&index) {
            redirects.insert(self.borrow, self.lend);
        }
        Redirect(&redirects).parse_function_body(out, body).map_err(PolishError::copy)
    }

    fn added(&mut self, out: &mut CodeSection) -> Result<(), PolishError> {
        out.function(&function(|code| {
            code.local_get(0).global_set(self.global).i32_const(0).end();
        }));
        out.function(&function(|code| {
            for (target, built_in) in &self.copies {
                code.global_get(self.global).i32_const(*target).i32_eq().if_(BlockType::Empty);
                code.local_get(0).call(*built_in).return_().end();
            }
            code.unreachable().end();
        }));
        out.function(&function(|code| {
            for number in &self.exported {
                code.local_get(1).i32_const(*number).i32_eq().if_(BlockType::Empty);
                code.local_get(0).local_get(1).local_get(2).call(self.borrow).return_().end();
            }
            code.local_get(0).local_get(1).local_get(2).call(self.own).end();
        }));
        // The bytes that Python gives are what the built-in takes.
        out.function(&function(|code| {
            let word = |offset| MemArg { offset, align: 0, memory_index: 0 };
            code.local_get(0).i32_load(word(0)).local_get(0).i32_load(word(4)).call(self.wait).end();
        }));
        Ok(())
    }
}

impl Code {
    /// `if aimed == SKIP { aimed = 0; return }` before a body.
    fn skipping(&self, body: &FunctionBody<'_>) -> Result<Function, PolishError> {
        let mut locals = Vec::new();
        for local in body.get_locals_reader()? {
            let (count, ty) = local?;
            let ty = wasm_encoder::reencode::RoundtripReencoder.val_type(ty).map_err(PolishError::copy)?;
            locals.push((count, ty));
        }
        let mut function = Function::new(locals);
        let mut code = function.instructions();
        code.global_get(self.global).i32_const(SKIP).i32_eq().if_(BlockType::Empty);
        code.i32_const(0).global_set(self.global).return_().end();
        let mut operators = body.get_binary_reader_for_operators()?;
        let rest = operators.read_bytes(operators.bytes_remaining())?;
        function.raw(rest.iter().copied());
        Ok(function)
    }
}

fn function(write: impl FnOnce(&mut InstructionSink<'_>)) -> Function {
    let mut function = Function::new([]);
    write(&mut function.instructions());
    function
}
