//! Bridged and lowered components in V8: Node 24 and jco come from npm.
//!
//! `cargo test -p witloom-host-gc --test gc v8 -- --ignored --nocapture` installs both (some 100 MB) into the
//! build folder and runs `v8/run.mjs`. jco has neither `latin1+utf16` nor `list<T, N>`.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that can't go on says so")]

use crate::support;

use std::path::{Path, PathBuf};
use std::process::Command;

use support::{bridged, read};
use witloom_host_gc::{BridgeOptions, lower};

fn run(command: &mut Command) -> String {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(output.status.success(), "{command:?}\n{}\n{}", text(&output.stdout), text(&output.stderr));
    text(&output.stdout)
}

/// Installs Node and jco once.
fn toolchain() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("v8");
    if folder.join("node_modules/node/bin/node").exists() {
        return folder;
    }
    std::fs::create_dir_all(&folder).unwrap();
    let files = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/v8");
    for file in ["package.json", "package-lock.json"] {
        std::fs::copy(files.join(file), folder.join(file)).unwrap();
    }
    // Not `npm ci`, which wants packages of other platforms in the lock file, also where a registry has none.
    run(Command::new("npm").args(["install", "--no-audit", "--no-fund"]).current_dir(&folder));
    folder
}

#[test]
#[ignore = "installs Node 24 and jco from npm"]
fn components_run_in_v8() {
    let tools = toolchain();
    let node = tools.join("node_modules/node/bin/node");
    let jco = tools.join("node_modules/@bytecodealliance/jco/dist/jco.js");
    let work = tempfile::tempdir().unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let mut components = vec![("lowered", lower(read(&root.join("lower/exports"), "gc.wat").as_bytes()).unwrap())];
    let cases =
        ["shapes", "shapes-utf16", "every-type", "immutable", "nulls", "own-parts", "wide", "manifest", "exceptions"];
    let folders = cases.map(|name| (name, root.join("cases").join(name)));
    for (name, folder) in folders.into_iter().chain([("resources", root.join("resources"))]) {
        let options = BridgeOptions::default();
        components.push((name, bridged(&read(&folder, "guest.wat"), &read(&folder, "world.wit"), &options)));
    }
    for (name, component) in components {
        let file = work.path().join(format!("{name}.wasm"));
        std::fs::write(&file, component).unwrap();
        let out = work.path().join(name);
        let arguments = ["--instantiation", "async", "--name", name, "--no-nodejs-compat", "-o"];
        let proposals = ["--multi-memory", "--bindgen-enable-wasm-exnref"];
        run(Command::new(&node).arg(&jco).arg("transpile").arg(&file).args(proposals).args(arguments).arg(&out));
    }
    std::fs::write(work.path().join("package.json"), "{ \"type\": \"module\" }").unwrap();
    println!(
        "{}",
        run(Command::new(&node).arg("--experimental-wasm-exnref").arg(root.join("v8/run.mjs")).arg(work.path()))
    );
}
