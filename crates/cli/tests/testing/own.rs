//! Components' own tests, with what they import answered by mocks.

use super::{App, text};

use std::process::Command;

const TEST_APP: &str = r#"
import contextlib
import io
import unittest
from unittest.mock import patch

import app


class Greeting(unittest.TestCase):
    def test_asks_the_others(self):
        out = io.StringIO()
        with patch("app.greet_go.greet", return_value="hi") as greet:
            with contextlib.redirect_stdout(out):
                app.run()
        greet.assert_called_once_with("world")
        self.assertEqual(out.getvalue(), "hello from Python\nhi\n")

    def test_knows_what_is_not_mocked(self):
        with self.assertRaisesRegex(RuntimeError, "`shop:app/greet-go#greet` isn't mocked"):
            app.run()
"#;

const MAIN_TEST: &str = r#"package main

import "testing"

func TestGreets(t *testing.T) {
	if got, err := (greeter{}).Greet("Ada"); err != nil || got != "hello, Ada, from Go" {
		t.Errorf("got %q, %v", got, err)
	}
}
"#;

fn new(langs: &str) -> App {
    let app = App::new(&[]);
    let mut command = Command::new(env!("CARGO_BIN_EXE_witloom"));
    let output = command.args(["new", "shop", "--lang", langs]).current_dir(app.path()).output().expect("witloom runs");
    assert!(output.status.success(), "{}", text(&output.stderr));
    app
}

#[test]
fn python_and_go_run_natively() {
    let app = new("python,go");
    app.write("shop/python/test_app.py", TEST_APP);
    app.write("shop/go/main_test.go", MAIN_TEST);
    let (code, told) = app.tested(&["shop"]);
    assert_eq!(code, Some(0), "{told}");
    assert!(
        told.contains("python (python)\n  ok        ") && told.contains("go (go)\n  ok        go test: ok"),
        "{told}"
    );
    assert!(told.ends_with("\n2 passed, 0 failed\n"), "{told}");
    let (code, told) = app.tested(&["shop", "--only", "contracts"]);
    assert_eq!((code, told.as_str()), (Some(0), "no tests: write some to `tests/*.toml`\n"));

    app.write("shop/python/test_app.py", &TEST_APP.replace(r"\nhi\n", r"\nho\n"));
    app.write("shop/go/main_test.go", &MAIN_TEST.replace("hello, Ada", "bye, Ada"));
    let (code, told) = app.tested(&["shop"]);
    assert_eq!(code, Some(1), "{told}");
    assert!(told.contains("test_asks_the_others") && told.contains("--- FAIL: TestGreets"), "{told}");
    assert!(told.ends_with("\n0 passed, 2 failed\n"), "{told}");
}

const JS_TEST: &str = r#"import assert from "node:assert/strict";
import { afterEach, test } from "node:test";

import { mock, reset } from "witloom/test";
import * as app from "./index.js";

afterEach(reset);

test("asks the others", () => {
  const names = [];
  mock("shop:app/greet-java", { greet: (name) => (names.push(name), "hi") });
  mock("shop:app/greet-ruby", { greet: (name) => (names.push(name), "ho") });
  app.run.run();
  assert.deepEqual(names, ["world", "world"]);
});

