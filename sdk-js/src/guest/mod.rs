//! Guests of the test matrix, in JavaScript.

mod literal;
mod scripted;
mod words;

use witloom_bindgen::guest::{ByHand, GuestWriter, Literals, Purpose, Role, Script, ScriptCall, Vector};
use witloom_bindgen::model::Function;
use witloom_bindgen::{FileSet, GenerateError, Indent, Language, Plan, World, Writer};

use self::literal::{Expressions, or_undefined, string};
use crate::JavaScript;
use crate::names::{Names, property};

impl GuestWriter for JavaScript {
    fn guest(&self, world: &World, script: &Script) -> Result<FileSet, GenerateError> {
        self.accept(world)?;
        let names = Names::new(world, &Plan::new(world).used_types(world));
        let mut files = FileSet::new();
        files.insert("script.js", include_str!("../../templates/guest.js"));
        let mut index = match script.role {
            Role::Callee => include_str!("../../templates/guest_callee.js").to_owned(),
            Role::Caller => String::new(),
        };
        let mut plays = Vec::new();
        for interface in &world.interfaces {
            let calls: Vec<&ScriptCall> = script.calls.iter().filter(|call| call.interface == interface.id).collect();
            if calls.is_empty() {
                continue;
            }
            let (alias, file) = (&names.interface(interface.id).alias, format!("case-{}.js", interface.id.index()));
            match script.role {
                Role::Callee => index.push_str(&format!("\nexport {{ {alias} }} from \"./{file}\";\n")),
                Role::Caller => plays.push(file.clone()),
            }
            let text = match script.role {
                Role::Callee => callee(world, alias, &calls),
                Role::Caller => caller(world, &names.interface(interface.id).specifiers[0], &calls),
            };
            files.insert(file, text);
        }
        if script.role == Role::Caller {
            index = caller_index(&plays);
        }
        files.insert("index.js", index);
        Ok(files)
    }

    fn reserved(&self) -> Vec<&'static str> {
        words::words()
    }

    fn by_hand(&self) -> Option<&'static ByHand> {
        Some(&scripted::GUESTS)
    }
}

fn caller_index(files: &[String]) -> String {
    let imports =
        files.iter().enumerate().map(|(i, file)| format!("import {{ register as register{i} }} from \"./{file}\";\n"));
    let calls = (0..files.len()).map(|i| format!("register{i}(plays);\n"));
    let template = include_str!("../../templates/guest_caller.js");
    imports.collect::<String>() + &template.replace("/* plays */\n", &calls.collect::<String>())
}

fn writer() -> Writer {
    Writer::new(Indent::Spaces(2), "//")
}

/// What literals are made with.
const HELPERS: &str = "Flow, Later, flow, later, repeat, repeatTyped";

/// Whether a callee has streams or futures to read before it can compare.
fn takes_ends(world: &World, function: &Function) -> bool {
    function.params.iter().any(|param| world.ty(param.ty).facts.has_end)
}

/// The implementation of one interface: it compares its parameters and answers from the script.
fn callee(world: &World, alias: &str, calls: &[&ScriptCall]) -> String {
    let mut w = writer();
    w.line("import { ComponentError } from \"witloom\";");
    w.line(format!("import {{ check, {HELPERS}, script, settle }} from \"./script.js\";"));
    w.gap();
    w.block(format!("export const {alias} = {{"), "};", |w| {
        for call in calls {
            let function = &world.interface(call.interface).functions[call.function];
            let params: Vec<String> = (0..function.params.len()).map(|i| format!("p{i}")).collect();
            let waits = if takes_ends(world, function) { "async " } else { "" };
            w.block(format!("{waits}{}({}) {{", property(&function.name), params.join(", ")), "},", |w| {
                w.block("switch (script.vector) {", "}", |w| {
                    for (number, vector) in call.vectors.iter().enumerate() {
                        w.line(format!("case {number}:"));
                        w.indented(|w| answer(w, world, function, vector));
                    }
                });
                w.line("throw new Error(\"no such vector\");");
            });
        }
    });
    w.finish()
}

fn answer(w: &mut Writer, world: &World, function: &Function, vector: &Vector) {
    for (i, (param, value)) in function.params.iter().zip(&vector.params).enumerate() {
        let place = string(&format!("parameter `{}`", param.name));
        let wanted = Expressions { world, purpose: Purpose::Wanted }.literal(param.ty, value);
        w.line(match world.ty(param.ty).facts.has_end {
            true => format!("check({place}, ...(await settle(p{i}, {wanted})));"),
            false => format!("check({place}, p{i}, {wanted});"),
        });
    }
    w.line(match (Expressions { world, purpose: Purpose::Given }).outcome(function, vector) {
        Ok(None) => "return;".to_owned(),
        Ok(Some(value)) => format!("return {value};"),
        Err(value) => format!("throw new ComponentError({});", or_undefined(value)),
    });
}

/// The calls of one interface: each makes a call of a vector and says what differs.
fn caller(world: &World, specifier: &str, calls: &[&ScriptCall]) -> String {
    let mut w = writer();
    w.line(format!("import * as callee from {};", string(specifier)));
    w.line(format!("import {{ expect, expectSettled, {HELPERS} }} from \"./script.js\";"));
    w.gap();
    w.block("export function register(plays) {", "}", |w| {
        for call in calls {
            w.line(format!("plays.set({0}, play{0});", call.number));
        }
    });
    for call in calls {
        let function = &world.interface(call.interface).functions[call.function];
        w.gap();
        w.block(format!("function play{}(vector) {{", call.number), "}", |w| {
            w.block("switch (vector) {", "}", |w| {
                for (number, vector) in call.vectors.iter().enumerate() {
                    w.line(format!("case {number}:"));
                    w.indented(|w| w.line(one_call(world, function, vector)));
                }
            });
            w.line("return \"no such vector\";");
        });
    }
    w.finish()
}

fn one_call(world: &World, function: &Function, vector: &Vector) -> String {
    let args = Expressions { world, purpose: Purpose::Given }.params(function, vector);
    let made = format!("callee.{}({})", property(&function.name), args.join(", "));
    let want = match (Expressions { world, purpose: Purpose::Wanted }).outcome(function, vector) {
        Ok(value) => format!("{{ ok: {} }}", or_undefined(value)),
        Err(value) => format!("{{ err: {} }}", or_undefined(value)),
    };
    let expect = match function.result.is_some_and(|ty| world.ty(ty).facts.has_end) {
        true => "expectSettled",
        false => "expect",
    };
    format!("return {expect}(() => {made}, {want});")
}
