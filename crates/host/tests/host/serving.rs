//! Serving HTTP: failures cost one answer and are never taken for success, and the server stops when told to.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use witloom_bindgen::{Wit, World};
use witloom_component::encode::{EncodeOptions, encode};
use witloom_host::{
    ClientLimits, Compiled, DirGrant, Engine, EngineOptions, Grants, Instances, Limits, Output, RunOptions, ServeEvent,
    ServeOptions, Served, Server, Sink,
};

use crate::{captured, compile, shown};

/// Long enough for anything that is bound to happen.
const PATIENCE: Duration = Duration::from_secs(240);

/// A server that tells what happens.
struct Site {
    server: Server,
    events: Receiver<String>,
}

impl Site {
    fn new(case: &str, run: RunOptions, clients: ClientLimits) -> Self {
        Self::of(&compile(case), run, clients)
    }

    fn of(app: &Compiled, run: RunOptions, clients: ClientLimits) -> Self {
        Self::with(app, run, clients, Instances::default())
    }

    fn with(app: &Compiled, run: RunOptions, clients: ClientLimits, instances: Instances) -> Self {
        let (sender, events) = channel();
        let sender = Mutex::new(sender);
        let on_event = move |event: ServeEvent<'_>| {
            let path = event.path;
            let line = match event.what {
                Served::Answered { status } => format!("{path} {status}"),
                Served::Failed { answered: false, error } => format!("{path} failed: {error}"),
                Served::Failed { answered: true, error } => format!("{path} failed later: {error}"),
                Served::Left => format!("{path} left"),
                Served::Refused { status, reason } => format!("{path} refused with {status}: {reason}"),
            };
            // The test may be over.
            let _ = sender.lock().expect("no panic").send(line);
        };
        let options =
            ServeOptions { run, clients, instances, on_event: Arc::new(on_event), ..ServeOptions::loopback() };
        Self { server: app.serve(&options).expect("serving"), events }
    }

    fn proxy(limits: Limits) -> Self {
        Self::new("proxy", RunOptions { limits, ..captured() }, ClientLimits::default())
    }

    fn event(&self) -> String {
        self.events.recv_timeout(PATIENCE).expect("something happens")
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.server.address()).expect("connected");
        stream.set_read_timeout(Some(PATIENCE)).expect("a sound time");
        stream
    }

    fn send(&self, request: &str) -> TcpStream {
        let mut stream = self.connect();
        stream.write_all(request.as_bytes()).expect("sent");
        stream
    }

    fn get(&self, path: &str) -> String {
        let mut stream = self.send(&format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"));
        read(&mut stream)
    }
}

fn read(stream: &mut TcpStream) -> String {
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("answered");
    answer
}

fn first_line(answer: &str) -> &str {
    answer.lines().next().unwrap_or_default()
}

/// Whether a chunked body came to its end.
fn is_whole(answer: &str) -> bool {
    answer.ends_with("\r\n0\r\n\r\n")
}

fn args(args: &[&str]) -> RunOptions {
    let grants = Grants { args: args.iter().map(|a| (*a).to_owned()).collect(), ..Grants::default() };
    RunOptions { grants, ..captured() }
}

fn refused(address: SocketAddr) -> bool {
    TcpStream::connect(address).is_err()
}

#[test]
fn a_trap_costs_one_answer() {
    let site = Site::new("silent-proxy", args(&[]), ClientLimits::default());
    for path in ["/one", "/two?x=1"] {
        assert_eq!(first_line(&site.get(path)), "HTTP/1.1 500 Internal Server Error");
    }
    insta::assert_snapshot!(site.event());
    assert!(site.event().starts_with("/two?x=1 failed: "));
    let address = site.server.address();
    assert!(site.server.stop(PATIENCE), "all connections ended");
    assert!(refused(address), "the port is closed");
}

#[test]
fn a_handler_without_an_answer_is_reported() {
    let site = Site::new("silent-proxy", args(&["x"]), ClientLimits::default());
    assert_eq!(first_line(&site.get("/")), "HTTP/1.1 500 Internal Server Error");
    insta::assert_snapshot!(site.event());
}

