//! `fuzz` on a language that answers every call with zeros: what it finds, it reduces, and it can be played again.

use std::fmt::Write as _;
use std::time::Duration;

use witloom_bindgen::guest::{GuestWriter, Script};
use witloom_bindgen::model::Core;
use witloom_bindgen::plan::{Call, Step};
use witloom_bindgen::{FileSet, GenerateError, Language, Options as Settings, Plan, Support, Wit, World};
use witloom_component::encode::{EncodeOptions, encode};
use witloom_component::{BuildError, Built, Driver, Job};
use witloom_project::registry::Registry;
use witloom_test_matrix::draw::suite::{Case, number};
use witloom_test_matrix::fuzz::{FuzzOptions, fuzz};
use witloom_test_matrix::{LinkChoice, Options, State, run};

/// A language whose guests take anything and answer zeros.
#[derive(Debug)]
struct Zeros;

const FRAME: &str = r#"
  (memory (export "memory") 512)
  (global $next (mut i32) (i32.const 65536))
  (func (export "cabi_realloc") (param i32 i32 i32) (param $size i32) (result i32)
    (local $at i32)
    (local.set $at (i32.and (i32.add (global.get $next) (i32.const 15)) (i32.const -16)))
    (global.set $next (i32.add (local.get $at) (local.get $size)))
    (local.get $at))
"#;

fn module(world: &World) -> String {
    let mut text = format!("(module {FRAME}");
    let plan = Plan::new(world);
    let exported = |call: &&Call| call.steps.iter().any(|step| matches!(step, Step::CallUser));
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
    text + ")"
}

impl Language for Zeros {
    fn id(&self) -> &'static str {
        "zeros"
    }

    fn support(&self) -> Support {
        Support::default()
    }

    fn generate(&self, _: &World, _: &Settings) -> Result<FileSet, GenerateError> {
        Ok(FileSet::new())
    }
}

impl GuestWriter for Zeros {
    fn guest(&self, world: &World, _: &Script) -> Result<FileSet, GenerateError> {
        let mut files = FileSet::new();
        files.insert("module.wat", module(world));
        Ok(files)
    }
}

impl Driver for Zeros {
    fn language(&self) -> &dyn Language {
        self
    }

    fn manifest(&self) -> &'static str {
        "id = \"zeros\"\nname = \"Zeros\"\nextensions = []\n"
    }

    fn build(&self, job: &Job<'_>) -> Result<Built, BuildError> {
        let module = wat::parse_file(job.source.join("module.wat")).expect("the text is a module");
        let component = encode(&module, job.world.wit.resolve(), job.world.world_id, &EncodeOptions::default())?;
        Ok(Built { component, warnings: Vec::new() })
    }

    fn guest_writer(&self) -> Option<&dyn GuestWriter> {
        Some(self)
    }
}

#[test]
fn findings_are_reduced_and_can_be_played_again() {
    let (cache, out) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let registry = Registry::of(vec![Box::new(Zeros)]);
    let options = Options {
        link: LinkChoice::Host,
        vectors: 6,
        seed: 5,
        time: Duration::from_secs(10),
        cache: cache.path().to_owned(),
        scenarios: &[],
        whole: false,
        ..Options::default()
    };
    let drawn = FuzzOptions { run: options.clone(), count: 6, out: out.path().to_owned() };
    let findings = fuzz(&registry, &drawn, &|_| {}).unwrap();
    assert!(!findings.is_empty(), "some function has a result");
    for finding in findings {
        assert_eq!(
            (finding.cell.caller.as_str(), finding.cell.state),
            ("host", State::Fail),
            "{}",
            finding.cell.detail
        );
        assert!(finding.cell.detail.contains("expected"), "{}", finding.cell.detail);
        assert!(finding.wit.contains("func() ->"), "parameters are not to blame:\n{}", finding.wit);
        let words = std::fs::read_to_string(finding.folder.join("README.md")).unwrap();
        assert!(words.contains("witloom matrix --wit case.wit --langs zeros"), "{words}");
        let mut cases = vec![Case::new("again", &Wit::load(&finding.folder.join("case.wit")).unwrap()).unwrap()];
        number(&mut cases);
        let again = run(&registry, &cases, &options, &|_| {}).unwrap();
        let failing: Vec<_> = again.unexpected().map(|cell| (cell.caller.as_str(), cell.state)).collect();
        assert_eq!(failing, [("host", State::Fail)], "{}\n{}\n{:?}", finding.wit, finding.cell.detail, again.cells);
    }
}
