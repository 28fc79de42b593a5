//! What goes wrong at build time and at run time, and how it reads.

use crate::support;

use support::{Calls, build};
use witloom_component::{BuildError, Profile};

const WIT: &str = "
package test:errors;
interface host { shout: func(n: u8, items: list<tuple<string, s16>>); }
interface api {
  add: func(a: u32, b: u32) -> u32;
  go: func(how: string) -> result<u8, string>;
  resource thing { constructor(n: u32); twice: func() -> u32; }
}
world errors { import host; export api; }
";

const APP: &str = include_str!("errors/app.rb");

/// The error of a build.
fn refused(files: &[(&str, &str)]) -> String {
    match build(WIT, files, Profile::Dev) {
        Ok(_) => panic!("the build went through"),
        Err(error) => {
            let text = error.to_string();
            assert!(!text.contains("-e:in"), "the engine's own frame: {text}");
            text
        }
    }
}

#[test]
fn a_syntax_error_has_file_and_line() {
    let text = refused(&[("app.rb", "module Exports::Api\n  def self.add(a, b) = a +\nend end\n")]);
    assert!(text.contains("app.rb:"), "{text}");
    assert!(text.contains("SyntaxError"), "{text}");
}

#[test]
fn missing_methods_and_wrong_arity_are_told_at_once() {
    let app = "module Exports::Api\n  def self.add(a) = a\n  class Thing\n    def initialize(n) = nil\n  end\nend\n";
    let text = refused(&[("app.rb", app)]);
    assert!(text.contains("`Exports::Api.add` takes 1 argument, but `test:errors/api#add` has 2 (app.rb:2)"), "{text}");
    assert!(text.contains("`test:errors/api#go` needs the method `Exports::Api.go`"), "{text}");
    assert!(text.contains("needs the method `Exports::Api::Thing#twice`"), "{text}");
}

#[test]
fn requires_that_cannot_work_fail_the_build() {
    let text = refused(&[("app.rb", "require \"socket\"\n")]);
    assert!(text.contains("LoadError") && text.contains("socket") && text.contains("app.rb:1"), "{text}");
    let Err(BuildError::UserCode { hint: Some(hint), .. }) =
        build(WIT, &[("app.rb", "require \"net/http\"\n")], Profile::Dev)
    else {
        panic!("no hint");
    };
    assert!(hint.contains("imports `wasi:http/client@0.3.0`, `net/http`"), "{hint}");
    let text = refused(&[("app.rb", "require_relative \"nowhere\"\n")]);
    assert!(text.contains("nowhere"), "{text}");
    let text = refused(&[("app.rb", APP), ("vendor/fastjson/ext/extconf.rb", "")]);
    assert!(text.contains("the gem `fastjson` has a C extension"), "{text}");
    let text = refused(&[("main.rb", APP)]);
    assert!(text.contains("no file `app.rb`"), "{text}");
}

#[test]
fn imports_cannot_be_called_while_loading() {
    let text = refused(&[("app.rb", "Imports::Host.shout(1, [])\n")]);
    assert!(text.contains("can't be called while the files are loaded") && text.contains("app.rb:1"), "{text}");
}

#[test]
fn files_gems_and_the_standard_library_load() {
    let app = format!(
        "require \"json\"\nrequire \"set\"\nrequire \"erb\"\nrequire \"date\"\nrequire \"digest\"\nrequire \"greeter\"\n\
         require_relative \"parts/deep\"\nraise \"gem\" unless Greeter.hi == \"hi\"\nraise \"dir\" unless __dir__ == \
         \"/component\"\nraise \"read\" unless Witloom.read(\"views/a.erb\") == \"<%= 1 + 1 %>\"\n{APP}"
    );
    let files: &[(&str, &str)] = &[
        ("app.rb", &app),
        ("parts/deep.rb", "require_relative \"deeper\"\n"),
        ("parts/deeper.rb", "DEEPER = __FILE__\n"),
        ("vendor/greeter/lib/greeter.rb", "require \"greeter/version\"\nmodule Greeter\n  def self.hi = \"hi\"\nend\n"),
        ("vendor/greeter/lib/greeter/version.rb", "module Greeter\n  VERSION = \"1\"\nend\n"),
        ("views/a.erb", "<%= 1 + 1 %>"),
    ];
    build(WIT, files, Profile::Dev).unwrap_or_else(|error| panic!("{error}"));
}

