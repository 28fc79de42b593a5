//! Guests of the matrix: each vector's values as words, compared with the words of their types.

use std::fmt::Write as _;

use witloom_bindgen::binding::{Binding, Func, Node};
use witloom_bindgen::guest::{CONTROL, GuestWriter, PLAYER, Role, Script, ScriptCall, repeated_text, repetition};
use witloom_bindgen::interp::Value;
use witloom_bindgen::model::TypeId;
use witloom_bindgen::{FileSet, GenerateError, Language, Plan, World};

use crate::generate::{Sixth, signature};
use crate::types::Types;

/// Writes guests.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Guests;

impl GuestWriter for Guests {
    fn guest(&self, world: &World, script: &Script) -> Result<FileSet, GenerateError> {
        Sixth.accept(world)?;
        let plan = Plan::new(world);
        let binding = Binding::new(world, &plan);
        let types = Types { world, binding: &binding };
        let mut text = include_str!("../runtime/control.6th").to_owned();
        match script.role {
            Role::Caller => caller(types, script, &mut text),
            Role::Callee => callee(types, script, &mut text),
        }
        let mut files = FileSet::new();
        files.insert("guest.6th", text);
        Ok(files)
    }
}

fn func<'a>(types: Types<'a>, call: &ScriptCall) -> Option<&'a Func> {
    types.binding.funcs().iter().find(|func| func.interface == call.interface && func.index == call.function)
}

/// The title of a function of the matrix's own interfaces.
fn of_matrix(types: Types<'_>, interface: &str, name: &str) -> String {
    let ends = format!("/{interface}#{name}");
    let found = types.binding.funcs().iter().map(|func| func.title.as_str()).find(|title| title.ends_with(&ends));
    found.unwrap_or_default().to_owned()
}

fn callee(types: Types<'_>, script: &Script, text: &mut String) {
    let (expect, complaint) = (of_matrix(types, CONTROL, "expect"), of_matrix(types, CONTROL, "complaint"));
    let _ = write!(
        text,
        "
: {expect} ( f:i32 v:i32 -- )  f -> function  v -> vector ;

: {complaint} ( -- i32 )
  local from
  complaint.length i32.eqz if  option<string>.none return  then
  complaint complaint.length text option<string>.some -> from
  0 -> complaint.length
  from ;
"
    );
    for call in &script.calls {
        let Some(func) = func(types, call) else { continue };
        let _ = writeln!(text, "\n: {} {}", func.title, signature(types, func));
        for (number, vector) in call.vectors.iter().enumerate() {
            let _ = writeln!(text, "  vector {number} i32.eq if");
            for (at, (param, value)) in func.params.iter().zip(&vector.params).enumerate() {
                let (value, same) = (literal(types, param.ty, value), types.same(param.ty));
                let _ = writeln!(text, "    p{at}  {value}  {same}  \"parameter `{}` differs\" check", param.name);
            }
            let result = func.result.as_ref().zip(vector.result.as_ref());
            let result = result.map(|(passed, value)| literal(types, passed.ty, value)).unwrap_or_default();
            let _ = writeln!(text, "    {result} return\n  then");
        }
        text.push_str("  unreachable ;\n");
    }
}

fn caller(types: Types<'_>, script: &Script, text: &mut String) {
    for call in &script.calls {
        let Some(func) = func(types, call) else { continue };
        let _ = writeln!(text, "\n: play-{} ( vector:i32 -- )", call.number);
        for (number, vector) in call.vectors.iter().enumerate() {
            let params = func.params.iter().zip(&vector.params);
            let params: String = params.map(|(param, value)| literal(types, param.ty, value) + "  ").collect();
            let result = func.result.as_ref().zip(vector.result.as_ref()).map(|(passed, value)| {
                format!(
                    "  {}  {}  \"the result differs\" check",
                    literal(types, passed.ty, value),
                    types.same(passed.ty)
                )
            });
            let result = result.unwrap_or_default();
            let _ = writeln!(text, "  vector {number} i32.eq if  {params}{}{result}  then", func.title);
        }
        text.push_str("  ;\n");
    }
    let (expect, complaint) = (of_matrix(types, CONTROL, "expect"), of_matrix(types, CONTROL, "complaint"));
    let _ = write!(text, "\n: {} ( number:i32 vector:i32 -- i32 )\n  local said\n", of_matrix(types, PLAYER, "play"));
    let _ = writeln!(text, "  number vector {expect}\n  0 -> complaint.length");
    for call in &script.calls {
        let _ = writeln!(text, "  number {0} i32.eq if  vector play-{0}  then", call.number);
    }
    let _ = writeln!(
        text,
        "  {complaint} -> said
  said i32.load8_u if  \"callee: \" text said 4 i32.add string.join result<_,string>.err return  then
  complaint.length if  \"caller: \" text complaint complaint.length text string.join result<_,string>.err return  then
  result<_,string>.ok ;"
    );
}

/// Words that leave a value.
fn literal(types: Types<'_>, ty: TypeId, value: &Value) -> String {
    let label = || types.label(ty);
    match (types.node(ty), value) {
        (_, Value::Bool(value)) => u8::from(*value).to_string(),
        (_, Value::Int(value)) if types.core(ty) == "i64" => format!("{value}:i64"),
        (_, Value::Int(value)) => value.to_string(),
        (_, Value::Char(value)) => u32::from(*value).to_string(),
        (_, Value::Enum(number) | Value::Flags(number) | Value::Handle(number)) => number.to_string(),
        (_, Value::F32(bits)) => format!("{bits}:f32"),
        (_, Value::F64(bits)) => format!("{bits}:f64"),
        (_, Value::String(text)) => string(text),
        (Node::List(elements), Value::List(values)) => {
            let (unit, times) = repetition(values).unwrap_or((values, 1));
            let mut words = format!("{} {}", unit.len(), label());
            for (at, value) in unit.iter().enumerate() {
                let value = literal(types, elements.ty, value);
                let _ = write!(words, " dup {at} {}.at {value} {}", label(), types.store(elements.ty));
            }
            if times == 1 { words } else { format!("{words} {times} {} repeated", elements.stride) }
        }
        (Node::Record(parts) | Node::Tuple(parts), Value::Product(values)) => {
            let values = parts.iter().zip(values).map(|(part, value)| literal(types, part.ty, value) + " ");
            values.collect::<String>() + &label()
        }
        (node, Value::Sum(case, payload)) => {
            let arms = types.arms(node).map(|(_, arms)| arms).unwrap_or_default();
            let Some(arm) = arms.get(*case as usize) else { return "unreachable".to_owned() };
            let held = arm.payload.zip(payload.as_deref());
            let held = held.map(|(held, value)| literal(types, held.ty, value) + " ").unwrap_or_default();
            format!("{held}{}.{}", label(), arm.name)
        }
        (_, Value::List(_) | Value::Product(_)) => "unreachable".to_owned(),
    }
}

fn string(text: &str) -> String {
    let (unit, times) = repeated_text(text).unwrap_or((text.to_owned(), 1));
    let plain = |c: char| (' '..='~').contains(&c) && c != '"' && c != '\\';
    let escaped: String =
        unit.chars().map(|c| if plain(c) { c.to_string() } else { format!("\\u{{{:x}}}", u32::from(c)) }).collect();
    if times == 1 { format!("\"{escaped}\" text") } else { format!("\"{escaped}\" text {times} 1 repeated") }
}
