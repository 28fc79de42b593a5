//! `witloom test`: contract tests against what is built, and components' own tests.

#[path = "testing/contracts.rs"]
mod contracts;
#[path = "testing/own.rs"]
mod own;

use std::path::Path;
use std::process::{Command, Output};

/// An app in a folder of its own.
struct App(tempfile::TempDir);

impl App {
    fn new(files: &[(&str, &str)]) -> Self {
        let app = Self(tempfile::tempdir().expect("a folder"));
        files.iter().for_each(|(path, text)| app.write(path, text));
        app
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        std::fs::write(path, text).expect("a file");
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn test(&self, args: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_witloom"));
        command.arg("test").args(args).current_dir(self.path());
        command.output().expect("witloom runs")
    }

    /// Exit code and standard output of tests that run.
    fn tested(&self, args: &[&str]) -> (Option<i32>, String) {
        let output = self.test(args);
        let (stdout, stderr) = (text(&output.stdout), text(&output.stderr));
        assert!(!stdout.is_empty(), "{stderr}");
        (output.status.code(), stdout)
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
