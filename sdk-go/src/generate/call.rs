//! Functions: what the steps of a call are in Go.

use std::convert::Infallible;

use witloom_bindgen::binding::{
    CallMode, CoreResult, Flow, Func, Node, Outcome, Passed, Scope, Spell, Spot, Step, drive,
};
use witloom_bindgen::model::{Core, Facts, FunctionKind, Interface, Layout, Side, TypeId};
use witloom_bindgen::nothing;
use witloom_bindgen::plan::Base;

use super::abi::{Abi, offset};
use super::lift::load;
use super::signature::{self, SELF};
use super::types::{ErrorForm, Returns, core_type};

/// A function being written.
pub(super) struct Body<'c> {
    pub func: &'c Func,
    /// The Go name.
    pub name: &'c str,
    /// The Go name of the function that WebAssembly knows.
    pub raw: String,
    /// Go names of the parameters; the receiver of an imported method is among them.
    pub params: Vec<String>,
    pub returns: Returns,
}

impl Body<'_> {
    /// How messages call a parameter or the result.
    pub(super) fn place(&self, what: &str) -> String {
        format!("{}: {what}", self.func.title)
    }

    fn has(&self, step: Step) -> bool {
        self.func.steps.contains(&step)
    }

    /// What the user's function is called on, and its arguments.
    pub(super) fn callee(&self) -> (&str, &[String]) {
        match (self.func.receiver(), self.params.as_slice()) {
            (Some(_), [receiver, args @ ..]) => (receiver, args),
            (_, args) => ("implementation()", args),
        }
    }

    /// The err payload of the function's result.
    fn err(&self) -> Option<TypeId> {
        match self.func.outcome {
            Outcome::Fallible { err, .. } => err,
            Outcome::Nothing | Outcome::Value(_) => None,
        }
    }
}

/// The steps of a call, one after the other.
struct Steps<'s, 'a> {
    abi: &'s mut Abi<'a>,
    body: &'s Body<'s>,
    /// Core arguments of an import.
    args: Vec<String>,
    /// Whether an import has marked where its scratch memory starts.
    marked: bool,
    /// The core result of an export, where it is one value.
    core: String,
}

impl Spell for Steps<'_, '_> {
    type Error = Infallible;

    // All memory of an import goes back at once, in the end; the runtime ends what an asynchronous call has under way.
    nothing! {
        leave(Scope);
        restored();
        give_cancelled();
        task_return();
        task_cancel();
    }

    fn enter(&mut self, func: &Func, _: Scope) -> Result<(), Infallible> {
        if func.side == Side::Import && !func.is_async && !std::mem::replace(&mut self.marked, true) {
            self.abi.src.own("internal/rt");
            self.abi.line("mark := rt.Mark()");
        }
        Ok(())
    }

    fn area(&mut self, func: &Func, base: Base, layout: Layout) -> Result<(), Infallible> {
        if func.side == Side::Export && self.abi.cx.world.is_concurrent() {
            self.abi.line("mark := rt.Mark()");
        }
        self.abi.take_area(base, layout);
        Ok(())
    }

    fn lower_param(&mut self, _: &Func, index: usize, param: &Passed) -> Result<(), Infallible> {
        let args = self.abi.argument(self.body, index, param);
        self.args.extend(args);
        Ok(())
    }

    fn lift_param(&mut self, _: &Func, index: usize, param: &Passed) -> Result<(), Infallible> {
        self.abi.parameter(self.body, index, param);
        Ok(())
    }

    fn lower_result(&mut self, _: &Func, result: &Passed) -> Result<(), Infallible> {
        self.core = self.abi.export_result(self.body, result);
        Ok(())
    }

    fn lift_result(&mut self, _: &Func, result: &Passed) -> Result<(), Infallible> {
        self.abi.import_result(self.body, result);
        Ok(())
    }

