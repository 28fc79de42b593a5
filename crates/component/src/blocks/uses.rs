//! Which functions of a component's interfaces have bytes, and what else they have.

use std::collections::{BTreeMap, BTreeSet};

use wit_component::DecodedWasm;
use wit_parser::{Function, InterfaceId, Resolve, Type, TypeDefKind, TypeId, TypeOwner, WorldItem, WorldKey};

use super::Switch;
use super::form::Form;
use crate::guard::guarded;

/// What a function or a type holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Uses {
    /// A `list<u8>` or `list<s8>`.
    bytes: bool,
    /// Something by which it stays as it is.
    bars: bool,
    /// Types that the interface names and that hold bytes.
    named: BTreeSet<String>,
}

impl Uses {
    fn add(&mut self, other: &Self) {
        self.bytes |= other.bytes;
        self.bars |= other.bars;
        self.named.extend(other.named.iter().cloned());
    }
}

/// An interface, as one component has it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct View {
    functions: BTreeMap<String, Uses>,
    types: BTreeMap<String, Uses>,
}

impl View {
    /// What changes of an interface that several components have, each in its own version: functions and types that
    /// hold bytes, but for those that can't change and all that is joined to them by a type.
    pub(super) fn switch<'v>(views: impl Iterator<Item = &'v Self>) -> Switch {
        let mut all = Self::default();
        for view in views {
            for (from, to) in [(&view.functions, &mut all.functions), (&view.types, &mut all.types)] {
                from.iter().for_each(|(name, uses)| to.entry(name.clone()).or_default().add(uses));
            }
        }
        // A type's bars are those of functions that have it, but for the type's own: it is used elsewhere.
        let mut stay: BTreeSet<String> = names(&all.types, |uses| uses.bars);
        loop {
            let before = stay.len();
            let joined = |uses: &&Uses| uses.bars || !uses.named.is_disjoint(&stay);
            let mut more: BTreeSet<String> =
                all.functions.values().filter(joined).flat_map(|uses| uses.named.iter().cloned()).collect();
            more.extend(stay.iter().filter_map(|name| all.types.get(name)).flat_map(|uses| uses.named.iter().cloned()));
            stay.extend(more);
            if stay.len() == before {
                break;
            }
        }
        let changes = |uses: &Uses| uses.bytes && !uses.bars && uses.named.is_disjoint(&stay);
        let types = names(&all.types, |uses| uses.bytes).difference(&stay).cloned().collect();
        Switch { functions: names(&all.functions, changes), types }
    }
}

fn names(all: &BTreeMap<String, Uses>, mut like: impl FnMut(&Uses) -> bool) -> BTreeSet<String> {
    all.iter().filter(|(_, uses)| like(uses)).map(|(name, _)| name.clone()).collect()
}

/// The interfaces of a component by the names of its imports and exports.
#[derive(Debug, Default)]
pub(super) struct Views {
    pub(super) imports: BTreeMap<String, View>,
    pub(super) exports: BTreeMap<String, View>,
}

impl Views {
    pub(super) fn read(component: &[u8]) -> anyhow::Result<Self> {
        let decoded = guarded(|| wit_component::decode(component))??;
        let DecodedWasm::Component(resolve, world) = &decoded else { anyhow::bail!("it holds WIT and no code") };
        let world = &resolve.worlds[*world];
        let walk = Walk::new(resolve);
        let side = |items: &wit_parser::IndexMap<WorldKey, WorldItem>| -> Vec<(String, InterfaceId)> {
            let interfaces = items.iter().filter_map(|(key, item)| match item {
                WorldItem::Interface { id, .. } => Some((resolve.name_world_key(key), *id)),
                WorldItem::Function(_) | WorldItem::Type { .. } => None,
            });
            interfaces.collect()
        };
        let (imports, exports) = (side(&world.imports), side(&world.exports));
        // One that stands on both sides could have types of either.
        let only = |here: &[(String, InterfaceId)], there: &[(String, InterfaceId)]| {
            let alone =
                here.iter().filter(|(name, id)| !there.iter().any(|(other, known)| other == name || known == id));
            alone.map(|(name, id)| (name.clone(), walk.view(*id))).collect()
        };
        Ok(Self { imports: only(&imports, &exports), exports: only(&exports, &imports) })
    }

    /// Drops interfaces that don't lie in the file as they should, and holds back what is lifted or named in a way of its own.
    pub(super) fn keep(&mut self, form: &Form) {
        self.imports.retain(|name, _| form.has_import(name));
        self.exports.retain(|name, _| form.has_export(name));
        for (name, view) in &mut self.exports {
            view.functions.iter_mut().for_each(|(function, uses)| uses.bars |= form.stays(name, function));
            view.types.iter_mut().for_each(|(ty, uses)| uses.bars |= !form.is_clear(name, ty));
        }
    }
}

