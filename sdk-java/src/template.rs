//! The files of a new component.

use witloom_bindgen::LetterCase;
use witloom_component::{Role, SourceFile, Starter};

use crate::names::NAMER;

const PART: &str = include_str!("../templates/Greeter.java");
const ENTRY: &str = include_str!("../templates/Main.java");
const CALL: &str = include_str!("../templates/call.java.txt");

/// A component that greets, or one that asks others to.
pub(crate) fn files(starter: &Starter<'_>) -> Vec<SourceFile> {
    let package = NAMER.name(starter.app, LetterCase::Snake);
    let class = |interface: &str| NAMER.name(interface, LetterCase::UpperCamel);
    let (name, text) = match &starter.role {
        Role::Part { export } => ("Greeter", PART.replace("GreetJava", &class(export))),
        Role::Service { imports: [] } => ("Main", include_str!("../templates/ServiceAlone.java").to_owned()),
        Role::Service { imports } => {
            let call = include_str!("../templates/ask.java.txt");
            let calls: String = imports.iter().map(|interface| call.replace("GreetJava", &class(interface))).collect();
            ("Main", include_str!("../templates/Service.java").replace("    // calls\n", &calls))
        }
        Role::Entry { imports } => {
            let calls: String = imports.iter().map(|interface| CALL.replace("GreetJava", &class(interface))).collect();
            ("Main", ENTRY.replace("    // calls\n", &calls))
        }
    };
    let path = format!("src/{package}/{name}.java");
    vec![SourceFile { path, text: text.replace("myapp", &package) }]
}
