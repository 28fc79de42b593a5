//! What surrounds the values: imports, exports, and the calls of the script.

use witloom_bindgen::Writer;
use witloom_bindgen::guest::ScriptCall;
use witloom_bindgen::model::{Function, Side};
use witloom_bindgen::plan::Call;

use super::image::Image;
use super::same::{Comparisons, Tables};
use super::types::Types;
use super::{read, values};

/// A guest that is being written.
pub(super) struct Guest<'t, 'a> {
    types: &'t Types<'a>,
    w: Writer,
    image: Image,
    tables: Tables,
}

impl<'t, 'a> Guest<'t, 'a> {
    pub(super) fn new(types: &'t Types<'a>, w: Writer) -> Self {
        Self { types, w, image: Image::default(), tables: Tables::new() }
    }

    /// The whole text.
    pub(super) fn finish(mut self) -> String {
        self.w.gap();
        self.image.declare(&mut self.w);
        self.w.finish()
    }

    /// Everything behind the types of a callee.
    pub(super) fn callee(&mut self, calls: &[ScriptCall]) {
        self.values();
        self.fixed(include_str!("../../runtime/callee.wat"));
        for call in calls {
            self.export(call);
        }
    }

    /// Everything behind the types of a caller.
    pub(super) fn caller(&mut self, calls: &[ScriptCall]) {
        self.imports();
        self.values();
        let size = calls.iter().map(|call| call.number + 1).max().unwrap_or(0);
        self.w.gap();
        self.w.line(format!("(table $plays {size} funcref)"));
        self.fixed(include_str!("../../runtime/caller.wat"));
        for call in calls {
            self.play(call);
        }
    }

    fn fixed(&mut self, text: &str) {
        self.w.gap();
        self.w.raw(text);
    }

    /// Readers and comparisons of every type.
    fn values(&mut self) {
        self.fixed(include_str!("../../runtime/guest.wat"));
        for ty in self.types.used() {
            read::define(self.types, &mut self.w, *ty);
            let mut comparisons = Comparisons { types: self.types, image: &mut self.image, tables: &mut self.tables };
            comparisons.define(&mut self.w, *ty);
        }
    }

    fn function(&self, call: &Call) -> &'a Function {
        &self.types.world.interface(call.interface).functions[call.function]
    }

    fn imports(&mut self) {
        self.w.gap();
        for call in self.types.plan.calls().iter().filter(|call| call.side == Side::Import) {
            let signature = self.types.signature(self.function(call));
            let (module, name) = (&call.core_module, &call.core_name);
            self.w.line(format!("(import \"{module}\" \"{name}\" (func {}{signature}))", import_name(call)));
        }
    }

    /// An export that compares its parameters and answers from the script.
    fn export(&mut self, scripted: &ScriptCall) {
        let Some(call) = self.types.plan.call(scripted.interface, scripted.function) else { return };
        let function = self.function(call);
        let head = format!("(func (export \"{}\"){}", call.core_name, self.types.signature(function));
        let mut lines = vec![self.seek(scripted, function)];
        for param in &function.params {
            let got = format!("(local.get ${})", param.name);
            lines.push(self.check(param.ty, &got, &format!("parameter `{}`", param.name)));
        }
        lines.extend(function.result.map(|ty| read::call(self.types, ty)));
        self.w.gap();
        self.w.block(head, ")", |w| lines.iter().for_each(|line| w.line(line)));
    }

    /// A function that makes a call with parameters of the script and compares what comes back.
    fn play(&mut self, scripted: &ScriptCall) {
        let Some(call) = self.types.plan.call(scripted.interface, scripted.function) else { return };
        let function = self.function(call);
        let name = format!("$play-{}", scripted.number);
        let params = function.params.iter().map(|param| format!(" {}", read::call(self.types, param.ty)));
        let made = format!("(call {}{})", import_name(call), params.collect::<String>());
        let made = function.result.map(|ty| self.check(ty, &made, "result")).unwrap_or(made);
        let lines = [self.seek(scripted, function), made];
        self.w.gap();
        self.w.line(format!("(elem (table $plays) (i32.const {}) func {name})", scripted.number));
        self.w.block(format!("(func {name}"), ")", |w| lines.iter().for_each(|line| w.line(line)));
    }

    fn seek(&mut self, scripted: &ScriptCall, function: &Function) -> String {
        let table = values::vectors(self.types, &mut self.image, function, scripted);
        let (number, count) = (scripted.number, scripted.vectors.len());
        format!("(call $seek (i32.const {number}) (i32.const {table}) (i32.const {count}))")
    }

    fn check(&mut self, ty: witloom_bindgen::model::TypeId, got: &str, place: &str) -> String {
        let place = self.image.name(place).operands();
        let want = read::call(self.types, ty);
        let mut comparisons = Comparisons { types: self.types, image: &mut self.image, tables: &mut self.tables };
        format!("(call $check {} {place})", comparisons.call(ty, got, &want))
    }
}

/// The text format's name of an imported function.
fn import_name(call: &Call) -> String {
    format!("${}.{}", call.core_module, call.core_name)
}
