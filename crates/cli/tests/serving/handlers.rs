//! Handlers in the forms that users of each language know: one list of questions for all of them.
//!
//! A language's test makes an app with `witloom new site --http`, looks at what its template and its part of
//! `docs/http.md` answer, then writes a handler of its own (`cases/handler.*`) and calls [`answers`].
//!
//! A handler has to answer these:
//!
//! * `GET /hello?name=NAME`: type `text/html; charset=utf-8`, the cookies `a=1` and `b=2` in two fields, a `Content-Length`, and the
//!   text `<p>hello, NAME at HOST, KINDS`, where `KINDS` are the values of the request's fields `X-Kind` with `, ` between them. `HEAD`
//!   gets the same head. It also sets `Connection: close` where the language's form lets it, which must not reach the
//!   client as a field of its own.
//! * `POST /echo`: the body as it comes, of any size. With trailers: `x-count`, the number of bytes, a space and the request's trailer `x-sum`;
//!   `x-late`, which was not announced, is not sent.
//! * `GET /none`: 204.
//! * `GET /fail`: fails with `out of order` before anything was sent.
//! * `GET /late`: sends `half`, then fails with `too late`.
//! * `GET /bad`: sets the field `a b`, which no response may have.
//! * `GET /ticks`: sends `tick\n` for ever.
//! * `GET /stuck`, where the language has promises: waits for what nothing brings about.
//! * Anything else: 404.

use std::io::{BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::ChildStderr;

use super::{PATIENCE, Witloom, ask, get, is_whole, line};

/// What differs between the languages' forms.
pub(crate) struct Form<'a> {
    /// Whether its community's form of a handler has trailers.
    pub(crate) trailers: bool,
    /// What the log says of `/fail`, in this order, each on a line of its own: message, place in the user's file.
    pub(crate) fail: &'a [&'a str],
    /// The same of `/bad`.
    pub(crate) bad: &'a [&'a str],
}

/// A new service of one language, in a folder of its own.
pub(crate) struct Site {
    root: tempfile::TempDir,
}

impl Site {
    /// `witloom new site --http --lang LANGUAGE`.
    pub(crate) fn new(language: &str) -> Self {
        let root = tempfile::tempdir().expect("a folder");
        let mut new = Witloom::command(root.path(), &["new", "site", "--http", "--lang", language], |_| {});
        assert!(new.status().success());
        Self { root }
    }

    /// The same with the handler of WASI 0.2 in its world.
    pub(crate) fn of_wasi_0_2(language: &str) -> Self {
        let site = Self::new(language);
        let world = std::fs::read_to_string(site.folder().join("wit/app.wit")).expect("a file");
        site.write("wit/app.wit", &world.replace("wasi:http/handler@0.3.0", "wasi:http/incoming-handler@0.2.12"));
        site
    }

    /// The app's folder.
    pub(crate) fn folder(&self) -> PathBuf {
        self.root.path().join("site")
    }

    /// Writes a file of the app.
    pub(crate) fn write(&self, path: &str, text: &str) {
        std::fs::write(self.folder().join(path), text).expect("a file");
    }

    /// Serves the app as it is now.
    pub(crate) fn serve(&self) -> Served {
        self.serve_with(&[])
    }

    /// The same with further arguments.
    pub(crate) fn serve_with(&self, args: &[&str]) -> Served {
        let args = [&["serve", "--port", "0"], args].concat();
        let mut witloom = Witloom::command(&self.folder(), &args, |_| {});
        let mut stdout = BufReader::new(witloom.0.stdout.take().expect("a pipe"));
        let mut stderr = witloom.0.stderr.take().expect("a pipe");
        let mut first = String::new();
        if std::io::BufRead::read_line(&mut stdout, &mut first).expect("text") == 0 {
            let mut said = String::new();
            stderr.read_to_string(&mut said).expect("text");
            panic!("it isn't served:\n{said}");
        }
        let first = if first.contains("http://") { first } else { line(&mut stdout, "http://") };
        let port = witloom.port(&first);
        Served { _witloom: witloom, log: BufReader::new(stderr), port }
    }
}

/// An app that answers.
pub(crate) struct Served {
    _witloom: Witloom,
    /// What it says on standard error.
    pub(crate) log: BufReader<ChildStderr>,
    pub(crate) port: u16,
}

