//! Types as text: for YARD comments and for RBS.

use witloom_bindgen::Writer;
use witloom_bindgen::binding::{Func, Node, Outcome};
use witloom_bindgen::model::{Docs, FunctionKind, Kind, Prim, TypeId};

use super::names;
use super::routines::Routines;

/// Levels of unnamed types that comments and signatures show.
const DEEP: usize = 5;

/// Characters of a tuple's parts that comments show: a YARD type can't be broken into lines.
const WIDE: usize = 80;

/// A type in YARD's notation, without the innermost parts of unnamed types that nest deeply.
pub(crate) fn yard(r: &Routines<'_>, id: TypeId) -> String {
    yard_within(r, id, DEEP)
}

fn yard_within(r: &Routines<'_>, id: TypeId, deep: usize) -> String {
    let ty = r.ty(id);
    let Some(deeper) = deep.checked_sub(1) else { return "Object".to_owned() };
    let inner = |id: TypeId| yard_within(r, id, deeper);
    match &ty.kind {
        Kind::Prim(prim) => yard_prim(*prim).to_owned(),
        Kind::String => "String".to_owned(),
        Kind::List(elem) | Kind::FixedList(elem, _) if r.is_bytes(*elem) => "String".to_owned(),
        Kind::List(elem) | Kind::FixedList(elem, _) => format!("Array<{}>", inner(*elem)),
        Kind::Map(map) => format!("Hash{{{} => {}}}", inner(map.key), inner(map.value)),
        Kind::Option(some) if r.nilable(*some) => format!("Witloom::Some<{}>, nil", inner(*some)),
        Kind::Option(some) => format!("{}, nil", inner(*some)),
        Kind::Result { ok, err } => {
            let part = |ty: &Option<TypeId>| ty.map_or_else(|| "nil".to_owned(), inner);
            format!("Witloom::Ok<{}>, Witloom::Err<{}>", part(ok), part(err))
        }
        Kind::Tuple(parts) => {
            let nested = |ty: TypeId| matches!(r.ty(ty).kind, Kind::Tuple(_));
            let part = |ty: &TypeId| if nested(*ty) { "Array".to_owned() } else { inner(*ty) };
            let parts: Vec<String> = parts.iter().map(part).collect();
            let parts = parts.join(", ").replace(['(', ')'], "");
            if parts.len() > WIDE { "Array".to_owned() } else { format!("Array({parts})") }
        }
        Kind::Enum(_) => "Symbol".to_owned(),
        Kind::Flags(_) => "Set<Symbol>".to_owned(),
        Kind::Record(_) | Kind::Variant(_) => r.names.path(r.world, ty.id).unwrap_or_default(),
        Kind::Own(id) | Kind::Borrow(id) => r.names.class_path(r.world, *id),
        Kind::Stream(Some(elem)) if r.is_bytes(*elem) => "Witloom::ByteStream".to_owned(),
        Kind::Stream(elem) => format!("Witloom::Stream<{}>", elem.map_or_else(|| "nil".to_owned(), inner)),
        Kind::Future(value) => format!("Witloom::Future<{}>", value.map_or_else(|| "nil".to_owned(), inner)),
        Kind::Alias(_) | Kind::ResourceAlias(_) | Kind::Unsupported(_) => "Object".to_owned(),
    }
}

fn yard_prim(prim: Prim) -> &'static str {
    match prim {
        Prim::Bool => "Boolean",
        Prim::Char => "String",
        Prim::F32 | Prim::F64 => "Float",
        Prim::U8 | Prim::S8 | Prim::U16 | Prim::S16 | Prim::U32 | Prim::S32 | Prim::U64 | Prim::S64 => "Integer",
    }
}

/// A type in RBS. What WIT gives a name to goes by an alias.
pub(crate) fn rbs(r: &Routines<'_>, id: TypeId) -> String {
    rbs_within(r, id, DEEP)
}

