//! What a build must notice: whatever its result is made of, wherever that lies.

use std::path::PathBuf;
use std::process::Command;

const WIT: &str = "package shop:app;
interface rates { get: func() -> string; }
world rater { export rates; }
";

/// An app of one component.
struct App {
    folder: tempfile::TempDir,
}

impl App {
    fn new(lang: &str, options: &str) -> Self {
        let app = Self { folder: tempfile::tempdir().expect("a folder") };
        app.write("app/wit/app.wit", WIT);
        let manifest = "[app]\nname = \"shop\"\n\n[components.rater]\nworld = \"shop:app/rater\"\n";
        app.write("app/witloom.toml", &format!("{manifest}lang = \"{lang}\"\n{options}"));
        app.links();
        app
    }

    /// Links as npm's workspaces and editors leave them: none may be in a build's way.
    fn links(&self) {
        let folder = self.at("app/rater");
        std::fs::create_dir_all(&folder).expect("a folder");
        #[cfg(unix)]
        for (link, target) in [("nowhere", "gone"), ("circle", "."), ("itself", "itself"), (".#lock", "me@here.1")] {
            std::os::unix::fs::symlink(target, folder.join(link)).expect("a link");
        }
    }

    fn at(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.at(path);
        std::fs::create_dir_all(path.parent().expect("files lie in folders")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    }

    fn witloom(&self, args: &[&str], variables: &[(&str, &str)]) -> String {
        let mut command = Command::new(env!("CARGO_BIN_EXE_witloom"));
        command.args(args).current_dir(self.at("app")).envs(variables.iter().copied());
        let output = command.output().expect("witloom runs");
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{errors}");
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// Builds; whether the component was known.
    fn is_known(&self, variables: &[(&str, &str)]) -> bool {
        let report = self.witloom(&["build", ".", "--format", "json"], variables);
        let report: serde_json::Value = serde_json::from_str(&report).expect("a report");
        report["components"][0]["cached"].as_bool().expect("it says so")
    }

    fn answer(&self) -> String {
        self.witloom(&["run", "--quiet", "--invoke", "get()"], &[]).trim().to_owned()
    }
}

#[test]
fn go_modules_by_replace_hidden_embedded_files_and_a_folder_called_target() {
    let app = App::new("go", "");
    app.write("shared/go.mod", "module example.com/shared\n\ngo 1.24\n");
    app.write("shared/shared.go", "package shared\n\nconst Value = \"one\"\n");
    app.write(
        "app/rater/go.mod",
        "module shop/rater\n\ngo 1.24\n\nrequire example.com/shared v0.0.0\n\nreplace example.com/shared => ../../shared\n",
    );
    app.write("app/rater/target/target.go", "package target\n\nconst Value = \"one\"\n");
    app.write("app/rater/.words", "one");
    app.write(
        "app/rater/main.go",
        "package main\n\nimport (\n\t_ \"embed\"\n\n\t\"example.com/shared\"\n\t\"shop/rater/gen/exports/shop/app/rates\"\n\t\
         \"shop/rater/target\"\n)\n\n//go:embed .words\nvar words string\n\ntype rater struct{}\n\n\
         func (rater) Get() string { return shared.Value + \" \" + target.Value + \" \" + words }\n\n\
         func init() { rates.Export(rater{}) }\n\nfunc main() {}\n",
    );
    assert_eq!(app.answer(), "\"one one one\"");
    assert!(app.is_known(&[]));
    app.write("shared/shared.go", "package shared\n\nconst Value = \"two\"\n");
    assert_eq!(app.answer(), "\"two one one\"");
    app.write("app/rater/target/target.go", "package target\n\nconst Value = \"two\"\n");
    assert_eq!(app.answer(), "\"two two one\"");
    app.write("app/rater/.words", "two");
    assert_eq!(app.answer(), "\"two two two\"");
    app.write("shared/init.go", "package shared\n\nfunc init() {}\n");
    assert!(!app.is_known(&[]), "a further file of the other module");
}

#[test]
fn folders_on_pythons_path() {
    let app = App::new("python", "options = { path = \"../../shared\" }\n");
    app.write("shared/prices.py", "VALUE = 'one'\n");
    app.write("app/rater/app.py", "import prices\n\n\ndef get() -> str:\n    return prices.VALUE\n");
    assert_eq!(app.answer(), "\"one\"");
    app.write("shared/prices.py", "VALUE = 'two'\n");
    assert_eq!(app.answer(), "\"two\"");
    assert!(app.is_known(&[]));
}

#[test]
fn variables_that_a_driver_reads() {
    let app = App::new("js", "");
    app.write("app/rater/index.js", "export const rates = { get: () => \"one\" };\n");
    assert!(!app.is_known(&[]));
    assert!(!app.is_known(&[("WITLOOM_JS_GLUE", "upstream")]), "another glue");
    assert!(app.is_known(&[("WITLOOM_JS_GLUE", "upstream")]));
    assert!(app.is_known(&[]), "known from before");
    assert!(app.is_known(&[("WITLOOM_NOBODY_READS_THIS", "1")]));
}

#[test]
fn a_changed_type_in_ruby() {
    let app = App::new("ruby", "");
    let wit = |field: &str, result: &str| {
        format!(
            "package shop:app;\ninterface rates {{ record r {{ {field} }} get: func(x: r) -> {result}; }}\nworld rater {{ export rates; }}\n"
        )
    };
    let code = |field: &str| {
        format!(
            "# frozen_string_literal: true\n\nmodule Exports::Rates\n  def self.get(x)\n    x.{field}\n  end\nend\n"
        )
    };
    app.write("app/wit/app.wit", &wit("a: u32", "u32"));
    app.write("app/rater/app.rb", &code("a"));
    let call = |text: &str| app.witloom(&["run", "--quiet", "--invoke", text], &[]).trim().to_owned();
    assert_eq!(call("get({a: 5})"), "5");
    app.write("app/wit/app.wit", &wit("b: s32", "s32"));
    app.write("app/rater/app.rb", &code("b"));
    assert_eq!(call("get({b: -5})"), "-5");
}
