//! Lifting: from memory or core values to Go values.

use witloom_bindgen::binding::{Cores, Elements, Node, Part, Payload, VariantCase};
use witloom_bindgen::model::{Prim, TypeId};
use witloom_bindgen::plan::{Cast, Handle, HandleLift, Width};

use super::abi::{Abi, Job, address, offset, select};
use super::types::{OptionForm, core_type, width_type};

/// Where the parts of a compound value come from, inside its routine.
#[derive(Debug, Clone, Copy)]
enum From {
    /// Memory at `p`.
    Memory,
    /// The parameters `f0`, `f1`, ….
    Core,
}

impl Abi<'_> {
    /// Declares a variable and lifts into it from memory.
    pub(super) fn declare_from_memory(&mut self, ty: TypeId, pointer: &str, name: &str) {
        match self.leaf_from_memory(ty, pointer) {
            Some(value) => self.line(format!("{name} := {value}")),
            None => match self.as_handle(ty) {
                Some(handle) => self.wrap(handle, &load("uint32", pointer), &format!("{name} :=")),
                None => {
                    let go = self.go(ty);
                    self.line(format!("var {name} {go}"));
                    self.lift(ty, pointer, name);
                }
            },
        }
    }

    /// Declares a variable and lifts into it from core values.
    pub(super) fn declare_from_core(&mut self, ty: TypeId, cores: &[String], name: &str) {
        match self.leaf_from_core(ty, cores) {
            Some(value) => self.line(format!("{name} := {value}")),
            None => match self.as_handle(ty) {
                Some(handle) => self.wrap(handle, &cores[0], &format!("{name} :=")),
                None => {
                    let go = self.go(ty);
                    self.line(format!("var {name} {go}"));
                    self.unflatten(ty, cores, name);
                }
            },
        }
    }

    /// Lifts from memory into a variable.
    pub(super) fn lift(&mut self, ty: TypeId, pointer: &str, to: &str) {
        if let Some(value) = self.leaf_from_memory(ty, pointer) {
            self.line(format!("{to} = {value}"));
            return;
        }
        if let Some(handle) = self.as_handle(ty) {
            self.wrap(handle, &load("uint32", pointer), &format!("{to} ="));
            return;
        }
        let routine = self.routine(Job::Lift, self.cx.world.resolve_alias(ty));
        self.line(format!("{routine}({pointer}, {})", address(to)));
    }

    /// Lifts from core values into a variable.
    fn unflatten(&mut self, ty: TypeId, cores: &[String], to: &str) {
        if let Some(value) = self.leaf_from_core(ty, cores) {
            self.line(format!("{to} = {value}"));
            return;
        }
        if let Some(handle) = self.as_handle(ty) {
            self.wrap(handle, &cores[0], &format!("{to} ="));
            return;
        }
        let routine = self.routine(Job::Unflatten, self.cx.world.resolve_alias(ty));
        let args = [address(to)].iter().chain(cores).cloned().collect::<Vec<_>>().join(", ");
        self.line(format!("{routine}({args})"));
    }

    /// The value as one expression, for types that need no routine.
    fn leaf_from_memory(&mut self, ty: TypeId, pointer: &str) -> Option<String> {
        self.uses_memory();
        Some(match self.cx.binding.node(ty) {
            Node::Prim(Prim::Bool) => format!("{} != 0", load("uint8", pointer)),
            Node::Prim(prim) => load(Self::cell(*prim), pointer),
            Node::Text => format!("rt.LoadString({pointer})"),
            Node::List(elements) if self.copies_as_is(elements.ty) => {
                self.assert_plain(elements.ty);
                format!("rt.LoadSlice[{}]({pointer})", self.go(elements.ty))
            }
            Node::List(_) | Node::Map { .. } => {
                let routine = self.routine(Job::Lift, ty);
                let count = load("uint32", &self.behind(pointer, 4));
                format!("{routine}(rt.At({pointer}), {count})")
            }
            Node::Enum { tag: width, .. } | Node::Flags { width, .. } => {
                format!("{}({})", self.go(ty), load(width_type(*width), pointer))
            }
            Node::Handle(handle) => self.object(*handle, &load("uint32", pointer))?,
            Node::Stream(_) | Node::Future(_) => self.lift_end(ty, &load("uint32", pointer)),
            Node::Alias(target) => self.leaf_from_memory(*target, pointer)?,
            Node::FixedList { .. }
            | Node::Record(_)
            | Node::Tuple(_)
            | Node::Option { .. }
            | Node::Result { .. }
            | Node::Variant { .. } => return None,
        })
    }

    fn leaf_from_core(&mut self, ty: TypeId, cores: &[String]) -> Option<String> {
        Some(match self.cx.binding.node(ty) {
            Node::Prim(prim) => from_core(*prim, &cores[0]),
            Node::Text => {
                self.src.own("internal/rt");
                format!("rt.String(rt.Ptr({}), {})", cores[0], cores[1])
            }
            Node::List(elements) if self.copies_as_is(elements.ty) => {
                self.assert_plain(elements.ty);
                self.src.own("internal/rt");
                format!("rt.Slice[{}](rt.Ptr({}), {})", self.go(elements.ty), cores[0], cores[1])
            }
            Node::List(_) | Node::Map { .. } => {
                self.src.own("internal/rt");
                let routine = self.routine(Job::Lift, ty);
                format!("{routine}(rt.Ptr({}), {})", cores[0], cores[1])
            }
            Node::Enum { .. } | Node::Flags { .. } => format!("{}({})", self.go(ty), cores.first().map_or("0", |c| c)),
            Node::Handle(handle) => self.object(*handle, &cores[0])?,
            Node::Stream(_) | Node::Future(_) => self.lift_end(ty, &cores[0]),
            Node::Alias(target) => self.leaf_from_core(*target, cores)?,
            Node::FixedList { .. }
            | Node::Record(_)
            | Node::Tuple(_)
            | Node::Option { .. }
            | Node::Result { .. }
            | Node::Variant { .. } => return None,
        })
    }

    /// Whether a list of this element is lifted by one copy. What comes in is in range, so that characters, enums
    /// and flags need no look.
    fn copies_as_is(&self, elem: TypeId) -> bool {
        let (_, node) = self.cx.binding.resolved(elem);
        matches!(node, Node::Prim(_) | Node::Enum { .. } | Node::Flags { .. }) || self.cx.is_plain(elem)
    }

    /// Our own object behind a handle; `None` for handles to somebody else's.
    fn object(&mut self, handle: Handle, id: &str) -> Option<String> {
        let name = &self.cx.names.resource(handle.resource).handle;
        let object = match handle.lift() {
            HandleLift::WrapOwn | HandleLift::WrapBorrow => return None,
            HandleLift::Reclaim => {
                self.src.own("internal/handles");
                format!("rt.Reclaim({id}, handles.Rep{name}, handles.Drop{name})")
            }
            HandleLift::Representation => format!("rt.Object({id})"),
        };
        self.src.own("internal/rt");
        let go = self.cx.resource_name(&mut self.src, handle.resource);
        Some(format!("{object}.({go})"))
    }

    fn as_handle(&self, ty: TypeId) -> Option<Handle> {
        match self.cx.binding.resolved(ty) {
            (_, Node::Handle(handle)) => Some(*handle),
            (_, _) => None,
        }
    }

    /// Wraps a handle to somebody else's object; `assign` is the variable with `=` or `:=`.
    fn wrap(&mut self, handle: Handle, id: &str, assign: &str) {
        let method = match handle.lift() {
            HandleLift::WrapOwn => "Own",
            HandleLift::WrapBorrow => "Borrow",
            HandleLift::Reclaim | HandleLift::Representation => unreachable!("these are expressions"),
        };
        self.src.own("internal/handles");
        let go = self.cx.resource_name(&mut self.src, handle.resource);
        let drop = &self.cx.names.resource(handle.resource).handle;
        let to = assign.trim_end_matches([' ', ':', '=']);
        self.line(format!("{assign} new({go})"));
        self.line(format!("{}.Handle.{method}({id}, handles.Drop{drop})", select(to)));
    }

    /// A pointer to what lies behind another one.
    pub(super) fn behind(&mut self, pointer: &str, bytes: u32) -> String {
        self.src.std("unsafe");
        match pointer
            .strip_prefix("unsafe.Add(")
            .and_then(|rest| rest.strip_suffix(')'))
            .and_then(|rest| rest.rsplit_once(", "))
        {
            Some((base, known)) if known.parse::<u32>().is_ok() && !base.contains('(') => {
                offset(base, known.parse::<u32>().unwrap_or(0) + bytes)
            }
            Some(_) | None => offset(pointer, bytes),
        }
    }

    pub(super) fn lift_list(&mut self, name: &str, elements: &Elements) {
        self.uses_memory();
        let go = self.go(elements.ty);
        self.block(format!("func {name}(p unsafe.Pointer, n uint32) []{go} {{"), "}", |abi| {
            abi.line(format!("v := make([]{go}, n)"));
            abi.hold_block();
            abi.block("for i := range v {", "}", |abi| {
                abi.lift(elements.ty, "p", "v[i]");
                abi.line(format!("p = unsafe.Add(p, {})", elements.stride));
            });
            abi.block_taken(elements);
            abi.line("return v");
        });
    }

    fn hold_block(&mut self) {
        if self.cx.world.is_concurrent() {
            self.line("block := p");
        }
    }

    /// The block of a list goes back once it was lifted, where nothing gives back all of them at once.
    fn block_taken(&mut self, elements: &Elements) {
        if self.cx.world.is_concurrent() {
            self.line(format!("rt.Taken(block, uintptr(n)*{})", elements.stride));
        }
    }

    /// When keys repeat, the last entry counts.
    pub(super) fn lift_map(&mut self, name: &str, ty: TypeId, entries: &Elements, [key, value]: [&Part; 2]) {
        self.uses_memory();
        let go = self.cx.structural(&mut self.src, ty);
        self.block(format!("func {name}(p unsafe.Pointer, n uint32) {go} {{"), "}", |abi| {
            abi.line(format!("v := make({go}, n)"));
            abi.hold_block();
            abi.block("for range n {", "}", |abi| {
                abi.declare_from_memory(key.ty, &offset("p", key.offset), "key");
                abi.declare_from_memory(value.ty, &offset("p", value.offset), "value");
                abi.line("v[key] = value");
                abi.line(format!("p = unsafe.Add(p, {})", entries.stride));
            });
            abi.block_taken(entries);
            abi.line("return v");
        });
    }

    pub(super) fn lift_routine(&mut self, name: &str, ty: TypeId) {
        self.uses_memory();
        let go = self.go(ty);
        self.block(format!("func {name}(p unsafe.Pointer, v *{go}) {{"), "}", |abi| abi.lift_body(ty, From::Memory));
    }

    pub(super) fn unflatten_routine(&mut self, name: &str, ty: TypeId) {
        let go = self.go(ty);
        let cores = self.cx.world.ty(ty).flat.clone().unwrap_or_default();
        let params: Vec<String> =
            cores.iter().enumerate().map(|(i, core)| format!("f{i} {}", core_type(*core))).collect();
        self.block(format!("func {name}(v *{go}, {}) {{", params.join(", ")), "}", |abi| abi.lift_body(ty, From::Core));
    }

    fn lift_body(&mut self, ty: TypeId, from: From) {
        let binding = self.cx.binding;
        match binding.node(ty) {
            Node::Record(parts) | Node::Tuple(parts) => self.lift_fields(ty, parts, from),
            Node::FixedList { elements, count, cores } => self.lift_array(elements, *count, *cores, from),
            Node::Option { sum, some } => {
                let tag = tag(sum.tag, from);
                self.lift_option(&tag, some, sum.payload, from);
            }
            Node::Result { sum, ok, err } => {
                let tag = tag(sum.tag, from);
                self.lift_result(&tag, [ok, err].map(Option::as_ref), sum.payload, from);
            }
            Node::Variant { sum, cases } => {
                let tag = tag(sum.tag, from);
                self.lift_variant(ty, &tag, cases, sum.payload, from);
            }
            Node::Alias(target) => self.lift_body(*target, from),
            // These need no routine.
            Node::Prim(_)
            | Node::Text
            | Node::List(_)
            | Node::Map { .. }
            | Node::Enum { .. }
            | Node::Flags { .. }
            | Node::Handle(_)
            | Node::Stream(_)
            | Node::Future(_) => {}
        }
    }

    fn lift_fields(&mut self, ty: TypeId, parts: &[Part], from: From) {
        for (part, field) in parts.iter().zip(self.cx.fields(ty)) {
            let to = format!("v.{field}");
            match (from, part.cores) {
                (From::Core, Some(cores)) => self.unflatten(part.ty, &flat_names(cores), &to),
                (From::Memory, _) | (From::Core, None) => self.lift(part.ty, &offset("p", part.offset), &to),
            }
        }
    }

    fn lift_array(&mut self, elements: &Elements, count: u32, cores: Option<u32>, from: From) {
        match (from, cores) {
            (From::Core, Some(width)) => {
                for i in 0..count {
                    let cores = Cores { first: i * width, count: width };
                    self.unflatten(elements.ty, &flat_names(cores), &format!("v[{i}]"));
                }
            }
            (From::Memory, _) | (From::Core, None) if self.copies_as_is(elements.ty) => {
                self.assert_plain(elements.ty);
                let go = self.go(elements.ty);
                self.line(format!("*v = *(*[{count}]{go})(p)"));
            }
            (From::Memory, _) | (From::Core, None) => self.block("for i := range v {", "}", |abi| {
                abi.lift(elements.ty, "p", "v[i]");
                abi.line(format!("p = unsafe.Add(p, {})", elements.stride));
            }),
        }
    }

    /// Lifts the payload of a case into a variable.
    fn lift_payload(&mut self, payload: &Payload, bytes: u32, from: From, to: &str) {
        match (from, &payload.casts) {
            (From::Core, Some(casts)) => {
                let casts = casts.iter().enumerate();
                let cores: Vec<String> = casts.map(|(i, cast)| self.uncast(*cast, &format!("f{}", i + 1))).collect();
                self.unflatten(payload.ty, &cores, to);
            }
            (From::Memory, _) | (From::Core, None) => self.lift(payload.ty, &offset("p", bytes), to),
        }
    }

    /// From the joined core type back to the case's own.
    fn uncast(&mut self, cast: Cast, value: &str) -> String {
        if !matches!(cast, Cast::None | Cast::I32ToI64) {
            self.src.std("math");
        }
        match cast {
            Cast::None => value.to_owned(),
            Cast::I32ToI64 => format!("uint32({value})"),
            Cast::F32ToI32 => format!("math.Float32frombits({value})"),
            Cast::F32ToI64 => format!("math.Float32frombits(uint32({value}))"),
            Cast::F64ToI64 => format!("math.Float64frombits({value})"),
        }
    }

    fn lift_option(&mut self, tag: &str, some: &Payload, at: u32, from: From) {
        self.block(format!("if {tag} != 0 {{"), "}", |abi| match abi.cx.option_form(some.ty) {
            OptionForm::Pointer => {
                let go = abi.go(some.ty);
                abi.line(format!("some := new({go})"));
                abi.lift_payload(some, at, from, "*some");
                abi.line("*v = some");
            }
            OptionForm::Nilable => abi.lift_payload(some, at, from, "*v"),
            OptionForm::Nested => {
                let go = abi.go(some.ty);
                abi.line(format!("var some {go}"));
                abi.lift_payload(some, at, from, "some");
                abi.src.own("wit");
                abi.line("*v = wit.Some(some)");
            }
        });
    }

    fn lift_result(&mut self, tag: &str, payloads: [Option<&Payload>; 2], at: u32, from: From) {
        let types = payloads.map(|payload| self.cx.payload(&mut self.src, payload.map(|payload| payload.ty)));
        let generic = format!("[{}, {}]", types[0], types[1]);
        self.src.own("wit");
        let case = |abi: &mut Self, index: usize| {
            let make = ["OK", "Err"][index];
            abi.line(format!("var x {}", types[index]));
            if let Some(payload) = payloads[index] {
                abi.lift_payload(payload, at, from, "x");
            }
            abi.line(format!("*v = wit.{make}{generic}(x)"));
        };
        self.line(format!("if {tag} == 0 {{"));
        self.indented(|abi| case(abi, 0));
        self.line("} else {");
        self.indented(|abi| case(abi, 1));
        self.line("}");
    }

    fn lift_variant(&mut self, ty: TypeId, tag: &str, cases: &[VariantCase], at: u32, from: From) {
        let owner = self.cx.owner(ty).map(|owner| self.src.qualifier(owner)).unwrap_or_default();
        let structs = self.cx.names.members(ty).to_vec();
        let what = self.cx.describe(ty);
        self.src.own("internal/rt");
        self.line(format!("switch tag := {tag}; tag {{"));
        for (index, (case, name)) in cases.iter().zip(&structs).enumerate() {
            self.line(format!("case {index}:"));
            self.indented(|abi| match &case.payload {
                None => abi.line(format!("*v = {owner}{name}{{}}")),
                Some(payload) => {
                    abi.line(format!("var x {owner}{name}"));
                    abi.lift_payload(payload, at, from, "x.Value");
                    abi.line("*v = x");
                }
            });
        }
        self.line("default:");
        self.indented(|abi| abi.line(format!("rt.BadDiscriminant(uint32(tag), {what:?})")));
        self.line("}");
    }
}

/// The discriminant of a sum.
fn tag(width: Width, from: From) -> String {
    match from {
        From::Memory => load(width_type(width), "p"),
        From::Core => "f0".to_owned(),
    }
}

/// The core values of a part within its whole.
fn flat_names(cores: Cores) -> Vec<String> {
    cores.range().map(|i| format!("f{i}")).collect()
}

/// Reads memory.
pub(super) fn load(ty: &str, pointer: &str) -> String {
    format!("*(*{ty})({pointer})")
}

fn from_core(prim: Prim, core: &str) -> String {
    match prim {
        Prim::Bool => format!("{core} != 0"),
        Prim::U32 | Prim::U64 | Prim::F32 | Prim::F64 => core.to_owned(),
        Prim::U8 => format!("uint8({core})"),
        Prim::S8 => format!("int8({core})"),
        Prim::U16 => format!("uint16({core})"),
        Prim::S16 => format!("int16({core})"),
        Prim::S32 => format!("int32({core})"),
        Prim::S64 => format!("int64({core})"),
        Prim::Char => format!("rune({core})"),
    }
}
