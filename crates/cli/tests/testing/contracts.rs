//! Contract tests, of an app of two hand-written modules.

use super::{App, text};

const MANIFEST: &str = r#"
[app]
name = "shop"
entry = "gateway"

[components.gateway]
lang = "wasm"
path = "gateway.wat"
world = "shop:app/gateway"

[components.pricing]
lang = "wasm"
path = "pricing.wat"
world = "shop:app/pricing"

[components.buyer]
lang = "wasm"
path = "buyer.wat"
world = "shop:app/buyer"
"#;

fn shop(tests: &str) -> App {
    App::new(&[
        ("witloom.toml", MANIFEST),
        ("wit/app.wit", include_str!("../cases/testing/app.wit")),
        ("gateway.wat", include_str!("../cases/testing/gateway.wat")),
        ("pricing.wat", include_str!("../cases/testing/pricing.wat")),
        ("buyer.wat", include_str!("../cases/testing/buyer.wat")),
        ("tests/shop.toml", tests),
    ])
}

const RIGHT: &str = r#"
[[test]]
name = "the app asks for rates"
call = 'run(4)'
expect = '21'

[[test]]
name = "lines are records"
call = 'lines'
expect = '[{amount: 3, price: 7}, {price: 50, amount: 1}]'

[[test]]
name = "counters count, and have twins"
steps = [
  { call = 'counter(5)', let = "first", expect = 'first' },
  { call = 'first.next()', expect = '6' },
  { call = 'counter.twin(first)', let = "second" },
  { call = 'first.next', expect = '7' },
  { call = 'stock#spend(second)', expect = '6' },
  { drop = "first" },
]

[[test]]
name = "nobody divides by zero"
call = 'divide(1, 0)'
traps = "divided an integer by zero"

[[test]]
name = "a component on its own"
component = "gateway"
mocks = [{ call = 'get(4)', returns = '99' }, { call = 'rates#get', returns = '1' }]
steps = [
  { call = 'run(4)', expect = '99' },
  { call = 'run(5)', expect = '1' },
]

[[test]]
name = "what isn't mocked"
component = "gateway"
call = 'run(4)'
traps = "`shop:app/rates#get(4)` isn't mocked"

[[test]]
name = "handles that mocks give"
component = "buyer"
mocks = [
  { call = 'counter(5)', returns = 'first' },
  { call = 'counter(6)', returns = 'second' },
  { call = 'first.next()', returns = '7' },
  { call = 'counter.twin(first)', returns = 'twin' },
  { call = 'stock#spend(twin)', returns = '30' },
]
steps = [{ call = 'buy(5)', expect = '37' }, { call = 'buy(6)', traps = "counter.next(second)` isn't mocked" }]

[[test]]
name = "another component"
component = "pricing"
call = 'get(2)'
expect = '42'
"#;

#[test]
fn calls_are_what_they_should_be() {
    let app = shop(RIGHT);
    let (code, told) = app.tested(&[]);
    assert_eq!(
        (code, told.as_str()),
        (
            Some(0),
            "tests/shop.toml
  ok        the app asks for rates
  ok        lines are records
  ok        counters count, and have twins
  ok        nobody divides by zero
  ok        a component on its own
  ok        what isn't mocked
  ok        handles that mocks give
  ok        another component
8 passed, 0 failed
"
        )
    );
    let (code, told) = app.tested(&["--filter", "component"]);
    assert_eq!((code, told.lines().count()), (Some(0), 4), "{told}");
    let (code, told) = app.tested(&["--filter", "nothing is called so"]);
    assert_eq!((code, told.lines().count()), (Some(0), 1), "{told}");
}

const KEEPER: &str = r#"
[app]
name = "shop"

[components.keeper]
lang = "wasm"
path = "keeper.wat"
world = "shop:app/keeper"

[config]
open = "x"
hidden = "y"
"#;

/// A component on its own reaches what it reaches in the app.
#[test]
fn grants_of_components_hold_in_tests() {
    let tests = |closed: &str| {
        let test = |component: &str| {
            format!(
                "[[test]]\nname = \"{component}\"\n{component}\nsteps = [{{ call = 'known(0)', expect = 'true' }}, {{ call = 'known(1)', expect = '{closed}' }}]\n"
            )
        };
        test("") + &test("component = 'keeper'")
    };
    for (grants, closed) in [("", "true"), ("\n[components.keeper.grants]\nconfig = [\"open\"]\n", "false")] {
        let app = App::new(&[
            ("witloom.toml", &format!("{KEEPER}{grants}")),
            ("wit/app.wit", include_str!("../cases/testing/app.wit")),
            ("keeper.wat", include_str!("../cases/testing/keeper.wat")),
            ("tests/shop.toml", &tests(closed)),
        ]);
        let (code, told) = app.tested(&[]);
        assert!(code == Some(0) && told.ends_with("2 passed, 0 failed\n"), "{told}");
    }
}

const WRONG: &str = r#"
[[test]]
name = "a price"
call = 'lines'
expect = '[{amount: 3, price: 8}, {amount: 1, price: 50}, {amount: 0, price: 0}]'

[[test]]
call = 'run(4)'
expect = '22'

