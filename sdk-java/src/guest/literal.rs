//! Values as Java expressions. Every expression has its type spelled out, so that it can stand anywhere.
//!
//! A method has at most 64 KiB of code: expressions that are long become methods of their own.

use std::mem::take;

use witloom_bindgen::guest::{Items, Literal, Literals, Quotes, piece, set};
use witloom_bindgen::interp::Value;
use witloom_bindgen::model::{Prim, TypeId};
use witloom_bindgen::{World, Writer};

use crate::types::{Types, array_element, prim};

/// How long an expression may be before it gets a method, in characters.
const LONG: usize = 1000;

/// Writes the expressions of one class.
pub(super) struct Expressions<'a> {
    types: Types<'a>,
    /// Result type and expression of the methods to write.
    methods: Vec<(String, String)>,
}

impl<'a> Literals<'a> for Expressions<'a> {
    fn world(&self) -> &'a World {
        self.types.world
    }

    fn spell(&mut self, id: TypeId, literal: Literal<'_>) -> String {
        let text = self.whole(id, literal);
        if text.len() <= LONG {
            return text;
        }
        self.methods.push((self.types.plain(id), text));
        format!("value{}()", self.methods.len() - 1)
    }
}

impl<'a> Expressions<'a> {
    pub(super) fn new(types: Types<'a>) -> Self {
        Self { types, methods: Vec::new() }
    }

    /// The methods that the expressions so far call.
    pub(super) fn methods(&mut self, w: &mut Writer) {
        for (number, (ty, text)) in take(&mut self.methods).into_iter().enumerate() {
            w.gap();
            w.block(format!("private static {ty} value{number}() {{"), "}", |w| w.line(format!("return {text};")));
        }
    }

    fn whole(&mut self, id: TypeId, literal: Literal<'_>) -> String {
        let types = self.types;
        match literal {
            Literal::Bool(value) => value.to_string(),
            // The top half of `u64` is negative in Java.
            Literal::Int(of, value) => match prim(of).plain {
                "long" => format!("{}L", value as i64),
                "int" => value.to_string(),
                narrow => format!("({narrow}) {value}"),
            },
            Literal::F32(bits) => format!("Float.intBitsToFloat({bits:#x})"),
            Literal::F64(bits) => format!("Double.longBitsToDouble({bits:#x}L)"),
            Literal::Char(value) => format!("{:#x}", u32::from(value)),
            Literal::Text(text) => string(text),
            Literal::List(elem, items) | Literal::FixedList(elem, items) => self.list(elem, items),
            Literal::Map(entries) => {
                let java = types.boxed(id);
                let args = java.strip_prefix("Map").unwrap_or(&java);
                format!("Script.{args}map({})", entries.concat().join(", "))
            }
            Literal::Tuple(parts) => format!("new {}({})", types.boxed(id), parts.join(", ")),
            Literal::Record(_, parts) => format!("new {}({})", types.named(id), parts.join(", ")),
            Literal::Option(some, Some(payload)) => format!("Optional.<{}>of({payload})", types.boxed(some)),
            Literal::Option(some, None) => format!("Optional.<{}>empty()", types.boxed(some)),
            Literal::Result(Ok(payload)) => result(&types.boxed(id), "Ok", payload),
            Literal::Result(Err(payload)) => result(&types.boxed(id), "Err", payload),
            Literal::Variant(case, _, payload) => {
                format!("new {}.{}({})", types.named(id), types.names.members(id)[case], payload.unwrap_or_default())
            }
            Literal::Enum(case, _) => format!("{}.{}", types.named(id), types.names.members(id)[case]),
            Literal::Flags(flags, bits) => {
                let (class, names) = (types.named(id), types.names.members(id));
                let set: Vec<String> = set(flags, bits).map(|(at, _)| format!("{class}.{}", names[at])).collect();
                match set.as_slice() {
                    [] => format!("EnumSet.noneOf({class}.class)"),
                    set => format!("EnumSet.of({})", set.join(", ")),
                }
            }
            Literal::Stream(elem, items) => self.stream(id, elem, items),
            Literal::Future(payload, value) => {
                let java = payload.map_or("Void".to_owned(), |payload| types.boxed(payload));
                format!("Ends.<{java}>later({})", value.unwrap_or_else(|| "null".to_owned()))
            }
        }
    }

    /// A stream that gives its elements in pieces.
    fn stream(&mut self, id: TypeId, elem: Option<TypeId>, items: Items<'_>) -> String {
        let size = piece(items.all);
        let Some(elem) = elem else { return format!("Ends.<Void>items({size}, new Void[{}])", items.all.len()) };
        if self.types.is_bytes(id) {
            return format!("Ends.bytes({size}, {})", self.list(elem, items));
        }
        let java = self.types.boxed(elem);
        let (unit, count) = (self.each(elem, items.unit), items.count.unwrap_or(1));
        format!("Ends.<{java}>items({size}, Script.repeat(Arrays.<{java}>asList({unit}), {count}))")
    }

    fn list(&mut self, elem: TypeId, items: Items<'_>) -> String {
        let Some(prim) = self.types.as_prim(elem) else {
            let short = format!("List.<{}>of({})", self.types.boxed(elem), self.each(elem, items.unit));
            return items.count.map_or(short.clone(), |count| format!("Script.repeat({short}, {count})"));
        };
        // Bytes are signed in Java.
        let element = |value: &Value| match (prim, value) {
            (Prim::U8, Value::Int(value)) => format!("(byte) {value}"),
            (_, value) => self.literal(elem, value),
        };
        let (java, unit) = (array_element(prim), items.unit.iter().map(element).collect::<Vec<_>>());
        let short = format!("new {java}[] {{{}}}", unit.join(", "));
        let (size, length) = (unit.len(), items.all.len());
        items.count.map_or(short.clone(), |_| format!("Script.repeat({short}, {size}, new {java}[{length}], {length})"))
    }
}

fn result(java: &str, case: &str, payload: Option<String>) -> String {
    match java.strip_prefix("Result<") {
        Some(args) => {
            format!("Result.<{args}{}({})", case.to_lowercase(), payload.unwrap_or_else(|| "null".to_owned()))
        }
        None => format!("new {java}.{case}({})", payload.unwrap_or_default()),
    }
}

/// A string literal, or a repetition of one. Java replaces `\u` escapes before anything else, which makes an end of line
/// or a quote of some of them: control characters are octal.
pub(super) fn string(text: &str) -> String {
    let by_number = |c: char| match c {
        '\0'..='\u{7f}' => format!("\\{:03o}", u32::from(c)),
        _ => c.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")).collect(),
    };
    Quotes { special: "", by_number }.text(text, |unit, count| format!("{unit}.repeat({count})"))
}
