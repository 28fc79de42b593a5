//! Lowering: statements that check Ruby values and append their cells to the array `o`.
//!
//! A check names the place in the value by a path that is a literal where it fails; callers put their own step
//! in front when they rescue the error, so that checks cost nothing but themselves.

use witloom_bindgen::Writer;
use witloom_bindgen::binding::{Elements, Label, Node, Part};
use witloom_bindgen::model::{Prim, TypeId};
use witloom_bindgen::plan::{Handle, HandleLower};

use super::cells::{Form, Spread, SumStyle, Way, directive, sum_of};
use super::layout;
use super::names;
use super::routines::{Routine, Routines};

/// Where a value stands: the variable that holds it, the literal path to it, its form.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Spot<'a> {
    pub(crate) value: &'a str,
    pub(crate) path: &'a str,
    pub(crate) form: Form,
}

impl Spot<'_> {
    /// The expression that refuses the value.
    fn refuse(&self, expected: &str) -> String {
        let text = format!("{expected:?}").replace("#{", "\\#{");
        format!("raise(TypeMismatch.at({:?}, {text}, {}))", self.path, self.value)
    }

    /// Refuses the value unless a condition holds.
    fn check(&self, w: &mut Writer, condition: &str, expected: &str) {
        layout::unless(w, condition, &self.refuse(expected));
    }
}

