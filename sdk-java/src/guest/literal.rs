//! Values as Java expressions. Every expression has its type spelled out, so that it can stand anywhere.
//!
//! A method has at most 64 KiB of code: expressions that are long become methods of their own.

use std::mem::take;

use witloom_bindgen::Writer;
use witloom_bindgen::guest::{piece, repeated_text, repetition};
use witloom_bindgen::interp::Value;
use witloom_bindgen::model::{Kind, MapKind, Prim, TypeId};

use crate::types::{Types, array_element, prim};

/// How long an expression may be before it gets a method, in characters.
const LONG: usize = 1000;

/// Writes the expressions of one class.
pub(super) struct Literals<'a> {
    types: Types<'a>,
    /// Result type and expression of the methods to write.
    methods: Vec<(String, String)>,
}

impl<'a> Literals<'a> {
    pub(super) fn new(types: Types<'a>) -> Self {
        Self { types, methods: Vec::new() }
    }

    /// An expression for a value of a type.
    pub(super) fn of(&mut self, id: TypeId, value: &Value) -> String {
        let text = self.whole(id, value);
        if text.len() <= LONG {
            return text;
        }
        self.methods.push((self.types.plain(id), text));
        format!("value{}()", self.methods.len() - 1)
    }

    /// An expression for a payload that may be absent.
    pub(super) fn optional(&mut self, ty: Option<TypeId>, payload: Option<&Value>) -> Option<String> {
        ty.zip(payload).map(|(ty, payload)| self.of(ty, payload))
    }

    /// The methods that the expressions so far call.
    pub(super) fn methods(&mut self, w: &mut Writer) {
        for (number, (ty, text)) in take(&mut self.methods).into_iter().enumerate() {
            w.gap();
            w.block(format!("private static {ty} value{number}() {{"), "}", |w| w.line(format!("return {text};")));
        }
    }

    fn whole(&mut self, id: TypeId, value: &Value) -> String {
        let world = self.types.world;
        match (&world.ty(id).kind, value) {
            (Kind::Prim(prim), value) => primitive(*prim, value),
            (Kind::String, Value::String(text)) => string(text),
            (Kind::List(elem) | Kind::FixedList(elem, _), Value::List(values)) => self.list(*elem, values),
            (Kind::Map(map), Value::List(entries)) => {
                let parts: Vec<String> = entries.iter().flat_map(|entry| self.entry(map, entry)).collect();
                let (key, value) = (self.types.boxed(map.key), self.types.boxed(map.value));
                format!("Script.<{key}, {value}>map({})", parts.join(", "))
            }
            (Kind::Tuple(types), Value::Product(values)) => self.construct(&self.types.boxed(id), types, values),
            (Kind::Record(fields), Value::Product(values)) => {
                let types: Vec<TypeId> = fields.iter().map(|field| field.ty).collect();
                self.construct(&self.types.named(id), &types, values)
            }
            (Kind::Option(some), Value::Sum(_, payload)) => {
                let inner = self.types.boxed(*some);
                match payload {
                    Some(payload) => format!("Optional.<{inner}>of({})", self.of(*some, payload)),
                    None => format!("Optional.<{inner}>empty()"),
                }
            }
            (Kind::Result { ok, err }, Value::Sum(case, payload)) => {
                let (method, ty) = if *case == 0 { ("ok", ok) } else { ("err", err) };
                let payload = self.optional(*ty, payload.as_deref()).unwrap_or_else(|| "null".to_owned());
                let java = self.types.boxed(id);
                match java.strip_prefix("Result<") {
                    Some(args) => format!("Result.<{args}{method}({payload})"),
                    None if *case == 0 => format!("new {java}.Ok({})", ty.map(|_| payload).unwrap_or_default()),
                    None => format!("new {java}.Err({})", ty.map(|_| payload).unwrap_or_default()),
                }
            }
            (Kind::Variant(cases), Value::Sum(case, payload)) => {
                let name = &self.types.names.members(id)[*case as usize];
                let payload = self.optional(cases[*case as usize].ty, payload.as_deref());
                format!("new {}.{name}({})", self.types.named(id), payload.unwrap_or_default())
            }
            (Kind::Enum(_), Value::Enum(case)) => {
                format!("{}.{}", self.types.named(id), self.types.names.members(id)[*case as usize])
            }
            (Kind::Flags(_), Value::Flags(bits)) => {
                let class = self.types.named(id);
                let names = self.types.names.members(id).iter().enumerate().filter(|(i, _)| bits >> i & 1 == 1);
                let set: Vec<String> = names.map(|(_, name)| format!("{class}.{name}")).collect();
                match set.as_slice() {
                    [] => format!("EnumSet.noneOf({class}.class)"),
                    set => format!("EnumSet.of({})", set.join(", ")),
                }
            }
            (Kind::Stream(elem), Value::List(values)) => self.stream(id, *elem, values),
            (Kind::Future(payload), value) => {
                let java = payload.map_or("Void".to_owned(), |payload| self.types.boxed(payload));
                let value = payload.map_or("null".to_owned(), |payload| self.of(payload, value));
                format!("Ends.<{java}>later({value})")
            }
            (Kind::Alias(target), value) => self.whole(*target, value),
            (kind, value) => unreachable!("the matrix draws no {value:?} for {kind:?}"),
        }
    }

