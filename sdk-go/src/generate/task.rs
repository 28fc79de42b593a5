//! Async functions: blocking Go functions with a context first, and an error last.

use witloom_bindgen::binding::CallMode;
use witloom_bindgen::model::{FunctionKind, Interface, TypeId};
use witloom_bindgen::plan::{Call, Place, Step, TaskReturn, Which};
use witloom_component::timers;

use super::abi::Abi;
use super::call::{Body, area, core_params};
use super::types::{ErrorForm, Returns, core_type};

/// The function of the clock that the runtime's timers use, too: a module may import it once.
const WAIT_FOR: (&str, &str) = (timers::CLOCK, timers::WAIT_FOR);

impl Abi<'_> {
    /// The core function of an import that the runtime has.
    pub(super) fn shared_import(&mut self, body: &Body<'_>) -> bool {
        let Call { core_module, core_name, .. } = body.call;
        if (core_module.as_str(), core_name.as_str()) != WAIT_FOR {
            return false;
        }
        self.src.own("internal/rt");
        self.line(format!("func {}(f0 uint64) uint32 {{ return rt.WaitFor(f0) }}", body.raw));
        self.src.w.gap();
        true
    }

    /// The body of an imported async function.
    pub(super) fn async_import_body(&mut self, body: &Body<'_>) {
        self.relieve(body);
        self.src.own("internal/rt");
        self.line("call, stop := rt.Begin(ctx)");
        self.stopped(body);
        if self.lends(body) {
            self.line("rt.Lend()");
        }
        let mut args: Vec<String> = Vec::new();
        for step in &body.call.steps {
            match step {
                Step::Area { base, layout } => {
                    self.line(format!("{} := rt.Alloc({}, {})", area(*base), layout.size, layout.align));
                }
                Step::Lower { what: Which::Param(index), ty, to } => self.argument(body, *index, *ty, *to, &mut args),
                Step::CallImport => self.call_async(body, &mut args),
                Step::Lift { ty, from, .. } => self.import_result(body, *ty, *from),
                // The runtime does these when it waits and when the call ends.
                Step::Transfer { .. }
                | Step::Await
                | Step::Restore { .. }
                | Step::FreeLowered
                | Step::Free { .. }
                | Step::FreeArea { .. } => {}
                Step::Lower { what: Which::Result, .. }
                | Step::CallUser
                | Step::DropBorrows { .. }
                | Step::Return
                | Step::TaskReturn
                | Step::TaskCancel => unreachable!("steps of exports"),
            }
        }
        self.line("call.End()");
        self.line(match body.returns {
            Returns::Nothing => "return nil",
            Returns::Value(_) => "return result, nil",
            Returns::Fallible { ok: None, .. } => "return err",
            Returns::Fallible { ok: Some(_), .. } => "return result, err",
        });
    }

    fn call_async(&mut self, body: &Body<'_>, args: &mut Vec<String>) {
        self.area_arguments(body, args);
        self.line("call.Lowered()");
        self.line(format!("stop = call.Await(ctx, {}({}))", body.raw, args.join(", ")));
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
    pub(super) fn async_export(&mut self, interface: &Interface, body: &Body<'_>, mode: &CallMode) {
        let CallMode::Task { callback, task_return: TaskReturn { module, name, params }, .. } = mode else { return };
        let stem = body.raw.trim_start_matches("export").to_owned();
        let (returns, resumes) = (self.own_name(format!("return{stem}")), self.own_name(format!("callback{stem}")));
        self.src.own("internal/rt");
        self.line(format!("//go:wasmimport {module} {name}"));
        self.line(format!("func {returns}({})", core_params(params)));
        self.src.w.gap();
        self.line(format!("//go:wasmexport {callback}"));
        self.block(format!("func {resumes}(event, handle, code uint32) uint32 {{"), "}", |abi| {
            abi.line(format!("defer rt.Guard({callback:?})"));
            abi.line("return rt.Callback(event, handle, code)");
        });
        self.src.w.gap();
        self.reset_temps();
        let Call { core_name, params, .. } = body.call;
        self.line(format!("//go:wasmexport {core_name}"));
        self.block(format!("func {}({}) uint32 {{", body.raw, core_params(params)), "}", |abi| {
            abi.line(format!("defer rt.Guard({core_name:?})"));
            abi.async_export_body(interface, body, &returns);
        });
        self.src.w.gap();
    }

    fn async_export_body(&mut self, _: &Interface, body: &Body<'_>, returns: &str) {
        for step in &body.call.steps {
            if let Step::Lift { what: Which::Param(index), ty, from } = step {
                self.parameter(body, *index, *ty, *from);
            }
        }
        self.params_taken(body);
        self.src.std("context");
        let open = format!("return rt.Start({:?}, func(ctx context.Context, task rt.Task) func() {{", body.title());
        self.block(open, "})", |abi| {
            abi.call_user_async(body);
            abi.line("if task.Agreed(err) {");
            abi.indented(|abi| abi.line("return nil"));
            abi.line("}");
            if !matches!(body.returns, Returns::Fallible { .. }) {
                abi.line(format!("rt.Undeclared({:?}, err)", body.title()));
            }
            abi.block("return func() {", "}", |abi| abi.hand_over(body, returns));
        });
    }

    fn call_user_async(&mut self, body: &Body<'_>) {
        let (object, args) = match body.function.kind {
            FunctionKind::Method(_) => (body.params[0].clone(), &body.params[1..]),
            FunctionKind::Free | FunctionKind::Static(_) | FunctionKind::Constructor(_) => {
                ("implementation()".to_owned(), &body.params[..])
            }
        };
        let args: Vec<&str> = std::iter::once("ctx").chain(args.iter().map(String::as_str)).collect();
        let results = match body.returns {
            Returns::Nothing | Returns::Fallible { ok: None, .. } => "err",
            Returns::Value(_) | Returns::Fallible { ok: Some(_), .. } => "result, err",
        };
        self.line(format!("{results} := {object}.{}({})", body.name, args.join(", ")));
    }

    /// Lowers the result and gives it to the caller, who reads it during the call.
    fn hand_over(&mut self, body: &Body<'_>, returns: &str) {
        let facts = body.function.result.map(|ty| self.cx.world.ty(ty).facts).unwrap_or_default();
        let scratch = facts.has_heap || body.call.result_area.is_some();
        if scratch {
            self.line("mark := rt.Mark()");
        }
        let mut args: Vec<String> = Vec::new();
        for step in &body.call.steps {
            if let Step::Area { layout, .. } = step {
                self.line(format!("area := rt.Alloc({}, {})", layout.size, layout.align));
                args.push("rt.Addr(area)".to_owned());
            }
            if let Step::Lower { ty, to, .. } = step {
                args.extend(self.task_result(body, *ty, *to));
            }
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
    fn task_result(&mut self, body: &Body<'_>, ty: TypeId, to: Place) -> Vec<String> {
        let (Place::Flat { .. }, Returns::Fallible { ok, err }) = (to, body.returns) else {
            let flat = matches!(to, Place::Flat { .. });
            if flat {
                self.announce(ty, &body.place("result"));
                return self.flatten(ty, "result", "");
            }
            self.export_result(body, ty, to);
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

/// The raw form of an imported function: its result, if any.
pub(super) fn raw_result(call: &Call) -> String {
    call.results.first().map_or_else(String::new, |core| format!(" {}", core_type(*core)))
}
