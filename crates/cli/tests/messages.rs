//! What the command says: exit code, stdout and stderr of whole runs.

use std::path::Path;
use std::process::Command;

const MANIFEST: &str = r#"[app]
name = "shop"
entry = "gateway"

[components.gateway]
lang = "wasm"
path = "gateway.wat"
world = "shop:app/gateway"

[components.pricing]
lang = "wasm"
path = "pricing.wat"
world = "shop:app/pricing"
"#;

const WIT: &str = "package shop:app;

interface rates {
  get: func(of: u32) -> u32;
}

world gateway {
  import rates;
  export run: func(of: u32) -> u32;
}

world pricing {
  export rates;
}
";

const GATEWAY: &str = r#"(module
  (import "shop:app/rates" "get" (func $get (param i32) (result i32)))
  (func (export "run") (param i32) (result i32) local.get 0 call $get))"#;

const PRICING: &str = r#"(module
  (func (export "shop:app/rates#get") (param i32) (result i32) i32.const 84 local.get 0 i32.div_u))"#;

/// An app in a folder of its own, with a cache folder of its own.
struct App {
    folder: tempfile::TempDir,
}

impl App {
    fn new() -> Self {
        let app = Self { folder: tempfile::tempdir().expect("a folder") };
        app.write("witloom.toml", MANIFEST);
        app.write("wit/app.wit", WIT);
        app.write("gateway.wat", GATEWAY);
        app.write("pricing.wat", PRICING);
        app
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().expect("files lie in folders")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    }

    /// Runs `witloom` in the app's folder; exit code and both streams.
    fn witloom(&self, args: &[&str]) -> String {
        self.command(Command::new(env!("CARGO_BIN_EXE_witloom")).args(args))
    }

    fn command(&self, command: &mut Command) -> String {
        let command = command.current_dir(self.path()).env("XDG_CACHE_HOME", self.path().join("user-cache"));
        let output = command.env_remove("RUST_BACKTRACE").output().expect("the command starts");
        let streams = [("stdout", output.stdout), ("stderr", output.stderr)];
        let mut text = format!("exit: {}\n", output.status.code().unwrap_or(-1));
        for (name, bytes) in streams {
            text += &format!("--- {name}\n{}", String::from_utf8_lossy(&bytes));
        }
        text.replace(&self.path().display().to_string(), "APP")
    }
}

#[test]
fn builds_and_calls() {
    let app = App::new();
    insta::assert_snapshot!("invoke", app.witloom(&["run", "--invoke", "run(2)"]));
    insta::assert_snapshot!("invoke_json", app.witloom(&["run", "--format", "json", "--invoke", "run(2)"]));
    insta::assert_snapshot!("build_again", app.witloom(&["build"]));
    insta::assert_snapshot!("inspect", app.witloom(&["inspect", ".witloom/build/dev/shop.wasm"]));
    insta::assert_snapshot!("inspect_wit", app.witloom(&["inspect", "--wit", ".witloom/build/dev/shop.wasm"]));
    insta::assert_snapshot!("plan", app.witloom(&["bindgen", "pricing", "--emit", "plan"]));
    insta::assert_snapshot!("check", app.witloom(&["bindgen", "--check"]));
}

#[test]
fn packages_are_taken_over() {
    let app = App::new();
    app.write("catalog/wit/catalog.wit", "package acme:catalog@1.0.0;\n\n// Kept.\ninterface items { use acme:base/ids.{id}; use wasi:clocks/types@0.3.0.{duration}; f: func(id: id) -> duration; }\n");
    app.write("catalog/wit/deps/base/a.wit", "package acme:base;\ninterface ids { type id = u32; }\n");
    app.write("catalog/wit/deps/clocks.wit", &witloom_wasi("wasi:clocks@0.3.0"));
    let add = |package: &str| app.witloom(&["wit", "add", package]);
    let added = [add("catalog/wit"), add("catalog/wit")];
    app.write("wit/app.wit", &WIT.replace("import rates;", "import rates;\n  import acme:catalog/items@1.0.0;"));
    insta::assert_snapshot!("wit_add", added.concat() + &app.witloom(&["wit", "show", "acme:catalog"]));
    assert!(!app.path().join("wit/deps/clocks.wit").exists() && !app.path().join("wit/deps/wasi-clocks").exists());
    assert!(app.witloom(&["bindgen", "--emit", "plan", "gateway"]).contains("exit: 0"));
    app.write("catalog/wit/deps/base/a.wit", "package acme:base;\ninterface ids { type id = u64; }\n");
    app.write("broken.wit", "package acme:broken;\ninterface i { use acme:nowhere/types.{t}; }\n");
    app.write("catalog/none.txt", "");
    let refused =
        ["catalog/wit", "broken.wit", "acme:orders@1.0.0", "wasi:http", "wasi:htp@0.3.0", "nowhere", "catalog"];
    insta::assert_snapshot!("wit_add_refused", refused.map(add).concat());
    assert!(!app.path().join("wit/deps/acme-broken").exists(), "nothing is left of it");
}

