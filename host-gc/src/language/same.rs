//! A function per type that compares two values deeply: 1, or 0 and the text of the first difference.

use witloom_bindgen::Writer;
use witloom_bindgen::model::TypeId;

use super::form::{Form, Number, labels};
use super::image::Image;
use super::types::Types;

/// Writes comparisons; names of parts go into the image.
pub(super) struct Comparisons<'t, 'a> {
    pub(super) types: &'t Types<'a>,
    pub(super) image: &'t mut Image,
    pub(super) tables: &'t mut Tables,
}

/// Addresses of the tables of case names.
pub(super) type Tables = std::collections::BTreeMap<TypeId, usize>;

impl Comparisons<'_, '_> {
    /// The call that compares two values.
    pub(super) fn call(&mut self, ty: TypeId, got: &str, want: &str) -> String {
        match self.types.form(ty) {
            Form::Number(Number::Enum) => {
                let table = self.table(ty);
                format!("(call $same-case {got} {want} (i32.const {table}))")
            }
            Form::Number(number) => format!("(call {} {got} {want})", number.same()),
            Form::String => format!("(call $same-string {got} {want})"),
            Form::Numbers(_) | Form::List(_) | Form::Product(_) | Form::Sum(_) | Form::Handle => {
                format!("(call {} {got} {want})", self.function(ty))
            }
        }
    }

    fn function(&self, ty: TypeId) -> String {
        format!("$same:{}", &self.types.name(ty)[1..])
    }

    fn table(&mut self, ty: TypeId) -> usize {
        let ty = self.types.world.resolve_alias(ty);
        if let Some(known) = self.tables.get(&ty) {
            return *known;
        }
        let table = self.image.name_table(&labels(self.types.binding, ty));
        self.tables.insert(ty, table);
        table
    }

    /// Writes the function of a type.
    pub(super) fn define(&mut self, w: &mut Writer, ty: TypeId) {
        match self.types.form(ty) {
            Form::Number(_) | Form::String | Form::Handle => {}
            Form::Numbers(element) => {
                let same = element.same();
                let table = if element == Number::Enum { self.element_table(ty) } else { String::new() };
                let element = |side: &str| self.element(ty, side, element.extension());
                self.list(w, ty, &format!("(call {same} {} {}{table})", element("$got"), element("$want")));
            }
            Form::List(elem) => {
                let (got, want) = (self.element(ty, "$got", ""), self.element(ty, "$want", ""));
                let same = self.call(elem, &got, &want);
                self.list(w, ty, &same);
            }
            Form::Product(parts) => self.product(w, ty, &parts),
            Form::Sum(cases) => self.sum(w, ty, &cases),
        }
    }

    /// The table of an enum that a list holds, as a further operand.
    fn element_table(&mut self, list: TypeId) -> String {
        let elem = self.types.world.ty(self.types.world.resolve_alias(list)).kind.parts();
        elem.first().map(|elem| format!(" (i32.const {})", self.table(*elem))).unwrap_or_default()
    }

    fn element(&self, ty: TypeId, side: &str, extension: &str) -> String {
        format!("(array.get{extension} {} (local.get {side}) (local.get $at))", self.types.name(ty))
    }

    fn open(&self, w: &mut Writer, ty: TypeId) {
        let name = self.types.name(ty);
        let head =
            format!("(func {} (param $got (ref null {name})) (param $want (ref null {name}))", self.function(ty));
        w.gap();
        w.line(format!("{head} (result i32)"));
    }

    fn list(&self, w: &mut Writer, ty: TypeId, same: &str) {
        self.open(w, ty);
        w.indented(|w| {
            w.line("(local $at i32)");
            w.line("(if (i32.eqz (call $same-length (array.len (local.get $got)) (array.len (local.get $want))))");
            w.line("  (then (return (i32.const 0))))");
            w.block("(loop $next", ")", |w| {
                w.line("(if (i32.ge_u (local.get $at) (array.len (local.get $want))) (then (return (i32.const 1))))");
                w.line(format!("(if (i32.eqz {same})"));
                w.line("  (then (return (call $within-element (local.get $at)))))");
                w.line("(local.set $at (i32.add (local.get $at) (i32.const 1)))");
                w.line("(br $next)");
            });
            w.line("(unreachable)");
        });
        w.line(")");
    }

    fn product(&mut self, w: &mut Writer, ty: TypeId, parts: &[TypeId]) {
        self.open(w, ty);
        for (part, label) in parts.iter().zip(labels(self.types.binding, ty)) {
            let get = self.types.get(*part);
            let name = self.types.name(ty);
            let field = |side: &str| format!("(struct.get{get} {name} ${label} (local.get {side}))");
            let same = self.call(*part, &field("$got"), &field("$want"));
            let within = self.image.name(&format!(".{label}")).operands();
            w.indented(|w| {
                w.line(format!("(if (i32.eqz {same})"));
                w.line(format!("  (then (return (call $within {within}))))"));
            });
        }
        w.indented(|w| w.line("(i32.const 1)"));
        w.line(")");
    }

    fn sum(&mut self, w: &mut Writer, ty: TypeId, cases: &[Option<TypeId>]) {
        let case = self.case_function(w, ty);
        self.open(w, ty);
        let numbers = (format!("(call {case} (local.get $got))"), format!("(call {case} (local.get $want))"));
        let table = self.table(ty);
        w.indented(|w| {
            w.line(format!("(if (i32.eqz (call $same-case {} {} (i32.const {table})))", numbers.0, numbers.1));
            w.line("  (then (return (i32.const 0))))");
        });
        for (payload, label) in cases.iter().zip(labels(self.types.binding, ty)) {
            let Some(payload) = payload else { continue };
            let (get, subtype) = (self.types.get(*payload), self.types.case(ty, &label));
            let value = |side: &str| {
                format!("(struct.get{get} {subtype} $value (ref.cast (ref {subtype}) (local.get {side})))")
            };
            let same = self.call(*payload, &value("$got"), &value("$want"));
            let within = self.image.name(&format!(".{label}")).operands();
            w.indented(|w| {
                w.line(format!("(if (ref.test (ref {subtype}) (local.get $want))"));
                w.line(format!("  (then (if (i32.eqz {same})"));
                w.line(format!("    (then (return (call $within {within}))))))"));
            });
        }
        w.indented(|w| w.line("(i32.const 1)"));
        w.line(")");
    }

    /// Writes the function that gives the number of a value's case; its name.
    fn case_function(&self, w: &mut Writer, ty: TypeId) -> String {
        let name = self.types.name(ty);
        let function = format!("$case:{}", &name[1..]);
        w.gap();
        w.block(format!("(func {function} (param $value (ref null {name})) (result i32)"), ")", |w| {
            for (number, label) in labels(self.types.binding, ty).into_iter().enumerate() {
                let subtype = self.types.case(ty, &label);
                w.line(format!(
                    "(if (ref.test (ref {subtype}) (local.get $value)) (then (return (i32.const {number}))))"
                ));
            }
            w.line("(unreachable)");
        });
        function
    }
}
