//! Functions: what the plan's steps are in Go.

use witloom_bindgen::model::{Core, Function, FunctionKind, Interface, Key, Side, TypeId};
use witloom_bindgen::plan::{Base, Call, Place, Step, Which};

use super::abi::{Abi, offset};
use super::lift::{core_names, load};
use super::signature::{self, SELF};
use super::task::raw_result;
use super::types::{ErrorForm, Returns, core_type};

/// A function being written.
pub(super) struct Body<'c> {
    interface: &'c Interface,
    pub function: &'c Function,
    pub call: &'c Call,
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
        format!("{}: {what}", self.title())
    }

    /// The function as WIT knows it: `shop:orders/rates#find`, and `run` for one of the world itself.
    pub(super) fn title(&self) -> String {
        match self.interface.key {
            Key::Root => self.function.core_name.clone(),
            Key::Inline(_) | Key::Package(..) => format!("{}#{}", self.interface.full_name, self.function.core_name),
        }
    }

    fn param_place(&self, index: usize) -> String {
        self.place(&format!("parameter `{}`", self.function.params[index].name))
    }

    fn has(&self, wanted: fn(&Step) -> bool) -> bool {
        self.call.steps.iter().any(wanted)
    }

    /// Whether the arena is used by the parameters or, for imports, by anything.
    fn frees(&self) -> bool {
        self.has(|step| matches!(step, Step::Free { .. } | Step::FreeLowered | Step::FreeArea { .. }))
    }
}

