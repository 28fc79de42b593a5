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

/// A test of it: what the entry asks is mocked.
pub(crate) fn tests(starter: &Starter<'_>) -> Vec<SourceFile> {
    let package = NAMER.name(starter.app, LetterCase::Snake);
    let class = |interface: &str| NAMER.name(interface, LetterCase::UpperCamel);
    let (name, text) = match starter.role {
        Role::Service { .. } => return vec![project(&package)],
        Role::Part { export } => {
            ("GreeterTest", include_str!("../templates/GreeterTest.java").replace("GreetJava", &class(export)))
        }
        Role::Entry { imports } => {
            let mock = |interface: &String| {
                let class = class(interface);
                let variable = NAMER.name(interface, LetterCase::LowerCamel);
                format!("    var {variable} = mockStatic(wit.myapp.app.imports.{class}.class);\n")
            };
            let end = |interface: &String| format!("    {}.close();\n", NAMER.name(interface, LetterCase::LowerCamel));
            let text = include_str!("../templates/MainTest.java.txt")
                .replace("%MOCKS%", &imports.iter().map(mock).collect::<String>())
                .replace("%ENDS%", &imports.iter().map(end).collect::<String>());
            let unused = if imports.is_empty() { "import static org.mockito.Mockito.mockStatic;\n\n" } else { "\0" };
            ("MainTest", text.replace(unused, ""))
        }
    };
    let test = SourceFile { path: format!("test/{package}/{name}.java"), text: text.replace("myapp", &package) };
    vec![test, project(&package)]
}

/// By which editors find the bindings, and what tests are compiled with.
fn project(package: &str) -> SourceFile {
    let text = include_str!("../templates/pom.xml").replace("myapp", package);
    SourceFile { path: "pom.xml".to_owned(), text }
}
