//! The binding as text. For people and snapshots; nothing parses it.

use std::fmt::Write as _;

use super::{
    Binding, CallMode, CoreResult, Cores, Elements, Func, Node, Outcome, Part, Passed, Payload, Scope, Spot, Step, Sum,
};
use crate::model::{Core, FunctionKind, Layout, Side, TypeId, World};
use crate::plan::{Base, Cast, EndKind, Handle, Mode, PayloadPlan, TaskReturn, Which};

/// Types that functions mention, parts before wholes, then functions.
pub(super) fn binding(binding: &Binding, world: &World) -> String {
    let mut out = String::new();
    for ty in used(binding) {
        let Layout { size, align } = world.ty(ty).layout;
        let owner = world.ty(ty).name.as_ref().map(|name| {
            let owner = world.interface(name.owner);
            format!(" ({} {})", side(owner.side), owner.full_name)
        });
        let name = world.type_name(ty);
        let _ = writeln!(out, "type {name}{} size {size} align {align}", owner.unwrap_or_default());
        node(&mut out, world, binding.node(ty));
    }
    for func in binding.funcs() {
        one_func(&mut out, world, func);
    }
    for payload in binding.payloads() {
        self::payload(&mut out, world, payload);
    }
    out
}

fn used(binding: &Binding) -> Vec<TypeId> {
    fn visit(binding: &Binding, ty: TypeId, seen: &mut Vec<TypeId>) {
        if !seen.contains(&ty) {
            for part in binding.node(ty).parts() {
                visit(binding, part, seen);
            }
            if !seen.contains(&ty) {
                seen.push(ty);
            }
        }
    }
    let mut seen = Vec::new();
    for passed in binding.funcs().iter().flat_map(|func| func.params.iter().chain(&func.result)) {
        visit(binding, passed.ty, &mut seen);
    }
    seen
}

fn side(side: Side) -> &'static str {
    match side {
        Side::Import => "import",
        Side::Export => "export",
    }
}

fn node(out: &mut String, world: &World, node: &Node) {
    let mut line = |text: String| {
        let _ = writeln!(out, "  {text}");
    };
    match node {
        Node::Prim(prim) => line(prim.wit_name().to_owned()),
        Node::Text => line("text".to_owned()),
        Node::List(elements) => line(format!("list of {}", self::elements(world, elements))),
        Node::FixedList { elements, count, .. } => line(format!("{count} of {}", self::elements(world, elements))),
        Node::Map { entries, key, value } => {
            line(format!("map of {}", elements(world, entries)));
            [key, value].iter().for_each(|it| line(part(world, it)));
        }
        Node::Record(parts) => {
            line("record".to_owned());
            parts.iter().for_each(|it| line(part(world, it)));
        }
        Node::Tuple(parts) => {
            line("tuple".to_owned());
            parts.iter().for_each(|it| line(part(world, it)));
        }
        Node::Option { sum, some } => {
            line(format!("option {}", self::sum(sum)));
            line(case(world, "some", Some(some)));
        }
        Node::Result { sum, ok, err } => {
            line(format!("result {}", self::sum(sum)));
            line(case(world, "ok", ok.as_ref()));
            line(case(world, "err", err.as_ref()));
        }
        Node::Variant { sum, cases } => {
            line(format!("variant {}", self::sum(sum)));
            cases.iter().for_each(|it| line(case(world, &it.name, it.payload.as_ref())));
        }
        Node::Enum { tag, cases } => {
            let names: Vec<&str> = cases.iter().map(|case| case.name.as_str()).collect();
            line(format!("enum tag {}: {}", tag.bytes(), names.join(", ")));
        }
        Node::Flags { width, flags } => {
            let names: Vec<&str> = flags.iter().map(|flag| flag.name.as_str()).collect();
            line(format!("flags in {}: {}", width.bytes(), names.join(", ")));
        }
        Node::Handle(handle) => line(format!("handle {}", self::handle(world, handle))),
        Node::Stream(payload) => line(format!("end of stream{}", of(world, *payload))),
        Node::Future(payload) => line(format!("end of future{}", of(world, *payload))),
        Node::Alias(target) => line(format!("same as {}", world.type_name(*target))),
    }
}

fn of(world: &World, payload: Option<TypeId>) -> String {
    payload.map(|ty| format!(" of {}", world.type_name(ty))).unwrap_or_default()
}

fn elements(world: &World, elements: &Elements) -> String {
    let bulk = elements.bulk.map(|_| " bulk").unwrap_or_default();
    format!("{} stride {} align {}{bulk}", world.type_name(elements.ty), elements.stride, elements.align)
}

fn part(world: &World, part: &Part) -> String {
    let cores = part.cores.map(|cores| format!(" @{}", span(cores))).unwrap_or_default();
    format!("  {}: {} +{}{cores}", part.name, world.type_name(part.ty), part.offset)
}

fn span(cores: Cores) -> String {
    match cores.count {
        0 => "-".to_owned(),
        1 => cores.first.to_string(),
        count => format!("{}..{}", cores.first, cores.first + count),
    }
}

fn sum(sum: &Sum) -> String {
    let joined = sum.joined.as_ref().map(|cores| format!(" joined [{}]", names(cores))).unwrap_or_default();
    format!("tag {} payload +{}{joined}", sum.tag.bytes(), sum.payload)
}

fn case(world: &World, name: &str, payload: Option<&Payload>) -> String {
    let Some(payload) = payload else { return format!("  {name}") };
    let casts = payload.casts.as_ref().filter(|casts| casts.iter().any(|cast| *cast != Cast::None));
    let casts = casts.map(|casts| format!(" {casts:?}")).unwrap_or_default();
    format!("  {name}({}){casts}", world.type_name(payload.ty))
}

