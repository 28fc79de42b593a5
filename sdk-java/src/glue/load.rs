//! From memory and core values to Java.

use witloom_bindgen::Writer;
use witloom_bindgen::binding::{Cores, Elements, Node, Part, Payload};
use witloom_bindgen::model::{Prim, TypeId};
use witloom_bindgen::plan::{Cast, Handle, HandleLift, Width};

use super::{Glue, at};
use crate::types::{array_element, prim};

impl Glue<'_> {
    /// An expression that loads a value from memory.
    pub(super) fn load(&self, ty: TypeId, base: &str, offset: u32) -> String {
        let place = at(base, offset);
        let second = at(base, offset + 4);
        match self.node(ty) {
            Node::Prim(value) => load_prim(*value, &place),
            Node::Text | Node::List(_) | Node::Map { .. } => {
                self.lift_pair(ty, &format!("Mem.getS32({place})"), &format!("Mem.getS32({second})"))
            }
            Node::Enum { tag, .. } => format!("Values.of{}({})", self.routine(ty), get(*tag, &place)),
            Node::Flags { width, .. } => format!("Values.of{}({})", self.routine(ty), get(*width, &place)),
            Node::Handle(handle) => self.lift_handle(*handle, &format!("Mem.getS32({place})")),
            Node::FixedList { .. }
            | Node::Record(_)
            | Node::Tuple(_)
            | Node::Option { .. }
            | Node::Result { .. }
            | Node::Variant { .. } => format!("Values.load{}({place})", self.routine(ty)),
            Node::Stream(_) | Node::Future(_) => self.lift_end(ty, &format!("Mem.getS32({place})")),
            Node::Alias(target) => self.load(*target, base, offset),
        }
    }

    /// An expression that lifts core values.
    pub(super) fn lift(&self, ty: TypeId, cores: &[String]) -> String {
        match (self.node(ty), cores) {
            (Node::Prim(value), [core]) => lift_prim(*value, core),
            (Node::Text | Node::List(_) | Node::Map { .. }, [address, length]) => self.lift_pair(ty, address, length),
            (Node::Enum { .. } | Node::Flags { .. }, [core]) => format!("Values.of{}({core})", self.routine(ty)),
            (Node::Flags { .. }, []) => format!("Values.of{}(0)", self.routine(ty)),
            (Node::Handle(handle), [core]) => self.lift_handle(*handle, core),
            (Node::Stream(_) | Node::Future(_), [core]) => self.lift_end(ty, core),
            (_, _) => format!("Values.lift{}({})", self.routine(ty), cores.join(", ")),
        }
    }

    fn lift_pair(&self, ty: TypeId, address: &str, length: &str) -> String {
        if let Node::Text = self.node(ty) {
            return format!("Lift.string({address}, {length})");
        }
        let element = if let Node::List(elements) = self.node(ty) { self.types.as_prim(elements.ty) } else { None };
        match element {
            Some(Prim::Char) => format!("Lift.listS32({address}, {length})"),
            Some(element) => format!("Lift.list{}({address}, {length})", prim(element).list),
            None => format!("Values.lift{}({address}, {length})", self.routine(ty)),
        }
    }

    fn lift_handle(&self, handle: Handle, core: &str) -> String {
        let class = self.types.resource(handle.resource);
        match handle.lift() {
            HandleLift::WrapOwn => format!("new {class}(Handle.own({core}))"),
            HandleLift::WrapBorrow => format!("new {class}(Handle.borrow({core}))"),
            HandleLift::Reclaim => format!("Tables.reclaim{}({core})", self.resource(handle.resource).table),
            HandleLift::Representation => format!("Tables.{}.get({core})", self.resource(handle.resource).field),
        }
    }

    /// The routines that a type needs to be lifted.
    pub(super) fn load_routines(&self, w: &mut Writer, ty: TypeId) {
        match self.binding.node(ty) {
            Node::Prim(_) | Node::Text | Node::Handle(_) | Node::Stream(_) | Node::Future(_) | Node::Alias(_) => {}
            Node::FixedList { elements, count, .. } => self.load_fixed(w, ty, elements, *count),
            Node::List(elements) if self.types.as_prim(elements.ty).is_some() => {}
            Node::List(elements) => {
                self.head(w, "lift", ty, "int p, int count", |w| {
                    self.through_block(w, elements.stride, |w| self.collect(w, elements, "count"));
                    w.line("return values;");
                });
            }
            Node::Map { entries, key, value } => self.lift_map(w, ty, entries.stride, (key, value)),
            Node::Enum { .. } => self.enum_routine(w, ty),
            Node::Flags { .. } => self.flags_routine(w, ty),
            Node::Record(parts) | Node::Tuple(parts) => {
                let parts: Vec<String> = parts.iter().map(|part| self.load(part.ty, "p", part.offset)).collect();
                self.head(w, "load", ty, "int p", |w| w.line(format!("return {};", self.construct(ty, &parts))));
                self.lift_product(w, ty);
            }
            Node::Option { .. } | Node::Result { .. } | Node::Variant { .. } => self.load_sum(w, ty),
        }
    }

    fn load_sum(&self, w: &mut Writer, ty: TypeId) {
        let Some((sum, cases)) = self.sum(ty) else { return };
        let load = |case: &Payload| self.load(case.ty, "p", sum.payload);
        let parts: Vec<Option<String>> = cases.iter().map(|case| case.map(load)).collect();
        self.head(w, "load", ty, "int p", |w| self.switch(w, ty, &get(sum.tag, "p"), &parts));
        if sum.joined.is_none() {
            return;
        }
        let lift = |case: &Payload| {
            let casts = case.casts.iter().flatten().enumerate();
            let cores: Vec<String> = casts.map(|(n, cast)| uncast(*cast, &format!("c{}", n + 1))).collect();
            self.lift(case.ty, &cores)
        };
        let parts: Vec<Option<String>> = cases.iter().map(|case| case.map(lift)).collect();
        self.head(w, "lift", ty, &self.core_params(ty), |w| self.switch(w, ty, "c0", &parts));
    }

    fn head(&self, w: &mut Writer, verb: &str, ty: TypeId, params: &str, body: impl FnOnce(&mut Writer)) {
        w.gap();
        let java = self.types.plain(ty);
        w.block(format!("public static {java} {verb}{}({params}) {{", self.routine(ty)), "}", body);
    }

    /// Collects so many elements from `p` on in `values`.
    fn collect(&self, w: &mut Writer, elements: &Elements, count: &str) {
        let java = self.types.boxed(elements.ty);
        w.line(format!("ArrayList<{java}> values = new ArrayList<>({count});"));
        w.block(format!("for (int i = 0; i < {count}; i++) {{"), "}", |w| {
            w.line(format!("values.add({});", self.load(elements.ty, "p", 0)));
            w.line(format!("p += {};", elements.stride));
        });
    }

    /// A list that lies in place: exactly so many elements.
    fn load_fixed(&self, w: &mut Writer, ty: TypeId, elements: &Elements, count: u32) {
        self.head(w, "load", ty, "int p", |w| match self.types.as_prim(elements.ty) {
            Some(Prim::Char) => w.line(format!("return Lift.fixedS32(p, {count});")),
            Some(element) => w.line(format!("return Lift.fixed{}(p, {count});", prim(element).list)),
            None => {
                self.collect(w, elements, &count.to_string());
                w.line("return values;");
            }
        });
        self.lift_product(w, ty);
    }

    /// A map, from the entries that it is a list of; of entries with one key the last counts.
    fn lift_map(&self, w: &mut Writer, ty: TypeId, stride: u32, (of, to): (&Part, &Part)) {
        let (key, value) = (self.types.boxed(of.ty), self.types.boxed(to.ty));
        self.head(w, "lift", ty, "int p, int count", |w| {
            w.line(format!("LinkedHashMap<{key}, {value}> values = new LinkedHashMap<>();"));
            self.through_block(w, stride, |w| {
                w.block("for (int i = 0; i < count; i++) {", "}", |w| {
                    self.put_entry(w, (of, &key), (to, &value));
                    w.line(format!("p += {stride};"));
                });
            });
            w.line("return values;");
        });
    }

    /// Lifts an entry at `p` and puts it into `values`.
    fn put_entry(&self, w: &mut Writer, (of, key): (&Part, &str), (to, value): (&Part, &str)) {
        w.line(format!("{key} key = {};", self.load(of.ty, "p", of.offset)));
        w.line(format!("{value} value = {};", self.load(to.ty, "p", to.offset)));
        if self.types.world.ty(to.ty).facts.moves() {
            w.line(format!("{value} previous = values.put(key, value);"));
            w.block("if (previous != null) {", "}", |w| self.discard(w, to.ty, "previous", 0));
        } else {
            w.line("values.put(key, value);");
        }
    }

    fn enum_routine(&self, w: &mut Writer, ty: TypeId) {
        let java = self.types.plain(ty);
        let holder = format!("{}Cases", self.routine(ty));
        self.head(w, "of", ty, "int number", |w| {
            w.line(format!("{java}[] all = {holder}.ALL;"));
            w.block("if (number < 0 || number >= all.length) {", "}", |w| {
                w.line(format!("throw Lift.badCase(\"{}\", number);", self.wit(ty)));
            });
            w.line("return all[number];");
        });
        w.gap();
        w.block(format!("private static final class {holder} {{"), "}", |w| {
            w.line(format!("static final {java}[] ALL = {java}.values();"));
        });
    }

    fn flags_routine(&self, w: &mut Writer, ty: TypeId) {
        let named = self.types.named(self.resolve(ty));
        self.head(w, "of", ty, "int bits", |w| {
            w.line(format!("EnumSet<{named}> set = EnumSet.noneOf({named}.class);"));
            for (bit, name) in self.types.names.members(self.resolve(ty)).iter().enumerate() {
                w.block(format!("if ((bits >>> {bit} & 1) != 0) {{"), "}", |w| {
                    w.line(format!("set.add({named}.{name});"))
                });
            }
            w.line("return set;");
        });
    }

    fn lift_product(&self, w: &mut Writer, ty: TypeId) {
        let Some(parts) = self.flat_parts(ty) else { return };
        let bytes = if let Node::FixedList { elements, .. } = self.node(ty) {
            self.types.as_prim(elements.ty).is_some_and(|element| array_element(element) == "byte")
        } else {
            false
        };
        let lift = |(part, cores): &(TypeId, Cores)| {
            let cores: Vec<String> = cores.range().map(|n| format!("c{n}")).collect();
            let lifted = self.lift(*part, &cores);
            // Arrays hold bytes as they are.
            if bytes { format!("(byte) {lifted}") } else { lifted }
        };
        let parts: Vec<String> = parts.iter().map(lift).collect();
        self.head(w, "lift", ty, &self.core_params(ty), |w| w.line(format!("return {};", self.construct(ty, &parts))));
    }

    fn core_params(&self, ty: TypeId) -> String {
        let cores = self.cores(ty);
        let params: Vec<String> =
            cores.iter().enumerate().map(|(n, core)| format!("{} c{n}", super::flat::java_core(*core))).collect();
        params.join(", ")
    }

    /// The whole of a record or tuple from its parts.
    fn construct(&self, ty: TypeId, parts: &[String]) -> String {
        if let Node::FixedList { elements, .. } = self.node(ty) {
            return match self.types.as_prim(elements.ty) {
                Some(element) => format!("new {}[] {{{}}}", array_element(element), parts.join(", ")),
                None => format!("new ArrayList<>(List.of({}))", parts.join(", ")),
            };
        }
        if let Node::Tuple(types) = self.node(ty)
            && !self.types.names.is_wide(self.resolve(ty))
        {
            return format!("new Tuple{}<>({})", types.len(), parts.join(", "));
        }
        format!("new {}({})", self.types.named(self.resolve(ty)), parts.join(", "))
    }

    fn switch(&self, w: &mut Writer, ty: TypeId, tag: &str, parts: &[Option<String>]) {
        w.line(format!("int tag = {tag};"));
        w.block("switch (tag) {", "}", |w| {
            for (number, part) in parts.iter().enumerate() {
                w.line(format!("case {number}:"));
                w.indented(|w| w.line(format!("return {};", self.case(ty, number, part.as_deref()))));
            }
            w.line("default:");
            w.indented(|w| w.line(format!("throw Lift.badCase(\"{}\", tag);", self.wit(ty))));
        });
    }

    /// A value of one case.
    fn case(&self, ty: TypeId, number: usize, payload: Option<&str>) -> String {
        let value = payload.unwrap_or_default();
        let ty = self.resolve(ty);
        if let Node::Option { .. } = self.node(ty) {
            return if number == 0 { "Optional.empty()".to_owned() } else { format!("Optional.of({value})") };
        }
        if let Node::Result { .. } = self.node(ty) {
            if self.types.names.is_wide(ty) {
                let case = if number == 0 { "Ok" } else { "Err" };
                return format!("new {}.{case}({value})", self.types.named(ty));
            }
            let maker = if number == 0 { "ok" } else { "err" };
            return format!("Result.{maker}({})", payload.unwrap_or("null"));
        }
        format!("new {}.{}({value})", self.types.named(ty), self.types.names.members(ty)[number])
    }
}

