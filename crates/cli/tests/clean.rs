//! What a run leaves behind: nothing under version control, and nothing where nothing may be written.

use std::path::Path;
use std::process::Command;

/// Runs a program that must succeed; what it wrote to stdout.
fn run(command: &mut Command) -> String {
    let output = command.output().expect("the program starts");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(output.status.success(), "{command:?}\n{}{}", text(&output.stdout), text(&output.stderr));
    text(&output.stdout)
}

fn git(folder: &Path, args: &[&str]) -> String {
    let identity = ["-c", "user.name=test", "-c", "user.email=test@localhost", "-c", "core.excludesFile=/dev/null"];
    run(Command::new("git").args(identity).args(args).current_dir(folder))
}

/// Copies what is under version control; what a run left there before is not.
fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let (name, target) = (entry.file_name(), to.join(entry.file_name()));
        if entry.file_type().expect("a type").is_dir() {
            if ![".witloom", "gen", "out"].iter().any(|left| name == *left) {
                copy(&entry.path(), &target);
            }
        } else {
            std::fs::copy(entry.path(), target).expect("a copy");
        }
    }
}

#[test]
fn a_clone_of_an_example_is_clean_after_its_run() {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    for example in std::fs::read_dir(examples).expect("examples").map(|entry| entry.expect("an entry").path()) {
        if !example.join("witloom.toml").exists() {
            continue;
        }
        let folder = tempfile::tempdir().expect("a folder");
        copy(&example, folder.path());
        std::fs::create_dir_all(folder.path().join("out")).expect("a folder");
        git(folder.path(), &["init", "--quiet"]);
        git(folder.path(), &["add", "--all"]);
        git(folder.path(), &["commit", "--quiet", "--message", "Example"]);
        // A service doesn't end by itself.
        let manifest = std::fs::read_to_string(example.join("witloom.toml")).expect("a manifest");
        let command = if manifest.contains("\n[serve]\n") { "build" } else { "run" };
        run(Command::new(env!("CARGO_BIN_EXE_witloom")).args([command, "."]).current_dir(folder.path()));
        assert_eq!(git(folder.path(), &["status", "--porcelain"]), "", "{}", example.display());
    }
}

const WAT: &str = r#"(module (func (export "run") (result i32) i32.const 7))"#;

/// The machine's superuser may write everywhere, so that the run is somebody else's.
#[cfg(unix)]
#[test]
fn a_built_app_that_may_only_be_read_runs() {
    use std::os::unix::fs::PermissionsExt as _;
    use std::os::unix::process::CommandExt as _;
    let folder = tempfile::tempdir().expect("a folder");
    let (app, cache) = (folder.path().join("app"), folder.path().join("cache"));
    std::fs::create_dir_all(app.join("wit")).expect("a folder");
    std::fs::create_dir_all(&cache).expect("a folder");
    let write = |name: &str, text: &str| std::fs::write(app.join(name), text).expect("a file");
    write("wit/app.wit", "package a:b;\nworld w { export run: func() -> u32; }\n");
    write("code.wat", WAT);
    write(
        "witloom.toml",
        "[app]\nname = \"a\"\n[components.c]\nlang = \"wasm\"\npath = \"code.wat\"\nworld = \"a:b/w\"\n",
    );
    let binary = folder.path().join("witloom");
    std::fs::copy(env!("CARGO_BIN_EXE_witloom"), &binary).expect("a copy");
    let call = |is_other: bool| {
        let mut command = Command::new(&binary);
        command.args(["run", "--quiet", "--invoke", "run()"]).current_dir(&app).env("XDG_CACHE_HOME", &cache);
        let is_root = std::fs::metadata("/proc/self").is_ok_and(|own| std::os::unix::fs::MetadataExt::uid(&own) == 0);
        if is_other && is_root {
            command.uid(65_534);
        }
        run(&mut command)
    };
    assert_eq!(call(false), "7\n");
    let mode = |path: &Path, mode: u32| {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).expect("permissions");
    };
    let every = |mode_of_folders: u32| {
        let mut folders = vec![app.clone()];
        while let Some(next) = folders.pop() {
            mode(&next, mode_of_folders);
            let entries = std::fs::read_dir(&next).expect("a folder").map(|entry| entry.expect("an entry").path());
            folders.extend(entries.filter(|path| path.is_dir()));
        }
    };
    mode(folder.path(), 0o755);
    mode(&cache, 0o777);
    every(0o555);
    let answer = std::panic::catch_unwind(|| call(true));
    every(0o755);
    assert_eq!(answer.expect("the app runs"), "7\n");
}
