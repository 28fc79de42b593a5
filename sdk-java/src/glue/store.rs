//! From Java to memory.

use witloom_bindgen::Writer;
use witloom_bindgen::binding::{Elements, Node, Part};
use witloom_bindgen::model::{Prim, TypeId};
use witloom_bindgen::plan::{Handle, HandleLower, Width};

use super::{Glue, at};
use crate::types::prim;

impl Glue<'_> {
    /// Statements that store a value.
    pub(super) fn store(&self, w: &mut Writer, ty: TypeId, base: &str, offset: u32, value: &str) {
        let place = at(base, offset);
        match self.node(ty) {
            Node::Prim(prim) => w.line(store_prim(*prim, &place, value)),
            Node::Text | Node::List(_) | Node::Map { .. } => {
                w.line(format!("Mem.put32({place}, {});", self.lower_pair(ty, value)));
                w.line(format!("Mem.put32({}, Lower.length);", at(base, offset + 4)));
            }
            Node::Enum { tag, .. } => w.line(put(*tag, &place, &self.ordinal(ty, value))),
            Node::Flags { width, .. } => w.line(put(*width, &place, &self.bits(ty, value))),
            Node::Handle(handle) => w.line(format!("Mem.put32({place}, {});", self.lower_handle(*handle, value))),
            Node::FixedList { .. }
            | Node::Record(_)
            | Node::Tuple(_)
            | Node::Option { .. }
            | Node::Result { .. }
            | Node::Variant { .. } => w.line(format!("Values.store{}({place}, {value});", self.routine(ty))),
            Node::Stream(_) | Node::Future(_) => w.line(format!("Mem.put32({place}, {});", self.lower_end(ty, value))),
            Node::Alias(target) => self.store(w, *target, base, offset, value),
        }
    }

    /// The address of a string or list; its length is then in `Lower.length`.
    pub(super) fn lower_pair(&self, ty: TypeId, value: &str) -> String {
        if let Node::Text = self.node(ty) {
            return format!("Lower.string({value})");
        }
        let element = if let Node::List(elements) = self.node(ty) { self.types.as_prim(elements.ty) } else { None };
        match element {
            Some(element) => format!("Lower.list{}({value})", prim(element).list),
            None => format!("Values.lower{}({value})", self.routine(ty)),
        }
    }

    /// An enum's discriminant.
    pub(super) fn ordinal(&self, ty: TypeId, value: &str) -> String {
        format!("Lower.present({value}, \"{}\").ordinal()", self.wit(ty))
    }

    /// Flags as bits.
    pub(super) fn bits(&self, ty: TypeId, value: &str) -> String {
        format!("Values.bits{}({value})", self.routine(ty))
    }

    /// The core value of a handle.
    pub(super) fn lower_handle(&self, handle: Handle, value: &str) -> String {
        let name = &self.types.world.resource(handle.resource).name;
        match handle.lower() {
            HandleLower::Move => format!("Lower.present({value}, \"{name}\").move()"),
            HandleLower::Lend => format!("Lower.present({value}, \"{name}\").lend()"),
            HandleLower::New => format!("Tables.hand{}({value})", self.resource(handle.resource).table),
        }
    }

    /// The routines that a type needs to be lowered.
    pub(super) fn store_routines(&self, w: &mut Writer, ty: TypeId) {
        match self.binding.node(ty) {
            Node::Prim(_)
            | Node::Text
            | Node::Handle(_)
            | Node::Enum { .. }
            | Node::Stream(_)
            | Node::Future(_)
            | Node::Alias(_) => {}
            Node::FixedList { elements, count, .. } => self.store_fixed(w, ty, elements, *count),
            Node::List(elements) if self.types.as_prim(elements.ty).is_some() => {}
            Node::List(elements) => self.lower_list(w, ty, elements),
            Node::Map { entries, key, value } => self.lower_map(w, ty, entries, (key, value)),
            Node::Flags { .. } => self.bits_routine(w, ty),
            Node::Record(parts) | Node::Tuple(parts) => self.store_product(w, ty, parts),
            Node::Option { .. } | Node::Result { .. } | Node::Variant { .. } => {
                self.store_sum(w, ty);
                self.flat_routine(w, ty);
            }
        }
    }

    fn lower_list(&self, w: &mut Writer, ty: TypeId, &Elements { ty: element, stride, align, .. }: &Elements) {
        let (list, item) = (self.types.plain(ty), self.types.boxed(element));
        w.gap();
        w.block(format!("public static int lower{}({list} values) {{", self.routine(ty)), "}", |w| {
            w.line(format!("int block = Lower.block(values, {stride}, {align});"));
            w.line("int count = Lower.length;");
            w.line("int p = block;");
            w.block(format!("for ({item} value : values) {{"), "}", |w| {
                self.store(w, element, "p", 0, "value");
                w.line(format!("p += {stride};"));
            });
            w.line("Lower.length = count;");
            w.line("return block;");
        });
    }

    /// A list that lies in place, if it has as many elements as its type says.
    fn store_fixed(&self, w: &mut Writer, ty: TypeId, elements: &Elements, count: u32) {
        let (element, stride) = (elements.ty, elements.stride);
        self.store_head(w, ty, |w| {
            if let Some(element) = self.types.as_prim(element) {
                w.line(format!("Lower.fixed{}(p, value, {count});", prim(element).list));
                return;
            }
            w.line(format!("Lower.exactly(Lower.present(value, \"list\").size(), {count});"));
            w.block(format!("for ({} item : value) {{", self.types.boxed(element)), "}", |w| {
                self.store(w, element, "p", 0, "item");
                w.line(format!("p += {stride};"));
            });
        });
    }

    /// A map as the list of its entries, in its own order.
    fn lower_map(&self, w: &mut Writer, ty: TypeId, entries: &Elements, (of, to): (&Part, &Part)) {
        let (java, wit, stride, align) = (self.types.plain(ty), self.wit(ty), entries.stride, entries.align);
        let parts = [(of.ty, "Key", of.offset), (to.ty, "Value", to.offset)];
        let (key, value) = (self.types.boxed(of.ty), self.types.boxed(to.ty));
        w.gap();
        w.block(format!("public static int lower{}({java} values) {{", self.routine(ty)), "}", |w| {
            w.line(format!("int count = Lower.present(values, \"{wit}\").size();"));
            w.line(format!("int block = Lower.block(count, {stride}, {align});"));
            w.line("int p = block;");
            w.block(format!("for (Map.Entry<{key}, {value}> entry : values.entrySet()) {{"), "}", |w| {
                for (part, name, offset) in parts {
                    let what = format!("a {} of {wit}", name.to_lowercase());
                    let local = name.to_lowercase();
                    let boxed = self.types.boxed(part);
                    w.line(format!("{boxed} {local} = Lower.present(entry.get{name}(), \"{what}\");"));
                    self.store(w, part, "p", offset, &local);
                }
                w.line(format!("p += {stride};"));
            });
            w.line("Lower.length = count;");
            w.line("return block;");
        });
    }

    fn bits_routine(&self, w: &mut Writer, ty: TypeId) {
        let named = self.types.named(self.resolve(ty));
        let java = self.types.plain(ty);
        w.gap();
        w.block(format!("public static int bits{}({java} set) {{", self.routine(ty)), "}", |w| {
            w.line("int bits = 0;");
            w.block(format!("for ({named} flag : Lower.present(set, \"{}\")) {{", self.wit(ty)), "}", |w| {
                w.line("bits |= 1 << flag.ordinal();");
            });
            w.line("return bits;");
        });
    }

    fn store_head(&self, w: &mut Writer, ty: TypeId, body: impl FnOnce(&mut Writer)) {
        let java = self.types.plain(ty);
        w.gap();
        w.block(format!("public static void store{}(int p, {java} value) {{", self.routine(ty)), "}", body);
    }

    fn store_product(&self, w: &mut Writer, ty: TypeId, parts: &[Part]) {
        let fields = self.accessors(ty);
        self.store_head(w, ty, |w| {
            w.line(format!("Lower.present(value, \"{}\");", self.wit(ty)));
            for (part, field) in parts.iter().zip(&fields) {
                self.store(w, part.ty, "p", part.offset, &format!("value.{field}()"));
            }
        });
    }

    /// Expressions for the parts of a value in `whole`: components, or elements of a fixed-length list.
    pub(super) fn parts(&self, ty: TypeId, whole: &str) -> Vec<String> {
        let Node::FixedList { elements, count, .. } = self.node(ty) else {
            return self.accessors(ty).iter().map(|field| format!("{whole}.{field}()")).collect();
        };
        let at = |n: u32| match self.types.as_prim(elements.ty) {
            Some(Prim::U8) => format!("{whole}[{n}] & 0xff"),
            Some(_) => format!("{whole}[{n}]"),
            None => format!("{whole}.get({n})"),
        };
        (0..*count).map(at).collect()
    }

    /// The accessors of a record or tuple.
    pub(super) fn accessors(&self, ty: TypeId) -> Vec<String> {
        self.types.names.members(self.resolve(ty)).to_vec()
    }

    fn store_sum(&self, w: &mut Writer, ty: TypeId) {
        let Some((sum, cases)) = self.sum(ty) else { return };
        self.store_head(w, ty, |w| {
            self.branches(w, ty, "value", |w, number, value| {
                w.line(put(sum.tag, "p", &number.to_string()));
                if let Some(case) = cases[number] {
                    self.store(w, case.ty, "p", sum.payload, value);
                }
            });
        });
    }

    /// One branch per case of a sum; `body` gets the case's number and the expression of its payload.
    pub(super) fn branches(
        &self,
        w: &mut Writer,
        ty: TypeId,
        value: &str,
        mut body: impl FnMut(&mut Writer, usize, &str),
    ) {
        let tests = self.tests(ty, value);
        for (number, (test, payload)) in tests.iter().enumerate() {
            let word = if number == 0 { "if" } else { "} else if" };
            w.line(format!("{word} ({test}) {{"));
            w.indented(|w| body(w, number, payload));
        }
        w.line("} else {");
        w.indented(|w| w.line(format!("throw Lower.badCase({value}, \"{}\");", self.wit(ty))));
        w.line("}");
    }

    /// How to tell the cases of a sum apart, and how to get at their payloads.
    fn tests(&self, ty: TypeId, value: &str) -> Vec<(String, String)> {
        let plain = value.replace(['.', '(', ')'], "_");
        if let Node::Option { .. } = self.node(ty) {
            let present = format!("Lower.present({value}, \"{}\")", self.wit(ty));
            let none = (format!("!{present}.isPresent()"), String::new());
            return vec![none, (format!("{value}.isPresent()"), format!("{value}.get()"))];
        }
        if let Node::Result { .. } = self.node(ty) {
            // A result with a class of its own has no type arguments.
            let java = self.types.plain(ty);
            let (class, args) = match java.strip_prefix("Result<") {
                Some(args) => ("Result", format!("<{args}")),
                None => (java.as_str(), String::new()),
            };
            let test = |name: &str| {
                let bound = format!("{}{plain}", name.to_lowercase());
                (format!("{value} instanceof {class}.{name}{args} {bound}"), format!("{bound}.value()"))
            };
            return ["Ok", "Err"].map(test).to_vec();
        }
        let class = self.types.named(self.resolve(ty));
        let names = self.types.names.members(self.resolve(ty)).iter().enumerate();
        let test = |(n, name): (usize, &String)| {
            (format!("{value} instanceof {class}.{name} case{plain}{n}"), format!("case{plain}{n}.value()"))
        };
        names.map(test).collect()
    }
}