#[test]
fn only_proxies_are_served() {
    let error = compile("calc").serve(&ServeOptions::loopback()).expect_err("refused");
    insta::assert_snapshot!(shown(&error));
}

#[test]
fn a_whole_answer_ends_as_one() {
    let site = Site::proxy(Limits::default());
    let answer = site.get("/w");
    assert!(answer.contains("\r\n5\r\nhello\r\n") && is_whole(&answer), "{answer}");
    assert_eq!(site.event(), "/w 200");
    // What goes wrong after the end can't be told to the client, but to the user.
    assert!(is_whole(&site.get("/a")));
    assert_eq!(site.event(), "/a 200");
    assert!(site.event().starts_with("/a failed later: `proxy` trapped"));
}

#[test]
fn a_failure_after_the_head_breaks_the_connection_off() {
    let site = Site::proxy(Limits { memory: Some(64 << 20), ..Limits::default() });
    let mut told = Vec::new();
    for path in ["/trap", "/drop", "/keep", "/memory", "/5000", "/spin"] {
        if path == "/spin" {
            let limits = Limits { time: Some(Duration::from_millis(300)), ..Limits::default() };
            let run = RunOptions { limits, ..captured() };
            site.server.replace(&compile("proxy"), &run).expect("the same app");
        }
        let answer = site.get(path);
        assert_eq!(first_line(&answer), "HTTP/1.1 200 OK", "{path}");
        assert!(answer.contains("\r\n5\r\nhello\r\n"), "{path}: what was written before is there: {answer}");
        assert!(!is_whole(&answer), "{path}: {answer}");
        assert_eq!(site.event(), format!("{path} 200"));
        told.push(site.event());
    }
    insta::assert_snapshot!(told.join("\n"));
}

#[test]
fn an_exit_in_a_handler_says_its_status() {
    let site = Site::proxy(Limits::default());
    assert_eq!(first_line(&site.get("/x")), "HTTP/1.1 500 Internal Server Error");
    insta::assert_snapshot!(site.event());
}

#[test]
fn a_body_that_nobody_wants_is_read_all_the_same() {
    let site = Site::proxy(Limits::default());
    let answer = read(&mut site.send("HEAD /w HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"));
    assert!(first_line(&answer).ends_with("200 OK") && !answer.contains("hello"), "{answer}");
    assert_eq!(site.event(), "/w 200");
    let answer = read(&mut site.send("HEAD /t HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"));
    assert!(first_line(&answer).ends_with("200 OK"));
    assert_eq!(site.event(), "/t 200");
    assert!(site.event().starts_with("/t failed later: "));
}

#[test]
fn the_guest_of_a_client_that_leaves_is_stopped() {
    let (sender, spinning) = channel();
    let sender = Mutex::new(sender);
    // The test may be over.
    let heard = move |_: &[u8]| _ = sender.lock().expect("no panic").send(());
    let output = Output { stderr: Sink::Call(Arc::new(heard)), ..Output::captured() };
    let site = Site::new("proxy", RunOptions { output, ..RunOptions::default() }, ClientLimits::default());
    let many: Vec<TcpStream> = (0..6).map(|_| site.send("GET /z HTTP/1.1\r\nHost: localhost\r\n\r\n")).collect();
    // A client that leaves before its request was read has left nothing behind.
    for _ in &many {
        spinning.recv_timeout(PATIENCE).expect("its guest spins");
    }
    // They spin, and yet others have their turn.
    assert!(is_whole(&site.get("/w")));
    assert_eq!(site.event(), "/w 200");
    drop(many);
    for _ in 0..6 {
        assert_eq!(site.event(), "/z left");
    }
    let mut stream = site.send("GET /s HTTP/1.1\r\nHost: localhost\r\n\r\n");
    assert_eq!(site.event(), "/s 200");
    stream.read_exact(&mut [0; 5]).expect("the head begins");
    drop(stream);
    assert_eq!(site.event(), "/s left");
    assert!(site.server.stop(PATIENCE), "nothing runs any more");
}

