//! WIT types as Java types.

use witloom_bindgen::World;
use witloom_bindgen::model::{Kind, Prim, ResourceId, TypeId};

use crate::names::Names;

/// Primitive form, boxed form and array form of a WIT primitive.
pub(crate) struct JavaPrim {
    /// `int`
    pub(crate) plain: &'static str,
    /// `Integer`
    pub(crate) boxed: &'static str,
    /// What follows `Lift.list` and `Lower.list` for lists of it: `U32`.
    pub(crate) list: &'static str,
}

/// The Java form of a primitive. Unsigned types take the next wider one, so that their values are right.
pub(crate) fn prim(prim: Prim) -> JavaPrim {
    let (plain, boxed, list) = match prim {
        Prim::Bool => ("boolean", "Boolean", "Bool"),
        Prim::U8 => ("int", "Integer", "8"),
        Prim::S8 => ("byte", "Byte", "8"),
        Prim::U16 => ("int", "Integer", "U16"),
        Prim::S16 => ("short", "Short", "S16"),
        Prim::U32 => ("long", "Long", "U32"),
        Prim::S32 => ("int", "Integer", "S32"),
        Prim::U64 | Prim::S64 => ("long", "Long", "64"),
        Prim::F32 => ("float", "Float", "F32"),
        Prim::F64 => ("double", "Double", "F64"),
        Prim::Char => ("int", "Integer", "Char"),
    };
    JavaPrim { plain, boxed, list }
}

/// The element type of a primitive's array: bytes stay bytes, so that `list<u8>` is `byte[]`.
pub(crate) fn array_element(element: Prim) -> &'static str {
    match element {
        Prim::U8 | Prim::S8 => "byte",
        Prim::Bool
        | Prim::U16
        | Prim::S16
        | Prim::U32
        | Prim::S32
        | Prim::U64
        | Prim::S64
        | Prim::F32
        | Prim::F64
        | Prim::Char => prim(element).plain,
    }
}

/// The value range of a type in words, where Java's type doesn't say it.
pub(crate) fn range(world: &World, ty: TypeId) -> Option<&'static str> {
    let Kind::Prim(prim) = world.ty(world.resolve_alias(ty)).kind else { return None };
    match prim {
        Prim::U8 => Some("0 to 255"),
        Prim::U16 => Some("0 to 65535"),
        Prim::U32 => Some("0 to 4294967295"),
        Prim::U64 => Some("unsigned, see {@link Long#toUnsignedString(long)}"),
        Prim::Char => Some("a Unicode scalar value"),
        Prim::Bool | Prim::S8 | Prim::S16 | Prim::S32 | Prim::S64 | Prim::F32 | Prim::F64 => None,
    }
}

/// Spells types.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Types<'a> {
    pub(crate) world: &'a World,
    pub(crate) names: &'a Names,
}

impl Types<'_> {
    /// The primitive behind a type, if it is one.
    pub(crate) fn as_prim(&self, ty: TypeId) -> Option<Prim> {
        let Kind::Prim(prim) = self.world.ty(self.world.resolve_alias(ty)).kind else { return None };
        Some(prim)
    }

    /// The type of a variable.
    pub(crate) fn plain(&self, ty: TypeId) -> String {
        match self.as_prim(ty) {
            Some(value) => prim(value).plain.to_owned(),
            None => self.boxed(ty),
        }
    }

    /// The type as a type argument.
    pub(crate) fn boxed(&self, ty: TypeId) -> String {
        let ty = self.world.resolve_alias(ty);
        if self.names.is_wide(ty) {
            return self.named(ty);
        }
        match &self.world.ty(ty).kind {
            Kind::Prim(value) => prim(*value).boxed.to_owned(),
            Kind::String => "String".to_owned(),
            Kind::List(element) | Kind::FixedList(element, _) => self.list(*element),
            Kind::Map(map) => format!("Map<{}, {}>", self.boxed(map.key), self.boxed(map.value)),
            Kind::Option(inner) => format!("Optional<{}>", self.boxed(*inner)),
            Kind::Result { ok, err } => format!("Result<{}, {}>", self.or_void(*ok), self.or_void(*err)),
            Kind::Tuple(parts) => {
                let args: Vec<String> = parts.iter().map(|part| self.boxed(*part)).collect();
                format!("Tuple{}<{}>", parts.len(), args.join(", "))
            }
            Kind::Record(_) | Kind::Variant(_) | Kind::Enum(_) => self.named(ty),
            Kind::Flags(_) => format!("Set<{}>", self.named(ty)),
            Kind::Own(id) | Kind::Borrow(id) => self.resource(*id),
            Kind::Stream(_) if self.is_bytes(ty) => "InputStream".to_owned(),
            Kind::Stream(elements) => format!("ItemStream<{}>", self.or_void(*elements)),
            Kind::Future(value) => format!("Future<{}>", self.or_void(*value)),
            Kind::Alias(_) | Kind::ResourceAlias(_) | Kind::Unsupported(_) => "Object".to_owned(),
        }
    }

    /// A type with a class of its own, by its whole name.
    pub(crate) fn named(&self, ty: TypeId) -> String {
        let class =
            self.names.home(self.world, ty).map(|id| format!("{}.", self.names.class(id).full())).unwrap_or_default();
        format!("{class}{}", self.names.ty(ty))
    }

    /// A resource's class or interface, by its whole name.
    pub(crate) fn resource(&self, id: ResourceId) -> String {
        let owner = self.world.resource(id).owner;
        format!("{}.{}", self.names.class(owner).full(), self.names.resource(id))
    }

    fn list(&self, element: TypeId) -> String {
        match self.as_prim(element) {
            Some(value) => format!("{}[]", array_element(value)),
            None => format!("List<{}>", self.boxed(element)),
        }
    }

    /// Whether a type is `stream<u8>`.
    pub(crate) fn is_bytes(&self, ty: TypeId) -> bool {
        let kind = &self.world.ty(self.world.resolve_alias(ty)).kind;
        matches!(kind, Kind::Stream(Some(elements)) if self.as_prim(*elements) == Some(Prim::U8))
    }

    /// A payload as a type argument.
    pub(crate) fn or_void(&self, ty: Option<TypeId>) -> String {
        ty.map_or_else(|| "Void".to_owned(), |ty| self.boxed(ty))
    }

    /// Whether a value is an array, which Java compares by identity.
    pub(crate) fn is_array(&self, ty: TypeId) -> bool {
        let kind = &self.world.ty(self.world.resolve_alias(ty)).kind;
        let (Kind::List(element) | Kind::FixedList(element, _)) = kind else { return false };
        self.as_prim(*element).is_some()
    }
}
