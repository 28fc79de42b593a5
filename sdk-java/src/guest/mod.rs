//! Guests of the test matrix, in Java.
//!
//! Each function of the script gets a class and each vector a method of it: methods and constant pools have
//! limits.

mod literal;
mod scripted;
mod shapes;

use witloom_bindgen::guest::{ByHand, GuestWriter, Literals, Role, Script, ScriptCall, Vector};
use witloom_bindgen::model::{Function, Interface, TypeId};
use witloom_bindgen::{FileSet, GenerateError, Language, World, Writer};

use self::literal::{Expressions, string};
use crate::Java;
use crate::decl::{Signature, signature, success, writer};
use crate::names::{Names, reserved};
use crate::types::Types;

/// Where the sources lie.
const FOLDER: &str = "src/matrix";

impl GuestWriter for Java {
    fn guest(&self, world: &World, script: &Script) -> Result<FileSet, GenerateError> {
        self.accept(world)?;
        let names = Names::new(world);
        let types = Types { world, names: &names };
        let mut files = FileSet::new();
        let mut add = |class: &str, text: String| files.insert(format!("{FOLDER}/{class}.java"), text);
        add("Script", include_str!("../../templates/guest/Script.java").to_owned());
        add("Shapes", shapes::shapes(&types));
        if world.types.iter().any(|ty| ty.facts.has_end) {
            add("Ends", include_str!("../../templates/guest/Ends.java").to_owned());
        }
        for call in &script.calls {
            add(&format!("Call{}", call.number), call_class(types, script.role, call));
        }
        match script.role {
            Role::Callee => {
                add("ControlCase", include_str!("../../templates/guest/ControlCase.java").to_owned());
                for interface in &world.interfaces {
                    let calls = script.calls.iter().filter(|call| call.interface == interface.id);
                    let calls: Vec<&ScriptCall> = calls.collect();
                    if !calls.is_empty() {
                        let class = format!("Case{}", interface.id.index());
                        add(&class, implementation(&types, &class, interface, &calls));
                    }
                }
            }
            Role::Caller => {
                add("PlayerCase", include_str!("../../templates/guest/PlayerCase.java").to_owned());
                add("Plays", plays(script));
            }
        }
        Ok(files)
    }

    fn reserved(&self) -> Vec<&'static str> {
        reserved()
    }

    fn by_hand(&self) -> Option<&'static ByHand> {
        Some(&scripted::GUESTS)
    }
}

/// A file of the guest's package. Types of the world go by their whole names, so nothing else is imported.
fn file(body: Writer) -> String {
    format!(
        "package matrix;\n\nimport java.io.InputStream;\nimport java.util.*;\nimport witloom.rt.*;\n\n{}",
        body.finish()
    )
}

/// The class that makes or answers the calls of one function.
fn call_class(types: Types<'_>, role: Role, call: &ScriptCall) -> String {
    let mut w = writer();
    let interface = types.world.interface(call.interface);
    w.line(format!("/** The calls of `{}`. */", interface.functions[call.function].core_name));
    w.block(format!("final class Call{} {{", call.number), "}", |w| {
        w.line(format!("private Call{}() {{}}", call.number));
        w.gap();
        let mut literals = Expressions::new(types);
        match role {
            Role::Callee => answers(w, &mut literals, &Method::new(&types, interface, call.function), call),
            Role::Caller => makes(w, &mut literals, &types, interface, call),
        }
        literals.methods(w);
    });
    file(w)
}

/// A function as a Java method whose parameters are `p0`, `p1`, and so on: no name of WIT can hide another.
struct Method<'a> {
    function: &'a Function,
    /// `int`, `void`.
    result: String,
    /// `int p0, String p1`.
    params: String,
    /// `p0, p1`.
    arguments: String,
    /// ` throws RatesException`, or nothing.
    throws: String,
    /// The exception's class, for functions whose result is a `result`.
    exception: Option<String>,
    /// The exception's value.
    err: Option<TypeId>,
    /// What is returned on success.
    success: Option<TypeId>,
}

impl<'a> Method<'a> {
    fn new(types: &Types<'_>, interface: &'a Interface, index: usize) -> Self {
        let function = &interface.functions[index];
        let Signature { result, throws, .. } = signature(types, interface, index);
        let params = function.params.iter().enumerate();
        let params: Vec<String> = params.map(|(i, param)| format!("{} p{i}", types.plain(param.ty))).collect();
        let arguments: Vec<String> = (0..params.len()).map(|i| format!("p{i}")).collect();
        let exception = throws.strip_prefix(" throws ").map(str::to_owned);
        let err = types.names.thrown(interface.id, index).and_then(|thrown| thrown.payload);
        let (params, arguments) = (params.join(", "), arguments.join(", "));
        Self { function, result, params, arguments, throws, exception, err, success: success(types, function) }
    }
}

