//! Components with the `gc` option, lowered and run under every collector. Each has a linear twin that must
//! give the same answers to the same script.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that can't go on says so")]

use crate::support;

use std::path::Path;

use support::{COLLECTORS, read, run};
use wasmparser::{Validator, WasmFeatures};
use witloom_diag::{Colour, render};
use witloom_host_gc::engine::Preset;
use witloom_host_gc::{lower, needs_lower};

#[test]
fn components() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/lower");
    let mut folders: Vec<_> = std::fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    let mut failures = Vec::new();
    for folder in folders {
        let gc = wat::parse_str(read(&folder, "gc.wat")).unwrap();
        let script = read(&folder, "script.txt");
        let todays = WasmFeatures::all() & !WasmFeatures::CM_GC;
        assert!(Validator::new_with_features(todays).validate_all(&gc).is_err(), "it does use the option");
        let lowered = lower(&gc).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        assert_eq!(public_type(&gc), public_type(&lowered), "{}", folder.display());
        assert!(needs_lower(&gc) && !needs_lower(&lowered));
        assert_eq!(lower(&lowered).unwrap(), lowered, "nothing is left to lower");
        let twin = wat::parse_file(folder.join("linear.wat")).unwrap();
        assert_eq!(public_type(&twin), public_type(&gc), "{}", folder.display());
        run(&twin, &script, COLLECTORS[0]).unwrap_or_else(|error| panic!("{} (twin): {error:?}", folder.display()));
        for collector in COLLECTORS {
            if let Err(error) = run(&lowered, &script, collector) {
                failures.push(format!("{} ({collector:?}): {error:?}", folder.display()));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

/// The component's imports and exports as WIT.
fn public_type(component: &[u8]) -> String {
    match wit_component::decode(component).unwrap() {
        wit_component::DecodedWasm::Component(resolve, world) => {
            let package = resolve.worlds[world].package.unwrap();
            let mut printer = wit_component::WitPrinter::default();
            printer.print(&resolve, package, &[]).unwrap();
            printer.output.to_string()
        }
        wit_component::DecodedWasm::WitPackage(..) => panic!("a WIT package"),
    }
}

#[test]
fn refusals() {
    let component = |lift: &str, ty: &str| {
        format!(
            "(component
                (core module $m (type $s (array i8)) (func (export \"f\") (param (ref $s)) unreachable) \
                    (func (export \"post\")))
                (core instance $i (instantiate $m))
                (type $ft {ty})
                (func (type $ft) (canon lift (core func $i \"f\") gc {lift})))"
        )
    };
    let string = "(func (param \"s\" string))";
    let cases = [
        component("", string),
        component("(post-return (core func $i \"post\"))", string),
        component("", "(func (param \"s\" u8))"),
        component("async", "(func async (param \"s\" string))"),
        "(module)".to_owned(),
        "(component".to_owned(),
    ];
    let text: String =
        cases.iter().map(|text| render(&lower(text.as_bytes()).unwrap_err(), Colour::Never) + "\n").collect();
    insta::assert_snapshot!(text);
}

/// What the option's unfinished implementation in wasmtime would make of these is never found out.
#[test]
fn engines_refuse_what_is_not_lowered() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/lower");
    for preset in Preset::ALL {
        let mut config = wasmtime::Config::new();
        preset.apply(&mut config);
        let engine = wasmtime::Engine::new(&config).unwrap();
        for entry in std::fs::read_dir(&root).unwrap() {
            let gc = wat::parse_str(read(&entry.unwrap().path(), "gc.wat")).unwrap();
            let refused = wasmtime::component::Component::new(&engine, &gc);
            let Err(error) = refused else { panic!("the option is off") };
            assert!(format!("{error:?}").contains("gc"), "{error:?}");
        }
    }
}

/// Forms of a supertype without declared subtypes: those of upstream's own tests.
#[test]
fn bare_supertypes() {
    let wits =
        ["(option u32)", "(result u32 (error u8))", "(variant (case \"a\" bool) (case \"b\" bool) (case \"c\" u8))"];
    let cores = [
        "(core type $c (struct)) (core type $f (func (param (ref $c))))",
        "(core type $c (struct)) (core type $f (func (param (ref null $c))))",
        "(core rec (type $c (struct)) (type $f (func (param (ref $c)))))",
        "(core type $base (sub (struct))) (core type $c (sub $base (struct))) (core type $f (func (param (ref $c))))",
    ];
    for wit in wits {
        for core in cores {
            let text = format!(
                "(component (type $w {wit}) {core}
                    (import \"i\" (instance $i (export \"t\" (type $t (eq $w))) (export \"f\" (func (param \"x\" $t)))))
                    (core func (canon lower (func $i \"f\") gc (core-type $f))))"
            );
            lower(text.as_bytes()).unwrap_or_else(|error| panic!("{text}: {error}"));
        }
    }
}
