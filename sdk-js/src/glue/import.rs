//! Imported functions: what user code calls.

use std::fmt::Write as _;

use witloom_bindgen::Writer;
use witloom_bindgen::model::{Core, Function, FunctionKind, Interface, Kind, TypeId};
use witloom_bindgen::plan::{Base, Call, Place, Step, Which};

use super::flat::{Sink, zero};
use super::store::Locals;
use super::{At, Glue, resource};
use crate::expr::Expr;
use crate::names::{NAMER, class, key, member, property, string};

/// Everything of one imported interface, and the modules that publish it.
pub(super) fn interface(glue: &Glue<'_>, w: &mut Writer, interface: &Interface) {
    let prefix = glue.prefix(interface.id);
    for (index, function) in interface.functions.iter().enumerate() {
        let core = core_name(glue, interface, function);
        let bound = [string(&interface.full_name), string(&function.core_name)].map(Expr::text);
        w.line(Expr::call("$bind", bound).statement(0, &format!("const {core} = "), ";"));
        if function.kind == FunctionKind::Free {
            w.gap();
            self::function(glue, w, interface, index, 0);
            w.gap();
        }
    }
    for id in &interface.resources {
        w.gap();
        resource::imported_class(glue, w, interface, glue.world.resource(*id));
        w.gap();
    }
    let free = interface.functions.iter().filter(|f| f.kind == FunctionKind::Free);
    let functions = free.map(|f| (key(&property(&f.name)), Expr::text(format!("{prefix}${}", property(&f.name)))));
    let classes = interface.resources.iter().map(|id| {
        let resource = glue.world.resource(*id);
        (key(&class(resource)), Expr::text(format!("{}.type", glue.resource(*id))))
    });
    let members = Expr::Object(functions.chain(classes).collect());
    if matches!(&members, Expr::Object(fields) if fields.is_empty()) {
        return;
    }
    w.gap();
    // The `$` at the end keeps it apart from a function `module`.
    let module = format!("${prefix}$module$");
    w.line(members.statement(0, &format!("const {module} = "), ";"));
    for specifier in &glue.names.interface(interface.id).specifiers {
        w.line(format!("$define({}, {module});", string(specifier)));
    }
    w.gap();
}

fn core_name(glue: &Glue<'_>, interface: &Interface, function: &Function) -> String {
    let name = member(function);
    match function.kind {
        FunctionKind::Free => format!("${}${name}", glue.prefix(interface.id)),
        FunctionKind::Method(id) | FunctionKind::Static(id) | FunctionKind::Constructor(id) => {
            format!("{}${name}", glue.resource(id))
        }
    }
}

/// One function, as a declaration or as a member of a class; `depth` is where it stands.
pub(super) fn function(glue: &Glue<'_>, w: &mut Writer, interface: &Interface, index: usize, depth: usize) {
    let function = &interface.functions[index];
    let Some(call) = glue.plan.call(interface.id, index) else { return };
    let mut scope = NAMER.scope([]);
    let is_method = matches!(function.kind, FunctionKind::Method(_));
    let params: Vec<String> = function
        .params
        .iter()
        .enumerate()
        .map(
            |(i, param)| if is_method && i == 0 { "this".to_owned() } else { scope.claim_exact(property(&param.name)) },
        )
        .collect();
    let name = match function.kind {
        FunctionKind::Free => format!("function {}${}", glue.prefix(interface.id), member(function)),
        FunctionKind::Method(_) | FunctionKind::Constructor(_) => member(function),
        FunctionKind::Static(_) => format!("static {}", member(function)),
    };
    let listed = params.iter().filter(|name| *name != "this").map(Expr::text);
    let head = Expr::call(name, listed).statement(depth, "", " {");
    let import = Import { glue, interface, function, call, params: &params, depth: depth + 1 };
    w.block(head, "}", |w| import.body(w));
}

struct Import<'a> {
    glue: &'a Glue<'a>,
    interface: &'a Interface,
    function: &'a Function,
    call: &'a Call,
    params: &'a [String],
    depth: usize,
}

