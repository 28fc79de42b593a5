//! What a build runs, what it takes from its cache, and what is left when it fails.

use crate::support::{App, find};
use witloom_component::encode::{EncodeOptions, encode};
use witloom_project::graph::{BuildOptions, Loose, build_loose};
use witloom_project::lock::Locking;

#[test]
fn a_further_language_is_one_line_and_builds() {
    let app = App::new();
    let (file, ran) = app.build();
    assert_eq!(ran, ["gateway", "pricing", "shop"]);
    let report = witloom_component::inspect::inspect("shop", &std::fs::read(file).unwrap()).unwrap();
    assert_eq!(report.exports, ["run"]);
    let mut parts: Vec<_> = report.parts.iter().map(|part| part.name.as_str()).collect();
    parts.sort_unstable();
    assert_eq!(parts, ["gateway", "pricing"]);
}

#[test]
fn runs_only_what_changed() {
    let app = App::new();
    let (file, _) = app.build();
    let first = std::fs::read(&file).unwrap();
    assert!(app.build().1.is_empty(), "nothing changed");
    app.write("pricing/value.txt", "43");
    assert_eq!(app.build().1, ["pricing", "shop"]);
    assert_ne!(std::fs::read(&file).unwrap(), first);
    app.write("pricing/value.txt", "42");
    assert!(app.build().1.is_empty(), "an earlier result is still known");
    assert_eq!(std::fs::read(&file).unwrap(), first);
}

#[test]
fn a_change_that_changes_no_component_composes_nothing() {
    let app = App::new();
    app.build();
    app.write("gateway/value.txt", "2");
    assert_eq!(app.build().1, ["gateway"], "the entry ignores its value: the same bytes come out");
}

#[test]
fn the_world_options_and_profile_are_inputs() {
    let app = App::new();
    app.build();
    app.write("witloom.toml", &format!("{}\n[components.pricing.options]\nx = \"1\"\n", crate::support::MANIFEST));
    assert_eq!(app.build().1, ["pricing"]);
    let release = BuildOptions { profile: witloom_component::Profile::Release, ..BuildOptions::default() };
    assert_eq!(app.build_with(&release).1, ["gateway", "pricing"], "the app's parts are the same bytes again");
}

/// Finished components that say that their lists of bytes can cross as blocks.
#[test]
fn bytes_cross_as_the_manifest_says() {
    let app = App::new();
    let wit = "package shop:app; interface rates { get: func(of: list<u8>) -> u32; }
        world gateway { import rates; export run: func() -> u32; } world pricing { export rates; }";
    let wit = witloom_bindgen::Wit::parse("app.wit", wit).unwrap();
    let gateway = r#"(import "shop:app/rates" "get" (func $get (param i32 i32) (result i32)))
        (func (export "run") (result i32) (call $get (i32.const 0) (i32.const 9)))"#;
    let pricing = r#"(func (export "shop:app/rates#get") (param i32 i32) (result i32) local.get 1)
        (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) i32.const 64)"#;
    for (world, text) in [("gateway", gateway), ("pricing", pricing)] {
        let module = wat::parse_str(format!("(module {text} (memory (export \"memory\") 1))")).unwrap();
        let id = wit.select_world(Some(world)).unwrap();
        let mut component = encode(&module, wit.resolve(), id, &EncodeOptions::default()).unwrap();
        witloom_component::blocks::mark(&mut component);
        std::fs::write(app.path(&format!("{world}.wasm")), component).unwrap();
    }
    let built = |key: &str| {
        let component = |name: &str| format!("[components.{name}]\nlang = \"wasm\"\npath = \"{name}.wasm\"\n");
        let (gateway, pricing) = (component("gateway"), component("pricing"));
        app.write("witloom.toml", &format!("[app]\nname = \"shop\"\nentry = \"gateway\"\n{key}\n{gateway}{pricing}"));
        std::fs::read(app.build().0).unwrap()
    };
    let (blocks, lists) = (built(""), built("bytes = \"lists\""));
    assert_ne!(blocks, lists);
    assert_eq!(built("bytes = \"blocks\""), blocks, "the default");
    assert_eq!(built("bytes = \"lists\""), lists, "out of the cache, each under a key of its own");
}

#[test]
fn only_what_a_world_uses_is_an_input() {
    let app = App::new();
    app.build();
    let wit = std::fs::read_to_string(app.path("wit/app.wit")).unwrap();
    app.write("wit/app.wit", &format!("// A comment.\n{wit}\ninterface other {{ f: func(); }}\nworld more {{}}\n"));
    assert!(app.build().1.is_empty(), "a comment, an unused interface, another world");
    app.write("wit/app.wit", &wit.replace("world pricing {", "interface extra {}\nworld pricing { import extra;"));
    assert_eq!(app.build().1, ["pricing", "shop"], "one world of two");
    app.write("wit/app.wit", &wit.replace("interface rates {", "interface rates { type unused = u32;"));
    assert_eq!(app.build().1, ["gateway", "pricing", "shop"], "an interface of both");
}