    fn entry(&mut self, map: &MapKind, entry: &Value) -> Vec<String> {
        match entry {
            Value::Product(parts) => {
                [map.key, map.value].iter().zip(parts).map(|(ty, value)| self.of(*ty, value)).collect()
            }
            other => unreachable!("the matrix draws no {other:?} for an entry"),
        }
    }

    fn construct(&mut self, class: &str, types: &[TypeId], values: &[Value]) -> String {
        let parts = types.iter().zip(values).map(|(ty, value)| self.of(*ty, value));
        format!("new {class}({})", parts.collect::<Vec<_>>().join(", "))
    }

    /// A stream that gives its elements in pieces.
    fn stream(&mut self, id: TypeId, elem: Option<TypeId>, values: &[Value]) -> String {
        let size = piece(values);
        let Some(elem) = elem else { return format!("Ends.<Void>items({size}, new Void[{}])", values.len()) };
        if self.types.is_bytes(id) {
            return format!("Ends.bytes({size}, {})", self.list(elem, values));
        }
        let java = self.types.boxed(elem);
        let (unit, count) = repetition(values).unwrap_or((values, 1));
        let items: Vec<String> = unit.iter().map(|value| self.of(elem, value)).collect();
        let items = items.join(", ");
        format!("Ends.<{java}>items({size}, Script.repeat(Arrays.<{java}>asList({items}), {count}))")
    }

    fn list(&mut self, elem: TypeId, values: &[Value]) -> String {
        let (unit, count) = repetition(values).map_or((values, None), |(unit, count)| (unit, Some(count)));
        let Some(prim) = self.types.as_prim(elem) else {
            let items: Vec<String> = unit.iter().map(|value| self.of(elem, value)).collect();
            let short = format!("List.<{}>of({})", self.types.boxed(elem), items.join(", "));
            return count.map_or(short.clone(), |count| format!("Script.repeat({short}, {count})"));
        };
        let java = array_element(prim);
        let items: Vec<String> = unit.iter().map(|value| element(prim, value)).collect();
        let short = format!("new {java}[] {{{}}}", items.join(", "));
        let (size, length) = (unit.len(), values.len());
        count.map_or(short.clone(), |_| format!("Script.repeat({short}, {size}, new {java}[{length}], {length})"))
    }
}

/// An element of an array; bytes are signed in Java.
fn element(prim: Prim, value: &Value) -> String {
    match (prim, value) {
        (Prim::U8, Value::Int(value)) => format!("(byte) {value}"),
        (_, value) => primitive(prim, value),
    }
}

fn primitive(of: Prim, value: &Value) -> String {
    match value {
        Value::Bool(value) => value.to_string(),
        // The top half of `u64` is negative in Java.
        Value::Int(value) => match prim(of).plain {
            "long" => format!("{}L", *value as i64),
            "int" => value.to_string(),
            narrow => format!("({narrow}) {value}"),
        },
        Value::F32(bits) => format!("Float.intBitsToFloat({bits:#x})"),
        Value::F64(bits) => format!("Double.longBitsToDouble({bits:#x}L)"),
        Value::Char(value) => format!("{:#x}", u32::from(*value)),
        other => unreachable!("the matrix draws no {other:?} for a primitive"),
    }
}

/// A string literal, or a repetition of one.
pub(super) fn string(text: &str) -> String {
    match repeated_text(text) {
        None => quoted(text),
        Some((unit, count)) => format!("{}.repeat({count})", quoted(&unit)),
    }
}

/// A string literal in ASCII. Java replaces `\u` escapes before anything else, which makes an end of line or a
/// quote of some of them: control characters are octal.
fn quoted(text: &str) -> String {
    let escape = |unit: u16| match char::from_u32(unit.into()) {
        Some(c @ ('"' | '\\')) => format!("\\{c}"),
        Some(c @ ' '..='~') => c.to_string(),
        Some('\0'..='\u{7f}') => format!("\\{unit:03o}"),
        Some(_) | None => format!("\\u{unit:04x}"),
    };
    format!("\"{}\"", text.encode_utf16().map(escape).collect::<String>())
}
