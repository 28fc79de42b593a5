//! The files of `witloom new`, and what a command sees of its surroundings.

use wasmtime::component::Val;
use witloom_bindgen::{Wit, World};
use witloom_component::{Driver, Role, Starter};
use witloom_sdk_python::PythonDriver;

use crate::support::{Program, build_text, err, ok, text};

const WIT: &str = "
    package wasi:cli@0.2.6;
    interface run { run: func() -> result; }
    interface greet-python { greet: func(name: string) -> result<string, string>; }
    interface surroundings { look: func() -> list<string>; leave: func(); draw: func() -> f64; }
    world command {
        /// Comments stand in all kinds of places.
        import test:versions/x@1.0.0;
        import test:versions/x@2.0.0;
        export run;
        export greet-python;
        export surroundings;
        /// As the engine calls an interface of its own.
        export exports: interface { exports: func() -> u32; }
        export test:versions/x@1.0.0;
        export test:versions/x@2.0.0;
    }
    package test:versions@1.0.0 { interface x { record r { a: u32 } say: func(v: r) -> r; } }
    package test:versions@2.0.0 { interface x { record r { b: string } say: func(v: r) -> r; } }
";

const SURROUNDINGS: &str = "

import os
import random
import sys


def look() -> list[str]:
    return [os.environ['GREETING'], *sys.argv]


def leave() -> None:
    sys.exit(3)


def draw() -> float:
    return random.random()


def exports() -> int:
    return 5


from gen.exports import test_versions_x_1_0_0, test_versions_x_2_0_0
from gen.imports import test_versions_x_1_0_0 as far_1, test_versions_x_2_0_0 as far_2


class First(test_versions_x_1_0_0.X):
    def say(self, v: test_versions_x_1_0_0.R) -> test_versions_x_1_0_0.R:
        return far_1.R(far_1.say(v).a + 1)


class Second(test_versions_x_2_0_0.X):
    def say(self, v: test_versions_x_2_0_0.R) -> test_versions_x_2_0_0.R:
        return far_2.R(far_2.say(v).b + '!')
";

fn template(role: Role<'_>) -> String {
    let starter = Starter { app: "hello", world: "hello:app/python", role };
    PythonDriver.template(&starter).into_iter().map(|file| file.text).collect()
}

#[test]
fn a_new_command_runs() {
    let world = World::from_wit(&Wit::parse("in.wit", WIT).unwrap(), None).unwrap();
    let app = template(Role::Part { export: "greet-python" }) + &template(Role::Entry { imports: &[] }) + SURROUNDINGS;
    let built = build_text(&world, &app).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(built.warnings, Vec::<String>::new());
    let mut program = Program::new(&built.component);
    for version in ["1.0.0", "2.0.0"] {
        let mut echo = program.linker.instance(&format!("test:versions/x@{version}")).unwrap();
        echo.func_new("say", |_, _, args, results| {
            results[0] = args[0].clone();
            Ok(())
        })
        .unwrap();
    }
    let mut running = program.start(None);
    assert_eq!(running.at("exports#exports", &[]).unwrap(), Some(Val::U32(5)));
    let greet = "wasi:cli/greet-python@0.2.6#greet";
    assert_eq!(running.at(greet, &[text("Ada")]).unwrap(), Some(ok(Some(text("hello, Ada, from Python")))));
    assert_eq!(running.at(greet, &[text("")]).unwrap(), Some(err(Some(text("a name is needed")))));
    assert_eq!(running.at("wasi:cli/run@0.2.6#run", &[]).unwrap(), Some(ok(None)));
    assert_eq!(running.stdout(), "hello from Python\n");
    let seen = ["good day", "app", "first"].map(text);
    assert_eq!(running.at("wasi:cli/surroundings@0.2.6#look", &[]).unwrap(), Some(crate::support::list(seen)));
    let record = |name: &str, value: Val| Val::Record(vec![(name.to_owned(), value)]);
    let first = running.at("test:versions/x@1.0.0#say", &[record("a", Val::U32(1))]).unwrap();
    assert_eq!(first, Some(record("a", Val::U32(2))));
    let second = running.at("test:versions/x@2.0.0#say", &[record("b", text("b"))]).unwrap();
    assert_eq!(second, Some(record("b", text("b!"))));
    // Every instance draws its own numbers.
    let draw = "wasi:cli/surroundings@0.2.6#draw";
    let other = program.start(None).at(draw, &[]).unwrap();
    assert_ne!(running.at(draw, &[]).unwrap(), other);
    // `sys.exit` ends the component as it ends a script.
    let exit = running.at("wasi:cli/surroundings@0.2.6#leave", &[]).unwrap_err();
    assert_eq!(exit.downcast::<wasmtime_wasi::I32Exit>().unwrap().0, 3);
    assert_eq!(running.stderr(), "");
}

#[test]
fn an_entry_greets_every_part() {
    let imports = ["greet-go".to_owned(), "greet-js".to_owned()];
    insta::assert_snapshot!(template(Role::Entry { imports: &imports }), @r#"
    """Says hello and lets every other part say it too."""

    from gen.imports import greet_go, greet_js


    def run() -> None:
        print("hello from Python")
        for part in [greet_go, greet_js]:
            print(part.greet("world"))
    "#);
}