impl Abi<'_> {
    /// An imported function: its raw form and the Go function around it.
    pub(super) fn import(&mut self, interface: &Interface, index: usize) {
        let Some(body) = body(self, interface, index) else { return };
        self.raw_import(&body);
        let signature = signature::import(self.cx, &mut self.src, interface, index);
        self.reset_temps();
        self.src.docs_or(&body.function.docs, &format!("{} calls {}.", body.name, body.title()));
        self.block(format!("{signature} {{"), "}", |abi| match body.function.is_async {
            true => abi.async_import_body(&body),
            false => abi.import_body(&body),
        });
        self.src.w.gap();
    }

    fn raw_import(&mut self, body: &Body<'_>) {
        if self.shared_import(body) {
            return;
        }
        let Call { core_module, core_name, params, .. } = body.call;
        self.line(format!("//go:wasmimport {core_module} {core_name}"));
        let result = raw_result(body.call);
        self.line(format!("func {}({}){result}", body.raw, core_params(params)));
        self.src.w.gap();
    }

    fn import_body(&mut self, body: &Body<'_>) {
        self.relieve(body);
        let lends = self.lends(body);
        if lends {
            self.line("rt.Lend()");
        }
        if body.frees() {
            self.src.own("internal/rt");
            self.line("mark := rt.Mark()");
        }
        let mut args: Vec<String> = Vec::new();
        for step in &body.call.steps {
            match step {
                Step::Area { base, layout } => {
                    self.line(format!("{} := rt.Alloc({}, {})", area(*base), layout.size, layout.align));
                }
                Step::Lower { what: Which::Param(index), ty, to } => self.argument(body, *index, *ty, *to, &mut args),
                Step::CallImport => self.call_import(body, &mut args),
                Step::Lift { ty, from, .. } => self.import_result(body, *ty, *from),
                // The runtime noted the handles while they were lowered; all memory goes back at once, below.
                Step::Transfer { .. } | Step::FreeLowered | Step::Free { .. } | Step::FreeArea { .. } => {}
                Step::Lower { what: Which::Result, .. }
                | Step::CallUser
                | Step::DropBorrows { .. }
                | Step::Return
                | Step::Await
                | Step::Restore { .. }
                | Step::TaskReturn
                | Step::TaskCancel => unreachable!("steps of exports"),
            }
        }
        if lends {
            self.line("rt.Lifted()");
        }
        if body.frees() {
            self.line("rt.Reset(mark)");
        }
        match body.returns {
            Returns::Nothing => {}
            Returns::Value(_) => self.line("return result"),
            Returns::Fallible { ok: None, .. } => self.line("return err"),
            Returns::Fallible { ok: Some(_), .. } => self.line("return result, err"),
        }
    }

    /// Collects forgotten handles before a call that makes more of them.
    pub(super) fn relieve(&mut self, body: &Body<'_>) {
        if body.function.result.is_some_and(|ty| self.cx.world.ty(ty).facts.has_own) {
            self.src.own("internal/rt");
            self.line("rt.Relieve()");
        }
    }

    /// Whether the handles of the result may stand on handles that the call borrows.
    pub(super) fn lends(&self, body: &Body<'_>) -> bool {
        let facts = |ty: TypeId| self.cx.world.ty(ty).facts;
        let borrows = body.function.params.iter().any(|param| facts(param.ty).has_borrow);
        borrows && body.function.result.is_some_and(|ty| facts(ty).has_own)
    }

    pub(super) fn argument(&mut self, body: &Body<'_>, index: usize, ty: TypeId, to: Place, args: &mut Vec<String>) {
        let name = &body.params[index];
        self.announce(ty, &body.param_place(index));
        match to {
            Place::Flat { .. } => args.extend(self.flatten(ty, name, "")),
            Place::Memory { base, offset: bytes } => self.lower(ty, name, &offset(area(base), bytes), ""),
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
    pub(super) fn area_arguments(&mut self, body: &Body<'_>, args: &mut Vec<String>) {
        for (base, used) in [(Base::Params, body.call.param_area), (Base::Result, body.call.result_area)] {
            if used.is_some() {
                args.push(format!("rt.Addr({})", area(base)));
            }
        }
    }

    /// What tells that the callee has what was lowered.
    fn moved(&self) -> &'static str {
        if self.cx.world.is_concurrent() { "rt.Passed()" } else { "rt.Moved()" }
    }

    fn call_import(&mut self, body: &Body<'_>, args: &mut Vec<String>) {
        self.area_arguments(body, args);
        let call = format!("{}({})", body.raw, args.join(", "));
        let result = if body.call.results.is_empty() { String::new() } else { "core := ".to_owned() };
        if body.has(|step| matches!(step, Step::Transfer { .. })) {
            self.src.own("internal/rt");
            self.line(self.moved());
        }
        self.line(format!("{result}{call}"));
        self.keep_alive(body);
    }

    /// What the callee reads stays until here.
    pub(super) fn keep_alive(&mut self, body: &Body<'_>) {
        for (param, name) in body.function.params.iter().zip(&body.params) {
            let facts = &self.cx.world.ty(param.ty).facts;
            if facts.has_heap || facts.has_resource() {
                self.src.std("runtime");
                self.line(format!("runtime.KeepAlive({name})"));
            }
        }
    }

    pub(super) fn import_result(&mut self, body: &Body<'_>, ty: TypeId, from: Place) {
        let Returns::Fallible { ok, err } = body.returns else {
            match from {
                Place::Flat { .. } => self.declare_from_core(ty, &["core".to_owned()], "result"),
                Place::Memory { base, offset: bytes } => {
                    self.declare_from_memory(ty, &offset(area(base), bytes), "result")
                }
            }
            return;
        };
        if let Some(ok) = ok {
            let go = self.go(ok);
            self.line(format!("var result {go}"));
        }
        self.line("var err error");
        let (tag, payload) = match from {
            Place::Flat { .. } => ("core".to_owned(), String::new()),
            Place::Memory { base, .. } => {
                self.uses_memory();
                (load("uint8", area(base)), offset(area(base), self.payload_offset(ty)))
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
        let err = self.err_type(body);
        if form == ErrorForm::None {
            self.src.own("wit");
            self.line("err = wit.ErrFailed");
            return;
        }
        let Some(err) = err else { return };
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

    /// The err payload of the function's result.
    fn err_type(&self, body: &Body<'_>) -> Option<TypeId> {
        let result = self.cx.world.resolve_alias(body.function.result?);
        let witloom_bindgen::model::Kind::Result { err, .. } = self.cx.world.ty(result).kind else { return None };
        err
    }

    fn payload_offset(&self, ty: TypeId) -> u32 {
        let planned = self.cx.plan.ty(self.cx.world.resolve_alias(ty));
        if let witloom_bindgen::plan::Mem::Sum { payload, .. } = planned.mem { payload } else { 0 }
    }

    /// An exported function.
    pub(super) fn export(&mut self, interface: &Interface, index: usize) {
        let Some(body) = body(self, interface, index) else { return };
        if body.function.is_async {
            let func = self.cx.binding.funcs().iter().find(|f| f.interface == interface.id && f.index == index);
            func.iter().for_each(|func| self.async_export(interface, &body, &func.mode));
            return;
        }
        let Call { core_name, params, .. } = body.call;
        self.reset_temps();
        self.src.own("internal/rt");
        self.line(format!("//go:wasmexport {core_name}"));
        let result = raw_result(body.call);
        let open = format!("func {}({}){result} {{", body.raw, core_params(params));
        self.block(open, "}", |abi| {
            abi.line(format!("defer rt.Guard({core_name:?})"));
            abi.export_body(&body);
        });
        self.src.w.gap();
    }

    fn export_body(&mut self, body: &Body<'_>) {
        let frees = body.has(|step| matches!(step, Step::Free { .. } | Step::FreeArea { .. } | Step::Area { .. }));
        let mut flat_result = String::new();
        for step in &body.call.steps {
            match step {
                Step::Lift { what: Which::Param(index), ty, from } => self.parameter(body, *index, *ty, *from),
                Step::CallUser => {
                    self.params_taken(body);
                    if frees {
                        self.line("rt.Release()");
                    }
                    self.call_user(body);
                    if body.has(|step| matches!(step, Step::DropBorrows { .. })) {
                        self.line("rt.EndBorrows()");
                    }
                }
                Step::Area { layout, .. } => {
                    if self.cx.world.is_concurrent() {
                        self.line("mark := rt.Mark()");
                    }
                    self.line(format!("area := rt.Alloc({}, {})", layout.size, layout.align));
                }
                Step::Lower { ty, to, .. } => {
                    flat_result = self.export_result(body, *ty, *to);
                    let facts = self.cx.world.ty(*ty).facts;
                    if facts.has_end || (facts.has_own && self.imports_resources()) {
                        self.line(self.moved());
                    }
                }
                Step::Return => self.leave(body, &flat_result),
                Step::DropBorrows { .. } | Step::Free { .. } | Step::FreeArea { .. } => {}
                Step::Lift { what: Which::Result, .. }
                | Step::CallImport
                | Step::Transfer { .. }
                | Step::FreeLowered
                | Step::Await
                | Step::Restore { .. }
                | Step::TaskReturn
                | Step::TaskCancel => unreachable!("steps of imports"),
            }
        }
    }

    /// The block of parameters goes back, where nothing gives back all blocks at once.
    pub(super) fn params_taken(&mut self, body: &Body<'_>) {
        if let (Some(layout), true) = (body.call.param_area, self.cx.world.is_concurrent()) {
            self.line(format!("rt.Taken(rt.Ptr(f0), {})", layout.size));
        }
    }

    /// Whether there are handles of somebody else's that a result could move.
    fn imports_resources(&self) -> bool {
        self.cx.world.resources.iter().any(|resource| resource.side == Side::Import)
    }

    pub(super) fn parameter(&mut self, body: &Body<'_>, index: usize, ty: TypeId, from: Place) {
        let name = &body.params[index];
        match from {
            Place::Flat { first } => {
                let cores = self.cx.world.ty(ty).flat.clone().unwrap_or_default();
                self.declare_from_core(ty, &core_names(first, &cores), name);
            }
            Place::Memory { offset: bytes, .. } => {
                let pointer = self.behind("rt.Ptr(f0)", bytes);
                self.declare_from_memory(ty, &pointer, name);
            }
        }
    }

    fn call_user(&mut self, body: &Body<'_>) {
        let (object, args) = match body.function.kind {
            FunctionKind::Method(_) => (body.params[0].clone(), &body.params[1..]),
            FunctionKind::Free | FunctionKind::Static(_) | FunctionKind::Constructor(_) => {
                ("implementation()".to_owned(), &body.params[..])
            }
        };
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
    pub(super) fn export_result(&mut self, body: &Body<'_>, ty: TypeId, to: Place) -> String {
        let place = body.place("result");
        let Returns::Fallible { ok, err } = body.returns else {
            self.announce(ty, &place);
            return match to {
                Place::Flat { .. } => self.flatten(ty, "result", "").concat(),
                Place::Memory { base, offset: bytes } => {
                    self.lower(ty, "result", &offset(area(base), bytes), "");
                    String::new()
                }
            };
        };
        if matches!(to, Place::Flat { .. }) {
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
        if let (Some(err), true) = (self.err_type(body), form != ErrorForm::None) {
            self.lower(err, "failure", payload, "");
        }
    }

    /// The err payload in a variable, where there is one.
    pub(super) fn declare_failure(&mut self, form: ErrorForm, body: &Body<'_>) {
        let Some(err) = self.err_type(body) else { return };
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
    fn leave(&mut self, body: &Body<'_>, flat_result: &str) {
        if body.call.result_area.is_some() && self.cx.world.is_concurrent() {
            self.line("rt.Hold(mark)");
        }
        if body.function.result.is_some_and(|ty| self.cx.world.ty(ty).facts.has_end) {
            self.line("rt.Settle()");
        }
        if body.call.result_area.is_some() {
            let has_value = !matches!(body.returns, Returns::Fallible { ok: None, .. });
            if has_value && body.function.result.is_some_and(|ty| self.cx.world.ty(ty).facts.has_heap) {
                self.src.std("runtime");
                self.line("runtime.KeepAlive(result)");
            }
            self.line("return rt.Addr(area)");
        } else if !body.call.results.is_empty() {
            self.line(format!("return {flat_result}"));
        }
    }
}

fn body<'c, 'a: 'c>(abi: &mut Abi<'a>, interface: &'c Interface, index: usize) -> Option<Body<'c>> {
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
        interface,
        function,
        call: abi.cx.plan.call(interface.id, index)?,
        name,
        raw,
        params,
        returns: abi.cx.returns(function.result),
    })
}

pub(super) fn area(base: Base) -> &'static str {
    match base {
        Base::Params => "args",
        Base::Result => "area",
    }
}

/// `f0, f1 uint32, f2 float64`
pub(super) fn core_params(params: &[Core]) -> String {
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