/// Writes a discriminant or bit set.
pub(super) fn put(width: Width, place: &str, value: &str) -> String {
    match width {
        Width::One => format!("Mem.put8({place}, {value});"),
        Width::Two => format!("Mem.put16({place}, {value});"),
        Width::Four => format!("Mem.put32({place}, {value});"),
    }
}

fn store_prim(prim: Prim, place: &str, value: &str) -> String {
    match prim {
        Prim::Bool => format!("Mem.put8({place}, {value} ? 1 : 0);"),
        Prim::U8 => format!("Mem.put8({place}, Lower.u8({value}));"),
        Prim::S8 => format!("Mem.put8({place}, {value});"),
        Prim::U16 => format!("Mem.put16({place}, Lower.u16({value}));"),
        Prim::S16 => format!("Mem.put16({place}, {value});"),
        Prim::U32 => format!("Mem.put32({place}, Lower.u32({value}));"),
        Prim::S32 => format!("Mem.put32({place}, {value});"),
        Prim::Char => format!("Mem.put32({place}, Lower.character({value}));"),
        Prim::U64 | Prim::S64 => format!("Mem.put64({place}, {value});"),
        Prim::F32 => format!("Mem.putF32({place}, {value});"),
        Prim::F64 => format!("Mem.putF64({place}, {value});"),
    }
}
