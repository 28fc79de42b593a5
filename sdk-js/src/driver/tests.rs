//! The user's own tests, by the test runner of Node.js: modules that the component provides are answered by mocks.

use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};
use witloom_bindgen::model::{FunctionKind, Side};
use witloom_bindgen::{Plan, World};
use witloom_component::{BuildError, OwnTests, TestJob, TestRun, test_files};

use super::write;
use crate::names::{Names, class, property};

/// What is loaded before the tests, by names in the scratch folder.
const FILES: &[(&str, &str)] = &[
    ("start.mjs", include_str!("../../runtime/testing/start.mjs")),
    ("hooks.mjs", include_str!("../../runtime/testing/hooks.mjs")),
    ("mocks.mjs", include_str!("../../runtime/testing/mocks.mjs")),
    ("witloom.mjs", include_str!("../../runtime/index.js")),
];

/// The endings of modules.
const ENDINGS: &[&str] = &[".js", ".mjs", ".jsx", ".ts", ".mts", ".tsx"];

/// The files that Node.js takes for tests: `*.test.js`, and all in folders called `test`; in TypeScript and JSX, too.
pub(super) fn files(source: &Path) -> Vec<PathBuf> {
    let foreign = |name: &str| ["gen", "node_modules"].contains(&name) || name.starts_with('.');
    let is_test = |path: &Path, name: &str| {
        let stem = ENDINGS.iter().find_map(|ending| name.strip_suffix(ending));
        stem.is_some_and(|stem| stem.ends_with(".test") || path.starts_with("test"))
    };
    test_files(source, &foreign, &is_test)
}

/// Runs them.
pub(super) fn run(job: &TestJob<'_>) -> Result<OwnTests, BuildError> {
    for (name, text) in FILES {
        write(&job.work.join(name), text)?;
    }
    write(&job.work.join("table.json"), table(job.world).to_string())?;
    let package = job.tools.path("componentize-js")?.join("package.json");
    write(&job.work.join("tools.json"), json!({ "package": package }).to_string())?;
    let mut command = job.tools.command("node")?;
    command.current_dir(job.source).args([
        "--no-warnings",
        "--enable-source-maps",
        "--test",
        "--test-reporter",
        "spec",
        "--import",
    ]);
    command.arg(job.work.join("start.mjs"));
    // The name is a pattern for Node.js.
    command.args(job.filter.iter().flat_map(|text| ["--test-name-pattern".to_owned(), literal(text)]));
    command.args(files(job.source));
    let mut run = TestRun::of("node --test", &mut command)?;
    let passed = run.output.lines().find_map(|line| line.split_once("pass ").filter(|(lead, _)| lead.trim() == "ℹ"));
    run.summary = passed.map_or_else(String::new, |(_, count)| format!("{count} passed"));
    Ok(OwnTests::Ran(run))
}

/// A pattern that means this text.
fn literal(text: &str) -> String {
    let each = |c: char| if c.is_alphanumeric() || c == ' ' { c.to_string() } else { format!("\\{c}") };
    text.chars().map(each).collect()
}

/// The members of each module that the component provides.
fn table(world: &World) -> Value {
    let names = Names::new(world, &Plan::new(world).used_types(world));
    let mut table = Map::new();
    for interface in world.side(Side::Import) {
        let free = interface.functions.iter().filter(|function| function.kind == FunctionKind::Free);
        let functions: Vec<String> = free.map(|function| property(&function.name)).collect();
        let classes: Vec<String> = interface.resources.iter().map(|id| class(world.resource(*id))).collect();
        for specifier in &names.interface(interface.id).specifiers {
            let module = json!({ "interface": interface.full_name, "functions": functions, "classes": classes });
            table.insert(specifier.clone(), module);
        }
    }
    Value::Object(table)
}
