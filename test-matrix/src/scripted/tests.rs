//! Whether the lists of scenarios agree.

use std::collections::BTreeSet;

use witloom_bindgen::guest::Role;
use witloom_project::registry::Registry;

use super::*;

fn names() -> BTreeSet<&'static str> {
    SCENARIOS.iter().map(|scenario| scenario.name).collect()
}

#[test]
fn names_are_told_apart_and_what_is_left_out_exists() {
    let names = names();
    assert_eq!(names.len(), SCENARIOS.len());
    let host = [Package::Scripts, Package::Waiting].map(Package::left_out_by_host);
    let mut host = host.iter().flat_map(|(caller, callee)| caller.iter().chain(*callee));
    assert!(host.all(|name| names.contains(name)));
}

/// A misspelt name would be a cell that can't pass; one too many, a cell that is missed silently.
#[test]
fn every_language_plays_every_scenario_that_it_does_not_leave_out() {
    let registry = Registry::default();
    let guests = registry.iter().filter_map(|driver| Some((driver.language().id(), driver.guest_writer()?.by_hand()?)));
    let mut callers = 0;
    for (lang, guests) in guests {
        for package in [Package::Scripts, Package::Waiting] {
            callers += 1;
            let files = guests.files(package, Role::Caller);
            let texts: Vec<_> = files.iter().map(|(_, bytes)| String::from_utf8_lossy(bytes)).collect();
            let text = texts.concat();
            for name in SCENARIOS.iter().filter(|scenario| scenario.package() == package).map(|s| s.name) {
                let snake = name.replace('-', "_");
                let camel = witloom_bindgen::convert_case(name, witloom_bindgen::LetterCase::LowerCamel);
                let there = [name, &snake, &camel].iter().any(|form| text.contains(form));
                assert_eq!(there, !guests.left_out.contains(&name), "{lang}: {name}");
            }
        }
    }
    assert!(callers >= 5, "{callers}");
}
