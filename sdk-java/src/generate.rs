//! The [`Language`] implementation.

use witloom_bindgen::{FileSet, GenerateError, Language, Limit, Options, Plan, Support, World};

use crate::names::Names;
use crate::{decl, glue};

/// The runtime's sources, which are generated with the bindings.
pub(crate) const RUNTIME: &[(&str, &str)] = &[
    ("Arena", include_str!("../runtime/witloom/rt/Arena.java")),
    ("Cores", include_str!("../runtime/witloom/rt/Cores.java")),
    ("Handle", include_str!("../runtime/witloom/rt/Handle.java")),
    ("Held", include_str!("../runtime/witloom/rt/Held.java")),
    ("Lift", include_str!("../runtime/witloom/rt/Lift.java")),
    ("Lower", include_str!("../runtime/witloom/rt/Lower.java")),
    ("Maps", include_str!("../runtime/witloom/rt/Maps.java")),
    ("Maths", include_str!("../runtime/witloom/rt/Maths.java")),
    ("Mem", include_str!("../runtime/witloom/rt/Mem.java")),
    ("Objects", include_str!("../runtime/witloom/rt/Objects.java")),
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
        Support::SYNC
    }

    fn reasons(&self) -> &'static [Limit] {
        const TASKS: &str = "its runtime has no tasks yet; finished components with them run";
        &[
            Limit { kind: "`async func`", why: TASKS },
            Limit { kind: "`stream`", why: TASKS },
            Limit { kind: "`future`", why: TASKS },
        ]
    }

    fn generate(&self, world: &World, _options: &Options) -> Result<FileSet, GenerateError> {
        self.accept(world)?;
        let plan = Plan::new(world);
        let names = Names::new(world);
        let mut files = FileSet::new();
        decl::write(&mut files, world, &plan, &names);
        glue::write(&mut files, world, &plan, &names);
        for (name, text) in RUNTIME {
            files.insert(format!("{}/witloom/rt/{name}.java", decl::ROOT), format!("{}\n\n{text}", decl::NOTICE));
        }
        Ok(files)
    }
}
