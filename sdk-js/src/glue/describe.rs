//! Tables: names of enum cases, and the descriptions by which a misfit is explained.

use witloom_bindgen::Writer;
use witloom_bindgen::binding::{Elements, Node, Payload};
use witloom_bindgen::model::{Prim, TypeId};

use super::{Glue, Routine};
use crate::expr::Expr;
use crate::names::{key, property, string};

impl Glue<'_> {
    /// A description: the name of a type without parts, or the table of one with parts.
    pub(super) fn description(&self, ty: TypeId) -> String {
        match self.node(ty) {
            Node::Prim(prim) => string(prim.wit_name()),
            Node::Text => string("string"),
            Node::List(_)
            | Node::FixedList { .. }
            | Node::Map { .. }
            | Node::Record(_)
            | Node::Tuple(_)
            | Node::Option { .. }
            | Node::Result { .. }
            | Node::Variant { .. }
            | Node::Enum { .. }
            | Node::Flags { .. }
            | Node::Handle(_)
            | Node::Stream(_)
            | Node::Future(_)
            | Node::Alias(_) => self.want(ty, Routine::Describe),
        }
    }

    fn described(&self, ty: Option<TypeId>) -> Expr {
        Expr::text(ty.map_or_else(|| "undefined".to_owned(), |ty| self.description(ty)))
    }

    /// The name that messages give to a named type.
    fn label(&self, ty: TypeId) -> Expr {
        let name = self.world.ty(ty).name.as_ref().map_or("value", |name| name.name.as_str());
        Expr::text(string(name))
    }
}

/// `$casesX`
pub(super) fn cases(glue: &Glue<'_>, w: &mut Writer, ty: TypeId) {
    let name = glue.want(ty, Routine::Cases);
    let names = Expr::Array(glue.labels(ty).iter().map(|case| Expr::text(string(&case.name))).collect());
    w.line(names.statement(0, &format!("const {name} = "), ";"));
}

/// `$indexX`
pub(super) fn index(glue: &Glue<'_>, w: &mut Writer, ty: TypeId) {
    let (name, cases) = (glue.want(ty, Routine::Index), glue.labels(ty));
    if let [only] = cases {
        w.line(format!("const {name} = new Map([[{}, 0]]);", string(&only.name)));
        return;
    }
    w.line(format!("const {name} = new Map(["));
    w.indented(|w| {
        for (i, case) in cases.iter().enumerate() {
            w.line(format!("[{}, {i}],", string(&case.name)));
        }
    });
    w.line("]);");
}

/// `$typeX`
pub(super) fn describe(glue: &Glue<'_>, w: &mut Writer, ty: TypeId) {
    let name = glue.want(ty, Routine::Describe);
    let object = |fields: Vec<(&str, Expr)>| {
        Expr::Object(fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
    };
    let kind = |kind: &str| ("kind", Expr::text(string(kind)));
    let held = |payload: &Option<Payload>| glue.described(payload.as_ref().map(|payload| payload.ty));
    let list = |elements: &Elements, count: Option<u32>| {
        let mut fields = vec![kind("list"), ("of", glue.described(Some(elements.ty)))];
        fields.extend(count.map(|count| ("length", Expr::text(count.to_string()))));
        fields.extend(elements.bulk.and_then(typed_array).map(|array| ("bulk", Expr::text(string(array)))));
        object(fields)
    };
    let table = match glue.node(ty) {
        Node::List(elements) => list(elements, None),
        Node::FixedList { elements, count, .. } => list(elements, Some(*count)),
        Node::Option { some, .. } => {
            let mut fields = vec![kind("option"), ("of", glue.described(Some(some.ty)))];
            fields.extend(glue.plain_option(ty).is_none().then(|| ("tagged", Expr::text("true"))));
            object(fields)
        }
        Node::Result { ok, err, .. } => object(vec![kind("result"), ("ok", held(ok)), ("err", held(err))]),
        Node::Tuple(parts) => {
            let parts = parts.iter().map(|part| glue.described(Some(part.ty))).collect();
            object(vec![kind("tuple"), ("of", Expr::Array(parts))])
        }
        Node::Record(fields) => {
            let fields = fields.iter().map(|f| (key(&property(&f.name)), glue.described(Some(f.ty)))).collect();
            object(vec![kind("record"), ("name", glue.label(ty)), ("of", Expr::Object(fields))])
        }
        Node::Variant { cases, .. } => {
            let cases = cases.iter().map(|c| (key(&c.name), held(&c.payload))).collect();
            object(vec![kind("variant"), ("name", glue.label(ty)), ("of", Expr::Object(cases))])
        }
        Node::Enum { .. } => {
            let index = glue.want(ty, Routine::Index);
            object(vec![kind("enum"), ("name", glue.label(ty)), ("of", Expr::text(index))])
        }
        Node::Flags { flags, .. } => {
            let flags = flags.iter().map(|f| Expr::text(string(&property(&f.name)))).collect();
            object(vec![kind("flags"), ("name", glue.label(ty)), ("of", Expr::Array(flags))])
        }
        Node::Handle(handle) => object(vec![kind("handle"), ("of", Expr::text(glue.resource(handle.resource)))]),
        Node::Map { key, value, .. } => {
            let part = |ty| glue.described(Some(ty));
            object(vec![kind("map"), ("key", part(key.ty)), ("of", part(value.ty))])
        }
        Node::Stream(_) => object(vec![kind("stream")]),
        Node::Future(_) => object(vec![kind("future")]),
        Node::Prim(_) | Node::Text | Node::Alias(_) => object(vec![]),
    };
    w.line(table.statement(0, &format!("const {name} = "), ";"));
}

/// The typed array that holds a list of a primitive.
pub(crate) fn typed_array(prim: Prim) -> Option<&'static str> {
    match prim {
        Prim::U8 => Some("Uint8Array"),
        Prim::S8 => Some("Int8Array"),
        Prim::U16 => Some("Uint16Array"),
        Prim::S16 => Some("Int16Array"),
        Prim::U32 => Some("Uint32Array"),
        Prim::S32 => Some("Int32Array"),
        Prim::U64 => Some("BigUint64Array"),
        Prim::S64 => Some("BigInt64Array"),
        Prim::F32 => Some("Float32Array"),
        Prim::F64 => Some("Float64Array"),
        Prim::Bool | Prim::Char => None,
    }
}
