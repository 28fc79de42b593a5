//! What this crate is for: a dependency has the same features whichever crate of the workspace is built, so that it is
//! compiled once. `cargo tree` says what cargo makes of each selection.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests and their helpers may fail at once")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

fn members() -> Vec<String> {
    let root = root();
    let below =
        |folder: &Path| std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect::<Vec<_>>();
    let folders = below(&root).into_iter().chain(below(&root.join("crates")));
    let manifests = folders.filter_map(|folder| std::fs::read_to_string(folder.join("Cargo.toml")).ok());
    let name = |manifest: String| {
        let line = manifest.lines().find(|line| line.starts_with("name = "))?.to_owned();
        Some(line.trim_start_matches("name = ").trim_matches('"').to_owned())
    };
    manifests.filter_map(name).collect()
}

/// The features of every dependency, by its name and version, when one member is built with its tests. A dependency of
/// a build script may be there a second time.
fn features(member: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["tree", "--offline", "--locked", "--package", member, "--edges", "normal,build,dev"]);
    let output = cargo.args(["--prefix", "none", "--format", "{p}|{f}"]).current_dir(root()).output().unwrap();
    assert!(output.status.success(), "{member}: {}", String::from_utf8_lossy(&output.stderr));
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for line in String::from_utf8(output.stdout).unwrap().lines() {
        let Some((package, features)) = line.trim_end_matches(" (*)").split_once('|') else { continue };
        // A member says where it lies.
        if !package.contains("(/") {
            found.entry(package.trim_end_matches(" (proc-macro)").to_owned()).or_default().insert(features.to_owned());
        }
    }
    found
}

#[test]
fn a_dependency_has_the_same_features_whichever_crate_is_built() {
    let members = members();
    assert!(members.len() > 15, "{members:?}");
    let next = std::sync::Mutex::new(members.iter());
    let all = std::sync::Mutex::new(BTreeMap::<String, BTreeMap<BTreeSet<String>, Vec<&str>>>::new());
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                while let Some(member) = { next.lock().unwrap().next() } {
                    for (package, features) in features(member) {
                        all.lock().unwrap().entry(package).or_default().entry(features).or_default().push(member);
                    }
                }
            });
        }
    });
    let all = all.into_inner().unwrap();
    let split: Vec<_> = all.iter().filter(|(_, sets)| sets.len() > 1).collect();
    assert!(split.is_empty(), "name them with all their features in crates/unify/Cargo.toml: {split:#?}");
}

/// Build scripts have features of their own, which they share with the rest here.
#[test]
fn what_build_scripts_need_is_in_both_lists() {
    let manifest = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml")).unwrap();
    let list = |head: &str| {
        let list = manifest.split_once(head).unwrap().1;
        let list = list.split_once("\n[").map_or(list, |(list, _)| list);
        list.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect::<BTreeSet<_>>()
    };
    let (all, build) = (list("[dependencies]\n"), list("[build-dependencies]\n"));
    assert!(build.len() > 40 && build.is_subset(&all), "{:#?}", build.difference(&all));
}
