//! The functions that CRuby's `js` extension imports, and which of them carry our calls.
//!
//! The extension is the only door between Ruby and another core module. Ruby holds `JS::Object`s whose handle
//! is a number we choose (`7.to_js` makes one with handle 7), so four operations suffice: `strictly_eql?`
//! performs a call, `typeof` and `to_s` bring bytes and text, and `[]` tells the shim a few addresses once.
//! Everything else traps: no JavaScript is there. The extension frees what it was given to read, so bytes that
//! must stay are copied for it. Of the runtime's own numbers 1 sets up and 5 frees, whatever the shim is asked.

use wasm_encoder::ValType::{self, F64, I32};

/// Reads the archive of Ruby files.
pub(super) const ARCHIVE: i32 = 2;
/// Reads and frees the memory that the request names.
pub(super) const MEMORY: i32 = 3;
/// Reads and frees all strings of a list, joined by zero bytes.
pub(super) const GATHER: i32 = 4;
/// Reads a copy of the memory that the request names.
pub(super) const PEEK: i32 = 6;

/// What a function of the extension does for us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Duty {
    Trap,
    Nothing,
    One,
    First,
    Call,
    Bytes,
    Setup,
}

/// A function that CRuby imports from `rb-js-abi-host` or `canonical_abi`.
#[derive(Debug)]
pub(super) struct Hook {
    pub(super) name: &'static str,
    pub(super) params: &'static [ValType],
    pub(super) results: &'static [ValType],
    pub(super) duty: Duty,
}

const fn hook(name: &'static str, params: &'static [ValType], results: &'static [ValType], duty: Duty) -> Hook {
    Hook { name, params, results, duty }
}

/// The imports of module `rb-js-abi-host`.
pub(super) const JS: &[Hook] = &[
    hook("rb_wasm_throw_prohibit_rewind_exception", &[I32, I32], &[], Duty::Trap),
    hook(
        "eval-js: func(code: string) -> variant { success(handle<js-abi-value>), failure(handle<js-abi-value>) }",
        &[I32, I32, I32],
        &[],
        Duty::Trap,
    ),
    hook("is-js: func(value: handle<js-abi-value>) -> bool", &[I32], &[I32], Duty::One),
    hook(
        "instance-of: func(value: handle<js-abi-value>, klass: handle<js-abi-value>) -> bool",
        &[I32, I32],
        &[I32],
        Duty::Trap,
    ),
    hook("global-this: func() -> handle<js-abi-value>", &[], &[I32], Duty::Trap),
    hook("int-to-js-number: func(value: s32) -> handle<js-abi-value>", &[I32], &[I32], Duty::First),
    hook("float-to-js-number: func(value: float64) -> handle<js-abi-value>", &[F64], &[I32], Duty::Trap),
    hook("string-to-js-string: func(value: string) -> handle<js-abi-value>", &[I32, I32], &[I32], Duty::Trap),
    hook("bool-to-js-bool: func(value: bool) -> handle<js-abi-value>", &[I32], &[I32], Duty::Trap),
    hook("proc-to-js-function: func(value: u32) -> handle<js-abi-value>", &[I32], &[I32], Duty::Trap),
    hook("rb-object-to-js-rb-value: func(raw-rb-abi-value: u32) -> handle<js-abi-value>", &[I32], &[I32], Duty::Trap),
    hook("js-value-to-string: func(value: handle<js-abi-value>) -> string", &[I32, I32], &[], Duty::Bytes),
    hook(
        "js-value-to-integer: func(value: handle<js-abi-value>) -> variant { as-float(float64), bignum(string) }",
        &[I32, I32],
        &[],
        Duty::Trap,
    ),
    hook("export-js-value-to-host: func(value: handle<js-abi-value>) -> ()", &[I32], &[], Duty::Trap),
    hook("import-js-value-from-host: func() -> handle<js-abi-value>", &[], &[I32], Duty::Trap),
    hook("js-value-typeof: func(value: handle<js-abi-value>) -> string", &[I32, I32], &[], Duty::Bytes),
    hook(
        "js-value-equal: func(lhs: handle<js-abi-value>, rhs: handle<js-abi-value>) -> bool",
        &[I32, I32],
        &[I32],
        Duty::Trap,
    ),
    hook(
        "js-value-strictly-equal: func(lhs: handle<js-abi-value>, rhs: handle<js-abi-value>) -> bool",
        &[I32, I32],
        &[I32],
        Duty::Call,
    ),
    hook(
        "reflect-apply: func(target: handle<js-abi-value>, this-argument: handle<js-abi-value>, arguments: \
         list<handle<js-abi-value>>) -> variant { success(handle<js-abi-value>), failure(handle<js-abi-value>) }",
        &[I32, I32, I32, I32, I32],
        &[],
        Duty::Trap,
    ),
    hook(
        "reflect-get: func(target: handle<js-abi-value>, property-key: string) -> variant { \
         success(handle<js-abi-value>), failure(handle<js-abi-value>) }",
        &[I32, I32, I32, I32],
        &[],
        Duty::Setup,
    ),
    hook(
        "reflect-set: func(target: handle<js-abi-value>, property-key: string, value: handle<js-abi-value>) -> \
         variant { success(handle<js-abi-value>), failure(handle<js-abi-value>) }",
        &[I32, I32, I32, I32, I32],
        &[],
        Duty::Trap,
    ),
];

/// The imports of module `canonical_abi`, which keep no table here: a value is its own handle.
pub(super) const CANONICAL: &[Hook] = &[
    hook("resource_drop_js-abi-value", &[I32], &[], Duty::Nothing),
    hook("resource_new_rb-abi-value", &[I32], &[I32], Duty::First),
    hook("resource_get_rb-abi-value", &[I32], &[I32], Duty::First),
];
