//! `_shapes.py`: a check for every type that leaves Python, and the descriptions behind error messages.
//!
//! A check looks one level deep and calls the checks of the parts. Types are named by their number in the
//! model, aliases by that of their target.

use std::collections::{BTreeSet, HashMap};

use witloom_bindgen::model::{Case, Interface, Kind, MapKind, Prim, Side, Type, TypeId, World};
use witloom_bindgen::{Namer, Writer};

use super::ends::EndKind;
use super::{Bindings, Imports, head};
use crate::names::Names;
use crate::text::{self, bracketed, conjunction, literal};

/// A readable, unique word for every type: `point`, `list_point`.
#[derive(Debug)]
pub(crate) struct Labels(Vec<String>);

impl Labels {
    pub(crate) fn new(world: &World, canon: &Canon) -> Self {
        let namer = Namer { reserved: &[], escape: str::to_owned };
        let mut scope = namer.scope([]);
        let mut labels: Vec<String> = Vec::with_capacity(world.types.len());
        for ty in &world.types {
            // What stands for others comes before them.
            let known = labels.get(canon.of(ty.id).index()).filter(|_| canon.of(ty.id) != ty.id);
            let label = known.cloned().unwrap_or_else(|| scope.claim_exact(label(ty, &labels, world)));
            labels.push(label);
        }
        Self(labels)
    }

    pub(crate) fn of(&self, id: TypeId) -> &str {
        &self.0[id.index()]
    }
}

fn label(ty: &Type, labels: &[String], world: &World) -> String {
    use witloom_bindgen::{Case as LetterCase, convert_case};
    let snake = |name: &str| convert_case(name, LetterCase::Snake);
    let part = |id: &TypeId| labels.get(id.index()).cloned().unwrap_or_default();
    let optional = |id: &Option<TypeId>| id.as_ref().map_or_else(|| "none".to_owned(), part);
    if let Some(name) = &ty.name {
        return snake(&name.name);
    }
    match &ty.kind {
        Kind::Prim(prim) => prim.wit_name().to_owned(),
        Kind::List(item) => format!("list_{}", part(item)),
        Kind::Option(inner) => format!("option_{}", part(inner)),
        Kind::Result { ok, err } => format!("result_{}_{}", optional(ok), optional(err)),
        Kind::Tuple(types) => format!("tuple_{}", types.iter().map(part).collect::<Vec<_>>().join("_")),
        Kind::FixedList(item, count) => format!("list_{count}_{}", part(item)),
        Kind::Map(map) => format!("map_{}_{}", part(&map.key), part(&map.value)),
        Kind::Stream(payload) => format!("stream_{}", optional(payload)),
        Kind::Future(payload) => format!("future_{}", optional(payload)),
        Kind::Own(id) => format!("own_{}", snake(&world.resource(*id).name)),
        Kind::Borrow(id) => format!("borrow_{}", snake(&world.resource(*id).name)),
        Kind::String
        | Kind::Record(_)
        | Kind::Variant(_)
        | Kind::Enum(_)
        | Kind::Flags(_)
        | Kind::Alias(_)
        | Kind::ResourceAlias(_)
        | Kind::Unsupported(_) => "string".to_owned(),
    }
}

/// The one type that stands for all that are the same in Python: aliases of it, the types of an exported interface
/// that is imported as well, and what is made of these.
#[derive(Debug)]
pub(crate) struct Canon(Vec<TypeId>);

