//! Integer division as languages with exceptions have it.
//!
//! WebAssembly traps on a division by zero and on `MIN / -1`; Java, for one, throws in the first case and answers
//! `MIN` in the second. Where a module exports `witloom:arith/division-by-zero`, signed divisions whose divisor is
//! not a harmless constant call a function that checks first. Modules without that export stay as they are.

use std::mem::discriminant;

use walrus::ir::{BinaryOp, Binop, Call, Instr, InstrSeq, Value, VisitorMut, dfs_pre_order_mut};
use walrus::{ExportItem, FunctionBuilder, FunctionId, Module, ValType};

use super::LinkError;
use super::body::when;

/// `() → ()`: throws.
const THROWER: &str = "witloom:arith/division-by-zero";
/// The instructions that such languages see differently.
const CHECKED: [BinaryOp; 4] = [BinaryOp::I32DivS, BinaryOp::I32RemS, BinaryOp::I64DivS, BinaryOp::I64RemS];

/// Makes divisions throw, if the module says how.
pub(crate) fn check_divisions(module: &mut Module) -> Result<(), LinkError> {
    let thrower = module.exports.iter().find(|export| export.name == THROWER).map(|export| export.item);
    let Some(ExportItem::Function(thrower)) = thrower else { return Ok(()) };
    let ty = module.types.get(module.funcs.get(thrower).ty());
    if !ty.params().is_empty() || !ty.results().is_empty() {
        return Err(LinkError::Provider { import: THROWER.to_owned() });
    }
    let users: Vec<FunctionId> = module.funcs.iter_local().map(|(id, _)| id).collect();
    let checked = CHECKED.map(|op| checked_division(module, op, thrower));
    for user in users {
        let function = module.funcs.get_mut(user).kind.unwrap_local_mut();
        let entry = function.entry_block();
        dfs_pre_order_mut(&mut Redirect { checked }, function, entry);
    }
    Ok(())
}

/// `(a, b) → a op b`, checked.
fn checked_division(module: &mut Module, op: BinaryOp, thrower: FunctionId) -> FunctionId {
    let long = matches!(op, BinaryOp::I64DivS | BinaryOp::I64RemS);
    let ty = if long { ValType::I64 } else { ValType::I32 };
    let number = |value: i32| if long { Value::I64(value.into()) } else { Value::I32(value) };
    let (equal, minus) = if long { (BinaryOp::I64Eq, BinaryOp::I64Sub) } else { (BinaryOp::I32Eq, BinaryOp::I32Sub) };
    let (a, b) = (module.locals.add(ty), module.locals.add(ty));
    let mut builder = FunctionBuilder::new(&mut module.types, &[ty, ty], &[ty]);
    builder.name("witloom.divide".to_owned());
    let mut body = builder.func_body();
    body.local_get(b).const_(number(0)).binop(equal);
    when(&mut body, |seq| {
        seq.call(thrower);
    });
    if matches!(op, BinaryOp::I32DivS | BinaryOp::I64DivS) {
        body.local_get(b).const_(number(-1)).binop(equal);
        when(&mut body, |seq| {
            seq.const_(number(0)).local_get(a).binop(minus).return_();
        });
    }
    body.local_get(a).local_get(b).binop(op);
    builder.finish(vec![a, b], &mut module.funcs)
}

struct Redirect {
    checked: [FunctionId; 4],
}

impl VisitorMut for Redirect {
    fn start_instr_seq_mut(&mut self, seq: &mut InstrSeq) {
        for at in 0..seq.instrs.len() {
            let Instr::Binop(Binop { op }) = seq.instrs[at].0 else { continue };
            let Some(which) = CHECKED.iter().position(|checked| discriminant(checked) == discriminant(&op)) else {
                continue;
            };
            let divisor = at.checked_sub(1).map(|before| &seq.instrs[before].0);
            if !divisor.is_some_and(harmless) {
                seq.instrs[at].0 = Instr::Call(Call { func: self.checked[which] });
            }
        }
    }
}

/// A constant that neither traps nor overflows as a divisor.
fn harmless(divisor: &Instr) -> bool {
    let Instr::Const(constant) = divisor else { return false };
    match constant.value {
        Value::I32(value) => !matches!(value, 0 | -1),
        Value::I64(value) => !matches!(value, 0 | -1),
        Value::F32(_) | Value::F64(_) | Value::V128(_) => false,
    }
}
