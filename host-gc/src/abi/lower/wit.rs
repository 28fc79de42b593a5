//! The type of one component function as a world.
//!
//! The model reads WIT, so a function of a component is written down as WIT and read back. Names of types
//! and resources are made up; only their structure matters.

use std::collections::HashMap;
use std::fmt::Write as _;

use wasmparser::PrimitiveValType;
use wasmparser::component_types::{
    ComponentDefinedType, ComponentDefinedTypeId, ComponentFuncType, ComponentValType, ResourceId,
};
use wasmparser::types::TypesRef;
use witloom_bindgen::model::World;
use witloom_bindgen::wit::Wit;

/// Deepest nesting of types that is followed.
const MAX_DEPTH: u32 = 100;

/// A function's world, with what its resources are.
#[derive(Debug)]
pub(super) struct FunctionWorld {
    pub(super) world: World,
    /// Resources by their names in the world.
    pub(super) resources: Vec<(String, ResourceId)>,
}

struct Text<'a> {
    types: TypesRef<'a>,
    named: HashMap<ComponentDefinedTypeId, String>,
    definitions: String,
    resources: Vec<(String, ResourceId)>,
}

/// Writes and reads the world. `lifted` functions are exports; `local` tells the resources that the component
/// itself defines.
pub(super) fn world(
    types: TypesRef<'_>,
    func: &ComponentFuncType,
    lifted: bool,
    local: &dyn Fn(ResourceId) -> bool,
) -> Result<FunctionWorld, String> {
    if func.async_ {
        return Err("async functions have no GC form yet".to_owned());
    }
    let mut text = Text { types, named: HashMap::new(), definitions: String::new(), resources: Vec::new() };
    let mut signature = String::new();
    for (at, (name, ty)) in func.params.iter().enumerate() {
        let ty = text.value(*ty, 0)?;
        let comma = if at == 0 { "" } else { ", " };
        write!(signature, "{comma}%{name}: {ty}").map_err(|error| error.to_string())?;
    }
    let result = func.result.map(|ty| text.value(ty, 0)).transpose()?;
    let result = result.map(|ty| format!(" -> {ty}")).unwrap_or_default();
    // A lifted function gets borrows of the component's own resources as representations.
    let is_own = |resource: ResourceId| lifted && local(resource);
    let declare = |own: bool| -> String {
        let mine = text.resources.iter().filter(|(_, resource)| is_own(*resource) == own);
        mine.map(|(name, _)| format!("  resource {name};\n")).collect()
    };
    let uses: Vec<&str> =
        text.resources.iter().filter(|(_, resource)| !is_own(*resource)).map(|(name, _)| name.as_str()).collect();
    let uses = if uses.is_empty() { String::new() } else { format!("  use outside.{{{}}};\n", uses.join(", ")) };
    let side = if lifted { "export" } else { "import" };
    let wit = format!(
        "package witloom:lowered;\ninterface outside {{\n{}}}\ninterface inside {{\n{uses}{}{}  \
         f: func({signature}){result};\n}}\nworld function {{\n  import outside;\n  {side} inside;\n}}\n",
        declare(false),
        declare(true),
        text.definitions
    );
    let wit = Wit::parse("component", &wit).map_err(|error| error.to_string())?;
    let world = World::from_wit(&wit, None).map_err(|error| error.to_string())?;
    Ok(FunctionWorld { world, resources: text.resources })
}

