//! From wit-parser's `Resolve` to the model.

use std::collections::HashMap;
use std::sync::Arc;

use wit_parser::abi::{FlatTypes, WasmType};
use wit_parser::{self as wp, Handle, Resolve, SizeAlign, TypeDefKind, WorldItem, WorldKey};

use super::{
    Case, Core, Docs, Facts, Field, Function, FunctionKind, Interface, InterfaceId, Key, Kind, Label, Layout, MapKind,
    PackageId, Param, Prim, Resource, ResourceId, Side, Type, TypeId, TypeName, World, facts,
};
use crate::wit::{Wit, WitError};

/// Bytes that a fixed-length list has fewer than, so that sizes fit their 32 bits.
const MAX_FIXED_LIST: u64 = 1 << 28;

/// Builds the model of the world called `name`.
pub(super) fn world(wit: &Arc<Wit>, name: Option<&str>) -> Result<World, WitError> {
    let world_id = wit.select_world(name)?;
    let mut resolve = wit.resolve().clone();
    resolve.generate_nominal_type_ids(world_id);
    let mut sizes = SizeAlign::default();
    sizes.fill(&resolve).map_err(|error| WitError::Package { message: format!("{error:#}") })?;
    let mut builder = Builder {
        wit,
        resolve: &resolve,
        sizes,
        interfaces: Vec::new(),
        types: Vec::new(),
        resources: Vec::new(),
        owners: HashMap::new(),
        root: InterfaceId(0),
        type_ids: HashMap::new(),
        interned: HashMap::new(),
        resource_ids: HashMap::new(),
    };
    builder.build(world_id)?;
    let wp_world = &resolve.worlds[world_id];
    let package = wp_world.package.map_or_else(root_package, |id| package_id(&resolve.packages[id].name));
    let mut world = World {
        name: full_name(&package, &wp_world.name),
        short_name: wp_world.name.clone(),
        package,
        docs: docs(&wp_world.docs),
        interfaces: builder.interfaces,
        types: builder.types,
        resources: builder.resources,
        wit: Arc::clone(wit),
        world_id,
    };
    facts::mark_directions(&mut world);
    Ok(world)
}

struct Builder<'a> {
    wit: &'a Wit,
    resolve: &'a Resolve,
    sizes: SizeAlign,
    interfaces: Vec<Interface>,
    types: Vec<Type>,
    resources: Vec<Resource>,
    /// wit-parser's interface → ours.
    owners: HashMap<wp::InterfaceId, InterfaceId>,
    /// The interface that stands for the world's own imports and types.
    root: InterfaceId,
    type_ids: HashMap<wp::TypeId, TypeId>,
    /// Structural types, so that each exists once.
    interned: HashMap<Kind, TypeId>,
    resource_ids: HashMap<wp::TypeId, ResourceId>,
}