impl Import<'_> {
    fn body(&self, w: &mut Writer) {
        let takes_memory = self.takes_memory();
        if takes_memory {
            w.line("const $mark = $sp;");
            w.line("const $held = $blocks.length;");
        }
        let sinks = self.sinks();
        self.declare(w, &sinks);
        if !self.params.is_empty() {
            w.line("try {");
            w.indented(|w| self.lower(w, &sinks));
            w.line("} catch ($error) {");
            w.indented(|w| self.explain(w));
            w.line("}");
        }
        self.invoke(w, &sinks);
        if takes_memory {
            w.line("$sp = $mark;");
            w.line("if ($blocks.length !== $held) $release($mark, $held);");
        }
        self.result(w);
    }

    /// Whether any step takes memory that is to be released.
    fn takes_memory(&self) -> bool {
        self.call.steps.iter().any(|step| matches!(step, Step::FreeLowered | Step::Area { base: Base::Params, .. }))
    }

    /// Where each parameter's core values go; all share `$f`, which only composite ones use.
    fn sinks(&self) -> Vec<Sink> {
        let mut used = 0;
        let flat = self.call.steps.iter().filter_map(|step| match step {
            Step::Lower { ty, to: Place::Flat { first }, .. } => Some((*ty, *first)),
            _ => None,
        });
        flat.map(|(ty, first)| {
            let count = u32::try_from(self.glue.cores(ty).len()).unwrap_or(u32::MAX);
            if self.glue.is_composite(ty) {
                used += count;
                Sink::Array { base: "", first: used - count }
            } else {
                Sink::Vars((first..first + count).map(|i| format!("${i}")).collect())
            }
        })
        .collect()
    }

    fn flat_params(&self) -> impl Iterator<Item = TypeId> {
        self.call.steps.iter().filter_map(|step| match step {
            Step::Lower { ty, to: Place::Flat { .. }, .. } => Some(*ty),
            _ => None,
        })
    }

    fn declare(&self, w: &mut Writer, sinks: &[Sink]) {
        let mut array: Vec<Expr> = Vec::new();
        for (sink, ty) in sinks.iter().zip(self.flat_params()) {
            let zeros = self.glue.cores(ty).iter().map(|core| zero(*core));
            match sink {
                Sink::Vars(names) => {
                    for (name, zero) in names.iter().zip(zeros) {
                        w.line(format!("let {name} = {zero};"));
                    }
                }
                Sink::Array { .. } => array.extend(zeros.map(Expr::text)),
            }
        }
        if !array.is_empty() {
            w.line(fill(&array).statement(self.depth, "const $f = ", ";"));
        }
        if self.call.param_area.is_some() {
            w.line("let $0 = 0;");
        }
    }

    fn lower(&self, w: &mut Writer, sinks: &[Sink]) {
        let mut locals = Locals::new(self.params.iter().map(String::as_str));
        let mut sinks = sinks.iter();
        for step in &self.call.steps {
            match step {
                Step::Area { base: Base::Params, layout } => {
                    w.line(format!("$0 = $alloc({}, {});", layout.size, layout.align));
                }
                Step::Lower { what: Which::Param(i), ty, to } => match to {
                    Place::Flat { .. } => {
                        let sink = sinks.next().expect("there is a sink per flat parameter");
                        self.param(w, &mut locals, *i, *ty, sink);
                    }
                    Place::Memory { offset, .. } => {
                        let at = At { base: "$0", offset: *offset };
                        if self.params[*i] == "this" {
                            self.own_handle(w, &at.word());
                        } else {
                            self.glue.store_at(w, &mut locals, *ty, &self.params[*i], at);
                        }
                    }
                },
                _ => {}
            }
        }
    }

    fn param(&self, w: &mut Writer, locals: &mut Locals, index: usize, ty: TypeId, sink: &Sink) {
        match (self.params[index].as_str(), sink) {
            ("this", Sink::Vars(names)) => self.own_handle(w, &names[0]),
            (name, sink) => self.glue.lower_to(w, locals, ty, name, sink),
        }
    }

    /// Puts the handle of `this` somewhere.
    fn own_handle(&self, w: &mut Writer, target: &str) {
        if let FunctionKind::Method(id) = self.function.kind {
            let head = format!("{}.self", self.glue.resource(id));
            let call = Expr::call(head, [Expr::text("this"), Expr::text(self.place())]);
            w.line(call.statement(self.depth + 1, &format!("{target} = "), ";"));
        }
    }

    /// Whether the result may hold handles of our own that `this` gave us, which is kept as long as they are.
    fn gives_children(&self) -> bool {
        let facts = self.function.result.map(|ty| &self.glue.world.ty(ty).facts);
        matches!(self.function.kind, FunctionKind::Method(_)) && facts.is_some_and(|facts| facts.has_own)
    }

    /// Reads a result with statements of its own and returns it.
    fn lifted(&self, w: &mut Writer, value: &Expr) {
        if self.gives_children() {
            w.line("$giver = this;");
        }
        w.line(value.statement(self.depth, "const $value = ", ";"));
        if self.gives_children() {
            w.line("$giver = undefined;");
        }
    }

    fn place(&self) -> String {
        string(&self.glue.place(self.interface, &self.function.core_name))
    }

    fn explain(&self, w: &mut Writer) {
        let mut args = vec![Expr::text("$error"), Expr::text(self.place())];
        for (name, param) in self.params.iter().zip(&self.function.params).filter(|(name, _)| *name != "this") {
            args.push(Expr::text(string(&property(&param.name))));
            args.push(Expr::text(name));
            args.push(Expr::text(self.glue.description(param.ty)));
        }
        w.line(Expr::call("$wrong", args).statement(self.depth + 1, "throw ", ";"));
    }

    fn invoke(&self, w: &mut Writer, sinks: &[Sink]) {
        let mut args: Vec<Expr> = Vec::new();
        for (sink, ty) in sinks.iter().zip(self.flat_params()) {
            match sink {
                Sink::Vars(names) => args.extend(names.iter().map(Expr::text)),
                Sink::Array { first, .. } => {
                    let count = u32::try_from(self.glue.cores(ty).len()).unwrap_or(u32::MAX);
                    args.extend((*first..first + count).map(|i| Expr::text(format!("$f[{i}]"))));
                }
            }
        }
        if self.call.param_area.is_some() {
            args = vec![Expr::text("$0")];
        }
        let has_core_result = self.call.result_area.is_some() || !self.call.results.is_empty();
        let lead = if has_core_result { "const $ret = " } else { "" };
        let core = core_name(self.glue, self.interface, self.function);
        w.line(Expr::call(core, args).statement(self.depth, lead, ";"));
        if self.call.steps.iter().any(|step| matches!(step, Step::Transfer { .. })) {
            w.line("$settleMoved();");
        }
    }

    /// Lifts the result and frees the engine's result block.
    fn result(&self, w: &mut Writer) {
        let lift = self.call.steps.iter().find_map(|step| match step {
            Step::Lift { what: Which::Result, ty, from } => Some((*ty, *from)),
            _ => None,
        });
        let Some((ty, from)) = lift else { return };
        match (self.glue.kind(ty).clone(), from) {
            (Kind::Result { .. }, Place::Flat { .. }) => w.line("$unwrap($isErr($ret), undefined);"),
            (_, Place::Flat { .. }) => {
                let value = self.glue.lift_from(ty, &["$ret".to_owned()]);
                if self.gives_children() {
                    self.lifted(w, &value);
                    w.line("return $value;");
                } else {
                    w.line(value.statement(self.depth, "return ", ";"));
                }
            }
            (Kind::Result { ok, err }, Place::Memory { .. }) => self.unwrap(w, ty, ok, err),
            (_, Place::Memory { .. }) => {
                w.line("if ($memory.buffer !== $buffer) $refresh();");
                self.lifted(w, &self.glue.load_at(ty, At::new("$ret")));
                w.line("$dealloc($ret);");
                w.line("return $value;");
            }
        }
    }

    fn unwrap(&self, w: &mut Writer, ty: TypeId, ok: Option<TypeId>, err: Option<TypeId>) {
        let payload = self.glue.payload_offset(ty);
        let load = |part: Option<TypeId>| {
            part.map_or_else(|| Expr::text("undefined"), |part| self.glue.load_at(part, At::new("$ret").plus(payload)))
        };
        w.line("if ($memory.buffer !== $buffer) $refresh();");
        w.line("const $failed = $isErr($u8[$ret]);");
        let value = Expr::Cond("$failed".to_owned(), Box::new(load(err)), Box::new(load(ok)));
        self.lifted(w, &value);
        w.line("$dealloc($ret);");
        w.line("return $unwrap($failed, $value);");
    }
}

/// Prettier fills arrays of numbers: as many on a line as fit.
fn fill(zeros: &[Expr]) -> Expr {
    let mut text = String::new();
    for zero in zeros {
        let _ = write!(text, "{}{}", if text.is_empty() { "" } else { ", " }, zero.flat());
    }
    Expr::text(format!("[{text}]"))
}

impl Glue<'_> {
    /// Offset of the payload of a variant, option or result in memory.
    pub(super) fn payload_offset(&self, ty: TypeId) -> u32 {
        match &self.plan.ty(self.world.resolve_alias(ty)).mem {
            witloom_bindgen::plan::Mem::Sum { payload, .. } => *payload,
            _ => 0,
        }
    }

    /// The core type of a value that takes one core value or none.
    pub(super) fn single_core(&self, ty: TypeId) -> Option<Core> {
        self.cores(ty).first().copied()
    }
}