/// The handler of a language in `docs/http.md`, for an app called `site`.
pub(crate) fn documented(language: &str) -> String {
    block(language, 0)
}

/// The block of that number of a language.
pub(crate) fn block(language: &str, number: usize) -> String {
    let page = include_str!("../../../../docs/http.md");
    let block = page.split(&format!("```{language}\n")).nth(number + 1).and_then(|rest| rest.split("```").next());
    block.expect("a handler").replace("\"shop/", "\"site/")
}

/// Memory that no handler needs whose body is [`LARGE`].
pub(crate) const MEMORY: &str = "192MiB";

/// The same in Ruby, which takes 67 MiB before it answers anything.
pub(crate) const MEMORY_OF_RUBY: &str = "96MiB";

/// Bytes of a body that is no handler's to keep.
const LARGE: usize = 256 << 20;

/// Asks a handler everything that stands at the top of this file.
pub(crate) fn answers(site: &Site, form: &Form<'_>) {
    answers_with(site, &["--memory", MEMORY], form);
}

/// The same of an app that is served with these arguments.
pub(crate) fn answers_with(site: &Site, args: &[&str], form: &Form<'_>) {
    let mut served = site.serve_with(args);
    let port = served.port;
    heads(port);
    echo(port, form.trailers);
    large(port);
    expect(port);
    let mut said = |texts: &[&str]| texts.iter().for_each(|text| drop(line(&mut served.log, text)));
    assert!(get(port, "/fail").starts_with("HTTP/1.1 500 "));
    said(form.fail);
    let late = get(port, "/late");
    assert!(late.starts_with("HTTP/1.1 200 ") && late.ends_with("half\r\n"), "no end: {late}");
    said(&["too late", "W0425"]);
    assert!(get(port, "/bad").starts_with("HTTP/1.1 500 "));
    said(form.bad);
    leave(port);
    said(&["GET /ticks stopped: the client left"]);
    cut(port);
    // Whatever failed hurts nobody else.
    heads(port);
}

fn heads(port: u16) {
    let fields = "Host: localhost\r\nX-Kind: one\r\nX-Kind: two\r\nConnection: close";
    let hello = ask(port, &format!("GET /hello?name=Ann%20B HTTP/1.1\r\n{fields}\r\n\r\n"));
    for part in [
        "HTTP/1.1 200 OK\r\n",
        "content-length: 38\r\n",
        "content-type: text/html; charset=utf-8\r\n",
        "set-cookie: a=1\r\nset-cookie: b=2\r\n",
        "\r\n\r\n<p>hello, Ann B at localhost, one, two",
    ] {
        assert!(hello.contains(part), "{part:?} in {hello}");
    }
    let head = ask(port, &format!("HEAD /hello?name=Ann%20B HTTP/1.1\r\n{fields}\r\n\r\n"));
    assert!(head.starts_with("HTTP/1.1 200 OK\r\n") && head.ends_with("\r\n\r\n"), "{head}");
    assert!(head.contains("content-length: 38\r\n"), "{head}");
    assert!(get(port, "/none").starts_with("HTTP/1.1 204 "));
    assert!(get(port, "/anything-else").starts_with("HTTP/1.1 404 "));
}

/// More than any buffer on the way: it has to be sent while it comes.
fn echo(port: u16, has_trailers: bool) {
    let chunk = "0123456789abcdef".repeat(1 << 14);
    let chunks = format!("{:x}\r\n{chunk}\r\n", chunk.len()).repeat(16);
    let echo = ask(
        port,
        &format!(
            "POST /echo HTTP/1.1\r\nHost: localhost\r\nTE: trailers\r\nTransfer-Encoding: chunked\r\nTrailer: x-sum\r\n\
             Connection: close\r\n\r\n{chunks}0\r\nx-sum: 7\r\n\r\n"
        ),
    );
    let (head, body) = echo.split_once("\r\n\r\n").expect("a head");
    assert!(head.starts_with("HTTP/1.1 200 OK\r\n"), "{head}");
    let (body, trailers) = body.split_once("\r\n0\r\n").expect("an end");
    if has_trailers {
        assert!(head.to_ascii_lowercase().contains("trailer: x-count") && !head.contains("x-late"), "{head}");
        assert_eq!(trailers, "x-count: 4194304 7\r\n\r\n");
    } else {
        assert_eq!(trailers, "\r\n");
    }
    let data: usize = body.split("\r\n").skip(1).step_by(2).map(str::len).sum();
    assert_eq!(data, 16 * chunk.len());
}

