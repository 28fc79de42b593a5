//! Tables: names of enum cases, and the descriptions by which a misfit is explained.

use witloom_bindgen::Writer;
use witloom_bindgen::model::{Kind, Prim, TypeId};

use super::{Glue, Routine};
use crate::expr::Expr;
use crate::names::{key, property, string};

impl Glue<'_> {
    /// A description: the name of a type without parts, or the table of one with parts.
    pub(super) fn description(&self, ty: TypeId) -> String {
        match self.kind(ty) {
            Kind::Prim(prim) => string(prim.wit_name()),
            Kind::String => string("string"),
            _ => self.want(ty, Routine::Describe),
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
    let Kind::Enum(cases) = glue.kind(ty) else { return };
    let name = glue.want(ty, Routine::Cases);
    let names = Expr::Array(cases.iter().map(|case| Expr::text(string(&case.name))).collect());
    w.line(names.statement(0, &format!("const {name} = "), ";"));
}

/// `$indexX`
pub(super) fn index(glue: &Glue<'_>, w: &mut Writer, ty: TypeId) {
    let Kind::Enum(cases) = glue.kind(ty) else { return };
    let name = glue.want(ty, Routine::Index);
    if let [only] = cases.as_slice() {
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
    let table = match glue.kind(ty) {
        Kind::List(elem) => {
            let mut fields = vec![kind("list"), ("of", glue.described(Some(*elem)))];
            let bulk = match glue.kind(*elem) {
                Kind::Prim(prim) => typed_array(*prim),
                _ => None,
            };
            fields.extend(bulk.map(|array| ("bulk", Expr::text(string(array)))));
            object(fields)
        }
        Kind::Option(inner) => {
            let mut fields = vec![kind("option"), ("of", glue.described(Some(*inner)))];
            if glue.is_tagged_option(ty) {
                fields.push(("tagged", Expr::text("true")));
            }
            object(fields)
        }
        Kind::Result { ok, err } => {
            object(vec![kind("result"), ("ok", glue.described(*ok)), ("err", glue.described(*err))])
        }
        Kind::Tuple(parts) => {
            let parts = parts.iter().map(|part| glue.described(Some(*part))).collect();
            object(vec![kind("tuple"), ("of", Expr::Array(parts))])
        }
        Kind::Record(fields) => {
            let fields = fields.iter().map(|f| (key(&property(&f.name)), glue.described(Some(f.ty)))).collect();
            object(vec![kind("record"), ("name", glue.label(ty)), ("of", Expr::Object(fields))])
        }
        Kind::Variant(cases) => {
            let cases = cases.iter().map(|c| (key(&c.name), glue.described(c.ty))).collect();
            object(vec![kind("variant"), ("name", glue.label(ty)), ("of", Expr::Object(cases))])
        }
        Kind::Enum(_) => {
            let index = glue.want(ty, Routine::Index);
            object(vec![kind("enum"), ("name", glue.label(ty)), ("of", Expr::text(index))])
        }
        Kind::Flags(flags) => {
            let flags = flags.iter().map(|f| Expr::text(string(&property(&f.name)))).collect();
            object(vec![kind("flags"), ("name", glue.label(ty)), ("of", Expr::Array(flags))])
        }
        Kind::Own(resource) | Kind::Borrow(resource) => {
            object(vec![kind("handle"), ("of", Expr::text(glue.resource(*resource)))])
        }
        Kind::FixedList(elem, count) => {
            let count = ("length", Expr::text(count.to_string()));
            let mut fields = vec![kind("list"), ("of", glue.described(Some(*elem))), count];
            let bulk = glue.fixed(ty).and_then(|(_, _, bulk)| typed_array(bulk?));
            fields.extend(bulk.map(|array| ("bulk", Expr::text(string(array)))));
            object(fields)
        }
        Kind::Map(map) => {
            let part = |ty| glue.described(Some(ty));
            object(vec![kind("map"), ("key", part(map.key)), ("of", part(map.value))])
        }
        Kind::Prim(_)
        | Kind::String
        | Kind::Alias(_)
        | Kind::ResourceAlias(_)
        | Kind::Stream(_)
        | Kind::Future(_)
        | Kind::Unsupported(_) => object(vec![]),
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
