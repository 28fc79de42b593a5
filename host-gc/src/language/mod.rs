//! WasmGC as a language of the test matrix: guests in text format, and how they become components.
//!
//! A guest is a core module by the table of `docs/gc.md`. The values of its script are data; per type it has a
//! function that makes an object of what lies at the cursor ([`read`]) and one that compares two objects ([`same`]).
//! The choices that the table leaves (encoding, null, mutability) differ by role ([`style`]), so that one run
//! covers both sides of each.
//!
//! There are no bindings: the module's own imports and exports are all there is.

mod driver;
mod form;
mod frame;
mod image;
mod read;
mod same;
mod style;
mod types;
mod values;

use witloom_bindgen::binding::Binding;
use witloom_bindgen::guest::{GuestWriter, Role, Script};
use witloom_bindgen::{FileSet, GenerateError, Indent, Language, Limit, Options, Plan, Support, World, Writer};
use witloom_diag::Unsupported;

use self::frame::Guest;
use self::style::Style;
use self::types::Types;
use crate::abi::SUPPORT;

/// The id of the language.
const ID: &str = "wasm-gc";
/// The file that a component's folder holds.
const MAIN: &str = "main.wat";

/// Core modules with GC types, in text or binary format.
#[derive(Debug, Clone, Copy, Default)]
pub struct WasmGc;

impl Language for WasmGc {
    fn id(&self) -> &'static str {
        ID
    }

    fn support(&self) -> Support {
        SUPPORT
    }

    fn reasons(&self) -> &'static [Limit] {
        const TASKS: &str = "its runtime has no tasks yet; finished components with them run";
        &[
            Limit { kind: "`async func`", why: TASKS },
            Limit { kind: "`stream`", why: TASKS },
            Limit { kind: "`future`", why: TASKS },
            Limit { kind: "`map`", why: "the GC proposal has none" },
        ]
    }

    fn generate(&self, _: &World, _: &Options) -> Result<FileSet, GenerateError> {
        Ok(FileSet::new())
    }
}

impl GuestWriter for WasmGc {
    fn guest(&self, world: &World, script: &Script) -> Result<FileSet, GenerateError> {
        self.accept(world)?;
        refuse_handles(world)?;
        let plan = Plan::new(world);
        let binding = Binding::new(world, &plan);
        let types = Types::new(world, (&plan, &binding), Style::of(script.role));
        let mut files = FileSet::new();
        files.insert(MAIN, text(&types, script));
        Ok(files)
    }
}

/// Scripts draw no handles.
fn refuse_handles(world: &World) -> Result<(), GenerateError> {
    let Some(resource) = world.resources.first() else { return Ok(()) };
    Err(GenerateError::Unsupported(Unsupported {
        lang: ID.to_owned(),
        kind: "resource in a generated guest".to_owned(),
        subject: format!("resource `{}`", resource.name),
        place: resource.place.clone(),
        note: None,
    }))
}

fn text(types: &Types<'_>, script: &Script) -> String {
    let mut w = Writer::new(Indent::Spaces(2), ";;");
    w.comment(&format!("A {} of the test matrix.", script.role.as_str()));
    w.gap();
    types.declare(&mut w);
    let mut guest = Guest::new(types, w);
    match script.role {
        Role::Caller => guest.caller(&script.calls),
        Role::Callee => guest.callee(&script.calls),
    }
    guest.finish()
}
