//! The [`Language`] implementation.

use witloom_bindgen::plan::Modes;
use witloom_bindgen::{FileSet, GenerateError, Language, Options, Plan, Support, World};

use crate::names::Names;
use crate::{decl, glue, http};

/// Memory of components without tasks: a stack.
const STACK: (&str, &str) = ("Arena", include_str!("../runtime/witloom/rt/Arena.java"));

/// What components with tasks have instead of [`STACK`].
pub(crate) const TASKS: &[(&str, &str)] = &[
    ("Arena", include_str!("../runtime/tasks/witloom/rt/Arena.java")),
    ("ByteStream", include_str!("../runtime/tasks/witloom/rt/ByteStream.java")),
    ("Call", include_str!("../runtime/tasks/witloom/rt/Call.java")),
    ("Coming", include_str!("../runtime/tasks/witloom/rt/Coming.java")),
    ("Core", include_str!("../runtime/tasks/witloom/rt/Core.java")),
    ("Future", include_str!("../runtime/tasks/witloom/rt/Future.java")),
    ("ItemStream", include_str!("../runtime/tasks/witloom/rt/ItemStream.java")),
    ("Items", include_str!("../runtime/tasks/witloom/rt/Items.java")),
    ("Job", include_str!("../runtime/tasks/witloom/rt/Job.java")),
    ("Moving", include_str!("../runtime/tasks/witloom/rt/Moving.java")),
    ("Payload", include_str!("../runtime/tasks/witloom/rt/Payload.java")),
    ("Pipe", include_str!("../runtime/tasks/witloom/rt/Pipe.java")),
    ("Readable", include_str!("../runtime/tasks/witloom/rt/Readable.java")),
    ("Task", include_str!("../runtime/tasks/witloom/rt/Task.java")),
    ("Tasks", include_str!("../runtime/tasks/witloom/rt/Tasks.java")),
    ("Threads", include_str!("../runtime/tasks/witloom/rt/Threads.java")),
    ("Waiting", include_str!("../runtime/tasks/witloom/rt/Waiting.java")),
    ("Written", include_str!("../runtime/tasks/witloom/rt/Written.java")),
];

/// The runtime's other sources, which are generated with the bindings.
pub(crate) const RUNTIME: &[(&str, &str)] = &[
    ("Cores", include_str!("../runtime/witloom/rt/Cores.java")),
    ("Handle", include_str!("../runtime/witloom/rt/Handle.java")),
    ("Held", include_str!("../runtime/witloom/rt/Held.java")),
    ("Lift", include_str!("../runtime/witloom/rt/Lift.java")),
    ("Lower", include_str!("../runtime/witloom/rt/Lower.java")),
    ("Maps", include_str!("../runtime/witloom/rt/Maps.java")),
    ("Maths", include_str!("../runtime/witloom/rt/Maths.java")),
    ("Mem", include_str!("../runtime/witloom/rt/Mem.java")),
    ("Objects", include_str!("../runtime/witloom/rt/Objects.java")),
    ("Program", include_str!("../runtime/witloom/rt/Program.java")),
    ("Resource", include_str!("../runtime/witloom/rt/Resource.java")),
    ("Result", include_str!("../runtime/witloom/rt/Result.java")),
    ("Text", include_str!("../runtime/witloom/rt/Text.java")),
    ("Trace", include_str!("../runtime/witloom/rt/Trace.java")),
    ("Trap", include_str!("../runtime/witloom/rt/Trap.java")),
    ("WitException", include_str!("../runtime/witloom/rt/WitException.java")),
];

/// Java 17 bindings.
#[derive(Debug, Clone, Copy, Default)]
pub struct Java;

impl Language for Java {
    fn id(&self) -> &'static str {
        "java"
    }

    fn support(&self) -> Support {
        Support::ALL
    }

    fn modes(&self) -> Modes {
        Modes::ASYNC
    }

    fn generate(&self, world: &World, _options: &Options) -> Result<FileSet, GenerateError> {
        self.accept(world)?;
        let plan = Plan::with(world, self.modes());
        let names = Names::new(world);
        let mut files = FileSet::new();
        decl::write(&mut files, world, &plan, &names);
        glue::write(&mut files, world, &plan, &names);
        http::write(&mut files, world, &names);
        let stack = [STACK];
        let own = if world.is_concurrent() { TASKS } else { &stack };
        for (name, text) in RUNTIME.iter().chain(own) {
            files.insert(format!("{}/witloom/rt/{name}.java", decl::ROOT), format!("{}\n\n{text}", decl::NOTICE));
        }
        Ok(files)
    }
}
