//! The life of resources between three Go components.

use std::sync::OnceLock;

use wasmtime::component::{Component, Val};
use witloom_component::compose::{App, Part, compose};
use witloom_component::wiring::Links;

use crate::support;
use crate::support::host::{Running, load, start};

const DRIVER: &str = "test:resources/driver";

fn app() -> Running {
    static APP: OnceLock<Component> = OnceLock::new();
    let compiled = APP.get_or_init(|| {
        let part = |name: &str| Part { name: name.to_owned(), component: support::component("shop", name) };
        let parts = [part("store-world"), part("visitor-world"), part("shopper")];
        let app = App { name: "resources", entry: "shopper", parts: &parts, links: &Links::default() };
        load(&compose(&app).expect("they fit").component)
    });
    start(compiled, |_| ())
}

#[test]
fn live_and_die_once() {
    let mut app = app();
    let run = app.func(DRIVER, "run");
    let lines = app.invoke(run, &[]).unwrap_or_else(|e| panic!("{e:?}\n{}", app.stderr())).expect("lines");
    let Val::List(lines) = lines else { panic!("{lines:?}") };
    let text: Vec<String> =
        lines.into_iter().map(|line| if let Val::String(text) = line { text } else { String::new() }).collect();
    insta::assert_snapshot!(text.join("\n"));
}

#[test]
fn forgotten_handles_are_collected() {
    let mut app = app();
    let forget = app.func(DRIVER, "forget");
    let count = 300_000;
    let dropped = app.invoke(forget, &[Val::U32(count)]).unwrap_or_else(|e| panic!("{e:?}\n{}", app.stderr()));
    let Some(Val::U32(dropped)) = dropped else { panic!("{dropped:?}") };
    assert!(dropped > count - 50_000 && dropped <= count, "{dropped} of {count} destroyed");
}

#[test]
fn misuse_is_named() {
    for (function, expected) in [
        ("use-closed", "the resource is used after it was closed"),
        ("use-moved", "the resource is used after its ownership was passed on"),
        ("pass-nil", "test:resources/store#total: parameter `items`: list element: expected a resource, got nil"),
        ("lend-late", "the borrowed resource is used after the call that lent it"),
    ] {
        let mut app = app();
        let func = app.func(DRIVER, function);
        let error = app.invoke(func, &[]).expect_err("a trap");
        let stderr = app.stderr();
        assert!(format!("{error:?}").contains("wasm trap"), "{error:?}");
        assert!(stderr.contains("witloom: go export `test:resources/"), "{stderr}");
        assert!(stderr.contains(expected), "{function}: {stderr}");
        assert!(stderr.contains("main.go:"), "{function}: {stderr}");
    }
}
