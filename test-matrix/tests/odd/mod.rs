//! Languages whose guests are core modules, each odd in its own way.

use witloom_bindgen::guest::{GuestWriter, Script};
use witloom_bindgen::{FileSet, GenerateError, Language, Options, Support, World};
use witloom_component::encode::{EncodeOptions, encode};
use witloom_component::{BuildError, Built, Driver, Job};
use witloom_project::registry::Registry;

/// A language.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Odd {
    /// Its name says what its callee does.
    pub(crate) id: &'static str,
    manifest: &'static str,
    /// The fields of the callee's module besides the control interface.
    callee: &'static str,
    /// Its `expectations.toml`.
    pub(crate) expectations: &'static str,
}

macro_rules! odd {
    ($id:literal, $callee:expr) => {
        odd!($id, $callee, "")
    };
    ($id:literal, $callee:expr, $more:literal) => {
        Odd {
            id: $id,
            manifest: concat!("id = \"", $id, "\"\nname = \"", $id, "\"\nextensions = []\n", $more),
            callee: $callee,
            expectations: "",
        }
    };
}

macro_rules! take {
    ($body:literal) => {
        concat!(r#"(func (export "bad:guests/numbers@0.1.0#take") (param i32) "#, $body, ")")
    };
}

const FLOOD: &str = r#"(import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
  (data (i32.const 256) "\00\02\00\00\00\10\00\00")
  (func $flood (param $times i32)
    (loop $again
      (drop (call $write (i32.const 1) (i32.const 256) (i32.const 1) (i32.const 264)))
      (br_if $again (local.tee $times (i32.sub (local.get $times) (i32.const 1))))))"#;

/// All of them, the good one first.
pub(crate) const ALL: &[Odd] = &[
    odd!("good", take!("")),
    odd!("hangs", take!("(loop (br 0))")),
    odd!("floods", take!("(call $flood (i32.const 300))")),
    odd!("floods-and-hangs", take!("(call $flood (i32.const -1))")),
    odd!("hoards", take!("(loop (br_if 0 (i32.ne (memory.grow (i32.const 256)) (i32.const -1)))) unreachable")),
    odd!("traps-at-start", concat!(take!(""), "(func $start unreachable) (start $start)")),
    odd!("lacks-an-export", ""),
    odd!("does-not-compile", "broken"),
    odd!(
        "has-no-toolchain",
        take!(""),
        "[tools.nothing]\nprobe = [\"witloom-has-no-such-tool\"]\nversion = '(.*)'\nhint = \"there is none\"\n"
    ),
];

/// A registry of these languages alone.
pub(crate) fn registry(languages: &[Odd]) -> Registry {
    Registry::of(languages.iter().map(|language| Box::new(*language) as Box<dyn Driver>).collect())
}

impl Odd {
    fn module(&self, world: &World) -> String {
        let memory = r#"(memory (export "memory") 1)"#;
        if world.short_name == "caller" {
            return format!(
                r#"(module {memory}
                  (func (export "witloom:matrix/player#play") (param i32 i32) (result i32) i32.const 64))"#
            );
        }
        // Imports come first in a module.
        let flood = if self.callee.contains("$flood") { FLOOD } else { "" };
        let callee = self.callee;
        format!(
            r#"(module {flood} {memory} {callee}
              (func (export "witloom:matrix/control#expect") (param i32 i32))
              (func (export "witloom:matrix/control#complaint") (result i32) i32.const 64))"#
        )
    }
}

impl Language for Odd {
    fn id(&self) -> &'static str {
        self.id
    }

    fn support(&self) -> Support {
        Support::default()
    }

    fn generate(&self, _: &World, _: &Options) -> Result<FileSet, GenerateError> {
        Ok(FileSet::new())
    }
}

impl GuestWriter for Odd {
    fn guest(&self, world: &World, _: &Script) -> Result<FileSet, GenerateError> {
        let mut files = FileSet::new();
        files.insert("module.wat", self.module(world));
        Ok(files)
    }
}

impl Driver for Odd {
    fn language(&self) -> &dyn Language {
        self
    }

    fn manifest(&self) -> &'static str {
        self.manifest
    }

    fn build(&self, job: &Job<'_>) -> Result<Built, BuildError> {
        if self.manifest.contains("nothing") {
            job.tools.path("nothing")?;
        }
        if self.callee == "broken" {
            return Err(BuildError::user_code("value.txt:1: not a number", "write a number"));
        }
        let path = job.source.join("module.wat");
        let module = wat::parse_file(&path).expect("the text is a module");
        let component = encode(&module, job.world.wit.resolve(), job.world.world_id, &EncodeOptions::default())?;
        Ok(Built { component, warnings: Vec::new() })
    }

    fn guest_writer(&self) -> Option<&dyn GuestWriter> {
        Some(self)
    }

    fn expectations(&self) -> &'static str {
        self.expectations
    }
}
