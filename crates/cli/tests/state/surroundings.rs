//! A guest's world is the program's world, by each language's own calls: arguments, environment, standard streams, files,
//! clocks, random numbers, ends; and what was not granted is that language's own "permission denied".
//!
//! The same file of a language runs as a program of its native tool, where the machine has one.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use crate::{App, library, text};

/// A language's files, and the exception that it denies with.
const FILES: [(&str, &str, &str, &str); 6] = [
    ("go", "surroundings.go", include_str!("../cases/surroundings/surroundings.go"), "Permission denied"),
    ("python", "surroundings.py", include_str!("../cases/surroundings/surroundings.py"), "PermissionError"),
    ("js", "surroundings.js", include_str!("../cases/surroundings/surroundings.js"), "EACCES"),
    (
        "java",
        "Surroundings.java",
        include_str!("../cases/surroundings/Surroundings.java"),
        "java.nio.file.AccessDeniedException",
    ),
    ("java", "Told.java", include_str!("../cases/surroundings/Told.java"), ""),
    ("ruby", "surroundings.rb", include_str!("../cases/surroundings/surroundings.rb"), "Errno::EACCES"),
];

/// What standard input holds.
const INPUT: &str = "first\nzweite é\nlast";

/// What every language tells of what it was granted.
const GRANTED: &[(&str, &str)] = &[
    ("arguments", r#"["one", "two words"]"#),
    ("environment", r#"["Zoé,", "false", "2"]"#),
    ("clocks", r#"["1970-01-01 00:00:00", "UTC", "true"]"#),
    ("random", r#"["2", "4"]"#),
    ("input", r#"["first", "zweite é", "last", "0"]"#),
    ("output", "[]"),
    (
        "files",
        r#"["one,two,drei é", "16", "c.txt,d.bin", "two ONE", "00ff80", "1000000000", "false true true", "missing", "exists", "not empty", "folder", ""]"#,
    ),
    ("temporary", r#"["/tmp/ x", "false"]"#),
    ("read-only", r#"["denied"]"#),
    ("denied", DENIED),
];

const DENIED: &str =
    r#"["denied, --dir", "denied, --dir", "denied, --dir", "denied, --dir", "denied, --dir", "false"]"#;

/// What a native program is asked for: nothing denies anything to it.
const NATIVE: [&str; 5] = ["clocks", "random", "input", "output", "files"];

/// And for the standard library, which Java's own tests hold against the JDK.
const LIBRARY: &str = "library";

/// The files of a language, by their paths in an app.
pub(crate) fn files<'a>(language: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
    let place = |name: &str| match name {
        "surroundings.go" => "app/surroundings.go",
        "surroundings.py" => "app/surroundings.py",
        "surroundings.js" => "app/surroundings.js",
        "surroundings.rb" => "app/surroundings.rb",
        "Told.java" => "app/Told.java",
        _ => "app/Surroundings.java",
    };
    FILES.iter().filter(move |(of, ..)| *of == language).map(move |(_, name, code, _)| (place(name), *code))
}

/// Holds what a language's guest tells against what all tell.
pub(crate) fn tells(app: &App, language: &str) {
    for folder in ["data", "tmp", "only"] {
        std::fs::create_dir_all(app.path().join("granted").join(folder)).expect("a folder");
    }
    let granted = run(app);
    let (out, err) = (text(&granted.stdout), text(&granted.stderr));
    assert!(granted.status.success(), "{err}");
    let told = GRANTED.iter().map(|(_, told)| *told);
    let expected: Vec<&str> = ["out 1, out é"].into_iter().chain(told).collect();
    assert_eq!(out.lines().collect::<Vec<_>>(), expected, "{language}\n{err}");
    assert!(err.contains("err 1, err 2\n"), "{err}");
    let alone = app.witloom(&["run", "--quiet", "--invoke", "tell(\"denied\")"]);
    assert_eq!(text(&alone.stdout).trim(), DENIED, "{language}");
    let exit = app.witloom(&["run", "--quiet", "--invoke", "tell(\"exit\")"]);
    assert_eq!(exit.status.code(), Some(7), "{}", text(&exit.stderr));
    let open = app.witloom(&["run", "--quiet", "--invoke", "tell(\"open\")"]);
    let (_, _, _, exception) = FILES.iter().find(|(of, ..)| *of == language).expect("a language");
    let said = text(&open.stderr);
    let failed = said.lines().find(|line| line.starts_with("witloom: ")).unwrap_or_default();
    assert!(!open.status.success() && failed.contains(exception) && failed.contains("--dir"), "{said}");
    // Only these raise for a variable that isn't set.
    if ["python", "ruby"].contains(&language) {
        let variable = app.witloom(&["run", "--quiet", "--invoke", "tell(\"variable\")"]);
        assert!(text(&variable.stderr).contains("  `--env NOT_THERE=VALUE` grants it\n"), "{}", text(&variable.stderr));
    }
}

/// Asks for everything at once, of one instance.
fn run(app: &App) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_witloom"));
    command.args(["run", "--quiet", "--env", "NAME=Zoé", "--env", "EMPTY="]).current_dir(app.path());
    for dir in ["granted/data::/data", "granted/tmp::/tmp", "granted/only::/only::ro"] {
        command.args(["--dir", dir]);
    }
    for (what, _) in GRANTED {
        command.args(["--invoke", &format!("tell({what:?})")]);
    }
    command.args([".", "--", "one", "two words"]).env("STATE_KEY", "s3cr3t");
    with_input(&mut command)
}

fn with_input(command: &mut Command) -> Output {
    let mut running =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
    running.stdin.take().expect("a pipe").write_all(INPUT.as_bytes()).expect("it is read");
    running.wait_with_output().expect("it ends")
}

/// A main program for a language's file, its name, and what makes and runs it.
const PROGRAMS: [(&str, &str, &str, &str); 4] = [
    ("python", "main.py", include_str!("../cases/surroundings/native/main.py"), "python3 main.py"),
    ("js", "main.mjs", include_str!("../cases/surroundings/native/main.mjs"), "node main.mjs"),
    (
        "go",
        "main.go",
        include_str!("../cases/surroundings/native/main.go"),
        "go build -o main main.go surroundings.go library.go && ./main",
    ),
    (
        "java",
        "Main.java",
        include_str!("../cases/surroundings/native/Main.java"),
        "javac -encoding UTF-8 -d . Main.java Surroundings.java && java app.Main",
    ),
];

#[test]
fn native_tools_tell_the_same() {
    for (language, name, main, command) in PROGRAMS {
        let folder = tempfile::tempdir().expect("a folder");
        let write = |name: &str, code: &str| std::fs::write(folder.path().join(name), code).expect("a file");
        write(name, main);
        write("package.json", "{ \"type\": \"module\" }\n");
        let files = files(language).chain(library::file(language));
        for (path, code) in files.filter(|(path, _)| !path.ends_with("Told.java")) {
            write(Path::new(path).file_name().and_then(|name| name.to_str()).expect("a name"), code);
        }
        let asked = library::file(language).map(|_| LIBRARY);
        let output = natively(command, folder.path(), asked);
        let (out, err) = (text(&output.stdout), text(&output.stderr));
        let mut told: Vec<(String, Vec<String>)> = out
            .lines()
            .last()
            .and_then(|line| serde_json::from_str(line).ok())
            .unwrap_or_else(|| panic!("{out}\n{err}"));
        if asked.is_some() {
            library::natively(language, &told.pop().expect("the last").1);
        }
        for ((what, lines), asked) in told.iter().zip(NATIVE) {
            let (_, expected) = GRANTED.iter().find(|(known, _)| known == what).expect("a thing to ask for");
            let expected: Vec<String> = serde_json::from_str(expected).expect("JSON");
            assert_eq!((what.as_str(), lines), (asked, &expected), "{language}");
        }
        assert_eq!(told.len(), NATIVE.len());
        assert!(out.starts_with("out 1, out é\n") && err.contains("err 1, err 2\n"), "{language}: {out}\n{err}");
    }
}

fn natively(command: &str, folder: &Path, asked: Option<&str>) -> Output {
    std::fs::create_dir(folder.join("data")).expect("a folder");
    let mut shell = Command::new("sh");
    let line = format!("{command} {}", [&NATIVE[..], asked.as_slice()].concat().join(" "));
    shell.args(["-c", &line]).current_dir(folder).env("ROOT", folder).env("TZ", "UTC");
    with_input(shell.env("LC_ALL", "C.UTF-8").env("GO111MODULE", "off"))
}
