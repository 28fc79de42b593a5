//! The life of resources between three Go components.

use witloom_component::compose::{App, Part, compose};
use witloom_component::wiring::Links;

use crate::support;
use crate::support::host::{Running, start};

const DRIVER: &str = "test:resources/driver";

fn app() -> Running {
    let part = |name: &str| Part { name: name.to_owned(), component: support::component("resources", name) };
    let parts = [part("store-world"), part("visitor-world"), part("shopper")];
    let app = App { name: "resources", entry: "shopper", parts: &parts, links: &Links::default() };
    start(&compose(&app).expect("they fit").component, |_| ())
}

#[test]
fn live_and_die_once() {
    let mut app = app();
    let run = app.func(DRIVER, "run");
    let lines = app.call(run, &[]).unwrap_or_else(|e| panic!("{e:?}\n{}", app.stderr())).expect("lines");
    let wasmtime::component::Val::List(lines) = lines else { panic!("{lines:?}") };
    let text: Vec<String> = lines.into_iter().map(|line| if let wasmtime::component::Val::String(s) = line { s } else { String::new() }).collect();
    insta::assert_snapshot!(text.join("\n"));
}
