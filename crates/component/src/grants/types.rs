//! The types of the interfaces that a filter imports and exports, out of WASI's own WIT.
//!
//! Imports are cut down to what the filter asks for: a filter needs nothing of its host that its component doesn't.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Context as _;
use wit_parser::{Function, InterfaceId, PackageId, Resolve, Type, TypeDefKind, TypeId, WorldId, WorldItem, WorldKey};
use witloom_bindgen::plan::{Call, Mem, Plan};
use witloom_bindgen::{Wit, World, model};

use super::Wanted;
use super::rules::{self, Work};

/// The interfaces as text has them, and what is left of them.
pub(super) struct Types {
    /// All of their functions, with how values cross.
    pub(super) world: World,
    pub(super) plan: Plan,
    /// Imports cut down, and the types of functions that are answered as exports `f0`, `f1` in their order.
    pub(super) resolve: Resolve,
    package: PackageId,
}

impl Types {
    pub(super) fn new(wanted: &[&Wanted], works: &[Work]) -> anyhow::Result<Self> {
        let kept = kept(wanted, works);
        let imports: String = kept.keys().map(|interface| format!("  import {interface};\n")).collect();
        let wit = Wit::parse("grants.wit", &format!("package witloom:grants;\nworld filter {{\n{imports}}}\n"))?;
        let world = World::from_wit(&wit, Some("filter"))?;
        let plan = Plan::new(&world);
        let mut resolve = world.resolve().clone();
        let filter = world.world_id;
        let package = resolve.worlds[filter].package.context("a world without a package")?;
        let mut answered = Vec::new();
        for work in works {
            answered.push(function(&resolve, &work.interface, &work.function)?.clone());
        }
        cut(&mut resolve, filter, &kept)?;
        for (at, mut answered) in answered.into_iter().enumerate() {
            answered.name = name(at);
            answered.kind = match answered.kind.is_async() {
                true => wit_parser::FunctionKind::AsyncFreestanding,
                false => wit_parser::FunctionKind::Freestanding,
            };
            let key = WorldKey::Name(answered.name.clone());
            resolve.worlds[filter].exports.insert(key, WorldItem::Function(answered));
        }
        Ok(Self { world, plan, resolve, package })
    }

    /// The imports and the types of answered functions, as a package that holds a type of components.
    pub(super) fn encode(&self) -> anyhow::Result<Vec<u8>> {
        wit_component::encode(&self.resolve, self.package, false)
    }

    /// The same with an interface that has all functions of a list, asked for or not.
    pub(super) fn encode_whole(&self, interface: &str, functions: &BTreeSet<String>) -> anyhow::Result<Vec<u8>> {
        let mut resolve = self.resolve.clone();
        for name in functions {
            let function = function(self.world.resolve(), interface, name)?.clone();
            let id = find(&resolve, interface)?;
            resolve.interfaces[id].functions.insert(name.clone(), function);
        }
        wit_component::encode(&resolve, self.package, false)
    }

    /// A function of the host, with its core signature when it is lowered synchronously.
    pub(super) fn call(&self, interface: &str, function: &str) -> anyhow::Result<(&model::Function, &Call)> {
        let found = self.world.side(model::Side::Import).find(|known| known.full_name == interface);
        let found = found.with_context(|| format!("no interface `{interface}`"))?;
        let at = found.functions.iter().position(|known| known.core_name == function);
        let at = at.with_context(|| format!("`{interface}` has no function `{function}`"))?;
        let call = self.plan.call(found.id, at).with_context(|| format!("`{function}` can't be called"))?;
        Ok((&found.functions[at], call))
    }

    /// Where an error begins in the result of a function, and how large the whole is.
    pub(super) fn error(&self, function: &model::Function) -> anyhow::Result<(u32, u32)> {
        let ty = self.world.resolve_alias(function.result.context("a function without a result")?);
        match &self.plan.ty(ty).mem {
            Mem::Sum { payload, .. } => Ok((*payload, self.world.ty(ty).layout.size)),
            Mem::Prim(_) | Mem::String | Mem::List { .. } | Mem::FixedList { .. } | Mem::Product(_) => {
                anyhow::bail!("a function that can't fail")
            }
            Mem::Enum { .. } | Mem::Flags { .. } | Mem::Handle(_) | Mem::End(_) | Mem::Same(_) => {
                anyhow::bail!("a function that can't fail")
            }
        }
    }

