//! Async functions: blocking Go functions with a context first, and an error last.

use witloom_bindgen::binding::{Func, Passed, Scope, Spot};
use witloom_bindgen::plan::{Base, TaskReturn};
use witloom_component::timers;

use super::abi::Abi;
use super::call::{Body, params_of};
use super::types::{ErrorForm, Returns};

/// The function of the clock that the runtime's timers use, too: a module may import it once.
const WAIT_FOR: (&str, &str) = (timers::CLOCK, timers::WAIT_FOR);

impl Abi<'_> {
    /// The core function of an import that the runtime has.
    pub(super) fn shared_import(&mut self, body: &Body<'_>) -> bool {
        let Func { core_module, core_name, .. } = body.func;
        if (core_module.as_str(), core_name.as_str()) != WAIT_FOR {
            return false;
        }
        self.src.own("internal/rt");
        self.line(format!("func {}(f0 uint64) uint32 {{ return rt.WaitFor(f0) }}", body.raw));
        self.src.w.gap();
        true
    }

    /// The start of an imported async function.
    pub(super) fn begin_async(&mut self, body: &Body<'_>) {
        self.src.own("internal/rt");
        self.line("call, stop := rt.Begin(ctx)");
        self.stopped(body);
    }

    pub(super) fn call_async(&mut self, body: &Body<'_>, call: &str) {
        self.line("call.Lowered()");
        self.line(format!("stop = call.Await(ctx, {call})"));
        self.keep_alive(body);
        self.stopped(body);
    }

    /// Leaves the function when its context has ended.
    fn stopped(&mut self, body: &Body<'_>) {
        let value = match body.returns {
            Returns::Value(ty) | Returns::Fallible { ok: Some(ty), .. } => Some(ty),
            Returns::Nothing | Returns::Fallible { ok: None, .. } => None,
        };
        let zero = value.map(|ty| format!("*new({}), ", self.go(ty))).unwrap_or_default();
        self.block("if stop != nil {", "}", |abi| abi.line(format!("return {zero}stop")));
    }

    /// An exported async function: the core function, its callback, and what hands the result over.
    pub(super) fn async_export(&mut self, body: &Body<'_>, callback: &str, task_return: &TaskReturn) {
        let TaskReturn { module, name, params } = task_return;
        let stem = body.raw.trim_start_matches("export").to_owned();
        let (returns, resumes) = (self.own_name(format!("return{stem}")), self.own_name(format!("callback{stem}")));
        self.src.own("internal/rt");
        self.line(format!("//go:wasmimport {module} {name}"));
        self.line(format!("func {returns}({})", params_of(params)));
        self.src.w.gap();
        self.line(format!("//go:wasmexport {callback}"));
        self.block(format!("func {resumes}(event, handle, code uint32) uint32 {{"), "}", |abi| {
            abi.line(format!("defer rt.Guard({callback:?})"));
            abi.line("return rt.Callback(event, handle, code)");
        });
        self.src.w.gap();
        self.reset_temps();
        let Func { core_name, core_params, .. } = body.func;
        self.line(format!("//go:wasmexport {core_name}"));
        self.block(format!("func {}({}) uint32 {{", body.raw, params_of(core_params)), "}", |abi| {
            abi.line(format!("defer rt.Guard({core_name:?})"));
            abi.async_export_body(body, &returns);
        });
        self.src.w.gap();
    }

    fn async_export_body(&mut self, body: &Body<'_>, returns: &str) {
        for (index, param) in body.func.params.iter().enumerate() {
            self.parameter(body, index, param);
        }
        self.params_taken(body.func);
        self.src.std("context");
        let open = format!("return rt.Start({:?}, func(ctx context.Context, task rt.Task) func() {{", body.func.title);
        self.block(open, "})", |abi| {
            abi.call_user_async(body);
            abi.line("if task.Agreed(err) {");
            abi.indented(|abi| abi.line("return nil"));
            abi.line("}");
            if !matches!(body.returns, Returns::Fallible { .. }) {
                abi.line(format!("rt.Undeclared({:?}, err)", body.func.title));
            }
            abi.block("return func() {", "}", |abi| abi.hand_over(body, returns));
        });
    }

    fn call_user_async(&mut self, body: &Body<'_>) {
        let (object, args) = body.callee();
        let args: Vec<&str> = std::iter::once("ctx").chain(args.iter().map(String::as_str)).collect();
        let results = match body.returns {
            Returns::Nothing | Returns::Fallible { ok: None, .. } => "err",
            Returns::Value(_) | Returns::Fallible { ok: Some(_), .. } => "result, err",
        };
        self.line(format!("{results} := {object}.{}({})", body.name, args.join(", ")));
    }

    /// Lowers the result and gives it to the caller, who reads it during the call.
    fn hand_over(&mut self, body: &Body<'_>, returns: &str) {
        let facts = self.result_facts(body.func);
        let scratch = body.func.uses(Scope::Result);
        if scratch {
            self.line("mark := rt.Mark()");
        }
        let mut args: Vec<String> = Vec::new();
        if let Some(layout) = body.func.result_area {
            self.take_area(Base::Result, layout);
            args.push("rt.Addr(area)".to_owned());
        }
        if let Some(result) = &body.func.result {
            args.extend(self.task_result(body, result));
        }
        if facts.moves() {
            self.line("rt.Passed()");
        }
        self.line(format!("{returns}({})", args.join(", ")));
        let has_value = matches!(body.returns, Returns::Value(_) | Returns::Fallible { ok: Some(_), .. });
        if has_value && facts.has_heap {
            self.src.std("runtime");
            self.line("runtime.KeepAlive(result)");
        }
        if scratch {
            self.line("rt.Reset(mark)");
        }
    }

    /// The core values of a result that goes flat.
    fn task_result(&mut self, body: &Body<'_>, result: &Passed) -> Vec<String> {
        let ty = result.ty;
        let (Spot::Flat(_), Returns::Fallible { ok, err }) = (result.spot, body.returns) else {
            if matches!(result.spot, Spot::Flat(_)) {
                self.announce(ty, &body.place("result"));
                return self.flatten(ty, "result", "");
            }
            self.export_result(body, result);
            return Vec::new();
        };
        let resolved = self.cx.world.resolve_alias(ty);
        let whole = self.cx.structural(&mut self.src, resolved);
        let generic = whole.trim_start_matches("wit.Result").to_owned();
        self.src.own("wit");
        self.announce(ty, &body.place("result"));
        let value = if ok.is_some() { "result" } else { "wit.Unit{}" };
        self.line(format!("whole := wit.OK{generic}({value})"));
        self.block("if err != nil {", "}", |abi| {
            let failure = if err == ErrorForm::None { "wit.Unit{}" } else { "failure" };
            abi.declare_failure(err, body);
            abi.line(format!("whole = wit.Err{generic}({failure})"));
        });
        self.flatten(resolved, "whole", "")
    }
}
