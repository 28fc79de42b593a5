//! Values as Go expressions. Every expression has its type spelled out, so that it can stand anywhere.

use witloom_bindgen::World;
use witloom_bindgen::guest::{Items, Literal, Literals, Quotes, by_width, piece, set};
use witloom_bindgen::interp::Value;
use witloom_bindgen::model::TypeId;

use super::super::source::Source;
use super::super::types::{Context, ErrorForm, OptionForm, prim_type};

/// An expression for a value of a type.
pub(super) fn literal(cx: &Context<'_>, src: &mut Source<'_>, id: TypeId, value: &Value) -> String {
    Expressions { cx, src }.literal(id, value)
}

/// Writes expressions into a file.
struct Expressions<'a, 'w, 's, 'n> {
    cx: &'a Context<'w>,
    src: &'s mut Source<'n>,
}

impl<'w> Literals<'w> for Expressions<'_, 'w, '_, '_> {
    fn world(&self) -> &'w World {
        self.cx.world
    }

    fn spell(&mut self, id: TypeId, literal: Literal<'_>) -> String {
        match literal {
            Literal::Bool(value) => value.to_string(),
            Literal::Int(prim, value) => format!("{}({value})", prim_type(prim)),
            Literal::F32(bits) => {
                self.src.std("math");
                format!("math.Float32frombits({bits:#x})")
            }
            Literal::F64(bits) => {
                self.src.std("math");
                format!("math.Float64frombits({bits:#x})")
            }
            Literal::Char(value) => format!("rune({:#x})", u32::from(value)),
            Literal::Text(text) => string(self.src, text),
            Literal::List(elem, items) => self.list(elem, items),
            // An array of a repeated unit is made of a slice.
            Literal::FixedList(elem, items) if items.count.is_some() => {
                format!("[{}]{}({})", items.all.len(), self.cx.go(self.src, elem), self.list(elem, items))
            }
            Literal::FixedList(elem, items) => {
                let items = self.each(elem, items.unit);
                self.composite(id, [items])
            }
            Literal::Map(entries) => self.composite(id, entries.iter().map(|entry| entry.join(": "))),
            Literal::Tuple(parts) => {
                self.composite(id, parts.iter().enumerate().map(|(i, part)| format!("F{i}: {part}")))
            }
            Literal::Record(_, parts) => {
                let names = self.cx.names.members(id).iter();
                let parts: Vec<String> = names.zip(parts).map(|(name, part)| format!("{name}: {part}")).collect();
                format!("{}{{{}}}", self.cx.go(self.src, id), parts.join(", "))
            }
            Literal::Option(some, payload) => self.option(id, some, payload),
            Literal::Result(Ok(payload)) => self.result(id, "OK", payload),
            Literal::Result(Err(payload)) => self.result(id, "Err", payload),
            Literal::Variant(case, _, payload) => {
                let value = payload.map(|payload| format!("Value: {payload}")).unwrap_or_default();
                format!("{}{{{value}}}", self.member(id, case))
            }
            Literal::Enum(case, _) => self.member(id, case),
            Literal::Flags(flags, bits) => {
                let names: Vec<String> = set(flags, bits).map(|(flag, _)| self.member(id, flag)).collect();
                let set = if names.is_empty() { "0".to_owned() } else { names.join(" | ") };
                format!("{}({set})", self.cx.go(self.src, id))
            }
            Literal::Stream(elem, items) => {
                let all = match elem {
                    Some(elem) => self.list(elem, items),
                    None => format!("make([]{}, {})", self.cx.payload(self.src, None), items.all.len()),
                };
                format!("flow({all}, {})", piece(items.all))
            }
            Literal::Future(payload, value) => {
                let value = self.or_unit(value);
                format!("later[{}]({value})", self.cx.payload(self.src, payload))
            }
        }
    }
}

impl Expressions<'_, '_, '_, '_> {
    fn composite(&mut self, id: TypeId, parts: impl IntoIterator<Item = String>) -> String {
        let parts: Vec<String> = parts.into_iter().collect();
        format!("{}{{{}}}", self.cx.structural(self.src, id), parts.join(", "))
    }

    fn list(&mut self, elem: TypeId, items: Items<'_>) -> String {
        let short = format!("[]{}{{{}}}", self.cx.go(self.src, elem), self.each(elem, items.unit));
        items.count.map_or(short.clone(), |count| format!("repeat({short}, {count})"))
    }

    fn member(&mut self, id: TypeId, index: usize) -> String {
        let qualifier = self.cx.owner(id).map(|owner| self.src.qualifier(owner)).unwrap_or_default();
        format!("{qualifier}{}", self.cx.names.members(id)[index])
    }

    fn or_unit(&mut self, payload: Option<String>) -> String {
        self.src.own("wit");
        payload.unwrap_or_else(|| "wit.Unit{}".to_owned())
    }

    fn result(&mut self, id: TypeId, constructor: &str, payload: Option<String>) -> String {
        let payload = self.or_unit(payload);
        let types = self.cx.world.ty(id).kind.result().unwrap_or_default();
        let [ok, err] = types.map(|ty| self.cx.payload(self.src, ty));
        format!("wit.{constructor}[{ok}, {err}]({payload})")
    }

    fn option(&mut self, id: TypeId, some: TypeId, payload: Option<String>) -> String {
        let inner = self.cx.go(self.src, some);
        self.src.own("wit");
        match (self.cx.option_form(some), payload) {
            (OptionForm::Pointer, Some(payload)) => format!("wit.Ptr[{inner}]({payload})"),
            (OptionForm::Nilable, Some(payload)) => format!("{inner}({payload})"),
            (OptionForm::Nested, Some(payload)) => format!("wit.Some[{inner}]({payload})"),
            (OptionForm::Pointer | OptionForm::Nilable, None) => format!("({})(nil)", self.cx.structural(self.src, id)),
            (OptionForm::Nested, None) => format!("wit.None[{inner}]()"),
        }
    }
}

/// The error that a function returns for an err payload.
pub(super) fn error(cx: &Context<'_>, src: &mut Source<'_>, form: ErrorForm, payload: Option<&Value>) -> String {
    match (form, payload) {
        (ErrorForm::None, _) => {
            src.own("wit");
            "wit.ErrFailed".to_owned()
        }
        (ErrorForm::Text, Some(Value::String(text))) => {
            src.own("wit");
            format!("wit.Error[string]{{Value: {}}}", string(src, text))
        }
        (ErrorForm::Itself(ty), Some(payload)) => literal(cx, src, ty, payload),
        (ErrorForm::Wrapped(ty), Some(payload)) => {
            src.own("wit");
            format!("wit.Error[{}]{{Value: {}}}", cx.go(src, ty), literal(cx, src, ty, payload))
        }
        (ErrorForm::Text | ErrorForm::Itself(_) | ErrorForm::Wrapped(_), payload) => {
            unreachable!("the matrix draws no {payload:?} here")
        }
    }
}

/// An interpreted string literal, or a repetition of one.
fn string(src: &mut Source<'_>, text: &str) -> String {
    Quotes { special: "", by_number: by_width }.text(text, |unit, count| {
        src.std("strings");
        format!("strings.Repeat({unit}, {count})")
    })
}
