//! The data of the model: interfaces, functions, types, resources.

use witloom_diag::Place;

use super::facts::{Core, Facts, Layout};

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub(crate) u32);

        impl $name {
            /// Position in the world's arena.
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }
    };
}

id!(
    /// Index into [`World::types`](super::World::types).
    TypeId
);
id!(
    /// Index into [`World::interfaces`](super::World::interfaces).
    InterfaceId
);
id!(
    /// Index into [`World::resources`](super::World::resources).
    ResourceId
);

/// Documentation comment from WIT, without comment signs; `None` where there is none.
pub type Docs = Option<String>;

/// Whether something is imported or exported by the component being written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Side {
    /// Called by the component.
    Import,
    /// Implemented by the component.
    Export,
}

/// `namespace:name@version`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PackageId {
    /// `wasi` in `wasi:cli@0.2.0`.
    pub namespace: String,
    /// `cli` in `wasi:cli@0.2.0`.
    pub name: String,
    /// `0.2.0` in `wasi:cli@0.2.0`.
    pub version: Option<String>,
}

/// How an interface is named by the world.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Key {
    /// Functions and types written directly in the world.
    Root,
    /// An interface written inline in the world: `import name: interface { … }`.
    Inline(String),
    /// An interface of a package.
    Package(PackageId, String),
}

/// One interface on one side.
#[derive(Debug, Clone)]
pub struct Interface {
    /// Its own id.
    pub id: InterfaceId,
    /// Imported or exported.
    pub side: Side,
    /// How the world names it.
    pub key: Key,
    /// Short name in WIT: `rates`; the world's name for [`Key::Root`].
    pub name: String,
    /// Full name in core modules: `shop:orders/rates@1.0.0`, an inline interface's name, or `$root`.
    pub full_name: String,
    /// The named types it defines, aliases made by `use` included, in WIT order.
    pub types: Vec<TypeId>,
    /// The resources it defines, in WIT order.
    pub resources: Vec<ResourceId>,
    /// Its functions in WIT order, methods included.
    pub functions: Vec<Function>,
    /// Documentation.
    pub docs: Docs,
}

impl Interface {
    /// Whether it has all functions of these names, which are those of core modules.
    pub(super) fn has_functions(&self, names: &[&str]) -> bool {
        names.iter().all(|name| self.functions.iter().any(|found| found.core_name == *name))
    }
}

/// A resource type.
#[derive(Debug, Clone)]
pub struct Resource {
    /// Its own id.
    pub id: ResourceId,
    /// Name in WIT.
    pub name: String,
    /// The interface that defines it.
    pub owner: InterfaceId,
    /// [`Side::Import`]: handles to somebody else's objects; [`Side::Export`]: our own objects.
    pub side: Side,
    /// Documentation.
    pub docs: Docs,
    /// Where WIT declares it.
    pub place: Option<Place>,
}

/// What kind of function it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FunctionKind {
    /// A plain function.
    Free,
    /// A method; its first parameter is a borrow of the resource.
    Method(ResourceId),
    /// A static function of a resource.
    Static(ResourceId),
    /// A constructor; its result is an own handle, or a `result` with one.
    Constructor(ResourceId),
}

impl FunctionKind {
    /// The resource that a method, static function or constructor belongs to.
    pub fn resource(self) -> Option<ResourceId> {
        match self {
            Self::Method(id) | Self::Static(id) | Self::Constructor(id) => Some(id),
            Self::Free => None,
        }
    }

    /// The resource that a method is called on.
    pub fn receiver(self) -> Option<ResourceId> {
        match self {
            Self::Method(resource) => Some(resource),
            Self::Free | Self::Static(_) | Self::Constructor(_) => None,
        }
    }
}

/// A function.
#[derive(Debug, Clone)]
pub struct Function {
    /// Name as WIT has it, without the `[method]counter.` of [`Function::core_name`]; `new` for constructors.
    pub name: String,
    /// Name in core modules: `add`, `[method]counter.add`, `[constructor]counter`.
    pub core_name: String,
    /// Free, method, static or constructor.
    pub kind: FunctionKind,
    /// Parameters, `self` included for methods.
    pub params: Vec<Param>,
    /// Result type.
    pub result: Option<TypeId>,
    /// Documentation.
    pub docs: Docs,
    /// Where WIT declares it.
    pub place: Option<Place>,
    /// Whether it is an `async func`: only such a function may be lifted or lowered asynchronously.
    pub is_async: bool,
    /// The streams and futures that parameters and result mention, each occurrence in order, inner ones before outer
    /// ones. Core names of their intrinsics count them: `[stream-new-0]f`.
    pub ends: Vec<TypeId>,
    /// A kind of function that is beyond every [`Support`](super::Support): `property accessor`.
    pub unsupported: Option<&'static str>,
}

/// A parameter.
#[derive(Debug, Clone)]
pub struct Param {
    /// Name in WIT.
    pub name: String,
    /// Its type.
    pub ty: TypeId,
}

/// A name that WIT gives to a type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypeName {
    /// Name in WIT.
    pub name: String,
    /// The interface that defines it.
    pub owner: InterfaceId,
}

/// A type with what the canonical ABI says about it.
#[derive(Debug, Clone)]
pub struct Type {
    /// Its own id.
    pub id: TypeId,
    /// Name and owner, for types that WIT names.
    pub name: Option<TypeName>,
    /// What it is.
    pub kind: Kind,
    /// Size and alignment in linear memory.
    pub layout: Layout,
    /// Core types of the flattened form; `None` when there are more than 16, so that it never crosses flat.
    pub flat: Option<Vec<Core>>,
    /// What it contains.
    pub facts: Facts,
    /// Documentation.
    pub docs: Docs,
    /// Where WIT declares it.
    pub place: Option<Place>,
}