impl Canon {
    pub(crate) fn new(names: &Names<'_>) -> Self {
        let types = &names.world.types;
        let mut canon: Vec<TypeId> = Vec::with_capacity(types.len());
        let mut first: HashMap<Kind, TypeId> = HashMap::new();
        for ty in types {
            // Children come before their parents.
            let part = |id: &TypeId| canon.get(id.index()).copied().unwrap_or(*id);
            let same = match &ty.kind {
                Kind::Alias(target) => part(target),
                Kind::Record(_) | Kind::Variant(_) | Kind::Enum(_) | Kind::Flags(_) => names.home(ty.id),
                Kind::ResourceAlias(_) | Kind::Unsupported(_) => ty.id,
                Kind::Stream(payload) => *first.entry(Kind::Stream(payload.as_ref().map(part))).or_insert(ty.id),
                Kind::Future(payload) => *first.entry(Kind::Future(payload.as_ref().map(part))).or_insert(ty.id),
                Kind::FixedList(item, count) => *first.entry(Kind::FixedList(part(item), *count)).or_insert(ty.id),
                Kind::Map(MapKind { key, value, entry }) => {
                    let shape = Kind::Map(MapKind { key: part(key), value: part(value), entry: part(entry) });
                    *first.entry(shape).or_insert(ty.id)
                }
                simple @ (Kind::Prim(_) | Kind::String | Kind::Own(_) | Kind::Borrow(_)) => {
                    *first.entry(simple.clone()).or_insert(ty.id)
                }
                Kind::List(item) => *first.entry(Kind::List(part(item))).or_insert(ty.id),
                Kind::Option(inner) => *first.entry(Kind::Option(part(inner))).or_insert(ty.id),
                Kind::Result { ok, err } => {
                    let shape = Kind::Result { ok: ok.as_ref().map(part), err: err.as_ref().map(part) };
                    *first.entry(shape).or_insert(ty.id)
                }
                Kind::Tuple(parts) => *first.entry(Kind::Tuple(parts.iter().map(part).collect())).or_insert(ty.id),
            };
            canon.push(same);
        }
        Self(canon)
    }

    pub(crate) fn of(&self, id: TypeId) -> TypeId {
        self.0[id.index()]
    }
}

