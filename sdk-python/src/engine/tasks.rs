//! What the engine is given beyond the user's world where functions are async or ends of streams cross it.
//!
//! What the engine's Python lacks comes in as functions of a hidden interface, which [`crate::polish`] takes out again
//! and puts the built-ins of the canonical ABI in their place: cancelling a call, cancelling what an end does, and asking
//! for no more calls. Timers wait for [the clock of WASI 0.3](witloom_component::timers). And the engine knows a stream
//! or future only where a function mentions it, so that types which no function mentions are held by hidden functions.

use std::collections::HashSet;

use wit_parser::{
    Docs, Function, FunctionKind, InterfaceId, Param, Resolve, Span, Stability, Type, TypeDefKind, TypeId, World,
    WorldItem, WorldKey,
};
use witloom_bindgen::stand_in::tuple;

/// The imported interface of built-ins; it never leaves the build.
pub(crate) const TASKS: &str = "witloom-tasks";
/// The exported interface that holds types which no function mentions; it never leaves the build either.
pub(crate) const HELD: &str = "witloom-held";

/// The functions of the hidden interface. What the canonical ABI has by that name takes the place of the first four.
/// `aim` and `cancel-copy` together cancel what the end of a stream or future does: `aim` says of which kind and type.
/// Each takes and gives a `u32`, or nothing. Beside them, `wake` only brings the built-ins of a `stream<u8>`, and `wait` is
/// `waitable-set.wait`: it takes the set and the address of eight bytes, both as bytes, so that the engine lowers it with
/// its memory.
const BUILT_IN: [(&str, Option<&str>); 6] = [
    ("task-cancel", None),
    ("subtask-cancel", Some("subtask")),
    ("backpressure-inc", None),
    ("backpressure-dec", None),
    ("aim", Some("target")),
    ("cancel-copy", Some("end")),
];

/// Adds what a world needs for tasks beside the clock.
pub(super) fn add(resolve: &mut Resolve, world: wit_parser::WorldId) {
    hold(resolve, world);
    add_built_ins(resolve, world);
}

/// Gives streams and futures without payload one that adds nothing to the ABI but a byte that is never looked at: the
/// engine's Python can't move elements that are nothing.
pub(super) fn stand_in(resolve: &mut Resolve) {
    let ids: Vec<TypeId> = resolve.types.iter().map(|(id, _)| id).collect();
    for id in ids {
        if !matches!(resolve.types[id].kind, TypeDefKind::Stream(None) | TypeDefKind::Future(None)) {
            continue;
        }
        let inner = tuple(resolve, vec![Type::U8]);
        let payload = Some(tuple(resolve, vec![inner]));
        let kind = match resolve.types[id].kind {
            TypeDefKind::Stream(_) => TypeDefKind::Stream(payload),
            _ => TypeDefKind::Future(payload),
        };
        resolve.types[id].kind = kind;
    }
}

fn add_built_ins(resolve: &mut Resolve, world: wit_parser::WorldId) {
    let stream = unnamed(resolve, TypeDefKind::Stream(Some(Type::U8)));
    let list = unnamed(resolve, TypeDefKind::List(Type::U8));
    let mut functions = vec![
        function("wake", Some(("bytes", stream)), None),
        function("wait", Some(("set-and-address", list)), Some(Type::U32)),
    ];
    functions.extend(BUILT_IN.map(|(name, param)| {
        let param = param.map(|param| (param, Type::U32));
        function(name, param, param.map(|(_, ty)| ty))
    }));
    let item = interface(resolve, world, functions);
    resolve.worlds[world].imports.shift_insert(0, WorldKey::Name(TASKS.to_owned()), item);
}

/// A type that has no name.
pub(super) fn unnamed(resolve: &mut Resolve, kind: TypeDefKind) -> Type {
    Type::Id(resolve.types.alloc(wit_parser::TypeDef {
        name: None,
        kind,
        owner: wit_parser::TypeOwner::None,
        docs: Docs::default(),
        stability: Stability::Unknown,
        external_id: None,
        span: Span::default(),
    }))
}

