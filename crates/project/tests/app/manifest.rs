//! What is said about a wrong `witloom.toml`.

use crate::support::{App, MANIFEST};

fn refusal(from: &str, to: &str) -> String {
    let app = App::new();
    assert!(MANIFEST.contains(from), "{from}");
    app.write("witloom.toml", &MANIFEST.replace(from, to));
    app.refusal()
}

#[test]
fn no_toml() {
    insta::assert_snapshot!(refusal("name = \"shop\"", "name = shop"));
}

#[test]
fn unknown_key() {
    insta::assert_snapshot!(refusal("entry =", "entyr ="));
    insta::assert_snapshot!(refusal("world = \"shop:app/pricing\"", "colour = \"red\""));
}

#[test]
fn unknown_language() {
    insta::assert_snapshot!(refusal(
        "lang = \"dummy\"\nworld = \"shop:app/pricing\"",
        "lang = \"dumy\"\nworld = \"shop:app/pricing\""
    ));
}

#[test]
fn unknown_entry() {
    insta::assert_snapshot!(refusal("entry = \"gateway\"", "entry = \"gatway\""));
    insta::assert_snapshot!(refusal("entry = \"gateway\"\n", ""));
}

#[test]
fn unknown_world() {
    insta::assert_snapshot!(refusal("shop:app/pricing", "shop:app/prices"));
    insta::assert_snapshot!(refusal("world = \"shop:app/pricing\"", ""));
}

#[test]
fn bad_name() {
    insta::assert_snapshot!(refusal("name = \"shop\"", "name = \"a/b\""));
}

#[test]
fn no_manifest_and_no_wit() {
    let app = App::new();
    std::fs::rename(app.path("wit"), app.path("tiw")).unwrap();
    insta::assert_snapshot!(app.refusal());
    std::fs::remove_file(app.path("witloom.toml")).unwrap();
    insta::assert_snapshot!(app.refusal());
}

#[test]
fn wit_syntax_error() {
    let app = App::new();
    app.write("wit/app.wit", "package shop:app;\ninterface rates { get: fnc() -> u32; }\n");
    insta::assert_snapshot!(app.refusal());
}

#[cfg(unix)]
#[test]
fn a_folder_whose_name_is_no_text() {
    use std::os::unix::ffi::OsStrExt as _;
    let app = App::new();
    let odd = app.path("x").with_file_name(std::ffi::OsStr::from_bytes(b"caf\xe9"));
    std::fs::create_dir(&odd).unwrap();
    std::fs::copy(app.path("witloom.toml"), odd.join("witloom.toml")).unwrap();
    let error = witloom_project::Project::open(&odd, &app.registry).unwrap_err();
    assert!(error.to_string().ends_with("is no text"), "{error}");
}
