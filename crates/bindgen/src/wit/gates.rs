//! What a world leaves out or can't have: items behind features, and words of WIT that are newer than engines.

use wit_parser::{
    Function, InterfaceId, PackageId, Resolve, Span, Stability, TypeDefKind, WorldId, WorldItem, WorldKey,
};

use super::{Wit, WitError};

/// Something that a world would have if a feature were switched on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct LeftOut {
    /// For instance `shop:app/rates#history`.
    pub item: String,
    /// The feature's name.
    pub feature: String,
}

/// Loads a package again with every feature, when it gates anything.
pub(super) fn ungated(load: impl Fn(&mut Resolve) -> bool) -> Option<Resolve> {
    let mut resolve = Resolve { all_features: true, ..Resolve::default() };
    if !load(&mut resolve) {
        return None;
    }
    let gated = |stability: &Stability| matches!(stability, Stability::Unstable { .. });
    let worlds = resolve.worlds.iter().any(|(_, world)| {
        let items = world.imports.values().chain(world.exports.values());
        gated(&world.stability) || items.into_iter().any(|item| gated(item.stability(&resolve)))
    });
    let interfaces = resolve.interfaces.iter().any(|(_, interface)| {
        gated(&interface.stability) || interface.functions.values().any(|function| gated(&function.stability))
    });
    let types = resolve.types.iter().any(|(_, ty)| gated(&ty.stability));
    (worlds || interfaces || types).then_some(resolve)
}

/// Takes the gates off what is switched on: tools that read the package printed would close them again.
pub(super) fn open(resolve: &mut Resolve) {
    let open = |stability: &mut Stability| {
        if matches!(stability, Stability::Unstable { .. }) {
            *stability = Stability::Unknown;
        }
    };
    for (_, ty) in resolve.types.iter_mut() {
        open(&mut ty.stability);
    }
    for (_, interface) in resolve.interfaces.iter_mut() {
        open(&mut interface.stability);
        interface.functions.values_mut().for_each(|function| open(&mut function.stability));
    }
    for (_, world) in resolve.worlds.iter_mut() {
        open(&mut world.stability);
        for item in world.imports.values_mut().chain(world.exports.values_mut()) {
            match item {
                WorldItem::Interface { stability, .. } => open(stability),
                WorldItem::Function(function) => open(&mut function.stability),
                WorldItem::Type { .. } => {}
            }
        }
    }
}

impl Wit {
    /// What a world, by its full name, leaves out because of features that are off. What the standard's own
    /// interfaces (`wasi:`) keep behind features counts only where the world names it.
    pub fn left_out(&self, world: &str) -> Vec<LeftOut> {
        let Some(full) = &self.ungated else { return Vec::new() };
        let name_of = |(_, world): &(WorldId, &wit_parser::World)| {
            let package = world.package.map(|id| full.packages[id].name.interface_id(&world.name));
            package.unwrap_or_else(|| world.name.clone())
        };
        let Some((_, world)) = full.worlds.iter().find(|found| name_of(found) == world) else { return Vec::new() };
        let mut walk = Walk { full, features: &self.resolve, found: Vec::new() };
        for (key, item) in world.imports.iter().chain(&world.exports) {
            walk.item(key, item);
        }
        walk.found.sort();
        walk.found.dedup();
        walk.found
    }
}

struct Walk<'a> {
    full: &'a Resolve,
    features: &'a Resolve,
    found: Vec<LeftOut>,
}

impl Walk<'_> {
    fn note(&mut self, item: String, stability: &Stability) -> bool {
        match stability {
            Stability::Unstable { feature, .. } if !self.features.features.contains(feature) => {
                self.found.push(LeftOut { item, feature: feature.clone() });
                true
            }
            Stability::Unstable { .. } | Stability::Stable { .. } | Stability::Unknown => false,
        }
    }

    fn item(&mut self, key: &WorldKey, item: &WorldItem) {
        let name = self.full.name_world_key(key);
        if self.note(name.clone(), item.stability(self.full)) {
            return;
        }
        if let WorldItem::Interface { id, .. } = item {
            self.interface(&name, *id);
        }
    }

    fn interface(&mut self, name: &str, id: InterfaceId) {
        let interface = &self.full.interfaces[id];
        let is_standard = |id: PackageId| self.full.packages[id].name.namespace == "wasi";
        if interface.package.is_some_and(is_standard) || self.note(name.to_owned(), &interface.stability) {
            return;
        }
        for (function, found) in &interface.functions {
            self.note(format!("{name}#{function}"), &found.stability);
        }
        for (ty, id) in &interface.types {
            self.note(format!("{name}#{ty}"), &self.full.types[*id].stability);
        }
    }
}

/// Refuses words of WIT that the components of today's engines can't have.
pub(super) fn refuse_newer(wit: &Wit, world: WorldId) -> Result<(), WitError> {
    let resolve = wit.resolve();
    let world = &resolve.worlds[world];
    for (key, item) in world.imports.iter().chain(&world.exports) {
        let name = resolve.name_world_key(key);
        refuse_external(wit, &name, resolve.external_id_value(key, item).as_ref(), item.span())?;
        if let WorldItem::Interface { id, .. } = item {
            interface(wit, &name, *id)?;
        }
    }
    Ok(())
}

fn interface(wit: &Wit, name: &str, id: InterfaceId) -> Result<(), WitError> {
    let resolve = wit.resolve();
    let function = |function: &Function| {
        refuse_external(wit, &format!("{name}#{}", function.name), function.external_id.as_ref(), function.span)
    };
    resolve.interfaces[id].functions.values().try_for_each(function)?;
    resolve.interfaces[id].types.iter().try_for_each(|(ty, id)| {
        let ty_def = &resolve.types[*id];
        // A type that is only used here says it where it is defined.
        let is_own = !matches!(ty_def.kind, TypeDefKind::Type(_));
        let external = ty_def.external_id.as_ref().filter(|_| is_own);
        refuse_external(wit, &format!("{name}#{ty}"), external, ty_def.span)
    })
}

fn refuse_external(wit: &Wit, item: &str, id: Option<&String>, span: Span) -> Result<(), WitError> {
    let hint = "leave the attribute out: nothing depends on it but tools that read it";
    id.map_or(Ok(()), |_| Err(newer(wit, "external-id", item.to_owned(), span, hint)))
}

fn newer(wit: &Wit, word: &'static str, item: String, span: Span, hint: &'static str) -> WitError {
    WitError::Newer { word, item, place: wit.place(span), hint }
}
