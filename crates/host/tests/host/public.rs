//! Files that the server answers itself, and how much a client may send.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use witloom_host::{ClientLimits, HostError, ServeOptions, Served, Server};

use crate::{captured, compile, shown};

struct Site {
    server: Server,
    events: Arc<Mutex<Vec<String>>>,
}

impl Site {
    /// The handler answers everything below `/w`.
    fn new(public: Option<&Path>, clients: ClientLimits) -> Result<Self, HostError> {
        let events = Arc::new(Mutex::new(Vec::new()));
        let told = Arc::clone(&events);
        let options = ServeOptions {
            run: captured(),
            public: public.map(Path::to_owned),
            clients,
            on_event: Arc::new(move |event| {
                let what = match event.what {
                    Served::Answered { status } => status.to_string(),
                    Served::Refused { status, reason } => format!("{status}: {reason}"),
                    Served::Failed { error, .. } => error.to_string(),
                    Served::Left => "left".to_owned(),
                };
                told.lock().expect("no panic").push(format!("{} {} {what}", event.method, event.path));
            }),
            ..ServeOptions::loopback()
        };
        Ok(Self { server: compile("proxy").serve(&options)?, events })
    }

    fn ask(&self, request: &str) -> String {
        ask(self.server.address(), request)
    }

    fn get(&self, path: &str, headers: &str) -> String {
        self.ask(&format!("GET {path} HTTP/1.1\r\nHost: a\r\n{headers}Connection: close\r\n\r\n"))
    }
}

fn ask(address: SocketAddr, request: &str) -> String {
    let mut stream = TcpStream::connect(address).expect("connected");
    stream.set_read_timeout(Some(Duration::from_secs(240))).expect("a sound time");
    stream.write_all(request.as_bytes()).expect("sent");
    let mut answer = Vec::new();
    // A server that refuses what is still on its way may reset the connection.
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}

fn status(answer: &str) -> &str {
    answer.split(' ').nth(1).unwrap_or(answer)
}

fn body(answer: &str) -> &str {
    answer.split_once("\r\n\r\n").map_or("", |(_, body)| body)
}

fn folder() -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let write = |path: &str, text: &str| {
        let path = dir.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::fs::write(path, text).expect("written");
    };
    write("public/style.css", "body { margin: 0 }\n");
    write("public/docs/index.html", "<h1>docs</h1>\n");
    write("public/a b.txt", "0123456789");
    write("public/w/secret/.env", "PASSWORD=x");
    write("public/.well-known/security.txt", "Contact: nobody\n");
    write("outside.txt", "outside");
    dir
}

#[test]
fn files_are_answered_without_the_guest() {
    let dir = folder();
    let site = Site::new(Some(&dir.path().join("public")), ClientLimits::default()).expect("a server");
    let style = site.get("/style.css?v=2", "");
    assert_eq!((status(&style), body(&style)), ("200", "body { margin: 0 }\n"));
    assert!(style.contains("content-type: text/css\r\n"), "{style}");
    assert_eq!(body(&site.get("/a%20b.txt", "Range: bytes=2-4\r\n")), "234");
    assert_eq!(status(&site.get("/a%20b.txt", "Range: bytes=90-\r\n")), "416");
    let modified = style.lines().find_map(|line| line.strip_prefix("last-modified: ")).expect("a time");
    assert_eq!(status(&site.get("/style.css", &format!("If-Modified-Since: {modified}\r\n"))), "304");
    let head = site.ask("HEAD /style.css HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    assert!(head.contains("content-length: 19\r\n") && body(&head).is_empty(), "{head}");
    let docs = site.get("/docs", "");
    assert!(status(&docs) == "307" && docs.contains("location: /docs/\r\n"), "{docs}");
    assert_eq!(body(&site.get("/docs/", "")), "<h1>docs</h1>\n");
    assert_eq!(body(&site.get("/.well-known/security.txt", "")), "Contact: nobody\n");
    assert_eq!(site.events.lock().expect("no panic")[0], "GET /style.css?v=2 200");
}

#[test]
fn whatever_is_no_public_file_is_the_guests() {
    let dir = folder();
    let site = Site::new(Some(&dir.path().join("public")), ClientLimits::default()).expect("a server");
    let guests = body(&site.get("/w", "")).to_owned();
    assert!(!guests.is_empty());
    for path in
        ["/w/", "/w/secret", "/w/secret/.env", "/w/secret/%2eenv", "/w/../../outside.txt", "/w/..%2foutside.txt"]
    {
        assert_eq!(body(&site.get(path, "")), guests, "{path}");
    }
    let posted = "POST /w/../style.css HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    assert_eq!(body(&site.ask(posted)), guests);
}

#[test]
fn a_folder_that_is_none_is_said() {
    let dir = folder();
    for path in ["nowhere", "outside.txt"] {
        let error = Site::new(Some(&dir.path().join(path)), ClientLimits::default()).err().expect("refused");
        let shown = shown(&error);
        assert!(shown.contains("W0430") && shown.contains(path), "{shown}");
    }
}

#[test]
fn what_clients_send_has_limits() {
    let clients = ClientLimits { body: Some(10), head: 9000, ..ClientLimits::default() };
    let site = Site::new(None, clients).expect("a server");
    let post = |length: usize, body: &str| {
        site.ask(&format!("POST /w HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n{body}"))
    };
    assert_eq!(status(&post(10, "0123456789")), "200");
    assert_eq!(status(&post(11, "0123456789a")), "413");
    let told = site.events.lock().expect("no panic").join("\n");
    assert_eq!(told, "POST /w 200\nPOST /w 413: the request's body is larger than this server takes");
    assert_eq!(status(&site.get("/w", &format!("X-A: {}\r\n", "a".repeat(8000)))), "200");
    // Nobody is told to go on who would send too much.
    let waits =
        "POST /w HTTP/1.1\r\nHost: a\r\nConnection: close\r\nExpect: 100-continue\r\nContent-Length: 11\r\n\r\n";
    assert_eq!(status(&site.ask(waits)), "413");
    let lengths =
        "POST /w HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd";
    assert_eq!(status(&site.ask(lengths)), "400");
    for more in [10_000, 200_000] {
        assert_eq!(status(&site.get("/w", &format!("X-A: {}\r\n", "a".repeat(more)))), "431");
    }
}
