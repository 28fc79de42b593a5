//! Types as Go spells them.

use witloom_bindgen::binding::Binding;
use witloom_bindgen::model::{Core, Field, InterfaceId, Kind, Nominal, Prim, ResourceId, Side, TypeId, World};
use witloom_bindgen::plan::{Plan, Width};

use super::names::Names;
use super::source::Source;

/// What all of the generator looks things up in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Context<'a> {
    pub world: &'a World,
    pub plan: &'a Plan,
    pub binding: &'a Binding,
    pub names: &'a Names,
    /// Import path of `gen/`.
    pub root: &'a str,
}

/// How Go spells an option.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum OptionForm {
    /// `*T`
    Pointer,
    /// `T` itself, whose nil is no value otherwise: handles and variants.
    Nilable,
    /// `wit.Option[T]`
    Nested,
}

/// How Go spells the err payload of a function's result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ErrorForm {
    /// `wit.ErrFailed`, any error at all.
    None,
    /// `wit.Error[string]`, the text of any error.
    Text,
    /// The type implements `error`.
    Itself(TypeId),
    /// `wit.Error[E]`
    Wrapped(TypeId),
}

/// What a function returns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Returns {
    /// Nothing.
    Nothing,
    /// One value.
    Value(TypeId),
    /// A value, if any, and an error.
    Fallible { ok: Option<TypeId>, err: ErrorForm },
}

impl<'a> Context<'a> {
    /// The type in Go, as seen from a file.
    pub(super) fn go(&self, src: &mut Source<'_>, id: TypeId) -> String {
        let ty = self.world.ty(id);
        if let Some(name) = &ty.name {
            return format!("{}{}", src.qualifier(name.owner), self.names.ty(id));
        }
        self.structural(src, id)
    }

    /// The type in Go without its own name: what stands behind `type X =`.
    pub(super) fn structural(&self, src: &mut Source<'_>, id: TypeId) -> String {
        match &self.world.ty(id).kind {
            Kind::Prim(prim) => prim_type(*prim).to_owned(),
            Kind::String => "string".to_owned(),
            Kind::List(elem) if self.world.ty(*elem).kind == Kind::Prim(Prim::U8) => "[]byte".to_owned(),
            Kind::List(elem) => format!("[]{}", self.go(src, *elem)),
            Kind::Option(some) => {
                let inner = self.go(src, *some);
                match self.option_form(*some) {
                    OptionForm::Pointer => format!("*{inner}"),
                    OptionForm::Nilable => inner,
                    OptionForm::Nested => {
                        src.own("wit");
                        format!("wit.Option[{inner}]")
                    }
                }
            }
            Kind::Result { ok, err } => {
                src.own("wit");
                let (ok, err) = (self.payload(src, *ok), self.payload(src, *err));
                format!("wit.Result[{ok}, {err}]")
            }
            Kind::Tuple(types) => self.tuple(src, types),
            Kind::Own(resource) | Kind::Borrow(resource) => self.resource(src, *resource),
            Kind::Alias(target) => self.go(src, *target),
            Kind::ResourceAlias(resource) => self.resource_name(src, *resource),
            Kind::Record(_) | Kind::Variant(_) | Kind::Enum(_) | Kind::Flags(_) => unreachable!("WIT names it"),
            Kind::FixedList(elem, count) => format!("[{count}]{}", self.go(src, *elem)),
            Kind::Map(map) => format!("map[{}]{}", self.go(src, map.key), self.go(src, map.value)),
            Kind::Stream(_) if self.is_bytes(id) => {
                src.std("io");
                "io.ReadCloser".to_owned()
            }
            Kind::Stream(payload) | Kind::Future(payload) => {
                src.own("wit");
                let word = if matches!(self.world.ty(id).kind, Kind::Stream(_)) { "Stream" } else { "Future" };
                format!("wit.{word}[{}]", self.payload(src, *payload))
            }
            Kind::Unsupported(kind) => unreachable!("`{kind}` is refused before generation"),
        }
    }

    fn tuple(&self, src: &mut Source<'_>, types: &[TypeId]) -> String {
        let parts: Vec<String> = types.iter().map(|ty| self.go(src, *ty)).collect();
        src.own("wit");
        format!("wit.Tuple{}[{}]", types.len(), parts.join(", "))
    }

    /// A payload that may be missing.
    pub(super) fn payload(&self, src: &mut Source<'_>, ty: Option<TypeId>) -> String {
        match ty {
            Some(ty) => self.go(src, ty),
            None => {
                src.own("wit");
                "wit.Unit".to_owned()
            }
        }
    }

    /// What holds a resource: a pointer to a handle, or an interface that the user's objects implement.
    fn resource(&self, src: &mut Source<'_>, id: ResourceId) -> String {
        let name = self.resource_name(src, id);
        match self.world.resource(id).side {
            Side::Import => format!("*{name}"),
            Side::Export => name,
        }
    }

    /// The resource's Go type.
    pub(super) fn resource_name(&self, src: &mut Source<'_>, id: ResourceId) -> String {
        format!("{}{}", src.qualifier(self.world.resource(id).owner), self.names.resource(id).name)
    }