/// The text of one of WASI's packages.
fn witloom_wasi(name: &str) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_witloom")).args(["wit", "show", name]).output();
    String::from_utf8(output.expect("the command starts").stdout).expect("text")
}

#[test]
fn a_trap_names_the_component() {
    let app = App::new();
    insta::assert_snapshot!(app.witloom(&["run", "--invoke", "run(0)"]));
}

#[test]
fn a_component_with_the_gc_option_runs_as_it_is() {
    let app = App::new();
    app.write("gc.wat", include_str!("../../../host-gc/tests/lower/exports/gc.wat"));
    let component = wat::parse_file(app.path().join("gc.wat")).expect("the text is a component");
    std::fs::write(app.path().join("gc.wasm"), component).expect("a file");
    insta::assert_snapshot!(app.witloom(&["run", "gc.wasm", "--invoke", "echo(\"grüße\")"]));
}

#[test]
fn gc_modules_are_a_language() {
    let app = App::new();
    app.write(
        "witloom.toml",
        &MANIFEST.replace("lang = \"wasm\"\npath = \"gateway.wat\"", "lang = \"wasm-gc\"\npath = \"gateway\""),
    );
    app.write(
        "wit/app.wit",
        &WIT.replace("export run: func(of: u32) -> u32;", "export run: func(of: list<u32>) -> u32;"),
    );
    app.write(
        "gateway/main.wat",
        r#"(module
  (type $numbers (array (mut i32)))
  (import "shop:app/rates" "get" (func $get (param i32) (result i32)))
  (func (export "run") (param (ref $numbers)) (result i32)
    (call $get (array.len (local.get 0)))))"#,
    );
    insta::assert_snapshot!("gc_module", app.witloom(&["run", "--invoke", "run([1, 2])"]));
    app.write("gateway/main.wat", "(module (func (export \"run\") (param i32) (result i32) (local.get 0)))");
    insta::assert_snapshot!("gc_module_refused", app.witloom(&["build"]));
}

