//! Functions: what one is to its callers, and its call as a program of steps.

use crate::model::{Core, Docs, FunctionKind, InterfaceId, Key, Layout, ResourceId, Side, TypeId, World};
use crate::plan::{Asynchrony, Base, Call, Location, Placed, TaskReturn, Which};

use super::node::Cores;

/// Position of a function in [`Binding::funcs`](super::Binding::funcs).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FuncId(pub(super) u32);

impl FuncId {
    /// The position.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// What a function gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing.
    Nothing,
    /// A value.
    Value(TypeId),
    /// A `result`, whose error is raised in the way of the language.
    Fallible {
        /// The whole `result`, which may be an alias.
        whole: TypeId,
        /// Payload of `ok`.
        ok: Option<TypeId>,
        /// Payload of `err`.
        err: Option<TypeId>,
    },
}

/// Where a value lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spot {
    /// Core values: of the core function's parameters, or its one result.
    Flat(Cores),
    /// In the area of parameters or of the result, so many bytes from its start.
    Memory(u32),
}

/// A parameter or the result: its type and where it travels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passed {
    /// Name in WIT; `result` for the result.
    pub name: String,
    /// Its type.
    pub ty: TypeId,
    /// Where it travels.
    pub spot: Spot,
}

/// How long scratch memory lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scope {
    /// An import's call, until its result has been lifted: the result's area, and what the other side put into our
    /// memory.
    Call,
    /// Parameters. For imports the blocks that lowering takes, until the callee has returned; for exports what
    /// the caller put into our memory, until it has been lifted. It lies inside of [`Scope::Call`].
    Params,
    /// The result of an export, until the caller has read it: for a task that is when `task.return` is back.
    Result,
}

/// How the core function of an export returns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CoreResult {
    /// Nothing.
    Nothing,
    /// The result's only core value.
    Value(Core),
    /// The address of the result's area.
    Area,
}

/// One step of a call, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Scratch memory may be taken from here on.
    Enter(Scope),
    /// Take the area that parameters or the result lie in.
    Area(Base, Layout),
    /// Turn a value of the language into core values or memory: a parameter of an import, or the result of an export.
    Lower(Which),
    /// Turn core values or memory into a value of the language.
    Lift(Which),
    /// Import: call the core function.
    CallCore,
    /// Export: call the user's function.
    CallUser,
    /// Own handles and ends inside what was lowered belong to the other side now; wrappers of imported resources and of
    /// ends become empty.
    Moved,
    /// Export: drop the borrow handles that lifting the parameters made.
    EndBorrows,
    /// Scratch memory taken since [`Step::Enter`] goes, all at once, with what the other side put there.
    Leave(Scope),
    /// Import: give the outcome to the language's caller.
    Give,
    /// Export: return the core result. What lies in [`Scope::Result`] stays until [`Func::post_return`].
    Return(CoreResult),
    /// Import, lowered asynchronously: until the call has resolved, which the core result tells of already or an event
    /// tells later; then the subtask is dropped. When it was cancelled, [`CallMode::Subtask`] has the steps that follow
    /// instead of the rest. Scopes stay entered while other calls come and go.
    Await,
    /// Import: the callee never started, so that what [`Step::Moved`] emptied is ours again.
    Restored,
    /// Import: tell the language's caller that the call was cancelled.
    GiveCancelled,
    /// Export, lifted with a callback: call `task.return` with the result, in an entry of the task itself.
    TaskReturn,
    /// Export, lifted with a callback: call `task.cancel`, in an entry of the task itself.
    TaskCancel,
}

/// How a function is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CallMode {
    /// The result is there when the core function returns. An async function may be called so, too: the instance then
    /// blocks while it waits.
    Sync,
    /// An import that is lowered asynchronously. The core function returns the state of the call, with the handle of the
    /// subtask above four bits: 0 starting, 1 started, 2 returned, 3 cancelled before it started, 4 cancelled before it
    /// returned. From 2 on it has resolved; at once there is no subtask.
    Subtask {
        /// What follows [`Step::Await`] when the call was cancelled before the callee started.
        unstarted: Vec<Step>,
        /// What follows it when the call was cancelled later.
        cancelled: Vec<Step>,
    },
    /// An export that is lifted with a callback. The core function and the callback return a code: 0 the task is over,
    /// 1 it yields, 2 it waits, with the handle of a waitable set above four bits. Steps up to [`Step::CallUser`] are the
    /// core function's, the others follow when the user's function is done, in an entry of the same task.
    Task {
        /// Name of the core export that gets each event: its code and two payloads, all `i32`.
        callback: String,
        /// How the result is handed over.
        task_return: TaskReturn,
        /// What follows [`Step::CallUser`] when the user's function agreed to a cancellation.
        cancelled: Vec<Step>,
    },
}

