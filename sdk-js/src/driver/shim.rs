//! What lies in front of the engine in a world with async functions, streams or futures.
//!
//! The shim is an adapter of the encoder's: it implements what the spliced engine imports by number, exports what the
//! world exports under the real names, and carries the world. Of an async function the engine gives a callback code
//! with the number of a task; the shim keeps that number with the task and returns the code.

use std::fmt::Write as _;

use wit_component::{StringEncoding, embed_component_metadata};
use wit_parser::{Resolve, WorldKey};
use witloom_bindgen::World;
use witloom_bindgen::model::Core;
use witloom_component::timers;

use super::surface::{EXPORTS, Export, IMPORTS, Lift, PACKAGE, Surface};
use crate::restore::retyped;

/// The shim with its world embedded.
pub(super) fn make(surface: &Surface, world: &World) -> anyhow::Result<Vec<u8>> {
    let mut module = wat::parse_str(text(surface))?;
    let with_clock = surface.has_clock.then(|| timers::with_clock(world.resolve(), world.world_id)).transpose()?;
    let resolve = with_clock.as_ref().unwrap_or(world.resolve());
    embed_component_metadata(&mut module, resolve, world.world_id, StringEncoding::UTF8, false)?;
    Ok(module)
}

/// What stands for the shim in other worlds: a trap, in a world of nothing.
pub(super) fn trap() -> anyhow::Result<Vec<u8>> {
    let mut resolve = Resolve::default();
    let package = resolve.push_str("trap.wit", "package witloom:trap;\n\nworld trap {}\n")?;
    let mut module = wat::parse_str("(module (func (export \"trap\") unreachable))")?;
    embed_component_metadata(
        &mut module,
        &resolve,
        resolve.packages[package].worlds["trap"],
        StringEncoding::UTF8,
        false,
    )?;
    Ok(module)
}

/// The engine's module without the two interfaces in its type: what it imports by number is the shim's.
pub(super) fn bare(module: &[u8]) -> anyhow::Result<Vec<u8>> {
    retyped(module, "engine", |resolve, world| {
        let ours = |key: &WorldKey| resolve.name_world_key(key).starts_with(PACKAGE);
        let mut bare = resolve.worlds[world].clone();
        bare.imports.retain(|key, _| !ours(key));
        bare.exports.retain(|key, _| !ours(key));
        resolve.worlds[world] = bare;
    })
}

/// The shim in the text format.
fn text(surface: &Surface) -> String {
    let mut imports = String::from(
        r#"  (import "env" "memory" (memory 0))
  (import "__main_module__" "cabi_realloc" (func $realloc (param i32 i32 i32 i32) (result i32)))
  (import "$root" "[context-get-0]" (func $context-get (result i32)))
  (import "$root" "[context-set-0]" (func $context-set (param i32)))
"#,
    );
    let mut functions = String::new();
    for (i, import) in surface.imports.iter().enumerate() {
        let signature = signature(&import.params, import.result);
        let _ = writeln!(imports, "  (import \"{}\" \"{}\" (func $i{i}{signature}))", import.module, import.name);
        let gets = gets(import.params.len());
        let _ = writeln!(functions, "  (func (export \"fn{i}\"){signature} (call $i{i}{gets}))");
    }
    for (i, export) in surface.exports.iter().enumerate() {
        from_engine(&mut imports, &format!("fn{i}"), &export.params, core_result(export));
        exported(&mut functions, i, export);
    }
    from_engine(&mut imports, "callback", &[Core::I32; 4], Some(Core::I32));
    functions.push_str(
        r#"  (func $callback (param i32 i32 i32) (result i32) (local $at i32)
    (local.set $at (call $e-callback (local.get 0) (local.get 1) (local.get 2) (call $context-get)))
    (i32.load (local.get $at))
    (call $p-callback (local.get $at)))
  (func (export "realloc") (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
    (call $realloc (local.get 0) (local.get 1) (local.get 2) (local.get 3)))
  (func (export "trap") unreachable)
"#,
    );
    format!("(module\n{imports}{functions})\n")
}

/// What the engine's function returns: for areas and tasks an address.
fn core_result(export: &Export) -> Option<Core> {
    match (&export.lift, export.area) {
        (Lift::Task { .. }, _) | (Lift::Plain { .. }, Some(_)) => Some(Core::I32),
        (Lift::Plain { .. }, None) => export.result,
    }
}

/// Imports a function of the engine's, and what tidies up after it.
fn from_engine(imports: &mut String, name: &str, params: &[Core], result: Option<Core>) {
    let _ = writeln!(
        imports,
        "  (import \"__main_module__\" \"{EXPORTS}#{name}\" (func $e-{name}{}))",
        signature(params, result)
    );
    let read: Vec<Core> = result.into_iter().collect();
    let _ = writeln!(
        imports,
        "  (import \"__main_module__\" \"cabi_post_{EXPORTS}#{name}\" (func $p-{name}{}))",
        signature(&read, None)
    );
}

fn exported(functions: &mut String, i: usize, export: &Export) {
    let (name, gets) = (&export.name, gets(export.params.len()));
    let result = core_result(export);
    let signature = signature(&export.params, result);
    let _ = match &export.lift {
        Lift::Task { callback } => write!(
            functions,
            "  (func (export \"{name}\"){signature} (local $at i32)
    (local.set $at (call $e-fn{i}{gets}))
    (call $context-set (i32.load offset=4 (local.get $at)))
    (i32.load (local.get $at))
    (call $p-fn{i} (local.get $at)))
  (export \"{callback}\" (func $callback))\n"
        ),
        Lift::Plain { post_return: true } => write!(
            functions,
            "  (func (export \"{name}\"){signature} (call $e-fn{i}{gets}))
  (func (export \"cabi_post_{name}\") (param i32) (call $p-fn{i} (local.get 0)))\n"
        ),
        Lift::Plain { post_return: false } => match result {
            Some(core) => write!(
                functions,
                "  (func (export \"{name}\"){signature} (local $r {0})
    (local.set $r (call $e-fn{i}{gets}))
    (call $p-fn{i} (local.get $r))
    (local.get $r))\n",
                core.name()
            ),
            None => {
                writeln!(functions, "  (func (export \"{name}\"){signature} (call $e-fn{i}{gets}) (call $p-fn{i}))")
            }
        },
    };
}

fn signature(params: &[Core], result: Option<Core>) -> String {
    let mut text = String::new();
    if !params.is_empty() {
        let names: Vec<&str> = params.iter().map(|core| core.name()).collect();
        let _ = write!(text, " (param {})", names.join(" "));
    }
    if let Some(core) = result {
        let _ = write!(text, " (result {})", core.name());
    }
    text
}

fn gets(count: usize) -> String {
    (0..count).map(|i| format!(" (local.get {i})")).collect()
}

/// The module that the engine takes for the imports by number.
pub(super) const ADAPTER: &str = IMPORTS;
