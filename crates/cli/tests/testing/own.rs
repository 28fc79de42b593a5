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

    def test_has_the_packages_that_the_component_asks_for(self):
        import attrs

        self.assertIn("/.witloom/", attrs.__file__)

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
    let (code, told) = app.tested(&["shop"]);
    assert_eq!(code, Some(0), "{told}");
    app.write("shop/python/requirements.txt", "attrs==26.1.0\n");
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
fn javascript_java_and_ruby_run_by_their_communities_tools() {
    let app = new("js,java,ruby");
    // As it is, and with tests of one's own.
    let (code, told) = app.tested(&["shop"]);
    assert_eq!(code, Some(0), "{told}");
    assert!(told.ends_with("\n3 passed, 0 failed\n"), "{told}");
    app.write("shop/js/index.test.js", JS_TEST);
    app.write("shop/java/test/shop/GreeterTest.java", JAVA_TEST);
    app.write("shop/ruby/test/app_test.rb", RUBY_TEST);
    let (code, told) = app.tested(&["shop"]);
    assert_eq!(code, Some(0), "{told}");
    for words in [
        "js (js)\n  ok        node --test: 3 passed",
        "  ok        JUnit: 2 passed",
        "  ok        minitest: 2 runs, 2 assertions",
    ] {
        assert!(told.contains(words), "{words}\n{told}");
    }
    assert!(told.ends_with("\n3 passed, 0 failed\n"), "{told}");

    app.write("shop/js/index.test.js", &JS_TEST.replace("[\"world\", \"world\"]", "[]"));
    app.write("shop/java/test/shop/GreeterTest.java", &JAVA_TEST.replace("hello, Ada", "bye, Ada"));
    app.write("shop/ruby/test/app_test.rb", &RUBY_TEST.replace("hello, Ada", "bye, Ada"));
    let (code, told) = app.tested(&["shop", "--filter", "asks the others"]);
    assert_eq!(code, Some(1), "{told}");
    assert!(told.contains("asks the others") && told.contains("AssertionError"), "{told}");
    assert!(told.ends_with("\n2 passed, 1 failed\n"), "{told}");
    app.write("shop/js/index.test.js", JS_TEST);
    let (code, told) = app.tested(&["shop", "--filter", "greets"]);
    assert_eq!(code, Some(1), "{told}");
    assert!(!told.contains("truthy"), "{told}");
    for words in [
        "expected: <bye, Ada, from Java> but was: <hello, Ada, from Java>",
        "Failure:\n    AppTest#test_greets [test/app_test.rb:8]:\n    Expected: \"bye, Ada, from Ruby\"\n      Actual: \"hello, Ada, from Ruby\"",
        "\n1 passed, 2 failed\n",
    ] {
        assert!(told.contains(words), "{words}\n{told}");
    }
}

#[test]
fn entries_of_new_apps_have_tests_that_pass() {
    for langs in ["java,go", "ruby,python", "go,ruby"] {
        let app = new(langs);
        let (code, told) = app.tested(&["shop"]);
        assert_eq!(code, Some(0), "{told}");
        assert!(told.ends_with("\n2 passed, 0 failed\n"), "{told}");
    }
}

const JAVA_TEST: &str = r#"package shop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import wit.shop.app.exports.GreetJava.GreetException;

class GreeterTest {
  @Test
  void greets() throws Exception {
    assertEquals("hello, Ada, from Java", new Greeter().greet("Ada"));
  }

  @Test
  void wantsAName() {
    assertThrows(GreetException.class, () -> new Greeter().greet(""));
  }
}
"#;

const RUBY_TEST: &str = r#"# frozen_string_literal: true

require "minitest/autorun"
require "app"

class AppTest < Minitest::Test
  def test_greets
    assert_equal "hello, Ada, from Ruby", Exports::GreetRuby.greet("Ada")
  end

  def test_wants_a_name
    assert_raises(Witloom::ResultError) { Exports::GreetRuby.greet("") }
  end
end
"#;

/// An app of one component in a language, for a world of `tests/wit`.
fn of_world(lang: &str, wit: &str, world: &str) -> App {
    let manifest = format!("[app]\nname = \"demo\"\n\n[components.main]\nlang = \"{lang}\"\nworld = \"{world}\"\n");
    App::new(&[("witloom.toml", &manifest), ("wit/app.wit", wit)])
}