#[test]
fn only_old_requests_may_leave_the_host_out() {
    let site = Site::proxy(Limits::default());
    let answer = read(&mut site.send("GET /w HTTP/1.0\r\n\r\n"));
    assert!(first_line(&answer).ends_with("200 OK") && answer.ends_with("hello"), "{answer}");
    assert_eq!(site.event(), "/w 200");
    let answer = read(&mut site.send("GET /w HTTP/1.1\r\nConnection: close\r\n\r\n"));
    assert_eq!(first_line(&answer), "HTTP/1.1 400 Bad Request");
    insta::assert_snapshot!(site.event());
}

#[test]
fn slow_clients_make_room() {
    let clients = ClientLimits { connections: 2, idle: Duration::from_secs(1), ..ClientLimits::default() };
    let site = Site::new("proxy", captured(), clients);
    let mut slow = site.send("GET /w HT");
    let mut idle = site.send("GET /w HTTP/1.1\r\nHost: localhost\r\n\r\n");
    assert_eq!(site.event(), "/w 200");
    // Answered once one of the two lost its place.
    assert!(is_whole(&site.get("/w")));
    assert!(!read(&mut slow).starts_with("HTTP/1.1 200"));
    assert!(is_whole(&read(&mut idle)), "an answered client is let go in peace");
}

#[test]
fn a_thousand_idle_clients_keep_nobody_out() {
    let clients = ClientLimits { connections: 100, ..ClientLimits::default() };
    let site = Site::new("proxy", captured(), clients);
    let mut answered = site.send("GET /w HTTP/1.1\r\nHost: localhost\r\n\r\n");
    let mut idle = Vec::new();
    for n in 0..1000_u32 {
        // Some have sent nothing, some half of a head.
        idle.push(if n % 2 == 0 { site.connect() } else { site.send("GET /w HTTP/1.1\r\nHost:") });
        if n % 250 == 249 {
            assert!(is_whole(&site.get("/w")), "after {n}");
        }
    }
    assert!(is_whole(&read(&mut answered)), "who was answered has all of it");
    let mut first = idle.swap_remove(0);
    assert_eq!(first.read(&mut [0]).unwrap_or(0), 0, "the oldest one made room");
}

/// What becomes of a request whose body stops in its middle.
fn stopped(site: &Site, path: &str) -> String {
    let head = format!("POST {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 4\r\n\r\nba");
    read(&mut site.send(&head))
}

#[test]
fn a_body_that_stops_is_given_up() {
    let clients = ClientLimits { stalled: Duration::from_millis(200), ..ClientLimits::default() };
    let site = Site::of(&service(), captured(), clients);
    let mut told = Vec::new();
    for (path, events) in [("/pass", 2), ("/read", 1)] {
        let answer = stopped(&site, path);
        told.push(first_line(&answer).to_owned());
        told.extend((0..events).map(|_| site.event()));
    }
    insta::assert_snapshot!(told.join("\n"));
    let mut whole = site.send("POST /read HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 4\r\n\r\nread");
    assert!(is_whole(&read(&mut whole)), "others are answered");
    assert!(site.server.stop(PATIENCE), "nothing runs any more");
}

#[cfg(unix)]
#[test]
fn files_that_never_open_harm_nobody_else() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let made = std::process::Command::new("mkfifo").arg(dir.path().join("fifo")).status();
    assert!(made.expect("mkfifo runs").success());
    let dirs = vec![DirGrant { host: dir.path().to_owned(), guest: "/data".to_owned(), read_only: true }];
    let limits = Limits { time: Some(Duration::from_millis(100)), ..Limits::default() };
    let run = RunOptions { grants: Grants { dirs, ..Grants::default() }, limits, ..captured() };
    let site = Site::new("proxy", run, ClientLimits::default());
    for _ in 0..4 {
        assert_eq!(first_line(&site.get("/o")), "HTTP/1.1 500 Internal Server Error");
        assert_eq!(site.event(), "/o failed: the guest ran longer than 100ms");
    }
    site.server.replace(&compile("proxy"), &captured()).expect("the same app");
    assert!(is_whole(&site.get("/w")));
    assert!(site.server.stop(PATIENCE), "nothing runs any more");
}

