//! A language that answers every call with zeros.

use std::fmt::Write as _;

use witloom_bindgen::guest::Script;
use witloom_bindgen::model::{Core, Side};
use witloom_bindgen::plan::Call;
use witloom_bindgen::{Plan, World};

use crate::text::Text;

/// A language whose guests take anything and answer zeros.
#[derive(Debug)]
pub(crate) struct Zeros {
    /// The name of an interface with which its guests don't start.
    pub(crate) hates: &'static str,
}

const FRAME: &str = r#"
  (memory (export "memory") 512)
  (global $next (mut i32) (i32.const 65536))
  (func (export "cabi_realloc") (param i32 i32 i32) (param $size i32) (result i32)
    (local $at i32)
    (local.set $at (i32.and (i32.add (global.get $next) (i32.const 15)) (i32.const -16)))
    (global.set $next (i32.add (local.get $at) (local.get $size)))
    (local.get $at))
"#;

fn module(world: &World, hates: &str) -> String {
    let mut text = format!("(module {FRAME}");
    let plan = Plan::new(world);
    let exported = |call: &&Call| call.side == Side::Export;
    for call in plan.calls().iter().filter(exported) {
        let list = |word: &str, types: &[Core]| {
            let types: Vec<&str> = types.iter().map(|core| core.name()).collect();
            if types.is_empty() { String::new() } else { format!(" ({word} {})", types.join(" ")) }
        };
        let zeros: String = call.results.iter().map(|core| format!(" ({}.const 0)", core.name())).collect();
        let (name, params, results) = (&call.core_name, list("param", &call.params), list("result", &call.results));
        // Every call starts with empty memory.
        let _ =
            writeln!(text, "  (func (export \"{name}\"){params}{results} (global.set $next (i32.const 65536)){zeros})");
    }
    if world.interfaces.iter().any(|interface| interface.name == hates) {
        text += "  (func $start unreachable)\n  (start $start)\n";
    }
    text + ")"
}

impl Text for Zeros {
    const ID: (&'static str, &'static str) = ("zeros", "id = \"zeros\"\nname = \"Zeros\"\nextensions = []\n");

    fn module(&self, world: &World, _: &Script) -> String {
        module(world, self.hates)
    }
}
