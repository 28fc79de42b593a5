//! The generated files of the cases.

use witloom_bindgen::Language;
use witloom_sdk_go::Go;

use crate::support;

/// Everything but the runtime, which is the same for all worlds.
fn generated(case: &str, world: &str) -> String {
    let world = support::world(&support::cases().join(case).join("in.wit"), Some(world));
    let options = witloom_bindgen::Options { component: Some("golden".to_owned()), ..Default::default() };
    let files = Go.generate(&world, &options).expect("a supported world");
    let own = files.iter().filter(|(path, _)| !path.starts_with("gen/wit/") && !path.starts_with("gen/internal/rt/"));
    own.map(|(path, text)| format!("==> {path}\n{}\n", String::from_utf8_lossy(text))).collect()
}

#[test]
fn types() {
    insta::assert_snapshot!(generated("types", "forward"));
}

#[test]
fn tasks() {
    insta::assert_snapshot!("worker", generated("tasks", "worker"));
    insta::assert_snapshot!("caller", generated("tasks", "caller"));
}

#[test]
fn resources() {
    insta::assert_snapshot!("store", generated("resources", "store-world"));
    insta::assert_snapshot!("visitor", generated("resources", "visitor-world"));
    insta::assert_snapshot!("shopper", generated("resources", "shopper"));
}
