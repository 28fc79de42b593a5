//! Generated files, held against what is recorded, and compiled by CRuby: neither it nor a reader has anything to
//! complain about. The worlds are those of the other SDKs' goldens and Ruby's own.

mod support;

use std::path::{Path, PathBuf};

use witloom_bindgen::{Language, Options, Wit, World};
use witloom_sdk_ruby::Ruby;

/// Compiles every generated file and the runtime anew, and tells each warning.
const CHECK: &str = "
def (Witloom::Report).missing(_expected)
  $VERBOSE = true
  Witloom::Files.paths.grep(%r{\\A(gen|witloom)/}).each do |path|
    RubyVM::InstructionSequence.compile(Witloom::Files.read(path), path)
  end
end
";

/// Classes and modules for whatever the exports need.
const STAND_IN: &str = "
class Module
  def const_missing(name)
    return super unless self.name.to_s.start_with?(\"Exports\")
    const_set(name, Class.new)
  end
end
";

/// Name of the recording, WIT file from the folder of all SDKs, world.
const WORLDS: &[(&str, &str, &str)] = &[
    ("types", "sdk-go/tests/cases/types/in.wit", "forward"),
    ("store", "sdk-go/tests/cases/resources/in.wit", "store-world"),
    ("visitor", "sdk-go/tests/cases/resources/in.wit", "visitor-world"),
    ("shopper", "sdk-go/tests/cases/resources/in.wit", "shopper"),
    ("caller", "sdk-js/tests/cases/types/in.wit", "caller"),
    ("both", "sdk-js/tests/cases/resources/in.wit", "both"),
    ("values", "sdk-ruby/tests/values/types.wit", ""),
    ("wide", "sdk-ruby/tests/values/wide.wit", ""),
    ("resources", "sdk-ruby/tests/resources/world.wit", ""),
    ("maps", "sdk-ruby/tests/maps/world.wit", ""),
    ("tasks", "crates/bindgen/tests/cases/async.wit", ""),
    ("waiting callee", "test-matrix/scripts/waiting.wit", "callee"),
    ("waiting caller", "test-matrix/scripts/waiting.wit", "caller"),
];

fn read(file: &str) -> (PathBuf, String) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join(file);
    let text = std::fs::read_to_string(&path).unwrap();
    (path, text)
}

/// Every generated file of a world.
fn generate(wit: &str, world: &str) -> Vec<(String, String)> {
    let wit = Wit::parse("in.wit", wit).unwrap();
    let world = World::from_wit(&wit, (!world.is_empty()).then_some(world)).unwrap();
    let files = Ruby.generate(&world, &Options::default()).unwrap();
    files.iter().map(|(path, text)| (path.to_owned(), String::from_utf8(text.to_vec()).unwrap())).collect()
}

#[test]
fn files_are_as_recorded() {
    for (name, file, world) in WORLDS {
        let files = generate(&read(file).1, world);
        // The runtime's signatures are the same for all worlds.
        let own = files.iter().filter(|(path, _)| path != "gen/sig/witloom.rbs");
        let text: String = own.map(|(path, text)| format!("==> {path}\n{text}\n")).collect();
        insta::assert_snapshot!(*name, text);
    }
}

#[test]
fn lines_are_short_and_nothing_warns() {
    for (name, file, world) in WORLDS {
        let wit = read(file).1;
        for (path, text) in generate(&wit, world).iter().filter(|(path, _)| path.ends_with(".rb")) {
            // A template of `unpack` is one word.
            let long = text.lines().find(|line| line.len() > 120 && !line.contains("pack(\""));
            assert_eq!(long, None, "{name}: {path}");
        }
        let app = CHECK.to_owned() + STAND_IN;
        let started = support::load_world(&wit, world, &app);
        assert!(started.image.is_some() && !started.output.contains("warning"), "{name}: {}", started.output);
    }
}
