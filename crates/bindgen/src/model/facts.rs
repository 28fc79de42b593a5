//! What a type needs and contains, computed once from its parts.

use wit_parser::abi::WasmType;
use witloom_diag::Unsupported;

use super::limits::why_none;
use super::{Kind, ResourceId, Side, Type, TypeId, World};

/// A core WebAssembly value type, for 32-bit memories.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Core {
    /// Also pointers and lengths.
    I32,
    /// 64-bit integer.
    I64,
    /// 32-bit float.
    F32,
    /// 64-bit float.
    F64,
}

impl Core {
    /// Name in the text format.
    pub fn name(self) -> &'static str {
        match self {
            Self::I32 => "i32",
            Self::I64 => "i64",
            Self::F32 => "f32",
            Self::F64 => "f64",
        }
    }
}

impl From<WasmType> for Core {
    fn from(ty: WasmType) -> Self {
        match ty {
            WasmType::I32 | WasmType::Pointer | WasmType::Length => Self::I32,
            WasmType::I64 | WasmType::PointerOrI64 => Self::I64,
            WasmType::F32 => Self::F32,
            WasmType::F64 => Self::F64,
        }
    }
}

/// Size and alignment in a 32-bit linear memory, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Layout {
    /// Bytes that one value takes; a multiple of `align`, except that unit types take none.
    pub size: u32,
    /// A power of two, at least 1.
    pub align: u32,
}

/// What a type contains, at any depth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Facts {
    /// A string or list: a value owns memory outside of its own bytes.
    pub has_heap: bool,
    /// An own handle.
    pub has_own: bool,
    /// A borrow handle.
    pub has_borrow: bool,
    /// A borrow handle to an imported resource: lifting it makes a handle that must be dropped.
    pub has_imported_borrow: bool,
    /// A float, so that equality needs care with NaN.
    pub has_float: bool,
    /// A stream or future, whose end moves with the value. What its elements own is not the value's.
    pub has_end: bool,
    /// Something unsupported.
    pub has_unsupported: bool,
    /// A `list<T, N>`.
    pub has_fixed_list: bool,
    /// A `map<K, V>`.
    pub has_map: bool,
    /// Reachable from a parameter of an imported function or the result of an exported one.
    pub lowered: bool,
    /// Reachable from a parameter of an exported function or the result of an imported one.
    pub lifted: bool,
    /// The `err` part of some function's result.
    pub is_error: bool,
}

impl Facts {
    /// Either kind of handle.
    pub fn has_resource(&self) -> bool {
        self.has_own || self.has_borrow
    }

    /// Whether something in it changes hands with a value: an own handle, or the end of a stream or future.
    pub fn moves(&self) -> bool {
        self.has_own || self.has_end
    }

    fn absorb(&mut self, part: Self) {
        self.absorb_kinds(part);
        self.has_heap |= part.has_heap;
        self.has_own |= part.has_own;
        self.has_borrow |= part.has_borrow;
        self.has_imported_borrow |= part.has_imported_borrow;
        self.has_float |= part.has_float;
    }

    /// What a part makes a language need, whether or not a value holds the part.
    fn absorb_kinds(&mut self, part: Self) {
        self.has_end |= part.has_end;
        self.has_unsupported |= part.has_unsupported;
        self.has_fixed_list |= part.has_fixed_list;
        self.has_map |= part.has_map;
    }
}

impl Kind {
    /// The types directly inside this one, in order; of streams and futures the payload, which a value doesn't hold.
    pub fn parts(&self) -> Vec<TypeId> {
        match self {
            Self::List(ty) | Self::FixedList(ty, _) | Self::Option(ty) | Self::Alias(ty) => vec![*ty],
            Self::Map(map) => vec![map.entry],
            Self::Stream(payload) | Self::Future(payload) => payload.iter().copied().collect(),
            Self::Result { ok, err } => ok.iter().chain(err).copied().collect(),
            Self::Tuple(types) => types.clone(),
            Self::Record(fields) => fields.iter().map(|f| f.ty).collect(),
            Self::Variant(cases) => cases.iter().filter_map(|c| c.ty).collect(),
            Self::Prim(_)
            | Self::String
            | Self::Enum(_)
            | Self::Flags(_)
            | Self::Own(_)
            | Self::Borrow(_)
            | Self::ResourceAlias(_)
            | Self::Unsupported(_) => Vec::new(),
        }
    }
}

/// Facts of a type from its kind and the facts of its parts.
pub(super) fn of(kind: &Kind, types: &[Type], side_of: impl Fn(ResourceId) -> Side) -> Facts {
    use super::Prim;
    let mut facts = Facts::default();
    let held = !matches!(kind, Kind::Stream(_) | Kind::Future(_));
    for part in kind.parts() {
        let part = types[part.index()].facts;
        if held { facts.absorb(part) } else { facts.absorb_kinds(part) }
    }
    match kind {
        Kind::String | Kind::List(_) => facts.has_heap = true,
        Kind::Map(_) => {
            facts.has_heap = true;
            facts.has_map = true;
        }
        Kind::Prim(Prim::F32 | Prim::F64) => facts.has_float = true,
        Kind::Own(_) => facts.has_own = true,
        Kind::Borrow(resource) => {
            facts.has_borrow = true;
            facts.has_imported_borrow = side_of(*resource) == Side::Import;
        }
        Kind::Unsupported(_) => facts.has_unsupported = true,
        Kind::FixedList(..) => facts.has_fixed_list = true,
        Kind::Stream(_) | Kind::Future(_) => facts.has_end = true,
        Kind::Prim(_)
        | Kind::Option(_)
        | Kind::Result { .. }
        | Kind::Tuple(_)
        | Kind::Record(_)
        | Kind::Variant(_)
        | Kind::Enum(_)
        | Kind::Flags(_)
        | Kind::Alias(_)
        | Kind::ResourceAlias(_) => {}
    }
    facts
}