/// Runs `go(how)`: the result or the error, and what stands on stderr.
fn go(how: &str) -> (Result<String, String>, String) {
    go_with(how, Calls::none())
}

fn go_with(how: &str, calls: Calls) -> (Result<String, String>, String) {
    let calls = calls.on("test:errors/host", "shout", |_, _| {});
    let mut host = support::run(WIT, &[("app.rb", APP)], calls);
    let result = host.wave("test:errors/api", "go", &[&format!("{how:?}")]);
    (result.map_err(|error| error.to_string()), host.stderr())
}

#[test]
fn declared_errors_are_results() {
    assert_eq!(go("declared").0.unwrap(), "err(\"declared\")");
    for how in ["thread", "survived exit", "abort", "deep", "throw", "fiber", "json", "callback"] {
        let (result, stderr) = go(how);
        assert_eq!(result.unwrap_or_else(|e| panic!("{how}: {e}\n{stderr}")), "ok(7)", "{how}");
    }
}

#[test]
fn an_exit_ends_the_program_with_its_status() {
    for (how, status) in [("exit", 0), ("exit 5", 5), ("exit! 6", 6), ("abort in vain", 1)] {
        let calls = Calls::none().on("test:errors/host", "shout", |_, _| {});
        let mut host = support::run(WIT, &[("app.rb", APP)], calls);
        let error = host.wave("test:errors/api", "go", &[&format!("{how:?}")]).expect_err(how);
        let exit = error.downcast_ref::<wasmtime_wasi::I32Exit>();
        assert_eq!(exit.unwrap_or_else(|| panic!("{how}: {error:#}")).0, status, "{how}");
        assert_eq!(host.stderr(), if how.starts_with("abort") { "bye\n" } else { "" }, "{how}");
    }
}