/// One function of the world: a node for callers, and a program for the call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Func {
    /// Its own id.
    pub id: FuncId,
    /// The interface it is in.
    pub interface: InterfaceId,
    /// Position in the interface's functions.
    pub index: usize,
    /// Imported or exported.
    pub side: Side,
    /// How messages call it: `shop:orders/rates#find`, the function's core name alone for the world's own.
    pub title: String,
    /// Name in WIT; `new` for constructors.
    pub name: String,
    /// Documentation.
    pub docs: Docs,
    /// Whether WIT says `async func`.
    pub is_async: bool,
    /// How it is called; other than [`CallMode::Sync`] for async functions only.
    pub mode: CallMode,
    /// Plain function, method, static function or constructor.
    pub kind: FunctionKind,
    /// Parameters, the receiver of a method included.
    pub params: Vec<Passed>,
    /// The result as it travels.
    pub result: Option<Passed>,
    /// What it gives.
    pub outcome: Outcome,
    /// Import module; empty for exports.
    pub core_module: String,
    /// Import name, or name of the core export.
    pub core_name: String,
    /// Core parameters. The address of the parameters' area stands for them where there is one; that of an import's
    /// result area comes last.
    pub core_params: Vec<Core>,
    /// Core result.
    pub core_result: Option<Core>,
    /// The area for parameters, when they don't go flat.
    pub param_area: Option<Layout>,
    /// The area for the result, when it doesn't go flat.
    pub result_area: Option<Layout>,
    /// The call, in order.
    pub steps: Vec<Step>,
    /// Export: name of the core function that the caller calls once it has read the result; it leaves
    /// [`Scope::Result`].
    pub post_return: Option<String>,
}

impl Func {
    /// The resource that a method is called on.
    pub fn receiver(&self) -> Option<ResourceId> {
        self.kind.receiver()
    }

    /// The resource that a method, static function or constructor belongs to.
    pub fn resource(&self) -> Option<ResourceId> {
        self.kind.resource()
    }

    /// Parameters without the receiver of a method.
    pub fn arguments(&self) -> &[Passed] {
        &self.params[usize::from(self.receiver().is_some())..]
    }

    /// Whether scratch memory of this scope is used.
    pub fn uses(&self, scope: Scope) -> bool {
        self.steps.iter().any(|step| matches!(step, Step::Enter(s) | Step::Leave(s) if *s == scope))
    }

    /// The function with this plan.
    pub(super) fn of(world: &World, call: &Call, id: FuncId) -> Self {
        let interface = world.interface(call.interface);
        let function = &interface.functions[call.function];
        let passed = |name: &str, which: Which| {
            placed(world, call, which).map(|(ty, spot)| Passed { name: name.to_owned(), ty, spot })
        };
        let params = function.params.iter().enumerate();
        let params = params.filter_map(|(index, param)| passed(&param.name, Which::Param(index))).collect();
        Self {
            id,
            interface: call.interface,
            index: call.function,
            side: call.side,
            title: match interface.key {
                Key::Root => function.core_name.clone(),
                Key::Inline(_) | Key::Package(..) => format!("{}#{}", interface.full_name, function.core_name),
            },
            name: function.name.clone(),
            docs: function.docs.clone(),
            is_async: function.is_async,
            mode: mode(world, call),
            kind: function.kind,
            params,
            result: passed("result", Which::Result),
            outcome: outcome(world, function.result),
            core_module: call.core_module.clone(),
            core_name: call.core_name.clone(),
            core_params: call.params.clone(),
            core_result: call.results.first().copied(),
            param_area: call.param_area,
            result_area: call.result_area,
            steps: match call.side {
                Side::Import => import(world, call),
                Side::Export => export(world, call),
            },
            post_return: call.post_return.clone(),
        }
    }
}

fn outcome(world: &World, result: Option<TypeId>) -> Outcome {
    let Some(whole) = result else { return Outcome::Nothing };
    match world.ty(world.resolve_alias(whole)).kind.result() {
        Some([ok, err]) => Outcome::Fallible { whole, ok, err },
        None => Outcome::Value(whole),
    }
}

fn mode(world: &World, call: &Call) -> CallMode {
    let traits = Traits::of(world, call);
    match &call.asynchrony {
        None => CallMode::Sync,
        Some(Asynchrony::Subtask) => {
            let mut cancelled = Vec::new();
            cancelled.extend(traits.lowered.then_some(Step::Leave(Scope::Params)));
            cancelled.extend(traits.scratch.then_some(Step::Leave(Scope::Call)));
            cancelled.push(Step::GiveCancelled);
            let restored = traits.params_move.then_some(Step::Restored);
            CallMode::Subtask { unstarted: restored.into_iter().chain(cancelled.iter().copied()).collect(), cancelled }
        }
        Some(Asynchrony::Task { callback, task_return }) => {
            let ended = traits.params_borrow.then_some(Step::EndBorrows);
            CallMode::Task {
                callback: callback.clone(),
                task_return: task_return.clone(),
                cancelled: ended.into_iter().chain([Step::TaskCancel]).collect(),
            }
        }
    }
}

