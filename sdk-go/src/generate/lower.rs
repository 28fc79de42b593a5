//! Lowering: from Go values to memory or core values.

use witloom_bindgen::binding::{Elements, Node, Part, Payload, VariantCase};
use witloom_bindgen::model::{Prim, TypeId};
use witloom_bindgen::plan::{Cast, Handle, HandleLower, Width};

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

/// Where the discriminant and the payload of a sum go.
#[derive(Debug, Clone, Copy)]
struct Sum {
    tag: Width,
    payload: u32,
    to: To,
}

impl Abi<'_> {
    /// Lowers a variable to memory. `place` names the part inside of what is lowered, in messages.
    pub(super) fn lower(&mut self, ty: TypeId, value: &str, pointer: &str, place: &str) {
        self.uses_memory();
        match self.cx.binding.node(ty) {
            Node::Prim(prim) => {
                self.check_char(*prim, value, place);
                self.line(format!("*(*{})({pointer}) = {value}", Self::cell(*prim)));
            }
            Node::Text => self.line(format!("rt.StoreString({pointer}, {value}, {place:?})")),
            Node::List(elements) if self.lends_as_is(elements.ty) => {
                self.check_chars(elements.ty, value, place);
                self.line(format!("rt.StoreSlice({pointer}, {value})"));
            }
            Node::List(_) | Node::Map { .. } => {
                let routine = self.routine(Job::Lower, ty);
                self.line(format!("rt.StoreList({pointer}, {routine}({value}), len({value}))"));
            }
            Node::Enum { tag, cases } => {
                self.line(format!("rt.CheckEnum(uint32({value}), {}, {place:?})", cases.len()));
                self.store_width(*tag, value, pointer);
            }
            Node::Flags { width, flags } => {
                self.check_flags(flags.len(), value, place);
                self.store_width(*width, value, pointer);
            }
            Node::Handle(handle) => {
                let id = self.handle(*handle, value, place);
                self.line(format!("*(*uint32)({pointer}) = {id}"));
            }
            Node::Stream(_) | Node::Future(_) => {
                let end = self.lower_end(ty, value, place);
                self.line(format!("*(*uint32)({pointer}) = {end}"));
            }
            Node::Alias(target) => self.lower(*target, value, pointer, place),
            Node::FixedList { .. }
            | Node::Record(_)
            | Node::Tuple(_)
            | Node::Option { .. }
            | Node::Result { .. }
            | Node::Variant { .. } => {
                let routine = self.routine(Job::Lower, ty);
                self.line(format!("{routine}({pointer}, {})", address(value)));
            }
        }
    }

    /// Lowers a variable to core values: expressions, after statements that prepare them.
    pub(super) fn flatten(&mut self, ty: TypeId, value: &str, place: &str) -> Vec<String> {
        match self.cx.binding.node(ty) {
            Node::Prim(prim) => {
                self.check_char(*prim, value, place);
                vec![self.as_core(*prim, value)]
            }
            Node::Text => {
                self.src.own("internal/rt");
                self.line(format!("rt.CheckString({value}, {place:?})"));
                vec![format!("rt.StringAddr({value})"), format!("uint32(len({value}))")]
            }
            Node::List(elements) if self.lends_as_is(elements.ty) => {
                self.check_chars(elements.ty, value, place);
                self.src.own("internal/rt");
                vec![format!("rt.SliceAddr({value})"), format!("uint32(len({value}))")]
            }
            Node::List(_) | Node::Map { .. } => {
                let routine = self.routine(Job::Lower, ty);
                vec![self.keep(&format!("{routine}({value})")), format!("uint32(len({value}))")]
            }
            Node::Enum { cases, .. } => {
                self.src.own("internal/rt");
                self.line(format!("rt.CheckEnum(uint32({value}), {}, {place:?})", cases.len()));
                vec![format!("uint32({value})")]
            }
            Node::Flags { flags, .. } if flags.is_empty() => Vec::new(),
            Node::Flags { flags, .. } => {
                self.check_flags(flags.len(), value, place);
                vec![format!("uint32({value})")]
            }
            Node::Handle(handle) => {
                let id = self.handle(*handle, value, place);
                vec![self.keep(&id)]
            }
            Node::Stream(_) | Node::Future(_) => {
                let end = self.lower_end(ty, value, place);
                vec![self.keep(&end)]
            }
            Node::Alias(target) => self.flatten(*target, value, place),
            Node::FixedList { .. }
            | Node::Record(_)
            | Node::Tuple(_)
            | Node::Option { .. }
            | Node::Result { .. }
            | Node::Variant { .. } => self.flatten_compound(ty, value),
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
        let plain = self.cx.is_plain(elem);
        if plain {
            self.assert_plain(elem);
        }
        plain || matches!(self.cx.binding.resolved(elem), (_, Node::Prim(Prim::Char)))
    }

    /// Whether lowering this type can fail by a check.
    pub(super) fn is_checked(&self, ty: TypeId) -> bool {
        let node = self.cx.binding.resolved(ty).1;
        let held = if let Node::List(elements) | Node::Map { entries: elements, .. } = node { elements.ty } else { ty };
        !self.cx.is_plain(held)
    }

    fn check_char(&mut self, prim: Prim, value: &str, place: &str) {
        if prim == Prim::Char {
            self.src.own("internal/rt");
            self.line(format!("rt.CheckRune({value}, {place:?})"));
        }
    }

    fn check_chars(&mut self, elem: TypeId, value: &str, place: &str) {
        if matches!(self.cx.binding.resolved(elem), (_, Node::Prim(Prim::Char))) {
            self.src.own("internal/rt");
            self.line(format!("rt.CheckRunes({value}, {place:?})"));
        }
    }

    fn check_flags(&mut self, count: usize, value: &str, place: &str) {
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
                let made = format!("handles.New{name}(rt.Register({value}, {place:?}))");
                // What a reader leaves behind has to come back.
                let may_come_back = self.cx.world.is_concurrent();
                return if may_come_back { format!("rt.Given({made}, handles.Drop{name})") } else { made };
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

    pub(super) fn lower_list(&mut self, name: &str, ty: TypeId, elements: &Elements) {
        self.uses_memory();
        let Elements { ty: elem, stride, align, .. } = *elements;
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

    /// Entries go in ascending order of their keys, so that what is sent is the same in every run.
    pub(super) fn lower_map(&mut self, name: &str, ty: TypeId, entries: &Elements, [key, value]: [&Part; 2]) {
        self.uses_memory();
        let Elements { stride, align, .. } = *entries;
        let go = self.cx.structural(&mut self.src, ty);
        let what = self.cx.describe(ty);
        let is_bool = matches!(self.cx.binding.resolved(key.ty), (_, Node::Prim(Prim::Bool)));
        let keys = if is_bool { "BoolKeys" } else { "Keys" };
        self.block(format!("func {name}(v {go}) uint32 {{"), "}", |abi| {
            abi.line(format!("list := rt.Alloc(uintptr(len(v))*{stride}, {align})"));
            abi.line("p := list");
            abi.block(format!("for _, key := range rt.{keys}(v) {{"), "}", |abi| {
                abi.line("value := v[key]");
                abi.lower(key.ty, "key", &offset("p", key.offset), &format!("{what}, key"));
                abi.lower(value.ty, "value", &offset("p", value.offset), &format!("{what}, value"));
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
        let binding = self.cx.binding;
        match binding.node(ty) {
            Node::Record(parts) | Node::Tuple(parts) => self.lower_fields(ty, parts, to),
            Node::FixedList { elements, count, cores } => self.lower_array(ty, elements, (*count, *cores), to),
            Node::Option { sum, some } => self.lower_option(ty, some, Sum { tag: sum.tag, payload: sum.payload, to }),
            Node::Result { sum, ok, err } => {
                let at = Sum { tag: sum.tag, payload: sum.payload, to };
                self.lower_result(ty, [ok, err].map(Option::as_ref), at);
            }
            Node::Variant { sum, cases } => {
                self.lower_variant(ty, cases, Sum { tag: sum.tag, payload: sum.payload, to });
            }
            Node::Alias(target) => self.lower_body(*target, to),
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

    fn lower_fields(&mut self, ty: TypeId, parts: &[Part], to: To) {
        let what = self.cx.describe(ty);
        let names = self.cx.fields(ty).into_iter().zip(self.cx.part_names(ty));
        for (part, (field, name)) in parts.iter().zip(names) {
            let (value, place) = (format!("v.{field}"), format!("{what}, {name}"));
            match (to, part.cores) {
                (To::Core, Some(cores)) => {
                    let values = self.flatten(part.ty, &value, &place);
                    self.assign(cores.first, &values);
                }
                (To::Memory, _) | (To::Core, None) => self.lower(part.ty, &value, &offset("p", part.offset), &place),
            }
        }
    }

    fn lower_array(&mut self, ty: TypeId, elements: &Elements, (count, cores): (u32, Option<u32>), to: To) {
        let place = format!("{} element", self.cx.describe(ty));
        match (to, cores) {
            (To::Core, Some(width)) => {
                for i in 0..count {
                    let values = self.flatten(elements.ty, &format!("v[{i}]"), &place);
                    self.assign(i * width, &values);
                }
            }
            (To::Memory, _) | (To::Core, None) if self.cx.is_plain(elements.ty) => {
                self.assert_plain(elements.ty);
                let go = self.go(elements.ty);
                self.line(format!("*(*[{count}]{go})(p) = *v"));
            }
            (To::Memory, _) | (To::Core, None) => self.block("for i := range v {", "}", |abi| {
                abi.lower(elements.ty, "v[i]", "p", &place);
                abi.line(format!("p = unsafe.Add(p, {})", elements.stride));
            }),
        }
    }

    fn assign(&mut self, first: u32, values: &[String]) {
        if !values.is_empty() {
            let targets: Vec<String> = (0..values.len()).map(|i| format!("f{}", first as usize + i)).collect();
            self.line(format!("{} = {}", targets.join(", "), values.join(", ")));
        }
    }

    fn set_tag(&mut self, case: usize, at: Sum) {
        match at.to {
            To::Memory => self.line(format!("*(*{})(p) = {case}", width_type(at.tag))),
            // Results of a function start as zero.
            To::Core if case == 0 => {}
            To::Core => self.line(format!("f0 = {case}")),
        }
    }

    /// Lowers the payload of a case from a variable.
    fn lower_payload(&mut self, payload: &Payload, at: Sum, value: &str, place: &str) {
        match (at.to, &payload.casts) {
            (To::Core, Some(casts)) => {
                let values = self.flatten(payload.ty, value, place);
                let values: Vec<String> =
                    values.iter().zip(casts).map(|(value, cast)| self.cast(*cast, value)).collect();
                self.assign(1, &values);
            }
            (To::Memory, _) | (To::Core, None) => self.lower(payload.ty, value, &offset("p", at.payload), place),
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

    fn lower_option(&mut self, ty: TypeId, some: &Payload, at: Sum) {
        let place = self.cx.describe(ty);
        let (open, value) = match self.cx.option_form(some.ty) {
            OptionForm::Pointer => ("if some := *v; some != nil {", "*some"),
            OptionForm::Nilable => ("if some := *v; some != nil {", "some"),
            OptionForm::Nested => ("if some, ok := v.Get(); ok {", "some"),
        };
        self.line(open);
        self.indented(|abi| {
            abi.set_tag(1, at);
            abi.lower_payload(some, at, value, &place);
        });
        self.otherwise(at, |_| {});
    }

    /// The `else` branch for case 0, which for core values may have nothing to do.
    fn otherwise(&mut self, at: Sum, body: impl FnOnce(&mut Self)) {
        let outer = std::mem::replace(&mut self.src.w, super::writer());
        self.set_tag(0, at);
        body(self);
        let inner = std::mem::replace(&mut self.src.w, outer).finish();
        if !inner.is_empty() {
            self.line("} else {");
            self.src.w.indented(|w| inner.lines().for_each(|line| w.line(line)));
        }
        self.line("}");
    }

    fn lower_result(&mut self, ty: TypeId, [ok, err]: [Option<&Payload>; 2], at: Sum) {
        let place = self.cx.describe(ty);
        self.line("if v.IsErr() {");
        self.indented(|abi| {
            abi.set_tag(1, at);
            if let Some(err) = err {
                abi.line("x := v.Err()");
                abi.lower_payload(err, at, "x", &format!("{place}, err"));
            }
        });
        self.otherwise(at, |abi| {
            if let Some(ok) = ok {
                abi.line("x := v.OK()");
                abi.lower_payload(ok, at, "x", &format!("{place}, ok"));
            }
        });
    }

    fn lower_variant(&mut self, ty: TypeId, cases: &[VariantCase], at: Sum) {
        let owner = self.cx.owner(ty).map(|owner| self.src.qualifier(owner)).unwrap_or_default();
        let structs = self.cx.names.members(ty).to_vec();
        let what = self.cx.describe(ty);
        self.src.own("internal/rt");
        self.line("switch x := (*v).(type) {");
        for (index, (case, name)) in cases.iter().zip(&structs).enumerate() {
            self.line(format!("case {owner}{name}:"));
            self.indented(|abi| {
                abi.set_tag(index, at);
                if let Some(payload) = &case.payload {
                    abi.lower_payload(payload, at, "x.Value", &format!("{what}, case `{}`", case.name));
                }
            });
        }
        self.line("default:");
        self.indented(|abi| abi.line(format!("rt.BadCase(x, {what:?})")));
        self.line("}");
    }
}