pub(super) fn function(name: &str, param: Option<(&str, Type)>, result: Option<Type>) -> Function {
    let param = param.map(|(name, ty)| Param { name: name.to_owned(), ty, span: Span::default() });
    Function {
        name: name.to_owned(),
        kind: FunctionKind::Freestanding,
        params: param.into_iter().collect(),
        result,
        docs: Docs::default(),
        stability: Stability::Unknown,
        external_id: None,
        span: Span::default(),
    }
}

/// An interface without a name.
pub(super) fn interface(resolve: &mut Resolve, world: wit_parser::WorldId, functions: Vec<Function>) -> WorldItem {
    let package = resolve.worlds[world].package;
    let id = resolve.interfaces.alloc(wit_parser::Interface {
        name: None,
        types: Default::default(),
        functions: functions.into_iter().map(|f| (f.name.clone(), f)).collect(),
        docs: Docs::default(),
        stability: Stability::Unknown,
        package,
        span: Span::default(),
        clone_of: None,
    });
    import(id)
}

/// An interface as an item of a world.
pub(super) fn import(id: InterfaceId) -> WorldItem {
    WorldItem::Interface {
        id,
        stability: Stability::Unknown,
        external_id: None,
        docs: Docs::default(),
        span: Span::default(),
    }
}

/// Mentions streams and futures in hidden functions that no function of the user's mentions.
fn hold(resolve: &mut Resolve, world: wit_parser::WorldId) {
    let World { imports, exports, .. } = &resolve.worlds[world];
    let items = || imports.values().chain(exports.values());
    let ends = |function: &Function| function.find_futures_and_streams(resolve);
    let mentioned: HashSet<TypeId> = items().flat_map(|item| functions(resolve, item)).flat_map(ends).collect();
    let mut named: Vec<TypeId> = items().flat_map(|item| types(resolve, item)).collect();
    named.sort_unstable();
    named.dedup();
    let of = |name: &str, id: TypeId| function(name, Some(("v", Type::Id(id))), None);
    named.retain(|id| ends(&of("of", *id)).iter().any(|end| !mentioned.contains(end)));
    if named.is_empty() {
        return;
    }
    let item = interface(resolve, world, Vec::new());
    if let WorldItem::Interface { id, .. } = item {
        named.into_iter().enumerate().for_each(|(index, ty)| hold_one(resolve, id, index, ty));
    }
    resolve.worlds[world].exports.insert(WorldKey::Name(HELD.to_owned()), item);
}

/// `use other.{t as t0}; of0: func(v: t0);`
fn hold_one(resolve: &mut Resolve, interface: InterfaceId, index: usize, ty: TypeId) {
    let name = format!("t{index}");
    let used = resolve.types.alloc(wit_parser::TypeDef {
        name: Some(name.clone()),
        kind: TypeDefKind::Type(Type::Id(ty)),
        owner: wit_parser::TypeOwner::Interface(interface),
        docs: Docs::default(),
        stability: Stability::Unknown,
        external_id: None,
        span: Span::default(),
    });
    let function = function(&format!("of{index}"), Some(("v", Type::Id(used))), None);
    let interface = &mut resolve.interfaces[interface];
    interface.types.insert(name, used);
    interface.functions.insert(function.name.clone(), function);
}

fn functions<'r>(resolve: &'r Resolve, item: &'r WorldItem) -> Vec<&'r Function> {
    match item {
        WorldItem::Interface { id, .. } => resolve.interfaces[*id].functions.values().collect(),
        WorldItem::Function(function) => vec![function],
        WorldItem::Type { .. } => Vec::new(),
    }
}

fn types(resolve: &Resolve, item: &WorldItem) -> Vec<TypeId> {
    match item {
        WorldItem::Interface { id, .. } => resolve.interfaces[*id].types.values().copied().collect(),
        WorldItem::Type { id, .. } => vec![*id],
        WorldItem::Function(_) => Vec::new(),
    }
}
