//! Streams of bytes that user code makes: no engine's own, and the same for user code as those of Node.js.
#![allow(clippy::unwrap_used, clippy::panic)]

use crate::support;

use std::process::Command;

use support::{build_world, world};
use wasmtime::component::Component;
use witloom_component::Profile;

const STREAMS: &str = include_str!("cases/bytes/streams.js");

/// What the guest says of a scenario, in a world that can wait and in one that can't.
fn says(scenario: &str) -> [String; 2] {
    ["async func", "func"].map(|func| {
        let wit = format!("package t:t; world w {{ export run: {func}(scenario: string) -> string; }}");
        let files = [("index.js", include_str!("cases/bytes/index.js")), ("streams.js", STREAMS)];
        let built = build_world(&world(&wit, None), &files, Profile::Dev).unwrap_or_else(|error| panic!("{error:?}"));
        let component = Component::new(support::engine(), built).unwrap();
        support::tasks::run(&component, scenario).unwrap_or_else(|error| panic!("{func}: {error}"))
    })
}

fn natives_say() -> String {
    let folder = tempfile::tempdir().unwrap();
    let native = folder.path().join("native.mjs");
    std::fs::write(&native, include_str!("cases/bytes/native.mjs")).unwrap();
    std::fs::write(folder.path().join("streams.mjs"), STREAMS).unwrap();
    let output = Command::new("node").arg(&native).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn streams_of_bytes_are_those_of_node() {
    let wanted = natives_say();
    assert_eq!(wanted.lines().count(), STREAMS.matches("\n  async ").count());
    for said in says("everything") {
        assert_eq!(said, wanted);
    }
}

/// The engine's own give broken results there, or end the component.
#[test]
fn streams_of_bytes_work_among_many_objects() {
    assert_eq!(says("crowded"), ["1200000 objects, 6300 reads"; 2]);
}