/// A body that is larger than what the instance may have.
fn large(port: u16) {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).expect("connected");
    stream.set_read_timeout(Some(PATIENCE)).expect("a sound time");
    let head =
        format!("POST /echo HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: {LARGE}\r\n\r\n");
    let mut writer = stream.try_clone().expect("a second handle");
    let piece = vec![b'x'; 1 << 20];
    std::thread::scope(|scope| {
        scope.spawn(move || {
            writer.write_all(head.as_bytes()).expect("sent");
            (0..LARGE / piece.len()).for_each(|_| writer.write_all(&piece).expect("sent"));
        });
        let (mut count, mut buffer) = (0, vec![0; 1 << 20]);
        loop {
            let got = stream.read(&mut buffer).expect("answered");
            count += buffer[..got].iter().filter(|byte| **byte == b'x').count();
            if got == 0 {
                break;
            }
        }
        assert!((LARGE..LARGE + 1000).contains(&count), "{count} bytes came back");
    });
}

/// Who waits to be told to go on is told when the handler reads, and isn't when it doesn't.
fn expect(port: u16) {
    let connect = |path: &str| {
        let mut stream = TcpStream::connect(("127.0.0.1", port)).expect("connected");
        stream.set_read_timeout(Some(PATIENCE)).expect("a sound time");
        let fields = "Host: localhost\r\nConnection: close\r\nExpect: 100-continue\r\nContent-Length: 5";
        stream.write_all(format!("POST {path} HTTP/1.1\r\n{fields}\r\n\r\n").as_bytes()).expect("sent");
        BufReader::new(stream)
    };
    let mut told = connect("/echo");
    let mut first = String::new();
    while !first.contains("100 Continue") {
        // A handler may have sent the head of its answer before it reads.
        assert_ne!(std::io::BufRead::read_line(&mut told, &mut first).expect("answered"), 0, "{first}");
    }
    told.get_mut().write_all(b"hello").expect("sent");
    let mut rest = String::new();
    told.read_to_string(&mut rest).expect("answered");
    assert!(rest.contains("HTTP/1.1 200 OK\r\n") && rest.contains("hello"), "{first}{rest}");
    let mut refused = String::new();
    connect("/anything-else").read_to_string(&mut refused).expect("answered");
    assert!(refused.starts_with("HTTP/1.1 404 "), "{refused}");
}

/// A body that ends before its end is nothing that a handler could take for a whole one.
fn cut(port: u16) {
    let head = "POST /echo HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";
    for body in ["Content-Length: 50\r\n\r\nhello", "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"] {
        let mut stream = TcpStream::connect(("127.0.0.1", port)).expect("connected");
        stream.set_read_timeout(Some(PATIENCE)).expect("a sound time");
        stream.write_all(format!("{head}{body}").as_bytes()).expect("sent");
        stream.shutdown(std::net::Shutdown::Write).expect("an end");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer, or none");
        let has_length = answer.to_ascii_lowercase().contains("content-length: 5\r\n");
        let is_whole = answer.starts_with("HTTP/1.1 200 ") && (is_whole(&answer) || has_length);
        assert!(!is_whole, "{answer}");
    }
}

/// Reads the beginning of an answer without an end, and goes.
fn leave(port: u16) {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).expect("connected");
    stream.set_read_timeout(Some(PATIENCE)).expect("a sound time");
    stream.write_all(b"GET /ticks HTTP/1.1\r\nHost: localhost\r\n\r\n").expect("sent");
    let (mut seen, mut buffer) = (Vec::new(), [0; 1024]);
    while !seen.windows(5).any(|part| part == b"tick\n") {
        let count = stream.read(&mut buffer).expect("answered");
        assert_ne!(count, 0, "no end");
        seen.extend_from_slice(&buffer[..count]);
    }
}

