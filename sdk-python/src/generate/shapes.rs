//! `_shapes.py`: a check for every type that leaves Python, and the descriptions behind error messages.
//!
//! A check looks one level deep and calls the checks of the parts. Types are named by their number in the
//! model, aliases by that of their target.

use std::collections::{BTreeSet, HashMap};

use witloom_bindgen::binding::{Binding, Node, Payload, Shape, VariantCase};
use witloom_bindgen::model::{Interface, Kind, Prim, Type, TypeId, World};
use witloom_bindgen::plan::{Handle, Mode};
use witloom_bindgen::{LetterCase, Mentions, Namer, Writer, convert_case};

use super::packed::code;
use super::{Bindings, Imports, head, node_of};
use crate::names::Names;
use crate::text::{self, bracketed, conjunction, literal};

/// The one type that stands for all that are the same in Python: aliases of it, the types of an exported interface
/// that is imported as well, and what is made of these; and a readable, unique word for it: `point`, `list_point`.
#[derive(Debug)]
pub(crate) struct Canon(Vec<(TypeId, String)>);

impl Canon {
    pub(crate) fn new(names: &Names<'_>, binding: &Binding) -> Self {
        let mut canon = Self(Vec::with_capacity(names.world.types.len()));
        let mut first: HashMap<Shape, TypeId> = HashMap::new();
        let mut scope = Namer::ANY.scope([]);
        for ty in &names.world.types {
            let same = canon.same(names, binding, ty.id, &mut first);
            // What stands for others comes before them.
            let known = canon.0.get(same.index()).filter(|_| same != ty.id).map(|(_, label)| label.clone());
            let label = known.unwrap_or_else(|| scope.claim_exact(canon.word(names.world, binding, ty)));
            canon.0.push((same, label));
        }
        canon
    }

    fn same(&self, names: &Names<'_>, binding: &Binding, id: TypeId, first: &mut HashMap<Shape, TypeId>) -> TypeId {
        // Children come before their parents.
        let part = |id: TypeId| self.0.get(id.index()).map_or(id, |(same, _)| *same);
        match node_of(names.world, binding, id) {
            None => id,
            Some(Node::Alias(target)) => part(*target),
            Some(node) => match node.shape(names.world) {
                None => names.home(id),
                Some(mut shape) => {
                    shape.parts.iter_mut().flatten().for_each(|id| *id = part(*id));
                    *first.entry(shape).or_insert(id)
                }
            },
        }
    }

    fn word(&self, world: &World, binding: &Binding, ty: &Type) -> String {
        if let Some(name) = &ty.name {
            return convert_case(&name.name, LetterCase::Snake);
        }
        let Some(shape) = binding.node(ty.id).shape(world) else { return "string".to_owned() };
        let parts = shape.parts.iter().map(|id| id.map_or("none", |id| self.label(id)).to_owned());
        let word = convert_case(&shape.word, LetterCase::Snake);
        std::iter::once(word).chain(parts).collect::<Vec<_>>().join("_")
    }

    pub(crate) fn of(&self, id: TypeId) -> TypeId {
        self.0[id.index()].0
    }

    pub(crate) fn label(&self, id: TypeId) -> &str {
        &self.0[id.index()].1
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
        self.ready_check(id, value).unwrap_or_else(|| format!("{prefix}is_{}({value})", self.canon.label(id)))
    }

    /// The check of a type that needs no function of this world's.
    fn ready_check(&self, id: TypeId, value: &str) -> Option<String> {
        let node = self.node(id);
        if let Node::Prim(prim) = node {
            return Some(format!("_check.is_{}({value})", prim.wit_name()));
        }
        if *node == Node::Text {
            return Some(format!("_check.is_string({value})"));
        }
        let Node::List(items) = node else { return self.end_check(id, value) };
        self.ready_list_check(items.ty, value)
    }

    /// The check of a list of primitives or strings.
    fn ready_list_check(&self, item: TypeId, value: &str) -> Option<String> {
        let item = self.node(item);
        if *item == Node::Text {
            return Some(format!("_check.is_strings({value})"));
        }
        let Node::Prim(prim) = item else { return None };
        match (prim, prim.integer_range()) {
            (Prim::U8, _) => Some(format!("_check.is_bytes({value})")),
            (Prim::Bool, _) => Some(format!("_check.is_bools({value})")),
            (Prim::F32 | Prim::F64, _) => Some(format!("_check.is_floats({value})")),
            (_, range) => range.map(|_| format!("_check.is_ints({value}, \"{}\")", code(*prim))),
        }
    }

    /// The types that are checked: those that leave Python, without aliases.
    fn checked(&self) -> impl Iterator<Item = &Type> {
        self.crossing(|ty| ty.facts.lowered).filter(|ty| !matches!(ty.kind, Kind::ResourceAlias(_)))
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
        let code = head::mentions(&body);
        imports.add_ours(".", &code);
        self.import_modules(&mut imports, &code);
        head::module("Whether values fit the types of this world.", &body, &imports)
    }