const SHOP: &str = include_str!("../../../../tests/wit/shop.wit");
const TASKS: &str = include_str!("../../../../tests/wit/tasks.wit");

/// Go, Java and Ruby: what each community replaces functions and classes by.
const STORE_IN_GO: &str = r#"package main

import (
	"testing"

	"demo/gen/test/resources/store"
)

func TestCounts(t *testing.T) {
	t.Cleanup(func() { store.Mocks = store.Mock{} })
	counts := map[*store.Counter]uint32{}
	store.Mocks.NewCounter = func(name string, start uint32) *store.Counter {
		counter := new(store.Counter)
		counts[counter] = start
		return counter
	}
	store.Mocks.CounterNext = func(v *store.Counter) uint32 {
		counts[v]++
		return counts[v]
	}
	counter := store.NewCounter("a", 3)
	if got := counter.Next(); got != 4 {
		t.Errorf("got %d", got)
	}
	if _ = counter.Drop(); !counter.Handle.Closed() {
		t.Error("it is open")
	}
	defer func() {
		want := "`test:resources/store#echo` isn't mocked: set store.Mocks.Echo, which stands for it outside of a component"
		if got := recover(); got != want {
			t.Errorf("got %v", got)
		}
	}()
	store.Echo("x")
}
"#;

const STORE_IN_JAVA: &str = r#"import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.mockito.Mockito.mockConstruction;
import static org.mockito.Mockito.mockStatic;
import static org.mockito.Mockito.when;

import org.junit.jupiter.api.Test;
import wit.test.resources.imports.Store;

class StoreTest {
  @Test
  void counts() {
    try (var made = mockConstruction(Store.Counter.class, (counter, from) -> when(counter.next()).thenReturn(4L));
        var store = mockStatic(Store.class)) {
      store.when(() -> Store.echo("x")).thenReturn("y");
      assertEquals(4, new Store.Counter("a", 3).next());
      assertEquals("y", Store.echo("x"));
      assertEquals(1, made.constructed().size());
    }
  }

  @Test
  void knowsWhatIsNotMocked() {
    var problem = assertThrows(UnsupportedOperationException.class, () -> new Store.Counter("a", 3));
    assertEquals("`test:resources/store#[constructor]counter` isn't mocked", problem.getMessage().split(":(?=[^:]*$)")[0]);
  }
}
"#;

const STORE_IN_RUBY: &str = r##"require "minitest/autorun"

class StoreTest < Minitest::Test
  def test_counts
    counter = Minitest::Mock.new.expect(:next, 4)
    Imports::Store::Counter.stub(:new, counter) { assert_equal 4, Imports::Store::Counter.new("a", 3).next }
    counter.verify
    Imports::Store.stub(:echo, ->(s) { s * 2 }) { assert_equal "xx", Imports::Store.echo("x") }
  end

  def test_knows_what_is_not_mocked
    error = assert_raises(Witloom::NotMocked) { Imports::Store::Counter.new("a", 3) }
    assert_includes error.message, "`test:resources/store#[constructor]counter` isn't mocked"
    assert_raises(Witloom::NotMocked) { Imports::Store.echo("x") }
  end
end
"##;

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
    let go = of_world("go", SHOP, "test:resources/shopper");
    go.write("main/go.mod", "module demo\n\ngo 1.24\n");
    go.write("main/main_test.go", STORE_IN_GO);
    let java = of_world("java", SHOP, "test:resources/shopper");
    java.write("main/test/StoreTest.java", STORE_IN_JAVA);
    let ruby = of_world("ruby", SHOP, "test:resources/shopper");
    ruby.write("main/app.rb", "");
    ruby.write("main/test/store_test.rb", STORE_IN_RUBY);
    js.write("main/price.ts", "export const price = (n: number): number => n * 2;\n");
    js.write(
        "main/typed.test.ts",
        "import assert from \"node:assert/strict\";\nimport { test } from \"node:test\";\n\
         import { mock } from \"witloom/test\";\nimport { echo } from \"test:resources/store\";\nimport { price } from \"./price\";\n\
         test(\"types\", () => {\n  mock(\"test:resources/store\", { echo: (s: string) => s + price(2) });\n\
         \x20 assert.equal(echo(\"x\") satisfies string, \"x4\");\n});\n",
    );
    for app in [shop, tasks, js, go, java, ruby] {
        let (code, told) = app.tested(&[]);
        assert_eq!(code, Some(0), "{told}");
        assert!(told.ends_with("\n1 passed, 0 failed\n"), "{told}");
    }
}