#[test]
fn another_app_answers_from_one_request_to_the_next() {
    let site = Site::new("silent-proxy", args(&[]), ClientLimits::default());
    assert!(first_line(&site.get("/w")).contains("500"));
    let error = site.server.replace(&compile("calc"), &captured()).expect_err("refused");
    assert!(error.to_string().contains("incoming-handler"));
    assert!(first_line(&site.get("/w")).contains("500"), "the last good one goes on");
    site.server.replace(&compile("proxy"), &captured()).expect("replaced");
    assert!(is_whole(&site.get("/w")));
}

/// A handler of WASI 0.3 in core WebAssembly.
fn service() -> Compiled {
    let cases = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let wit = std::fs::read_to_string(cases.join("service.wit")).expect("a file");
    let world =
        World::from_wit(&Wit::parse("service.wit", &wit).expect("sound WIT"), Some("service")).expect("a world");
    let core = wat::parse_file(cases.join("service.core.wat")).expect("a valid case");
    let wasm = encode(&core, world.resolve(), world.world_id, &EncodeOptions::default()).expect("a component");
    let engine = Engine::new(&EngineOptions { concurrency: true, ..EngineOptions::default() }).expect("an engine");
    engine.load("service", &wasm, &[], &|_| {}).expect("a sound component").compiled
}

#[test]
fn handlers_of_wasi_0_3_are_served() {
    let app = service();
    assert!(app.answers_http());
    let limits = Limits { time: Some(Duration::from_secs(60)), ..Limits::default() };
    let site = Site::of(&app, RunOptions { limits, ..captured() }, ClientLimits::default());
    let answer = site.get("/hello");
    assert_eq!((first_line(&answer), is_whole(&answer)), ("HTTP/1.1 200 OK", true), "{answer}");
    assert!(answer.contains("\r\nhello\n\r\n"), "{answer}");
    assert_eq!(site.event(), "/hello 200");
    // It fails before the head, with an error that WIT knows, and after it.
    assert_eq!(first_line(&site.get("/early")), "HTTP/1.1 500 Internal Server Error");
    assert!(site.event().starts_with("/early failed: `service` trapped in `wasi:http/handler#handle`"));
    assert_eq!(first_line(&site.get("/code")), "HTTP/1.1 500 Internal Server Error");
    assert!(site.event().contains("LoopDetected"));
    let broken = site.get("/trap");
    assert_eq!((first_line(&broken), is_whole(&broken)), ("HTTP/1.1 200 OK", false), "{broken}");
    assert_eq!(site.event(), "/trap 200");
    assert!(site.event().starts_with("/trap failed later: `service` trapped"));
    // What came in goes out, without the guest.
    let mut echo = site.send("POST /pass HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 4\r\n\r\nback");
    let answer = read(&mut echo);
    assert!(answer.ends_with("\r\n\r\nback"), "{answer}");
    assert!(site.server.stop(PATIENCE), "nothing runs any more");
}

/// A service whose requests share `at_most` instances.
fn shared(at_most: usize, instances: Instances, time: Option<Duration>) -> Site {
    let run = RunOptions { limits: Limits { time, ..Limits::default() }, ..captured() };
    Site::with(&service(), run, ClientLimits::default(), Instances { at_most: Some(at_most), ..instances })
}

/// How many requests the instance that answers has had, this one included.
fn count(site: &Site) -> char {
    let answer = site.get("/n");
    assert!(is_whole(&answer), "{answer}");
    answer.split("\r\n\r\n2\r\n").nth(1).and_then(|body| body.chars().next()).expect("a number")
}