test("knows what is not mocked", () => {
  assert.throws(() => app.run.run(), /`greet` of "shop:app\/greet-java" isn't mocked/);
});

test("knows what there is to mock", () => {
  assert.throws(() => mock("shop:app/greet-java", { gret() {} }), /has no `gret`; it has greet/);
  assert.throws(() => mock("shop:app/greet-jav", {}), /imports shop:app\/greet-java, shop:app\/greet-ruby/);
});
"#;

#[test]
fn javascript_runs_natively_and_others_are_left_out_with_a_reason() {
    let app = new("js,java,ruby");
    app.write("shop/js/index.test.js", JS_TEST);
    app.write("shop/java/test/GreeterTest.java", "class GreeterTest {}\n");
    app.write("shop/ruby/test/app_test.rb", "raise\n");
    let (code, told) = app.tested(&["shop"]);
    assert_eq!(code, Some(0), "{told}");
    assert!(told.contains("js (js)\n  ok        node --test: 3 passed"), "{told}");
    assert!(told.contains("  left out  own tests: witloom can't run Java's own tests yet"), "{told}");
    assert!(told.contains("  left out  own tests: witloom can't run Ruby's own tests yet"), "{told}");
    assert!(told.ends_with("\n1 passed, 0 failed, 2 left out\n"), "{told}");

    app.write("shop/js/index.test.js", &JS_TEST.replace("[\"world\", \"world\"]", "[]"));
    let (code, told) = app.tested(&["shop", "--filter", "asks the others"]);
    assert_eq!(code, Some(1), "{told}");
    assert!(told.contains("asks the others") && told.contains("AssertionError"), "{told}");
}

/// An app of one component in a language, for a world of `tests/wit`.
fn of_world(lang: &str, wit: &str, world: &str) -> App {
    let manifest = format!("[app]\nname = \"demo\"\n\n[components.main]\nlang = \"{lang}\"\nworld = \"{world}\"\n");
    App::new(&[("witloom.toml", &manifest), ("wit/app.wit", wit)])
}

const SHOP: &str = include_str!("../../../../tests/wit/shop.wit");
const TASKS: &str = include_str!("../../../../tests/wit/tasks.wit");

#[test]
fn resources_and_async_functions_are_there_natively() {
    let shop = of_world("python", SHOP, "test:resources/shopper");
    shop.write(
        "main/test_all.py",
        "import unittest\nfrom unittest.mock import patch\nfrom gen.imports import store\n\n\
         class All(unittest.TestCase):\n    def test_a_class(self):\n\
         \x20       with patch.object(store.Counter, '__init__', return_value=None), patch.object(store.Counter, 'next', return_value=4):\n\
         \x20           self.assertEqual(store.Counter('a', 3).next(), 4)\n\
         \x20       with self.assertRaisesRegex(RuntimeError, r'`test:resources/store#\\[constructor\\]counter` is'):\n\
         \x20           store.Counter('a', 3)\n",
    );
    let tasks = of_world("python", TASKS, "t:t/caller");
    tasks.write(
        "main/test_all.py",
        "import asyncio, unittest\nfrom unittest.mock import AsyncMock, patch\nfrom gen.imports import work\n\n\
         class All(unittest.TestCase):\n    def test_async(self):\n\
         \x20       with patch.object(work, 'fails_hard', AsyncMock(return_value='A')):\n\
         \x20           self.assertEqual(asyncio.run(work.fails_hard()), 'A')\n\
         \x20       with self.assertRaisesRegex(RuntimeError, '`t:t/work#fails-hard` is'):\n\
         \x20           asyncio.run(work.fails_hard())\n",
    );
    let js = of_world("js", SHOP, "test:resources/shopper");
    js.write("main/package.json", "{ \"type\": \"module\" }\n");
    js.write(
        "main/all.test.js",
        "import assert from \"node:assert/strict\";\nimport { test } from \"node:test\";\n\
         import { mock } from \"witloom/test\";\nimport { Counter, select } from \"test:resources/store\";\n\
         test(\"a class\", () => {\n  assert.throws(() => new Counter(\"a\", 3), { name: \"NotMocked\" });\n\
         \x20 mock(\"test:resources/store\", { select: async () => 1, Counter: class { static merge() { return 2; } next() { return 4; } } });\n\
         \x20 const counter = new Counter(\"a\", 3);\n  assert.ok(counter instanceof Counter);\n\
         \x20 assert.deepEqual([counter.next(), Counter.merge()], [4, 2]);\n  return select().then((v) => assert.equal(v, 1));\n});\n",
    );
    for app in [shop, tasks, js] {
        let (code, told) = app.tested(&[]);
        assert_eq!(code, Some(0), "{told}");
        assert!(told.ends_with("\n1 passed, 0 failed\n"), "{told}");
    }
}
