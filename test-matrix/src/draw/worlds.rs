//! From the interfaces of cases to the worlds that guests implement.
//!
//! The packages of all cases of a group are merged, and a package `witloom:matrix` on top of them holds the
//! control interfaces and two worlds: `callee` exports the cases, `caller` imports them. So bindings come from
//! each language's ordinary generator.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::sync::Arc;

use wit_parser::{
    FunctionKind, Handle, InterfaceId, PackageId, PackageName, Resolve, Type, TypeDefKind, TypeId, TypeOwner,
    WorldItem, WorldKey,
};
use witloom_bindgen::guest::{Role, control_wit};
use witloom_bindgen::{Wit, WitError, World};

/// The package of the control interfaces and the guests' worlds.
pub const PACKAGE: &str = "witloom:matrix";

/// The namespace of what the host answers.
const HOSTED: &str = "wasi";

/// A resolved package and the interfaces of it that are called.
#[derive(Debug, Clone)]
pub struct Surface {
    resolve: Resolve,
    /// Full names, as `namespace:package/interface@version`.
    interfaces: Vec<String>,
}

/// What stays of an interface.
#[derive(Debug, Clone, Default)]
pub struct Kept {
    /// Names of types.
    pub types: Vec<String>,
    /// Names of functions, as core modules have them.
    pub functions: Vec<String>,
}

impl Surface {
    /// The interfaces that a package defines, and those of other packages that its worlds import or export. What
    /// stands in a world itself becomes an interface of the package. What the host answers ([`HOSTED`]) is left to
    /// it; a package of that namespace is called under another one.
    pub fn of(wit: &Wit) -> Self {
        let mut resolve = wit.resolve().clone();
        lift_out_of_worlds(&mut resolve, wit.package());
        if resolve.packages[wit.package()].name.namespace == HOSTED {
            let name = &resolve.packages[wit.package()].name;
            let apart = PackageName { namespace: format!("own-{HOSTED}"), ..name.clone() };
            rename(&mut resolve, wit.package(), apart);
        }
        let mut ids: Vec<InterfaceId> = resolve.packages[wit.package()].interfaces.values().copied().collect();
        for world in resolve.packages[wit.package()].worlds.values() {
            let world = &resolve.worlds[*world];
            for (key, item) in world.imports.iter().chain(&world.exports) {
                let id = match (key, item) {
                    (WorldKey::Interface(id), _) => *id,
                    // `import primary: store;`: what is called is `store`.
                    (WorldKey::Name(_), WorldItem::Interface { id, .. }) => original(&resolve, *id),
                    (WorldKey::Name(_), WorldItem::Function(_) | WorldItem::Type { .. }) => continue,
                };
                if !ids.contains(&id) && !hosted(&resolve, id) {
                    ids.push(id);
                }
            }
        }
        let interfaces = ids.into_iter().filter_map(|id| resolve.id_of(id)).collect();
        Self { resolve, interfaces }
    }

    /// Takes everything but `kept` out of an interface.
    pub fn prune(&mut self, interface: &str, kept: &Kept) {
        let Some(id) = self.find(interface) else { return };
        let interface = &mut self.resolve.interfaces[id];
        interface.types.retain(|name, _| kept.types.contains(name));
        interface.functions.retain(|name, _| kept.functions.contains(name));
    }

    /// Forgets interfaces that have no functions left; they still serve others for their types.
    pub fn drop_empty(&mut self) {
        let used = |name: &String| self.find(name).is_some_and(|id| !self.resolve.interfaces[id].functions.is_empty());
        self.interfaces = self.interfaces.iter().filter(|name| used(name)).cloned().collect();
    }

    /// Takes everything out of the other interfaces but the types that the called ones are made of: whoever holds
    /// them must need nobody for what is never called.
    pub fn drop_unused(&mut self) {
        let called: Vec<InterfaceId> = self.interfaces.iter().filter_map(|name| self.find(name)).collect();
        let used = reachable(&self.resolve, &called);
        for (_, interface) in self.resolve.interfaces.iter_mut().filter(|(id, _)| !called.contains(id)) {
            interface.functions.clear();
            interface.types.retain(|_, ty| used.contains(ty));
        }
    }

    /// Whether a function of it is async.
    pub fn waits(&self) -> bool {
        let called = self.interfaces.iter().filter_map(|name| self.find(name));
        let mut functions = called.flat_map(|id| self.resolve.interfaces[id].functions.values());
        functions.any(|function| function.kind.is_async())
    }