#[test]
fn a_handler_of_gos_own_answers() {
    let site = Site::new("go");
    let answer = get(site.serve().port, "/?name=Ann");
    assert!(answer.starts_with("HTTP/1.1 200 ") && answer.ends_with("\r\n\r\nhello, Ann, from Go\n"), "{answer}");
    site.write("go/main.go", &documented("go"));
    assert!(get(site.serve().port, "/items/a-1").ends_with("\r\n\r\nitem a-1\n"));
    site.write("go/main.go", include_str!("../cases/handler.go"));
    let place = format!("main.go:{}", line_of(include_str!("../cases/handler.go"), "out of order"));
    let fail = [
        "panic serving GET /fail: out of order",
        &place,
        "it answered with the error internal-error: panic: out of order",
    ];
    let form = Form { trailers: true, fail: &fail, bad: &["the response's header"] };
    answers(&site, &form);
    let older = Site::of_wasi_0_2("go");
    older.write("go/main.go", include_str!("../cases/handler.go"));
    answers(&older, &form);
}

/// A client that sends more than it may, without saying how much, is refused while its guest reads.
#[test]
fn files_and_limits_stand_in_the_manifest() {
    let site = Site::new("go");
    let manifest = std::fs::read_to_string(site.folder().join("witloom.toml")).expect("a manifest");
    site.write("witloom.toml", &format!("{manifest}\n[serve]\nstatic = \"public\"\nmax-body = \"1 KiB\"\n"));
    std::fs::create_dir(site.folder().join("public")).expect("a folder");
    site.write("public/style.css", "body {}\n");
    site.write("go/main.go", include_str!("../cases/handler.go"));
    let mut served = site.serve();
    let style = get(served.port, "/style.css");
    assert!(style.contains("content-type: text/css\r\n") && style.ends_with("\r\n\r\nbody {}\n"), "{style}");
    heads(served.port);
    let post = |length: usize| {
        let body = format!("{length:x}\r\n{}\r\n0\r\n\r\n", "a".repeat(length));
        let head = "POST /echo HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nTransfer-Encoding: chunked";
        ask(served.port, &format!("{head}\r\n\r\n{body}"))
    };
    let most = post(1024);
    assert!(most.starts_with("HTTP/1.1 200 ") && most.contains(&"a".repeat(1024)), "{most}");
    let refused = post(1025);
    assert!(refused.starts_with("HTTP/1.1 413 "), "{refused}");
    line(&mut served.log, "POST /echo 413: the request's body is larger than this server takes");
    heads(served.port);
}

/// Nobody waits for the first word of an answer any more: the handler's own context ends.
#[test]
fn a_caller_that_gives_up_ends_the_context_of_gos_handler() {
    let site = Site::new("go");
    let components = ["front", "back"];
    let manifest = |name: &str| format!("[components.{name}]\nlang = \"go\"\nworld = \"site:app/{name}\"\n");
    site.write(
        "witloom.toml",
        &format!("[app]\nname = \"site\"\nentry = \"front\"\n\n{}", components.map(manifest).join("\n")),
    );
    let handler = "wasi:http/handler@0.3.0";
    site.write(
        "wit/app.wit",
        &format!("package site:app;\nworld front {{ import {handler}; export {handler}; }}\nworld back {{ export {handler}; }}\n"),
    );
    for (name, text) in
        [("front", include_str!("../cases/deadline/front.go")), ("back", include_str!("../cases/deadline/back.go"))]
    {
        std::fs::create_dir(site.folder().join(name)).expect("a folder");
        site.write(&format!("{name}/go.mod"), &format!("module site/{name}\n\ngo 1.24\n"));
        site.write(&format!("{name}/main.go"), text);
    }
    let mut served = site.serve();
    assert!(get(served.port, "/fast").ends_with("\r\n\r\ndone"));
    assert!(get(served.port, "/slow").starts_with("HTTP/1.1 500 "));
    line(&mut served.log, "given up: context canceled");
    line(&mut served.log, "ConnectionReadTimeout");
}

