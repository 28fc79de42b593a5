//! What an instance that starts from a snapshot has of its own, and what it is granted.

use crate::support;

use support::{Calls, Host, build};
use witloom_component::Profile;

const WIT: &str = "
package test:fresh;
interface api {
  draw: func(source: string) -> string;
  variable: func(name: string) -> option<string>;
  contents: func(path: string) -> string;
  arguments: func() -> list<string>;
}
world fresh { export api; }
";
const APP: &str = include_str!("snapshot/app.rb");
const API: &str = "test:fresh/api";

fn component(profile: Profile) -> Vec<u8> {
    build(WIT, &[("app.rb", APP)], profile).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn random_numbers_and_the_environment_are_fresh() {
    let component = component(Profile::Release);
    let start = |name: &str| Host::new(&component, Calls::none().env("NAME", name).arg("app").arg(name));
    let (mut one, mut two) = (start("one"), start("two"));
    for from in ["kernel", "random", "bytes", "shuffle", "seed", "securerandom", "openssl"] {
        let argument = format!("{from:?}");
        let draw = |host: &mut Host| host.wave(API, "draw", &[&argument]).unwrap_or_else(|e| panic!("{from}: {e}"));
        assert_ne!(draw(&mut one), draw(&mut two), "{from}");
    }
    assert_eq!(one.wave(API, "variable", &["\"NAME\""]).unwrap(), "some(\"one\")");
    assert_eq!(two.wave(API, "variable", &["\"NAME\""]).unwrap(), "some(\"two\")");
    assert_eq!(two.wave(API, "variable", &["\"LOADED\""]).unwrap(), "none");
    assert_eq!(two.wave(API, "arguments", &[]).unwrap(), "[\"two\"]");
}

#[test]
fn granted_folders_are_there_and_others_are_denied() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.txt"), "contents").unwrap();
    for profile in [Profile::Dev, Profile::Release] {
        let component = component(profile);
        let mut host = Host::new(&component, Calls::none().dir(folder.path()));
        assert_eq!(host.wave(API, "contents", &["\"/data/a.txt\""]).unwrap(), "\"contents\"");
        host.wave(API, "contents", &["\"/data/none.txt\""]).expect_err("there is no such file");
        assert!(host.stderr().contains("Errno::ENOENT"), "{}", host.stderr());
        for calls in [Calls::none(), Calls::none().dir(folder.path())] {
            let mut host = Host::new(&component, calls);
            host.wave(API, "contents", &["\"/other/a.txt\""]).expect_err("it was not granted");
            let stderr = host.stderr();
            assert!(stderr.contains("failed: Errno::EACCES: ") && stderr.contains("`--dir`"), "{stderr}");
        }
    }
}