/// Type and place of a parameter or the result.
fn placed(world: &World, call: &Call, wanted: Which) -> Option<(TypeId, Spot)> {
    let Placed { ty, place } = match wanted {
        Which::Param(index) => *call.places.get(index)?,
        Which::Result => call.result_place?,
    };
    let spot = match place {
        Location::Flat { first } => {
            let count = world.ty(ty).flat.as_ref().map_or(0, Vec::len) as u32;
            Spot::Flat(Cores { first, count })
        }
        Location::Memory { offset, .. } => Spot::Memory(offset),
    };
    Some((ty, spot))
}

/// What the types of parameters and result are about.
struct Traits {
    params_heap: bool,
    params_move: bool,
    params_borrow: bool,
    result_heap: bool,
    result_moves: bool,
    /// Import: whether [`Scope::Call`] is used.
    scratch: bool,
    /// Import: whether [`Scope::Params`] is used.
    lowered: bool,
}

impl Traits {
    fn of(world: &World, call: &Call) -> Self {
        let function = &world.interface(call.interface).functions[call.function];
        let facts = |ty: TypeId| world.ty(ty).facts;
        let params = || function.params.iter().map(|param| facts(param.ty));
        let params_heap = params().any(|facts| facts.has_heap);
        let result_heap = function.result.is_some_and(|ty| facts(ty).has_heap);
        Self {
            params_heap,
            params_move: params().any(|facts| facts.moves()),
            params_borrow: params().any(|facts| facts.has_imported_borrow),
            result_heap,
            result_moves: function.result.is_some_and(|ty| facts(ty).moves()),
            scratch: call.result_area.is_some() || result_heap,
            lowered: call.param_area.is_some() || params_heap,
        }
    }
}

fn params_of(world: &World, call: &Call) -> std::ops::Range<usize> {
    0..world.interface(call.interface).functions[call.function].params.len()
}

fn has_result(world: &World, call: &Call) -> bool {
    world.interface(call.interface).functions[call.function].result.is_some()
}

fn import(world: &World, call: &Call) -> Vec<Step> {
    let traits = Traits::of(world, call);
    let (scratch, lowered) = (traits.scratch, traits.lowered);
    let mut steps = Vec::new();
    steps.extend(scratch.then_some(Step::Enter(Scope::Call)));
    steps.extend(lowered.then_some(Step::Enter(Scope::Params)));
    steps.extend(call.param_area.map(|layout| Step::Area(Base::Params, layout)));
    steps.extend(call.result_area.map(|layout| Step::Area(Base::Result, layout)));
    steps.extend(params_of(world, call).map(|index| Step::Lower(Which::Param(index))));
    steps.push(Step::CallCore);
    steps.extend(traits.params_move.then_some(Step::Moved));
    steps.extend(call.asynchrony.is_some().then_some(Step::Await));
    steps.extend(lowered.then_some(Step::Leave(Scope::Params)));
    steps.extend(has_result(world, call).then_some(Step::Lift(Which::Result)));
    steps.extend(scratch.then_some(Step::Leave(Scope::Call)));
    steps.push(Step::Give);
    steps
}

fn export(world: &World, call: &Call) -> Vec<Step> {
    let traits = Traits::of(world, call);
    let mut steps: Vec<Step> = params_of(world, call).map(|index| Step::Lift(Which::Param(index))).collect();
    let received = call.param_area.is_some() || traits.params_heap;
    steps.extend(received.then_some(Step::Leave(Scope::Params)));
    steps.push(Step::CallUser);
    steps.extend(traits.params_borrow.then_some(Step::EndBorrows));
    let task = call.asynchrony.is_some();
    let kept = call.result_area.is_some() || (task && traits.result_heap);
    steps.extend(kept.then_some(Step::Enter(Scope::Result)));
    steps.extend(call.result_area.map(|layout| Step::Area(Base::Result, layout)));
    steps.extend(has_result(world, call).then_some(Step::Lower(Which::Result)));
    steps.extend(traits.result_moves.then_some(Step::Moved));
    if task {
        steps.push(Step::TaskReturn);
        steps.extend(kept.then_some(Step::Leave(Scope::Result)));
        return steps;
    }
    steps.push(Step::Return(match (call.result_area, call.results.first()) {
        (Some(_), _) => CoreResult::Area,
        (None, Some(core)) => CoreResult::Value(*core),
        (None, None) => CoreResult::Nothing,
    }));
    steps
}