impl Builder<'_> {
    fn build(&mut self, world_id: wp::WorldId) -> Result<(), WitError> {
        let world = &self.resolve.worlds[world_id];
        self.root = self.open(Side::Import, Key::Root, &world.name, "$root", docs(&world.docs));
        let exported_root = world
            .exports
            .values()
            .any(|item| matches!(item, WorldItem::Function(_)))
            .then(|| self.open(Side::Export, Key::Root, &world.name, "$root", docs(&world.docs)));
        // Interfaces first: world-level types and functions may refer to them.
        self.open_interfaces(&world.imports, Side::Import);
        self.open_interfaces(&world.exports, Side::Export);
        for (side, items) in [(Side::Import, &world.imports), (Side::Export, &world.exports)] {
            for (key, item) in items {
                let id = if side == Side::Import { self.root } else { exported_root.unwrap_or(self.root) };
                self.item(item, key, id);
            }
        }
        Ok(())
    }

    fn open(&mut self, side: Side, key: Key, name: &str, full_name: &str, docs: Docs) -> InterfaceId {
        let id = InterfaceId(self.interfaces.len() as u32);
        let (name, full_name) = (name.to_owned(), full_name.to_owned());
        let (types, resources, functions) = (Vec::new(), Vec::new(), Vec::new());
        self.interfaces.push(Interface { id, side, key, name, full_name, types, resources, functions, docs });
        id
    }

    fn open_interfaces(&mut self, items: &wp::IndexMap<WorldKey, WorldItem>, side: Side) {
        for (key, item) in items {
            let WorldItem::Interface { id, .. } = item else { continue };
            let interface = &self.resolve.interfaces[*id];
            let our_key = match (key, &interface.name, interface.package) {
                (WorldKey::Interface(_), Some(name), Some(package)) => {
                    Key::Package(package_id(&self.resolve.packages[package].name), name.clone())
                }
                (WorldKey::Name(name), _, _) => Key::Inline(name.clone()),
                (WorldKey::Interface(_), _, _) => Key::Inline(self.resolve.name_world_key(key)),
            };
            let name = match &our_key {
                Key::Package(_, name) | Key::Inline(name) => name.clone(),
                Key::Root => String::new(),
            };
            let full_name = self.resolve.name_world_key(key);
            let ours = self.open(side, our_key, &name, &full_name, docs(&interface.docs));
            self.owners.insert(*id, ours);
        }
    }

    fn item(&mut self, item: &WorldItem, _key: &WorldKey, root: InterfaceId) {
        match item {
            WorldItem::Type { id, .. } => self.define(*id, self.root),
            WorldItem::Function(function) => self.function(function, root),
            WorldItem::Interface { id, .. } => {
                let ours = self.owners[id];
                let interface = &self.resolve.interfaces[*id];
                for ty in interface.types.values() {
                    self.define(*ty, ours);
                }
                for function in interface.functions.values() {
                    self.function(function, ours);
                }
            }
        }
    }

    /// Registers a named type or resource with the interface that defines it.
    fn define(&mut self, id: wp::TypeId, owner: InterfaceId) {
        let def = &self.resolve.types[id];
        if matches!(def.kind, TypeDefKind::Resource) {
            self.resource(id);
            return;
        }
        let ty = self.type_def(id);
        let types = &mut self.interfaces[owner.index()].types;
        if !types.contains(&ty) {
            types.push(ty);
        }
    }

    fn resource(&mut self, id: wp::TypeId) -> ResourceId {
        let id = self.resource_target(id);
        if let Some(known) = self.resource_ids.get(&id) {
            return *known;
        }
        let def = &self.resolve.types[id];
        let owner = self.owner(def);
        let ours = ResourceId(self.resources.len() as u32);
        self.resources.push(Resource {
            id: ours,
            name: def.name.clone().unwrap_or_default(),
            owner,
            side: self.interfaces[owner.index()].side,
            docs: docs(&def.docs),
            place: self.wit.place(def.span),
        });
        self.interfaces[owner.index()].resources.push(ours);
        self.resource_ids.insert(id, ours);
        ours
    }

    /// Follows `use` to the resource itself.
    fn resource_target(&self, mut id: wp::TypeId) -> wp::TypeId {
        while let TypeDefKind::Type(wp::Type::Id(target)) = self.resolve.types[id].kind {
            id = target;
        }
        id
    }

    fn owner(&self, def: &wp::TypeDef) -> InterfaceId {
        match def.owner {
            wp::TypeOwner::Interface(id) => self.owners.get(&id).copied().unwrap_or(self.root),
            wp::TypeOwner::World(_) | wp::TypeOwner::None => self.root,
        }
    }

    fn function(&mut self, function: &wp::Function, owner: InterfaceId) {
        let params = function.params.iter().map(|p| Param { name: p.name.clone(), ty: self.ty(&p.ty) });
        let params: Vec<Param> = params.collect();
        let result = function.result.as_ref().map(|ty| self.ty(ty));
        let mut types = params.iter().map(|param| param.ty).chain(result);
        // The parser's list has every mention, so that it walks a type as often as it is reached.
        let ends = if types.any(|ty| self.types[ty.index()].facts.has_end) {
            function.find_futures_and_streams(self.resolve)
        } else {
            Vec::new()
        };
        let ends = ends.into_iter().map(|id| self.type_def(id)).collect();
        let kind = self.function_kind(&function.kind);
        let name = match kind {
            FunctionKind::Constructor(_) => "new".to_owned(),
            FunctionKind::Free | FunctionKind::Method(_) | FunctionKind::Static(_) => function.item_name().to_owned(),
        };
        self.interfaces[owner.index()].functions.push(Function {
            name,
            core_name: function.name.clone(),
            kind,
            params,
            result,
            docs: docs(&function.docs),
            place: self.wit.place(function.span),
            is_async: function.kind.is_async(),
            ends,
            unsupported: function.kind.accessor().map(|_| "property accessor"),
        });
    }

    fn function_kind(&mut self, kind: &wp::FunctionKind) -> FunctionKind {
        use wp::FunctionKind as F;
        match kind {
            F::Freestanding | F::AsyncFreestanding | F::Getter | F::Setter => FunctionKind::Free,
            F::Method(id) | F::AsyncMethod(id) | F::MethodGetter(id) | F::MethodSetter(id) => {
                FunctionKind::Method(self.resource(*id))
            }
            F::Static(id) | F::AsyncStatic(id) | F::StaticGetter(id) | F::StaticSetter(id) => {
                FunctionKind::Static(self.resource(*id))
            }
            F::Constructor(id) => FunctionKind::Constructor(self.resource(*id)),
        }
    }

    fn ty(&mut self, ty: &wp::Type) -> TypeId {
        match ty {
            wp::Type::Id(id) => self.type_def(*id),
            wp::Type::String => self.intern(Kind::String, ty),
            wp::Type::ErrorContext => self.intern(Kind::Unsupported("error-context"), ty),
            simple => self.intern(primitive(simple).map_or(Kind::Unsupported("unknown type"), Kind::Prim), ty),
        }
    }

    fn type_def(&mut self, id: wp::TypeId) -> TypeId {
        if let Some(known) = self.type_ids.get(&id) {
            return *known;
        }
        let def = &self.resolve.types[id];
        let kind = self.kind(&def.kind);
        let ours = match &def.name {
            None => self.intern(kind, &wp::Type::Id(id)),
            Some(name) => {
                let name = TypeName { name: name.clone(), owner: self.owner(def) };
                let ours = self.push(kind, &wp::Type::Id(id), Some(name));
                self.types[ours.index()].docs = docs(&def.docs);
                self.types[ours.index()].place = self.wit.place(def.span);
                ours
            }
        };
        self.type_ids.insert(id, ours);
        ours
    }

    fn kind(&mut self, kind: &TypeDefKind) -> Kind {
        match kind {
            TypeDefKind::Record(record) => Kind::Record(
                record
                    .fields
                    .iter()
                    .map(|f| Field { name: f.name.clone(), ty: self.ty(&f.ty), docs: docs(&f.docs) })
                    .collect(),
            ),
            TypeDefKind::Variant(variant) => Kind::Variant(
                variant
                    .cases
                    .iter()
                    .map(|c| Case { name: c.name.clone(), ty: self.opt(c.ty.as_ref()), docs: docs(&c.docs) })
                    .collect(),
            ),
            TypeDefKind::Enum(cases) => {
                Kind::Enum(cases.cases.iter().map(|c| Label { name: c.name.clone(), docs: docs(&c.docs) }).collect())
            }
            TypeDefKind::Flags(flags) => {
                Kind::Flags(flags.flags.iter().map(|f| Label { name: f.name.clone(), docs: docs(&f.docs) }).collect())
            }
            TypeDefKind::Tuple(tuple) => Kind::Tuple(tuple.types.iter().map(|ty| self.ty(ty)).collect()),
            TypeDefKind::Option(ty) => Kind::Option(self.ty(ty)),
            TypeDefKind::Result(result) => {
                Kind::Result { ok: self.opt(result.ok.as_ref()), err: self.opt(result.err.as_ref()) }
            }
            TypeDefKind::List(ty) => Kind::List(self.ty(ty)),
            TypeDefKind::Handle(Handle::Own(id)) => Kind::Own(self.resource(*id)),
            TypeDefKind::Handle(Handle::Borrow(id)) => Kind::Borrow(self.resource(*id)),
            TypeDefKind::Type(wp::Type::Id(id)) if self.is_resource(*id) => Kind::ResourceAlias(self.resource(*id)),
            TypeDefKind::Type(ty) => Kind::Alias(self.ty(ty)),
            TypeDefKind::Resource => Kind::Unsupported("resource as a value"),
            TypeDefKind::Map(key, value) => self.map(key, value),
            TypeDefKind::FixedLengthList(ty, length) => self.fixed_list(ty, *length),
            TypeDefKind::Future(ty) => self.future(ty.as_ref()),
            TypeDefKind::Stream(ty) => self.stream(ty.as_ref()),
            TypeDefKind::Unknown => Kind::Unsupported("unknown type"),
        }
    }

    fn fixed_list(&mut self, elem: &wp::Type, length: u32) -> Kind {
        let elem = self.ty(elem);
        let size = u64::from(self.types[elem.index()].layout.size) * u64::from(length);
        if size < MAX_FIXED_LIST {
            Kind::FixedList(elem, length)
        } else {
            Kind::Unsupported("fixed-length list of 256 MiB or more")
        }
    }

    fn future(&mut self, payload: Option<&wp::Type>) -> Kind {
        let payload = self.opt(payload);
        if self.lends(payload) {
            Kind::Unsupported("streams and futures of borrowed handles")
        } else {
            Kind::Future(payload)
        }
    }

    fn stream(&mut self, payload: Option<&wp::Type>) -> Kind {
        let payload = self.opt(payload);
        if self.lends(payload) {
            Kind::Unsupported("streams and futures of borrowed handles")
        } else if payload.is_some_and(|ty| self.is_char(ty)) {
            Kind::Unsupported("stream<char>")
        } else {
            Kind::Stream(payload)
        }
    }

    /// Whether a borrow is somewhere inside: "no borrows in streams and futures" of the specification's type validation.
    fn lends(&self, payload: Option<TypeId>) -> bool {
        payload.is_some_and(|ty| self.types[ty.index()].facts.has_borrow)
    }

    /// Whether a type is `char`, whose streams the specification keeps back until they have a form of their own.
    fn is_char(&self, mut ty: TypeId) -> bool {
        while let Kind::Alias(target) = self.types[ty.index()].kind {
            ty = target;
        }
        matches!(self.types[ty.index()].kind, Kind::Prim(Prim::Char))
    }

    fn map(&mut self, key: &wp::Type, value: &wp::Type) -> Kind {
        let (key, value) = (self.ty(key), self.ty(value));
        let kind = Kind::Tuple(vec![key, value]);
        let entry = match self.interned.get(&kind) {
            Some(known) => *known,
            None => {
                let abi = self.pair_abi(key, value);
                let id = self.add(kind.clone(), abi, None);
                self.interned.insert(kind, id);
                id
            }
        };
        Kind::Map(MapKind { key, value, entry })
    }

    /// Layout and core types of a pair, which WIT may not mention anywhere.
    fn pair_abi(&self, first: TypeId, second: TypeId) -> (Layout, Option<Vec<Core>>) {
        let [first, second] = [first, second].map(|ty| &self.types[ty.index()]);
        let align = first.layout.align.max(second.layout.align);
        let end = first.layout.size.next_multiple_of(second.layout.align) + second.layout.size;
        let flat = first.flat.iter().zip(&second.flat).map(|(a, b)| [a.as_slice(), b].concat()).next();
        let flat = flat.filter(|cores| cores.len() <= Resolve::MAX_FLAT_PARAMS);
        (Layout { size: end.next_multiple_of(align), align }, flat)
    }

    fn is_resource(&self, id: wp::TypeId) -> bool {
        matches!(self.resolve.types[self.resource_target(id)].kind, TypeDefKind::Resource)
    }

    fn opt(&mut self, ty: Option<&wp::Type>) -> Option<TypeId> {
        ty.map(|ty| self.ty(ty))
    }

    /// A structural type: the same kind is the same type.
    fn intern(&mut self, kind: Kind, ty: &wp::Type) -> TypeId {
        if let Some(known) = self.interned.get(&kind) {
            return *known;
        }
        let id = self.push(kind.clone(), ty, None);
        self.interned.insert(kind, id);
        id
    }

    fn push(&mut self, kind: Kind, ty: &wp::Type, name: Option<TypeName>) -> TypeId {
        let valueless = matches!(kind, Kind::ResourceAlias(_)) || self.facts(&kind).has_unsupported;
        let abi = if valueless { (Layout { size: 0, align: 1 }, None) } else { self.abi(ty) };
        self.add(kind, abi, name)
    }

    fn facts(&self, kind: &Kind) -> Facts {
        facts::of(kind, &self.types, |r| self.resources[r.index()].side)
    }

    fn add(&mut self, kind: Kind, (layout, flat): (Layout, Option<Vec<Core>>), name: Option<TypeName>) -> TypeId {
        let id = TypeId(self.types.len() as u32);
        let facts = self.facts(&kind);
        self.types.push(Type { id, name, kind, layout, flat, facts, docs: None, place: None });
        id
    }

    fn abi(&self, ty: &wp::Type) -> (Layout, Option<Vec<Core>>) {
        let layout = Layout {
            size: self.sizes.size(ty).size_wasm32() as u32,
            align: self.sizes.align(ty).align_wasm32() as u32,
        };
        let mut storage = [WasmType::I32; Resolve::MAX_FLAT_PARAMS];
        let mut flat = FlatTypes::new(&mut storage);
        let fits = self.resolve.push_flat(ty, &mut flat);
        (layout, fits.then(|| flat.to_vec().into_iter().map(Core::from).collect()))
    }
}

