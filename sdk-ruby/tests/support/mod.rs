//! What the tests share: the toolchain, building a component from text, and a host that calls it.

#![allow(dead_code, unreachable_pub, unused_imports, clippy::unwrap_used, clippy::panic)]

mod host;
mod unbundle;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use witloom_bindgen::{Language, Options, Wit, World};
use witloom_component::disk::{DiskError, once};
use witloom_component::{BuildError, Driver, Job, Profile, Steps, Tool, Tools};
use witloom_sdk_ruby::cruby::{CRuby, Started, mark_waiting_fibers};
use witloom_sdk_ruby::link::Files;
use witloom_sdk_ruby::shim::Shim;
use witloom_sdk_ruby::{Ruby, RubyDriver, generate};

pub use host::{Calls, Host, State, Thing, engine};

/// Compiles every generated file and the runtime anew, and tells each warning.
pub const CHECK: &str = "
def (Witloom::Report).missing(_expected)
  $VERBOSE = true
  Witloom::Files.paths.grep(%r{\\A(gen|witloom)/}).each do |path|
    RubyVM::InstructionSequence.compile(Witloom::Files.read(path), path)
  end
end
";

/// Classes and modules for whatever the exports need.
pub const STAND_IN: &str = "
class Module
  def const_missing(name)
    return super unless self.name.to_s.start_with?(\"Exports\")
    const_set(name, Class.new)
  end
end
";

/// The installed npm package, fetched once per target folder.
pub fn package() -> &'static Path {
    static PACKAGE: OnceLock<PathBuf> = OnceLock::new();
    PACKAGE.get_or_init(|| {
        let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cruby-3.4");
        let install = |folder: &Path| -> Result<(), DiskError> {
            for file in RubyDriver.shipped() {
                std::fs::write(folder.join(Path::new(file.path).file_name().unwrap()), file.bytes).unwrap();
            }
            let status = Command::new("npm").args(["ci", "--ignore-scripts"]).current_dir(folder).status().unwrap();
            assert!(status.success(), "npm can't install CRuby");
            Ok(())
        };
        once(&place, install).unwrap();
        place
    })
}

/// Builds a component from WIT text and Ruby files.
pub fn build(wit: &str, files: &[(&str, &str)], profile: Profile) -> Result<Vec<u8>, BuildError> {
    build_world(wit, "", files, profile)
}

/// The same for a world of several.
pub fn build_world(wit: &str, world: &str, files: &[(&str, &str)], profile: Profile) -> Result<Vec<u8>, BuildError> {
    let wit = Wit::parse("test.wit", wit).unwrap();
    let world = World::from_wit(&wit, (!world.is_empty()).then_some(world)).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let options = Options::default();
    Ruby.generate(&world, &options).unwrap().write(folder.path()).unwrap();
    if let Ok(keep) = std::env::var("WITLOOM_KEEP_RUBY") {
        Ruby.generate(&world, &options).unwrap().write(Path::new(&keep)).unwrap();
    }
    for (path, text) in files {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let mut tools = Tools::new();
    tools.insert("cruby", Tool { path: package().to_owned(), ..Tool::default() });
    let work = tempfile::tempdir().unwrap();
    let job = Job {
        world: &world,
        options: &options,
        source: folder.path(),
        work: work.path(),
        steps: &Steps::new(work.path().join("steps")),
        tools: &tools,
        profile,
        progress: &|_| {},
    };
    RubyDriver.build(&job).map(|built| built.component)
}

/// Generates for a world and loads the files in CRuby, as a build does, without making a component.
pub fn load(wit: &str, app: &str) -> Started {
    load_world(wit, "", app)
}

/// The same for a world of several.
pub fn load_world(wit: &str, world: &str, app: &str) -> Started {
    let wit = Wit::parse("test.wit", wit).unwrap();
    let world = World::from_wit(&wit, (!world.is_empty()).then_some(world)).unwrap();
    let mut files = Files::new();
    let generated = Ruby.generate(&world, &Options::default()).unwrap();
    for (path, contents) in generated.iter().filter(|(path, _)| path.ends_with(".rb")) {
        files.add(path, contents);
    }
    files.add("app.rb", app);
    static CRUBY: OnceLock<CRuby> = OnceLock::new();
    let ruby = CRUBY.get_or_init(|| {
        let mut wasm = std::fs::read(package().join("node_modules/@ruby/3.4-wasm-wasi/dist/ruby+stdlib.wasm")).unwrap();
        mark_waiting_fibers(&mut wasm).unwrap();
        CRuby::open(&wasm, package(), &|_| {}).unwrap()
    });
    let shim = Shim::new(generate::spec(&world).unwrap());
    ruby.start(&shim, &files.archive("app"), Vec::new()).unwrap()
}

/// Builds in development mode and starts a host with the given imports.
pub fn run(wit: &str, files: &[(&str, &str)], calls: Calls) -> Host {
    let component = build(wit, files, Profile::Dev).unwrap_or_else(|error| panic!("{error}"));
    Host::new(&component, calls)
}
