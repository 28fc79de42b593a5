//! The user's files of a new component.

use witloom_component::{Role, SourceFile, Starter};

/// `index.js` and a `jsconfig.json` by which editors find the declarations.
pub(super) fn files(starter: &Starter<'_>) -> Vec<SourceFile> {
    let index = match starter.role {
        Role::Part { export } => part(export),
        Role::Service { imports: [] } => include_str!("../../templates/service_alone.js").to_owned(),
        Role::Service { imports } => calling(include_str!("../../templates/service.js"), starter.app, imports),
        Role::Entry { imports: [] } => include_str!("../../templates/alone.js").to_owned(),
        Role::Entry { imports } => calling(include_str!("../../templates/entry.js"), starter.app, imports),
    };
    let file = |path: &str, text: &str| SourceFile { path: path.to_owned(), text: text.to_owned() };
    vec![
        file("index.js", &index),
        file("jsconfig.json", include_str!("../../templates/jsconfig.json")),
        file("package.json", include_str!("../../templates/package.json")),
    ]
}

/// A test of it: what the entry asks is mocked.
pub(super) fn tests(starter: &Starter<'_>) -> Vec<SourceFile> {
    let text = match starter.role {
        Role::Part { export } => {
            include_str!("../../templates/part.test.js").replace("greetPart", &crate::names::property(export))
        }
        Role::Service { .. } => return Vec::new(),
        Role::Entry { imports: [] } => include_str!("../../templates/alone.test.js").to_owned(),
        Role::Entry { imports } => {
            let mock = |import: &String| {
                format!("  mock(\"{}:app/{import}\", {{ greet: (name) => `hi ${{name}}` }});\n", starter.app)
            };
            let mocks: String = imports.iter().map(mock).collect();
            include_str!("../../templates/entry.test.js").replace("  /* mocks */\n", &mocks)
        }
    };
    vec![SourceFile { path: "index.test.js".to_owned(), text }]
}

fn part(export: &str) -> String {
    let alias = crate::names::property(export);
    include_str!("../../templates/part.js").replace("greetPart", &alias)
}

/// A template with an import and a mention for each of the other components.
fn calling(template: &str, app: &str, imports: &[String]) -> String {
    let lines = |line: &dyn Fn(&str, &str) -> String| -> String {
        imports.iter().map(|import| line(import, &crate::names::property(import))).collect()
    };
    let modules = lines(&|import, alias| format!("import * as {alias} from \"{app}:app/{import}\";\n"));
    let list = imports.iter().map(|import| crate::names::property(import)).collect::<Vec<_>>().join(", ");
    template.replace("/* imports */\n", &modules).replace("/* parts */", &list)
}
