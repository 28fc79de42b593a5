//! What the driver says about the user's modules, and what it builds from them.
#![allow(clippy::unwrap_used, clippy::panic)]

use crate::support;

use support::{build_with, build_world, world};
use wasmtime::component::Component;
use witloom_bindgen::Options;
use witloom_component::{BuildError, Profile};
use witloom_diag::{Colour, render};

const WIT: &str = "package shop:orders@1.0.0;
interface rates {
  rate: func(code: string) -> u32;
  resource table { constructor(); find: func(code: string) -> u32; }
}
interface clock { now: func() -> u64; }
world pricing { import clock; export rates; export total: func() -> u32; }";

const GOOD: &str = "import { now } from \"shop:orders/clock\";
class Table {
  find(code) {
    return code.length;
  }
}
export const rates = { rate: (code) => code.length, Table };
export const total = () => Number(now() % 10n);
";

fn build(files: &[(&str, &str)]) -> Result<Vec<u8>, BuildError> {
    build_world(&world(WIT, None), files, Profile::Release)
}

fn complaint(files: &[(&str, &str)]) -> String {
    let error = build(files).unwrap_err();
    let text = render(&error, Colour::Never);
    let folder = text.split('`').find(|part| part.starts_with('/')).map(str::to_owned);
    folder.map_or(text.clone(), |folder| text.replace(&folder, "SOURCE"))
}

#[test]
fn missing_exports_are_all_named() {
    insta::assert_snapshot!(complaint(&[("index.js", "export const rates = { Table: class { get() {} } };\n")]));
}

#[test]
fn a_missing_interface_is_named() {
    insta::assert_snapshot!(complaint(&[("index.js", "export function total() {}\n")]));
}

#[test]
fn a_syntax_error_has_file_and_line() {
    let broken = "export const a = 1;\nexport const b = ;\n";
    insta::assert_snapshot!(complaint(&[("index.js", "import \"./lib/b.js\";\n"), ("lib/b.js", broken)]));
}

#[test]
fn an_error_while_loading_has_file_and_line() {
    let broken = "function load() {\n  throw new RangeError(\"no table\");\n}\nload();\n";
    insta::assert_snapshot!(complaint(&[("index.js", "import \"./b.js\";\n"), ("b.js", broken)]));
}

#[test]
fn a_missing_module_is_named() {
    insta::assert_snapshot!(complaint(&[("index.js", "import { x } from \"./nowhere.js\";\n")]));
    insta::assert_snapshot!(complaint(&[("index.js", "import { x } from \"lodash\";\n")]));
}

#[test]
fn a_missing_name_of_an_import_is_named() {
    insta::assert_snapshot!(complaint(&[("index.js", "import { later } from \"shop:orders/clock\";\n")]));
}

#[test]
fn imports_cannot_be_called_while_loading() {
    insta::assert_snapshot!(complaint(&[("index.js", &format!("{GOOD}now();\n"))]));
}

#[test]
fn an_entry_is_needed() {
    insta::assert_snapshot!(complaint(&[("main.js", GOOD)]));
}

#[test]
fn unknown_settings_are_refused() {
    let mut options = Options::default();
    options.settings.insert("features".to_owned(), "disk".to_owned());
    let error = build_with(&world(WIT, None), &[("index.js", GOOD)], Profile::Dev, &options).unwrap_err();
    assert_eq!(error.to_string(), "unknown feature `disk`");
}

fn imports_wasi(component: &[u8]) -> bool {
    let component = Component::new(support::engine(), component).unwrap();
    component.component_type().imports(support::engine()).any(|(name, _)| name.starts_with("wasi:"))
}

#[test]
fn a_pure_world_imports_no_wasi_and_builds_alike() {
    let one = build(&[("index.js", GOOD)]).unwrap();
    assert!(!imports_wasi(&one));
    let two = build(&[("index.js", GOOD)]).unwrap();
    assert!(one == two, "two builds of the same sources differ");
    let chatty = format!("{GOOD}console.log(\"loaded\");\n");
    assert!(imports_wasi(&build(&[("index.js", &chatty)]).unwrap()));
}