    /// Imports of the modules that internal code names.
    pub(crate) fn import_modules(&self, imports: &mut Imports, code: &Mentions<'_>) {
        let named = |i: &&Interface| code.has(&self.names.alias(i.id)) && self.is_shown(i);
        for interface in self.world.interfaces.iter().filter(named) {
            self.names.import_module(imports, interface.id, 0, false);
        }
    }

    fn check_function(&self, w: &mut Writer, ty: &Type) {
        if self.ready_check(ty.id, "v").is_none() {
            text::two_blank(w);
            bracketed(w, &format!("def is_{}(", self.canon.label(ty.id)), &["v: object".to_owned()], ") -> bool:");
            w.indented(|w| self.check_body(w, ty));
        }
    }

    fn check_body(&self, w: &mut Writer, ty: &Type) {
        let check = |id: TypeId, value: &str| self.check(id, value, "");
        match self.binding.node(ty.id) {
            Node::List(items) => {
                // A loop of its own: a function that C calls for each element takes longer than the check.
                w.line("if not isinstance(v, list):");
                w.indented(|w| w.line("return False"));
                w.line("for x in v:");
                w.indented(|w| {
                    text::called(w, "if not ", &check(items.ty, "x"), ":");
                    w.indented(|w| w.line("return False"));
                });
                w.line("return True");
            }
            Node::Option { some, .. } if self.is_option(some.ty) => {
                w.line(format!("return v is None or (isinstance(v, Some) and {})", check(some.ty, "v.value")));
            }
            Node::Option { some, .. } => w.line(format!("return v is None or {}", check(some.ty, "v"))),
            Node::Result { ok, err, .. } => self.result_check(w, ok.as_ref(), err.as_ref()),
            Node::Tuple(parts) => {
                let mut operands = vec!["isinstance(v, tuple)".to_owned(), format!("len(v) == {}", parts.len())];
                operands.extend(
                    parts.iter().enumerate().flat_map(|(i, part)| self.inlined(w, part.ty, &format!("v[{i}]"))),
                );
                conjunction(w, &operands);
            }
            Node::Record(fields) => {
                let names = &self.names.ty(ty.id).parts;
                let mut operands = vec![format!("isinstance(v, {})", self.names.class_of(ty.id))];
                operands
                    .extend(fields.iter().zip(names).flat_map(|(f, name)| self.inlined(w, f.ty, &format!("v.{name}"))));
                conjunction(w, &operands);
            }
            Node::Variant { cases, .. } => self.variant_check(w, ty, cases),
            Node::Enum { .. } | Node::Flags { .. } => {
                w.line(format!("return isinstance(v, {})", self.names.class_of(ty.id)));
            }
            Node::Handle(handle) => {
                let [_, class, owned] = self.handle_shape(handle);
                bracketed(w, "return _check.is_handle(", &["v".to_owned(), class, owned], ")");
            }
            Node::FixedList { elements, count, .. } => {
                let ready = self.ready_list_check(elements.ty, "v");
                let each = ready.is_none().then(|| format!("all({} for x in v)", check(elements.ty, "x")));
                let mut operands = vec![ready.unwrap_or_else(|| "isinstance(v, list)".to_owned())];
                operands.push(format!("_check.has_length(v, {count})"));
                operands.extend(each);
                conjunction(w, &operands);
            }
            Node::Map { key, value, .. } => {
                let each = format!("all({} and {} for k, x in v.items())", check(key.ty, "k"), check(value.ty, "x"));
                conjunction(w, &["isinstance(v, dict)".to_owned(), each]);
            }
            // Their checks are there without functions.
            Node::Prim(_) | Node::Text | Node::Alias(_) | Node::Stream(_) | Node::Future(_) => {}
        }
    }

    /// The checks of a part, without a call where a right value needs none and they fit a line.
    fn inlined(&self, w: &Writer, id: TypeId, value: &str) -> Vec<String> {
        let called = self.check(id, value, "");
        let inlined = match self.node(id) {
            Node::Prim(Prim::Bool) => vec![format!("type({value}) is bool")],
            Node::Prim(Prim::F32 | Prim::F64) => vec![format!("(type({value}) is float or {called})")],
            Node::Prim(prim) => match prim.integer_range() {
                Some((low, high)) => vec![format!("type({value}) is int"), format!("{low} <= {value} <= {high}")],
                None => return vec![called],
            },
            Node::Text => vec![format!("(type({value}) is str and {value}.isascii() or {called})")],
            Node::Enum { .. } | Node::Flags { .. } => {
                vec![format!("isinstance({value}, {})", self.names.class_of(self.canon.of(id)))]
            }
            Node::List(_)
            | Node::FixedList { .. }
            | Node::Map { .. }
            | Node::Record(_)
            | Node::Tuple(_)
            | Node::Option { .. }
            | Node::Result { .. }
            | Node::Variant { .. }
            | Node::Handle(_)
            | Node::Stream(_)
            | Node::Future(_)
            | Node::Alias(_) => return vec![called],
        };
        // Where every operand has a line, it begins with `and`, four columns further in.
        let fit = inlined.iter().all(|operand| text::fits(w, &format!("    and {operand}")));
        if fit { inlined } else { vec![called] }
    }