impl Bindings<'_> {
    /// The number by which messages find a type.
    pub(crate) fn shape_id(&self, id: TypeId) -> usize {
        self.canon.of(id).index()
    }

    /// Types that stand for themselves and for which `crosses` holds, or for one that they stand for.
    pub(crate) fn crossing(&self, crosses: impl Fn(&Type) -> bool) -> impl Iterator<Item = &Type> {
        let ids: BTreeSet<TypeId> =
            self.world.types.iter().filter(|ty| crosses(ty)).map(|ty| self.canon.of(ty.id)).collect();
        self.world.types.iter().filter(move |ty| ids.contains(&ty.id))
    }

    /// An expression that tells whether `value` fits a type; `prefix` leads to the checks of this world.
    pub(crate) fn check(&self, id: TypeId, value: &str, prefix: &str) -> String {
        let id = self.canon.of(id);
        self.ready_check(id, value).unwrap_or_else(|| format!("{prefix}is_{}({value})", self.labels.of(id)))
    }

    /// The check of a type that needs no function of this world's.
    fn ready_check(&self, id: TypeId, value: &str) -> Option<String> {
        let kind = self.kind(id);
        if let Kind::Prim(prim) = kind {
            return Some(format!("_check.is_{}({value})", prim.wit_name()));
        }
        if *kind == Kind::String {
            return Some(format!("_check.is_string({value})"));
        }
        let Kind::List(item) = kind else { return self.end_check(id, value) };
        self.ready_list_check(*item, value)
    }

    /// The check of a list of primitives or strings.
    fn ready_list_check(&self, item: TypeId, value: &str) -> Option<String> {
        let item = self.kind(item);
        if *item == Kind::String {
            return Some(format!("_check.is_strings({value})"));
        }
        let Kind::Prim(prim) = item else { return None };
        match (prim, prim.integer_range()) {
            (Prim::U8, _) => Some(format!("_check.is_bytes({value})")),
            (Prim::Bool, _) => Some(format!("_check.is_bools({value})")),
            (Prim::F32 | Prim::F64, _) => Some(format!("_check.is_floats({value})")),
            (_, range) => range.map(|(low, high)| format!("_check.is_ints({value}, {low}, {high})")),
        }
    }

    /// The types that are checked: those that leave Python, without aliases.
    fn checked(&self) -> impl Iterator<Item = &Type> {
        let shown = |ty: &&Type| !matches!(ty.kind, Kind::Alias(_) | Kind::ResourceAlias(_) | Kind::Unsupported(_));
        self.crossing(|ty| ty.facts.lowered).filter(shown)
    }

    /// The text of `_shapes.py`.
    pub(crate) fn shapes(&self) -> String {
        let mut body = text::writer();
        for ty in self.checked() {
            self.check_function(&mut body, ty);
        }
        self.table(&mut body);
        let body = body.finish();
        let mut imports = Imports::default();
        imports.add(".", "_check");
        imports.add("._check", "Shape");
        imports.add_ours(".", &body);
        self.import_modules(&mut imports, &body);
        let mut w = text::writer();
        text::header(&mut w, "Whether values fit the types of this world.");
        w.line("");
        w.line("from __future__ import annotations");
        w.line("");
        imports.write(&mut w);
        w.raw(&body);
        w.finish()
    }

    /// Imports of the modules that a text of internal code names.
    pub(crate) fn import_modules(&self, imports: &mut Imports, body: &str) {
        let named = |i: &&Interface| head::mentions(body, &self.names.alias(i.id)) && self.is_shown(i);
        for interface in self.world.interfaces.iter().filter(named) {
            self.names.import_module(imports, interface.id, 0, false);
        }
    }

    fn check_function(&self, w: &mut Writer, ty: &Type) {
        let mut define = |body: &mut dyn FnMut(&mut Writer)| {
            text::two_blank(w);
            w.line(format!("def is_{}(v: object) -> bool:", self.labels.of(ty.id)));
            w.indented(|w| body(w));
        };
        let check = |id: TypeId, value: &str| self.check(id, value, "");
        match &ty.kind {
            Kind::Prim(_) | Kind::String => {}
            Kind::List(item) => {
                if self.ready_check(ty.id, "v").is_none() {
                    let each = format!("all({} for x in v)", check(*item, "x"));
                    define(&mut |w| conjunction(w, 1, &["isinstance(v, list)".to_owned(), each.clone()]));
                }
            }
            Kind::Option(inner) if self.is_option(*inner) => {
                let test = format!("return v is None or (isinstance(v, Some) and {})", check(*inner, "v.value"));
                define(&mut |w| w.line(&test));
            }
            Kind::Option(inner) => {
                define(&mut |w| w.line(format!("return v is None or {}", check(*inner, "v"))));
            }
            Kind::Result { ok, err } => define(&mut |w| self.result_check(w, *ok, *err)),
            Kind::Tuple(types) => {
                let mut operands = vec!["isinstance(v, tuple)".to_owned(), format!("len(v) == {}", types.len())];
                operands.extend(types.iter().enumerate().map(|(i, ty)| check(*ty, &format!("v[{i}]"))));
                define(&mut |w| conjunction(w, 1, &operands));
            }
            Kind::Record(fields) => {
                let names = &self.names.ty(ty.id).parts;
                let mut operands = vec![format!("isinstance(v, {})", self.names.class_of(ty.id))];
                operands.extend(fields.iter().zip(names).map(|(f, name)| check(f.ty, &format!("v.{name}"))));
                define(&mut |w| conjunction(w, 1, &operands));
            }
            Kind::Variant(cases) => define(&mut |w| self.variant_check(w, ty, cases)),
            Kind::Enum(_) | Kind::Flags(_) => {
                define(&mut |w| w.line(format!("return isinstance(v, {})", self.names.class_of(ty.id))));
            }
            Kind::Own(id) | Kind::Borrow(id) => {
                let owned = if matches!(ty.kind, Kind::Own(_)) { "True" } else { "False" };
                let class = self.names.resource_class(*id);
                define(&mut |w| {
                    bracketed(
                        w,
                        1,
                        "return _check.is_handle(",
                        &["v".to_owned(), class.clone(), owned.to_owned()],
                        ")",
                    );
                });
            }
            Kind::FixedList(item, count) => {
                let mut operands = match self.ready_list_check(*item, "v") {
                    Some(ready) => vec![ready],
                    None => vec!["isinstance(v, list)".to_owned()],
                };
                operands.push(format!("_check.has_length(v, {count})"));
                if self.ready_list_check(*item, "v").is_none() {
                    operands.push(format!("all({} for x in v)", check(*item, "x")));
                }
                define(&mut |w| conjunction(w, 1, &operands));
            }
            Kind::Map(map) => {
                let each = format!("all({} and {} for k, x in v.items())", check(map.key, "k"), check(map.value, "x"));
                define(&mut |w| conjunction(w, 1, &["isinstance(v, dict)".to_owned(), each.clone()]));
            }
            Kind::Alias(_) | Kind::ResourceAlias(_) | Kind::Stream(_) | Kind::Future(_) | Kind::Unsupported(_) => {}
        }
    }

    fn result_check(&self, w: &mut Writer, ok: Option<TypeId>, err: Option<TypeId>) {
        w.line("if type(v) is Ok:");
        let payload = |ty: Option<TypeId>| ty.map_or_else(|| "True".to_owned(), |ty| self.check(ty, "v.value", ""));
        w.indented(|w| w.line(format!("return {}", payload(ok))));
        let mut operands = vec!["type(v) is Err".to_owned()];
        operands.extend(err.map(|ty| self.check(ty, "v.value", "")));
        conjunction(w, 1, &operands);
    }

    fn variant_check(&self, w: &mut Writer, ty: &Type, cases: &[Case]) {
        let classes = self.names.case_classes(ty.id);
        let mut bare = Vec::new();
        for (case, class) in cases.iter().zip(&classes) {
            match case.ty {
                Some(payload) => {
                    w.line(format!("if type(v) is {class}:"));
                    w.indented(|w| w.line(format!("return {}", self.check(payload, "v.value", ""))));
                }
                None => bare.push(class.clone()),
            }
        }
        match bare.as_slice() {
            [] => w.line("return False"),
            [one] => w.line(format!("return type(v) is {one}")),
            several => bracketed(w, 1, "return type(v) in (", several, ")"),
        }
    }

    fn table(&self, w: &mut Writer) {
        text::two_blank(w);
        w.line("def shapes() -> dict[int, Shape]:");
        w.indented(|w| {
            w.line("\"\"\"Every type by number, for messages.\"\"\"");
            w.block("return {", "}", |w| {
                for ty in self.checked() {
                    bracketed(w, 2, &format!("{}: (", ty.id.index()), &self.shape(ty), "),");
                }
            });
        });
    }

    fn shape(&self, ty: &Type) -> Vec<String> {
        let id = |id: TypeId| self.shape_id(id).to_string();
        let optional = |ty: Option<TypeId>| ty.map_or_else(|| "None".to_owned(), id);
        let word = literal;
        match &ty.kind {
            Kind::Prim(prim) => vec![word("prim"), word(prim.wit_name())],
            Kind::String => vec![word("prim"), word("string")],
            Kind::List(item) if self.is_u8(*item) => vec![format!("{},", word("bytes"))],
            Kind::List(item) => vec![word("list"), id(*item)],
            Kind::FixedList(item, count) if self.is_u8(*item) => vec![word("fixed-bytes"), count.to_string()],
            Kind::FixedList(item, count) => vec![word("fixed-list"), id(*item), count.to_string()],
            Kind::Map(map) => vec![word("map"), id(map.key), id(map.value)],
            Kind::Option(inner) if self.is_option(*inner) => vec![word("nested-option"), id(*inner)],
            Kind::Option(inner) => vec![word("option"), id(*inner)],
            Kind::Result { ok, err } => vec![word("result"), optional(*ok), optional(*err)],
            Kind::Tuple(types) => std::iter::once(word("tuple")).chain(types.iter().map(|ty| id(*ty))).collect(),
            Kind::Record(fields) => {
                let names = &self.names.ty(ty.id).parts;
                let fields: Vec<_> =
                    fields.iter().zip(names).map(|(f, name)| format!("{}: {}", literal(name), id(f.ty))).collect();
                vec![word("record"), self.names.class_of(ty.id), format!("{{{}}}", fields.join(", "))]
            }
            Kind::Variant(cases) => {
                let classes = self.names.case_classes(ty.id);
                let cases: Vec<_> =
                    cases.iter().zip(classes).map(|(case, class)| format!("{class}: {}", optional(case.ty))).collect();
                let name = ty.name.as_ref().map_or_else(String::new, |n| n.name.clone());
                vec![word("variant"), word(&name), format!("{{{}}}", cases.join(", "))]
            }
            Kind::Enum(_) => vec![word("enum"), self.names.class_of(ty.id)],
            Kind::Flags(_) => vec![word("flags"), self.names.class_of(ty.id)],
            Kind::Own(id) => vec![word("handle"), self.names.resource_class(*id), "True".to_owned()],
            Kind::Borrow(id) => vec![word("handle"), self.names.resource_class(*id), "False".to_owned()],
            Kind::Stream(payload) => self.end_shape(EndKind::Stream, *payload, ty.id),
            Kind::Future(payload) => self.end_shape(EndKind::Future, *payload, ty.id),
            Kind::Alias(_) | Kind::ResourceAlias(_) | Kind::Unsupported(_) => Vec::new(),
        }
    }
}

/// Whether a resource is our own.
pub(crate) fn is_ours(world: &World, id: witloom_bindgen::model::ResourceId) -> bool {
    world.resource(id).side == Side::Export
}
