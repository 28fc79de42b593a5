//! Lifting: expressions that make Ruby values of cells.

use witloom_bindgen::Writer;
use witloom_bindgen::binding::{Elements, Node, Part};
use witloom_bindgen::model::{Prim, TypeId};
use witloom_bindgen::plan::{Handle, HandleLift};

use super::cells::{Form, SumStyle, Way, directive, sum_of};
use super::layout;
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
    const VARIABLE: At<'static> = At { variable: Some("i"), offset: 0 };

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
    /// The value whose cells start at `at`, as an expression on one line.
    pub(crate) fn lift(&mut self, id: TypeId, form: Form, at: At<'_>) -> String {
        let (id, _) = self.node(id);
        if self.cells.wide(id, form, Way::Lift) {
            let name = self.want(Routine::LiftBytes(id, form));
            return format!("{name}({})", at.cell());
        }
        if self.outlined(id, form, Way::Lift) {
            let name = self.want(Routine::Lift(id, self.shared(id, form, Way::Lift)));
            return format!("{name}(v, {})", at.index());
        }
        self.lift_here(id, form, at)
    }

    /// The same without a routine for the type itself.
    fn lift_here(&mut self, id: TypeId, form: Form, at: At<'_>) -> String {
        let (id, node) = self.node(id);
        let cell = at.cell();
        match node {
            Node::Prim(Prim::Bool) => format!("{cell} != 0"),
            Node::Prim(Prim::Char) => format!("{cell}.chr(Encoding::UTF_8)"),
            Node::Prim(_) => cell,
            Node::Text => format!("Wire.text({cell}, {})", at.plus(1).cell()),
            Node::List(elements) => self.lift_list(id, *elements, &cell, &at.plus(1).cell()),
            Node::FixedList { elements, .. } if self.is_bytes(elements.ty) && form == Form::Mem => cell,
            Node::FixedList { .. } => {
                let name = self.want(Routine::LiftFixed(id, form));
                format!("{name}({cell})")
            }
            Node::Map { value, .. } => {
                let name = self.want(Routine::LiftList(id));
                let hash = if self.world.ty(value.ty).facts.moves() { "hash_of_own" } else { "hash" };
                format!("Wire.{hash}({name}({cell}, {}))", at.plus(1).cell())
            }
            Node::Option { some, .. } => {
                let value = self.lift_some(some.ty, form, at.plus(1));
                format!("({cell} == 1 ? {value} : Wire.none({cell}))")
            }
            Node::Enum { .. } => {
                let [cases, _] = self.table(id);
                format!("({cases}[{cell}] || {})", self.no_case(id, &cell))
            }
            Node::Flags { flags, .. } if flags.is_empty() => "EMPTY".to_owned(),
            Node::Flags { .. } => {
                let [sets, _] = self.table(id);
                format!("{sets}[{cell}]")
            }
            Node::Handle(handle) => self.lift_handle(*handle, &cell),
            Node::Tuple(parts) => format!("[{}]", self.lift_parts(parts, form, at).join(", ")),
            Node::Stream(_) | Node::Future(_) => format!("{}.own({cell})", self.payload(id)),
            Node::Record(_) | Node::Variant { .. } | Node::Result { .. } | Node::Alias(_) => {
                unreachable!("named types have routines, aliases are followed and unsupported types refused")
            }
        }
    }

    /// The value of an option that isn't empty.
    fn lift_some(&mut self, inner: TypeId, form: Form, at: At<'_>) -> String {
        let value = self.lift(inner, form, at);
        if self.nilable(inner) { filled("Some", &value) } else { value }
    }

    /// The end of an instance that got a discriminant which the type doesn't have.
    fn no_case(&self, id: TypeId, cell: &str) -> String {
        format!("Wire.no_case({:?}, {cell})", self.described(id))
    }

    /// Parts one after another.
    fn lift_parts(&mut self, parts: &[Part], form: Form, mut at: At<'_>) -> Vec<String> {
        let mut values = Vec::new();
        for part in parts {
            values.push(self.lift(part.ty, form, at));
            at = at.plus(self.cells.count(part.ty, form, Way::Lift));
        }
        values
    }

    fn lift_list(&mut self, id: TypeId, elements: Elements, pointer: &str, length: &str) -> String {
        match elements.bulk {
            Some(Prim::U8) => format!("Wire.bytes({pointer}, {length})"),
            Some(prim) => {
                let size = prim.size();
                let count = if size == 1 { length.to_owned() } else { format!("{length} * {size}") };
                format!("Wire.bytes({pointer}, {count}).unpack(\"{}*\")", directive(prim))
            }
            None if matches!(self.node(elements.ty).1, Node::Text) => format!("Wire.texts({pointer}, {length})"),
            None => {
                let name = self.want(Routine::LiftList(id));
                format!("{name}({pointer}, {length})")
            }
        }
    }

    fn lift_handle(&self, handle: Handle, cell: &str) -> String {
        let class = self.names.class_path(self.world, handle.resource);
        match handle.lift() {
            HandleLift::WrapOwn => format!("::{class}.own!({cell})"),
            HandleLift::WrapBorrow => format!("::{class}.borrow!({cell})"),
            HandleLift::Reclaim => format!("{}.take({cell})", self.labels.table(handle.resource)),
            HandleLift::Representation => format!("{}[{cell}]", self.labels.table(handle.resource)),
        }
    }

    /// The routine of a value that stands as its bytes.
    pub(crate) fn write_lift_bytes(&mut self, w: &mut Writer, name: &str, id: TypeId, form: Form) {
        let lift = self.want(Routine::Lift(id, self.shared(id, form, Way::Lift)));
        w.block(format!("def self.{name}(bytes)"), "end", |w| {
            w.line(format!("v = bytes.unpack({})", self.template(id, form)));
            w.line(format!("{lift}(v, 0)"));
        });
    }

    fn template(&self, id: TypeId, form: Form) -> String {
        format!("{:?}", self.cells.own(id, form, Way::Lift).template)
    }

    /// The routine of a type whose cells start at `i`.
    pub(crate) fn write_lift(&mut self, w: &mut Writer, name: &str, id: TypeId, form: Form) {
        w.line(format!("def self.{name}(v, i)"));
        w.indented(|w| match self.node(id).1 {
            Node::Record(parts) => {
                let values = self.lift_parts(parts, form, At::VARIABLE);
                self.construct(w, id, parts, &values);
                w.line("x");
            }
            node @ (Node::Variant { .. } | Node::Result { .. }) => self.write_lift_sum(w, id, node, form),
            Node::Option { some, .. } => {
                let value = self.lift_some(some.ty, form, At::VARIABLE.plus(1));
                w.line("return Wire.none(v[i]) unless v[i] == 1\n");
                w.line(value);
            }
            Node::Tuple(parts) => {
                let values = self.lift_parts(parts, form, At::VARIABLE);
                layout::items(w, "[", &values, "]");
            }
            Node::Prim(_)
            | Node::Text
            | Node::List(_)
            | Node::FixedList { .. }
            | Node::Map { .. }
            | Node::Enum { .. }
            | Node::Flags { .. }
            | Node::Handle(_)
            | Node::Stream(_)
            | Node::Future(_)
            | Node::Alias(_) => {
                let value = self.lift_here(id, form, At::VARIABLE);
                w.line(value);
            }
        });
        w.line("end");
    }

    /// The object of the case that the discriminant names.
    fn write_lift_sum(&mut self, w: &mut Writer, id: TypeId, node: &Node, form: Form) {
        let payloads = sum_of(node).map(|(_, payloads)| payloads).unwrap_or_default();
        let style = self.cells.sum_style(&payloads, form, Way::Lift);
        let mut at = At::VARIABLE.plus(1);
        w.line("case v[i]");
        for (index, (class, payload)) in self.case_classes(id, node).iter().zip(payloads).enumerate() {
            let Some(ty) = payload else {
                w.line(format!("when {index} then {class}.new"));
                continue;
            };
            if matches!(node, Node::Variant { .. }) {
                self.filled.insert(class.clone());
            }
            w.line(format!("when {index}"));
            w.indented(|w| match style {
                SumStyle::Inline => {
                    let value = self.lift(ty, form, at);
                    at = at.plus(self.cells.count(ty, form, Way::Lift));
                    write_filled(w, class, &value);
                }
                SumStyle::Packed => {
                    let part = self.cells.part(ty, form, Way::Lift);
                    w.line(format!("v = v[{}].unpack(\"{}\")", at.index(), part.template));
                    let value = self.lift(ty, form, At::START);
                    write_filled(w, class, &value);
                }
            });
        }
        w.line("else");
        w.indented(|w| w.line(self.no_case(id, "v[i]")));
        w.line("end");
    }

    /// The classes of a sum's cases.
    pub(crate) fn case_classes(&self, id: TypeId, node: &Node) -> Vec<String> {
        let Node::Variant { cases, .. } = node else { return vec!["Ok".to_owned(), "Err".to_owned()] };
        (0..cases.len()).map(|case| format!("::{}", self.names.case_path(self.world, id, case))).collect()
    }

    /// Statements that leave a record in `x`, made of its fields' expressions.
    fn construct(&mut self, w: &mut Writer, id: TypeId, fields: &[Part], values: &[String]) {
        let class = format!("::{}", self.names.path(self.world, id).unwrap_or_default());
        let pairs = fields.iter().zip(values);
        let pairs: Vec<String> = pairs.map(|(f, value)| format!("{}: {value}", names::field(&f.name))).collect();
        w.line(format!("x = {class}.allocate"));
        layout::items(w, "x._fill({", &pairs, "}.freeze)");
        self.filled.insert(class);
    }

    /// The routine of a list that is not copied as one block. Strings that are direct fields of elements are fetched
    /// all at once.
    pub(crate) fn write_lift_list(&mut self, w: &mut Writer, name: &str, Elements { ty, stride, .. }: Elements) {
        let elem = self.node(ty).0;
        let element = self.element(elem);
        w.block(format!("def self.{name}(p, n)"), "end", |w| {
            w.line("return [] if n == 0");
            w.gap();
            columns(w, &element, stride);
            if element.cells > 0 {
                w.line(format!("v = Wire.bytes(p, n * {stride}).unpack(\"{}\" * n)", element.template));
            } else {
                w.line("Wire.free(p)");
            }
            self.write_collect(w, elem, &element);
        });
    }

    /// The same of a buffer's bytes, which stay.
    pub(crate) fn write_lift_parts(&mut self, w: &mut Writer, name: &str, Elements { ty, stride, bulk, .. }: Elements) {
        w.block(format!("def self.{name}(bytes, n)"), "end", |w| {
            if let Some(prim) = bulk {
                w.line(format!("bytes.unpack(\"{}#{{n}}\")", directive(prim)));
                return;
            }
            let elem = self.node(ty).0;
            let element = self.element(elem);
            if !element.columns.is_empty() {
                w.line("p = Wire.address(bytes)");
                columns(w, &element, stride);
            }
            if element.cells > 0 {
                w.line(format!("v = bytes.unpack(\"{}\" * n)", element.template));
            }
            self.write_collect(w, elem, &element);
        });
    }

    /// Makes a list of elements out of their cells and columns.
    fn write_collect(&mut self, w: &mut Writer, elem: TypeId, element: &Element) {
        let node = self.node(elem).1;
        w.line("list = []");
        w.line(if element.cells > 0 { "i = k = 0" } else { "k = 0" });
        w.block("while k < n", "end", |w| {
            if let Node::Record(fields) = node {
                self.construct(w, elem, fields, &element.values);
            } else {
                layout::assigned(w, "x", &element.values.concat());
            }
            w.line("list << x\nk += 1");
            if element.cells > 0 {
                w.line(format!("i += {}", element.cells));
            }
        });
        w.line("list");
    }

    /// The routine of a list with a fixed length, which stands as its bytes.
    pub(crate) fn write_lift_fixed(&mut self, w: &mut Writer, name: &str, id: TypeId, form: Form) {
        let Node::FixedList { elements, count, .. } = *self.node(id).1 else { return };
        let elem = elements.ty;
        let part = self.cells.part(elem, form, Way::Lift);
        let template = format!("\"{}\" * {count}", part.template);
        w.block(format!("def self.{name}(bytes)"), "end", |w| match elements.bulk {
            Some(Prim::U8) => w.line(format!("bytes.unpack({template}).pack(\"C*\")")),
            Some(_) => w.line(format!("bytes.unpack({template})")),
            None => {
                w.line(format!("v = bytes.unpack({template})\nlist = []\ni = 0"));
                w.block(format!("while i < {}", part.count * count as usize), "end", |w| {
                    let value = self.lift(elem, form, At::VARIABLE);
                    w.line(format!("list << {}\ni += {}", enclosed(value), part.count));
                });
                w.line("list");
            }
        });
    }

    /// How an element is read. Strings of a record come in columns, as `c0[k]`.
    fn element(&mut self, elem: TypeId) -> Element {
        let at = At::VARIABLE;
        let Node::Record(fields) = self.node(elem).1 else {
            let part = self.cells.part(elem, Form::Mem, Way::Lift);
            let values = vec![self.lift(elem, Form::Mem, at)];
            return Element { columns: Vec::new(), template: part.template.clone(), cells: part.count, values };
        };
        let (mut columns, mut rest, mut values, mut cells) = (Vec::new(), Vec::new(), Vec::new(), 0);
        for field in fields {
            if matches!(self.node(field.ty).1, Node::Text) {
                values.push(format!("c{}[k]", columns.len()));
                columns.push(field.offset);
            } else {
                values.push(self.lift(field.ty, Form::Mem, at.plus(cells)));
                cells += self.cells.count(field.ty, Form::Mem, Way::Lift);
                rest.push((field.offset, field.ty));
            }
        }
        let spread = self.cells.product(rest, self.world.ty(elem).layout.size, Way::Lift);
        Element { columns, template: spread.template, cells, values }
    }
}

