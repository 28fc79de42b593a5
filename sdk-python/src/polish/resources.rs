//! Exported resources in the engine's bindings module.
//!
//! The engine's destructors do nothing: each is rewritten to call the function through which Python hears of
//! drops, and that function's clean-up. And an own handle that comes home stays in the handle table for ever:
//! every call that lifts one goes through a new function, which drops the handle afterwards. Python knows by
//! then that this drop is no farewell.

use wasm_encoder::reencode::Reencode;
use wasm_encoder::{BlockType, CodeSection, Function, InstructionSink};
use wasmparser::{FunctionBody, Operator};

use super::PolishError;
use super::module::{Added, Bodies, Functions, Redirect, with};
use crate::engine::DROP;

/// The engine's function that takes an own handle: `(context, resource, handle)`.
const PUSH_OWN: &str = "wit_dylib_push_own";

/// Destructors of the module: function index, and the import that drops a handle.
fn destructors(functions: &Functions) -> Result<Vec<(u32, u32)>, PolishError> {
    let mut destructors = Vec::new();
    for (name, index) in &functions.exports {
        let Some((interface, resource)) = name.split_once("#[dtor]") else { continue };
        let drop = import(functions, &format!("[export]{interface}"), &format!("[resource-drop]{resource}"))?;
        destructors.push((*index, drop));
    }
    destructors.sort_unstable();
    Ok(destructors)
}

fn import(functions: &Functions, module: &str, name: &str) -> Result<u32, PolishError> {
    functions.import(module, name).ok_or_else(|| PolishError::Missing(format!("{module} {name}")))
}

fn export(functions: &Functions, name: &str) -> Result<u32, PolishError> {
    functions.exports.get(name).copied().ok_or_else(|| PolishError::Missing(name.to_owned()))
}

/// The module with its resources put right; `None` when it exports none.
pub(super) fn rewrite(module: &[u8]) -> Result<Option<Vec<u8>>, PolishError> {
    let functions = Functions::read(module)?;
    let destructors = destructors(&functions)?;
    if destructors.is_empty() {
        return Ok(None);
    }
    let push_own = import(&functions, "env", PUSH_OWN)?;
    let mut code = Code {
        functions: &functions,
        destructors,
        redirect: Redirect { from: push_own, to: functions.next() },
        numbers: Vec::new(),
    };
    let ty = functions.types[push_own as usize];
    with(module, &functions, &Added { functions: &[ty], global: false }, &mut code).map(Some)
}

/// The new code section.
struct Code<'a> {
    functions: &'a Functions,
    destructors: Vec<(u32, u32)>,
    redirect: Redirect,
    /// The engine's number of each exported resource, with the import that drops its handles.
    numbers: Vec<(i32, u32)>,
}

impl Bodies for Code<'_> {
    fn body(&mut self, out: &mut CodeSection, index: u32, body: FunctionBody<'_>) -> Result<(), PolishError> {
        let Some((_, drop)) = self.destructors.iter().find(|(destructor, _)| *destructor == index) else {
            return self.redirect.parse_function_body(out, body).map_err(PolishError::copy);
        };
        self.numbers.push((number(&body)?, *drop));
        let heard = export(self.functions, DROP)?;
        let clean_up = export(self.functions, &format!("cabi_post_{DROP}"))?;
        out.function(&function(|code| {
            code.local_get(0).call(heard).call(clean_up).end();
        }));
        Ok(())
    }

    fn added(&mut self, out: &mut CodeSection) -> Result<(), PolishError> {
        out.function(&take_own(self.redirect.from, &self.numbers));
        Ok(())
    }
}

/// The engine's number of a resource: its destructor begins with it.
pub(super) fn number(destructor: &FunctionBody<'_>) -> Result<i32, PolishError> {
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