/// Marks every type reachable from functions as lifted, lowered or an error.
pub(super) fn mark_directions(world: &mut World) {
    let mut seeds = Vec::new();
    for interface in &world.interfaces {
        for function in &interface.functions {
            let imported = interface.side == Side::Import;
            seeds.extend(function.params.iter().map(|p| (p.ty, !imported)));
            seeds.extend(function.result.map(|ty| (ty, imported)));
            let error = function.result.map(|ty| world.resolve_alias(ty));
            if let Some(Kind::Result { err: Some(err), .. }) = error.map(|ty| world.ty(ty).kind.clone()) {
                world.types[err.index()].facts.is_error = true;
                let target = world.resolve_alias(err);
                world.types[target.index()].facts.is_error = true;
            }
        }
    }
    for (ty, lifted) in seeds {
        mark(&mut world.types, ty, lifted);
    }
}

fn mark(types: &mut [Type], ty: TypeId, lifted: bool) {
    let facts = &mut types[ty.index()].facts;
    let flag = if lifted { &mut facts.lifted } else { &mut facts.lowered };
    if std::mem::replace(flag, true) {
        return;
    }
    for part in types[ty.index()].kind.parts() {
        mark(types, part, lifted);
    }
}

/// What a language has a form for, of the kinds that not every language has one for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Support {
    /// `list<T, N>`
    pub fixed_lists: bool,
    /// `map<K, V>`
    pub maps: bool,
    /// `async func`, in either mode of the plan.
    pub async_functions: bool,
    /// `stream<T>`
    pub streams: bool,
    /// `future<T>`
    pub futures: bool,
}

impl Support {
    /// Everything that the plan covers.
    pub const ALL: Self = Self { fixed_lists: true, maps: true, async_functions: true, streams: true, futures: true };
    /// Everything but what is asynchronous.
    pub const SYNC: Self = Self { async_functions: false, streams: false, futures: false, ..Self::ALL };

    /// The kinds that there is no form for, as WIT writes them.
    pub fn lacking(self) -> Vec<&'static str> {
        let kinds = [
            (self.async_functions, "`async func`"),
            (self.streams, "`stream`"),
            (self.futures, "`future`"),
            (self.maps, "`map`"),
            (self.fixed_lists, "`list<T, N>`"),
        ];
        kinds.into_iter().filter(|(there, _)| !there).map(|(_, kind)| kind).collect()
    }

    /// A kind inside a type with these facts that is beyond this support.
    fn lacks(self, facts: &Facts) -> bool {
        facts.has_unsupported
            || (facts.has_fixed_list && !self.fixed_lists)
            || (facts.has_map && !self.maps)
            || (facts.has_end && !(self.streams && self.futures))
    }
}

/// Functions and types of the world that a language does not support, with their places.
pub(super) fn unsupported(world: &World, lang: &str, support: Support) -> Vec<Unsupported> {
    let mut found = Vec::new();
    let mut say = |kind: &str, subject: String, place: Option<_>| {
        let note = why_none(kind).map(str::to_owned);
        found.push(Unsupported { lang: lang.to_owned(), kind: kind.to_owned(), subject, place, note });
    };
    for interface in &world.interfaces {
        for function in &interface.functions {
            let subject = format!("function `{}`", function.core_name);
            let beyond = (function.is_async && !support.async_functions).then_some("async function");
            if let Some(kind) = function.unsupported.or(beyond) {
                say(kind, subject, function.place.clone());
                continue;
            }
            let mentioned = function.params.iter().map(|p| p.ty).chain(function.result);
            if let Some(kind) = mentioned.into_iter().find_map(|ty| unsupported_part(world, ty, support)) {
                say(kind, subject, function.place.clone());
            }
        }
        for ty in interface.types.iter().map(|ty| world.ty(*ty)) {
            if let (Some(kind), Some(name)) = (unsupported_part(world, ty.id, support), &ty.name) {
                say(kind, format!("type `{}`", name.name), ty.place.clone());
            }
        }
    }
    found
}

/// The first unsupported kind inside a type.
fn unsupported_part(world: &World, ty: TypeId, support: Support) -> Option<&'static str> {
    let ty = world.ty(ty);
    if !support.lacks(&ty.facts) {
        return None;
    }
    match ty.kind {
        Kind::Unsupported(kind) => return Some(kind),
        Kind::FixedList(..) if !support.fixed_lists => return Some("fixed-length list"),
        Kind::Map(_) if !support.maps => return Some("map"),
        Kind::Stream(_) if !support.streams => return Some("stream"),
        Kind::Future(_) if !support.futures => return Some("future"),
        Kind::Prim(_)
        | Kind::String
        | Kind::List(_)
        | Kind::FixedList(..)
        | Kind::Map(_)
        | Kind::Stream(_)
        | Kind::Future(_)
        | Kind::Option(_)
        | Kind::Result { .. }
        | Kind::Tuple(_)
        | Kind::Record(_)
        | Kind::Variant(_)
        | Kind::Enum(_)
        | Kind::Flags(_)
        | Kind::Own(_)
        | Kind::Borrow(_)
        | Kind::Alias(_)
        | Kind::ResourceAlias(_) => {}
    }
    ty.kind.parts().into_iter().find_map(|part| unsupported_part(world, part, support))
}
