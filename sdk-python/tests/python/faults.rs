//! Mistakes in the user's code, found while building.

use witloom_component::BuildError;

use crate::support::{build, build_files, build_text, wit, world};

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
fn native_extensions_are_named() {
    let world = world(&wit("faulty"));
    let complaint = |app: &str, files: &[(&str, &str)]| match build_files(&world, app, files).unwrap_err() {
        BuildError::UserCode { message, hint } => format!("{message}\nhint: {}", hint.unwrap_or_default()),
        other => panic!("{other:?}"),
    };
    let extension = ("vendor/fast/_core.cpython-314-x86_64-linux-gnu.so", "");
    let direct = complaint("import fast\n", &[("vendor/fast/__init__.py", "from ._core import go\n"), extension]);
    insta::assert_snapshot!(direct, @r"
    app.py:1: `fast._core` is a native extension (`vendor/fast/_core.cpython-314-x86_64-linux-gnu.so`), and a component runs pure Python only
    hint: use a release of `fast` that is pure Python, or another package
    ");
    // As numpy does.
    let wrapping = "try:\n    from . import _core\nexcept ImportError as e:\n    raise ImportError('no!') from e\n";
    assert_eq!(complaint("import fast\n", &[("vendor/fast/__init__.py", wrapping), extension]), direct);
    insta::assert_snapshot!(complaint("\nimport ssl\n", &[]), @r"
    app.py:2: CPython for WASI has no module `_ssl`
    hint: a component has no TLS of its own: import `wasi:http/client@0.3.0`, by which `urllib.request` and `requests` speak HTTPS
    ");
}

#[test]
fn a_syntax_error_has_a_place() {
    let world = world(&wit("faulty"));
    let error = build_text(&world, "import json\n\ndef broken(:\n    pass\n").unwrap_err();
    insta::assert_snapshot!(error, @"app.py:3: syntax error: invalid syntax");
}
