//! The files of a new Go component.

use witloom_component::{Role, SourceFile, Starter};

const PART: &str = include_str!("../templates/part.go");
const ENTRY: &str = include_str!("../templates/entry.go");
const ALONE: &str = include_str!("../templates/alone.go");
const SERVICE: &str = include_str!("../templates/service.go");
const SERVICE_ALONE: &str = include_str!("../templates/service_alone.go");
const GO_MOD: &str = include_str!("../templates/go.mod.txt");

/// `main.go` and `go.mod`.
pub(crate) fn files(starter: &Starter<'_>) -> Vec<SourceFile> {
    let module = format!("{}/go", starter.app);
    let app = starter.app.replace('-', "");
    let main = match starter.role {
        Role::Part { export } => PART
            .replace(
                "template/gen/exports/hello/app/greet",
                &format!("{module}/gen/exports/{app}/app/{}", flat(export)),
            )
            .replace("greet.Export", &format!("{}.Export", flat(export))),
        Role::Entry { imports } => entry(if imports.is_empty() { ALONE } else { ENTRY }, &module, &app, imports),
        Role::Service { imports } => {
            entry(if imports.is_empty() { SERVICE_ALONE } else { SERVICE }, &module, &app, imports)
        }
    };
    let file = |path: &str, text: String| SourceFile { path: path.to_owned(), text };
    vec![file("main.go", main), file("go.mod", GO_MOD.replace("template", &module))]
}

/// The entry's source has one import and one line per greeting.
fn entry(template: &str, module: &str, app: &str, imports: &[String]) -> String {
    let mut lines: Vec<String> = Vec::new();
    for line in template.lines() {
        if line.contains("template/gen/hello/app/greet") {
            lines.extend(imports.iter().map(|name| format!("\t\"{module}/gen/{app}/app/{}\"", flat(name))));
        } else if let Some(indent) = line.strip_suffix("greet.Greet,") {
            lines.extend(imports.iter().map(|name| format!("{indent}{}.Greet,", flat(name))));
        } else {
            lines.push(line.replace("template/gen", &format!("{module}/gen")));
        }
    }
    // gofmt sorts the imports of a block.
    if let (Some(start), Some(end)) =
        (lines.iter().position(|l| l.contains("/gen/")), lines.iter().rposition(|l| l.contains("/gen/")))
    {
        lines[start..=end].sort();
    }
    lines.join("\n") + "\n"
}

/// `greet-python` → `greetpython`, as packages are named.
fn flat(name: &str) -> String {
    name.replace('-', "")
}