#[test]
fn a_handler_of_javascripts_own_answers() {
    let site = Site::new("js");
    let answer = get(site.serve().port, "/?name=Ann");
    assert!(
        answer.starts_with("HTTP/1.1 200 ") && answer.ends_with("\r\n\r\nhello, Ann, from JavaScript\n"),
        "{answer}"
    );
    site.write("js/index.js", &documented("js"));
    assert!(get(site.serve().port, "/items/a-1").ends_with("\r\n\r\nitem a-1\n"));
    let source = include_str!("../cases/handler.js");
    site.write("js/index.js", source);
    let place = |text: &str| format!("index.js:{}", line_of(source, text));
    let fail = [
        "error serving GET http://localhost/fail: Error: out of order",
        &place("out of order"),
        "it answered with the error internal-error: Error: out of order",
    ];
    let form = Form { trailers: false, fail: &fail, bad: &["TypeError", &place("a b")] };
    answers(&site, &form);
    let older = Site::of_wasi_0_2("js");
    older.write("js/index.js", source);
    answers(&older, &form);
    let mut served = older.serve();
    assert!(get(served.port, "/stuck").starts_with("HTTP/1.1 500 "));
    line(&mut served.log, "Error while a promise never settled");
}

#[test]
fn a_handler_of_javas_own_answers() {
    let site = Site::new("java");
    let answer = get(site.serve().port, "/?name=Ann");
    assert!(answer.starts_with("HTTP/1.1 200 ") && answer.ends_with("\r\n\r\nhello, Ann, from Java\n"), "{answer}");
    site.write("java/src/site/Main.java", &documented("java").replace("package shop;", "package site;"));
    assert!(get(site.serve().port, "/items/a-1").ends_with("\r\n\r\nitem a-1\n"));
    let source = include_str!("../cases/Handler.java");
    site.write("java/src/site/Main.java", source);
    let place = |text: &str| format!("Main.java:{}", line_of(source, text));
    let fail = [
        "error serving GET http://localhost/fail: java.lang.IllegalStateException: out of order",
        &place("out of order"),
        "it answered with the error internal-error: java.lang.IllegalStateException: out of order",
    ];
    let bad = ["one of the response's fields can't be sent: `a b`"];
    let form = Form { trailers: true, fail: &fail, bad: &bad };
    answers(&site, &form);
    let older = Site::of_wasi_0_2("java");
    older.write("java/src/site/Main.java", source);
    answers(&older, &form);
}

