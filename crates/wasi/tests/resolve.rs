//! The packages are whole: each resolves with the others alone.

use wit_parser::{Resolve, SourceMap};
use witloom_wasi::{PACKAGES, STORES, is_of_stores, package, packages};

#[test]
fn all_packages_resolve_together() {
    let mut groups: Vec<_> = packages()
        .map(|package| {
            let mut source = SourceMap::default();
            source.push_str(package.name, package.wit);
            source.parse().expect("the text is WIT")
        })
        .collect();
    let main = groups.pop().expect("there are some");
    let mut resolve = Resolve::default();
    resolve.push_groups(main, groups).expect("nothing is missing");
    for package in packages() {
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

#[test]
fn stores_are_known_at_their_version() {
    for package in STORES {
        let head = package.wit.lines().find_map(|line| line.strip_prefix("package ")?.strip_suffix(';'));
        assert_eq!(head, Some(package.name));
    }
    assert!(is_of_stores("wasi:keyvalue/store@0.2.0-draft2") && is_of_stores("witloom:sql/database@0.1.0"));
    assert!(!is_of_stores("wasi:keyvalue/store@0.2.0-draft") && !is_of_stores("wasi:keyvalue@0.2.0-draft2"));
}