#[test]
fn a_program_has_arguments() {
    let wit = "package test:args; interface api { all: func() -> list<string>; } world args { export api; }";
    let app = "module Exports::Api\n  def self.all = [$0, *ARGV]\nend\n";
    let call = |calls| support::run(wit, &[("app.rb", app)], calls).wave("test:args/api", "all", &[]).unwrap();
    assert_eq!(call(Calls::none().arg("app").arg("-v").arg("ä b")), r#"["app", "-v", "ä b"]"#);
    assert_eq!(call(Calls::none().arg("app")), r#"["app"]"#);
    assert_eq!(call(Calls::none()), r#"["-e"]"#);
}

#[test]
fn constants_are_loaded_when_they_are_used() {
    let app = format!(
        "require \"shapes\"\nautoload :Plain, \"#{{__dir__}}/plain\"\nraise unless Shapes::Circle.new.area == 3\n\
         raise unless Shapes::Square < Shapes::Shape && Plain::ONE == 1 && defined?(Shapes::Unused)\n\
         raise if $LOADED_FEATURES.grep(/unused/).any?\nload \"twice.rb\"\nload \"twice.rb\"\nraise unless $twice == 2\n\
         raise __FILE__ unless __FILE__ == File.join(__dir__, \"app.rb\")\n{APP}"
    );
    let files: &[(&str, &str)] = &[
        ("app.rb", &app),
        ("plain.rb", "module Plain\n  ONE = 1\nend\n"),
        ("twice.rb", "$twice = $twice.to_i + 1\n"),
        (
            "vendor/shapes/lib/shapes.rb",
            "module Shapes\n  autoload :Shape, \"shapes/shape\"\n  autoload :Circle, \"shapes/circle\"\n  autoload :Square, \
             \"shapes/square\"\n  autoload :Unused, \"shapes/unused\"\nend\n",
        ),
        ("vendor/shapes/lib/shapes/shape.rb", "module Shapes\n  class Shape\n  end\n  Shape.name\nend\n"),
        (
            "vendor/shapes/lib/shapes/circle.rb",
            "module Shapes\n  class Circle < Shape\n    PI = 3\n    def area = Circle::PI\n  end\n  class Circle\n    \
             ROUND = Square\n  end\nend\n",
        ),
        ("vendor/shapes/lib/shapes/square.rb", "module Shapes\n  class Square < Shape\n  end\nend\n"),
        ("vendor/shapes/lib/shapes/unused.rb", "raise \"loaded\"\n"),
    ];
    build(WIT, files, Profile::Dev).unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn a_world_without_exports_builds() {
    let wit = "package test:none; interface host { shout: func(); } world none { import host; }";
    for profile in [Profile::Dev, Profile::Release] {
        build(wit, &[("app.rb", "puts \"loaded\"\n")], profile).unwrap_or_else(|error| panic!("{error}"));
    }
    let error = build(wit, &[("app.rb", "raise \"loaded\"\n")], Profile::Dev).unwrap_err();
    assert!(error.to_string().contains("RuntimeError: loaded"), "{error}");
}

/// Calls the first export with this slot as its parameter, once the glue is there.
const CALL: &str = "
def (Witloom::Report).missing(_expected)
  Witloom::Wire.put(Witloom::Wire::ARGS, [SLOT, 1].pack(\"Q<2\"))
  begin
    Witloom::Glue.e000000
  rescue Exception => error
    $stderr.puts \"rescued #{error.class}\"
  end
end
module Exports::Api
  def self.take(it) = $stderr.puts(\"took #{it.inspect}\")
end
";

#[test]
fn a_discriminant_that_does_not_exist_traps() {
    for (ty, count) in [
        ("color", 3),
        ("shape", 3),
        ("option<u32>", 2),
        ("option<tuple<u32, u32, u32, u32, u32, u32, u32, u32, u32>>", 2),
        ("result<u8, u8>", 2),
        ("result", 2),
        ("deep", 2),
    ] {
        let wit = format!(
            "package test:bad; interface api {{ enum color {{ red, green, blue }} variant shape {{ a(u32), b, c }}
             variant d0 {{ a(u8), b(u8) }} variant d1 {{ a(d0), b(d0) }} variant d2 {{ a(d1), b(d1) }}
             variant d3 {{ a(d2), b(d2) }} variant deep {{ a(d3), b(d3) }} take: func(it: {ty}); }}
             world bad {{ export api; }}"
        );
        for (slot, fine) in [(count - 1, true), (count, false), (255, false), (0xffff_ffffu32, false)] {
            let started = support::load(&wit, &format!("SLOT = {slot}\n{CALL}"));
            assert_eq!(started.image.is_some(), fine, "{ty} {slot}: {}", started.output);
            assert_eq!(started.output.contains("took "), fine, "{ty} {slot}: {}", started.output);
            assert!(fine || started.output.contains(&format!("has no case {slot}")), "{ty}: {}", started.output);
            assert!(!started.output.contains("rescued"), "{ty} {slot}: {}", started.output);
        }
    }
}

#[test]
fn errors_under_gc_stress() {
    let stress = || Calls::none().env("STRESS", "1");
    assert_eq!(go_with("declared", stress()).0.unwrap(), "err(\"declared\")");
    for how in ["thread", "survived exit", "abort", "throw", "fiber", "json", "callback"] {
        let (result, stderr) = go_with(how, stress());
        assert_eq!(result.unwrap_or_else(|e| panic!("{how}: {e}\n{stderr}")), "ok(7)", "{how}");
    }
    let (result, stderr) = go_with("boom", stress());
    result.expect_err("boom");
    assert!(stderr.contains("RuntimeError: boom") && stderr.contains("app.rb:"), "{stderr}");
}

#[test]
fn other_errors_trap_with_a_report() {
    for (how, expected) in [
        ("boom", "witloom: ruby export `test:errors/api#go` failed: RuntimeError: boom"),
        ("uncaught thread", "failed: NotImplementedError"),
        ("uncaught deep", "failed: SystemStackError: stack level too deep"),
        ("wrong result", "`test:errors/api#go`: `returned value` must be an Integer in 0..255 (u8), got 300 (Integer)"),
        ("wrong error", "`error value` must be a String, got 5 (Integer)"),
        ("wrong argument", "`test:errors/host#shout`: `n` must be an Integer in 0..255 (u8), got -1 (Integer)"),
        ("wrong element", "`items[1][1]` must be an Integer in -32768..32767 (s16), got \"x\" (String)"),
    ] {
        let (result, stderr) = go(how);
        result.expect_err(how);
        assert!(stderr.contains(expected), "{how}: {stderr}");
        // The user's method has returned when its result turns out to be wrong.
        assert!(stderr.contains("app.rb:") || how == "wrong result", "{how}: {stderr}");
    }
}