    /// Full names of the interfaces.
    pub fn interfaces(&self) -> &[String] {
        &self.interfaces
    }

    fn find(&self, name: &str) -> Option<InterfaceId> {
        let mut all = self.resolve.interfaces.iter();
        all.find(|(id, _)| self.resolve.id_of(*id).as_deref() == Some(name)).map(|(id, _)| id)
    }
}

/// The interface that another one stands for under a name of its own in a world.
fn original(resolve: &Resolve, id: InterfaceId) -> InterfaceId {
    resolve.interfaces[id].clone_of.unwrap_or(id)
}

/// Whether the host answers the interface.
fn hosted(resolve: &Resolve, id: InterfaceId) -> bool {
    resolve.interfaces[id].package.is_some_and(|package| resolve.packages[package].name.namespace == HOSTED)
}

/// Every type that the types and functions of these interfaces are made of.
fn reachable(resolve: &Resolve, interfaces: &[InterfaceId]) -> HashSet<TypeId> {
    let mut found = HashSet::new();
    let mut open: Vec<TypeId> = Vec::new();
    let plain = |ty: &Type| match ty {
        Type::Id(id) => Some(*id),
        _ => None,
    };
    for interface in interfaces.iter().map(|id| &resolve.interfaces[*id]) {
        open.extend(interface.types.values());
        for function in interface.functions.values() {
            open.extend(function.params.iter().map(|param| &param.ty).chain(&function.result).filter_map(plain));
        }
    }
    while let Some(id) = open.pop() {
        if found.insert(id) {
            open.extend(parts(&resolve.types[id].kind).iter().filter_map(plain));
        }
    }
    found
}

/// The types that a type is made of.
fn parts(kind: &TypeDefKind) -> Vec<Type> {
    match kind {
        TypeDefKind::Record(record) => record.fields.iter().map(|field| field.ty).collect(),
        TypeDefKind::Variant(variant) => variant.cases.iter().filter_map(|case| case.ty).collect(),
        TypeDefKind::Tuple(tuple) => tuple.types.clone(),
        TypeDefKind::Result(result) => result.ok.iter().chain(&result.err).copied().collect(),
        TypeDefKind::Option(ty)
        | TypeDefKind::List(ty)
        | TypeDefKind::FixedLengthList(ty, _)
        | TypeDefKind::Type(ty) => {
            vec![*ty]
        }
        TypeDefKind::Map(key, value) => vec![*key, *value],
        TypeDefKind::Future(ty) | TypeDefKind::Stream(ty) => ty.iter().copied().collect(),
        TypeDefKind::Handle(Handle::Own(id) | Handle::Borrow(id)) => vec![Type::Id(*id)],
        TypeDefKind::Resource | TypeDefKind::Flags(_) | TypeDefKind::Enum(_) | TypeDefKind::Unknown => Vec::new(),
    }
}

/// The same package under another name, in the same namespace and version, so that it can stand beside its namesake.
pub fn renamed(wit: &Wit, name: &str) -> Arc<Wit> {
    let mut resolve = wit.resolve().clone();
    let other = PackageName { name: name.to_owned(), ..resolve.packages[wit.package()].name.clone() };
    rename(&mut resolve, wit.package(), other);
    Wit::from_resolve(resolve, wit.package())
}

/// The same package with async functions in place of its synchronous ones, under a name of its own.
pub fn waiting(wit: &Wit) -> Arc<Wit> {
    let mut resolve = wit.resolve().clone();
    let name = &resolve.packages[wit.package()].name;
    let other = PackageName { name: format!("waiting-{}", name.name), ..name.clone() };
    rename(&mut resolve, wit.package(), other);
    let own = resolve.packages[wit.package()].interfaces.values().copied().collect::<Vec<_>>();
    for id in own {
        for function in resolve.interfaces[id].functions.values_mut() {
            // Those of resources can't be drawn.
            if function.kind == FunctionKind::Freestanding {
                function.kind = FunctionKind::AsyncFreestanding;
            }
        }
    }
    Wit::from_resolve(resolve, wit.package())
}

fn rename(resolve: &mut Resolve, id: PackageId, name: PackageName) {
    resolve.package_names.shift_remove(&resolve.packages[id].name);
    resolve.packages[id].name = name.clone();
    resolve.package_names.insert(name, id);
}