#[test]
fn whatever_lies_in_the_folder_is_an_input() {
    let app = App::new();
    app.build();
    for source in ["pricing/target/a.txt", "pricing/.hidden", "pricing/deep/.config/x", "pricing/build/x"] {
        for text in ["one", "two"] {
            app.write(source, text);
            assert_eq!(app.build().1, ["pricing"], "{source}");
        }
    }
    for passing in ["pricing/.git/index", "pricing/.value.txt.swp"] {
        app.write(passing, "x");
        assert!(app.build().1.is_empty(), "{passing}");
    }
}

#[test]
fn files_outside_of_the_folder_are_inputs() {
    let app = App::new();
    app.write("pricing/value.txt", "../shared/value");
    app.write("shared/value", "7");
    let (file, _) = app.build();
    let seven = std::fs::read(&file).unwrap();
    assert!(app.build().1.is_empty());
    app.write("shared/value", "8");
    assert_eq!(app.build().1, ["pricing", "shop"]);
    assert_ne!(std::fs::read(&file).unwrap(), seven);
    app.write("shared/value", "7");
    assert!(app.build().1.is_empty(), "known from before");
    assert_eq!(std::fs::read(&file).unwrap(), seven);
    app.write("pkg/new.go", "x");
    assert_eq!(app.build().1, ["pricing"], "a file that wasn't there");
    app.write("pkg/sub/other.go", "x");
    assert!(app.build().1.is_empty(), "only the files directly in the folder were read");
}

#[cfg(unix)]
#[test]
fn links_that_lead_nowhere_and_odd_names_do_no_harm() {
    use std::os::unix::ffi::OsStrExt as _;
    use std::os::unix::fs::symlink;
    let app = App::new();
    symlink("nowhere", app.path("pricing/dangling")).unwrap();
    symlink("loop", app.path("pricing/loop")).unwrap();
    symlink("..", app.path("pricing/up")).unwrap();
    std::fs::write(app.path("pricing").join(std::ffi::OsStr::from_bytes(b"caf\xe9")), "x").unwrap();
    app.build();
    assert!(app.build().1.is_empty());
}

#[test]
fn outputs_that_changed_at_equal_size_and_time_are_written_again() {
    let app = App::new();
    let (file, _) = app.build();
    let component = file.with_file_name("components").join("pricing.wasm");
    for output in [&file, &component] {
        let good = std::fs::read(output).unwrap();
        let time = std::fs::metadata(output).unwrap().modified().unwrap();
        let mut bad = good.clone();
        *bad.last_mut().unwrap() ^= 1;
        std::fs::write(output, bad).unwrap();
        std::fs::File::options().write(true).open(output).unwrap().set_modified(time).unwrap();
        assert!(app.build().1.is_empty(), "the cache has it");
        assert_eq!(std::fs::read(output).unwrap(), good);
    }
}