fn rbs_within(r: &Routines<'_>, id: TypeId, deep: usize) -> String {
    if let Some(alias) = r.names.alias_path(r.world, id) {
        return alias;
    }
    let ty = r.ty(id);
    let Some(deeper) = deep.checked_sub(1) else { return "untyped".to_owned() };
    let inner = |id: TypeId| rbs_within(r, id, deeper);
    match &ty.kind {
        Kind::Prim(Prim::Bool) => "bool".to_owned(),
        Kind::Prim(prim) => yard_prim(*prim).to_owned(),
        Kind::String => "String".to_owned(),
        Kind::List(elem) | Kind::FixedList(elem, _) if r.is_bytes(*elem) => "String".to_owned(),
        Kind::List(elem) | Kind::FixedList(elem, _) => format!("Array[{}]", inner(*elem)),
        Kind::Map(map) => format!("Hash[{}, {}]", inner(map.key), inner(map.value)),
        Kind::Option(some) if r.nilable(*some) => format!("Witloom::Some[{}]?", inner(*some)),
        Kind::Option(some) => format!("({})?", inner(*some)),
        Kind::Result { ok, err } => {
            let part = |ty: &Option<TypeId>| ty.map_or_else(|| "nil".to_owned(), inner);
            format!("(Witloom::Ok[{}] | Witloom::Err[{}])", part(ok), part(err))
        }
        Kind::Tuple(parts) if parts.is_empty() => "Array[untyped]".to_owned(),
        Kind::Tuple(parts) => {
            let parts: Vec<String> = parts.iter().map(|ty| inner(*ty)).collect();
            format!("[{}]", parts.join(", "))
        }
        Kind::Enum(_) | Kind::Variant(_) => format!("{}::t", r.names.path(r.world, ty.id).unwrap_or_default()),
        Kind::Flags(_) => "Set[Symbol]".to_owned(),
        Kind::Record(_) => r.names.path(r.world, ty.id).unwrap_or_default(),
        Kind::Own(id) | Kind::Borrow(id) => r.names.class_path(r.world, *id),
        Kind::Stream(Some(elem)) if r.is_bytes(*elem) => "Witloom::ByteStream".to_owned(),
        Kind::Stream(elem) => format!("Witloom::Stream[{}]", elem.map_or_else(|| "nil".to_owned(), inner)),
        Kind::Future(value) => format!("Witloom::Future[{}]", value.map_or_else(|| "nil".to_owned(), inner)),
        Kind::Alias(_) | Kind::ResourceAlias(_) | Kind::Unsupported(_) => "untyped".to_owned(),
    }
}

/// What may be given as a stream or future, in RBS: more than what one gets.
pub(crate) fn rbs_given(r: &Routines<'_>, id: TypeId) -> String {
    let inner = |ty: &Option<TypeId>| ty.map_or_else(|| "nil".to_owned(), |ty| rbs(r, ty));
    if let Node::Stream(elem) = r.node(id).1 {
        let bytes = elem.is_some_and(|elem| r.is_bytes(elem));
        return if bytes { "Witloom::byte_source".to_owned() } else { format!("Witloom::source[{}]", inner(elem)) };
    }
    let Node::Future(value) = r.node(id).1 else { return rbs(r, id) };
    format!("Witloom::deferred[{}]", inner(value))
}

/// Documentation behind a tag.
pub(crate) fn tail(docs: &Docs) -> String {
    docs.as_ref().map(|docs| format!(" {}", docs.split_whitespace().collect::<Vec<_>>().join(" "))).unwrap_or_default()
}

/// The comment of a function: WIT's documentation, then parameters, result and error.
pub(crate) fn yard_function(r: &Routines<'_>, w: &mut Writer, func: &Func) {
    w.docs(func.docs.as_deref());
    for (name, param) in params(func).iter().zip(func.arguments()) {
        w.comment(&format!("@param {name} [{}]", yard(r, param.ty)));
    }
    if matches!(func.kind, FunctionKind::Constructor(_)) {
        return;
    }
    let (gives, err) = match func.outcome {
        Outcome::Nothing => (None, None),
        Outcome::Value(ty) => (Some(ty), None),
        Outcome::Fallible { ok, err, .. } => (ok, Some(err)),
    };
    w.comment(&format!("@return [{}]", gives.map_or_else(|| "void".to_owned(), |ty| yard(r, ty))));
    if let Some(err) = err {
        let class = err.and_then(|ty| r.names.error_path(r.world, r.node(ty).0));
        let value = err.map(|ty| format!(" with a value of {}", yard(r, ty))).unwrap_or_default();
        w.comment(&format!("@raise [{}]{value}", class.unwrap_or_else(|| "Witloom::ResultError".to_owned())));
    }
}

/// Names of the parameters that a caller writes.
pub(crate) fn params(func: &Func) -> Vec<String> {
    names::params(func.arguments().iter().map(|p| p.name.as_str()))
}

/// `(a, b)`, or nothing.
pub(crate) fn listed(params: &[String]) -> String {
    if params.is_empty() { String::new() } else { format!("({})", params.join(", ")) }
}
