//! Lifting: from memory or core values to Go values.

use witloom_bindgen::model::{Core, Kind, Prim, TypeId};
use witloom_bindgen::plan::{Cast, Flat, Handle, HandleLift, Mem};

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
        match self.cx.plan.ty(ty).mem.clone() {
            Mem::Same(target) => self.lift(target, pointer, to),
            Mem::Handle(handle) => self.wrap(handle, &load("uint32", pointer), &format!("{to} =")),
            Mem::Prim(_)
            | Mem::String
            | Mem::List { .. }
            | Mem::FixedList { .. }
            | Mem::Enum { .. }
            | Mem::Flags { .. }
            | Mem::Product(_)
            | Mem::Sum { .. } => {
                let routine = self.routine(Job::Lift, ty);
                self.line(format!("{routine}({pointer}, {})", address(to)));
            }
        }
    }

    /// Lifts from core values into a variable.
    fn unflatten(&mut self, ty: TypeId, cores: &[String], to: &str) {
        if let Some(value) = self.leaf_from_core(ty, cores) {
            self.line(format!("{to} = {value}"));
            return;
        }
        match self.cx.plan.ty(ty).mem.clone() {
            Mem::Same(target) => self.unflatten(target, cores, to),
            Mem::Handle(handle) => self.wrap(handle, &cores[0], &format!("{to} =")),
            Mem::Prim(_)
            | Mem::String
            | Mem::List { .. }
            | Mem::FixedList { .. }
            | Mem::Enum { .. }
            | Mem::Flags { .. }
            | Mem::Product(_)
            | Mem::Sum { .. } => {
                let routine = self.routine(Job::Unflatten, ty);
                let args = [address(to)].iter().chain(cores).cloned().collect::<Vec<_>>().join(", ");
                self.line(format!("{routine}({args})"));
            }
        }
    }

    /// The value as one expression, for types that need no routine.
    fn leaf_from_memory(&mut self, ty: TypeId, pointer: &str) -> Option<String> {
        self.uses_memory();
        Some(match self.cx.plan.ty(ty).mem.clone() {
            Mem::Prim(Prim::Bool) => format!("{} != 0", load("uint8", pointer)),
            Mem::Prim(prim) => load(Self::cell(prim), pointer),
            Mem::String => format!("rt.LoadString({pointer})"),
            Mem::List { elem, .. } if self.copies_as_is(elem) => {
                self.assert_plain(elem);
                format!("rt.LoadSlice[{}]({pointer})", self.go(elem))
            }
            Mem::List { .. } => {
                let routine = self.routine(Job::Lift, ty);
                let count = load("uint32", &self.behind(pointer, 4));
                format!("{routine}(rt.At({pointer}), {count})")
            }
            Mem::Enum { tag, .. } => format!("{}({})", self.go(ty), load(width_type(tag), pointer)),
            Mem::Flags { width, .. } => format!("{}({})", self.go(ty), load(width_type(width), pointer)),
            Mem::Handle(handle) => self.object(handle, &load("uint32", pointer))?,
            Mem::Same(target) => self.leaf_from_memory(target, pointer)?,
            Mem::FixedList { .. } | Mem::Product(_) | Mem::Sum { .. } => return None,
        })
    }

    fn leaf_from_core(&mut self, ty: TypeId, cores: &[String]) -> Option<String> {
        Some(match self.cx.plan.ty(ty).mem.clone() {
            Mem::Prim(prim) => from_core(prim, &cores[0]),
            Mem::String => {
                self.src.own("internal/rt");
                format!("rt.String(rt.Ptr({}), {})", cores[0], cores[1])
            }
            Mem::List { elem, .. } if self.copies_as_is(elem) => {
                self.assert_plain(elem);
                self.src.own("internal/rt");
                format!("rt.Slice[{}](rt.Ptr({}), {})", self.go(elem), cores[0], cores[1])
            }
            Mem::List { .. } => {
                self.src.own("internal/rt");
                let routine = self.routine(Job::Lift, ty);
                format!("{routine}(rt.Ptr({}), {})", cores[0], cores[1])
            }
            Mem::Enum { .. } | Mem::Flags { .. } => format!("{}({})", self.go(ty), cores.first().map_or("0", |c| c)),
            Mem::Handle(handle) => self.object(handle, &cores[0])?,
            Mem::Same(target) => self.leaf_from_core(target, cores)?,
            Mem::FixedList { .. } | Mem::Product(_) | Mem::Sum { .. } => return None,
        })
    }

    /// Whether a list of this element is lifted by one copy. What comes in is in range, so that characters, enums
    /// and flags need no look.
    fn copies_as_is(&self, elem: TypeId) -> bool {
        let elem = self.cx.world.resolve_alias(elem);
        let in_range = matches!(self.cx.plan.ty(elem).mem, Mem::Prim(_) | Mem::Enum { .. } | Mem::Flags { .. });
        in_range || self.cx.is_plain(elem)
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
        match self.cx.plan.ty(self.cx.world.resolve_alias(ty)).mem {
            Mem::Handle(handle) => Some(handle),
            _ => None,
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

    pub(super) fn lift_list(&mut self, name: &str, elem: TypeId, stride: u32, _align: u32) {
        self.uses_memory();
        let go = self.go(elem);
        self.block(format!("func {name}(p unsafe.Pointer, n uint32) []{go} {{"), "}", |abi| {
            abi.line(format!("v := make([]{go}, n)"));
            abi.block("for i := range v {", "}", |abi| {
                abi.lift(elem, "p", "v[i]");
                abi.line(format!("p = unsafe.Add(p, {stride})"));
            });
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
        let world = self.cx.world;
        match &world.ty(ty).kind {
            Kind::Option(some) => self.lift_option(ty, *some, from),
            Kind::Result { ok, err } => self.lift_result(ty, [*ok, *err], from),
            Kind::Variant(_) => self.lift_variant(ty, from),
            _ => self.lift_fields(ty, from),
        }
    }

    fn lift_fields(&mut self, ty: TypeId, from: From) {
        let fields = self.cx.fields(ty);
        match (from, &self.cx.plan.ty(ty).mem, &self.cx.plan.ty(ty).flat) {
            (From::Memory, Mem::Product(slots), _) => {
                for (slot, field) in slots.iter().zip(&fields) {
                    self.lift(slot.ty, &offset("p", slot.offset), &format!("v.{field}"));
                }
            }
            (From::Core, _, Some(Flat::Product(slots))) => {
                for (slot, field) in slots.iter().zip(&fields) {
                    let count = self.cx.world.ty(slot.ty).flat.as_ref().map_or(0, Vec::len);
                    let cores: Vec<String> = (0..count).map(|i| format!("f{}", slot.first as usize + i)).collect();
                    self.unflatten(slot.ty, &cores, &format!("v.{field}"));
                }
            }
            (From::Memory | From::Core, _, _) => unreachable!("only products have fields"),
        }
    }

    /// The discriminant of a sum.
    fn tag(&self, ty: TypeId, from: From) -> String {
        match (from, &self.cx.plan.ty(ty).mem) {
            (From::Memory, Mem::Sum { tag, .. }) => load(width_type(*tag), "p"),
            (From::Memory | From::Core, _) => "f0".to_owned(),
        }
    }

    /// Lifts the payload of a case into a variable.
    fn lift_payload(&mut self, ty: TypeId, case: usize, from: From, to: &str) {
        match (from, &self.cx.plan.ty(ty).mem, &self.cx.plan.ty(ty).flat) {
            (From::Memory, Mem::Sum { payload, cases, .. }, _) => {
                if let Some(inner) = cases[case] {
                    self.lift(inner, &offset("p", *payload), to);
                }
            }
            (From::Core, _, Some(Flat::Sum { cases, .. })) => {
                if let Some(inner) = &cases[case] {
                    let casts = inner.casts.iter().enumerate();
                    let cores: Vec<String> =
                        casts.map(|(i, cast)| self.uncast(*cast, &format!("f{}", i + 1))).collect();
                    self.unflatten(inner.ty, &cores, to);
                }
            }
            (From::Memory | From::Core, _, _) => unreachable!("only sums have payloads"),
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

    fn lift_option(&mut self, ty: TypeId, some: TypeId, from: From) {
        let tag = self.tag(ty, from);
        self.block(format!("if {tag} != 0 {{"), "}", |abi| match abi.cx.option_form(some) {
            OptionForm::Pointer => {
                let go = abi.go(some);
                abi.line(format!("some := new({go})"));
                abi.lift_payload(ty, 1, from, "*some");
                abi.line("*v = some");
            }
            OptionForm::Nilable => abi.lift_payload(ty, 1, from, "*v"),
            OptionForm::Nested => {
                let go = abi.go(some);
                abi.line(format!("var some {go}"));
                abi.lift_payload(ty, 1, from, "some");
                abi.src.own("wit");
                abi.line("*v = wit.Some(some)");
            }
        });
    }

    fn lift_result(&mut self, ty: TypeId, payloads: [Option<TypeId>; 2], from: From) {
        let tag = self.tag(ty, from);
        let types = payloads.map(|payload| self.cx.payload(&mut self.src, payload));
        let generic = format!("[{}, {}]", types[0], types[1]);
        self.src.own("wit");
        let case = |abi: &mut Self, index: usize| {
            let make = ["OK", "Err"][index];
            abi.line(format!("var x {}", types[index]));
            abi.lift_payload(ty, index, from, "x");
            abi.line(format!("*v = wit.{make}{generic}(x)"));
        };
        self.line(format!("if {tag} == 0 {{"));
        self.indented(|abi| case(abi, 0));
        self.line("} else {");
        self.indented(|abi| case(abi, 1));
        self.line("}");
    }

    fn lift_variant(&mut self, ty: TypeId, from: From) {
        let tag = self.tag(ty, from);
        let Kind::Variant(cases) = &self.cx.world.ty(ty).kind else { return };
        let owner = self.cx.owner(ty).map(|owner| self.src.qualifier(owner)).unwrap_or_default();
        let structs = self.cx.names.members(ty).to_vec();
        let what = self.cx.describe(ty);
        self.src.own("internal/rt");
        self.line(format!("switch tag := {tag}; tag {{"));
        for (index, (case, name)) in cases.iter().zip(&structs).enumerate() {
            self.line(format!("case {index}:"));
            self.indented(|abi| match case.ty {
                None => abi.line(format!("*v = {owner}{name}{{}}")),
                Some(_) => {
                    abi.line(format!("var x {owner}{name}"));
                    abi.lift_payload(ty, index, from, "x.Value");
                    abi.line("*v = x");
                }
            });
        }
        self.line("default:");
        self.indented(|abi| abi.line(format!("rt.BadDiscriminant(uint32(tag), {what:?})")));
        self.line("}");
    }
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

/// The core values of a signature from `first` on.
pub(super) fn core_names(first: u32, cores: &[Core]) -> Vec<String> {
    (0..cores.len()).map(|i| format!("f{}", first as usize + i)).collect()
}
