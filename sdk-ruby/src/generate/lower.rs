//! Lowering: statements that check Ruby values and append their cells to the array `o`.
//!
//! A check names the place in the value by a path that is a literal where it fails; callers put their own step
//! in front when they rescue the error, so that checks cost nothing but themselves.

use witloom_bindgen::Writer;
use witloom_bindgen::model::{Case, Kind, Prim, TypeId};
use witloom_bindgen::plan::{HandleLower, Mem};

use super::cells::{Form, SumStyle, Way, directive};
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
    /// The statement that refuses the value.
    fn refuse(&self, expected: &str) -> String {
        let text = format!("{expected:?}").replace("#{", "\\#{");
        format!("raise(TypeMismatch.at({:?}, {text}, {}))", self.path, self.value)
    }
}

impl Routines<'_> {
    /// Checks the value at `spot` and appends its cells.
    pub(crate) fn lower(&mut self, w: &mut Writer, id: TypeId, spot: Spot<'_>) {
        let ty = self.ty(id);
        let x = spot.value;
        match &ty.kind {
            Kind::Prim(prim) => lower_prim(w, *prim, spot),
            Kind::String => {
                w.line(format!(
                    "{x} = Wire.utf8({x}, {:?}) unless String === {x} && {x}.encoding == UTF8 && {x}.valid_encoding?",
                    spot.path
                ));
                w.line(format!("o << {x} << {x}.bytesize"));
            }
            Kind::List(_) => self.lower_list(w, ty.id, spot),
            Kind::Option(inner) => self.lower_option(w, *inner, spot),
            Kind::Enum(_) => {
                self.tables.insert(ty.id);
                let name = self.described(ty.id);
                w.line(format!("o << (N{}[{x}] || {})", ty.id.index(), spot.refuse(&name)));
            }
            Kind::Flags(_) => self.lower_flags(w, ty.id, spot),
            Kind::Own(_) | Kind::Borrow(_) => self.lower_handle(w, ty.id, spot),
            Kind::Tuple(parts) => {
                let parts = parts.clone();
                self.lower_tuple(w, &parts, spot);
            }
            Kind::Record(_) | Kind::Variant(_) | Kind::Result { .. } => {
                let name = self.want(Routine::Lower(ty.id, spot.form));
                guarded(w, spot.path, |w| w.line(format!("{name}({x}, o)")));
            }
            Kind::Alias(_) | Kind::ResourceAlias(_) | Kind::FixedList(..) | Kind::Map(..) | Kind::Unsupported(_) => {
                unreachable!("aliases are followed and unsupported types refused")
            }
        }
    }

    fn lower_list(&mut self, w: &mut Writer, id: TypeId, spot: Spot<'_>) {
        let x = spot.value;
        if matches!(self.plan.ty(id).mem, Mem::List { bulk: Some(Prim::U8), .. }) {
            let refuse = spot.refuse("a String of bytes");
            w.line(format!("String === {x} or {refuse}"));
            w.line(format!("o << {x} << {x}.bytesize"));
            return;
        }
        w.line(format!("Array === {x} or {}", spot.refuse("an Array")));
        let name = self.want(Routine::LowerList(id));
        guarded(w, spot.path, |w| w.line(format!("o << {name}({x}) << {x}.size")));
    }

    fn lower_option(&mut self, w: &mut Writer, inner: TypeId, spot: Spot<'_>) {
        let x = spot.value;
        let zeros = self.cells().zeros(inner, spot.form);
        let none = std::iter::once("0").chain(zeros).collect::<Vec<_>>().join(" << ");
        w.line(format!("if {x}.nil?\n  o << {none}\nelse\n  o << 1"));
        w.indented(|w| {
            if self.nilable(inner) {
                let value = self.local();
                w.line(format!("Some === {x} or {}", spot.refuse("nil or a Witloom::Some")));
                w.line(format!("{value} = {x}.value"));
                self.lower(w, inner, Spot { value: &value, ..spot });
            } else {
                self.lower(w, inner, spot);
            }
        });
        w.line("end");
    }

    fn lower_flags(&mut self, w: &mut Writer, id: TypeId, spot: Spot<'_>) {
        let Mem::Flags { count, .. } = self.plan.ty(id).mem else { unreachable!("flags have a flags plan") };
        let x = spot.value;
        let refuse = spot.refuse("a Set or Array of flags");
        w.line(format!("Set === {x} || Array === {x} or {refuse}"));
        if count == 0 {
            if spot.form == Form::Mem {
                w.line("o << 0");
            }
            return;
        }
        self.tables.insert(id);
        let (index, name) = (id.index(), self.described(id));
        let bad = Spot { value: "flag", ..spot }.refuse(&name);
        w.line(format!("o << {x}.inject(0) {{ |bits, flag| bits | (N{index}[flag] || {bad}) }}"));
    }

    fn lower_handle(&mut self, w: &mut Writer, id: TypeId, spot: Spot<'_>) {
        let handle = self.handle(id);
        let class = self.names.class_path(self.world, handle.resource);
        let x = spot.value;
        w.line(format!("::{class} === {x} or {}", spot.refuse(&format!("a {class}"))));
        match handle.lower() {
            HandleLower::Lend => w.line(format!("o << {x}.witloom_lend({:?})", spot.path)),
            HandleLower::Move => {
                w.line(format!("o << {x}.witloom_give({:?})", spot.path));
                w.line(format!("Wire.given << {x}"));
            }
            HandleLower::New => w.line(format!("o << T{}.give({x})", handle.resource.index())),
        }
    }

    fn lower_tuple(&mut self, w: &mut Writer, parts: &[TypeId], spot: Spot<'_>) {
        let x = spot.value;
        let size = parts.len();
        let refuse = spot.refuse(&format!("an Array of {size}"));
        w.line(format!("Array === {x} && {x}.size == {size} or {refuse}"));
        for (index, part) in parts.iter().enumerate() {
            let value = self.local();
            w.line(format!("{value} = {x}[{index}]"));
            let path = format!("{}[{index}]", spot.path);
            self.lower(w, *part, Spot { value: &value, path: &path, form: spot.form });
        }
    }

    /// The routine of a record, variant or result.
    pub(crate) fn write_lower(&mut self, w: &mut Writer, id: TypeId, form: Form) {
        let name = Routine::Lower(id, form).name();
        let spot = Spot { value: "x", path: "", form };
        w.line(format!("def self.{name}(x, o)"));
        w.indented(|w| match self.ty(id).kind.clone() {
            Kind::Record(fields) => {
                let class = self.described(id);
                w.line(format!("::{class} === x or {}", spot.refuse(&format!("a {class}"))));
                for field in &fields {
                    let value = self.local();
                    let method = names::field(&field.name);
                    w.line(format!("{value} = x.{method}"));
                    self.lower(w, field.ty, Spot { value: &value, path: &format!(".{method}"), form });
                }
            }
            Kind::Variant(cases) => self.lower_variant(w, id, &cases, spot),
            Kind::Result { ok, err } => self.lower_result(w, id, [ok, err], spot),
            _ => self.lower(w, id, spot),
        });
        w.line("end");
    }

    fn lower_variant(&mut self, w: &mut Writer, id: TypeId, cases: &[Case], spot: Spot<'_>) {
        let module = self.names.path(self.world, id).unwrap_or_default();
        w.line("case x");
        for (index, case) in cases.iter().enumerate() {
            w.line(format!("when ::{module}::{}", names::case(&case.name)));
            w.indented(|w| self.lower_case(w, id, index, case.ty, spot));
        }
        w.line(format!("else {}\nend", spot.refuse(&format!("a {module}"))));
    }

    fn lower_result(&mut self, w: &mut Writer, id: TypeId, payloads: [Option<TypeId>; 2], spot: Spot<'_>) {
        w.line("case x");
        for (index, (class, ty)) in ["Ok", "Err"].into_iter().zip(payloads).enumerate() {
            w.line(format!("when {class}"));
            w.indented(|w| self.lower_case(w, id, index, ty, spot));
        }
        w.line(format!("else {}\nend", spot.refuse("a Witloom::Ok or Witloom::Err")));
    }

    /// One case of a sum: its number and its payload `x.value`.
    fn lower_case(&mut self, w: &mut Writer, id: TypeId, index: usize, ty: Option<TypeId>, spot: Spot<'_>) {
        let Mem::Sum { cases, .. } = self.plan.ty(id).mem.clone() else {
            unreachable!("variants and results have a sum plan")
        };
        let style = self.cells().sum_style(&cases);
        let value = ty.map(|_| self.local());
        if let Some(value) = &value {
            w.line(format!("{value} = x.value"));
        }
        let path = format!("{}.value", spot.path);
        match (ty, &value, style) {
            (Some(ty), Some(value), SumStyle::Inline) => {
                w.line(format!("o << {index}"));
                self.lower(w, ty, Spot { value, path: &path, form: spot.form });
            }
            (Some(ty), Some(value), SumStyle::Packed) => {
                let outer = self.local();
                w.line(format!("{outer} = o\no = []"));
                self.lower(w, ty, Spot { value, path: &path, form: spot.form });
                let template = self.cells().template(ty, spot.form, Way::Lower);
                w.line(format!("{outer} << {index} << o.pack(\"{template}\")"));
            }
            (_, _, SumStyle::Packed) => w.line(format!("o << {index} << \"\"")),
            (_, _, SumStyle::Inline) => {
                let payload = cases.iter().flatten().flat_map(|ty| self.cells().zeros(*ty, spot.form));
                let cells: Vec<String> = std::iter::once(index.to_string()).chain(payload.map(str::to_owned)).collect();
                w.line(format!("o << {}", cells.join(" << ")));
            }
        }
    }

    /// The routine of a list: its elements packed.
    pub(crate) fn write_lower_list(&mut self, w: &mut Writer, id: TypeId) {
        let Mem::List { elem, stride, align, bulk } = self.plan.ty(id).mem else {
            unreachable!("lists have a list plan")
        };
        w.line(format!("def self.{}(x)", Routine::LowerList(id).name()));
        w.indented(|w| {
            w.line("return if x.empty?");
            w.gap();
            match bulk {
                Some(prim) => bulk_list(w, prim),
                None => self.element_list(w, elem, stride, align),
            }
        });
        w.line("end");
    }

    fn element_list(&mut self, w: &mut Writer, elem: TypeId, stride: u32, align: u32) {
        let template = self.cells().template(elem, Form::Mem, Way::Lower);
        w.line("o = []\ni = 0\nn = x.size\nbegin");
        w.indented(|w| {
            w.block("while i < n", "end", |w| {
                w.line("e = x[i]");
                self.lower_element(w, elem);
                w.line("i += 1");
            });
        });
        w.line("rescue Refused => error\n  raise error.under(\"[#{i}]\")\nend");
        if align == 8 {
            w.line(format!("Wire.aligned(o, \"{template}\" * n, n * {stride})"));
        } else {
            w.line(format!("o.pack(\"{template}\" * n)"));
        }
    }

    /// An element; the fields of a record are written out instead of calling its routine.
    fn lower_element(&mut self, w: &mut Writer, elem: TypeId) {
        let spot = Spot { value: "e", path: "", form: Form::Mem };
        let Kind::Record(fields) = self.ty(elem).kind.clone() else {
            self.lower(w, elem, spot);
            return;
        };
        let class = self.described(self.ty(elem).id);
        w.line(format!("::{class} === e or {}", spot.refuse(&format!("a {class}"))));
        for field in &fields {
            let value = self.local();
            let method = names::field(&field.name);
            w.line(format!("{value} = e.{method}"));
            self.lower(w, field.ty, Spot { value: &value, path: &format!(".{method}"), form: Form::Mem });
        }
    }

    /// The type's constant, or its WIT name where Ruby has none.
    fn described(&self, id: TypeId) -> String {
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

fn lower_prim(w: &mut Writer, prim: Prim, spot: Spot<'_>) {
    let x = spot.value;
    match (prim, prim.integer_range()) {
        (_, Some((low, high))) => {
            let refuse = spot.refuse(&integer(prim));
            w.line(format!("(Integer === {x} && {x} >= {low} && {x} <= {high}) or {refuse}"));
            w.line(format!("o << {x}"));
        }
        (Prim::Bool, _) => {
            let refuse = spot.refuse("true or false");
            w.line(format!("o << (true == {x} ? 1 : false == {x} ? 0 : {refuse})"));
        }
        (Prim::Char, _) => w.line(format!("o << Wire.char({x}, {:?})", spot.path)),
        (_, _) => {
            w.line(format!("(Float === {x} || Integer === {x}) or {}", spot.refuse("a Float")));
            w.line(format!("o << {x}"));
        }
    }
}

/// What an integer type accepts, for messages.
pub(crate) fn integer(prim: Prim) -> String {
    match prim.integer_range() {
        Some((low, high)) => format!("an Integer in {low}..{high} ({})", prim.wit_name()),
        None => prim.wit_name().to_owned(),
    }
}

/// A list of numbers: checked by C code, packed at once.
fn bulk_list(w: &mut Writer, prim: Prim) {
    let directive = directive(prim);
    let expected = match prim.integer_range() {
        Some((low, high)) => {
            w.line(format!("Wire.integers(x, {low}, {high}, {:?})", integer(prim)));
            integer(prim)
        }
        None => {
            w.line("Wire.floats(x)");
            String::new()
        }
    };
    debug_assert!(prim.is_integer() != expected.is_empty());
    if prim.size() == 8 {
        w.line(format!("Wire.aligned(x, \"{directive}*\", x.size * 8)"));
    } else {
        w.line(format!("x.pack(\"{directive}*\")"));
    }
}