/// Makes interfaces of what a world defines itself: inline interfaces, and functions with their types.
fn lift_out_of_worlds(resolve: &mut Resolve, package: PackageId) {
    let worlds: Vec<_> = resolve.packages[package].worlds.values().copied().collect();
    for world in worlds {
        let items = resolve.worlds[world].imports.iter().chain(&resolve.worlds[world].exports);
        let items: Vec<(WorldKey, WorldItem)> = items.map(|(key, item)| (key.clone(), item.clone())).collect();
        for (key, item) in items {
            if let (WorldKey::Name(name), WorldItem::Interface { id, .. }) = (key, item)
                && resolve.interfaces[original(resolve, id)].name.is_none()
            {
                name_interface(resolve, package, id, &name);
            }
        }
        lift_functions(resolve, package, world);
    }
}

fn name_interface(resolve: &mut Resolve, package: PackageId, id: InterfaceId, wanted: &str) {
    let taken = &resolve.packages[package];
    let free = |name: &String| !taken.interfaces.contains_key(name) && !taken.worlds.contains_key(name);
    let name = std::iter::once(wanted.to_owned()).chain((2..).map(|n| format!("{wanted}{n}"))).find(free);
    let name = name.expect("there are more numbers than names");
    resolve.interfaces[id].name = Some(name.clone());
    resolve.interfaces[id].package = Some(package);
    resolve.packages[package].interfaces.insert(name, id);
}

fn lift_functions(resolve: &mut Resolve, package: PackageId, world: wit_parser::WorldId) {
    let source = resolve.worlds[world].clone();
    let items = || source.imports.iter().chain(&source.exports);
    if !items().any(|(_, item)| matches!(item, WorldItem::Function(_))) {
        return;
    }
    // An interface to copy the form of; the package of a world with functions has none to offer itself.
    let mut interface = wit_parser::Interface {
        name: None,
        types: Default::default(),
        functions: Default::default(),
        docs: Default::default(),
        stability: Default::default(),
        package: Some(package),
        span: source.span,
        clone_of: None,
    };
    let mut types = Vec::new();
    for (key, item) in items() {
        match (key, item) {
            (WorldKey::Name(name), WorldItem::Function(function)) => {
                interface.functions.insert(name.clone(), function.clone());
            }
            (WorldKey::Name(name), WorldItem::Type { id, .. }) => {
                interface.types.insert(name.clone(), *id);
                types.push(*id);
            }
            (_, _) => {}
        }
    }
    let id = resolve.interfaces.alloc(interface);
    for ty in types {
        resolve.types[ty].owner = TypeOwner::Interface(id);
    }
    name_interface(resolve, package, id, &format!("{}-functions", source.name));
    // The world no longer owns them.
    let own = |item: &WorldItem| matches!(item, WorldItem::Function(_) | WorldItem::Type { .. });
    resolve.worlds[world].imports.retain(|_, item| !own(item));
    resolve.worlds[world].exports.retain(|_, item| !own(item));
}

/// A world that exports every interface of a surface.
pub fn survey(surface: &Surface) -> Result<World, WitError> {
    let mut text = "package witloom:survey;\nworld survey {\n".to_owned();
    for interface in &surface.interfaces {
        let _ = writeln!(text, "  export {};", escaped(interface));
    }
    text += "}\n";
    on_top(surface.resolve.clone(), &text, "survey")
}

/// The world of a guest that calls or implements all interfaces of the surfaces.
///
/// # Errors
/// When the packages can't be merged, for instance two packages of the same name and version.
pub fn guest(surfaces: &[&Surface], role: Role) -> Result<World, WitError> {
    let mut resolve = Resolve::default();
    let mut lines = String::new();
    let (case, own) = match role {
        Role::Caller => ("import", "  import control;\n  export player;\n"),
        Role::Callee => ("export", "  export control;\n"),
    };
    for surface in surfaces {
        let merged = resolve.merge(surface.resolve.clone());
        merged.map_err(|error| WitError::Package { message: format!("{error:#}") })?;
        for interface in &surface.interfaces {
            let _ = writeln!(lines, "  {case} {};", escaped(interface));
        }
    }
    let name = role.as_str();
    let control = control_wit(surfaces.iter().any(|surface| surface.waits()));
    on_top(resolve, &format!("package {PACKAGE};\n{control}\nworld {name} {{\n{lines}{own}}}\n"), name)
}

fn on_top(mut resolve: Resolve, text: &str, world: &str) -> Result<World, WitError> {
    let package = resolve.push_source("matrix.wit", text);
    let package = package.map_err(|error| WitError::Package { message: format!("{error:#}") })?;
    World::from_wit(&Wit::from_resolve(resolve, package), Some(world))
}

