//! Requests of HTTP: they go to the host when they go to who is granted.

use std::fmt::Write as _;

use anyhow::Context as _;
use witloom_bindgen::model::{Core, Function};
use witloom_bindgen::plan::Call;

use super::core::{Import, Task, Unit, error, params};
use super::data::RESULT;
use super::flat::Flattened;
use super::rules::{self, Work};
use crate::origin::HttpOrigin;

/// The functions that know where a request goes.
pub(super) fn origin(unit: &mut Unit<'_>, version: &str) -> anyhow::Result<String> {
    let request = rules::request(version);
    let types = format!("wasi:http/types@{version}");
    let scheme = unit.host(&types, request.scheme)?;
    let set_scheme = unit.host(&types, request.set_scheme)?;
    let authority = unit.host(&types, request.authority)?;
    let (https, http) = (unit.data.place(b"https://"), unit.data.place(b"http://"));
    Ok(include_str!("origin.wat")
        .replace("{scheme}", &scheme)
        .replace("{set-scheme}", &set_scheme)
        .replace("{authority}", &authority)
        .replace("{schemes-http}", &http.to_string())
        .replace("{schemes}", &https.to_string())
        .replace("{result}", &RESULT.to_string()))
}

fn table(unit: &mut Unit<'_>, origins: &[HttpOrigin]) -> u32 {
    let patterns: Vec<String> = origins.iter().map(HttpOrigin::pattern).collect();
    unit.origins();
    unit.data.table(&patterns)
}

/// WASI 0.2: the host begins and gives a handle at once.
pub(super) fn plain(
    unit: &mut Unit<'_>,
    at: usize,
    work: &Work,
    function: &Function,
    call: &Call,
    origins: &[HttpOrigin],
) -> anyhow::Result<()> {
    let table = table(unit, origins);
    let (refusal, message, drops) = (unit.refusal(work, function)?, unit.message(work)?, unit.drops(call)?);
    let own = call.params.len() - 1;
    let forwarded = match work.what.asks() {
        false => "unreachable".to_owned(),
        true => {
            let host = unit.host(&work.interface, &work.function)?;
            let passed: String = (0..own).map(|at| format!("(local.get $p{at}) ")).collect();
            format!("(call {host} {passed}(i32.const {RESULT})) (return (i32.const {RESULT}))")
        }
    };
    let params = params(call);
    let _ = write!(
        unit.text,
        "(func (export \"f{at}\") {params} (result i32)
           (if (call $granted (local.get $p0) (i32.const {table})) (then {forwarded}))
           (call $say (i32.const {message}) (global.get $origin) (global.get $origin-size))
           {drops}
           (i32.const {refusal}))\n"
    );
    Ok(())
}

/// WASI 0.3: a task that waits for the host's answer beside others, and hands it on.
///
/// Each has a block of memory: the next free one or its set, its subtask, and the result.
pub(super) fn task(unit: &mut Unit<'_>, at: usize, work: &Work, origins: &[HttpOrigin]) -> anyhow::Result<()> {
    let table = table(unit, origins);
    let message = unit.message(work)?;
    let types = unit.types;
    let (function, call) = types.call(&work.interface, &work.function)?;
    let drops = unit.drops(call)?;
    let result = types.world.resolve_alias(function.result.context("a request without an answer")?);
    let flat = types.world.ty(result).flat.clone().context("an answer that doesn't go flat")?;
    let give = unit.import(Import::Return(at), &flat, &[]);
    let case = types.error_case(work, error(work.sort))?;
    let zeros: String = flat.iter().skip(2).map(|core| format!(" ({}.const 0)", core.name())).collect();
    let refused = format!(
        "(call $say (i32.const {message}) (global.get $origin) (global.get $origin-size))
         (global.set $heap (local.get $mark))
         {drops}
         (call {give} (i32.const 1) (i32.const {case}){zeros})
         (return (i32.const 0))"
    );
    let asks = work.what.asks();
    let forwarded = if asks { forwarded(unit, at, work, (result, &flat, &give))? } else { "unreachable".to_owned() };
    let _ = write!(
        unit.text,
        "(func (export \"f{at}\") (param $p0 i32) (result i32)
           (local $mark i32) (local $block i32) (local $state i32) (local $set i32)
           (local.set $mark (global.get $heap))
           (if (i32.eqz (call $granted (local.get $p0) (i32.const {table}))) (then {refused}))
           (global.set $heap (local.get $mark))
           {forwarded})\n"
    );
    if !asks {
        let _ = writeln!(unit.text, "(func (export \"c{at}\") (param i32 i32 i32) (result i32) unreachable)");
    }
    Ok(())
}

/// Asks the host; with it, the callback and what hands the answer on.
fn forwarded(
    unit: &mut Unit<'_>,
    at: usize,
    work: &Work,
    (result, flat, give): (witloom_bindgen::model::TypeId, &[Core], &str),
) -> anyhow::Result<String> {
    let types = unit.types;
    let import = Import::Host { interface: work.interface.clone(), function: work.function.clone(), is_async: true };
    let send = unit.import(import, &[Core::I32, Core::I32], &[Core::I32]);
    let mut task = |task, params: &[Core], results: &[Core]| unit.import(Import::Task(task), params, results);
    let one = [Core::I32];
    let set_new = task(Task::SetNew, &[], &one);
    let set_drop = task(Task::SetDrop, &one, &[]);
    let join = task(Task::Join, &[Core::I32, Core::I32], &[]);
    let subtask_drop = task(Task::SubtaskDrop, &one, &[]);
    let subtask_cancel = task(Task::SubtaskCancel, &one, &one);
    let context_get = task(Task::ContextGet, &[], &one);
    let context_set = task(Task::ContextSet, &one, &[]);
    let cancel = task(Task::Cancel, &[], &[]);
    let mut loads = Flattened { world: &types.world, plan: &types.plan, locals: flat, text: String::new() };
    loads.load(result, 8, 0)?;
    let locals: String = flat.iter().enumerate().map(|(at, core)| format!("(local $v{at} {}) ", core.name())).collect();
    let values: String = (0..flat.len()).map(|at| format!(" (local.get $v{at})")).collect();
    let text = include_str!("task.wat")
        .replace("{at}", &at.to_string())
        .replace("{size}", &(8 + types.world.ty(result).layout.size).to_string())
        .replace("{locals}", &locals)
        .replace("{loads}", &loads.text)
        .replace("{values}", &values)
        .replace("{give}", give)
        .replace("{set-drop}", &set_drop)
        .replace("{subtask-drop}", &subtask_drop)
        .replace("{subtask-cancel}", &subtask_cancel)
        .replace("{context-get}", &context_get)
        .replace("{cancel}", &cancel);
    unit.text.push_str(&text);
    Ok(format!(
        "(local.set $block (call $take{at}))
         (local.set $state (call {send} (local.get $p0) (i32.add (local.get $block) (i32.const 8))))
         (if (i32.eq (i32.and (local.get $state) (i32.const 15)) (i32.const 2))
           (then (call $give{at} (local.get $block)) (return (i32.const 0))))
         (local.set $set (call {set_new}))
         (call {join} (i32.shr_u (local.get $state) (i32.const 4)) (local.get $set))
         (i32.store (local.get $block) (local.get $set))
         (i32.store offset=4 (local.get $block) (i32.shr_u (local.get $state) (i32.const 4)))
         (call {context_set} (local.get $block))
         (i32.or (i32.const 2) (i32.shl (local.get $set) (i32.const 4)))"
    ))
}
