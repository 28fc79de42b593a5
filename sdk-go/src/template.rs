//! The files of a new Go component.

use witloom_bindgen::{Options, World};
use witloom_component::{Role, SourceFile, Starter};

use crate::generate::stub;
use crate::module;

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

/// A test of it: what the entry asks is mocked.
pub(crate) fn tests(starter: &Starter<'_>) -> Vec<SourceFile> {
    let (module, app) = (format!("{}/go", starter.app), starter.app.replace('-', ""));
    let text = match starter.role {
        Role::Part { .. } => include_str!("../templates/part_test.go").to_owned(),
        Role::Service { .. } => return Vec::new(),
        Role::Entry { imports: [] } => include_str!("../templates/entry_test.go.txt")
            .replace("import (\n\t\"testing\"\n%IMPORTS%)", "import \"testing\"")
            .replace("%MOCKS%", ""),
        Role::Entry { imports } => {
            let import = |name: &String| format!("\t\"{module}/gen/{app}/app/{}\"\n", flat(name));
            let mock = |name: &String| {
                let package = flat(name);
                format!(
                    "\tt.Cleanup(func() {{ {package}.Mocks = {package}.Mock{{}} }})\n\t{package}.Mocks.Greet = func(name string) (string, error) {{ return \"hi \" + name, nil }}\n"
                )
            };
            let imported: String = imports.iter().map(import).collect();
            include_str!("../templates/entry_test.go.txt")
                .replace("%IMPORTS%", &format!("\n{imported}"))
                .replace("%MOCKS%", &imports.iter().map(mock).collect::<String>())
        }
    };
    vec![SourceFile { path: "main_test.go".to_owned(), text }]
}

/// A first `main.go`, and a `go.mod` where there is none.
pub(crate) fn stubs(world: &World, options: &Options) -> Vec<SourceFile> {
    let entries = options.folder.iter().filter_map(|folder| std::fs::read_dir(folder).ok()).flatten().flatten();
    let mut names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
    // Two files of a package can't register the same interface.
    if names.any(|name| name.ends_with(".go") && !name.ends_with("_test.go")) {
        return Vec::new();
    }
    let module = module::missing(world, options).map(|text| SourceFile { path: "go.mod".to_owned(), text });
    let main = stub(world, options).map(|text| SourceFile { path: "main.go".to_owned(), text });
    module.into_iter().chain(main).collect()
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