/// The name with a `%` before each word, so that keywords are names.
fn escaped(interface: &str) -> String {
    let (path, version) = interface.split_once('@').map_or((interface, None), |(path, v)| (path, Some(v)));
    let path = format!("%{}", path.replace(':', ":%").replace('/', "/%"));
    version.map_or(path.clone(), |version| format!("{path}@{version}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use witloom_bindgen::model::Side;

    #[test]
    fn an_interface_under_several_names_is_called_once() {
        let text = "package a:b;
            interface store { f: func(); }
            world w { import primary: store; import secondary: store; import store; }";
        let surface = Surface::of(&Wit::parse("w.wit", text).expect("it parses"));
        assert_eq!(surface.interfaces(), ["a:b/store"]);
        survey(&surface).expect("it can be exported");
    }

    #[test]
    fn what_a_world_defines_becomes_interfaces() {
        let text = "package a:b@0.1.0;
            interface %list { f: func(); }
            world w {
              import %list;
              record point { x: u8 }
              export inline: interface { g: func(v: u8); }
              import h: func(v: point) -> point;
            }";
        let surface = Surface::of(&Wit::parse("a.wit", text).unwrap());
        let world = survey(&surface).unwrap();
        let called = world.side(Side::Export).filter(|interface| !interface.functions.is_empty());
        let names: Vec<&str> = called.map(|interface| interface.full_name.as_str()).collect();
        assert_eq!(names, ["a:b/list@0.1.0", "a:b/inline@0.1.0", "a:b/w-functions@0.1.0"]);
    }

    #[test]
    fn what_the_host_answers_is_left_to_it() {
        let text = "package a:b;
            interface mine { use wasi:clocks/wall-clock@0.1.0.{datetime}; f: func(v: datetime) -> u8; }
            world w { import wasi:clocks/wall-clock@0.1.0; import others:kv/store; export mine; }
            package wasi:clocks@0.1.0 {
                interface wall-clock {
                    resource timer { wait: func(); }
                    record datetime { seconds: u64 }
                    now: func() -> datetime;
                    start: func() -> timer;
                }
            }
            package others:kv { interface store { get: func(key: string) -> string; } }";
        let mut surface = Surface::of(&Wit::parse("a.wit", text).expect("it parses"));
        assert_eq!(surface.interfaces(), ["a:b/mine", "others:kv/store"]);
        surface.drop_unused();
        let world = survey(&surface).expect("it can be exported");
        let clock = world.side(Side::Import).find(|i| i.name == "wall-clock").expect("its type is used");
        assert!(clock.functions.is_empty(), "nobody calls `now`");
        assert_eq!(clock.types.len(), 1, "a datetime and no timer");
    }

    #[test]
    fn a_package_of_the_hosts_namespace_is_called_under_another_one() {
        let text = "package wasi:random@0.2.3; interface random { get: func() -> u64; }";
        let surface = Surface::of(&Wit::parse("a.wit", text).expect("it parses"));
        assert_eq!(surface.interfaces(), ["own-wasi:random/random@0.2.3"]);
        survey(&surface).expect("it can be exported");
    }

    #[test]
    fn guests_of_both_roles_face_each_other() {
        let one = Surface::of(&Wit::parse("a.wit", "package a:b; interface i { f: func(); }").unwrap());
        let two = Surface::of(&Wit::parse("c.wit", "package c:d; interface i { f: func(); }").unwrap());
        let caller = guest(&[&one, &two], Role::Caller).unwrap();
        let callee = guest(&[&one, &two], Role::Callee).unwrap();
        let names = |world: &World, side| {
            let called = world.side(side).filter(|interface| !interface.functions.is_empty());
            called.map(|interface| interface.full_name.clone()).collect::<Vec<_>>()
        };
        assert_eq!(names(&caller, Side::Import), names(&callee, Side::Export));
        assert_eq!(names(&caller, Side::Export), ["witloom:matrix/player"]);
        assert!(guest(&[&one, &one], Role::Callee).is_err(), "an interface stands in a world once");
        let namesake = renamed(&Wit::parse("a.wit", "package a:b; interface i { g: func(); }").unwrap(), "b-n2");
        let callee = guest(&[&one, &Surface::of(&namesake)], Role::Callee).unwrap();
        assert_eq!(names(&callee, Side::Export), ["a:b/i", "a:b-n2/i", "witloom:matrix/control"]);
    }
}
