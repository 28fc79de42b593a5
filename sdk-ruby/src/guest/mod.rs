//! Guests of the test matrix, in Ruby.

mod literal;
mod scripted;

use witloom_bindgen::guest::{
    ByHand, CONTROL, GuestWriter, Literals, PLAYER, Purpose, Role, Script, ScriptCall, Vector,
};
use witloom_bindgen::model::{Function, Interface, Side};
use witloom_bindgen::{FileSet, GenerateError, Indent, Language, World, Writer};

use self::literal::{Expressions, or_nil, string};
use crate::Ruby;
use crate::generate::names::{self, Names};

impl GuestWriter for Ruby {
    fn guest(&self, world: &World, script: &Script) -> Result<FileSet, GenerateError> {
        self.accept(world)?;
        let names = Names::new(world);
        let literals = Expressions { world, names: &names, purpose: Purpose::Given };
        let mut files = FileSet::new();
        files.insert("script.rb", include_str!("../../templates/guest/script.rb"));
        let mut app = writer();
        app.line("require \"script\"");
        for interface in &world.interfaces {
            let calls: Vec<&ScriptCall> = script.calls.iter().filter(|call| call.interface == interface.id).collect();
            if !calls.is_empty() {
                let name = format!("case{}", interface.id.index());
                app.line(format!("require \"{name}\""));
                files.insert(format!("{name}.rb"), case(literals, script.role, interface, &calls));
            }
        }
        let (name, template) = match script.role {
            Role::Callee => ("control", include_str!("../../templates/guest/control.rb")),
            Role::Caller => ("player", include_str!("../../templates/guest/player.rb")),
        };
        app.line(format!("require \"{name}\""));
        files.insert(format!("{name}.rb"), renamed(world, &names, template));
        files.insert("app.rb", app.finish());
        Ok(files)
    }

    /// Keywords, methods and constants of Ruby's and of the runtime's, as a running CRuby tells them.
    fn reserved(&self) -> Vec<&'static str> {
        include_str!("words.txt").lines().collect()
    }

    fn by_hand(&self) -> Option<&'static ByHand> {
        Some(&scripted::GUESTS)
    }
}

fn writer() -> Writer {
    let mut w = Writer::new(Indent::Spaces(2), "#");
    w.line("# frozen_string_literal: true");
    w.gap();
    w
}

/// A template with the modules of the control interfaces, which have longer names next to others of theirs.
fn renamed(world: &World, names: &Names, template: &str) -> String {
    let parts = [(Side::Export, CONTROL, "Exports::Control"), (Side::Export, PLAYER, "Exports::Player")];
    let parts = parts.into_iter().chain([(Side::Import, CONTROL, "Imports::Control")]);
    parts.fold(template.to_owned(), |text, (side, name, usual)| {
        let found = world.side(side).find(|i| i.name == name && i.full_name.starts_with("witloom:matrix/"));
        found.map_or(text.clone(), |interface| text.replace(usual, names.module(interface.id)))
    })
}

/// The file of one interface.
fn case(literals: Expressions<'_>, role: Role, interface: &Interface, calls: &[&ScriptCall]) -> String {
    let mut w = writer();
    let module = literals.names.module(interface.id);
    let (comment, owner) = match role {
        Role::Callee => ("Answers", module),
        Role::Caller => ("Calls", "Plays"),
    };
    w.comment(&format!("{comment} `{}` by the script.", interface.full_name));
    w.block(format!("module {owner}"), "end", |w| {
        for (number, call) in calls.iter().enumerate() {
            if number > 0 {
                w.gap();
            }
            let function = Called { literals, function: &interface.functions[call.function] };
            match role {
                Role::Callee => function.answer(w, call),
                Role::Caller => function.make(w, module, call),
            }
        }
    });
    w.finish()
}

/// A function of the script.
struct Called<'a> {
    literals: Expressions<'a>,
    function: &'a Function,
}

impl Called<'_> {
    /// A method that compares its parameters and answers from the script.
    fn answer(&self, w: &mut Writer, call: &ScriptCall) {
        let params: Vec<String> = (0..self.function.params.len()).map(|i| format!("p{i}")).collect();
        let list = if params.is_empty() { String::new() } else { format!("({})", params.join(", ")) };
        w.block(format!("def self.{}{list}", names::method(self.function.kind, &self.function.name)), "end", |w| {
            w.line("case ::Script.vector");
            for (number, vector) in call.vectors.iter().enumerate() {
                w.line(format!("when {number}"));
                w.indented(|w| {
                    for ((param, name), value) in self.function.params.iter().zip(&params).zip(&vector.params) {
                        let place = string(&format!("parameter `{}`", param.name));
                        w.line(format!("::Script.check({place}, {name}, {})", self.wanted().literal(param.ty, value)));
                    }
                    w.line(self.outcome(vector));
                });
            }
            w.line("else\n  ::Kernel.raise \"no such vector\"\nend");
        });
    }

    /// How the callee ends for a vector: a value, or the declared error.
    fn outcome(&self, vector: &Vector) -> String {
        let mut literals = self.literals;
        match literals.outcome(self.function, vector) {
            Ok(value) => or_nil(value),
            Err(payload) => {
                let payload = payload.map(|payload| format!("({payload})")).unwrap_or_default();
                format!("::Kernel.raise {}.new{payload}", self.exception())
            }
        }
    }

    /// The literals that what comes is compared with.
    fn wanted(&self) -> Expressions<'_> {
        Expressions { purpose: Purpose::Wanted, ..self.literals }
    }

    /// Whether the result is a `result`.
    fn is_fallible(&self) -> bool {
        self.function.result.is_some_and(|ty| self.literals.world.kind(ty).result().is_some())
    }

    fn exception(&self) -> String {
        let Expressions { world, names, .. } = self.literals;
        let err = self.function.result.and_then(|ty| world.kind(ty).result()).and_then(|[_, err]| err);
        let path = err.and_then(|err| names.error_path(world, world.resolve_alias(err)));
        format!("::{}", path.as_deref().unwrap_or("Witloom::ResultError"))
    }

    /// A method that makes the calls and says what differs.
    fn make(&self, w: &mut Writer, module: &str, call: &ScriptCall) {
        w.block(format!("def self.play{}(vector)", call.number), "end", |w| {
            w.line("case vector");
            for (number, vector) in call.vectors.iter().enumerate() {
                w.line(format!("when {number}"));
                w.indented(|w| w.line(self.one_call(module, vector)));
            }
            w.line("else\n  \"no such vector\"\nend");
        });
    }

    fn one_call(&self, module: &str, vector: &Vector) -> String {
        let mut literals = self.literals;
        let args = literals.params(self.function, vector).join(", ");
        let made = format!("::{module}.{}({args})", names::method(self.function.kind, &self.function.name));
        let made = match self.is_fallible() {
            true => format!("::Script.result({}) {{ {made} }}", self.exception()),
            false => made,
        };
        let want = self.wanted().optional(self.function.result, vector.result.as_ref());
        format!("::Script.compare(\"result\", {made}, {})", or_nil(want))
    }
}