/// Types with a fixed width and no parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Prim {
    /// `bool`, one byte, 0 or 1.
    Bool,
    /// `u8`
    U8,
    /// `s8`
    S8,
    /// `u16`
    U16,
    /// `s16`
    S16,
    /// `u32`
    U32,
    /// `s32`
    S32,
    /// `u64`
    U64,
    /// `s64`
    S64,
    /// `f32`
    F32,
    /// `f64`
    F64,
    /// `char`, a Unicode scalar value in four bytes.
    Char,
}

impl Prim {
    /// Every primitive, in the order of the specification.
    pub const ALL: [Self; 12] = [
        Self::Bool,
        Self::U8,
        Self::S8,
        Self::U16,
        Self::S16,
        Self::U32,
        Self::S32,
        Self::U64,
        Self::S64,
        Self::F32,
        Self::F64,
        Self::Char,
    ];

    /// Name in WIT.
    pub fn wit_name(self) -> &'static str {
        match self {
            Self::Bool => "bool",
            Self::U8 => "u8",
            Self::S8 => "s8",
            Self::U16 => "u16",
            Self::S16 => "s16",
            Self::U32 => "u32",
            Self::S32 => "s32",
            Self::U64 => "u64",
            Self::S64 => "s64",
            Self::F32 => "f32",
            Self::F64 => "f64",
            Self::Char => "char",
        }
    }

    /// Size in bytes, which is also the alignment.
    pub fn size(self) -> u32 {
        match self {
            Self::Bool | Self::U8 | Self::S8 => 1,
            Self::U16 | Self::S16 => 2,
            Self::U32 | Self::S32 | Self::F32 | Self::Char => 4,
            Self::U64 | Self::S64 | Self::F64 => 8,
        }
    }

    /// The core type that carries it.
    pub fn core(self) -> Core {
        match self {
            Self::U64 | Self::S64 => Core::I64,
            Self::F32 => Core::F32,
            Self::F64 => Core::F64,
            Self::Bool | Self::U8 | Self::S8 | Self::U16 | Self::S16 | Self::U32 | Self::S32 | Self::Char => Core::I32,
        }
    }

    /// Whether it is one of the eight integer types.
    pub fn is_integer(self) -> bool {
        !matches!(self, Self::Bool | Self::F32 | Self::F64 | Self::Char)
    }

    /// Whether it is a signed integer type.
    pub fn is_signed(self) -> bool {
        matches!(self, Self::S8 | Self::S16 | Self::S32 | Self::S64)
    }

    /// Smallest and largest value of an integer type; `None` for others.
    pub fn integer_range(self) -> Option<(i128, i128)> {
        let bits = self.size() * 8;
        if !self.is_integer() {
            None
        } else if self.is_signed() {
            Some((-(1i128 << (bits - 1)), (1i128 << (bits - 1)) - 1))
        } else {
            Some((0, (1i128 << bits) - 1))
        }
    }
}

/// What a type is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A primitive.
    Prim(Prim),
    /// `string`
    String,
    /// `list<T>`
    List(TypeId),
    /// `list<T, N>`
    FixedList(TypeId, u32),
    /// `map<K, V>`. In the canonical ABI it is the list of its entries; when keys repeat, the last entry counts.
    Map(MapKind),
    /// `option<T>`
    Option(TypeId),
    /// `result<T, E>`, each part optional.
    Result {
        /// Payload of `ok`.
        ok: Option<TypeId>,
        /// Payload of `err`.
        err: Option<TypeId>,
    },
    /// `tuple<…>`
    Tuple(Vec<TypeId>),
    /// `record`
    Record(Vec<Field>),
    /// `variant`
    Variant(Vec<Case>),
    /// `enum`
    Enum(Vec<Label>),
    /// `flags`, at most 32.
    Flags(Vec<Label>),
    /// `own<R>`, written `R`.
    Own(ResourceId),
    /// `borrow<R>`
    Borrow(ResourceId),
    /// `stream<T>`, whose elements may have no values. A value is the stream's readable end.
    Stream(Option<TypeId>),
    /// `future<T>`, whose value may be none. A value is the future's readable end.
    Future(Option<TypeId>),
    /// Another name for a type: `type a = b` or `use`.
    Alias(TypeId),
    /// Another name for a resource, made by `use`: it holds no value of its own.
    ResourceAlias(ResourceId),
    /// Something that is beyond every [`Support`](super::Support), in the words of the component model.
    Unsupported(&'static str),
}

/// The types of a `map<K, V>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct MapKind {
    /// Type of keys: `bool`, an integer, `char` or `string`.
    pub key: TypeId,
    /// Type of values.
    pub value: TypeId,
    /// `tuple<K, V>`, of which the map is a list.
    pub entry: TypeId,
}

/// A field of a record.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Field {
    /// Name in WIT.
    pub name: String,
    /// Its type.
    pub ty: TypeId,
    /// Documentation.
    pub docs: Docs,
}

/// A case of a variant.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Case {
    /// Name in WIT.
    pub name: String,
    /// Payload.
    pub ty: Option<TypeId>,
    /// Documentation.
    pub docs: Docs,
}

/// A case of an enum or a flag: a name with its documentation.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Label {
    /// Name in WIT.
    pub name: String,
    /// Documentation.
    pub docs: Docs,
}
