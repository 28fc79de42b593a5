//! Guests of the test matrix, in Python.

mod literal;
mod scripted;
mod words;

use witloom_bindgen::guest::{
    ByHand, CONTROL, GuestWriter, Literals, PLAYER, Purpose, Role, Script, ScriptCall, Vector,
};
use witloom_bindgen::model::{Interface, Side};
use witloom_bindgen::{FileSet, GenerateError, Indent, Language, World, Writer};

use self::literal::{Expressions, or_none, string};
use crate::generate::Python;
use crate::names::Names;

impl GuestWriter for Python {
    fn guest(&self, world: &World, script: &Script) -> Result<FileSet, GenerateError> {
        self.accept(world)?;
        let names = Names::new(world);
        let mut files = FileSet::new();
        files.insert("script.py", include_str!("../../templates/guest.py"));
        let mut w = writer();
        w.line("import script");
        if world.types.iter().any(|ty| ty.facts.has_end) {
            files.insert("ends.py", include_str!("../../templates/guest_ends.py"));
            w.line("import ends");
            w.line("from gen import ByteStream, Future, Stream");
        }
        w.line("from gen._runtime import Err, Ok, Some");
        for interface in world.interfaces.iter().filter(|i| !i.functions.is_empty() || !i.types.is_empty()) {
            if let Some((package, module)) = names.dotted(interface.id).rsplit_once('.') {
                w.line(format!("from gen.{package} import {module} as {}", names.alias(interface.id)));
            }
        }
        match script.role {
            Role::Callee => callee(&names, &mut w, script),
            Role::Caller => caller(&names, &mut w, script),
        }
        files.insert("app.py", w.finish());
        Ok(files)
    }

    fn reserved(&self) -> Vec<&'static str> {
        words::words()
    }

    fn by_hand(&self) -> Option<&'static ByHand> {
        Some(&scripted::GUESTS)
    }
}

fn writer() -> Writer {
    Writer::new(Indent::Spaces(4), "#")
}

fn exported<'w>(names: &Names<'w>, wanted: &str) -> Option<&'w Interface> {
    names.world.side(Side::Export).find(|interface| interface.name == wanted)
}

/// A class that implements an exported interface.
fn implement(names: &Names<'_>, w: &mut Writer, interface: &Interface, body: impl FnOnce(&mut Writer)) {
    let base = names.base(interface.id);
    let alias = names.alias(interface.id);
    w.line("\n");
    w.block(format!("class Case{}({alias}.{base}):", interface.id.index()), "", body);
}

fn callee(names: &Names<'_>, w: &mut Writer, script: &Script) {
    if let Some(control) = exported(names, CONTROL) {
        implement(names, w, control, |w| {
            w.block("def expect(self, function, vector):", "", |w| w.line("script.expect(function, vector)"));
            w.block("def complaint(self):", "", |w| w.line("return script.take_complaint()"));
        });
    }
    for interface in names.world.side(Side::Export) {
        let calls: Vec<&ScriptCall> = script.calls.iter().filter(|call| call.interface == interface.id).collect();
        if !calls.is_empty() {
            implement(names, w, interface, |w| calls.iter().for_each(|call| method(names, w, interface, call)));
        }
    }
}

/// A method that compares its parameters and answers from the script.
fn method(names: &Names<'_>, w: &mut Writer, interface: &Interface, call: &ScriptCall) {
    let function = &interface.functions[call.function];
    let found = names.function(call.interface, call.function);
    let params: Vec<&str> = std::iter::once("self").chain(found.params.iter().map(String::as_str)).collect();
    let def = if function.is_async { "async def" } else { "def" };
    w.block(format!("{def} {}({}):", found.name, params.join(", ")), "", |w| {
        for (number, vector) in call.vectors.iter().enumerate() {
            w.block(format!("if script.vector == {number}:"), "", |w| {
                let given = found.params.iter().zip(&function.params).zip(&vector.params);
                for ((name, param), value) in given {
                    let place = string(&format!("parameter `{}`", param.name));
                    let wanted = Expressions { names, purpose: Purpose::Wanted }.literal(param.ty, value);
                    w.line(match names.world.ty(param.ty).facts.has_end {
                        true => format!("script.check({place}, *await ends.settle({name}, {wanted}))"),
                        false => format!("script.check({place}, {name}, {wanted})"),
                    });
                }
                w.line(match (Expressions { names, purpose: Purpose::Given }).outcome(function, vector) {
                    Ok(value) => format!("return {}", or_none(value)),
                    Err(value) => format!("raise Err({})", or_none(value)),
                });
            });
        }
        w.line("raise RuntimeError(\"no such vector\")");
    });
}

fn caller(names: &Names<'_>, w: &mut Writer, script: &Script) {
    for call in &script.calls {
        w.line("\n");
        w.block(format!("async def play{}(vector):", call.number), "", |w| {
            for (number, vector) in call.vectors.iter().enumerate() {
                w.block(format!("if vector == {number}:"), "", |w| w.line(one_call(names, call, vector)));
            }
            w.line("return \"no such vector\"");
        });
    }
    let control = names.world.side(Side::Import).find(|interface| interface.name == CONTROL);
    let (Some(player), Some(control)) = (exported(names, PLAYER), control) else { return };
    let control = names.alias(control.id);
    w.line(format!(
        "\nPLAYS = {{{}}}",
        script.calls.iter().map(|c| format!("{0}: play{0}", c.number)).collect::<Vec<_>>().join(", ")
    ));
    let waits = player.functions.iter().any(|function| function.is_async);
    implement(names, w, player, |w| {
        w.block(format!("{}def play(self, function, vector):", if waits { "async " } else { "" }), "", |w| {
            w.line(format!("{control}.expect(function, vector)"));
            let play = "PLAYS[function](vector)";
            w.line(format!(
                "difference = {}",
                if waits { format!("await {play}") } else { format!("script.at_once({play})") }
            ));
            w.line(format!("complaint = {control}.complaint()"));
            w.line("said = [f\"callee: {complaint}\"] if complaint else []");
            w.line("said += [f\"caller: {difference}\"] if difference else []");
            w.block("if said:", "", |w| w.line("raise Err(\"; \".join(said))"));
        });
    });
}

fn one_call(names: &Names<'_>, call: &ScriptCall, vector: &Vector) -> String {
    let interface = names.world.interface(call.interface);
    let function = &interface.functions[call.function];
    let args = Expressions { names, purpose: Purpose::Given }.params(function, vector);
    let args = format!("({})", args.iter().map(|arg| format!("{arg},")).collect::<Vec<_>>().join(" "));
    let made = format!("{}.{}", names.alias(interface.id), names.function(call.interface, call.function).name);
    let want = match (Expressions { names, purpose: Purpose::Wanted }).outcome(function, vector) {
        Ok(value) => or_none(value),
        Err(value) => format!("Err({})", or_none(value)),
    };
    match function.result.is_some_and(|ty| names.world.ty(ty).facts.has_end) {
        true => format!("return await ends.outcome({made}, {args}, {want})"),
        false => format!("return await script.outcome({made}, {args}, {want})"),
    }
}
