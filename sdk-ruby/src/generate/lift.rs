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
                let value = if self.nilable(*inner) { filled("Some", &[("value", value)]) } else { value };
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
            Kind::Alias(_) | Kind::ResourceAlias(_) | Kind::FixedList(..) | Kind::Map(..) | Kind::Unsupported(_) => {
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
        let at = At { variable: Some("i"), offset: 0 };
        let name = Routine::Lift(id).name();
        let object = match &self.ty(id).kind {
            Kind::Record(fields) => {
                let values = self.lift_fields(fields, Form::Mem, at);
                self.construct(id, fields, &values)
            }
            _ => Object { class: String::new(), fields: self.lift_whole(id, Form::Mem, at) },
        };
        w.block(format!("def self.{name}(v, i)"), "end", |w| {
            object.write(w);
            w.line("x");
        });
    }

    fn lift_whole(&mut self, id: TypeId, form: Form, at: At<'_>) -> String {
        let ty = self.ty(id);
        match &ty.kind {
            Kind::Record(fields) => {
                let values = self.lift_fields(fields, form, at);
                self.construct(id, fields, &values).expression()
            }
            Kind::Variant(cases) => self.lift_variant(id, cases, form, at),
            Kind::Result { ok, err } => {
                let (ok, err) = (*ok, *err);
                let skipped = ok.map_or(0, |ty| self.cells().count(ty, form, Way::Lift));
                let ok = ok.map(|ty| self.lift(ty, form, at.plus(1)));
                let err = err.map(|ty| self.lift(ty, form, at.plus(1 + skipped)));
                let make = |class: &str, value: Option<String>| match value {
                    Some(value) => filled(class, &[("value", value)]),
                    None => format!("{class}.new"),
                };
                format!("({} == 0 ? {} : {})", at.cell(), make("Ok", ok), make("Err", err))
            }
            _ => self.lift(id, form, at),
        }
    }

    fn lift_fields(&mut self, fields: &[Field], form: Form, at: At<'_>) -> Vec<String> {
        let types: Vec<TypeId> = fields.iter().map(|f| f.ty).collect();
        self.lift_parts(&types, form, at)
    }

    /// A record of its fields' expressions.
    fn construct(&mut self, id: TypeId, fields: &[Field], values: &[String]) -> Object {
        let class = format!("::{}", self.names.path(self.world, id).unwrap_or_default());
        let pairs: Vec<String> =
            fields.iter().zip(values).map(|(f, value)| format!("{}: {value}", names::field(&f.name))).collect();
        self.filled.insert(class.clone());
        Object { class, fields: format!("{{ {} }}.freeze", pairs.join(", ")) }
    }

    fn lift_variant(&mut self, id: TypeId, cases: &[Case], form: Form, at: At<'_>) -> String {
        let module = self.names.path(self.world, id).unwrap_or_default();
        let mut text = format!("case {}\n", at.cell());
        let mut cells = 1;
        for (index, case) in cases.iter().enumerate() {
            let class = format!("::{module}::{}", names::case(&case.name));
            let made = match case.ty {
                None => format!("{class}.new"),
                Some(ty) => {
                    let value = self.lift(ty, form, at.plus(cells));
                    cells += self.cells().count(ty, form, Way::Lift);
                    self.filled.insert(class.clone());
                    filled(&class, &[("value", value)])
                }
            };
            text += &format!("when {index} then {made}\n");
        }
        text + "end"
    }

    /// The routine of a list that is not copied as one block. Strings that are elements or direct fields of
    /// elements are fetched all at once.
    pub(crate) fn write_lift_list(&mut self, w: &mut Writer, id: TypeId) {
        let Mem::List { elem, stride, .. } = self.plan.ty(id).mem else { unreachable!("lists have a list plan") };
        let elem = self.world.resolve_alias(elem);
        let element = self.element(elem);
        w.block(format!("def self.{}(p, n)", Routine::LiftList(id).name()), "end", |w| {
            w.line("return [] if n == 0");
            w.gap();
            for (index, offset) in element.columns.iter().enumerate() {
                let start = if *offset == 0 { "p".to_owned() } else { format!("p + {offset}") };
                w.line(format!("c{index} = Wire.gather({start}, n, {stride})"));
            }
            if element.cells > 0 {
                w.line(format!("v = Wire.bytes(p, n * {stride}).unpack(\"{}\" * n)", element.template));
            } else {
                w.line("Wire.free(p)");
            }
            w.line("list = []\ni = k = 0");
            w.block("while k < n", "end", |w| {
                element.value.write(w);
                w.line("list << x\nk += 1");
                if element.cells > 0 {
                    w.line(format!("i += {}", element.cells));
                }
            });
            w.line("list");
        });
    }

    /// How an element is read. Strings of a record come in columns, as `c0[k]`.
    fn element(&mut self, elem: TypeId) -> Element {
        let at = At { variable: Some("i"), offset: 0 };
        let Kind::Record(fields) = self.ty(elem).kind.clone() else {
            let cells = self.cells().count(elem, Form::Mem, Way::Lift);
            let template = self.cells().template(elem, Form::Mem, Way::Lift);
            let value = Object { class: String::new(), fields: self.lift_whole(elem, Form::Mem, at) };
            return Element { columns: Vec::new(), template, cells, value };
        };
        let Mem::Product(slots) = self.plan.ty(elem).mem.clone() else { unreachable!("records have a product plan") };
        let (mut columns, mut rest, mut values, mut cells) = (Vec::new(), Vec::new(), Vec::new(), 0);
        for (field, slot) in fields.iter().zip(slots) {
            if matches!(self.ty(field.ty).kind, Kind::String) {
                values.push(format!("c{}[k]", columns.len()));
                columns.push(slot.offset);
            } else {
                values.push(self.lift(field.ty, Form::Mem, at.plus(cells)));
                cells += self.cells().count(field.ty, Form::Mem, Way::Lift);
                rest.push(slot);
            }
        }
        let template = self.cells().product(&rest, self.world.ty(elem).layout.size, Way::Lift);
        Element { columns, template, cells, value: self.construct(elem, &fields, &values) }
    }
}

/// How the elements of a list are read.
struct Element {
    /// Byte offsets of the strings to fetch at once.
    columns: Vec<u32>,
    /// The template of the other cells, and how many these are.
    template: String,
    cells: usize,
    value: Object,
}

/// A value object with its fields, or another value: then `class` is empty.
struct Object {
    class: String,
    fields: String,
}

impl Object {
    /// The object as an expression.
    fn expression(self) -> String {
        format!("Wire.fill({}, {})", self.class, self.fields)
    }

    /// Statements that leave the value in `x`, without the call that the expression takes.
    fn write(&self, w: &mut Writer) {
        if self.class.is_empty() {
            w.line(format!("x = {}", self.fields));
        } else {
            w.line(format!("x = {}.allocate", self.class));
            w.line(format!("x.witloom_fill({})", self.fields));
        }
    }
}

/// A value object of a prepared class.
fn filled(class: &str, fields: &[(&str, String)]) -> String {
    let pairs: Vec<String> = fields.iter().map(|(name, value)| format!("{name}: {value}")).collect();
    format!("Wire.fill({class}, {{ {} }}.freeze)", pairs.join(", "))
}