    /// The number of an error's case, or of that in its first field.
    pub(super) fn error_case(&self, work: &Work, name: &str) -> anyhow::Result<u8> {
        let failed = || format!("`{}` of `{}` has no error `{name}`", work.function, work.interface);
        let function = function(self.world.resolve(), &work.interface, &work.function)?;
        let Some(TypeDefKind::Result(result)) = self.kind(function.result) else { anyhow::bail!(failed()) };
        let mut kind = self.kind(result.err);
        if let Some(TypeDefKind::Record(record)) = kind {
            kind = self.kind(record.fields.first().map(|field| field.ty));
        }
        let at = match kind {
            Some(TypeDefKind::Variant(variant)) => variant.cases.iter().position(|case| case.name == name),
            Some(TypeDefKind::Enum(cases)) => cases.cases.iter().position(|case| case.name == name),
            _ => None,
        };
        Ok(u8::try_from(at.with_context(failed)?)?)
    }

    /// What a type is, behind its other names.
    fn kind(&self, ty: Option<Type>) -> Option<&TypeDefKind> {
        let resolve = self.world.resolve();
        let Type::Id(id) = ty? else { return None };
        Some(&resolve.types[origin(resolve, id)].kind)
    }

    /// The types that an interface names: each with the interface that defines it, and its name there.
    pub(super) fn exported(&self, interface: &str) -> anyhow::Result<Vec<(String, String, String)>> {
        let resolve = &self.resolve;
        let id = find(resolve, interface)?;
        let types = resolve.interfaces[id].types.iter().map(|(name, ty)| {
            let ty = &resolve.types[origin(resolve, *ty)];
            let wit_parser::TypeOwner::Interface(owner) = ty.owner else { anyhow::bail!("a type outside") };
            let owner = resolve.id_of(owner).context("an interface without a name")?;
            Ok((name.clone(), owner, ty.name.clone().context("a type without a name")?))
        });
        types.collect()
    }
}

/// The name that the type of an answered function has.
pub(super) fn name(at: usize) -> String {
    format!("f{at}")
}

/// The functions that stay, by interface: what is handed through, what is asked before an answer, and what that needs.
fn kept(wanted: &[&Wanted], works: &[Work]) -> BTreeMap<String, BTreeSet<String>> {
    let mut kept: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for one in wanted {
        let stays = |function: &&String| {
            let work = works.iter().find(|work| work.interface == one.interface && work.function == **function);
            work.is_none_or(|work| work.what.asks())
        };
        kept.insert(one.interface.clone(), one.functions.iter().filter(stays).cloned().collect());
    }
    for (interface, functions) in rules::helpers(works) {
        kept.entry(interface).or_default().extend(functions.into_iter().map(str::to_owned));
    }
    kept
}

/// Leaves out functions that aren't kept, and interfaces of which nothing is left but names for types of others.
fn cut(resolve: &mut Resolve, world: WorldId, kept: &BTreeMap<String, BTreeSet<String>>) -> anyhow::Result<()> {
    let mut left = Vec::new();
    for (key, item) in &resolve.worlds[world].imports {
        let WorldItem::Interface { id, .. } = item else { continue };
        left.push((key.clone(), *id, resolve.name_world_key(key)));
    }
    for (key, id, name) in left {
        let stays = kept.get(&name);
        if let Some(missing) = stays.and_then(|names| {
            names.iter().find(|function| !resolve.interfaces[id].functions.contains_key(function.as_str()))
        }) {
            anyhow::bail!("`{name}` has no function `{missing}`");
        }
        resolve.interfaces[id].functions.retain(|function, _| stays.is_some_and(|names| names.contains(function)));
        let interface = &resolve.interfaces[id];
        let defines = interface.types.values().any(|ty| origin(resolve, *ty) == *ty);
        if interface.functions.is_empty() && !defines {
            resolve.worlds[world].imports.shift_remove(&key);
            // Who uses such a name uses the type itself from now on.
            let names: Vec<TypeId> = resolve.interfaces[id].types.values().copied().collect();
            for name in names {
                let (owner, original) = (resolve.types[origin(resolve, name)].owner, origin(resolve, name));
                let original = resolve.types[original].name.clone();
                (resolve.types[name].owner, resolve.types[name].name) = (owner, original);
            }
        }
    }
    Ok(())
}

fn function<'r>(resolve: &'r Resolve, interface: &str, function: &str) -> anyhow::Result<&'r Function> {
    let found = resolve.interfaces[find(resolve, interface)?].functions.get(function);
    found.with_context(|| format!("`{interface}` has no function `{function}`"))
}

fn find(resolve: &Resolve, interface: &str) -> anyhow::Result<InterfaceId> {
    let mut ids = resolve.interfaces.iter().map(|(id, _)| id);
    ids.find(|id| resolve.id_of(*id).as_deref() == Some(interface))
        .with_context(|| format!("no interface `{interface}`"))
}

/// The type behind names that `use` gives it.
fn origin(resolve: &Resolve, mut id: TypeId) -> TypeId {
    loop {
        let ty = &resolve.types[id];
        match ty.kind {
            TypeDefKind::Type(Type::Id(inner)) if resolve.types[inner].owner != ty.owner => id = inner,
            _ => return id,
        }
    }
}
