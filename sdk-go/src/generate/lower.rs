//! Lowering: from Go values to memory or core values.

use witloom_bindgen::model::{Kind, Prim, TypeId};
use witloom_bindgen::plan::{Cast, Flat, Handle, HandleLower, Mem, Width};

use super::abi::{Abi, Job, address, offset, select};
use super::types::{OptionForm, core_type, width_type};

/// Where the parts of a compound value go to, inside its routine.
#[derive(Debug, Clone, Copy)]
enum To {
    /// Memory at `p`.
    Memory,
    /// The results `f0`, `f1`, …, which start as zero.
    Core,
}

impl Abi<'_> {
    /// Lowers a variable to memory. `place` names the part inside of what is lowered, in messages.
    pub(super) fn lower(&mut self, ty: TypeId, value: &str, pointer: &str, place: &str) {
        self.uses_memory();
        match self.cx.plan.ty(ty).mem.clone() {
            Mem::Prim(prim) => {
                self.check_char(prim, value, place);
                self.line(format!("*(*{})({pointer}) = {value}", Self::cell(prim)));
            }
            Mem::String => self.line(format!("rt.StoreString({pointer}, {value}, {place:?})")),
            Mem::List { elem, .. } if self.lends_as_is(elem) => {
                self.check_chars(elem, value, place);
                self.line(format!("rt.StoreSlice({pointer}, {value})"));
            }
            Mem::List { .. } => {
                let routine = self.routine(Job::Lower, ty);
                self.line(format!("rt.StoreList({pointer}, {routine}({value}), len({value}))"));
            }
            Mem::Enum { tag, cases } => {
                self.line(format!("rt.CheckEnum(uint32({value}), {cases}, {place:?})"));
                self.store_width(tag, value, pointer);
            }
            Mem::Flags { width, count } => {
                self.check_flags(count, value, place);
                self.store_width(width, value, pointer);
            }
            Mem::Handle(handle) => {
                let id = self.handle(handle, value, place);
                self.line(format!("*(*uint32)({pointer}) = {id}"));
            }
            Mem::Same(target) => self.lower(target, value, pointer, place),
            Mem::FixedList { .. } | Mem::Product(_) | Mem::Sum { .. } => {
                let routine = self.routine(Job::Lower, ty);
                self.line(format!("{routine}({pointer}, {})", address(value)));
            }
        }
    }

    /// Lowers a variable to core values: expressions, after statements that prepare them.
    pub(super) fn flatten(&mut self, ty: TypeId, value: &str, place: &str) -> Vec<String> {
        match self.cx.plan.ty(ty).mem.clone() {
            Mem::Prim(prim) => {
                self.check_char(prim, value, place);
                vec![self.as_core(prim, value)]
            }
            Mem::String => {
                self.src.own("internal/rt");
                self.line(format!("rt.CheckString({value}, {place:?})"));
                vec![format!("rt.StringAddr({value})"), format!("uint32(len({value}))")]
            }
            Mem::List { elem, .. } if self.lends_as_is(elem) => {
                self.check_chars(elem, value, place);
                self.src.own("internal/rt");
                vec![format!("rt.SliceAddr({value})"), format!("uint32(len({value}))")]
            }
            Mem::List { .. } => {
                let routine = self.routine(Job::Lower, ty);
                vec![self.keep(&format!("{routine}({value})")), format!("uint32(len({value}))")]
            }
            Mem::Enum { cases, .. } => {
                self.src.own("internal/rt");
                self.line(format!("rt.CheckEnum(uint32({value}), {cases}, {place:?})"));
                vec![format!("uint32({value})")]
            }
            Mem::Flags { count: 0, .. } => Vec::new(),
            Mem::Flags { count, .. } => {
                self.check_flags(count, value, place);
                vec![format!("uint32({value})")]
            }
            Mem::Handle(handle) => {
                let id = self.handle(handle, value, place);
                vec![self.keep(&id)]
            }
            Mem::Same(target) => self.flatten(target, value, place),
            Mem::FixedList { .. } | Mem::Product(_) | Mem::Sum { .. } => self.flatten_compound(ty, value),
        }
    }

    /// Evaluates now what may fail, before anything else is lowered.
    fn keep(&mut self, value: &str) -> String {
        let name = self.temp("c");
        self.line(format!("{name} := {value}"));
        name
    }

    fn flatten_compound(&mut self, ty: TypeId, value: &str) -> Vec<String> {
        let count = self.cx.world.ty(ty).flat.as_ref().map_or(0, Vec::len);
        let routine = self.routine(Job::Flatten, ty);
        let temps: Vec<String> = (0..count).map(|_| self.temp("c")).collect();
        self.line(format!("{} := {routine}({})", temps.join(", "), address(value)));
        temps
    }

    /// Whether a list of this element is lent by its own memory. Characters are, once they are checked.
    fn lends_as_is(&mut self, elem: TypeId) -> bool {
        let elem = self.cx.world.resolve_alias(elem);
        let plain = self.cx.is_plain(elem);
        if plain {
            self.assert_plain(elem);
        }
        plain || matches!(self.cx.plan.ty(elem).mem, Mem::Prim(Prim::Char))
    }

    /// Whether lowering this type can fail by a check.
    pub(super) fn is_checked(&self, ty: TypeId) -> bool {
        match &self.cx.plan.ty(ty).mem {
            Mem::List { elem, .. } => !self.cx.is_plain(*elem),
            Mem::Same(target) => self.is_checked(*target),
            Mem::Prim(_)
            | Mem::String
            | Mem::FixedList { .. }
            | Mem::Product(_)
            | Mem::Sum { .. }
            | Mem::Enum { .. }
            | Mem::Flags { .. }
            | Mem::Handle(_) => !self.cx.is_plain(ty),
        }
    }

    fn check_char(&mut self, prim: Prim, value: &str, place: &str) {
        if prim == Prim::Char {
            self.src.own("internal/rt");
            self.line(format!("rt.CheckRune({value}, {place:?})"));
        }
    }

    fn check_chars(&mut self, elem: TypeId, value: &str, place: &str) {
        let elem = self.cx.world.resolve_alias(elem);
        if matches!(self.cx.plan.ty(elem).mem, Mem::Prim(Prim::Char)) {
            self.src.own("internal/rt");
            self.line(format!("rt.CheckRunes({value}, {place:?})"));
        }
    }

    fn check_flags(&mut self, count: u32, value: &str, place: &str) {
        if !matches!(count, 8 | 16 | 32) {
            self.src.own("internal/rt");
            let all = (1u64 << count) - 1;
            self.line(format!("rt.CheckFlags(uint32({value}), {all:#x}, {place:?})"));
        }
    }

    fn store_width(&mut self, width: Width, value: &str, pointer: &str) {
        let ty = width_type(width);
        self.line(format!("*(*{ty})({pointer}) = {ty}({value})"));
    }

    /// The core value of a handle.
    fn handle(&mut self, handle: Handle, value: &str, place: &str) -> String {
        let name = &self.cx.names.resource(handle.resource).handle;
        self.src.own("internal/rt");
        let method = match handle.lower() {
            HandleLower::New => {
                self.src.own("internal/handles");
                return format!("handles.New{name}(rt.Register({value}, {place:?}))");
            }
            HandleLower::Move => "Take",
            HandleLower::Lend => "Borrowed",
        };
        self.line(format!("rt.CheckHandle({value} != nil, {place:?})"));
        format!("{}.Handle.{method}({place:?})", select(value))
    }

    fn as_core(&mut self, prim: Prim, value: &str) -> String {
        match prim {
            Prim::U32 | Prim::U64 | Prim::F32 | Prim::F64 => value.to_owned(),
            Prim::Bool => {
                self.src.own("internal/rt");
                format!("rt.Bool({value})")
            }
            Prim::S8 | Prim::S16 => format!("uint32(int32({value}))"),
            Prim::U8 | Prim::U16 | Prim::S32 | Prim::Char => format!("uint32({value})"),
            Prim::S64 => format!("uint64({value})"),
        }
    }

    pub(super) fn lower_list(&mut self, name: &str, ty: TypeId, elem: TypeId, stride: u32, align: u32) {
        self.uses_memory();
        let go = self.go(elem);
        let place = format!("{} element", self.cx.describe(ty));
        self.block(format!("func {name}(v []{go}) uint32 {{"), "}", |abi| {
            abi.line(format!("list := rt.Alloc(uintptr(len(v))*{stride}, {align})"));
            abi.line("p := list");
            abi.block("for i := range v {", "}", |abi| {
                abi.lower(elem, "v[i]", "p", &place);
                abi.line(format!("p = unsafe.Add(p, {stride})"));
            });
            abi.line("return rt.Addr(list)");
        });
    }

    pub(super) fn lower_routine(&mut self, name: &str, ty: TypeId) {
        self.uses_memory();
        let go = self.go(ty);
        self.block(format!("func {name}(p unsafe.Pointer, v *{go}) {{"), "}", |abi| abi.lower_body(ty, To::Memory));
    }

    pub(super) fn flatten_routine(&mut self, name: &str, ty: TypeId) {
        let go = self.go(ty);
        let cores = self.cx.world.ty(ty).flat.clone().unwrap_or_default();
        let results: Vec<String> =
            cores.iter().enumerate().map(|(i, core)| format!("f{i} {}", core_type(*core))).collect();
        self.block(format!("func {name}(v *{go}) ({}) {{", results.join(", ")), "}", |abi| {
            abi.lower_body(ty, To::Core);
            abi.line("return");
        });
    }

    fn lower_body(&mut self, ty: TypeId, to: To) {
        let world = self.cx.world;
        match &world.ty(ty).kind {
            Kind::Option(some) => self.lower_option(ty, *some, to),
            Kind::Result { ok, err } => self.lower_result(ty, [*ok, *err], to),
            Kind::Variant(_) => self.lower_variant(ty, to),
            _ => self.lower_fields(ty, to),
        }
    }

    fn lower_fields(&mut self, ty: TypeId, to: To) {
        let what = self.cx.describe(ty);
        let fields = self.cx.fields(ty).into_iter().zip(self.cx.part_names(ty));
        match (to, &self.cx.plan.ty(ty).mem, &self.cx.plan.ty(ty).flat) {
            (To::Memory, Mem::Product(slots), _) => {
                for (slot, (field, part)) in slots.iter().zip(fields) {
                    let pointer = offset("p", slot.offset);
                    self.lower(slot.ty, &format!("v.{field}"), &pointer, &format!("{what}, {part}"));
                }
            }
            (To::Core, _, Some(Flat::Product(slots))) => {
                for (slot, (field, part)) in slots.iter().zip(fields) {
                    let values = self.flatten(slot.ty, &format!("v.{field}"), &format!("{what}, {part}"));
                    self.assign(slot.first, &values);
                }
            }
            (To::Memory | To::Core, _, _) => unreachable!("only products have fields"),
        }
    }

    fn assign(&mut self, first: u32, values: &[String]) {
        if !values.is_empty() {
            let targets: Vec<String> = (0..values.len()).map(|i| format!("f{}", first as usize + i)).collect();
            self.line(format!("{} = {}", targets.join(", "), values.join(", ")));
        }
    }

    fn set_tag(&mut self, ty: TypeId, case: usize, to: To) {
        match (to, &self.cx.plan.ty(ty).mem) {
            (To::Memory, Mem::Sum { tag, .. }) => {
                let tag = width_type(*tag);
                self.line(format!("*(*{tag})(p) = {case}"));
            }
            // Results of a function start as zero.
            (To::Core, _) if case == 0 => {}
            (To::Memory | To::Core, _) => self.line(format!("f0 = {case}")),
        }
    }

    /// Lowers the payload of a case from a variable.
    fn lower_payload(&mut self, ty: TypeId, case: usize, to: To, value: &str, place: &str) {
        match (to, &self.cx.plan.ty(ty).mem, &self.cx.plan.ty(ty).flat) {
            (To::Memory, Mem::Sum { payload, cases, .. }, _) => {
                if let Some(inner) = cases[case] {
                    self.lower(inner, value, &offset("p", *payload), place);
                }
            }
            (To::Core, _, Some(Flat::Sum { cases, .. })) => {
                if let Some(inner) = &cases[case] {
                    let values = self.flatten(inner.ty, value, place);
                    let values: Vec<String> =
                        values.iter().zip(&inner.casts).map(|(value, cast)| self.cast(*cast, value)).collect();
                    self.assign(1, &values);
                }
            }
            (To::Memory | To::Core, _, _) => unreachable!("only sums have payloads"),
        }
    }

    /// From the case's own core type to the joined one.
    fn cast(&mut self, cast: Cast, value: &str) -> String {
        if !matches!(cast, Cast::None | Cast::I32ToI64) {
            self.src.std("math");
        }
        match cast {
            Cast::None => value.to_owned(),
            Cast::I32ToI64 => format!("uint64({value})"),
            Cast::F32ToI32 => format!("math.Float32bits({value})"),
            Cast::F32ToI64 => format!("uint64(math.Float32bits({value}))"),
            Cast::F64ToI64 => format!("math.Float64bits({value})"),
        }
    }

    fn lower_option(&mut self, ty: TypeId, some: TypeId, to: To) {
        let place = self.cx.describe(ty);
        let (open, value) = match self.cx.option_form(some) {
            OptionForm::Pointer => ("if some := *v; some != nil {", "*some"),
            OptionForm::Nilable => ("if some := *v; some != nil {", "some"),
            OptionForm::Nested => ("if some, ok := v.Get(); ok {", "some"),
        };
        self.line(open);
        self.indented(|abi| {
            abi.set_tag(ty, 1, to);
            abi.lower_payload(ty, 1, to, value, &place);
        });
        self.otherwise(ty, to, |_| {});
    }

    /// The `else` branch for case 0, which for core values may have nothing to do.
    fn otherwise(&mut self, ty: TypeId, to: To, body: impl FnOnce(&mut Self)) {
        let outer = std::mem::replace(&mut self.src.w, super::writer());
        self.set_tag(ty, 0, to);
        body(self);
        let inner = std::mem::replace(&mut self.src.w, outer).finish();
        if !inner.is_empty() {
            self.line("} else {");
            self.src.w.indented(|w| inner.lines().for_each(|line| w.line(line)));
        }
        self.line("}");
    }

    fn lower_result(&mut self, ty: TypeId, payloads: [Option<TypeId>; 2], to: To) {
        let place = self.cx.describe(ty);
        self.line("if v.IsErr() {");
        self.indented(|abi| {
            abi.set_tag(ty, 1, to);
            if payloads[1].is_some() {
                abi.line("x := v.Err()");
                abi.lower_payload(ty, 1, to, "x", &format!("{place}, err"));
            }
        });
        self.otherwise(ty, to, |abi| {
            if payloads[0].is_some() {
                abi.line("x := v.OK()");
                abi.lower_payload(ty, 0, to, "x", &format!("{place}, ok"));
            }
        });
    }

    fn lower_variant(&mut self, ty: TypeId, to: To) {
        let Kind::Variant(cases) = &self.cx.world.ty(ty).kind else { return };
        let owner = self.cx.owner(ty).map(|owner| self.src.qualifier(owner)).unwrap_or_default();
        let structs = self.cx.names.members(ty).to_vec();
        let what = self.cx.describe(ty);
        self.src.own("internal/rt");
        self.line("switch x := (*v).(type) {");
        for (index, (case, name)) in cases.iter().zip(&structs).enumerate() {
            self.line(format!("case {owner}{name}:"));
            self.indented(|abi| {
                abi.set_tag(ty, index, to);
                abi.lower_payload(ty, index, to, "x.Value", &format!("{what}, case `{}`", case.name));
            });
        }
        self.line("default:");
        self.indented(|abi| abi.line(format!("rt.BadCase(x, {what:?})")));
        self.line("}");
    }
}