    fn handle_shape(&self, handle: &Handle) -> [String; 3] {
        let owned = if handle.mode == Mode::Own { "True" } else { "False" };
        [literal("handle"), self.names.resource_class(handle.resource), owned.to_owned()]
    }

    fn result_check(&self, w: &mut Writer, ok: Option<&Payload>, err: Option<&Payload>) {
        w.line("if type(v) is Ok:");
        let check = |payload: &Payload| self.check(payload.ty, "v.value", "");
        w.indented(|w| w.line(format!("return {}", ok.map_or_else(|| "True".to_owned(), check))));
        let mut operands = vec!["type(v) is Err".to_owned()];
        operands.extend(err.map(check));
        conjunction(w, &operands);
    }

    fn variant_check(&self, w: &mut Writer, ty: &Type, cases: &[VariantCase]) {
        let classes = self.names.case_classes(ty.id);
        let mut bare = Vec::new();
        for (case, class) in cases.iter().zip(&classes) {
            match &case.payload {
                Some(payload) => {
                    w.line(format!("if type(v) is {class}:"));
                    w.indented(|w| w.line(format!("return {}", self.check(payload.ty, "v.value", ""))));
                }
                None => bare.push(class.clone()),
            }
        }
        match bare.as_slice() {
            [] => w.line("return False"),
            [one] => w.line(format!("return type(v) is {one}")),
            several => bracketed(w, "return type(v) in (", several, ")"),
        }
    }

    fn table(&self, w: &mut Writer) {
        text::two_blank(w);
        w.line("def shapes() -> dict[int, Shape]:");
        w.indented(|w| {
            w.line("\"\"\"Every type by number, for messages.\"\"\"");
            w.block("return {", "}", |w| {
                for ty in self.checked() {
                    bracketed(w, &format!("{}: (", ty.id.index()), &self.shape(ty), "),");
                }
            });
        });
    }

    fn shape(&self, ty: &Type) -> Vec<String> {
        let id = |id: TypeId| self.shape_id(id).to_string();
        let optional = |payload: &Option<Payload>| payload.as_ref().map_or_else(|| "None".to_owned(), |p| id(p.ty));
        let word = literal;
        match self.binding.node(ty.id) {
            Node::Prim(prim) => vec![word("prim"), word(prim.wit_name())],
            Node::Text => vec![word("prim"), word("string")],
            Node::List(items) if self.is_u8(items.ty) => vec![format!("{},", word("bytes"))],
            Node::List(items) => vec![word("list"), id(items.ty)],
            Node::FixedList { elements, count, .. } if self.is_u8(elements.ty) => {
                vec![word("fixed-bytes"), count.to_string()]
            }
            Node::FixedList { elements, count, .. } => vec![word("fixed-list"), id(elements.ty), count.to_string()],
            Node::Map { key, value, .. } => vec![word("map"), id(key.ty), id(value.ty)],
            Node::Option { some, .. } if self.is_option(some.ty) => vec![word("nested-option"), id(some.ty)],
            Node::Option { some, .. } => vec![word("option"), id(some.ty)],
            Node::Result { ok, err, .. } => vec![word("result"), optional(ok), optional(err)],
            Node::Tuple(parts) => std::iter::once(word("tuple")).chain(parts.iter().map(|p| id(p.ty))).collect(),
            Node::Record(fields) => {
                let names = &self.names.ty(ty.id).parts;
                let fields: Vec<_> =
                    fields.iter().zip(names).map(|(f, name)| format!("{}: {}", literal(name), id(f.ty))).collect();
                vec![word("record"), self.names.class_of(ty.id), format!("{{{}}}", fields.join(", "))]
            }
            Node::Variant { cases, .. } => {
                let classes = self.names.case_classes(ty.id);
                let case = |(case, class): (&VariantCase, String)| format!("{class}: {}", optional(&case.payload));
                let cases: Vec<_> = cases.iter().zip(classes).map(case).collect();
                let name = ty.name.as_ref().map_or_else(String::new, |n| n.name.clone());
                vec![word("variant"), word(&name), format!("{{{}}}", cases.join(", "))]
            }
            Node::Enum { .. } => vec![word("enum"), self.names.class_of(ty.id)],
            Node::Flags { .. } => vec![word("flags"), self.names.class_of(ty.id)],
            Node::Handle(handle) => self.handle_shape(handle).to_vec(),
            Node::Stream(_) | Node::Future(_) => self.end_shape(ty.id),
            Node::Alias(_) => Vec::new(),
        }
    }
}