impl Routines<'_> {
    /// Checks the value at `spot` and appends its cells.
    pub(crate) fn lower(&mut self, w: &mut Writer, id: TypeId, spot: Spot<'_>) {
        let (id, _) = self.node(id);
        let x = spot.value;
        if self.cells.wide(id, spot.form, Way::Lower) {
            let name = self.want(Routine::LowerBytes(id, spot.form));
            guarded(w, spot.path, |w| w.line(format!("o << {name}({x})")));
        } else if self.outlined(id, spot.form, Way::Lower) {
            let name = self.want(Routine::Lower(id, self.shared(id, spot.form, Way::Lower)));
            guarded(w, spot.path, |w| w.line(format!("{name}({x}, o)")));
        } else {
            self.lower_here(w, id, spot);
        }
    }

    /// The same without a routine for the type itself.
    fn lower_here(&mut self, w: &mut Writer, id: TypeId, spot: Spot<'_>) {
        let (id, node) = self.node(id);
        let x = spot.value;
        match node {
            Node::Prim(prim) => lower_prim(w, *prim, spot),
            Node::Text => {
                let utf8 = format!("String === {x} && {x}.encoding == UTF8 && {x}.valid_encoding?");
                layout::unless(w, &utf8, &format!("{x} = Wire.utf8({x}, {:?})", spot.path));
                self.keep(w, x);
                w.line(format!("o << {x} << {x}.bytesize"));
            }
            Node::List(elements) => self.lower_list(w, id, *elements, spot),
            Node::Option { some, .. } => self.lower_option(w, some.ty, spot),
            Node::Enum { .. } => {
                let [_, numbers] = self.table(id);
                let refuse = spot.refuse(&self.described(id));
                either(w, "o << (", &format!("{numbers}[{x}]"), &refuse, ")");
            }
            Node::Flags { flags, .. } => self.lower_flags(w, id, flags, spot),
            Node::Handle(handle) => self.lower_handle(w, *handle, spot),
            Node::Tuple(parts) => self.lower_tuple(w, parts, spot),
            Node::Record(fields) => self.lower_record(w, id, fields, spot),
            Node::Variant { .. } => self.lower_sum(w, (id, node), &format!("a {}", self.described(id)), spot),
            Node::Result { .. } => self.lower_sum(w, (id, node), "a Witloom::Ok or Witloom::Err", spot),
            Node::FixedList { elements, count, .. } => self.lower_fixed(w, (id, elements.ty, *count), spot),
            Node::Map { .. } => {
                spot.check(w, &format!("Hash === {x}"), "a Hash");
                let name = self.want(Routine::LowerList(id));
                guarded(w, spot.path, |w| w.line(format!("o << {name}({x}.to_a) << {x}.size")));
            }
            Node::Stream(_) | Node::Future(_) => {
                w.line(format!("o << {}.give({x}, {:?})", self.payload(id), spot.path));
            }
            Node::Alias(_) => unreachable!("aliases are followed"),
        }
    }

    /// Where calls wait, others may write to a String meanwhile: what is passed is a copy, which shares its bytes.
    fn keep(&self, w: &mut Writer, x: &str) {
        if self.world.is_concurrent() {
            w.line(format!("{x} = {x}.dup"));
        }
    }

    fn lower_list(&mut self, w: &mut Writer, id: TypeId, elements: Elements, spot: Spot<'_>) {
        let x = spot.value;
        if elements.bulk == Some(Prim::U8) {
            spot.check(w, &format!("String === {x}"), "a String of bytes");
            self.keep(w, x);
            w.line(format!("o << {x} << {x}.bytesize"));
            return;
        }
        spot.check(w, &format!("Array === {x}"), "an Array");
        let name = self.want(Routine::LowerList(id));
        guarded(w, spot.path, |w| w.line(format!("o << {name}({x}) << {x}.size")));
    }

    fn lower_fixed(&mut self, w: &mut Writer, (id, elem, count): (TypeId, TypeId, u32), spot: Spot<'_>) {
        let x = spot.value;
        if self.is_bytes(elem) {
            let condition = format!("String === {x} && {x}.bytesize == {count}");
            spot.check(w, &condition, &format!("a String of {count} bytes"));
            match spot.form {
                Form::Mem => w.line(format!("o << {x}")),
                Form::Flat => w.line(format!("o << {x}.unpack(\"C*\").pack(\"Cx7\" * {count})")),
            }
            return;
        }
        let condition = format!("Array === {x} && {x}.size == {count}");
        spot.check(w, &condition, &format!("an Array of {count}"));
        let name = self.want(Routine::LowerFixed(id, spot.form));
        guarded(w, spot.path, |w| w.line(format!("o << {name}({x})")));
    }

    /// The routine of a list with a fixed length: its elements packed.
    pub(crate) fn write_lower_fixed(&mut self, w: &mut Writer, name: &str, id: TypeId, form: Form) {
        let Node::FixedList { elements, count, .. } = *self.node(id).1 else { return };
        let elem = elements.ty;
        let spread = self.cells.part(elem, form, Way::Lower);
        let template = format!("\"{}\" * {count}", spread.template);
        w.line(format!("def self.{name}(x)"));
        w.indented(|w| match elements.bulk {
            Some(prim) => {
                checked_numbers(w, prim);
                w.line(format!("x.pack({template})"));
            }
            None => {
                self.elements(w, elem, form, None);
                w.line(self.kept(elem, &spread, format!("o.pack({template})")));
            }
        });
        w.line("end");
    }

    fn lower_option(&mut self, w: &mut Writer, inner: TypeId, spot: Spot<'_>) {
        let x = spot.value;
        w.line(format!("if {x}.nil?"));
        w.indented(|w| layout::push(w, "o", &self.absent(0, [inner], spot.form)));
        w.line("else\n  o << 1");
        w.indented(|w| {
            if self.nilable(inner) {
                let value = self.local();
                spot.check(w, &format!("Some === {x}"), "nil or a Witloom::Some");
                w.line(format!("{value} = {x}.value"));
                self.lower(w, inner, Spot { value: &value, ..spot });
            } else {
                self.lower(w, inner, spot);
            }
        });
        w.line("end");
    }

    /// The cells of a case without a payload where another case has one.
    fn absent(&self, case: usize, payloads: impl IntoIterator<Item = TypeId>, form: Form) -> Vec<String> {
        let zeros = payloads.into_iter().flat_map(|ty| self.cells.zeros(ty, form));
        std::iter::once(case.to_string()).chain(zeros.map(str::to_owned)).collect()
    }

    fn lower_flags(&mut self, w: &mut Writer, id: TypeId, flags: &[Label], spot: Spot<'_>) {
        let x = spot.value;
        spot.check(w, &format!("Set === {x} || Array === {x}"), "a Set or Array of flags");
        if flags.is_empty() {
            if spot.form == Form::Mem {
                w.line("o << 0");
            }
            return;
        }
        let [_, bits] = self.table(id);
        let refuse = Spot { value: "flag", ..spot }.refuse(&self.described(id));
        w.line(format!("bits = 0\n{x}.each do |flag|"));
        w.indented(|w| either(w, "bits |= ", &format!("{bits}[flag]"), &refuse, ""));
        w.line("end\no << bits");
    }

    fn lower_handle(&mut self, w: &mut Writer, handle: Handle, spot: Spot<'_>) {
        let class = self.names.class_path(self.world, handle.resource);
        let x = spot.value;
        spot.check(w, &format!("::{class} === {x}"), &format!("a {class}"));
        match handle.lower() {
            HandleLower::Lend => w.line(format!("o << {x}.lend!({:?})", spot.path)),
            HandleLower::Move => w.line(format!("o << {x}.give!({:?})", spot.path)),
            HandleLower::New => w.line(format!("o << {}.give({x})", self.labels.table(handle.resource))),
        }
    }

    fn lower_tuple(&mut self, w: &mut Writer, parts: &[Part], spot: Spot<'_>) {
        let x = spot.value;
        let size = parts.len();
        spot.check(w, &format!("Array === {x} && {x}.size == {size}"), &format!("an Array of {size}"));
        for (index, part) in parts.iter().enumerate() {
            let value = self.local();
            w.line(format!("{value} = {x}[{index}]"));
            let path = format!("{}[{index}]", spot.path);
            self.lower(w, part.ty, Spot { value: &value, path: &path, form: spot.form });
        }
    }

    fn lower_record(&mut self, w: &mut Writer, id: TypeId, fields: &[Part], spot: Spot<'_>) {
        let class = self.described(id);
        spot.check(w, &format!("::{class} === {}", spot.value), &format!("a {class}"));
        for field in fields {
            let value = self.local();
            let method = names::field(&field.name);
            w.line(format!("{value} = {}.{method}", spot.value));
            let path = format!("{}.{method}", spot.path);
            self.lower(w, field.ty, Spot { value: &value, path: &path, form: spot.form });
        }
    }

    /// The routine of a type that appends its cells.
    pub(crate) fn write_lower(&mut self, w: &mut Writer, name: &str, id: TypeId, form: Form) {
        w.block(format!("def self.{name}(x, o)"), "end", |w| {
            self.lower_here(w, id, Spot { value: "x", path: "", form });
        });
    }

    /// The routine of a type that stands as its bytes.
    pub(crate) fn write_lower_bytes(&mut self, w: &mut Writer, name: &str, id: TypeId, form: Form) {
        let lower = self.want(Routine::Lower(id, self.shared(id, form, Way::Lower)));
        let spread = self.cells.own(id, form, Way::Lower);
        w.block(format!("def self.{name}(x)"), "end", |w| {
            w.line(format!("o = []\n{lower}(x, o)"));
            w.line(self.packed(id, &spread));
        });
    }

    /// Cells of a type packed into bytes that may outlive the cells.
    fn packed(&self, id: TypeId, spread: &Spread) -> String {
        self.kept(id, spread, format!("o.pack(\"{}\")", spread.template))
    }

    /// A packed string keeps the strings alive to which it points, but not those to which the bytes point that were
    /// copied into it.
    fn kept(&self, id: TypeId, spread: &Spread, packed: String) -> String {
        let points = self.world.ty(id).facts.has_heap && spread.has_bytes();
        if points { format!("Wire.holding(o, {packed})") } else { packed }
    }

    /// A case of a sum: its number, then its payload, which is `value` of the object.
    fn lower_sum(&mut self, w: &mut Writer, (id, node): (TypeId, &Node), expected: &str, spot: Spot<'_>) {
        let payloads = sum_of(node).map(|(_, payloads)| payloads).unwrap_or_default();
        let style = self.cells.sum_style(&payloads, spot.form, Way::Lower);
        w.line(format!("case {}", spot.value));
        for (index, (class, payload)) in self.case_classes(id, node).iter().zip(&payloads).enumerate() {
            w.line(format!("when {class}"));
            w.indented(|w| match (payload, style) {
                (Some(ty), _) => {
                    let value = self.local();
                    w.line(format!("{value} = {}.value", spot.value));
                    let path = format!("{}.value", spot.path);
                    self.lower_payload(w, (index, *ty), style, Spot { value: &value, path: &path, form: spot.form });
                }
                (None, SumStyle::Packed) => w.line(format!("o << {index} << \"\"")),
                (None, SumStyle::Inline) => {
                    layout::push(w, "o", &self.absent(index, payloads.iter().copied().flatten(), spot.form));
                }
            });
        }
        w.line("else");
        w.indented(|w| w.line(spot.refuse(expected)));
        w.line("end");
    }

    fn lower_payload(&mut self, w: &mut Writer, (case, ty): (usize, TypeId), style: SumStyle, spot: Spot<'_>) {
        match style {
            SumStyle::Inline => {
                w.line(format!("o << {case}"));
                self.lower(w, ty, spot);
            }
            SumStyle::Packed if self.cells.wide(ty, spot.form, Way::Lower) => {
                w.line(format!("o << {case}"));
                self.lower(w, ty, spot);
            }
            SumStyle::Packed => {
                let outer = self.local();
                w.line(format!("{outer} = o\no = []"));
                self.lower(w, ty, spot);
                let spread = self.cells.part(ty, spot.form, Way::Lower);
                w.line(format!("{outer} << {case} << {}", self.packed(ty, &spread)));
            }
        }
    }

    /// The routine of a list: its elements packed.
    pub(crate) fn write_lower_list(&mut self, w: &mut Writer, name: &str, elements: Elements) {
        w.line(format!("def self.{name}(x)"));
        w.indented(|w| {
            w.line("return if x.empty?");
            w.gap();
            match elements.bulk {
                Some(prim) => bulk_list(w, prim),
                None => self.element_list(w, elements),
            }
        });
        w.line("end");
    }

    /// Elements one by one; the fields of a record are written out instead of calling its routine.
    fn element_list(&mut self, w: &mut Writer, Elements { ty, stride, align, .. }: Elements) {
        let (elem, node) = self.node(ty);
        let fields = if let Node::Record(fields) = node { Some(fields.as_slice()) } else { None };
        let spread = match fields {
            Some(_) => self.cells.own(elem, Form::Mem, Way::Lower),
            None => self.cells.part(elem, Form::Mem, Way::Lower),
        };
        self.elements(w, elem, Form::Mem, fields);
        let template = &spread.template;
        let packed = if align == 8 {
            format!("Wire.aligned(o, \"{template}\" * n, n * {stride})")
        } else {
            format!("o.pack(\"{template}\" * n)")
        };
        w.line(self.kept(elem, &spread, packed));
    }

    /// The loop that appends the elements of `x` to a new `o`.
    fn elements(&mut self, w: &mut Writer, elem: TypeId, form: Form, fields: Option<&[Part]>) {
        let spot = Spot { value: "e", path: "", form };
        w.line("o = []\ni = 0\nn = x.size\nbegin");
        w.indented(|w| {
            w.block("while i < n", "end", |w| {
                w.line("e = x[i]");
                match fields {
                    Some(fields) => self.lower_record(w, elem, fields, spot),
                    None => self.lower(w, elem, spot),
                }
                w.line("i += 1");
            });
        });
        w.line("rescue Refused => error\n  raise error.under(\"[#{i}]\")\nend");
    }

    /// The type's constant, or its WIT name where Ruby has none.
    pub(crate) fn described(&self, id: TypeId) -> String {
        self.names.path(self.world, id).unwrap_or_else(|| self.world.type_name(id))
    }
}

