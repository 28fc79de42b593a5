//! From memory and core values to Java.

use witloom_bindgen::Writer;
use witloom_bindgen::model::{Kind, MapKind, Prim, TypeId};
use witloom_bindgen::plan::{Cast, Flat, HandleLift, Mem, Width};

use super::{Glue, at};
use crate::types::{array_element, prim};

impl Glue<'_> {
    /// An expression that loads a value from memory.
    pub(super) fn load(&self, ty: TypeId, base: &str, offset: u32) -> String {
        let place = at(base, offset);
        let second = at(base, offset + 4);
        match self.mem(ty) {
            Mem::Prim(value) => load_prim(*value, &place),
            Mem::String | Mem::List { .. } => {
                self.lift_pair(ty, &format!("Mem.getS32({place})"), &format!("Mem.getS32({second})"))
            }
            Mem::Enum { tag, .. } => format!("Values.of{}({})", self.routine(ty), get(*tag, &place)),
            Mem::Flags { width, .. } => format!("Values.of{}({})", self.routine(ty), get(*width, &place)),
            Mem::Handle(handle) => self.lift_handle(ty, handle.lift(), &format!("Mem.getS32({place})")),
            Mem::FixedList { .. } | Mem::Product(_) | Mem::Sum { .. } => {
                format!("Values.load{}({place})", self.routine(ty))
            }
            // Refused before generation.
            Mem::End(_) => "null".to_owned(),
            Mem::Same(target) => self.load(*target, base, offset),
        }
    }

    /// An expression that lifts core values.
    pub(super) fn lift(&self, ty: TypeId, cores: &[String]) -> String {
        match (self.flat(ty), cores) {
            (Some(Flat::Prim(value)), [core]) => lift_prim(*value, core),
            (Some(Flat::String | Flat::List), [address, length]) => self.lift_pair(ty, address, length),
            (Some(Flat::Enum { .. } | Flat::Flags { .. }), [core]) => format!("Values.of{}({core})", self.routine(ty)),
            (Some(Flat::Flags { .. }), []) => format!("Values.of{}(0)", self.routine(ty)),
            (Some(Flat::Handle(handle)), [core]) => self.lift_handle(ty, handle.lift(), core),
            (Some(Flat::Same(target)), _) => self.lift(*target, cores),
            (_, _) => format!("Values.lift{}({})", self.routine(ty), cores.join(", ")),
        }
    }

    fn lift_pair(&self, ty: TypeId, address: &str, length: &str) -> String {
        match self.kind(ty) {
            Kind::List(element) => match self.types.as_prim(*element) {
                Some(Prim::Char) => format!("Lift.listS32({address}, {length})"),
                Some(element) => format!("Lift.list{}({address}, {length})", prim(element).list),
                None => format!("Values.lift{}({address}, {length})", self.routine(ty)),
            },
            Kind::Map(_) => format!("Values.lift{}({address}, {length})", self.routine(ty)),
            _ => format!("Lift.string({address}, {length})"),
        }
    }

    fn lift_handle(&self, ty: TypeId, lift: HandleLift, core: &str) -> String {
        let (Kind::Own(id) | Kind::Borrow(id)) = *self.kind(ty) else { return core.to_owned() };
        let class = self.types.resource(id);
        match lift {
            HandleLift::WrapOwn => format!("new {class}(Handle.own({core}))"),
            HandleLift::WrapBorrow => format!("new {class}(Handle.borrow({core}))"),
            HandleLift::Reclaim => format!("Tables.reclaim{}({core})", self.resource(id).table),
            HandleLift::Representation => format!("Tables.{}.get({core})", self.resource(id).field),
        }
    }

    /// The routines that a type needs to be lifted.
    pub(super) fn load_routines(&self, w: &mut Writer, ty: TypeId) {
        match self.mem(ty) {
            Mem::Prim(_) | Mem::String | Mem::Handle(_) | Mem::End(_) | Mem::Same(_) => {}
            Mem::FixedList { elem, stride, count } => self.load_fixed(w, ty, *elem, (*stride, *count)),
            Mem::List { elem, stride, .. } => {
                if let Kind::Map(map) = self.kind(ty) {
                    self.lift_map(w, ty, map, *stride);
                } else if self.types.as_prim(*elem).is_none() {
                    self.list_routine(w, ty, *elem, *stride);
                }
            }
            Mem::Enum { .. } => self.enum_routine(w, ty),
            Mem::Flags { .. } => self.flags_routine(w, ty),
            Mem::Product(slots) => {
                let parts: Vec<String> = slots.iter().map(|slot| self.load(slot.ty, "p", slot.offset)).collect();
                self.head(w, "load", ty, "int p", |w| w.line(format!("return {};", self.construct(ty, &parts))));
                self.lift_product(w, ty);
            }
            Mem::Sum { tag, payload, cases } => {
                let parts: Vec<Option<String>> =
                    cases.iter().map(|case| case.map(|ty| self.load(ty, "p", *payload))).collect();
                self.head(w, "load", ty, "int p", |w| self.switch(w, ty, &get(*tag, "p"), &parts));
                self.lift_sum(w, ty);
            }
        }
    }

    fn head(&self, w: &mut Writer, verb: &str, ty: TypeId, params: &str, body: impl FnOnce(&mut Writer)) {
        w.gap();
        let java = self.types.plain(ty);
        w.block(format!("public static {java} {verb}{}({params}) {{", self.routine(ty)), "}", body);
    }

    fn list_routine(&self, w: &mut Writer, ty: TypeId, element: TypeId, stride: u32) {
        self.head(w, "lift", ty, "int p, int count", |w| self.collect(w, element, "count", stride));
    }

    /// Returns so many elements from `p` on.
    fn collect(&self, w: &mut Writer, element: TypeId, count: &str, stride: u32) {
        let java = self.types.boxed(element);
        w.line(format!("ArrayList<{java}> values = new ArrayList<>({count});"));
        w.block(format!("for (int i = 0; i < {count}; i++) {{"), "}", |w| {
            w.line(format!("values.add({});", self.load(element, "p", 0)));
            w.line(format!("p += {stride};"));
        });
        w.line("return values;");
    }

    /// A list that lies in place: exactly so many elements.
    fn load_fixed(&self, w: &mut Writer, ty: TypeId, element: TypeId, (stride, count): (u32, u32)) {
        self.head(w, "load", ty, "int p", |w| match self.types.as_prim(element) {
            Some(Prim::Char) => w.line(format!("return Lift.listS32(p, {count});")),
            Some(element) => w.line(format!("return Lift.list{}(p, {count});", prim(element).list)),
            None => self.collect(w, element, &count.to_string(), stride),
        });
        self.lift_product(w, ty);
    }

    /// A map, from the entries that it is a list of; of entries with one key the last counts.
    fn lift_map(&self, w: &mut Writer, ty: TypeId, map: &MapKind, stride: u32) {
        let Mem::Product(slots) = self.mem(map.entry) else { return };
        let offsets: Vec<u32> = slots.iter().map(|slot| slot.offset).collect();
        let (key, value) = (self.types.boxed(map.key), self.types.boxed(map.value));
        self.head(w, "lift", ty, "int p, int count", |w| {
            w.line(format!("LinkedHashMap<{key}, {value}> values = new LinkedHashMap<>();"));
            w.block("for (int i = 0; i < count; i++) {", "}", |w| {
                w.line(format!("{key} key = {};", self.load(map.key, "p", offsets[0])));
                w.line(format!("{value} value = {};", self.load(map.value, "p", offsets[1])));
                if self.types.world.ty(map.value).facts.has_own {
                    w.line(format!("{value} previous = values.put(key, value);"));
                    w.block("if (previous != null) {", "}", |w| self.discard(w, map.value, "previous", 0));
                } else {
                    w.line("values.put(key, value);");
                }
                w.line(format!("p += {stride};"));
            });
            w.line("return values;");
        });
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
        let Some(Flat::Product(slots)) = self.flat(ty) else { return };
        let bytes = matches!(self.kind(ty), Kind::FixedList(element, _)
            if self.types.as_prim(*element).is_some_and(|element| array_element(element) == "byte"));
        let parts: Vec<String> = slots
            .iter()
            .map(|slot| {
                let count = self.cores(slot.ty).len();
                let first = slot.first as usize;
                let cores: Vec<String> = (first..first + count).map(|n| format!("c{n}")).collect();
                let lifted = self.lift(slot.ty, &cores);
                // Arrays hold bytes as they are.
                if bytes { format!("(byte) {lifted}") } else { lifted }
            })
            .collect();
        self.head(w, "lift", ty, &self.core_params(ty), |w| w.line(format!("return {};", self.construct(ty, &parts))));
    }

    fn lift_sum(&self, w: &mut Writer, ty: TypeId) {
        let Some(Flat::Sum { cases, .. }) = self.flat(ty) else { return };
        let parts: Vec<Option<String>> = cases
            .iter()
            .map(|case| {
                case.as_ref().map(|case| {
                    let cores: Vec<String> =
                        case.casts.iter().enumerate().map(|(n, cast)| uncast(*cast, &format!("c{}", n + 1))).collect();
                    self.lift(case.ty, &cores)
                })
            })
            .collect();
        self.head(w, "lift", ty, &self.core_params(ty), |w| self.switch(w, ty, "c0", &parts));
    }

    fn core_params(&self, ty: TypeId) -> String {
        let cores = self.cores(ty);
        let params: Vec<String> =
            cores.iter().enumerate().map(|(n, core)| format!("{} c{n}", super::flat::java_core(*core))).collect();
        params.join(", ")
    }

    /// The whole of a record or tuple from its parts.
    fn construct(&self, ty: TypeId, parts: &[String]) -> String {
        match self.kind(ty) {
            Kind::FixedList(element, _) => match self.types.as_prim(*element) {
                Some(element) => format!("new {}[] {{{}}}", array_element(element), parts.join(", ")),
                None => format!("new ArrayList<>(List.of({}))", parts.join(", ")),
            },
            Kind::Tuple(types) if !self.types.names.is_wide(self.resolve(ty)) => {
                format!("new Tuple{}<>({})", types.len(), parts.join(", "))
            }
            _ => format!("new {}({})", self.types.named(self.resolve(ty)), parts.join(", ")),
        }
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
        match self.kind(ty) {
            Kind::Option(_) if number == 0 => "Optional.empty()".to_owned(),
            Kind::Option(_) => format!("Optional.of({value})"),
            Kind::Result { .. } if self.types.names.is_wide(self.resolve(ty)) => {
                let case = if number == 0 { "Ok" } else { "Err" };
                format!("new {}.{case}({value})", self.types.named(self.resolve(ty)))
            }
            Kind::Result { .. } => {
                let maker = if number == 0 { "ok" } else { "err" };
                format!("Result.{maker}({})", payload.unwrap_or("null"))
            }
            Kind::Variant(_) => {
                let ty = self.resolve(ty);
                format!("new {}.{}({value})", self.types.named(ty), self.types.names.members(ty)[number])
            }
            _ => value.to_owned(),
        }
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