/// The user's class for an exported interface.
fn implementation(types: &Types<'_>, class: &str, interface: &Interface, calls: &[&ScriptCall]) -> String {
    let mut w = writer();
    let java = types.names.class(interface.id).full();
    w.line(format!("/** Answers `{}` from the script. */", interface.full_name));
    w.block(format!("public final class {class} implements {java} {{"), "}", |w| {
        for (number, call) in calls.iter().enumerate() {
            let Method { result, params, arguments, throws, .. } = Method::new(types, interface, call.function);
            let name = types.names.function(interface.id, call.function);
            if number > 0 {
                w.gap();
            }
            w.line("@Override");
            w.block(format!("public {result} {name}({params}){throws} {{"), "}", |w| {
                let back = if result == "void" { "" } else { "return " };
                w.line(format!("{back}matrix.Call{}.answer({arguments});", call.number));
            });
        }
    });
    file(w)
}

/// Methods that compare their parameters and answer from the script.
fn answers(w: &mut Writer, literals: &mut Expressions<'_>, method: &Method<'_>, call: &ScriptCall) {
    let Method { result, params, arguments, throws, .. } = method;
    w.block(format!("static {result} answer({params}){throws} {{"), "}", |w| {
        let back = if result == "void" { "" } else { "return " };
        w.block(format!("{back}switch (Script.vector) {{"), if back.is_empty() { "}" } else { "};" }, |w| {
            for number in 0..call.vectors.len() {
                w.line(format!("case {number} -> vector{number}({arguments});"));
            }
            w.line("default -> throw new IllegalStateException(\"no such vector\");");
        });
    });
    for (number, vector) in call.vectors.iter().enumerate() {
        w.gap();
        w.block(format!("private static {result} vector{number}({params}){throws} {{"), "}", |w| {
            for (i, (param, value)) in method.function.params.iter().zip(&vector.params).enumerate() {
                let place = string(&format!("parameter `{}`", param.name));
                w.line(format!("Script.check({place}, p{i}, {});", literals.literal(param.ty, value)));
            }
            answer(w, literals, method, vector);
        });
    }
}

/// Returns or throws the result of a vector.
fn answer(w: &mut Writer, literals: &mut Expressions<'_>, method: &Method<'_>, vector: &Vector) {
    match (literals.outcome(method.function, vector), &method.exception) {
        (Ok(None), _) => {}
        (Ok(Some(value)), _) => w.line(format!("return {value};")),
        (Err(payload), exception) => {
            let exception = exception.as_deref().unwrap_or_default();
            w.line(format!("throw new {exception}({});", payload.unwrap_or_default()));
        }
    }
}

/// Methods that make a call each and say what differs.
fn makes(w: &mut Writer, literals: &mut Expressions<'_>, types: &Types<'_>, interface: &Interface, call: &ScriptCall) {
    let method = Method::new(types, interface, call.function);
    let class = types.names.class(interface.id).full();
    let name = format!("{class}.{}", types.names.function(interface.id, call.function));
    w.line("/** What differs in the call of a vector; null if nothing does. */");
    w.block("static String play(int vector) {", "}", |w| {
        w.block("return switch (vector) {", "};", |w| {
            for number in 0..call.vectors.len() {
                w.line(format!("case {number} -> vector{number}();"));
            }
            w.line("default -> \"no such vector\";");
        });
    });
    for (number, vector) in call.vectors.iter().enumerate() {
        w.gap();
        w.block(format!("private static String vector{number}() {{"), "}", |w| {
            let args = literals.params(method.function, vector);
            one_call(w, literals, &method, &format!("{name}({})", args.join(", ")), vector);
        });
    }
}

fn one_call(w: &mut Writer, literals: &mut Expressions<'_>, method: &Method<'_>, made: &str, vector: &Vector) {
    let want = literals.optional(method.function.result, vector.result.as_ref());
    let (Some(want), Some(exception)) = (&want, &method.exception) else {
        return match want {
            Some(want) => w.line(format!("return Script.compare(\"result\", {made}, {want});")),
            None => w.line(format!("{made};\nreturn null;")),
        };
    };
    w.line("Object got;");
    w.line("try {");
    w.indented(|w| match method.success {
        Some(_) => w.line(format!("got = Result.ok({made});")),
        None => w.line(format!("{made};\ngot = Result.ok(null);")),
    });
    w.line(format!("}} catch ({exception} error) {{"));
    let payload = method.err.map_or("null", |_| "error.value()");
    w.indented(|w| w.line(format!("got = Result.err({payload});")));
    w.line("}");
    w.line(format!("return Script.compare(\"result\", got, {want});"));
}

/// `Plays.java`: from a function's number to its class.
fn plays(script: &Script) -> String {
    let mut w = writer();
    w.line("/** Makes the call of a vector, by function. */");
    w.block("final class Plays {", "}", |w| {
        w.line("private Plays() {}");
        w.gap();
        w.block("static String play(int function, int vector) {", "}", |w| {
            w.block("return switch (function) {", "};", |w| {
                for call in &script.calls {
                    w.line(format!("case {0} -> Call{0}.play(vector);", call.number));
                }
                w.line("default -> \"no such function\";");
            });
        });
    });
    file(w)
}