    /// How an option of this type is spelled.
    pub(super) fn option_form(&self, some: TypeId) -> OptionForm {
        match self.world.ty(self.world.resolve_alias(some)).kind {
            Kind::Own(_) | Kind::Borrow(_) | Kind::Variant(_) | Kind::Stream(_) | Kind::Future(_) => {
                OptionForm::Nilable
            }
            Kind::Option(_) => OptionForm::Nested,
            Kind::Prim(_)
            | Kind::String
            | Kind::List(_)
            | Kind::Result { .. }
            | Kind::Tuple(_)
            | Kind::Record(_)
            | Kind::Enum(_)
            | Kind::Flags(_)
            | Kind::Alias(_)
            | Kind::ResourceAlias(_)
            | Kind::FixedList(..)
            | Kind::Map(..)
            | Kind::Unsupported(_) => OptionForm::Pointer,
        }
    }

    /// What a function with this result returns.
    pub(super) fn returns(&self, result: Option<TypeId>) -> Returns {
        let Some(result) = result else { return Returns::Nothing };
        let kind = &self.world.ty(self.world.resolve_alias(result)).kind;
        let Kind::Result { ok, err } = kind else { return Returns::Value(result) };
        Returns::Fallible { ok: *ok, err: self.error_form(*err) }
    }

    fn error_form(&self, err: Option<TypeId>) -> ErrorForm {
        let Some(err) = err else { return ErrorForm::None };
        if self.world.ty(self.world.resolve_alias(err)).kind == Kind::String {
            ErrorForm::Text
        } else if self.is_error(err) {
            ErrorForm::Itself(err)
        } else {
            ErrorForm::Wrapped(err)
        }
    }

    /// Whether the Go type implements `error`: types that WIT names and uses as an err payload do, unless a field
    /// is in the way.
    pub(super) fn is_error(&self, id: TypeId) -> bool {
        let id = self.world.resolve_alias(id);
        let ty = self.world.ty(id);
        let nominal = ty.kind.nominal().is_some_and(|nominal| match nominal {
            Nominal::Record(_) => self.names.members(id).iter().all(|field| field != "Error"),
            Nominal::Variant(_) | Nominal::Enum(_) | Nominal::Flags(_) => true,
        });
        nominal && ty.facts.is_error
    }

    /// Whether a value looks the same in Go's memory as in the canonical ABI, whatever its bits are: numbers and
    /// `bool`, and records and tuples of these. Go's wasm port aligns every number to its own size.
    pub(super) fn is_plain(&self, id: TypeId) -> bool {
        self.names.is_plain(id)
    }

    /// The fields of a record or tuple, in Go.
    pub(super) fn fields(&self, id: TypeId) -> Vec<String> {
        let Kind::Tuple(types) = &self.world.ty(id).kind else { return self.names.members(id).to_vec() };
        (0..types.len()).map(|index| format!("F{index}")).collect()
    }

    /// How messages call a type's parts: "record `order`", "tuple".
    pub(super) fn describe(&self, id: TypeId) -> String {
        let ty = self.world.ty(id);
        let kind = match &ty.kind {
            Kind::Record(_) => "record",
            Kind::Variant(_) => "variant",
            Kind::Enum(_) => "enum",
            Kind::Flags(_) => "flags",
            Kind::Tuple(_) => "tuple",
            Kind::List(_) | Kind::FixedList(..) => "list",
            Kind::Map(_) => "map",
            Kind::Option(_) => "option",
            Kind::Result { .. } => "result",
            Kind::Prim(_)
            | Kind::String
            | Kind::Own(_)
            | Kind::Borrow(_)
            | Kind::Alias(_)
            | Kind::ResourceAlias(_)
            | Kind::Stream(_)
            | Kind::Future(_)
            | Kind::Unsupported(_) => "type",
        };
        ty.name.as_ref().map_or_else(|| kind.to_owned(), |name| format!("{kind} `{}`", name.name))
    }

    /// Names of the parts of a product in WIT.
    pub(super) fn part_names(&self, id: TypeId) -> Vec<String> {
        let kind = &self.world.ty(id).kind;
        if let Kind::Record(fields) = kind {
            fields.iter().map(|Field { name, .. }| format!("field `{name}`")).collect()
        } else if let Kind::Tuple(types) = kind {
            (0..types.len()).map(|index| format!("element {index}")).collect()
        } else {
            Vec::new()
        }
    }

    /// The interface that a named type belongs to.
    pub(super) fn owner(&self, id: TypeId) -> Option<InterfaceId> {
        self.world.ty(id).name.as_ref().map(|name| name.owner)
    }
}

/// A primitive in Go.
pub(super) fn prim_type(prim: Prim) -> &'static str {
    match prim {
        Prim::Bool => "bool",
        Prim::U8 => "uint8",
        Prim::S8 => "int8",
        Prim::U16 => "uint16",
        Prim::S16 => "int16",
        Prim::U32 => "uint32",
        Prim::S32 => "int32",
        Prim::U64 => "uint64",
        Prim::S64 => "int64",
        Prim::F32 => "float32",
        Prim::F64 => "float64",
        Prim::Char => "rune",
    }
}

/// A core type in Go. Integers are unsigned: addresses, lengths and tags are.
pub(super) fn core_type(core: Core) -> &'static str {
    match core {
        Core::I32 => "uint32",
        Core::I64 => "uint64",
        Core::F32 => "float32",
        Core::F64 => "float64",
    }
}

/// The unsigned type of a tag or of flags.
pub(super) fn width_type(width: Width) -> &'static str {
    match width {
        Width::One => "uint8",
        Width::Two => "uint16",
        Width::Four => "uint32",
    }
}
