//! Lifting: expressions that make Ruby values of cells.

use witloom_bindgen::Writer;
use witloom_bindgen::model::{Case, Field, Kind, Prim, TypeId};
use witloom_bindgen::plan::{Handle, HandleLift, Mem};

use super::cells::{Form, Way};
use super::names;
use super::routines::{Routine, Routines};

/// The place of a cell in the array `v`: a variable (if any) plus a number.
#[derive(Debug, Clone, Copy)]
pub(crate) struct At<'a> {
    pub(crate) variable: Option<&'a str>,
    pub(crate) offset: usize,
}

impl At<'_> {
    pub(crate) const START: At<'static> = At { variable: None, offset: 0 };

    fn plus(self, cells: usize) -> Self {
        At { offset: self.offset + cells, ..self }
    }

    /// The index as an expression.
    fn index(self) -> String {
        match (self.variable, self.offset) {
            (None, offset) => offset.to_string(),
            (Some(variable), 0) => variable.to_owned(),
            (Some(variable), offset) => format!("{variable} + {offset}"),
        }
    }

    fn cell(self) -> String {
        format!("v[{}]", self.index())
    }
}

impl Routines<'_> {
    /// The value whose cells start at `at`, as an expression. `form` says how many cells each part takes.
    pub(crate) fn lift(&mut self, id: TypeId, form: Form, at: At<'_>) -> String {
        let ty = self.ty(id);
        let cell = at.cell();
        match &ty.kind {
            Kind::Prim(Prim::Bool) => format!("{cell} != 0"),
            Kind::Prim(Prim::Char) => format!("{cell}.chr(Encoding::UTF_8)"),
            Kind::Prim(_) => cell,
            Kind::String => format!("Wire.text({cell}, {})", at.plus(1).cell()),
            Kind::List(elem) => self.lift_list(ty.id, *elem, &cell, &at.plus(1).cell()),
            Kind::Option(inner) => {
                let value = self.lift(*inner, form, at.plus(1));
                let value = if self.nilable(*inner) { format!("Some.new(value: {value})") } else { value };
                format!("({cell} == 0 ? nil : {value})")
            }
            Kind::Enum(_) => {
                self.tables.insert(ty.id);
                format!("E{}[{cell}]", ty.id.index())
            }
            Kind::Flags(flags) if flags.is_empty() => "EMPTY".to_owned(),
            Kind::Flags(_) => {
                self.tables.insert(ty.id);
                format!("E{}[{cell}]", ty.id.index())
            }
            Kind::Own(_) | Kind::Borrow(_) => self.lift_handle(ty.id, &cell),
            Kind::Tuple(parts) => {
                let parts = parts.clone();
                let values = self.lift_parts(&parts, form, at);
                format!("[{}]", values.join(", "))
            }
            Kind::Record(_) | Kind::Variant(_) | Kind::Result { .. } => self.lift_outlined(ty.id, form, at),
            Kind::Alias(_) | Kind::ResourceAlias(_) | Kind::FixedList(..) | Kind::Unsupported(_) => {
                unreachable!("aliases are followed and unsupported types refused")
            }
        }
    }

    /// A call of the type's own routine. Cells are counted alike in memory and flat, except for empty flags.
    fn lift_outlined(&mut self, id: TypeId, form: Form, at: At<'_>) -> String {
        let cells = self.cells();
        if cells.count(id, Form::Mem, Way::Lift) == cells.count(id, form, Way::Lift) {
            let name = self.want(Routine::Lift(id));
            format!("{name}(v, {})", at.index())
        } else {
            self.lift_whole(id, form, at)
        }
    }

    /// Parts one after another.
    fn lift_parts(&mut self, parts: &[TypeId], form: Form, mut at: At<'_>) -> Vec<String> {
        let mut values = Vec::new();
        for part in parts {
            values.push(self.lift(*part, form, at));
            at = at.plus(self.cells().count(*part, form, Way::Lift));
        }
        values
    }

    fn lift_list(&mut self, id: TypeId, elem: TypeId, pointer: &str, length: &str) -> String {
        match &self.plan.ty(id).mem {
            Mem::List { bulk: Some(Prim::U8), .. } => format!("Wire.bytes({pointer}, {length})"),
            Mem::List { bulk: Some(prim), .. } => {
                let size = prim.size();
                let count = if size == 1 { length.to_owned() } else { format!("{length} * {size}") };
                format!("Wire.bytes({pointer}, {count}).unpack(\"{}*\")", super::cells::directive(*prim))
            }
            _ if matches!(self.ty(elem).kind, Kind::String) => {
                format!("({length} == 0 ? [] : Wire.texts({pointer}, {length}))")
            }
            _ => {
                let name = self.want(Routine::LiftList(id));
                format!("{name}({pointer}, {length})")
            }
        }
    }

    pub(crate) fn handle(&self, id: TypeId) -> Handle {
        match self.plan.ty(id).mem {
            Mem::Handle(handle) => handle,
            _ => unreachable!("handle types have a handle plan"),
        }
    }

    fn lift_handle(&self, id: TypeId, cell: &str) -> String {
        let handle = self.handle(id);
        let class = self.names.class_path(self.world, handle.resource);
        match handle.lift() {
            HandleLift::WrapOwn => format!("::{class}.witloom_own({cell})"),
            HandleLift::WrapBorrow => format!("::{class}.witloom_borrow({cell})"),
            HandleLift::Reclaim => format!("T{}.take({cell})", handle.resource.index()),
            HandleLift::Representation => format!("T{}[{cell}]", handle.resource.index()),
        }
    }

    /// The routine of a record, variant or result.
    pub(crate) fn write_lift(&mut self, w: &mut Writer, id: TypeId) {
        let value = self.lift_whole(id, Form::Mem, At { variable: Some("i"), offset: 0 });
        let name = Routine::Lift(id).name();
        w.block(format!("def self.{name}(v, i)"), "end", |w| w.line(value));
    }

    fn lift_whole(&mut self, id: TypeId, form: Form, at: At<'_>) -> String {
        let ty = self.ty(id);
        match &ty.kind {
            Kind::Record(fields) => {
                let types: Vec<TypeId> = fields.iter().map(|f| f.ty).collect();
                let values = self.lift_parts(&types, form, at);
                self.construct(id, fields, &values)
            }
            Kind::Variant(cases) => self.lift_variant(id, cases, form, at),
            Kind::Result { ok, err } => {
                let (ok, err) = (*ok, *err);
                let skipped = ok.map_or(0, |ty| self.cells().count(ty, form, Way::Lift));
                let ok = ok.map(|ty| format!("value: {}", self.lift(ty, form, at.plus(1)))).unwrap_or_default();
                let err =
                    err.map(|ty| format!("value: {}", self.lift(ty, form, at.plus(1 + skipped)))).unwrap_or_default();
                format!("({} == 0 ? Ok.new({ok}) : Err.new({err}))", at.cell())
            }
            _ => self.lift(id, form, at),
        }
    }

    /// A record of its fields' expressions.
    fn construct(&self, id: TypeId, fields: &[Field], values: &[String]) -> String {
        let class = self.names.path(self.world, id).unwrap_or_default();
        let pairs: Vec<String> =
            fields.iter().zip(values).map(|(f, value)| format!("{}: {value}", names::field(&f.name))).collect();
        format!("::{class}.new({})", pairs.join(", "))
    }

    fn lift_variant(&mut self, id: TypeId, cases: &[Case], form: Form, at: At<'_>) -> String {
        let module = self.names.path(self.world, id).unwrap_or_default();
        let mut text = format!("case {}\n", at.cell());
        let mut cells = 1;
        for (index, case) in cases.iter().enumerate() {
            let argument = match case.ty {
                None => String::new(),
                Some(ty) => {
                    let value = self.lift(ty, form, at.plus(cells));
                    cells += self.cells().count(ty, form, Way::Lift);
                    format!("(value: {value})")
                }
            };
            text += &format!("when {index} then ::{module}::{}.new{argument}\n", names::case(&case.name));
        }
        text + "end"
    }

    /// The routine of a list that is not copied as one block. Strings that are elements or direct fields of
    /// elements are fetched all at once.
    pub(crate) fn write_lift_list(&mut self, w: &mut Writer, id: TypeId) {
        let Mem::List { elem, stride, .. } = self.plan.ty(id).mem else { unreachable!("lists have a list plan") };
        let elem = self.world.resolve_alias(elem);
        let count = self.cells().count(elem, Form::Mem, Way::Lift);
        let template = self.cells().template(elem, Form::Mem, Way::Lift);
        let (columns, value) = self.element(elem, count);
        w.block(format!("def self.{}(p, n)", Routine::LiftList(id).name()), "end", |w| {
            w.line("return [] if n == 0");
            w.gap();
            for (index, offset) in columns.iter().enumerate() {
                let start = if *offset == 0 { "p".to_owned() } else { format!("p + {offset}") };
                w.line(format!("c{index} = Wire.gather({start}, n, {stride})"));
            }
            w.line(format!("v = Wire.bytes(p, n * {stride}).unpack(\"{template}\" * n)"));
            if columns.is_empty() && count == 1 {
                w.line("Array.new(n) do |i|");
            } else {
                w.line(format!("Array.new(n) do |k|\n  i = k * {count}"));
            }
            w.indented(|w| w.line(value));
            w.line("end");
        });
    }

    /// Byte offsets of the strings to fetch at once, and an element's expression, which uses them as `c0[k]`.
    fn element(&mut self, elem: TypeId, count: usize) -> (Vec<u32>, String) {
        let at = At { variable: if count == 0 { None } else { Some("i") }, offset: 0 };
        let Kind::Record(fields) = self.ty(elem).kind.clone() else {
            return (Vec::new(), self.lift_whole(elem, Form::Mem, at));
        };
        let Mem::Product(slots) = self.plan.ty(elem).mem.clone() else { unreachable!("records have a product plan") };
        let mut columns = Vec::new();
        let mut values = Vec::new();
        let mut cells = 0;
        for (field, slot) in fields.iter().zip(&slots) {
            if matches!(self.ty(field.ty).kind, Kind::String) {
                values.push(format!("c{}[k]", columns.len()));
                columns.push(slot.offset);
            } else {
                values.push(self.lift(field.ty, Form::Mem, at.plus(cells)));
            }
            cells += self.cells().count(field.ty, Form::Mem, Way::Lift);
        }
        let value = self.construct(elem, &fields, &values);
        (columns, value)
    }
}
