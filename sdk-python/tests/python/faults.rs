//! Mistakes in the user's code, found while building.

use crate::support::{build, build_text, case, world};

#[test]
fn everything_missing_is_named_at_once() {
    let error = build("faulty").unwrap_err();
    insta::assert_snapshot!(error, @r"
    app.py:9: class `Thing` lacks `get`, which implements `test:faulty/api#[method]thing.get`
    app.py:10: `Thing.__init__` takes 0 arguments, but the WIT function `test:faulty/api#[constructor]thing` has 1
    app.py:4: class `Api` lacks `one`, which implements `test:faulty/api#one`
    app.py:5: `Api.two` takes 1 arguments, but the WIT function `test:faulty/api#two` has 2
    app.py:1: nothing implements `three` of `test:faulty/other`
    ");
}

#[test]
fn a_syntax_error_has_a_place() {
    let world = world(&case("faulty").join("in.wit"));
    let error = build_text(&world, "import json\n\ndef broken(:\n    pass\n").unwrap_err();
    insta::assert_snapshot!(error, @"app.py:3: syntax error: invalid syntax");
}