    fn call_core(&mut self, func: &Func) -> Result<(), Infallible> {
        self.abi.area_arguments(func, &mut self.args);
        let call = format!("{}({})", self.body.raw, self.args.join(", "));
        if func.is_async {
            self.abi.call_async(self.body, &call);
        } else {
            self.abi.call_import(self.body, &call);
        }
        Ok(())
    }

    fn call_user(&mut self, func: &Func) -> Result<Flow, Infallible> {
        self.abi.params_taken(func);
        if func.uses(Scope::Params) || func.result_area.is_some() {
            self.abi.line("rt.Release()");
        }
        self.abi.call_user(self.body);
        Ok(Flow::Next)
    }

    /// The runtime noted the handles of an import while they were lowered.
    fn moved(&mut self, func: &Func) -> Result<(), Infallible> {
        let facts = self.abi.result_facts(func);
        if func.side == Side::Export && (facts.has_end || (facts.has_own && self.abi.imports_resources())) {
            self.abi.line(self.abi.moved());
        }
        Ok(())
    }

    fn end_borrows(&mut self, _: &Func) -> Result<(), Infallible> {
        self.abi.line("rt.EndBorrows()");
        Ok(())
    }

    fn give(&mut self, func: &Func) -> Result<(), Infallible> {
        if func.is_async {
            self.abi.line("call.End()");
        } else if self.abi.lends(func) {
            self.abi.line("rt.Lifted()");
        }
        if self.marked {
            self.abi.line("rt.Reset(mark)");
        }
        let success = if func.is_async { ", nil" } else { "" };
        match self.body.returns {
            Returns::Nothing if func.is_async => self.abi.line("return nil"),
            Returns::Nothing => {}
            Returns::Value(_) => self.abi.line(format!("return result{success}")),
            Returns::Fallible { ok: None, .. } => self.abi.line("return err"),
            Returns::Fallible { ok: Some(_), .. } => self.abi.line("return result, err"),
        }
        Ok(())
    }

    fn give_core(&mut self, func: &Func, _: CoreResult) -> Result<(), Infallible> {
        let core = std::mem::take(&mut self.core);
        self.abi.leave(self.body, func, &core);
        Ok(())
    }

    /// The runtime waits within the core call.
    fn wait(&mut self, _: &Func) -> Result<Flow, Infallible> {
        Ok(Flow::Next)
    }
}

