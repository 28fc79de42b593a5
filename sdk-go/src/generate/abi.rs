//! The file of a package that moves values: raw functions, and one routine per compound type and direction.
//!
//! [`Abi`] keeps the list of routines that code has asked for; writing one may ask for more. Each package has
//! routines of its own, also for types of other packages, so that the packages' APIs stay free of them.

use std::collections::{HashMap, VecDeque};

use witloom_bindgen::NameScope;
use witloom_bindgen::binding::{Node, Shape};
use witloom_bindgen::model::{Kind, TypeId};

use super::case::{NAMER, exported};
use super::source::Source;
use super::types::{Context, prim_type};

/// What a routine does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Job {
    /// `liftX(p, v *X)`: from memory. For lists `liftX(p, n) []T`.
    Lift,
    /// `lowerX(p, v *X)`: to memory. For lists `lowerX(v []T) uint32`.
    Lower,
    /// `unflattenX(v *X, f0, …)`: from core values.
    Unflatten,
    /// `flattenX(v *X) (f0, …)`: to core values.
    Flatten,
    /// `carryX`: a variable that says how elements of a stream, or the value of a future, cross.
    Carry,
}

impl Job {
    fn verb(self) -> &'static str {
        match self {
            Self::Lift => "lift",
            Self::Lower => "lower",
            Self::Unflatten => "unflatten",
            Self::Flatten => "flatten",
            Self::Carry => "carry",
        }
    }
}

/// A file of ABI code in the making.
#[derive(Debug)]
pub(super) struct Abi<'a> {
    pub cx: &'a Context<'a>,
    pub src: Source<'a>,
    routines: HashMap<(Job, TypeId), String>,
    pending: VecDeque<(Job, TypeId)>,
    scope: NameScope,
    shapes: HashMap<Shape, TypeId>,
    /// What [`Self::canonical`] found.
    same: HashMap<TypeId, TypeId>,
    asserted: Vec<TypeId>,
    temps: usize,
}

impl<'a> Abi<'a> {
    /// No code yet.
    pub(super) fn new(cx: &'a Context<'a>, src: Source<'a>) -> Self {
        Self {
            cx,
            src,
            routines: HashMap::new(),
            pending: VecDeque::new(),
            scope: NAMER.scope([]),
            shapes: HashMap::new(),
            same: HashMap::new(),
            asserted: Vec::new(),
            temps: 0,
        }
    }

    /// The name of a routine, which will be written.
    pub(super) fn routine(&mut self, job: Job, ty: TypeId) -> String {
        let ty = self.canonical(ty);
        if let Some(name) = self.routines.get(&(job, ty)) {
            return name.clone();
        }
        let name = self.scope.claim_exact(format!("{}{}", job.verb(), self.label(ty)));
        self.routines.insert((job, ty), name.clone());
        self.pending.push_back((job, ty));
        name
    }

    /// A name for a function of the file, the wanted one unless another has it.
    pub(super) fn own_name(&mut self, wanted: String) -> String {
        self.scope.claim_exact(wanted)
    }

    /// The one type that stands for all that look the same in Go: `use` makes `option<a>` and `option<b>` of what
    /// is one type.
    fn canonical(&mut self, ty: TypeId) -> TypeId {
        if let Some(same) = self.same.get(&ty) {
            return *same;
        }
        let same = self.find_same(ty);
        self.same.insert(ty, same);
        same
    }

    fn find_same(&mut self, ty: TypeId) -> TypeId {
        let (ty, node) = self.cx.binding.resolved(ty);
        // What WIT names is a Go type of its own.
        let Some(mut shape) = node.shape(self.cx.world) else { return ty };
        shape.parts.iter_mut().flatten().for_each(|part| *part = self.canonical(*part));
        *self.shapes.entry(shape).or_insert(ty)
    }