fn handle(world: &World, handle: &Handle) -> String {
    let mode = match handle.mode {
        Mode::Own => "own",
        Mode::Borrow => "borrow",
    };
    format!("{mode} {} {}", side(handle.side), world.resource(handle.resource).name)
}

fn names(cores: &[Core]) -> String {
    cores.iter().map(|core| core.name()).collect::<Vec<_>>().join(" ")
}

fn one_func(out: &mut String, world: &World, func: &Func) {
    let kind = match func.kind {
        FunctionKind::Free => "function",
        FunctionKind::Method(_) => "method",
        FunctionKind::Static(_) => "static function",
        FunctionKind::Constructor(_) => "constructor",
    };
    let is_async = if func.is_async { " async" } else { "" };
    let gives = outcome(world, func.outcome);
    let _ = writeln!(out, "{}{is_async} {kind} {} gives {gives}", side(func.side), func.title);
    let result: Vec<Core> = func.core_result.into_iter().collect();
    let module = if func.core_module.is_empty() { String::new() } else { format!("{}.", func.core_module) };
    let _ = writeln!(out, "  core {module}{} ({}) -> ({})", func.core_name, names(&func.core_params), names(&result));
    for step in &func.steps {
        let _ = writeln!(out, "  {}", self::step(world, func, step));
    }
    if let Some(name) = &func.post_return {
        let _ = writeln!(out, "  later {name} leaves result");
    }
    let mut instead = |when: &str, steps: &[Step]| {
        let _ = writeln!(out, "  {when}");
        for step in steps {
            let _ = writeln!(out, "    {}", self::step(world, func, step));
        }
    };
    match &func.mode {
        CallMode::Sync => {}
        CallMode::Subtask { unstarted, cancelled } => {
            instead("cancelled before it started", unstarted);
            instead("cancelled later", cancelled);
        }
        CallMode::Task { callback, task_return: TaskReturn { module, name, params }, cancelled } => {
            instead("cancelled", cancelled);
            let _ = writeln!(out, "  callback {callback}\n  core {module}.{name} ({})", names(params));
        }
    }
}

fn payload(out: &mut String, world: &World, payload: &PayloadPlan) {
    let kind = match payload.kind {
        EndKind::Stream => "stream",
        EndKind::Future => "future",
    };
    let bulk = payload.bulk.map(|_| " bulk").unwrap_or_default();
    let Layout { size, align } = payload.layout;
    let _ =
        writeln!(out, "{kind}{} stride {size} align {align}{bulk} from {}", of(world, payload.elem), payload.module);
    let core = [&payload.new, &payload.read, &payload.write, &payload.cancel_read, &payload.cancel_write];
    for name in core.into_iter().chain([&payload.drop_readable, &payload.drop_writable]) {
        let _ = writeln!(out, "  {name}");
    }
}

fn outcome(world: &World, outcome: Outcome) -> String {
    let opt = |ty: Option<TypeId>| ty.map_or_else(|| "nothing".to_owned(), |ty| world.type_name(ty));
    match outcome {
        Outcome::Nothing => "nothing".to_owned(),
        Outcome::Value(ty) => world.type_name(ty),
        Outcome::Fallible { ok, err, .. } => format!("{} or fails with {}", opt(ok), opt(err)),
    }
}

fn step(world: &World, func: &Func, step: &Step) -> String {
    let passed = |which: Which| match which {
        Which::Param(index) => func.params.get(index).map(|passed| place(world, passed, "params")),
        Which::Result => func.result.as_ref().map(|passed| place(world, passed, "result")),
    };
    match *step {
        Step::Enter(scope) => format!("enter {}", scope_name(scope)),
        Step::Leave(scope) => format!("leave {}", scope_name(scope)),
        Step::Area(Base::Params, layout) => format!("area params size {} align {}", layout.size, layout.align),
        Step::Area(Base::Result, layout) => format!("area result size {} align {}", layout.size, layout.align),
        Step::Lower(which) => format!("lower {}", passed(which).unwrap_or_default()),
        Step::Lift(which) => format!("lift {}", passed(which).unwrap_or_default()),
        Step::CallCore => "call core".to_owned(),
        Step::CallUser => "call user".to_owned(),
        Step::Moved => "moved".to_owned(),
        Step::EndBorrows => "end borrows".to_owned(),
        Step::Give => "give".to_owned(),
        Step::Await => "await".to_owned(),
        Step::Restored => "restored".to_owned(),
        Step::GiveCancelled => "give cancelled".to_owned(),
        Step::TaskReturn => "task return".to_owned(),
        Step::TaskCancel => "task cancel".to_owned(),
        Step::Return(CoreResult::Nothing) => "return".to_owned(),
        Step::Return(CoreResult::Value(core)) => format!("return {}", core.name()),
        Step::Return(CoreResult::Area) => "return address of result".to_owned(),
    }
}

fn scope_name(scope: Scope) -> &'static str {
    match scope {
        Scope::Call => "call",
        Scope::Params => "params",
        Scope::Result => "result",
    }
}

fn place(world: &World, passed: &Passed, area: &str) -> String {
    let at = match passed.spot {
        Spot::Flat(cores) => format!("@{}", span(cores)),
        Spot::Memory(offset) => format!("{area}+{offset}"),
    };
    format!("{}: {} {at}", passed.name, world.type_name(passed.ty))
}