impl Abi<'_> {
    /// An imported function: its raw form and the Go function around it.
    pub(super) fn import(&mut self, interface: &Interface, index: usize) {
        let Some(body) = body(self, interface, index) else { return };
        self.raw_import(&body);
        let signature = signature::import(self.cx, &mut self.src, interface, index);
        self.reset_temps();
        self.src.docs_or(&body.func.docs, &format!("{} calls {}.", body.name, body.func.title));
        self.block(format!("{signature} {{"), "}", |abi| abi.import_body(&body));
        self.src.w.gap();
    }

    fn raw_import(&mut self, body: &Body<'_>) {
        if self.shared_import(body) {
            return;
        }
        let Func { core_module, core_name, core_params, .. } = body.func;
        self.line(format!("//go:wasmimport {core_module} {core_name}"));
        let result = raw_result(body.func);
        self.line(format!("func {}({}){result}", body.raw, params_of(core_params)));
        self.src.w.gap();
    }

    fn import_body(&mut self, body: &Body<'_>) {
        self.relieve(body.func);
        if body.func.is_async {
            self.begin_async(body);
        }
        if self.lends(body.func) {
            self.line("rt.Lend()");
        }
        self.steps(body);
    }

    fn steps(&mut self, body: &Body<'_>) {
        let mut steps = Steps { abi: self, body, args: Vec::new(), marked: false, core: String::new() };
        let Ok(()) = drive(body.func, &mut steps);
    }

    pub(super) fn take_area(&mut self, base: Base, layout: Layout) {
        self.line(format!("{} := rt.Alloc({}, {})", area(base), layout.size, layout.align));
    }

    /// What the type of a function's result is about.
    pub(super) fn result_facts(&self, func: &Func) -> Facts {
        func.result.as_ref().map(|result| self.cx.world.ty(result.ty).facts).unwrap_or_default()
    }

    /// Collects forgotten handles before a call that makes more of them.
    fn relieve(&mut self, func: &Func) {
        if self.result_facts(func).has_own {
            self.src.own("internal/rt");
            self.line("rt.Relieve()");
        }
    }

    /// Whether the handles of the result may stand on handles that the call borrows.
    fn lends(&self, func: &Func) -> bool {
        let borrows = func.params.iter().any(|param| self.cx.world.ty(param.ty).facts.has_borrow);
        borrows && self.result_facts(func).has_own
    }

    /// Lowers a parameter; its core values, where it goes flat.
    fn argument(&mut self, body: &Body<'_>, index: usize, param: &Passed) -> Vec<String> {
        let name = &body.params[index];
        self.announce(param.ty, &body.place(&format!("parameter `{}`", param.name)));
        match param.spot {
            Spot::Flat(_) => self.flatten(param.ty, name, ""),
            Spot::Memory(bytes) => {
                self.lower(param.ty, name, &offset(area(Base::Params), bytes), "");
                Vec::new()
            }
        }
    }

    /// Tells the runtime what is lowered next, for the messages of its checks.
    pub(super) fn announce(&mut self, ty: TypeId, place: &str) {
        if self.is_checked(ty) {
            self.src.own("internal/rt");
            self.line(format!("rt.Lowering({place:?})"));
        }
    }

    /// Addresses of the blocks of parameters and result.
    fn area_arguments(&mut self, func: &Func, args: &mut Vec<String>) {
        for (base, used) in [(Base::Params, func.param_area), (Base::Result, func.result_area)] {
            if used.is_some() {
                args.push(format!("rt.Addr({})", area(base)));
            }
        }
    }

    /// What tells that the callee has what was lowered.
    fn moved(&self) -> &'static str {
        if self.cx.world.is_concurrent() { "rt.Passed()" } else { "rt.Moved()" }
    }

    fn call_import(&mut self, body: &Body<'_>, call: &str) {
        let result = if body.func.core_result.is_some() { "core := " } else { "" };
        if body.has(Step::Moved) {
            self.src.own("internal/rt");
            self.line(self.moved());
        }
        self.line(format!("{result}{call}"));
        self.keep_alive(body);
    }

    /// What the callee reads stays until here.
    pub(super) fn keep_alive(&mut self, body: &Body<'_>) {
        for (param, name) in body.func.params.iter().zip(&body.params) {
            let facts = &self.cx.world.ty(param.ty).facts;
            if facts.has_heap || facts.has_resource() {
                self.src.std("runtime");
                self.line(format!("runtime.KeepAlive({name})"));
            }
        }
    }

    fn import_result(&mut self, body: &Body<'_>, result: &Passed) {
        let place = area(Base::Result);
        let Returns::Fallible { ok, err } = body.returns else {
            match result.spot {
                Spot::Flat(_) => self.declare_from_core(result.ty, &["core".to_owned()], "result"),
                Spot::Memory(bytes) => self.declare_from_memory(result.ty, &offset(place, bytes), "result"),
            }
            return;
        };
        if let Some(ok) = ok {
            let go = self.go(ok);
            self.line(format!("var result {go}"));
        }
        self.line("var err error");
        let (tag, payload) = match result.spot {
            Spot::Flat(_) => ("core".to_owned(), String::new()),
            Spot::Memory(_) => {
                self.uses_memory();
                (load("uint8", place), offset(place, self.payload_offset(result.ty)))
            }
        };
        match ok {
            Some(ok) => {
                self.line(format!("if {tag} == 0 {{"));
                self.indented(|abi| abi.lift(ok, &payload, "result"));
                self.line("} else {");
            }
            None => self.line(format!("if {tag} != 0 {{")),
        }
        self.indented(|abi| abi.lift_error(err, &payload, body));
        self.line("}");
    }

    fn lift_error(&mut self, form: ErrorForm, payload: &str, body: &Body<'_>) {
        if form == ErrorForm::None {
            self.src.own("wit");
            self.line("err = wit.ErrFailed");
            return;
        }
        let Some(err) = body.err() else { return };
        self.declare_from_memory(err, payload, "failure");
        match form {
            ErrorForm::None => {}
            ErrorForm::Itself(_) => self.line("err = failure"),
            ErrorForm::Text | ErrorForm::Wrapped(_) => {
                let go = self.go(err);
                self.src.own("wit");
                self.line(format!("err = wit.Error[{go}]{{Value: failure}}"));
            }
        }
    }

    fn payload_offset(&self, ty: TypeId) -> u32 {
        if let Node::Result { sum, .. } = self.cx.binding.resolved(ty).1 { sum.payload } else { 0 }
    }

    /// An exported function.
    pub(super) fn export(&mut self, interface: &Interface, index: usize) {
        let Some(body) = body(self, interface, index) else { return };
        if let CallMode::Task { callback, task_return, .. } = &body.func.mode {
            self.async_export(&body, callback, task_return);
            return;
        }
        let Func { core_name, core_params, .. } = body.func;
        self.reset_temps();
        self.src.own("internal/rt");
        self.line(format!("//go:wasmexport {core_name}"));
        let result = raw_result(body.func);
        let open = format!("func {}({}){result} {{", body.raw, params_of(core_params));
        self.block(open, "}", |abi| {
            abi.line(format!("defer rt.Guard({core_name:?})"));
            abi.steps(&body);
        });
        self.src.w.gap();
    }

    /// The block of parameters goes back, where nothing gives back all blocks at once.
    pub(super) fn params_taken(&mut self, func: &Func) {
        if let (Some(layout), true) = (func.param_area, self.cx.world.is_concurrent()) {
            self.line(format!("rt.Taken(rt.Ptr(f0), {})", layout.size));
        }
    }

    /// Whether there are handles of somebody else's that a result could move.
    fn imports_resources(&self) -> bool {
        self.cx.world.resources.iter().any(|resource| resource.side == Side::Import)
    }

    pub(super) fn parameter(&mut self, body: &Body<'_>, index: usize, param: &Passed) {
        let name = &body.params[index];
        match param.spot {
            Spot::Flat(cores) => {
                let cores: Vec<String> = cores.range().map(|i| format!("f{i}")).collect();
                self.declare_from_core(param.ty, &cores, name);
            }
            Spot::Memory(bytes) => {
                let pointer = self.behind("rt.Ptr(f0)", bytes);
                self.declare_from_memory(param.ty, &pointer, name);
            }
        }
    }

    fn call_user(&mut self, body: &Body<'_>) {
        let (object, args) = body.callee();
        let call = format!("{object}.{}({})", body.name, args.join(", "));
        let results = match body.returns {
            Returns::Nothing => "",
            Returns::Value(_) => "result := ",
            Returns::Fallible { ok: None, .. } => "err := ",
            Returns::Fallible { ok: Some(_), .. } => "result, err := ",
        };
        self.line(format!("{results}{call}"));
    }

    /// Lowers what the user's function returned; the core value, where the result is one.
    pub(super) fn export_result(&mut self, body: &Body<'_>, result: &Passed) -> String {
        let (ty, place) = (result.ty, body.place("result"));
        let Returns::Fallible { ok, err } = body.returns else {
            self.announce(ty, &place);
            return match result.spot {
                Spot::Flat(_) => self.flatten(ty, "result", "").concat(),
                Spot::Memory(bytes) => {
                    self.lower(ty, "result", &offset(area(Base::Result), bytes), "");
                    String::new()
                }
            };
        };
        if matches!(result.spot, Spot::Flat(_)) {
            return "rt.Bool(err != nil)".to_owned();
        }
        self.uses_memory();
        let payload = offset("area", self.payload_offset(ty));
        self.line("if err != nil {");
        self.indented(|abi| {
            abi.line("*(*uint8)(area) = 1");
            abi.lower_error(err, &payload, body);
        });
        self.line("} else {");
        self.indented(|abi| {
            abi.line("*(*uint8)(area) = 0");
            if let Some(ok) = ok {
                abi.announce(ok, &place);
                abi.lower(ok, "result", &payload, "");
            }
        });
        self.line("}");
        String::new()
    }

    fn lower_error(&mut self, form: ErrorForm, payload: &str, body: &Body<'_>) {
        self.declare_failure(form, body);
        if let (Some(err), true) = (body.err(), form != ErrorForm::None) {
            self.lower(err, "failure", payload, "");
        }
    }

    /// The err payload in a variable, where there is one.
    pub(super) fn declare_failure(&mut self, form: ErrorForm, body: &Body<'_>) {
        let Some(err) = body.err() else { return };
        self.line(format!("rt.Lowering({:?})", body.place("error")));
        match form {
            ErrorForm::None => {}
            ErrorForm::Text => self.line("failure := rt.ErrorText(err)"),
            ErrorForm::Itself(_) => {
                let go = self.go(err);
                self.line(format!("failure := rt.Failure[{go}](err, {go:?})"));
            }
            ErrorForm::Wrapped(_) => {
                let go = format!("wit.Error[{}]", self.go(err));
                self.src.own("wit");
                self.line(format!("failure := rt.Failure[{go}](err, {go:?}).Value"));
            }
        }
    }

    /// The end of an export. What the result lends to the caller stays alive until here; nothing collects
    /// between here and the caller's reading of it.
    fn leave(&mut self, body: &Body<'_>, func: &Func, flat_result: &str) {
        let facts = self.result_facts(func);
        if func.result_area.is_some() && self.cx.world.is_concurrent() {
            self.line("rt.Hold(mark)");
        }
        if facts.has_end {
            self.line("rt.Settle()");
        }
        if func.result_area.is_some() {
            let has_value = !matches!(body.returns, Returns::Fallible { ok: None, .. });
            if has_value && facts.has_heap {
                self.src.std("runtime");
                self.line("runtime.KeepAlive(result)");
            }
            self.line("return rt.Addr(area)");
        } else if func.core_result.is_some() {
            self.line(format!("return {flat_result}"));
        }
    }
}