/// Walks types, each once.
struct Walk<'r> {
    resolve: &'r Resolve,
    /// Types that hold bytes.
    holding: BTreeSet<TypeId>,
    /// Types of an interface that something outside of it has another name for.
    used: BTreeSet<TypeId>,
}

impl<'r> Walk<'r> {
    fn new(resolve: &'r Resolve) -> Self {
        let mut walk = Self { resolve, holding: BTreeSet::new(), used: BTreeSet::new() };
        for (_, ty) in &resolve.types {
            if let TypeDefKind::Type(Type::Id(other)) = ty.kind
                && resolve.types[other].owner != ty.owner
            {
                walk.used.insert(other);
            }
        }
        // What a type holds may come after it.
        loop {
            let before = walk.holding.len();
            let holding = resolve.types.iter().filter(|(_, ty)| walk.holds(&ty.kind)).map(|(id, _)| id);
            let holding: BTreeSet<TypeId> = holding.collect();
            walk.holding = holding;
            if walk.holding.len() == before {
                return walk;
            }
        }
    }

    /// Whether a type is a list of bytes or holds one by a part that is known to.
    fn holds(&self, kind: &TypeDefKind) -> bool {
        let is_bytes = matches!(kind, TypeDefKind::List(Type::U8 | Type::S8));
        let holds = |ty: &Type| matches!(ty, Type::Id(id) if self.holding.contains(id));
        is_bytes || parts(kind).iter().any(holds)
    }

    fn view(&self, id: InterfaceId) -> View {
        let interface = &self.resolve.interfaces[id];
        let functions = interface.functions.iter().map(|(name, function)| (name.clone(), self.function(id, function)));
        let types = interface.types.iter().filter(|(_, ty)| self.holding.contains(ty)).map(|(name, ty)| {
            let mut uses = self.uses(id, [Type::Id(*ty)]);
            uses.bars = self.used.contains(ty) || self.owner(*ty) != Some(id);
            (name.clone(), uses)
        });
        View { functions: functions.collect(), types: types.collect() }
    }

    fn function(&self, interface: InterfaceId, function: &Function) -> Uses {
        self.uses(interface, function.params.iter().map(|param| param.ty).chain(function.result))
    }

    fn uses(&self, interface: InterfaceId, types: impl IntoIterator<Item = Type>) -> Uses {
        let mut uses = Uses::default();
        let mut left: Vec<Type> = types.into_iter().collect();
        let mut seen = BTreeSet::new();
        while let Some(ty) = left.pop() {
            let Type::Id(id) = ty else {
                uses.bars |= matches!(ty, Type::String | Type::ErrorContext);
                continue;
            };
            if !seen.insert(id) {
                continue;
            }
            let def = &self.resolve.types[id];
            // An end of a stream is of its payload's type as it is, and of a map nobody knows how far it is supported.
            uses.bars |= match def.kind {
                TypeDefKind::Future(_) | TypeDefKind::Stream(_) | TypeDefKind::Unknown => true,
                TypeDefKind::Map(_, _) => self.holding.contains(&id),
                _ => false,
            };
            if self.holding.contains(&id) {
                uses.bytes = true;
                match (&def.name, self.owner(id) == Some(interface)) {
                    (Some(name), true) => {
                        uses.named.insert(name.clone());
                    }
                    // It has its bytes from elsewhere.
                    (Some(_), false) => uses.bars = true,
                    (None, _) => {}
                }
            }
            left.extend(parts(&def.kind));
        }
        uses
    }

    fn owner(&self, ty: TypeId) -> Option<InterfaceId> {
        match self.resolve.types[ty].owner {
            TypeOwner::Interface(id) => Some(id),
            TypeOwner::World(_) | TypeOwner::None => None,
        }
    }
}

/// The types that a type is made of.
fn parts(kind: &TypeDefKind) -> Vec<Type> {
    match kind {
        TypeDefKind::Record(record) => record.fields.iter().map(|field| field.ty).collect(),
        TypeDefKind::Tuple(tuple) => tuple.types.clone(),
        TypeDefKind::Variant(variant) => variant.cases.iter().filter_map(|case| case.ty).collect(),
        TypeDefKind::Option(ty) | TypeDefKind::List(ty) | TypeDefKind::FixedLengthList(ty, _) => vec![*ty],
        TypeDefKind::Type(ty) => vec![*ty],
        TypeDefKind::Result(result) => result.ok.into_iter().chain(result.err).collect(),
        TypeDefKind::Map(key, value) => vec![*key, *value],
        TypeDefKind::Future(payload) | TypeDefKind::Stream(payload) => payload.iter().copied().collect(),
        TypeDefKind::Resource | TypeDefKind::Handle(_) => Vec::new(),
        TypeDefKind::Flags(_) | TypeDefKind::Enum(_) | TypeDefKind::Unknown => Vec::new(),
    }
}