impl Text<'_> {
    fn value(&mut self, ty: ComponentValType, depth: u32) -> Result<String, String> {
        match ty {
            ComponentValType::Primitive(prim) => Ok(primitive(prim).to_owned()),
            ComponentValType::Type(id) => self.defined(id, depth),
        }
    }

    fn optional(&mut self, ty: Option<ComponentValType>, depth: u32) -> Result<Option<String>, String> {
        ty.map(|ty| self.value(ty, depth)).transpose()
    }

    fn defined(&mut self, id: ComponentDefinedTypeId, depth: u32) -> Result<String, String> {
        if let Some(known) = self.named.get(&id) {
            return Ok(known.clone());
        }
        if depth > MAX_DEPTH {
            return Err(format!("its types are nested more than {MAX_DEPTH} deep"));
        }
        let kind = self.types.get(id).ok_or("a component type is missing")?;
        let text = self.kind(kind, depth + 1)?;
        // Every type gets a name, so that a type that is used often is written once.
        let name = match text {
            Written::Inline(text) => {
                let name = format!("t{}", self.named.len());
                self.definitions.push_str(&format!("  type {name} = {text};\n"));
                name
            }
            Written::Block(kind, body) => {
                let name = format!("t{}", self.named.len());
                self.definitions.push_str(&format!("  {kind} {name} {{ {body} }}\n"));
                name
            }
        };
        self.named.insert(id, name.clone());
        Ok(name)
    }

    fn kind(&mut self, kind: &ComponentDefinedType, depth: u32) -> Result<Written, String> {
        use ComponentDefinedType as D;
        Ok(match kind {
            D::Primitive(prim) => Written::Inline(primitive(*prim).to_owned()),
            D::Record(record) => {
                let parts = record.fields.iter().map(|(name, ty)| Ok(format!("%{name}: {}", self.value(*ty, depth)?)));
                Written::Block("record", joined(parts)?)
            }
            D::Variant(variant) => {
                let parts = variant.cases.iter().map(|(name, case)| {
                    let payload = self.optional(case.ty, depth)?.map(|ty| format!("({ty})")).unwrap_or_default();
                    Ok(format!("%{name}{payload}"))
                });
                Written::Block("variant", joined(parts)?)
            }
            D::Tuple(tuple) => {
                let parts = tuple.types.iter().map(|ty| self.value(*ty, depth));
                Written::Inline(format!("tuple<{}>", joined(parts)?))
            }
            D::Flags(names) => Written::Block("flags", joined(names.iter().map(|name| Ok(format!("%{name}"))))?),
            D::Enum(names) => Written::Block("enum", joined(names.iter().map(|name| Ok(format!("%{name}"))))?),
            D::List { element, .. } => Written::Inline(format!("list<{}>", self.value(*element, depth)?)),
            D::FixedLengthList { element, length, .. } => {
                Written::Inline(format!("list<{}, {length}>", self.value(*element, depth)?))
            }
            D::Map { key, value, .. } => {
                Written::Inline(format!("map<{}, {}>", self.value(*key, depth)?, self.value(*value, depth)?))
            }
            D::Option { ty, .. } => Written::Inline(format!("option<{}>", self.value(*ty, depth)?)),
            D::Result { ok, err, .. } => {
                let (ok, err) = (self.optional(*ok, depth)?, self.optional(*err, depth)?);
                Written::Inline(match (ok, err) {
                    (None, None) => "result".to_owned(),
                    (Some(ok), None) => format!("result<{ok}>"),
                    (ok, Some(err)) => format!("result<{}, {err}>", ok.as_deref().unwrap_or("_")),
                })
            }
            D::Own(resource) => Written::Inline(self.resource(resource.resource())),
            D::Borrow(resource) => Written::Inline(format!("borrow<{}>", self.resource(resource.resource()))),
            D::Future { .. } => return Err("it uses a future, which has no GC form that can be lowered".to_owned()),
            D::Stream { .. } => return Err("it uses a stream, which has no GC form that can be lowered".to_owned()),
        })
    }

    fn resource(&mut self, id: ResourceId) -> String {
        if let Some((name, _)) = self.resources.iter().find(|(_, known)| *known == id) {
            return name.clone();
        }
        let name = format!("r{}", self.resources.len());
        self.resources.push((name.clone(), id));
        name
    }
}

/// How a type is written.
enum Written {
    /// In place: `list<u8>`.
    Inline(String),
    /// As a block with a keyword: `record`, its fields.
    Block(&'static str, String),
}

fn joined(parts: impl Iterator<Item = Result<String, String>>) -> Result<String, String> {
    Ok(parts.collect::<Result<Vec<_>, _>>()?.join(", "))
}

fn primitive(prim: PrimitiveValType) -> &'static str {
    match prim {
        PrimitiveValType::Bool => "bool",
        PrimitiveValType::S8 => "s8",
        PrimitiveValType::U8 => "u8",
        PrimitiveValType::S16 => "s16",
        PrimitiveValType::U16 => "u16",
        PrimitiveValType::S32 => "s32",
        PrimitiveValType::U32 => "u32",
        PrimitiveValType::S64 => "s64",
        PrimitiveValType::U64 => "u64",
        PrimitiveValType::F32 => "f32",
        PrimitiveValType::F64 => "f64",
        PrimitiveValType::Char => "char",
        PrimitiveValType::String => "string",
        PrimitiveValType::ErrorContext => "error-context",
    }
}
