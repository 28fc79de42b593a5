//! What users see when their code is wrong, and that a new component works.

use std::path::Path;

use wasmtime::component::Val;
use witloom_bindgen::World;
use witloom_component::{BuildError, Driver, Role, Starter};
use witloom_sdk_go::GoDriver;

use crate::support::{
    self,
    host::{load, start},
};

const WIT: &str = "package shop:orders;
interface rates {
  record rate { sku: string, price: f64 }
  enum failure { unknown, closed }
  find: func(sku: string) -> result<rate, failure>;
  label: func() -> string;
  letter: func() -> char;
}
world pricing { export rates; }";

const HEAD: &str = "package main

import \"pricing/gen/exports/shop/orders/rates\"

type service struct{}

func init() { rates.Export(service{}) }

func main() {}
";

fn folder(world: &World, main: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    std::fs::write(folder.path().join("go.mod"), "module pricing\n\ngo 1.24\n").expect("writable");
    std::fs::write(folder.path().join("main.go"), main).expect("writable");
    support::bind(world, folder.path()).expect("bindings");
    folder
}

/// Message and hint of a failed build, without the folder's name.
fn complaint(main: &str) -> String {
    let world = support::world_of(WIT);
    let folder = folder(&world, main);
    let error = support::build(&world, folder.path()).expect_err("an error");
    let BuildError::UserCode { message, hint } = &error else { panic!("{error:?}") };
    format!("{message}\n\nhint: {}", hint.as_deref().unwrap_or("none"))
        .replace(&folder.path().display().to_string(), "pricing")
}

#[test]
fn compile_errors_show_the_place() {
    insta::assert_snapshot!("missing method", complaint(HEAD));
    insta::assert_snapshot!("syntax", complaint(&format!("{HEAD}\nfunc (\n")));
    insta::assert_snapshot!("not registered", complaint("package main\n\nfunc main() {}\n"));
    let silent = "package main\n\nimport _ \"pricing/gen/exports/shop/orders/rates\"\n\nfunc main() {}\n";
    insta::assert_snapshot!("never registered", complaint(silent));
    insta::assert_snapshot!("no package main", complaint("package service\n"));
    let wrong = "func (service) Find(sku string) rates.Rate { return rates.Rate{} }\n";
    insta::assert_snapshot!("wrong signature", complaint(&format!("{HEAD}\n{wrong}")));
}

#[test]
fn what_can_only_fail_in_a_component_is_told_by_name() {
    let world = support::world_of("package a:a;\ninterface i { f: func(); }\nworld w { import i; }");
    let main = "package main

import (
	\"net\"
	\"net/http\"
	\"os/exec\"
	\"os/signal\"
)

func main() {
	signal.Notify(nil)
	_, _ = exec.Command(\"ls\").Output()
	_, _ = net.Dial(\"tcp\", \"localhost:1\")
	_, _ = http.Get(\"http://localhost\")
	_ = http.StatusOK
}
";
    let folder = folder(&world, main);
    let other = "//go:build linux\n\npackage main\n\nimport \"os/exec\"\n\nvar _ = exec.Command\n";
    std::fs::write(folder.path().join("other.go"), other).expect("writable");
    let error = match support::build(&world, folder.path()) {
        Ok(built) => built.warnings.join("\n"),
        Err(error) => panic!("{error:?}"),
    };
    insta::assert_snapshot!(error.replace(&folder.path().display().to_string(), "part"));
}

#[test]
fn panics_and_bad_values_are_told() {
    let main = "
func (service) Label() string { return \"a\\xffb\" }
func (service) Letter() rune { return 0xd800 }
func (service) Find(sku string) (rates.Rate, error) {
	switch sku {
	case \"wrap\":
		return rates.Rate{}, fmt.Errorf(\"looking: %w\", rates.FailureClosed)
	case \"other\":
		return rates.Rate{}, errors.New(\"some other error\")
	case \"range\":
		return rates.Rate{}, rates.Failure(7)
	}
	var none []string
	return rates.Rate{Sku: none[3]}, nil
}
";
    let head =
        HEAD.replacen("import ", "import (\n\t\"errors\"\n\t\"fmt\"\n\n\t", 1).replacen("rates\"\n", "rates\"\n)\n", 1);
    let world = support::world_of(WIT);
    let folder = folder(&world, &format!("{head}{main}"));
    let built = support::build(&world, folder.path()).unwrap_or_else(|error| panic!("{error}"));
    let component = load(&built.component);
    let trap = |function: &str, args: &[Val]| {
        let mut running = start(&component, |_| ());
        let func = running.func("shop:orders/rates", function);
        let error = running.invoke(func, args).expect_err("a trap");
        assert!(format!("{error:?}").contains("unreachable"), "{error:?}");
        running.stderr()
    };
    let find = |sku: &str| trap("find", &[Val::String(sku.to_owned())]);
    let prefix = "witloom: go export `shop:orders/rates#";
    let expectations = [
        (find("x"), "find` failed: runtime error: index out of range [3] with length 0"),
        (find("other"), "find` failed: shop:orders/rates#find: error: expected an error that is or wraps a Failure"),
        (find("range"), "find` failed: shop:orders/rates#find: error: expected one of 2 cases, got number 7"),
        (
            trap("label", &[]),
            "label` failed: shop:orders/rates#label: result: expected a string of valid UTF-8, got an invalid byte at offset 1",
        ),
        (
            trap("letter", &[]),
            "letter` failed: shop:orders/rates#letter: result: expected a Unicode scalar value, got 55296",
        ),
    ];
    for (stderr, expected) in expectations {
        assert!(stderr.starts_with(&format!("{prefix}{expected}")), "{expected}:\n{stderr}");
    }
    let place = find("x");
    assert!(place.contains("pricing/main.go:"), "{place}");
    let mut running = start(&component, |_| ());
    let func = running.func("shop:orders/rates", "find");
    let wrapped = running.invoke(func, &[Val::String("wrap".to_owned())]).expect("an err case");
    assert_eq!(wrapped, Some(Val::Result(Err(Some(Box::new(Val::Enum("closed".to_owned())))))));
}

const STARTER: &str = "package hello:app;
interface greet-go { greet: func(name: string) -> result<string, string>; }
interface greet-js { greet: func(name: string) -> result<string, string>; }
world part { export greet-go; }
world entry { import greet-js; import greet-go; export run; }
interface run { run: func() -> result; }";

#[test]
fn templates_build() {
    let imports = ["greet-js".to_owned(), "greet-go".to_owned()];
    for (name, role) in [("part", Role::Part { export: "greet-go" }), ("entry", Role::Entry { imports: &imports })] {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for file in GoDriver.template(&Starter { app: "hello", world: name, role }) {
            // The interface is wasi:cli/run in earnest.
            let text = file.text.replace("exports/wasi/cli/run", "exports/hello/app/run");
            std::fs::write(folder.path().join(file.path), text).expect("writable");
        }
        let wit = witloom_bindgen::Wit::parse("in.wit", STARTER).expect("valid WIT");
        let world = World::from_wit(&wit, Some(name)).expect("a world");
        support::bind(&world, folder.path()).expect("bindings");
        support::build(&world, folder.path()).unwrap_or_else(|error| panic!("{name}: {error}"));
        formatted(folder.path());
    }
}

fn formatted(folder: &Path) {
    support::silent(folder, "gofmt", &["-l", "."]);
    support::silent(folder, "go", &["vet", "./..."]);
}
