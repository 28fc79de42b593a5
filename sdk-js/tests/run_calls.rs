//! JavaScript calls JavaScript: both halves of the glue, in one composed component.
#![allow(clippy::unwrap_used, clippy::panic)]

use crate::support;

use std::sync::OnceLock;

use support::{Guest, caller_and_callee, engine};
use wasmtime::component::{Component, Val};
use witloom_bindgen::Options;

fn guest() -> Guest {
    static COMPONENT: OnceLock<Component> = OnceLock::new();
    let component = COMPONENT.get_or_init(|| Component::new(engine(), caller_and_callee(&Options::default())).unwrap());
    Guest::of(component, |_| {})
}

fn lines(name: &str) -> Vec<String> {
    let Some(Val::List(items)) = guest().ok(name, &[]) else { panic!("no list") };
    items.into_iter().map(|item| if let Val::String(text) = item { text } else { panic!() }).collect()
}

#[test]
fn values_arrive_as_they_were_sent() {
    let failures: Vec<String> = lines("check").iter().map(|line| line.chars().take(300).collect()).collect();
    assert_eq!(failures, Vec::<String>::new());
}

#[test]
fn what_does_not_fit_is_named() {
    insta::assert_snapshot!(lines("wrong").join("\n"));
}

/// The store allows 192 MiB per memory: a call that kept its values would run out of it.
#[test]
fn many_calls_keep_the_memory_flat() {
    let mut guest = guest();
    let mut call = |kind: &str, n| guest.ok("bench", &[Val::String(kind.into()), Val::U32(n)]);
    call("bytes", 400);
    call("strings", 300);
    for _ in 0..20 {
        call("bytes", 5);
        call("string", 100);
        call("person", 50);
    }
}