#[test]
fn wrong_calls() {
    let app = App::new();
    insta::assert_snapshot!("unknown_export", app.witloom(&["run", "--invoke", "rnu(2)"]));
    insta::assert_snapshot!("wrong_argument", app.witloom(&["run", "--invoke", "run(\"tea\")"]));
    let misfits: Vec<String> = [r#"run()"#, r#"run(1, 2)"#, r#"run(1"#, r#"run([1])"#, "run(-1)"]
        .iter()
        .map(|call| app.witloom(&["run", "--invoke", call]))
        .collect();
    insta::assert_snapshot!("misfits", misfits.join("\n"));
    insta::assert_snapshot!("no_command", app.witloom(&["run"]));
}

#[test]
fn arguments_are_explained_by_the_types() {
    let app = App::new();
    app.write(
        "witloom.toml",
        "[app]\nname = \"types\"\n\n[components.all]\nlang = \"wasm\"\npath = \"all.wat\"\nworld = \"a:types/all\"\n",
    );
    app.write(
        "wit/app.wit",
        "package a:types;\nworld all {\n  import kinds;\n  export f: func(a: order, n: u8);\n  use kinds.{order};\n}\n\
         interface kinds {\n  record order { size: tuple<f32, f32>, kind: kind, tags: list<option<string>> }\n  \
         enum kind { small, large }\n}\n",
    );
    app.write(
        "all.wat",
        "(module (memory (export \"memory\") 1) (func (export \"cabi_realloc\") (param i32 i32 i32 i32) (result i32) \
         i32.const 1024) (func (export \"f\") (param f32 f32 i32 i32 i32 i32)))",
    );
    let order = "{size: (1, 2), kind: huge, tags: []}";
    let misfits: Vec<String> =
        [format!("f({order}, 1)"), "f(1, 1)".to_owned(), "f({size: (1, 2), kind: small, tags: []}, 300)".to_owned()]
            .iter()
            .map(|call| app.witloom(&["run", "--invoke", call]))
            .collect();
    insta::assert_snapshot!("misfits_of_records", misfits.join("\n"));
}

#[test]
fn bad_manifest() {
    let app = App::new();
    app.write("witloom.toml", &MANIFEST.replace("world =", "wrold ="));
    insta::assert_snapshot!("bad_manifest", app.witloom(&["build"]));
    insta::assert_snapshot!("bad_manifest_json", app.witloom(&["build", "--format", "json"]));
}

#[test]
fn unknown_world() {
    let app = App::new();
    app.write("witloom.toml", &MANIFEST.replace("shop:app/pricing", "shop:app/prcing"));
    insta::assert_snapshot!(app.witloom(&["build"]));
}

#[test]
fn wit_syntax_error() {
    let app = App::new();
    app.write("wit/app.wit", &WIT.replace("export rates;", "export rates"));
    insta::assert_snapshot!(app.witloom(&["build"]));
}

#[test]
fn missing_exports_of_two_components() {
    let app = App::new();
    app.write("gateway.wat", "(module)");
    app.write("pricing.wat", "(module)");
    insta::assert_snapshot!(app.witloom(&["build"]));
}

#[test]
fn ambiguous_import() {
    let app = App::new();
    let mock = "\n[components.mock]\nlang = \"wasm\"\npath = \"pricing.wat\"\nworld = \"shop:app/pricing\"\n";
    app.write("witloom.toml", &format!("{MANIFEST}{mock}"));
    insta::assert_snapshot!("ambiguous_import", app.witloom(&["build"]));
    let link = "\n[links.gateway]\n\"shop:app/rates\" = \"mock\"\n";
    app.write("witloom.toml", &format!("{MANIFEST}{mock}{link}"));
    insta::assert_snapshot!("ambiguous_import_linked", app.witloom(&["run", "--invoke", "run(42)"]));
}

#[test]
fn not_a_wasm_file() {
    let app = App::new();
    app.write("notes.wasm", "#!/bin/sh\n");
    insta::assert_snapshot!("not_wasm_inspect", app.witloom(&["inspect", "notes.wasm"]));
    insta::assert_snapshot!("not_wasm_run", app.witloom(&["run", "notes.wasm"]));
    insta::assert_snapshot!("no_such_file", app.witloom(&["run", "nothing.wasm"]));
    app.write("witloom.toml", &MANIFEST.replace("pricing.wat", "notes.wasm"));
    insta::assert_snapshot!("not_wasm_component", app.witloom(&["build"]));
}

#[test]
fn inspect_takes_an_app() {
    let app = App::new();
    insta::assert_snapshot!("inspect_not_built", app.witloom(&["inspect", "."]));
    app.witloom(&["build"]);
    let by_file = app.witloom(&["inspect", ".witloom/build/dev/shop.wasm"]);
    assert_eq!(app.witloom(&["inspect", "."]), by_file);
    assert_eq!(app.witloom(&["inspect", "witloom.toml"]), by_file);
}

#[test]
fn names_in_files_are_no_terminal_commands() {
    let app = App::new();
    let text = r#"(component (import "url=<a\u{1b}[31m\u{9b}2J\u{202e}>" (func)) (@custom "producers" "x"))"#;
    std::fs::write(app.path().join("odd.wasm"), wat::parse_str(text).expect("a component")).expect("a file");
    for args in [&["inspect", "odd.wasm"][..], &["inspect", "--wit", "odd.wasm"], &["run", "odd.wasm"]] {
        let said = app.witloom(args);
        let obeyed = said.chars().find(|c| (c.is_control() && *c != '\n') || *c == '\u{202e}');
        assert_eq!(obeyed, None, "{said:?}");
    }
    insta::assert_snapshot!("inspect_odd_names", app.witloom(&["inspect", "odd.wasm"]));
}

#[test]
fn deeply_nested_components_are_refused_by_all_who_read_them() {
    let app = App::new();
    // Each level is a component section (id 4) with the level below in it.
    let leb = |mut n: usize| {
        let mut bytes = Vec::new();
        while n >= 0x80 {
            bytes.push(n as u8 | 0x80);
            n >>= 7;
        }
        bytes.push(n as u8);
        bytes
    };
    let mut nested = b"\0asm\x0d\0\x01\0".to_vec();
    for _ in 0..30_000 {
        let mut outer = b"\0asm\x0d\0\x01\0\x04".to_vec();
        outer.extend(leb(nested.len()));
        outer.append(&mut nested);
        nested = outer;
    }
    std::fs::write(app.path().join("nested.wasm"), nested).expect("a file");
    insta::assert_snapshot!("inspect_nested", app.witloom(&["inspect", "nested.wasm"]));
    insta::assert_snapshot!("run_nested", app.witloom(&["run", "nested.wasm"]));
    insta::assert_snapshot!("lower_nested", app.witloom(&["gc", "lower", "nested.wasm", "-o", "out.wasm"]));
    app.write("witloom.toml", &MANIFEST.replace("\"pricing.wat\"", "\"nested.wasm\""));
    insta::assert_snapshot!("build_nested", app.witloom(&["build"]));
}

#[test]
fn missing_tool() {
    let app = App::new();
    app.write("witloom.toml", &MANIFEST.replacen("lang = \"wasm\"\npath = \"gateway.wat\"", "lang = \"go\"", 1));
    app.write("gateway/go.mod", "module gateway\n\ngo 1.24\n");
    let mut command = Command::new(env!("CARGO_BIN_EXE_witloom"));
    insta::assert_snapshot!(app.command(command.arg("build").env("PATH", app.path())));
}

#[test]
fn full_disk() {
    let app = App::new();
    let witloom = env!("CARGO_BIN_EXE_witloom");
    // No file may be written: the system answers as it does when the disk is full.
    let script = format!("trap '' XFSZ; ulimit -f 0; exec '{witloom}' build");
    insta::assert_snapshot!("full_disk", app.command(Command::new("sh").args(["-c", &script])));
    insta::assert_snapshot!("full_disk_then_room", app.witloom(&["build"]));
}

#[test]
fn usage() {
    let app = App::new();
    insta::assert_snapshot!("unknown_component", app.witloom(&["build", "pricng"]));
    insta::assert_snapshot!("bad_size", app.witloom(&["run", "--memory", "lots"]));
    insta::assert_snapshot!("new_not_empty", app.witloom(&["new", "wit", "--lang", "go"]));
    insta::assert_snapshot!("new_bad_name", app.witloom(&["new", "My_App", "--lang", "go"]));
    insta::assert_snapshot!("new_unknown_language", app.witloom(&["new", "my-app", "--lang", "pyhton"]));
}

#[test]
fn a_new_app_here_in_languages_as_people_call_them() {
    let app = App::new();
    app.write("my-app/.git/config", "");
    let mut here = Command::new(env!("CARGO_BIN_EXE_witloom"));
    here.args(["new", ".", "--lang", "golang,typescript"]).current_dir(app.path().join("my-app"));
    let output = here.output().expect("the command starts");
    let text = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    insta::assert_snapshot!("new_here", text);
    insta::assert_snapshot!("new_unknown_alias", app.witloom(&["new", "other", "--lang", "typscript"]));
}

#[test]
fn the_app_goes_where_it_is_asked_to() {
    let app = App::new();
    app.witloom(&["build", "--out", "dist/shop.wasm"]);
    insta::assert_snapshot!("out_run", app.witloom(&["run", "dist/shop.wasm", "--invoke", "run(2)"]));
    app.witloom(&["build", "pricing", "--out", "dist/pricing.wasm"]);
    assert!(app.path().join("dist/pricing.wasm").is_file());
    insta::assert_snapshot!("out_of_several", app.witloom(&["build", "pricing", "gateway", "--out", "x.wasm"]));
}

#[test]
fn a_missing_wit_folder_is_said_once() {
    let app = App::new();
    std::fs::rename(app.path().join("wit"), app.path().join("tiw")).expect("renamed");
    insta::assert_snapshot!("no_wit", app.witloom(&["build"]));
}

#[test]
fn an_app_of_finished_components_needs_no_wit() {
    let app = App::new();
    app.witloom(&["build"]);
    for name in ["gateway", "pricing"] {
        let built = app.path().join(format!(".witloom/build/dev/components/{name}.wasm"));
        std::fs::copy(built, app.path().join(format!("{name}.wasm"))).expect("a copy");
    }
    std::fs::remove_dir_all(app.path().join("wit")).expect("removed");
    app.write("witloom.toml", &MANIFEST.replace(".wat", ".wasm"));
    insta::assert_snapshot!("finished", app.witloom(&["run", "--invoke", "run(2)"]));
}

#[test]
fn gated_items_are_said_and_switched_on() {
    let app = App::new();
    let gated = "@unstable(feature = twice)\n  export twice: func() -> u32;";
    app.write("wit/app.wit", &WIT.replace("world gateway {", &format!("world gateway {{\n  {gated}")));
    let twice = "(func (export \"twice\") (result i32) i32.const 2)\n  (func (export \"run\")";
    app.write("gateway.wat", &GATEWAY.replace("(func (export \"run\")", twice));
    insta::assert_snapshot!("gated", app.witloom(&["run", "--invoke", "run(2)"]));
    app.write("witloom.toml", &MANIFEST.replace("entry =", "features = [\"twice\"]\nentry ="));
    insta::assert_snapshot!("ungated", app.witloom(&["run", "--invoke", "twice()"]));
}

#[test]
fn versions_of_one_world_must_be_told_apart() {
    let app = App::new();
    for version in ["1.0.0", "2.0.0"] {
        let wit = format!("package their:sdk@{version};\nworld service {{ export run: func(of: u32) -> u32; }}\n");
        app.write(&format!("wit/deps/sdk-{version}/sdk.wit"), &wit);
    }
    app.write("witloom.toml", &MANIFEST.replace("shop:app/gateway", "their:sdk/service"));
    insta::assert_snapshot!("ambiguous_world", app.witloom(&["build"]));
}

#[test]
fn two_components_in_one_folder_are_refused() {
    let app = App::new();
    let manifest = MANIFEST.replace("lang = \"wasm\"", "lang = \"wasm-gc\"");
    app.write("witloom.toml", &manifest.replace("gateway.wat", "./code").replace("pricing.wat", "x/../code"));
    insta::assert_snapshot!("one_folder", app.witloom(&["build"]));
}

#[cfg(unix)]
#[test]
fn what_has_no_end_is_not_read() {
    let app = App::new();
    app.write("witloom.toml", &MANIFEST.replace("gateway.wat", "/dev/zero"));
    insta::assert_snapshot!("endless_component", app.witloom(&["build"]));
    app.write("witloom.toml", MANIFEST);
    std::os::unix::fs::symlink("/dev/zero", app.path().join("wit/zero.wit")).expect("a link");
    insta::assert_snapshot!("endless_wit", app.witloom(&["build"]));
}

#[test]
fn a_link_for_an_import_that_the_compiler_left_out_is_no_error() {
    let app = App::new();
    app.write("gateway.wat", "(module (func (export \"run\") (param i32) (result i32) local.get 0))");
    app.write("witloom.toml", &format!("{MANIFEST}\n[links.gateway]\n\"shop:app/rates\" = \"pricing\"\n"));
    insta::assert_snapshot!("link_left_out", app.witloom(&["run", "--invoke", "run(2)"]));
}

#[test]
fn one_interface_under_two_names_is_two_imports() {
    let app = App::new();
    let named = "import cheap: rates;\n  import dear: rates;";
    app.write("wit/app.wit", &WIT.replace("import rates;", named));
    app.write(
        "gateway.wat",
        r#"(module
  (import "cheap" "get" (func $cheap (param i32) (result i32)))
  (import "dear" "get" (func $dear (param i32) (result i32)))
  (func (export "run") (param i32) (result i32)
    (i32.sub (call $dear (local.get 0)) (call $cheap (local.get 0)))))"#,
    );
    app.write("dear.wat", &PRICING.replace("84", "184"));
    let dear = "[components.dear]\nlang = \"wasm\"\npath = \"dear.wat\"\nworld = \"shop:app/pricing\"\n";
    app.write("witloom.toml", &format!("{MANIFEST}\n{dear}"));
    insta::assert_snapshot!("named_imports_ambiguous", app.witloom(&["run", "--invoke", "run(2)"]));
    let links = "[links.gateway]\ncheap = \"pricing\"\ndear = \"dear\"\n";
    app.write("witloom.toml", &format!("{MANIFEST}\n{dear}\n{links}"));
    insta::assert_snapshot!("named_imports", app.witloom(&["run", "--invoke", "run(2)"]));
}
