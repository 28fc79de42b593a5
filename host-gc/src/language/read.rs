//! A function per type that makes an object of what the script has at the cursor.

use witloom_bindgen::Writer;
use witloom_bindgen::model::TypeId;

use super::form::{Form, labels};
use super::types::Types;

/// The call that reads a value.
pub(super) fn call(types: &Types<'_>, ty: TypeId) -> String {
    match types.form(ty) {
        Form::Number(number) => format!("(call ${})", number.core()),
        Form::String | Form::Numbers(_) | Form::List(_) | Form::Product(_) | Form::Sum(_) | Form::Handle => {
            format!("(call {})", function(types, ty))
        }
    }
}

fn function(types: &Types<'_>, ty: TypeId) -> String {
    format!("$read:{}", &types.name(ty)[1..])
}

/// Writes the functions of a type.
pub(super) fn define(types: &Types<'_>, w: &mut Writer, ty: TypeId) {
    match types.form(ty) {
        Form::Number(_) | Form::Handle => {}
        Form::String => sequence(types, w, ty, true),
        Form::Numbers(element) => sequence(types, w, ty, !types.style.is_immutable(element)),
        Form::List(elem) => list(types, w, ty, elem),
        Form::Product(parts) => open(types, w, ty, |w| {
            let parts: Vec<String> = parts.iter().map(|part| call(types, *part)).collect();
            w.block(format!("(struct.new {}", types.name(ty)), ")", |w| parts.iter().for_each(|part| w.line(part)));
        }),
        Form::Sum(cases) => sum(types, w, ty, &cases),
    }
}

fn open(types: &Types<'_>, w: &mut Writer, ty: TypeId, body: impl FnOnce(&mut Writer)) {
    w.gap();
    w.block(format!("(func {} (result (ref {}))", function(types, ty), types.name(ty)), ")", body);
}

/// Numbers and code units: a piece of `$bulk`, repeated where the array can be written to.
fn sequence(types: &Types<'_>, w: &mut Writer, ty: TypeId, repeats: bool) {
    let name = types.name(ty);
    let unit = format!("(array.new_data {name} $bulk (call $i32) (call $i32))");
    if !repeats {
        return open(types, w, ty, |w| w.line(unit));
    }
    let repeat = format!("$repeat:{}", &name[1..]);
    open(types, w, ty, |w| w.line(format!("(call {repeat} {unit} (call $i32))")));
    w.gap();
    let text = include_str!("../../runtime/repeat.wat");
    w.raw(&text.replace("$repeat", &repeat).replace("$array", name));
}

fn list(types: &Types<'_>, w: &mut Writer, ty: TypeId, elem: TypeId) {
    let (name, element) = (types.name(ty), call(types, elem));
    open(types, w, ty, |w| {
        w.line(format!("(local $length i32) (local $at i32) (local $list (ref null {name}))"));
        w.line("(local.set $length (call $i32))");
        w.line(format!("(if (i32.eqz (local.get $length)) (then (return (array.new_fixed {name} 0))))"));
        w.line(";; The first element fills the list: references that can't be null have no default.");
        w.line(format!("(local.set $list (array.new {name} {element} (local.get $length)))"));
        w.block("(loop $next", ")", |w| {
            w.line("(local.set $at (i32.add (local.get $at) (i32.const 1)))");
            w.line("(if (i32.ge_u (local.get $at) (local.get $length))");
            w.line("  (then (return (ref.as_non_null (local.get $list)))))");
            w.line(format!("(array.set {name} (local.get $list) (local.get $at) {element})"));
            w.line("(br $next)");
        });
        w.line("(unreachable)");
    });
}

fn sum(types: &Types<'_>, w: &mut Writer, ty: TypeId, cases: &[Option<TypeId>]) {
    open(types, w, ty, |w| {
        w.line("(local $case i32)");
        w.line("(local.set $case (call $i32))");
        for (number, (payload, label)) in cases.iter().zip(labels(types.binding, ty)).enumerate() {
            let payload = payload.map(|payload| format!(" {}", call(types, payload))).unwrap_or_default();
            w.line(format!("(if (i32.eq (local.get $case) (i32.const {number}))"));
            w.line(format!("  (then (return (struct.new {}{payload}))))", types.case(ty, &label)));
        }
        w.line("(unreachable)");
    });
}