#[test]
fn one_failure_hides_no_other() {
    let app = App::new();
    app.write("gateway/value.txt", "broken");
    app.write("pricing/value.txt", "broken");
    insta::assert_snapshot!(app.refusal(), @r"
    error[W0203]: value.txt:1: not a number
    hint: write a number
    error[W0203]: value.txt:1: not a number
    hint: write a number
    ");
    app.write("pricing/value.txt", "7");
    app.refusal();
    app.write("gateway/value.txt", "8");
    assert_eq!(app.build().1, ["gateway", "shop"], "what was right is known");
}

#[test]
fn a_crash_in_a_driver_is_an_error() {
    let app = App::new();
    app.write("pricing/value.txt", "crash");
    insta::assert_snapshot!(app.refusal());
}

#[test]
fn damaged_results_are_built_again() {
    let app = App::new();
    let (file, _) = app.build();
    let first = std::fs::read(&file).unwrap();
    for result in find(&app.path(".witloom/cache"), ".wasm") {
        let mut bytes = std::fs::read(&result).unwrap();
        let last = bytes.len() - 1;
        bytes[last] ^= 0xff;
        std::fs::write(result, bytes).unwrap();
    }
    std::fs::remove_file(&file).unwrap();
    let (file, _) = app.build();
    assert_eq!(std::fs::read(file).unwrap(), first);
}

#[test]
fn an_interrupted_build_leaves_no_trace() {
    let app = App::new();
    app.write(".witloom/work/dev/pricing/.busy", "");
    app.write(".witloom/work/dev/pricing/half-written.o", "…");
    app.build();
    assert!(!app.path(".witloom/work/dev/pricing/half-written.o").exists());
    assert!(app.path(".witloom/work/dev/pricing/scratch.txt").exists());
    let left =
        find(&app.path(".witloom/cache"), "").into_iter().filter(|path| path.to_string_lossy().contains("/.witloom-"));
    assert_eq!(left.count(), 0);
}

#[test]
fn an_unwritable_folder_is_an_error() {
    let app = App::new();
    app.write(".witloom", "a file where the folder should be");
    insta::assert_snapshot!(app.refusal());
}

#[test]
fn stale_generated_files_go_and_the_users_stay() {
    let app = App::new();
    app.write("pricing/gen/old.txt", "# Code generated by witloom. DO NOT EDIT.\n");
    app.write("pricing/gen/mine.txt", "mine\n");
    app.build();
    assert!(!app.path("pricing/gen/old.txt").exists());
    assert!(app.path("pricing/gen/mine.txt").exists() && app.path("pricing/gen/world.txt").exists());
}

#[test]
fn builds_some_components_without_the_app() {
    let app = App::new();
    let options = BuildOptions { components: vec!["pricing".to_owned()], ..BuildOptions::default() };
    let (result, ran) = app.build_with(&options);
    assert_eq!((ran, result.unwrap().app), (vec!["pricing".to_owned()], None));
}

#[test]
fn locked_builds_refuse_other_packages() {
    let app = App::new();
    app.write("wit/deps/log/log.wit", "package x:log@1.0.0;\ninterface log {}\n");
    app.write("wit/app.wit", "package shop:app;\ninterface rates { get: func() -> u32; }\nworld gateway { import rates; import x:log/log@1.0.0; export run: func() -> u32; }\nworld pricing { export rates; }\n");
    app.build();
    app.write("wit/deps/log/log.wit", "package x:log@1.0.0;\ninterface log { type t = u32; }\n");
    let locked = BuildOptions { locking: Locking::Locked, ..BuildOptions::default() };
    let failures = app.build_with(&locked).0.unwrap_err();
    assert!(failures[0].error.to_string().contains("`x:log@1.0.0` is not what `witloom.lock` says"));
    app.build();
    assert!(app.build_with(&locked).0.is_ok());
}

#[test]
fn sources_that_change_during_the_build_are_built_again() {
    let app = App::new();
    // The driver replaces this word by a number in the sources, as one that adds a missing file would.
    app.write("pricing/value.txt", "first");
    let (file, _) = app.build();
    let first = std::fs::read(&file).unwrap();
    assert!(app.build().1.is_empty(), "the result is known under the sources as they are now");
    app.write("pricing/value.txt", "5");
    app.build();
    assert_eq!(std::fs::read(&file).unwrap(), first);
}

#[test]
fn a_loose_component_is_built_by_the_same_steps() {
    let app = App::new();
    let wit = witloom_bindgen::Wit::load(&app.path("wit")).unwrap();
    let world = witloom_bindgen::World::from_wit(&wit, Some("pricing")).unwrap();
    let (folder, tools) = (app.path("guests/one"), witloom_component::Tools::new());
    let build = |files: &[(&str, &str)]| {
        let mut sources = witloom_bindgen::FileSet::new();
        files.iter().for_each(|(path, text)| sources.insert(*path, *text));
        let loose = Loose {
            name: "one",
            driver: app.registry.get("dummy").unwrap(),
            tools: &tools,
            world: &world,
            sources: &sources,
            folder: &folder,
            profile: witloom_component::Profile::Dev,
        };
        build_loose(&loose, &|_| {}).unwrap()
    };
    let first = build(&[("value.txt", "1"), ("more.txt", "")]);
    assert!(!first.cached && build(&[("value.txt", "1"), ("more.txt", "")]).cached);
    let second = build(&[("value.txt", "2")]);
    assert!(!second.cached && second.sha256 != first.sha256 && !folder.join("src/more.txt").exists());
    let again = build(&[("value.txt", "1"), ("more.txt", "")]);
    assert!(again.cached && again.component == first.component);
}

#[test]
fn what_cannot_wait_is_warned_of_in_every_build() {
    let app = App::new();
    let wit = std::fs::read_to_string(app.path("wit/app.wit")).unwrap().replace("get: func", "get: async func");
    let told = |run: usize| {
        let (result, ran) = app.build_with(&BuildOptions::default());
        assert_eq!(ran.len(), run, "{ran:?}");
        let warnings = result.unwrap().warnings;
        let render = |warning| witloom_diag::render(warning, witloom_diag::Colour::Never);
        let text: String = warnings.iter().map(|warning| render(warning)).collect();
        text.replace(&app.folder.path().display().to_string(), "APP")
    };
    app.write("wit/app.wit", &wit);
    insta::assert_snapshot!(told(3), @r"
    warning[W0231]: `gateway` traps where it has to wait for `shop:app/rates#get`: it exports no `async func`
    hint: the calls go gateway → pricing: write `async func` where they pass
    `gateway` exports `run: func() -> u32` (APP/wit/app.wit:3:38)
    ");
    app.write("wit/app.wit", &format!("// The app's seams.\n{wit}"));
    insta::assert_snapshot!(told(0), @r"
    warning[W0231]: `gateway` traps where it has to wait for `shop:app/rates#get`: it exports no `async func`
    hint: the calls go gateway → pricing: write `async func` where they pass
    `gateway` exports `run: func() -> u32` (APP/wit/app.wit:4:38)
    ");
    app.write("wit/app.wit", &wit.replace("run: func", "run: async func"));
    assert_eq!(told(2), "");
}
