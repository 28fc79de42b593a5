//! What goes wrong at build time and at run time, and how it reads.

mod support;

use support::{Calls, build};
use witloom_component::Profile;

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
        Err(error) => error.to_string(),
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
    for how in ["thread", "exit", "abort", "deep", "throw", "fiber", "json", "callback"] {
        let (result, stderr) = go(how);
        assert_eq!(result.unwrap_or_else(|e| panic!("{how}: {e}\n{stderr}")), "ok(7)", "{how}");
    }
}

#[test]
fn errors_under_gc_stress() {
    let stress = || Calls::none().env("STRESS", "1");
    assert_eq!(go_with("declared", stress()).0.unwrap(), "err(\"declared\")");
    for how in ["thread", "exit", "abort", "throw", "fiber", "json", "callback"] {
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
        ("uncaught exit", "failed: SystemExit: exit"),
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
