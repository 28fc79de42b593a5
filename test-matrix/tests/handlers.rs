//! Handlers of WASI 0.3's HTTP, written in every language with its plain bindings, are served.

#![allow(clippy::panic, reason = "a test may fail at once")]

#[path = "support/by_hand.rs"]
mod by_hand;

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use by_hand::{Workshop, compiled};
use witloom_bindgen::{Wit, World};
use witloom_component::Profile;
use witloom_host::{ServeEvent, ServeOptions, Served, Server};

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

#[test]
fn handlers_of_every_language_are_served() {
    let (workshop, world) = (Workshop::new(Profile::Dev), world());
    let mut wrong = Vec::new();
    for language in workshop.languages("handler") {
        if let Err(problem) = serve(&workshop.component(language, "handler", &world)) {
            wrong.push(format!("{language}: {problem}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
