//! The core functions of a world with async functions, streams or futures.
//!
//! The engine's splicer knows none of them. It is given a world of two interfaces instead, whose plain functions have
//! the core signatures that the glue needs; the [shim](super::shim) stands between these and the real names.

use witloom_bindgen::World;
use witloom_bindgen::binding::{Binding, CallMode, Func};
use witloom_bindgen::model::{Core, Side};
use witloom_bindgen::plan::{EndKind, Modes, PayloadPlan, Plan, unit};
use witloom_component::timers;

/// Package of the interfaces that the splicer gets.
pub(super) const PACKAGE: &str = "witloom:core";
/// The world that the splicer gets.
pub(super) const WORLD: &str = "concurrent";
/// The interface whose functions the glue calls.
pub(super) const IMPORTS: &str = "witloom:core/imports";
/// The interface whose functions the engine has.
pub(super) const EXPORTS: &str = "witloom:core/exports";
/// The function of [`IMPORTS`] that traps, which is all that other worlds have of it.
pub(super) const TRAP: &str = "package witloom:core;\n\ninterface imports {\n  trap: func();\n}\n";
/// The glue's function for events.
pub(super) const CALLBACK: &str = "[callback]";

/// A core function that the glue calls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Import {
    /// Import module.
    pub(super) module: String,
    /// Import name.
    pub(super) name: String,
    /// Core parameters.
    pub(super) params: Vec<Core>,
    /// Core result.
    pub(super) result: Option<Core>,
    /// Bytes of the result's area, whose address the engine passes as the last parameter.
    pub(super) area: Option<u32>,
}

/// How a core export becomes one of the component's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Lift {
    /// What it returns goes on as it is; the engine tidies up at once, or when the caller has read the result.
    Plain {
        /// Whether the caller says when it has read the result.
        post_return: bool,
    },
    /// It gives a callback code and the number of a task.
    Task {
        /// Name of the core export that gets events.
        callback: String,
    },
}

/// A core function that the engine has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Export {
    /// Name of the core export.
    pub(super) name: String,
    /// Core parameters.
    pub(super) params: Vec<Core>,
    /// Core result.
    pub(super) result: Option<Core>,
    /// Bytes of the result's area, which the engine gives.
    pub(super) area: Option<u32>,
    /// How it is lifted.
    pub(super) lift: Lift,
}

/// What crosses between the engine and the component.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Surface {
    /// What the glue calls, without the functions of the shim itself.
    pub(super) imports: Vec<Import>,
    /// What the engine has, without the callback.
    pub(super) exports: Vec<Export>,
    /// Whether the clock is among the imports.
    pub(super) has_clock: bool,
}

impl Surface {
    /// The core functions of a world; `has_clock` says whether timers are wanted.
    pub(super) fn of(world: &World, has_clock: bool) -> Self {
        let plan = Plan::with(world, Modes::ASYNC);
        let binding = Binding::new(world, &plan);
        let mut imports: Vec<Import> = binding.side(Side::Import).map(import).collect();
        let mut exports: Vec<Export> = binding.side(Side::Export).map(export).collect();
        for func in binding.side(Side::Export) {
            if let CallMode::Task { task_return, .. } = &func.mode {
                let params = task_return.params.clone();
                imports.push(intrinsic(&task_return.module, &task_return.name, params, None));
            }
        }
        for resource in &world.resources {
            let plan = plan.resource(resource.id);
            let handle = || vec![Core::I32];
            if resource.side == Side::Import {
                imports.push(intrinsic(&plan.module, &plan.drop, handle(), None));
            }
            let own = [&plan.new, &plan.rep].into_iter().flatten();
            imports.extend(own.map(|name| intrinsic(&plan.module, name, handle(), Some(Core::I32))));
            exports.extend(plan.dtor.iter().map(|name| Export {
                name: name.clone(),
                params: handle(),
                result: None,
                area: None,
                lift: Lift::Plain { post_return: false },
            }));
        }
        imports.extend(binding.payloads().iter().filter(|plan| plan.elem.is_some()).flat_map(ends));
        let has_units = [EndKind::Stream, EndKind::Future].map(|kind| unit(world, kind));
        imports.extend(has_units.iter().flat_map(ends));
        imports.extend(builtins(exports.iter().any(|export| matches!(export.lift, Lift::Task { .. }))));
        imports.extend(has_clock.then(|| intrinsic(timers::CLOCK, timers::WAIT_FOR, vec![Core::I64], Some(Core::I32))));
        Self { imports, exports, has_clock }
    }