fn primitive(ty: &wp::Type) -> Option<Prim> {
    Some(match ty {
        wp::Type::Bool => Prim::Bool,
        wp::Type::U8 => Prim::U8,
        wp::Type::S8 => Prim::S8,
        wp::Type::U16 => Prim::U16,
        wp::Type::S16 => Prim::S16,
        wp::Type::U32 => Prim::U32,
        wp::Type::S32 => Prim::S32,
        wp::Type::U64 => Prim::U64,
        wp::Type::S64 => Prim::S64,
        wp::Type::F32 => Prim::F32,
        wp::Type::F64 => Prim::F64,
        wp::Type::Char => Prim::Char,
        wp::Type::String | wp::Type::ErrorContext | wp::Type::Id(_) => return None,
    })
}

fn docs(docs: &wp::Docs) -> Docs {
    docs.contents.as_ref().map(|text| text.trim_end().to_owned()).filter(|text| !text.is_empty())
}

fn root_package() -> PackageId {
    PackageId { namespace: "root".to_owned(), name: "root".to_owned(), version: None }
}

fn package_id(name: &wp::PackageName) -> PackageId {
    PackageId {
        namespace: name.namespace.clone(),
        name: name.name.clone(),
        version: name.version.as_ref().map(ToString::to_string),
    }
}

fn full_name(package: &PackageId, world: &str) -> String {
    let version = package.version.as_ref().map(|v| format!("@{v}")).unwrap_or_default();
    format!("{}:{}/{world}{version}", package.namespace, package.name)
}
