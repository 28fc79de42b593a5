//! What the go command and the encoder say, with what the user can do about it.

use std::path::Path;

use witloom_bindgen::model::Side;
use witloom_component::{BuildError, Job};

/// An error of `go build`: the user's code, or the toolchain.
pub(crate) fn compile_error(text: &str, job: &Job<'_>, status: &str) -> BuildError {
    let shown = with_folder(text, job.source);
    if !is_about_code(text) {
        return BuildError::ToolFailed { tool: "go".to_owned(), status: status.to_owned(), output: shown };
    }
    BuildError::UserCode {
        message: format!("the Go code does not compile\n{shown}"),
        hint: handler_hint(text, job).or_else(|| hint(text)),
    }
}

/// Whether any line has a place in a `.go` file, or is about the user's packages.
fn is_about_code(text: &str) -> bool {
    text.lines().any(|line| line.contains(".go:")) || NO_PROGRAM.iter().any(|sign| text.contains(sign))
}

const NO_PROGRAM: [&str; 3] =
    ["no Go files in", "-buildmode=c-shared requires exactly one main package", "function main is undeclared"];

fn handler_hint(text: &str, job: &Job<'_>) -> Option<String> {
    text.contains("/gen/wit/nethttp").then(|| job.world.lacks_http_handler())?.map(ToOwned::to_owned)
}

fn hint(text: &str) -> Option<String> {
    let table = [
        (
            "missing method",
            "the bindings' `Exports` and resource interfaces follow the WIT: implement the missing method as it is declared there",
        ),
        (
            "wrong type for method",
            "the bindings' `Exports` and resource interfaces follow the WIT: change the method to the wanted signature",
        ),
        (
            "is not in std",
            "import generated packages by the path in go.mod and the folder: `<module>/gen/<namespace>/<package>/<interface>`",
        ),
        ("no required module provides package", "run `go mod tidy` in the component's folder, or take out the import"),
        ("missing go.sum entry", "run `go mod tidy` in the component's folder"),
        (
            "use of internal package",
            "the packages under `gen/internal` are for generated code only: use those of the interfaces, and `gen/wit`",
        ),
        ("no Go files in", "write a `main.go` with `package main` and `func main() {}`"),
        ("requires exactly one main package", "the component's folder must hold `package main`"),
        ("function main is undeclared", "add `func main() {}`: it is never called, but Go wants it"),
    ];
    table.iter().find(|(sign, _)| text.contains(sign)).map(|(_, hint)| (*hint).to_owned())
}

/// `./main.go:3` becomes `pricing/main.go:3`, so that it can be opened from the app's folder.
fn with_folder(text: &str, folder: &Path) -> String {
    let folder = folder.display().to_string();
    let folder = folder.trim_end_matches('/');
    let lines = text.trim_end().lines().filter(|line| !line.starts_with("# "));
    lines
        .map(|line| {
            match line.strip_prefix("./").or_else(|| {
                line.split_once(".go:").and(line.starts_with(|c: char| c.is_alphanumeric()).then_some(line))
            }) {
                Some(rest) if line.contains(".go:") => format!("{folder}/{rest}"),
                Some(_) | None => line.to_owned(),
            }
        })
        .collect::<Vec<_>>()
        .join("\n")
}

/// Says which package to register with when the program lacks exports of the world.
pub(crate) fn missing_export(error: BuildError, job: &Job<'_>) -> BuildError {
    let BuildError::MissingExport { world, missing } = error else { return error };
    let plan = crate::generate::plan(job.world);
    let lacks = |name: &str| {
        plan.calls().iter().any(|call| {
            let interface = job.world.interface(call.interface);
            let wanted = missing.contains(&call.core_name);
            interface.side == Side::Export && wanted && interface.full_name == name
        })
    };
    let imports: Vec<String> = crate::generate::export_packages(job.world, job.options)
        .into_iter()
        .filter(|(interface, _)| lacks(interface))
        .map(|(_, path)| format!("import \"{path}\""))
        .collect();
    let missing = missing.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    BuildError::user_code(
        format!("nothing implements {missing} of the world `{world}`"),
        format!(
            "implement the package's `Exports` and register it: `{}` and `func init() {{ <package>.Export(…) }}`",
            imports.join("`, `")
        ),
    )
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{hint, is_about_code, with_folder};

    #[test]
    fn places_lead_to_the_file() {
        let text = "# component/pricing\n./main.go:9:15: undefined: x\ngen/a/b.go:1:1: y\n\thave A()\n";
        let expected = "pricing/main.go:9:15: undefined: x\npricing/gen/a/b.go:1:1: y\n\thave A()";
        assert_eq!(with_folder(text, Path::new("pricing")), expected);
        assert!(is_about_code(text));
        assert!(!is_about_code("go: cannot find GOROOT directory"));
        assert!(hint("impl does not implement rates.Exports (missing method Find)").is_some());
    }
}
