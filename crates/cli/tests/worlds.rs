//! Which world a component may implement: the app's own, and those of packages that it depends on.

use std::path::Path;
use std::process::Command;

const SDK: &str = "package their:sdk@1.2.0;
interface text { shout: func(words: string) -> string; }
world service { export text; }
";

const MANIFEST: &str = r#"[app]
name = "shop"
entry = "js"

[components.python]
lang = "python"
world = "their:sdk/service"

[components.js]
lang = "js"
world = "their:sdk/service"
"#;

fn witloom(app: &Path, args: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_witloom")).args(args).current_dir(app).output();
    let output = output.expect("witloom runs");
    let (stdout, stderr) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{args:?}\n{stdout}\n{stderr}");
    stdout.into_owned()
}

#[test]
fn a_world_of_a_package_among_the_dependencies() {
    let app = tempfile::tempdir().expect("a folder");
    let write = |path: &str, text: &str| {
        let path = app.path().join(path);
        std::fs::create_dir_all(path.parent().expect("files lie in folders")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    };
    write("witloom.toml", MANIFEST);
    write("wit/app.wit", "package shop:app;\n");
    write("wit/deps/sdk.wit", SDK);
    write("python/app.py", "def shout(words: str) -> str:\n    return words.upper() + \"!\"\n");
    write("js/index.js", "export const text = {\n  shout(words) {\n    return `${words.toUpperCase()}!`;\n  },\n};\n");
    for name in ["python", "js"] {
        let out = format!("{name}.wasm");
        witloom(app.path(), &["build", "--quiet", name, "--out", &out]);
        let said = witloom(app.path(), &["run", "--quiet", "--invoke", "shout(\"come in\")", &out]);
        assert_eq!(said.trim(), "\"COME IN!\"", "{name}");
    }
}