[[test]]
name = "a handle that moved"
steps = [
  { call = 'counter(5)', let = "c" },
  { call = 'spend(c)' },
  { call = 'c.next()' },
]

[[test]]
name = "no trap"
call = 'divide(4, 2)'
traps = "zero"

[[test]]
name = "another trap"
call = 'divide(4, 0)'
traps = "out of memory"

[[test]]
name = "not a value"
call = 'run(4)'
expect = '"x"'

[[test]]
name = "no such mock"
component = "gateway"
mocks = [{ call = 'get("x")', returns = '1' }]
call = 'run(4)'

[[test]]
name = "no such handle"
component = "buyer"
mocks = [{ call = 'counter(5)', returns = 'first' }, { call = 'spend(scond)', returns = '1' }]
call = 'buy(5)'

[[test]]
name = "nothing to mock"
component = "pricing"
mocks = [{ call = 'gte(1)', returns = '1' }]
call = 'get(4)'
"#;

#[test]
fn failures_point_at_what_differs() {
    let app = shop(WRONG);
    let (code, told) = app.tested(&["--junit", "out.xml"]);
    assert_eq!(code, Some(1), "{told}");
    let start = "tests/shop.toml
  FAILED    a price
    tests/shop.toml:4
    lines
    expected [{amount: 3, price: 8}, {amount: 1, price: 50}, {amount: 0, price: 0}]
    got      [{amount: 3, price: 7}, {amount: 1, price: 50}]
      [0].price: expected 8, got 7
      [2]: {amount: 0, price: 0} is missing
  FAILED    run(4)
    tests/shop.toml:8
    run(4)
    expected 22
    got      21
  FAILED    a handle that moved
    tests/shop.toml:16
    c.next()
    error[W0463]: there is no handle called `c`
";
    assert!(told.starts_with(start), "{told}");
    for words in [
        "expected a trap: zero\n    got      2\n",
        "expected a trap: out of memory\n    got      error[W0413]",
        "error[W0461]: `run` can't return what is expected: `\"x\"` is no `u32`",
        "error[W0464]: `shop:app/rates#get` can't be mocked so: `\"x\"` is no `u32` for `of`; one is `1`",
        "error[W0464]: `shop:app/stock#spend` can't be mocked so: ",
        "there is no handle called `scond`",
        "error[W0464]: `gte` can't be mocked so: the component has no such import, or its compiler left it out; it imports nothing",
        "\n0 passed, 9 failed\n",
    ] {
        assert!(told.contains(words), "{words}\n{told}");
    }
    let xml = std::fs::read_to_string(app.path().join("out.xml")).expect("the report");
    assert!(xml.contains("<testsuite name=\"tests/shop.toml\" tests=\"9\" failures=\"9\" skipped=\"0\">"), "{xml}");
    assert!(xml.contains("&#10;expected 22&#10;got      21</failure></testcase>"), "{xml}");
}

#[test]
fn results_are_json_for_programs() {
    let app = shop(RIGHT);
    let output = app.test(&["--format", "json", "--filter", "rates"]);
    let told: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!((&told["passed"], &told["failed"]), (&1.into(), &0.into()));
    assert_eq!(told["tests"][0]["verdict"], "passed");
    assert_eq!(told["tests"][0]["place"], "tests/shop.toml:2");
}

#[test]
fn files_that_are_not_right_are_refused_with_their_place() {
    let app = shop("[[test]]\ncall = 'run(4)'\nexpects = '21'\n");
    let output = app.test(&[]);
    let told = text(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{told}");
    assert!(told.contains("error[W0330]: unknown key `expects`") && told.contains("tests/shop.toml:3:1"), "{told}");
    assert!(told.contains("did you mean `expect`?"), "{told}");
}

#[test]
fn requests_are_answered_as_they_should_be() {
    let manifest = "[app]\nname = \"site\"\n\n[components.site]\nlang = \"wasm\"\npath = \"site.wat\"\n";
    let tests = r#"
[[test]]
request = "GET /w"
body = "hello"
contains = "o"

[[test]]
name = "two"
steps = [
  { request = "POST /w", with = { headers = { x-a = "b" }, body = "{}" }, body = "hello" },
  { request = "GET /w", status = 404, headers = { content-type = "text/html" }, body = "okay", contains = ["o", "html"] },
]

[[test]]
request = "GET /trap"
"#;
    let proxy = include_str!("../../../host/tests/cases/proxy.wat");
    let app = App::new(&[("witloom.toml", manifest), ("site.wat", proxy), ("tests/site.toml", tests)]);
    let (code, told) = app.tested(&[]);
    assert_eq!(code, Some(1), "{told}");
    for words in [
        "  ok        GET /w\n",
        "  FAILED    two\n    tests/site.toml:11\n    GET /w\n    its status is 200, not 404\n    its header `content-type` is \"\", not \"text/html\"\n    line 1 of its body\n    expected \"okay\"\n    got      \"hello\"\n    its body doesn't contain \"html\"; it is\n    hello\n",
        "    GET /trap\n    no answer came: the connection was broken off\n    error[W0413]: ",
        "\n1 passed, 2 failed\n",
    ] {
        assert!(told.contains(words), "{words}\n{told}");
    }
}
