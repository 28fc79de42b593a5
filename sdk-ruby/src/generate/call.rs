//! Imports: a method that lowers parameters, calls, and lifts what comes back.

use witloom_bindgen::Writer;
use witloom_bindgen::binding::{Func, Outcome, Passed, Step};
use witloom_bindgen::model::{FunctionKind, Layout, Side, TypeId};
use witloom_bindgen::plan::Base;

use super::cells::{Form, Way};
use super::layout;
use super::lift::At;
use super::lower::Spot;
use super::method::{Method, form, paste, waits, writer};
use super::names;
use super::routines::Routines;

/// Local variables of the methods that lower parameters.
const LOCALS: &[&str] = &["area", "bits", "error", "flag", "given", "o", "memory", "v"];

/// Writes the method of an import.
pub(super) fn write(r: &mut Routines<'_>, w: &mut Writer, func: &Func) {
    let params = names::params_beside(LOCALS, func.params.iter().map(|p| p.name.as_str()));
    r.method(&params);
    w.gap();
    layout::head(w, &format!("self.{}", r.labels.method(func.id)), &params);
    let paths = names::params(func.params.iter().map(|p| p.name.as_str()));
    let lines = Method::new(r, params, paths).lines(func);
    w.indented(|w| paste(w, &lines));
    if !func.params.is_empty() {
        w.line("rescue Refused => error");
        w.indented(|w| w.line(format!("raise error.in({:?})", func.title)));
    }
    w.line("end");
}

/// Where a result lies: in the buffer of all calls, or in an area of its own.
fn source(func: &Func) -> &'static str {
    if waits(func) { "area" } else { "Wire::RESULT" }
}

/// Whether the result is the handle of an object that is being made.
fn makes(func: &Func) -> bool {
    matches!(func.kind, FunctionKind::Constructor(_))
}

impl Method<'_, '_> {
    /// The buffer of all calls stands for areas of results, but for those that are written later.
    pub(super) fn room(&mut self, func: &Func, base: Base, layout: Layout) {
        if waits(func) && func.side == Side::Import && base == Base::Result {
            self.head.line(format!("area = Wire.room({})", layout.size));
        }
    }

    pub(super) fn lower_parameter(&mut self, func: &Func, index: usize, param: &Passed) {
        if index == 0 {
            // What a call that waits passes must live as long as the method.
            let w = if waits(func) { &mut self.head } else { &mut self.body };
            w.line("o = []");
            if waits(func) && func.param_area.is_some() {
                w.line("memory = nil");
            }
        }
        let spot = Spot { value: &self.params[index], path: &self.paths[index], form: form(func.param_area) };
        self.r.lower(&mut self.body, param.ty, spot);
    }

    /// Core values into their slots, and the call.
    pub(super) fn invoke(&mut self, func: &Func) {
        let template = self.r.cells.passed(&func.params, func.param_area, Way::Lower).template;
        let area = waits(func) && func.result_area.is_some();
        if let Some(layout) = func.param_area {
            self.body.line(format!("memory = Wire.aligned(o, \"{template}\", {})", layout.size));
            let slots = if area { "[memory, area].pack(\"px4p\")" } else { "[memory].pack(\"p\")" };
            self.body.line(format!("Wire.put(Wire::OUT, {slots})"));
        } else if !func.params.is_empty() {
            let slots =
                if area { format!("(o << area).pack(\"{template}p\")") } else { format!("o.pack(\"{template}\")") };
            self.body.line(format!("Wire.put(Wire::OUT, {slots})"));
        } else if area {
            self.body.line("Wire.put(Wire::OUT, [area].pack(\"p\"))");
        }
        let number = self.r.labels.number(func.id);
        layout::call(&mut self.body, &format!("{number}.invoke"), &[number.to_owned()]);
    }

    /// What was written so far is the call that gives handles away.
    pub(super) fn give_away(&mut self, func: &Func) {
        if func.side == Side::Export {
            return;
        }
        let lines = std::mem::replace(&mut self.body, writer()).finish();
        let open = if waits(func) { "given = Wire.moving do" } else { "Wire.moving do" };
        self.body.block(open, "end", |w| paste(w, &lines));
    }

    /// What follows is done once the call has returned.
    pub(super) fn wait_for_result(&mut self, func: &Func) {
        let given = if func.steps.contains(&Step::Moved) { ", given" } else { "" };
        let lines = std::mem::replace(&mut self.body, writer()).finish();
        paste(&mut self.head, &lines);
        self.head.line(format!("Async.await(Wire::RESULT.unpack1(\"L<\"){given}) do"));
    }

    pub(super) fn read(&mut self, func: &Func, result: &Passed) {
        if let Outcome::Fallible { whole, ok, err } = func.outcome {
            self.fallible(func, whole, [ok, err]);
            return;
        }
        let form = form(func.result_area);
        let template = &self.r.cells.part(result.ty, form, Way::Lift).template;
        self.body.line(format!("v = {}.unpack(\"{template}\")", source(func)));
        let value = if makes(func) { "v[0]".to_owned() } else { self.r.lift(result.ty, form, At::START) };
        self.body.line(value);
    }

    /// The value of the last expression is what the method gives.
    pub(super) fn give_value(&mut self, func: &Func) {
        if func.outcome == Outcome::Nothing {
            self.body.line("nil");
        }
        if waits(func) {
            let lines = std::mem::replace(&mut self.body, writer()).finish();
            self.head.indented(|w| paste(w, &lines));
            self.head.line("end");
        }
    }

    /// Gives the payload of `ok`, or raises that of `err`.
    fn fallible(&mut self, func: &Func, whole: TypeId, [ok, err]: [Option<TypeId>; 2]) {
        let source = source(func);
        // The discriminant is one byte in memory, and a slot where there are no payloads.
        self.body.line(match form(func.result_area) {
            Form::Mem => format!("case {source}.getbyte(0)"),
            Form::Flat => format!("case {source}.unpack1(\"L<\")"),
        });
        let (lines, value) = self.payload(func, whole, ok, makes(func));
        self.body.line("when 0");
        self.body.indented(|w| {
            paste(w, &lines);
            w.line(value.unwrap_or_else(|| "nil".to_owned()));
        });
        let (lines, value) = self.payload(func, whole, err, false);
        let class = err.and_then(|ty| self.r.names.error_path(self.r.world, self.r.node(ty).0));
        let class = class.map_or_else(|| "ResultError".to_owned(), |path| format!("::{path}"));
        self.body.line("when 1");
        self.body.indented(|w| {
            paste(w, &lines);
            layout::call(w, &format!("raise {class}.new"), &value.into_iter().collect::<Vec<_>>());
        });
        self.body.line(format!("else\n  Wire.no_case(\"result\", {source}.unpack1(\"L<\"))\nend"));
    }

    /// Reads the payload of a result's case, and gives its expression.
    fn payload(&mut self, func: &Func, whole: TypeId, ty: Option<TypeId>, raw: bool) -> (String, Option<String>) {
        let Some(ty) = ty else { return (String::new(), None) };
        let form = form(func.result_area);
        let template = self.r.cells.case(whole, Some(ty), form, Way::Lift);
        let value = if raw { "v[0]".to_owned() } else { self.r.lift(ty, form, At::START) };
        (format!("v = {}.unpack(\"{template}\")", source(func)), Some(value))
    }
}
