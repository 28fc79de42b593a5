//! How many requests apps answer, beside the same handler in a server that is native to its language:
//! `cargo bench -p witloom-cli --bench services`. Behind `--` stand languages, `five` (an app of all languages, asked for what
//! Go answers alone) and `soak` (a million requests to each, for its memory); all but `soak` where nothing stands there.
//!
//! The handlers lie in `sdk-<language>/scripts/services`: `app` is the component, `make.sh FOLDER` makes `FOLDER/serve PORT`.
//! `wrk` asks. Prints Markdown.

#![allow(clippy::panic, reason = "a failed run has no figures")]
#![allow(clippy::print_stdout, reason = "figures are for people")]

mod load;
mod server;

use std::path::{Path, PathBuf};
use std::process::Command;

use load::{Load, load};
use server::Server;
use witloom_project::registry::Registry;

/// What all handlers answer.
const PATH: &str = "/items";
/// The language of the app of all languages that answers.
const FIRST: &str = "go";
const MILLION: u32 = 1_000_000;

fn scripts(language: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../../sdk-{language}/scripts/services"))
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder") {
        let path = entry.expect("an entry").path();
        let to = to.join(path.file_name().expect("it has a name"));
        if path.is_dir() {
            copy(&path, &to);
        } else {
            std::fs::copy(&path, &to).expect("a file");
        }
    }
}

/// The component of a language as an app.
fn app(folder: &Path, language: &str) -> PathBuf {
    let app = folder.join(format!("{language}-app"));
    copy(&scripts(language).join("app"), &app.join(language));
    let component = format!("[components.{language}]\nlang = \"{language}\"\nworld = \"bench:items/service\"\n");
    std::fs::write(app.join("witloom.toml"), format!("[app]\nname = \"items\"\n\n{component}")).expect("a file");
    std::fs::create_dir(app.join("wit")).expect("a folder");
    let world = "package bench:items;\n\nworld service {\n  export wasi:http/handler@0.3.0;\n}\n";
    std::fs::write(app.join("wit/items.wit"), world).expect("a file");
    app
}

/// What `witloom new` makes of all languages, with the handler of the first.
fn five(folder: &Path, languages: &[&str]) -> PathBuf {
    let mut names = vec![FIRST];
    names.extend(languages.iter().filter(|language| **language != FIRST));
    let mut new = Command::new(env!("CARGO_BIN_EXE_witloom"));
    new.current_dir(folder).args(["new", "items", "--quiet", "--http", "--lang", &names.join(",")]);
    assert!(new.status().expect("it starts").success());
    let app = folder.join("items");
    let go = app.join(FIRST);
    std::fs::copy(scripts(FIRST).join("app/catalog.go"), go.join("catalog.go")).expect("a file");
    let main = std::fs::read_to_string(go.join("main.go")).expect("a file");
    let with = main.replace("nethttp.Serve(mux)", "mux.Handle(\"/items\", catalog())\n\tnethttp.Serve(mux)");
    assert_ne!(main, with, "what `new` writes has another form");
    std::fs::write(go.join("main.go"), with).expect("a file");
    app
}

/// The native server of a language: its program and what it is.
fn native(folder: &Path, language: &str) -> Option<(PathBuf, String)> {
    let folder = folder.join(format!("{language}-native"));
    std::fs::create_dir(&folder).expect("a folder");
    let output = Command::new("sh").arg(scripts(language).join("make.sh")).arg(&folder).output().expect("a shell");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
    if output.status.success() {
        return Some((folder.join("serve"), text(&output.stdout)));
    }
    let said = text(&output.stderr);
    println!("left out: a native server in {language}: {}", said.lines().last().unwrap_or("no reason given"));
    None
}

fn head() {
    let columns = [
        "what answers",
        "first answer",
        "requests/s, 8",
        "median",
        "p99",
        "processor time",
        "requests/s, 64",
        "median",
        "p99",
        "memory",
    ];
    println!("| {} |\n|{}", columns.join(" | "), "---|".repeat(columns.len()));
}

fn row(name: &str, server: &Server, soak: bool) {
    // Code that was never run is slow.
    load(server, 8, 2);
    let eight = load(server, 8, 8);
    let many = load(server, 64, 8);
    let cells = |load: &Load| format!("{:.0} | {} | {}", load.rate, load.median, load.late);
    let per = eight.processors.as_secs_f64() * 1e6 / eight.requests.max(1.0);
    let (first, memory) = (server.first.as_secs_f64() * 1e3, server.memory() >> 20);
    let line = format!("{} | {per:.0} µs | {}", cells(&eight), cells(&many));
    println!("| {name} | {first:.0} ms | {line} | {memory} MiB |");
    if soak {
        let mut asked = 0.0;
        while asked < f64::from(MILLION) {
            asked += load(server, 8, 20).requests;
        }
        println!("after {asked:.0} more requests: {} MiB", server.memory() >> 20);
    }
}

/// Builds an app, and serves it twice: the second time shows how soon it answers.
fn serve(name: &str, app: &Path, soak: bool) {
    let begin = std::time::Instant::now();
    drop(Server::app(app));
    let built = begin.elapsed().as_secs();
    row(name, &Server::app(app), soak);
    println!("built and first answered in {built} s");
}

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let registry = Registry::default();
    let languages: Vec<&str> = registry.ids().into_iter().filter(|language| scripts(language).is_dir()).collect();
    let chosen = |word: &str| words.iter().any(|other| other == word);
    let known = |word: &&String| languages.contains(&word.as_str()) || ["five", "soak"].contains(&word.as_str());
    if let Some(unknown) = words.iter().find(|word| !known(word)) {
        panic!("`{unknown}` is none of: {}, five, soak", languages.join(", "));
    }
    let all = !words.iter().any(|word| word != "soak");
    let folder = tempfile::tempdir().expect("a folder");
    head();
    for language in languages.iter().filter(|language| all || chosen(language)) {
        if let Some((program, what)) = native(folder.path(), language) {
            row(&format!("{language}: {what}"), &Server::native(&program), false);
        }
        serve(&format!("{language}: witloom"), &app(folder.path(), language), chosen("soak"));
    }
    if all || chosen("five") {
        serve("all languages, Go alone at work", &five(folder.path(), &languages), chosen("soak"));
    }
}