fn body<'a>(abi: &mut Abi<'a>, interface: &Interface, index: usize) -> Option<Body<'a>> {
    let function = &interface.functions[index];
    let name = abi.cx.names.function(interface.id, index);
    let verb = if interface.side == Side::Import { "wasm" } else { "export" };
    // Methods of several resources may share a name, and a method with its resource's may be called like a function.
    let wanted = match function.kind {
        FunctionKind::Method(_) => {
            let core = function.core_name.trim_start_matches("[method]");
            super::case::exported(&core.replace('.', "-"))
        }
        FunctionKind::Free | FunctionKind::Static(_) | FunctionKind::Constructor(_) => name.to_owned(),
    };
    let raw = abi.own_name(format!("{verb}{wanted}"));
    let mut params = signature::params(abi.cx, function);
    if let (FunctionKind::Method(_), Some(first)) = (function.kind, params.first_mut()) {
        SELF.clone_into(first);
    }
    Some(Body {
        func: abi.cx.binding.function(interface.id, index)?,
        name,
        raw,
        params,
        returns: abi.cx.returns(function.result),
    })
}

fn area(base: Base) -> &'static str {
    match base {
        Base::Params => "args",
        Base::Result => "area",
    }
}

/// The raw form of a function: its result, if any.
fn raw_result(func: &Func) -> String {
    func.core_result.map_or_else(String::new, |core| format!(" {}", core_type(core)))
}

/// `f0, f1 uint32, f2 float64`
pub(super) fn params_of(params: &[Core]) -> String {
    let mut list = String::new();
    for (index, core) in params.iter().enumerate() {
        if index > 0 {
            list.push_str(", ");
        }
        list.push_str(&format!("f{index}"));
        if params.get(index + 1) != Some(core) {
            list.push_str(&format!(" {}", core_type(*core)));
        }
    }
    list
}