/// Runs statements that may refuse a value inside the one at `path`.
fn guarded(w: &mut Writer, path: &str, body: impl FnOnce(&mut Writer)) {
    if path.is_empty() {
        body(w);
        return;
    }
    w.line("begin");
    w.indented(body);
    w.line(format!("rescue Refused => error\n  raise error.under({path:?})\nend"));
}

/// `start found || refuse end`, on two lines where it is long.
fn either(w: &mut Writer, start: &str, found: &str, refuse: &str, end: &str) {
    let line = format!("{start}{found} || {refuse}{end}");
    if layout::fits(&line) {
        w.line(line);
    } else {
        w.line(format!("{start}{found} ||"));
        w.indented(|w| w.line(format!("{refuse}{end}")));
    }
}

fn lower_prim(w: &mut Writer, prim: Prim, spot: Spot<'_>) {
    let x = spot.value;
    match (prim, prim.integer_range()) {
        (_, Some((low, high))) => {
            let refuse = format!("raise TypeMismatch.integer({:?}, :{}, {x})", spot.path, prim.wit_name());
            layout::unless(w, &format!("Integer === {x} && {x} >= {low} && {x} <= {high}"), &refuse);
            w.line(format!("o << {x}"));
        }
        (Prim::Bool, _) => {
            let refuse = spot.refuse("true or false");
            w.line(format!("o << (true == {x} ? 1 : false == {x} ? 0 : {refuse})"));
        }
        (Prim::Char, _) => w.line(format!("o << Wire.char({x}, {:?})", spot.path)),
        (_, _) => {
            spot.check(w, &format!("Float === {x} || Integer === {x}"), "a Float");
            w.line(format!("o << {x}"));
        }
    }
}

/// Checks a list of numbers by C code.
fn checked_numbers(w: &mut Writer, prim: Prim) {
    match prim.integer_range() {
        Some((low, high)) => w.line(format!("Wire.integers(x, {low}, {high}, :{})", prim.wit_name())),
        None => w.line("Wire.floats(x)"),
    }
}

/// A list of numbers, packed at once.
fn bulk_list(w: &mut Writer, prim: Prim) {
    let directive = directive(prim);
    checked_numbers(w, prim);
    if prim.size() == 8 {
        w.line(format!("Wire.aligned(x, \"{directive}*\", x.size * 8)"));
    } else {
        w.line(format!("x.pack(\"{directive}*\")"));
    }
}
