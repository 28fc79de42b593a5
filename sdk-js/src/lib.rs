//! The JavaScript SDK: bindings generator, build driver and runtime, on the StarlingMonkey engine.
//!
//! [`JavaScript`] writes `gen/`: `glue.js` moves values between core WebAssembly and JavaScript, and `.d.ts` files
//! tell editors what the world imports and exports. [`JavaScriptDriver`] runs the engine until the user's modules
//! are loaded and freezes it into a component.
//!
//! The engine and the tool that fits it to a world come from npm; the glue, the snapshot and the encoding are
//! ours. It never touches files outside of `gen/` and the job's work folder.

mod driver;
mod dts;
mod expr;
mod glue;
mod guest;
mod names;
mod restore;
mod stubs;
mod tidy;

pub use driver::JavaScriptDriver;

use witloom_bindgen::model::Side;
use witloom_bindgen::plan::Modes;
use witloom_bindgen::{FileSet, GenerateError, Language, Limit, Options, Plan, Support, World, stand_in};
use witloom_diag::Unsupported;

/// The language.
#[derive(Debug, Clone, Copy, Default)]
pub struct JavaScript;

impl Language for JavaScript {
    fn id(&self) -> &'static str {
        "js"
    }

    fn support(&self) -> Support {
        Support::ALL
    }

    fn reasons(&self) -> &'static [Limit] {
        &[Limit {
            kind: "`stream` or `future` as the result of an exported plain `func`",
            why: "nothing is left to write it once the function has returned",
        }]
    }

    fn accept(&self, world: &World) -> Result<(), Unsupported> {
        world.refuse_beyond(self.id(), self.support())?;
        refuse_ends_of_plain_functions(world)
    }

    fn modes(&self) -> Modes {
        Modes::ASYNC
    }

    fn generate(&self, world: &World, _options: &Options) -> Result<FileSet, GenerateError> {
        self.accept(world)?;
        stand_in::refuse(world, self.id())?;
        let plan = Plan::with(world, self.modes());
        let names = names::Names::new(world, &plan.used_types(world));
        let mut files = FileSet::new();
        files.insert("gen/glue.js", glue::generate(world, &plan, &names));
        files.insert("gen/exports.d.ts", dts::exports(world, &names));
        files.insert("gen/imports.d.ts", dts::imports(world, &names));
        Ok(files)
    }
}

/// A plain function is no task: nothing of it is left that could write a stream or future once it has returned.
fn refuse_ends_of_plain_functions(world: &World) -> Result<(), Unsupported> {
    for interface in world.side(Side::Export) {
        let plain = interface.functions.iter().filter(|function| !function.is_async);
        for function in plain {
            if function.result.is_some_and(|ty| world.ty(ty).facts.has_end) {
                return Err(Unsupported {
                    lang: "js".to_owned(),
                    kind: "stream or future as the result of an exported plain function".to_owned(),
                    subject: format!("function `{}`", function.core_name),
                    place: function.place.clone(),
                    note: Some("only an `async func` can go on writing after it has returned".to_owned()),
                });
            }
        }
    }
    Ok(())
}