/// What stubs are tested by in each language: that they load, and that they fail by the language's own error.
const STUB_TESTS: &[(&str, &str, &str, &str)] = &[
    (
        "go",
        "main.go",
        "stub_test.go",
        "package main\n\nimport \"testing\"\n\nfunc TestStub(t *testing.T) {\n\tdefer func() {\n\t\tif got := recover(); got != \"not implemented\" {\n\t\t\tt.Error(got)\n\t\t}\n\t}()\n\tresourcesstoreImpl{}.Echo(\"x\")\n}\n",
    ),
    (
        "java",
        "src/test/StoreImpl.java",
        "test/StubTest.java",
        "import static org.junit.jupiter.api.Assertions.assertThrows;\n\nimport org.junit.jupiter.api.Test;\n\nclass StubTest {\n  @Test\n  void fails() {\n    assertThrows(UnsupportedOperationException.class, () -> new test.StoreImpl().echo(\"x\"));\n  }\n}\n",
    ),
    (
        "js",
        "index.js",
        "stub.test.mjs",
        "import assert from \"node:assert/strict\";\nimport { test } from \"node:test\";\nimport { store } from \"./index.js\";\n\ntest(\"fails\", () => {\n  assert.throws(() => store.echo(\"x\"), /not implemented/);\n  assert.throws(() => new store.Counter(\"a\", 1), /not implemented/);\n});\n",
    ),
    (
        "python",
        "app.py",
        "test_stub.py",
        "import unittest\n\nimport app\n\nclass Stub(unittest.TestCase):\n    def test_fails(self):\n        with self.assertRaises(NotImplementedError):\n            app.Store().echo(\"x\")\n        with self.assertRaises(NotImplementedError):\n            app.Counter(\"a\", 1)\n",
    ),
    (
        "ruby",
        "app.rb",
        "test/stub_test.rb",
        "require \"minitest/autorun\"\n\nclass StubTest < Minitest::Test\n  def test_fails\n    assert_raises(NotImplementedError) { Exports::Store.echo(\"x\") }\n    assert_raises(NotImplementedError) { Exports::Store::Counter.new(\"a\", 1) }\n  end\nend\n",
    ),
];

#[test]
fn stubs_compile_fail_as_their_language_does_and_overwrite_nothing() {
    let parts: Vec<String> = STUB_TESTS
        .iter()
        .map(|(lang, ..)| format!("\n[components.{lang}]\nlang = \"{lang}\"\nworld = \"test:resources/store-world\"\n"))
        .collect();
    let app = App::new(&[
        ("witloom.toml", &format!("[app]\nname = \"demo\"\nentry = \"go\"\n{}", parts.concat())),
        ("wit/app.wit", SHOP),
    ]);
    let bindgen = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_witloom"));
        let output = command.args(["bindgen", "--stubs"]).current_dir(app.path()).output().expect("witloom runs");
        assert!(output.status.success(), "{}", text(&output.stderr));
        text(&output.stdout)
    };
    let written = bindgen();
    for (lang, stub, path, test) in STUB_TESTS {
        assert!(written.lines().any(|line| line.ends_with(&format!("{lang}/{stub}"))), "{lang}/{stub}\n{written}");
        app.write(&format!("{lang}/{path}"), test);
    }
    app.write("js/package.json", "{ \"type\": \"module\" }\n");
    let (code, told) = app.tested(&["--only", "own"]);
    assert_eq!(code, Some(0), "{told}");
    assert!(told.ends_with("\n5 passed, 0 failed\n"), "{told}");
    STUB_TESTS.iter().for_each(|(lang, stub, ..)| app.write(&format!("{lang}/{stub}"), "mine"));
    assert_eq!(bindgen(), "all bindings were up to date\n");
    for (lang, stub, ..) in STUB_TESTS {
        let kept = std::fs::read_to_string(app.path().join(lang).join(stub)).expect("a file");
        assert_eq!(kept, "mine", "{lang}/{stub}");
    }
}
