//! The user's files of a new component.

use witloom_bindgen::{LetterCase, convert_case};
use witloom_component::{Role, SourceFile, Starter};

/// One file, `app.rb`.
pub(crate) fn files(starter: &Starter<'_>) -> Vec<SourceFile> {
    let module = |interface: &str| convert_case(interface, LetterCase::UpperCamel);
    let text = match starter.role {
        Role::Part { export } => {
            include_str!("../templates/part.rb").replace("%EXPORT%", export).replace("%MODULE%", &module(export))
        }
        Role::Service { imports } => service(imports, &module),
        Role::Entry { imports } => {
            let call = |import: &String| format!("    puts Imports::{}.greet(\"world\")\n", module(import));
            include_str!("../templates/entry.rb").replace("%CALLS%", &imports.iter().map(call).collect::<String>())
        }
    };
    vec![SourceFile { path: "app.rb".to_owned(), text }]
}

/// A test of it: what the entry asks is stubbed.
pub(crate) fn tests(starter: &Starter<'_>) -> Vec<SourceFile> {
    let module = |interface: &str| convert_case(interface, LetterCase::UpperCamel);
    let text = match starter.role {
        Role::Service { .. } => return Vec::new(),
        Role::Part { export } => include_str!("../templates/part_test.rb").replace("%MODULE%", &module(export)),
        Role::Entry { imports } => {
            let stub = |import: &String| format!("Imports::{}.stub(:greet, \"hi\") {{ ", module(import));
            include_str!("../templates/entry_test.rb")
                .replace("%STUBS%", &imports.iter().map(stub).collect::<String>())
                .replace("%ENDS%", &" }".repeat(imports.len()))
        }
    };
    vec![SourceFile { path: "test/app_test.rb".to_owned(), text }]
}

/// An application of Rack.
fn service(imports: &[String], module: &dyn Fn(&str) -> String) -> String {
    let call = |import: &String| format!("    lines << Imports::{}.greet(name)\n", module(import));
    let calling = if imports.is_empty() { "" } else { ", by itself and through the other components" };
    include_str!("../templates/service.rb")
        .replace("%CALLING%", calling)
        .replace("%CALLS%", &imports.iter().map(call).collect::<String>())
}
