//! Types as text: for YARD comments and for RBS.

use witloom_bindgen::Writer;
use witloom_bindgen::model::{Docs, Function, FunctionKind, Kind, Prim, TypeId};

use super::names;
use super::routines::Routines;

/// A type in YARD's notation.
pub(crate) fn yard(r: &Routines<'_>, id: TypeId) -> String {
    let ty = r.ty(id);
    match &ty.kind {
        Kind::Prim(prim) => yard_prim(*prim).to_owned(),
        Kind::String => "String".to_owned(),
        Kind::List(elem) if is_bytes(r, *elem) => "String".to_owned(),
        Kind::List(elem) => format!("Array<{}>", yard(r, *elem)),
        Kind::Option(inner) if r.nilable(*inner) => format!("Witloom::Some<{}>, nil", yard(r, *inner)),
        Kind::Option(inner) => format!("{}, nil", yard(r, *inner)),
        Kind::Result { ok, err } => {
            let part = |ty: &Option<TypeId>| ty.map_or_else(|| "nil".to_owned(), |ty| yard(r, ty));
            format!("Witloom::Ok<{}>, Witloom::Err<{}>", part(ok), part(err))
        }
        Kind::Tuple(parts) => {
            let parts: Vec<String> = parts.iter().map(|ty| format!("({})", yard(r, *ty))).collect();
            format!("Array({})", parts.join(", ").replace(['(', ')'], ""))
        }
        Kind::Enum(_) => "Symbol".to_owned(),
        Kind::Flags(_) => "Set<Symbol>".to_owned(),
        Kind::Record(_) | Kind::Variant(_) => r.names.path(r.world, ty.id).unwrap_or_default(),
        Kind::Own(_) | Kind::Borrow(_) => r.names.class_path(r.world, r.handle(ty.id).resource),
        Kind::Alias(_) | Kind::ResourceAlias(_) | Kind::FixedList(..) | Kind::Map(..) | Kind::Unsupported(_) => {
            "Object".to_owned()
        }
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

fn is_bytes(r: &Routines<'_>, elem: TypeId) -> bool {
    r.ty(elem).kind == Kind::Prim(Prim::U8)
}

/// A type in RBS.
pub(crate) fn rbs(r: &Routines<'_>, id: TypeId) -> String {
    let ty = r.ty(id);
    match &ty.kind {
        Kind::Prim(Prim::Bool) => "bool".to_owned(),
        Kind::Prim(prim) => yard_prim(*prim).to_owned(),
        Kind::String => "String".to_owned(),
        Kind::List(elem) if is_bytes(r, *elem) => "String".to_owned(),
        Kind::List(elem) => format!("Array[{}]", rbs(r, *elem)),
        Kind::Option(inner) if r.nilable(*inner) => format!("Witloom::Some[{}]?", rbs(r, *inner)),
        Kind::Option(inner) => format!("({})?", rbs(r, *inner)),
        Kind::Result { ok, err } => {
            let part = |ty: &Option<TypeId>| ty.map_or_else(|| "nil".to_owned(), |ty| rbs(r, ty));
            format!("(Witloom::Ok[{}] | Witloom::Err[{}])", part(ok), part(err))
        }
        Kind::Tuple(parts) if parts.is_empty() => "Array[untyped]".to_owned(),
        Kind::Tuple(parts) => {
            let parts: Vec<String> = parts.iter().map(|ty| rbs(r, *ty)).collect();
            format!("[{}]", parts.join(", "))
        }
        Kind::Enum(_) | Kind::Variant(_) => format!("{}::t", r.names.path(r.world, ty.id).unwrap_or_default()),
        Kind::Flags(_) => "Set[Symbol]".to_owned(),
        Kind::Record(_) => r.names.path(r.world, ty.id).unwrap_or_default(),
        Kind::Own(_) | Kind::Borrow(_) => r.names.class_path(r.world, r.handle(ty.id).resource),
        Kind::Alias(_) | Kind::ResourceAlias(_) | Kind::FixedList(..) | Kind::Map(..) | Kind::Unsupported(_) => {
            "untyped".to_owned()
        }
    }
}

/// Documentation behind a tag.
pub(crate) fn tail(docs: &Docs) -> String {
    docs.as_ref().map(|docs| format!(" {}", docs.split_whitespace().collect::<Vec<_>>().join(" "))).unwrap_or_default()
}

/// The comment of a function: WIT's documentation, then parameters, result and error.
pub(crate) fn yard_function(r: &Routines<'_>, w: &mut Writer, function: &Function) {
    w.docs(function.docs.as_deref());
    let skip = usize::from(matches!(function.kind, FunctionKind::Method(_)));
    let names = names::params(function.params.iter().skip(skip).map(|p| p.name.as_str()));
    for (name, param) in names.iter().zip(function.params.iter().skip(skip)) {
        w.comment(&format!("@param {name} [{}]", yard(r, param.ty)));
    }
    let Some(ty) = function.result else {
        w.comment("@return [void]");
        return;
    };
    let Kind::Result { ok, err } = r.ty(ty).kind else {
        w.comment(&format!("@return [{}]", yard(r, ty)));
        return;
    };
    w.comment(&format!("@return [{}]", ok.map_or_else(|| "void".to_owned(), |ty| yard(r, ty))));
    let class = err.and_then(|ty| r.names.error_path(r.world, r.ty(ty).id));
    let value = err.map(|ty| format!(" with a value of {}", yard(r, ty))).unwrap_or_default();
    w.comment(&format!("@raise [{}]{value}", class.unwrap_or_else(|| "Witloom::ResultError".to_owned())));
}

/// `quote(lines, currency)`, without the first `skip` parameters.
pub(crate) fn head(function: &Function, skip: usize) -> String {
    head_named(&names::function(&function.name), function, skip)
}

/// The same with another name.
pub(crate) fn head_named(name: &str, function: &Function, skip: usize) -> String {
    let params = names::params(function.params.iter().skip(skip).map(|p| p.name.as_str()));
    if params.is_empty() { name.to_owned() } else { format!("{name}({})", params.join(", ")) }
}
