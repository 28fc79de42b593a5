//! The packages are whole: each resolves with the others alone.

use wit_parser::{Resolve, SourceMap};
use witloom_wasi::{PACKAGES, package};

#[test]
fn all_packages_resolve_together() {
    let mut groups: Vec<_> = PACKAGES
        .iter()
        .map(|package| {
            let mut source = SourceMap::default();
            source.push_str(package.name, package.wit);
            source.parse().expect("the text is WIT")
        })
        .collect();
    let main = groups.pop().expect("there are some");
    let mut resolve = Resolve::default();
    resolve.push_groups(main, groups).expect("nothing is missing");
    for package in PACKAGES {
        assert!(resolve.packages.iter().any(|(_, found)| found.name.to_string() == package.name), "{}", package.name);
    }
}

#[test]
fn both_generations_are_there() {
    for name in ["cli", "clocks", "filesystem", "http", "random", "sockets"] {
        for generation in ["0.2.", "0.3."] {
            let start = format!("wasi:{name}@{generation}");
            assert!(PACKAGES.iter().any(|package| package.name.starts_with(&start)), "{start}");
        }
    }
    assert_eq!(package("wasi:http@9.9.9"), None);
}