/// Waits until a request came to the instance that had `last` before.
fn reached(site: &Site, last: char) {
    let mut last = last;
    loop {
        let next = count(site);
        if u32::from(next) > u32::from(last) + 1 {
            return;
        }
        last = next;
    }
}

/// A request that stays unanswered to its end until the rest of its body comes.
fn begun(site: &Site) -> TcpStream {
    let mut stream = site.send("POST /pass HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 4\r\n\r\nba");
    assert_eq!(site.event(), "/pass 200");
    let mut head = [0; 8];
    stream.read_exact(&mut head).expect("the head begins");
    stream
}

#[test]
fn an_instance_answers_many_requests() {
    let site = shared(4, Instances { reuse: Some(3), ..Instances::default() }, None);
    let counts: String = (0..7).map(|_| count(&site)).collect();
    assert_eq!(counts, "1231231", "it is replaced after three");
    let site = shared(4, Instances { reuse: Some(1), ..Instances::default() }, None);
    assert_eq!([count(&site), count(&site)], ['1', '1']);
    let site = shared(4, Instances { idle: Some(Duration::ZERO), ..Instances::default() }, None);
    assert_eq!(count(&site), '1');
    let fresh = (0..1000).any(|_| {
        std::thread::sleep(Duration::from_millis(1));
        count(&site) == '1'
    });
    assert!(fresh, "it is let go when it has nothing to do");
}

#[test]
fn requests_share_instances_only_when_all_are_at_work() {
    let site = shared(2, Instances::default(), None);
    let mut first = begun(&site);
    assert_eq!(count(&site), '1', "another instance is made");
    assert_eq!(site.event(), "/n 200");
    let mut second = begun(&site);
    // Both have one, and take another.
    assert!(matches!(count(&site), '2' | '3'));
    assert_eq!(site.event(), "/n 200");
    for stream in [&mut first, &mut second] {
        stream.write_all(b"ck").expect("sent");
        assert!(read(stream).ends_with("\r\n\r\nback"));
    }
    let site = shared(1, Instances { at_once: Some(1), ..Instances::default() }, None);
    let mut first = begun(&site);
    let mut waiting = site.send("GET /n HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    first.write_all(b"ck").expect("sent");
    assert!(read(&mut first).ends_with("back"));
    assert!(is_whole(&read(&mut waiting)), "who waited is answered");
}

#[test]
fn a_failure_costs_those_who_share_its_instance() {
    let site = shared(1, Instances::default(), None);
    let mut neighbour = begun(&site);
    assert_eq!(first_line(&site.get("/early")), "HTTP/1.1 500 Internal Server Error");
    let mut told = [site.event(), site.event()];
    told.sort();
    assert!(told[0].starts_with("/early failed: "), "{told:?}");
    assert!(told[1].starts_with("/pass failed later: "), "{told:?}");
    assert!(!is_whole(&read(&mut neighbour)), "half an answer is none");
    assert_eq!(count(&site), '1', "others get an instance that works");
}

#[test]
fn a_request_without_end_is_given_up_beside_others() {
    let site = shared(1, Instances::default(), Some(Duration::from_millis(500)));
    let mut stuck = site.send("GET /wait HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    reached(&site, '0');
    assert_eq!(first_line(&read(&mut stuck)), "HTTP/1.1 500 Internal Server Error");
    let told = std::iter::repeat_with(|| site.event()).find(|event| event != "/n 200");
    assert_eq!(told.as_deref(), Some("/wait failed: the guest ran longer than 500ms"));
    assert_eq!(count(&site), '1', "its instance takes no more");
    // A client that leaves alone stops its guest, and leaves beside others without harm.
    let stuck = site.send("GET /wait HTTP/1.1\r\nHost: a\r\n\r\n");
    reached(&site, '1');
    drop(stuck);
    let left = std::iter::repeat_with(|| site.event()).find(|event| event != "/n 200");
    assert_eq!(left.as_deref(), Some("/wait left"));
    assert!(site.server.stop(PATIENCE), "nothing runs any more");
}
