//! Exports: a method that lifts parameters, calls the user's code, and lowers what it gives.

use witloom_bindgen::Writer;
use witloom_bindgen::binding::{Func, Outcome, Passed};
use witloom_bindgen::model::{FunctionKind, Side, TypeId};

use super::cells::Way;
use super::layout;
use super::lift::At;
use super::lower::Spot;
use super::method::{Method, form, paste, waits, writer};
use super::names;
use super::routines::Routines;

/// Writes the method of an export.
pub(super) fn write(r: &mut Routines<'_>, w: &mut Writer, func: &Func) {
    r.method(&[]);
    w.gap();
    w.line(format!("def self.{}", r.labels.method(func.id)));
    let lines = Method::new(r, Vec::new(), Vec::new()).lines(func);
    if waits(func) {
        // The runtime reports failures of tasks.
        w.indented(|w| w.block(format!("Async.start({:?}) do", func.title), "end", |w| paste(w, &lines)));
        w.line("end");
        return;
    }
    w.indented(|w| {
        paste(w, &lines);
        if r.world.resources.iter().any(|resource| resource.side == Side::Import) {
            w.line("Handles.sweep");
        }
        w.line("nil");
    });
    super::glue::failing(w, &func.title);
}

/// What an export calls.
pub(super) struct Target {
    pub(super) owner: String,
    pub(super) method: String,
    pub(super) kind: &'static str,
}

impl Target {
    pub(super) fn of(r: &Routines<'_>, func: &Func) -> Target {
        let owner = match func.resource() {
            Some(id) => r.names.class_path(r.world, id),
            None => r.names.module(func.interface).to_owned(),
        };
        let kind = match func.kind {
            FunctionKind::Free | FunctionKind::Static(_) => "singleton",
            FunctionKind::Method(_) | FunctionKind::Constructor(_) => "instance",
        };
        Target { owner, method: names::method(func.kind, &func.name), kind }
    }

    /// What is called, and with what, when the parameters are these.
    fn call(&self, func: &Func, mut parameters: Vec<String>) -> (String, Vec<String>) {
        let callee = match func.kind {
            FunctionKind::Method(_) => format!("{}.{}", parameters.remove(0), self.method),
            FunctionKind::Constructor(_) => format!("::{}.new", self.owner),
            FunctionKind::Free | FunctionKind::Static(_) => format!("::{}.{}", self.owner, self.method),
        };
        (callee, parameters)
    }
}

/// One way in which the user's code may end, and what is written for it.
pub(super) struct End {
    pub(super) w: Writer,
    /// What is lowered, and the case of a result that it is the payload of.
    ty: Option<TypeId>,
    case: Option<usize>,
}

impl End {
    fn new(ty: Option<TypeId>, case: Option<usize>) -> End {
        End { w: writer(), ty, case }
    }
}

impl Method<'_, '_> {
    pub(super) fn lift_parameter(&mut self, func: &Func, index: usize, param: &Passed) {
        let form = form(func.param_area);
        if index == 0 {
            let template = self.r.cells.passed(&func.params, func.param_area, Way::Lift).template;
            match func.param_area {
                None => self.body.line(format!("v = Wire::ARGS.unpack(\"{template}\")")),
                Some(area) => {
                    self.body.line(format!("v = Wire.bytes(Wire::ARGS.unpack1(\"L<\"), {})", area.size));
                    self.body.line(format!("v = v.unpack(\"{template}\")"));
                }
            }
        }
        self.arguments.push(self.r.lift(param.ty, form, At { variable: None, offset: self.offset }));
        self.offset += self.r.cells.count(param.ty, form, Way::Lift);
    }

    pub(super) fn call_method(&mut self, func: &Func) {
        let (callee, arguments) = Target::of(self.r, func).call(func, std::mem::take(&mut self.arguments));
        match func.outcome {
            Outcome::Nothing => {
                layout::call(&mut self.body, &callee, &arguments);
                self.ends.push(End::new(None, None));
            }
            Outcome::Value(ty) => {
                layout::call(&mut self.body, &format!("x = {callee}"), &arguments);
                self.ends.push(End::new(Some(ty), None));
            }
            Outcome::Fallible { ok, err, .. } => {
                self.body.line("begin");
                let kept = if ok.is_some() { "x = " } else { "" };
                self.body.indented(|w| layout::call(w, &format!("{kept}{callee}"), &arguments));
                self.body.line(if err.is_some() { "rescue ResultError => error" } else { "rescue ResultError" });
                self.ends.extend([End::new(err, Some(1)), End::new(ok, Some(0))]);
            }
        }
    }

    /// Appends the cells of what the user's code gave.
    pub(super) fn lower_value(&mut self, func: &Func) {
        for End { w, ty, case } in &mut self.ends {
            if let (Some(1), Some(_)) = (&case, &ty) {
                w.line("x = error.value");
            }
            w.line(format!("o = [{}]", case.map_or_else(String::new, |case| case.to_string())));
            let Some(ty) = *ty else { continue };
            let moves = self.r.world.ty(ty).facts.moves();
            let path = if *case == Some(1) { "error value" } else { "returned value" };
            let mut lower = |w: &mut Writer| {
                w.line("begin");
                w.indented(|w| self.r.lower(w, ty, Spot { value: "x", path, form: form(func.result_area) }));
                w.line("rescue Refused => error");
                w.indented(|w| w.line(format!("raise error.in({:?})", func.title)));
                w.line("end");
            };
            if moves { w.block("Wire.moving do", "end", lower) } else { lower(w) }
        }
    }

    /// Writes the ends: what follows an error is inside its `rescue`.
    pub(super) fn finish(&mut self, func: &Func) {
        for mut end in std::mem::take(&mut self.ends) {
            match &func.result {
                Some(result) if waits(func) => self.put_task(&mut end, func, result.ty),
                Some(result) => self.put(&mut end, func, result.ty),
                None => {}
            }
            if waits(func) {
                let number = self.r.labels.number(func.id);
                end.w.line(format!("{number}.invoke({number})"));
            }
            let lines = end.w.finish();
            if end.case == Some(1) {
                self.body.indented(|w| {
                    paste(w, &lines);
                    w.line(if waits(func) { "next" } else { "return" });
                });
                self.body.line("end");
            } else {
                paste(&mut self.body, &lines);
            }
        }
    }

    fn template(&self, end: &End, func: &Func, whole: TypeId) -> String {
        let form = form(func.result_area);
        match end.case {
            None => self.r.cells.part(whole, form, Way::Lower).template.clone(),
            Some(_) => self.r.cells.case(whole, end.ty, form, Way::Lower),
        }
    }

    /// Cells into the buffer for results.
    fn put(&self, end: &mut End, func: &Func, whole: TypeId) {
        let template = self.template(end, func, whole);
        end.w.line(format!("Wire.put(Wire::RETURN, o.pack(\"{template}\"))"));
        if end.ty.is_some_and(|ty| self.r.world.ty(ty).facts.has_heap) {
            end.w.line("@kept = o");
        }
    }

    /// Cells into the slots of `task.return`, or into memory that lives as long as its call.
    fn put_task(&self, end: &mut End, func: &Func, whole: TypeId) {
        let template = self.template(end, func, whole);
        match func.result_area {
            None => end.w.line(format!("Wire.put(Wire::OUT, o.pack(\"{template}\"))")),
            Some(area) => {
                end.w.line(format!("memory = Wire.aligned(o, \"{template}\", {})", area.size));
                end.w.line("Wire.put(Wire::OUT, [memory].pack(\"p\"))");
            }
        }
    }
}
