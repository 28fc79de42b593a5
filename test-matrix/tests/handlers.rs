//! Handlers of WASI 0.3's HTTP, written in every language with its plain bindings, are served.

#![allow(clippy::panic, reason = "a test may fail at once")]

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use witloom_bindgen::{FileSet, Wit, World};
use witloom_component::Profile;
use witloom_host::{Compiled, Engine, EngineOptions, ServeEvent, ServeOptions, Served, Server};
use witloom_project::registry::Registry;
use witloom_test_matrix::bench::guests::Workshop;

/// Long enough for anything that is bound to happen.
const PATIENCE: Duration = Duration::from_secs(120);

/// The part of `wasi:http` that handlers cannot do without.
fn world() -> World {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/host/tests/cases/service.wit");
    let wit = Wit::parse("service.wit", &std::fs::read_to_string(path).expect("a file")).expect("sound WIT");
    World::from_wit(&wit, Some("service")).expect("a world")
}

fn ask(server: &Server, request: &str) -> String {
    let mut stream = TcpStream::connect(server.address()).expect("connected");
    stream.set_read_timeout(Some(PATIENCE)).expect("a sound time");
    stream.write_all(request.as_bytes()).expect("sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("answered");
    answer
}

/// The status and the body of an answer, whose chunks are put together; nothing if it was cut.
fn parts(answer: &str) -> Option<(&str, String)> {
    let (head, mut rest) = answer.split_once("\r\n\r\n")?;
    let status = head.split(' ').nth(1)?;
    if !head.to_ascii_lowercase().contains("transfer-encoding: chunked") {
        return Some((status, rest.to_owned()));
    }
    let mut body = String::new();
    loop {
        let (size, after) = rest.split_once("\r\n")?;
        let size = usize::from_str_radix(size, 16).ok()?;
        if size == 0 {
            return Some((status, body));
        }
        body += after.get(..size)?;
        rest = after.get(size + 2..)?;
    }
}

/// What is wrong with a language's handler.
fn serve(component: &[u8]) -> Result<(), String> {
    let said = Arc::new(Mutex::new(Vec::new()));
    let events = Arc::clone(&said);
    let on_event = move |event: ServeEvent<'_>| {
        if let Served::Failed { error, .. } = event.what {
            events.lock().expect("no panic").push(format!("{}: {error:?}", event.path));
        }
    };
    let options = ServeOptions { on_event: Arc::new(on_event), ..ServeOptions::loopback() };
    let server = compiled("handler", component).serve(&options).expect("serving");
    let failures = || said.lock().expect("no panic").join("\n");
    let check = |what: &str, answer: &str, status: &str, body: &str| match parts(answer) {
        Some(got) if got == (status, body.to_owned()) => Ok(()),
        _ => Err(format!("{what} gave {answer:?}\n{}", failures())),
    };
    let get = |path: &str| ask(&server, &format!("GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"));
    check("lines", &get("/lines"), "200", "line 0\nline 1\nline 2\n")?;
    let long = "all of it, ".repeat(20_000);
    let head = "POST /upper HTTP/1.1\r\nHost: a\r\nConnection: close\r\n";
    let whole = ask(&server, &format!("{head}Content-Length: {}\r\n\r\n{long}", long.len()));
    check("a body", &whole, "200", &long.to_uppercase())?;
    let chunks = ask(&server, &format!("{head}Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n"));
    check("chunks", &chunks, "200", "ABC")?;
    // It fails with an error that WIT knows, and goes on.
    let lost = get("/nowhere");
    if !lost.starts_with("HTTP/1.1 500 ") || !failures().contains("LoopDetected") {
        return Err(format!("an error gave {lost:?}\n{}", failures()));
    }
    check("lines again", &get("/lines"), "200", "line 0\nline 1\nline 2\n")?;
    if server.stop(PATIENCE) { Ok(()) } else { Err("something still runs".to_owned()) }
}

fn collect(root: &Path, folder: &Path, found: &mut FileSet) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(root, &path, found);
        } else {
            let name = path.strip_prefix(root).expect("it is below").to_string_lossy().replace('\\', "/");
            found.insert(name, std::fs::read(&path).expect("a file"));
        }
    }
}

/// The machine code of a component with async functions.
fn compiled(name: &str, component: &[u8]) -> Compiled {
    let options = EngineOptions { concurrency: true, ..EngineOptions::default() };
    let engine = Engine::new(&options).expect("an engine");
    engine.load(name, component, &[], &|_| {}).unwrap_or_else(|error| panic!("{name}: {error}")).compiled
}

#[test]
fn handlers_of_every_language_are_served() {
    let registry = Registry::default();
    let workshop = Workshop::new(&registry, &[], Profile::Dev, &|_| {}).expect("languages");
    let (world, mut wrong, mut served) = (world(), Vec::new(), 0);
    for language in workshop.languages() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../sdk-{language}/scripts/handler"));
        if root.is_dir() {
            let mut sources = FileSet::new();
            collect(&root, &root, &mut sources);
            let title = format!("{language} handler");
            let component = workshop.build(&language, &title, &world, &sources).expect("it can be built");
            served += 1;
            wrong.extend(serve(&component).err().map(|problem| format!("{language}: {problem}")));
        }
    }
    assert!(served > 0, "no language has `scripts/handler`");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