#[test]
fn a_framework_of_npm_answers() {
    let site = Site::new("js");
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/hono");
    for name in ["index.js", "package.json", "package-lock.json"] {
        std::fs::copy(cases.join(name), site.folder().join("js").join(name)).expect("a file");
    }
    let mut npm = std::process::Command::new("npm");
    npm.args(["ci", "--no-audit", "--no-fund", "--ignore-scripts"]).current_dir(site.folder().join("js"));
    let output = npm.output().expect("npm starts");
    assert!(output.status.success(), "npm ci failed: {}", String::from_utf8_lossy(&output.stderr));
    let mut served = site.serve();
    let port = served.port;
    let ends = |answer: String, end: &str| assert!(answer.ends_with(&format!("\r\n\r\n{end}")), "{answer}");
    ends(get(port, "/items/a-1?q=1&q=2"), r#"{"sku":"a-1","q":["1","2"]}"#);
    let tagged = get(port, "/tagged");
    let (_, tag) = tagged.split_once("etag: ").expect("a tag");
    let tag = tag.split("\r\n").next().expect("a line");
    let known = format!("GET /tagged HTTP/1.1\r\nHost: a\r\nConnection: close\r\nIf-None-Match: {tag}\r\n\r\n");
    assert!(ask(port, &known).starts_with("HTTP/1.1 304 "));
    let lines = get(port, "/events");
    assert!(lines.contains("text/event-stream") && lines.matches("data: tick").count() == 3, "{lines}");
    let part = |head: &str, text: &str| format!("--X\r\nContent-Disposition: form-data; {head}\r\n\r\n{text}\r\n");
    let form = part("name=\"name\"", "Ann") + &part("name=\"file\"; filename=\"a.txt\"", "two\r\nlines") + "--X--\r\n";
    let head = "POST /form HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: multipart/form-data; boundary=X";
    ends(ask(port, &format!("{head}\r\nContent-Length: {}\r\n\r\n{form}", form.len())), "Ann a.txt two\r\nlines");
    assert!(get(port, "/teapot").starts_with("HTTP/1.1 418 "));
    assert!(get(port, "/fail").starts_with("HTTP/1.1 500 "));
    line(&mut served.log, "Error: out of order");
    line(&mut served.log, "index.js:");
}

/// The number of the first line that holds a text.
pub(crate) fn line_of(source: &str, text: &str) -> usize {
    source.lines().position(|line| line.contains(text)).expect("the text") + 1
}

#[test]
fn applications_of_wsgi_and_asgi_answer() {
    let site = Site::new("python");
    let answer = get(site.serve().port, "/?name=Ann");
    assert!(answer.starts_with("HTTP/1.1 200 ") && answer.ends_with("\r\n\r\nhello, Ann, from Python\n"), "{answer}");
    for (handler, trailers) in
        [(include_str!("../cases/handler_wsgi.py"), false), (include_str!("../cases/handler_asgi.py"), true)]
    {
        site.write("python/app.py", handler);
        let place = format!("app.py\", line {}, in app", line_of(handler, "out of order"));
        let fail =
            ["GET /fail failed:", "Traceback", &place, "RuntimeError: out of order", "internal-error: RuntimeError"];
        answers(&site, &Form { trailers, fail: &fail, bad: &["can't have the field 'a b'"] });
        if trailers {
            disconnects(&site);
        } else {
            answers_instead(&site);
        }
    }
}

/// An application may think better of a head that wasn't sent yet.
pub(crate) fn answers_instead(site: &Site) {
    let served = site.serve();
    let instead = get(served.port, "/instead");
    assert!(instead.starts_with("HTTP/1.1 503 ") && instead.ends_with("\r\n\r\ninstead"), "{instead}");
    assert!(instead.contains("x-second: 2") && !instead.contains("x-first"), "{instead}");
    let late = get(served.port, "/instead?sent");
    assert!(late.starts_with("HTTP/1.1 200 ") && late.ends_with("half\r\n"), "no end: {late}");
}

/// An instance that answers others, too, is told which client left.
fn disconnects(site: &Site) {
    let mut served = site.serve_with(&["--instances", "1"]);
    let mut other = TcpStream::connect(("127.0.0.1", served.port)).expect("connected");
    let head = "POST /echo HTTP/1.1\r\nHost: localhost\r\nTE: trailers\r\nTransfer-Encoding: chunked\r\nTrailer: x-sum";
    write!(other, "{head}\r\nConnection: close\r\n\r\n5\r\nhello\r\n").expect("sent");
    let mut seen = [0; 4];
    other.read_exact(&mut seen).expect("its answer has begun");
    leave(served.port);
    line(&mut served.log, "the client left: http.disconnect");
    write!(other, "0\r\nx-sum: 7\r\n\r\n").expect("sent");
    let mut rest = String::new();
    other.read_to_string(&mut rest).expect("answered");
    assert!(rest.contains("hello") && rest.ends_with("x-count: 5 7\r\n\r\n"), "{rest}");
}

#[test]
fn flask_and_starlette_answer() {
    let site = Site::new("python");
    site.write("python/requirements.txt", "flask==3.1.*\n");
    site.write("python/app.py", &documented("python"));
    assert!(get(site.serve().port, "/items/a-1").ends_with("\r\n\r\nitem a-1\n"));
    site.write("python/requirements.txt", "starlette==0.49.*\n");
    site.write("python/app.py", include_str!("../cases/starlette_app.py"));
    let served = site.serve();
    assert!(get(served.port, "/items/a-1").ends_with("\r\n\r\nitem a-1"));
    // Its own trace goes through a task group; the body comes in pieces.
    assert!(is_whole(&get(served.port, "/count")));
    assert!(get(served.port, "/fail").starts_with("HTTP/1.1 500 "));
}

#[test]
fn an_application_of_rack_answers() {
    let site = Site::new("ruby");
    let answer = get(site.serve().port, "/?name=Ann");
    assert!(answer.starts_with("HTTP/1.1 200 ") && answer.ends_with("\r\n\r\nhello, Ann, from Ruby\n"), "{answer}");
    site.write("ruby/app.rb", &documented("ruby"));
    assert!(get(site.serve().port, "/items/a-1").ends_with("\r\n\r\nitem a-1\n"));
    let handler = include_str!("../cases/handler.rb");
    site.write("ruby/app.rb", handler);
    let place = format!("app.rb:{}:in", line_of(handler, "out of order"));
    let fail = ["GET /fail failed: RuntimeError: out of order", &place, "internal-error: RuntimeError: out of order"];
    let form = Form { trailers: false, fail: &fail, bad: &["can't have the field \"a b\""] };
    answers_with(&site, &["--memory", MEMORY_OF_RUBY], &form);
    sinatra(&site);
}

/// Sinatra's gems as Debian installs them, each copied to `vendor/GEM`; false where they aren't installed.
fn vendored(site: &Site) -> bool {
    const GEMS: [&str; 5] = ["mustermann", "rack", "rack-protection", "ruby2_keywords", "sinatra"];
    let installed = std::fs::read_dir("/usr/share/rubygems-integration/all/gems").into_iter().flatten();
    let installed: Vec<PathBuf> = installed.map(|gem| gem.expect("a gem").path()).collect();
    let of = |name: &str| {
        let is_it = |path: &&PathBuf| {
            path.file_name().and_then(|file| file.to_str()?.rsplit_once('-')).is_some_and(|(gem, _)| gem == name)
        };
        installed.iter().find(is_it).map(|gem| gem.join("lib"))
    };
    let Some(gems) = GEMS.iter().map(|name| Some((*name, of(name)?))).collect::<Option<Vec<_>>>() else { return false };
    let vendor = site.folder().join("ruby/vendor");
    for (name, lib) in gems {
        let to = vendor.join(name);
        std::fs::create_dir_all(&to).expect("a folder");
        copy(&lib, &to);
    }
    std::fs::create_dir_all(vendor.join("tilt/lib")).expect("a folder");
    ["tilt", "tilt.rb"]
        .iter()
        .for_each(|part| copy(&Path::new("/usr/lib/ruby/vendor_ruby").join(part), &vendor.join("tilt/lib")));
    true
}

fn copy(from: &Path, to: &Path) {
    let copied = std::process::Command::new("cp").arg("-rL").args([from, to]).status().expect("cp starts");
    assert!(copied.success(), "{} isn't there", from.display());
}

/// A framework with routes, which was made for Rack 2.
fn sinatra(site: &Site) {
    if !vendored(site) {
        return eprintln!("left out: `ruby-sinatra` isn't installed");
    }
    site.write("ruby/app.rb", include_str!("../cases/sinatra.rb"));
    let mut served = site.serve();
    let port = served.port;
    let ends = |answer: String, end: &str| assert!(answer.ends_with(&format!("\r\n\r\n{end}")), "{answer}");
    let item = get(port, "/items/a%201?q=7");
    assert!(item.contains("x-before: 1"), "{item}");
    ends(item, "item a 1 7");
    ends(get(port, "/pages/a/home.html"), "<p>a/home as html</p>");
    assert!(is_whole(&get(port, "/stream")));
    ends(get(port, "/halt"), "short and stout");
    ends(get(port, "/nowhere"), "nothing there");
    let post = |kind: &str, body: &str| {
        let head = format!("POST /form HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: {kind}");
        ask(port, &format!("{head}\r\nContent-Length: {}\r\n\r\n{body}", body.len()))
    };
    let moved = post("application/x-www-form-urlencoded", "sku=b%202");
    assert!(moved.starts_with("HTTP/1.1 303 ") && moved.contains("/items/b 2\r\n"), "{moved}");
    let part = |head: &str, text: &str| format!("--X\r\nContent-Disposition: form-data; {head}\r\n\r\n{text}\r\n");
    let form = part("name=\"sku\"", "b-2") + &part("name=\"file\"; filename=\"a.txt\"", "two\r\nlines") + "--X--\r\n";
    let sent = post("multipart/form-data; boundary=X", &form);
    assert!(sent.contains("set-cookie: seen=b-2"), "{sent}");
    ends(sent, "b-2 a.txt two\r\nlines");
    assert!(get(port, "/fail").starts_with("HTTP/1.1 500 "));
    line(&mut served.log, "RuntimeError - out of order");
    line(&mut served.log, "app.rb:15:in");
}