    /// The world that the splicer gets, as WIT.
    pub(super) fn wit(&self) -> String {
        let function = |name: &str, params: &[Core], result: Option<Core>, area: Option<u32>| {
            let params: Vec<String> =
                params.iter().enumerate().map(|(i, core)| format!("p{i}: {}", wit_type(*core))).collect();
            let result = area.map(area_type).or(result.map(|core| wit_type(core).to_owned()));
            let result = result.map(|ty| format!(" -> {ty}")).unwrap_or_default();
            format!("  {name}: func({}){result};\n", params.join(", "))
        };
        let imports: String = (self.imports.iter().enumerate())
            .map(|(i, import)| {
                let params = &import.params[..import.params.len() - usize::from(import.area.is_some())];
                function(&format!("fn{i}"), params, import.result, import.area)
            })
            .collect();
        let exports: String = (self.exports.iter().enumerate())
            .map(|(i, export)| {
                let area = if let Lift::Task { .. } = export.lift { Some(CODE_AREA) } else { export.area };
                function(&format!("fn{i}"), &export.params, export.result, area)
            })
            .collect();
        let callback = function("callback", &[Core::I32; 4], None, Some(CODE_AREA));
        format!(
            "package {PACKAGE};\n\ninterface imports {{\n{imports}  realloc: func(p0: u32, p1: u32, p2: u32, p3: u32) -> u32;\n  \
             trap: func();\n}}\n\ninterface exports {{\n{exports}{callback}}}\n\nworld {WORLD} {{\n  import imports;\n  \
             export exports;\n}}\n"
        )
    }

    /// The real names of what the splicer gets by number: of imports module and name, of exports the core name.
    pub(super) fn names(&self) -> serde_json::Value {
        let imports: serde_json::Map<_, _> = (self.imports.iter().enumerate())
            .map(|(i, import)| (format!("fn{i}"), serde_json::json!([import.module, import.name])))
            .collect();
        let mut exports: serde_json::Map<_, _> = (self.exports.iter().enumerate())
            .map(|(i, export)| (format!("{EXPORTS}#fn{i}"), serde_json::json!({ "name": export.name })))
            .collect();
        exports.insert(format!("{EXPORTS}#callback"), serde_json::json!({ "name": CALLBACK }));
        serde_json::json!({ "module": IMPORTS, "imports": imports, "exports": exports })
    }
}

/// Bytes of a callback code with a task's number.
const CODE_AREA: u32 = 8;

fn intrinsic(module: &str, name: &str, params: Vec<Core>, result: Option<Core>) -> Import {
    Import { module: module.to_owned(), name: name.to_owned(), params, result, area: None }
}

fn import(func: &Func) -> Import {
    let area = match func.mode {
        CallMode::Sync => func.result_area.map(|layout| layout.size),
        // The glue gives the area, since it has to outlive the call.
        CallMode::Subtask { .. } | CallMode::Task { .. } => None,
    };
    Import {
        module: func.core_module.clone(),
        name: func.core_name.clone(),
        params: func.core_params.clone(),
        result: func.core_result,
        area,
    }
}

fn export(func: &Func) -> Export {
    let (lift, area) = match &func.mode {
        CallMode::Task { callback, .. } => (Lift::Task { callback: callback.clone() }, None),
        CallMode::Sync | CallMode::Subtask { .. } => {
            (Lift::Plain { post_return: func.result_area.is_some() }, func.result_area.map(|layout| layout.size))
        }
    };
    Export { name: func.core_name.clone(), params: func.core_params.clone(), result: func.core_result, area, lift }
}

/// The core functions of the ends of one payload.
fn ends(plan: &PayloadPlan) -> impl Iterator<Item = Import> {
    plan.functions().into_iter().map(|(name, params, result)| intrinsic(&plan.module, name, params.to_vec(), result))
}

/// What every runtime of tasks calls.
fn builtins(has_tasks: bool) -> Vec<Import> {
    let i32s = |count| vec![Core::I32; count];
    let root = |name: &str, params, result| intrinsic("$root", name, i32s(params), result);
    let mut found = vec![
        root("[waitable-set-new]", 0, Some(Core::I32)),
        root("[waitable-join]", 2, None),
        root("[subtask-drop]", 1, None),
        root("[subtask-cancel]", 1, Some(Core::I32)),
    ];
    found.extend(has_tasks.then(|| intrinsic("[export]$root", "[task-cancel]", Vec::new(), None)));
    found
}

fn wit_type(core: Core) -> &'static str {
    match core {
        Core::I32 => "u32",
        Core::I64 => "u64",
        Core::F32 => "f32",
        Core::F64 => "f64",
    }
}

/// A type that lies in an area of at least so many bytes: a tuple, which is flat no more from two values on.
fn area_type(size: u32) -> String {
    if size == CODE_AREA {
        return "tuple<u32, u32>".to_owned();
    }
    words(size.div_ceil(8).max(2))
}

/// So many words of eight bytes; tuples stay short, and are nested.
fn words(count: u32) -> String {
    const MOST: u32 = 100;
    if count <= MOST {
        return format!("tuple<{}>", vec!["u64"; count as usize].join(", "));
    }
    let part = count.div_ceil(MOST);
    let mut left = count;
    let mut parts = Vec::new();
    while left > 0 {
        let taken = part.min(left);
        parts.push(words(taken));
        left -= taken;
    }
    format!("tuple<{}>", parts.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn areas_are_never_flat_and_never_smaller_than_asked_for() {
        assert_eq!(area_type(4), "tuple<u64, u64>");
        assert_eq!(area_type(20), "tuple<u64, u64, u64>");
        assert_eq!(area_type(8 * 1000).matches("u64").count(), 1000);
    }
}