/// Reads a discriminant or bit set.
pub(super) fn get(width: Width, place: &str) -> String {
    match width {
        Width::One => format!("Mem.getU8({place})"),
        Width::Two => format!("Mem.getU16({place})"),
        Width::Four => format!("Mem.getS32({place})"),
    }
}

fn load_prim(prim: Prim, place: &str) -> String {
    match prim {
        Prim::Bool => format!("Mem.getU8({place}) != 0"),
        Prim::U8 => format!("Mem.getU8({place})"),
        Prim::S8 => format!("Mem.getS8({place})"),
        Prim::U16 => format!("Mem.getU16({place})"),
        Prim::S16 => format!("Mem.getS16({place})"),
        Prim::U32 => format!("Mem.getU32({place})"),
        Prim::S32 | Prim::Char => format!("Mem.getS32({place})"),
        Prim::U64 | Prim::S64 => format!("Mem.getS64({place})"),
        Prim::F32 => format!("Mem.getF32({place})"),
        Prim::F64 => format!("Mem.getF64({place})"),
    }
}

fn lift_prim(prim: Prim, core: &str) -> String {
    match prim {
        Prim::Bool => format!("({core} != 0)"),
        Prim::U8 => format!("({core} & 0xff)"),
        Prim::S8 => format!("(byte) {core}"),
        Prim::U16 => format!("({core} & 0xffff)"),
        Prim::S16 => format!("(short) {core}"),
        Prim::U32 => format!("({core} & 0xffffffffL)"),
        Prim::S32 | Prim::Char | Prim::U64 | Prim::S64 | Prim::F32 | Prim::F64 => core.to_owned(),
    }
}

/// From the joined core value of a sum back to the case's own.
fn uncast(cast: Cast, core: &str) -> String {
    match cast {
        Cast::None => core.to_owned(),
        Cast::I32ToI64 => format!("((int) {core})"),
        Cast::F32ToI32 => format!("Float.intBitsToFloat({core})"),
        Cast::F32ToI64 => format!("Float.intBitsToFloat((int) {core})"),
        Cast::F64ToI64 => format!("Double.longBitsToDouble({core})"),
    }
}