/// How the elements of a list are read.
struct Element {
    /// Byte offsets of the strings to fetch at once.
    columns: Vec<u32>,
    /// The template of the other cells, and how many these are.
    template: String,
    cells: usize,
    /// The expressions of a record's fields, or of the element itself.
    values: Vec<String>,
}

/// Fetches the strings of all elements, column by column.
fn columns(w: &mut Writer, element: &Element, stride: u32) {
    for (index, offset) in element.columns.iter().enumerate() {
        let start = if *offset == 0 { "p".to_owned() } else { format!("p + {offset}") };
        w.line(format!("c{index} = Wire.gather({start}, n, {stride})"));
    }
}

/// An expression that can stand behind an operator.
fn enclosed(value: String) -> String {
    if value.contains(' ') && !value.starts_with(['(', '[']) { format!("({value})") } else { value }
}

/// A value object with one field.
fn filled(class: &str, value: &str) -> String {
    format!("Wire.fill({class}, {{ value: {value} }}.freeze)")
}

fn write_filled(w: &mut Writer, class: &str, value: &str) {
    let line = filled(class, value);
    if layout::fits(&line) {
        w.line(line);
    } else {
        w.line("Wire.fill(");
        w.indented(|w| w.line(format!("{class},\n{{ value: {value} }}.freeze")));
        w.line(")");
    }
}