    /// Writes every routine that was asked for, then the proofs that plain types are what they seem.
    pub(super) fn finish(mut self) -> Source<'a> {
        while let Some((job, ty)) = self.pending.pop_front() {
            self.src.w.gap();
            let name = self.routines[&(job, ty)].clone();
            self.temps = 0;
            match (self.cx.binding.node(ty), job) {
                (Node::List(elements), Job::Lift | Job::Unflatten) => self.lift_list(&name, elements),
                (Node::List(elements), Job::Lower | Job::Flatten) => self.lower_list(&name, ty, elements),
                (Node::Map { entries, key, value }, Job::Lift | Job::Unflatten) => {
                    self.lift_map(&name, ty, entries, [key, value]);
                }
                (Node::Map { entries, key, value }, Job::Lower | Job::Flatten) => {
                    self.lower_map(&name, ty, entries, [key, value]);
                }
                (_, Job::Carry) => self.carry(&name, ty),
                (_, Job::Lift) => self.lift_routine(&name, ty),
                (_, Job::Lower) => self.lower_routine(&name, ty),
                (_, Job::Unflatten) => self.unflatten_routine(&name, ty),
                (_, Job::Flatten) => self.flatten_routine(&name, ty),
            }
        }
        self.assertions();
        self.src
    }

    /// Go's name of a type as part of a routine's name: `Order`, `ListOfOrder`.
    fn label(&self, id: TypeId) -> String {
        let ty = self.cx.world.ty(id);
        if ty.name.is_some() {
            return self.cx.names.ty(id).to_owned();
        }
        let opt = |ty: &Option<TypeId>| ty.map_or_else(|| "Unit".to_owned(), |ty| self.label(ty));
        match &ty.kind {
            Kind::Prim(prim) => exported(prim.wit_name()),
            Kind::String => "String".to_owned(),
            Kind::List(elem) => format!("ListOf{}", self.label(*elem)),
            Kind::FixedList(elem, count) => format!("ArrayOf{count}{}", self.label(*elem)),
            Kind::Map(map) => format!("MapOf{}To{}", self.label(map.key), self.label(map.value)),
            Kind::Option(some) => format!("OptionOf{}", self.label(*some)),
            Kind::Result { ok, err } => format!("ResultOf{}Or{}", opt(ok), opt(err)),
            Kind::Tuple(types) if types.len() > 4 => format!("TupleOf{}", types.len()),
            Kind::Tuple(types) => format!("TupleOf{}", types.iter().map(|ty| self.label(*ty)).collect::<String>()),
            Kind::Own(resource) => format!("Own{}", self.cx.names.resource(*resource).name),
            Kind::Borrow(resource) => format!("Borrowed{}", self.cx.names.resource(*resource).name),
            Kind::Alias(target) => self.label(*target),
            Kind::Record(_) | Kind::Variant(_) | Kind::Enum(_) | Kind::Flags(_) => unreachable!("WIT names it"),
            Kind::Stream(payload) => format!("StreamOf{}", opt(payload)),
            Kind::Future(payload) => format!("FutureOf{}", opt(payload)),
            Kind::ResourceAlias(_) | Kind::Unsupported(_) => unreachable!("it holds no value"),
        }
    }

    /// A name for a local that no other statement of the function uses.
    pub(super) fn temp(&mut self, stem: &str) -> String {
        self.temps += 1;
        format!("{stem}{}", self.temps)
    }

    /// Starts the locals of another function.
    pub(super) fn reset_temps(&mut self) {
        self.temps = 0;
    }

    pub(super) fn line(&mut self, text: impl AsRef<str>) {
        self.src.w.line(text);
    }

    /// `open`, the body one tab deeper, then what ends it.
    pub(super) fn block(&mut self, open: impl AsRef<str>, close: &str, body: impl FnOnce(&mut Self)) {
        self.line(open);
        self.indented(body);
        self.line(close);
    }

    pub(super) fn indented(&mut self, body: impl FnOnce(&mut Self)) {
        let outer = std::mem::replace(&mut self.src.w, super::writer());
        body(self);
        let inner = std::mem::replace(&mut self.src.w, outer).finish();
        self.src.w.indented(|w| inner.lines().for_each(|line| w.line(line)));
    }

    /// The type in Go.
    pub(super) fn go(&mut self, ty: TypeId) -> String {
        self.cx.go(&mut self.src, ty)
    }

    /// Marks the use of unsafe pointers.
    pub(super) fn uses_memory(&mut self) {
        self.src.std("unsafe");
        self.src.own("internal/rt");
    }

    /// Notes that lists of this type are copied as they are, which a declaration shall prove.
    pub(super) fn assert_plain(&mut self, ty: TypeId) {
        match self.cx.binding.resolved(ty) {
            (_, Node::FixedList { elements, .. }) => self.assert_plain(elements.ty),
            (ty, Node::Record(_) | Node::Tuple(_)) if !self.asserted.contains(&ty) => self.asserted.push(ty),
            (_, _) => {}
        }
    }

    fn assertions(&mut self) {
        for ty in std::mem::take(&mut self.asserted) {
            let (name, size) = (self.go(ty), self.cx.world.ty(ty).layout.size);
            self.src.w.gap();
            self.src.std("unsafe");
            self.line("// Lists of this type are copied as they are.");
            self.line(format!("var _ [{size}]byte = [unsafe.Sizeof({name}{{}})]byte{{}}"));
        }
    }

    /// `int32` or another name by which memory is read or written.
    pub(super) fn cell(prim: witloom_bindgen::model::Prim) -> &'static str {
        prim_type(prim)
    }
}

/// A pointer so many bytes behind another.
pub(super) fn offset(pointer: &str, bytes: u32) -> String {
    if bytes == 0 { pointer.to_owned() } else { format!("unsafe.Add({pointer}, {bytes})") }
}

/// The address of a variable: `&x`, and `x` for `*x`.
pub(super) fn address(lvalue: &str) -> String {
    lvalue.strip_prefix('*').map_or_else(|| format!("&{lvalue}"), str::to_owned)
}

/// A variable in front of a selector: `(*x)`.
pub(super) fn select(lvalue: &str) -> String {
    if lvalue.starts_with('*') { format!("({lvalue})") } else { lvalue.to_owned() }
}
