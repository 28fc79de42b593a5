//! Requests that guests send to others: one list of questions for all languages.
//!
//! A language's test makes a service with `witloom new site --http`, lets its world import `wasi:http/client`, writes a
//! guest of its own (`cases/asker.*`) and calls [`asks`]. A guest answers these, where `URL` is whom it asks:
//!
//! * `GET /get?url=URL&how=HOW`: sends GET with two fields `X-Kind`, `one` and `two`, and answers with the status, the values of the fields `X-Seen`
//!   with `, ` between them, and the body, with spaces between. `HOW` is nothing, or one of these: `manual` follows no redirect;
//!   `limit` waits no longer than 200 ms; `secret` adds the fields `Authorization: Basic abc` and `Cookie: a=1`; `post` sends `POST` with the
//!   body `posted`.
//! * `GET /posted?url=URL` (Python alone): sends a body of 4 MiB out of an iterator, which raises at its end if the URL says `breaks`.
//! * `GET /count?url=URL`: answers with how many bytes the body has, read in pieces.
//! * `POST /pass?url=URL`: sends its own body as it comes, and answers with what comes back, while it comes.
//!
//! Where its client fails, it answers with status 502 and what its language says of the error.

use std::io::{BufRead as _, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};

use rustls::{ServerConfig, ServerConnection, StreamOwned};
use witloom_test_kit::authority::Authority;

use super::handlers::{Served, Site, block};
use super::{PATIENCE, ask, get, line};

/// What the languages' clients say in words of their own.
pub(crate) struct Words<'a> {
    /// Of a request that isn't granted.
    pub(crate) denied: &'a str,
    /// Of a port where nobody listens.
    pub(crate) refused: &'a str,
    /// Of a body that ends before its end.
    pub(crate) broken: &'a str,
    /// Of a limit of time.
    pub(crate) late: &'a str,
    /// Of a certificate that isn't accepted.
    pub(crate) certificate: &'a str,
}

/// A service of one language that sends requests.
pub(crate) fn asker(language: &str, file: &str, text: &str) -> Site {
    let site = Site::new(language);
    let wit = std::fs::read_to_string(site.folder().join("wit/app.wit")).expect("a file");
    site.write(
        "wit/app.wit",
        &wit.replace("  export wasi:http", "  import wasi:http/client@0.3.0;\n  export wasi:http"),
    );
    site.write(file, text);
    site
}

/// Whom guests ask.
struct Others {
    /// The origin that is granted.
    near: String,
    /// A port that is granted as one of `127.0.0.1` alone.
    far: u16,
    /// Over TLS, with a certificate of [`Self::tls`].
    secure: u16,
    /// The same for another name.
    strange: u16,
    /// Where nobody listens.
    closed: u16,
    tls: Authority,
    /// How many connections `near` and `far` have taken.
    opened: Arc<AtomicUsize>,
    /// What `near` says of `/held`.
    told: Receiver<&'static str>,
}

impl Others {
    fn new() -> Self {
        let (tell, told) = channel();
        let (opened, tls) = (Arc::new(AtomicUsize::new(0)), Authority::default());
        let clear = || counted(None, tell.clone(), Arc::clone(&opened));
        let (near, far) = (clear(), clear());
        let secure = upstream(Some(tls.server(&["localhost"])), tell.clone());
        let strange = upstream(Some(tls.server(&["other.test"])), tell);
        let closed = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address").port();
        Self { near: format!("http://localhost:{near}"), far, secure, strange, closed, tls, opened, told }
    }

    /// An app that may ask them.
    fn serve(&self, site: &Site) -> Served {
        let ca = self.tls.pem().to_str().expect("a path");
        let known = ["--http", &self.near, "--http-ca", ca];
        site.serve_with(&[&known[..], &["--http", "https://localhost:*", "--http", "http://127.0.0.1:*"]].concat())
    }
}

/// Asks a guest everything that stands at the top of this file.
pub(crate) fn asks(site: &Site, words: &Words<'_>) {
    let others = Others::new();
    let mut served = others.serve(site);
    answers(served.port, &others.near);
    let opened = others.opened.load(Ordering::Relaxed);
    assert!(opened < 5, "five answers came by {opened} connections");
    redirects(served.port, &others.near, &format!("http://127.0.0.1:{}", others.far));
    streams(served.port, &others.near);
    failures(&mut served, &others, words);
    leaves(served.port, &others);
    // Whatever failed hurts nobody else.
    answers(served.port, &others.near);
}

fn failures(served: &mut Served, others: &Others, words: &Words<'_>) {
    let (port, near) = (served.port, &others.near);
    let denied = format!("http://localhost:{}", others.far);
    is(port, &format!("https://localhost:{}/hello", others.secure), "", "200 one, two GET /hello");
    fails(port, &format!("{denied}/hello"), "", words.denied);
    let said = line(&mut served.log, "refused");
    assert!(said.contains(&format!("refused the HTTP request to `{denied}`")) && said.contains("--http"), "{said}");
    fails(port, &format!("{denied}/hello"), "post", words.denied);
    fails(port, &format!("{near}/to?{denied}/hello"), "", words.denied);
    fails(port, &format!("http://127.0.0.1:{}/", others.closed), "", words.refused);
    fails(port, &format!("{near}/broken"), "", words.broken);
    fails(port, &format!("{near}/silent"), "limit", words.late);
    fails(port, &format!("{near}/stall"), "limit", words.late);
    fails(port, &format!("https://localhost:{}/hello", others.strange), "", words.certificate);
    line(&mut served.log, "isn't accepted: it is for other names");
}

/// A request of one who gives up is given up.
fn leaves(port: u16, others: &Others) {
    let mut caller = TcpStream::connect(("127.0.0.1", port)).expect("connected");
    let target = escaped(&format!("{}/held", others.near));
    write!(caller, "GET /get?url={target}&how= HTTP/1.1\r\nHost: localhost\r\n\r\n").expect("sent");
    assert_eq!(others.told.recv_timeout(PATIENCE), Ok("asked"));
    drop(caller);
    assert_eq!(others.told.recv_timeout(PATIENCE), Ok("left"));
}

/// What `docs/http.md` shows works.
pub(crate) fn documented(site: &Site, language: &str, file: &str) {
    let near = format!("http://localhost:{}", upstream(None, channel().0));
    let text = block(language, 1).replace("http://localhost:8081", &near);
    site.write(file, &text.replace("package shop;", "package site;"));
    let served = site.serve_with(&["--http", &near]);
    let answer = get(served.port, "/");
    assert!(answer.starts_with("HTTP/1.1 200 ") && answer.contains("GET /hello"), "{answer}");
}

fn answers(port: u16, near: &str) {
    is(port, &format!("{near}/hello"), "", "200 one, two GET /hello");
    is(port, &format!("{near}/hello?a=b%20c"), "", "200 one, two GET /hello?a=b%20c");
    is(port, &format!("{near}/hello"), "post", "200 one, two POST /hello posted");
    is(port, &format!("{near}/hello"), "secret", "200 one, two GET /hello Basic abc a=1");
    is(port, &format!("{near}/missing"), "", "404 one, two GET /missing");
}

fn redirects(port: u16, near: &str, far: &str) {
    is(port, &format!("{near}/to?/hello"), "", "200 one, two GET /hello");
    is(port, &format!("{near}/to?/hello"), "post", "200 one, two GET /hello");
    is(port, &format!("{near}/to?/hello"), "secret", "200 one, two GET /hello Basic abc a=1");
    is(port, &format!("{near}/to?{far}/hello"), "secret", "200 one, two GET /hello");
    is(port, &format!("{near}/to?/hello"), "manual", "302 one, two GET /to?/hello");
}

/// More than any buffer on the way: it has to be sent while it comes.
fn streams(port: u16, near: &str) {
    let chunk = "0123456789abcdef".repeat(1 << 14);
    let chunks = format!("{:x}\r\n{chunk}\r\n", chunk.len()).repeat(16);
    let head = format!("POST /pass?url={} HTTP/1.1", escaped(&format!("{near}/echo")));
    let fields = "Host: localhost\r\nTransfer-Encoding: chunked\r\nConnection: close";
    let echo = ask(port, &format!("{head}\r\n{fields}\r\n\r\n{chunks}0\r\n\r\n"));
    let (head, body) = echo.split_once("\r\n\r\n").expect("a head");
    assert!(head.starts_with("HTTP/1.1 200 OK\r\n"), "{head}");
    assert!(body.ends_with("\r\n0\r\n\r\n"), "it broke off");
    let data: usize = body.split("\r\n").skip(1).step_by(2).map(str::len).sum();
    assert_eq!(data, 16 * chunk.len());
    let count = get(port, &format!("/count?url={}", escaped(&format!("{near}/big"))));
    assert!(count.ends_with(&format!("\r\n\r\n{BIG}")), "{count}");
}

/// Bodies of Python's iterators, which its clients take while they wait.
fn iterators(port: u16, near: &str) {
    let posted = |url: &str| get(port, &format!("/posted?url={}", escaped(&format!("{near}{url}"))));
    let broken = posted("/length?breaks");
    assert!(broken.starts_with("HTTP/1.1 502 ") && broken.ends_with("ValueError no more of it"), "{broken}");
    let whole = posted("/length");
    assert!(whole.ends_with("\r\n\r\n200 None 4194304") || whole.ends_with("\r\n\r\n200  4194304"), "{whole}");
    let first = posted("/first");
    assert!(first.starts_with("HTTP/1.1 200 ") && first.ends_with(" first"), "{first}");
}

fn is(port: u16, url: &str, how: &str, expected: &str) {
    let answer = get(port, &format!("/get?url={}&how={how}", escaped(url)));
    assert!(answer.starts_with("HTTP/1.1 200 "), "{url} {how}: {answer}");
    let (_, body) = answer.split_once("\r\n\r\n").expect("a head");
    assert_eq!(body.trim_end(), expected, "{url} {how}");
}

fn fails(port: u16, url: &str, how: &str, said: &str) {
    let answer = get(port, &format!("/get?url={}&how={how}", escaped(url)));
    assert!(answer.starts_with("HTTP/1.1 502 ") && answer.contains(said), "{url} {how}: {answer}");
}

/// A URL as a part of a query.
fn escaped(url: &str) -> String {
    url.bytes()
        .map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect()
}

const BIG: usize = 32 << 20;

/// Whom the guests ask, in clear or over TLS:
///
/// * `/hello` and anything else (with 404): `X-Seen` for each value of `X-Kind`; in the body method, path, what the fields `Authorization` and
///   `Cookie` say and the request's body, with spaces between what is there.
/// * `/to?TARGET`: the same with 302 and the target.
/// * `/echo`: the body as it comes.
/// * `/big`: [`BIG`] bytes; `/broken`: fewer bytes than it says; `/silent`: nothing;
///   `/stall`: the same as `/broken`, without an end.
/// * `/length`: how many bytes the body has; `/first`: `first`, and the body is read after that.
/// * `/held`: nothing; it tells that it is asked, and that who asked has left.
///
/// A connection stays open for the next request, but after what breaks off.
fn upstream(tls: Option<Arc<ServerConfig>>, tell: Sender<&'static str>) -> u16 {
    counted(tls, tell, Arc::default())
}

fn counted(tls: Option<Arc<ServerConfig>>, tell: Sender<&'static str>, opened: Arc<AtomicUsize>) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let (tls, tell) = (tls.clone(), tell.clone());
            opened.fetch_add(1, Ordering::Relaxed);
            // Who breaks off is no fault here.
            std::thread::spawn(move || match tls {
                None => serve(&mut BufReader::new(stream), &tell),
                Some(config) => {
                    let connection = ServerConnection::new(config).map_err(std::io::Error::other)?;
                    serve(&mut BufReader::new(StreamOwned::new(connection, stream)), &tell)
                }
            });
        }
    });
    port
}

/// A connection's two sides.
trait Wire: Read {
    fn send(&mut self, bytes: &[u8]) -> std::io::Result<()>;
    /// Says that nothing follows.
    fn end(&mut self);
}

impl Wire for TcpStream {
    fn send(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        self.write_all(bytes)
    }

    fn end(&mut self) {}
}

impl Wire for StreamOwned<ServerConnection, TcpStream> {
    fn send(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        self.write_all(bytes)?;
        self.flush()
    }

    fn end(&mut self) {
        self.conn.send_close_notify();
        let _ = self.flush();
    }
}

fn serve<S: Wire>(stream: &mut BufReader<S>, tell: &Sender<&'static str>) -> std::io::Result<()> {
    while respond(stream, tell)? {}
    stream.get_mut().end();
    Ok(())
}

/// Answers one request; whether another one may follow.
fn respond<S: Wire>(stream: &mut BufReader<S>, tell: &Sender<&'static str>) -> std::io::Result<bool> {
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if stream.read_line(&mut head)? == 0 {
            return Ok(false);
        }
    }
    let first = head.lines().next().unwrap_or_default().trim_end_matches(" HTTP/1.1");
    let path = first.split(' ').nth(1).unwrap_or_default();
    match path {
        "/echo" => echo(stream)?,
        "/big" => {
            stream.get_mut().send(format!("HTTP/1.1 200 OK\r\nContent-Length: {BIG}\r\n\r\n").as_bytes())?;
            let piece = vec![b'x'; 1 << 16];
            (0..BIG / piece.len()).try_for_each(|_| stream.get_mut().send(&piece))?;
        }
        "/broken" => stream.get_mut().send(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf")?,
        "/silent" => stream.read_exact(&mut [0])?,
        "/first" => {
            stream.get_mut().send(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nfirst")?;
            std::io::copy(stream, &mut std::io::sink())?;
        }
        _ if path.starts_with("/length") => {
            let count = chunks(stream, |_, _| Ok(()))?.to_string();
            let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", count.len());
            stream.get_mut().send(format!("{head}{count}").as_bytes())?;
        }
        "/held" => {
            tell.send("asked").map_err(std::io::Error::other)?;
            drop(stream.read_exact(&mut [0]));
            tell.send("left").map_err(std::io::Error::other)?;
        }
        "/stall" => {
            stream.get_mut().send(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf")?;
            stream.read_exact(&mut [0])?;
        }
        _ => {
            let answer = described(first, path, &head, stream)?;
            stream.get_mut().send(answer.as_bytes())?;
        }
    }
    Ok(!["/broken", "/silent", "/first", "/held", "/stall"].contains(&path))
}

/// The chunks as they come: their form is the same in both directions.
fn echo<S: Wire>(stream: &mut BufReader<S>) -> std::io::Result<()> {
    stream.get_mut().send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")?;
    chunks(stream, |stream, chunk| stream.send(chunk)).map(drop)
}

/// How many bytes the chunks of a body have.
fn chunks<S: Wire>(
    stream: &mut BufReader<S>,
    mut take: impl FnMut(&mut S, &[u8]) -> std::io::Result<()>,
) -> std::io::Result<usize> {
    let mut total = 0;
    loop {
        let mut size = String::new();
        stream.read_line(&mut size)?;
        let count = usize::from_str_radix(size.trim_end(), 16).map_err(std::io::Error::other)?;
        let mut chunk = vec![0; count + 2];
        stream.read_exact(&mut chunk)?;
        take(stream.get_mut(), &[size.as_bytes(), &chunk].concat())?;
        total += count;
        if count == 0 {
            return Ok(total);
        }
    }
}

fn described<S: Wire>(first: &str, path: &str, head: &str, stream: &mut BufReader<S>) -> std::io::Result<String> {
    let fields = head.lines().filter_map(|line| line.split_once(": "));
    let all = |wanted: &str| -> Vec<&str> {
        let same = fields.clone().filter(|(name, _)| name.eq_ignore_ascii_case(wanted));
        same.flat_map(|(_, value)| value.split(", ")).collect()
    };
    let length = all("content-length").first().and_then(|length| length.parse().ok()).unwrap_or(0);
    let mut sent = vec![0; length];
    stream.read_exact(&mut sent)?;
    let secrets = [all("authorization"), all("cookie")].concat();
    let body = [vec![first.to_owned()], secrets.iter().map(|text| (*text).to_owned()).collect()].concat().join(" ");
    let body = format!("{body} {}", String::from_utf8_lossy(&sent));
    let status = match path.split_once('?') {
        Some(("/to", target)) => format!("302 Found\r\nLocation: {target}"),
        _ if path.starts_with("/hello") => "200 OK".to_owned(),
        _ => "404 Not Found".to_owned(),
    };
    let seen: String = all("x-kind").iter().map(|kind| format!("X-Seen: {kind}\r\n")).collect();
    Ok(format!("HTTP/1.1 {status}\r\n{seen}Content-Length: {}\r\n\r\n{}", body.trim_end().len(), body.trim_end()))
}

#[test]
fn fetch_asks_others() {
    let site = asker("js", "js/index.js", include_str!("../cases/asker.js"));
    let words = Words {
        denied: "TypeError: fetch of http://localhost:",
        refused: "failed: connection-refused",
        broken: "failed: HTTP-response-incomplete",
        late: "TimeoutError",
        certificate: "failed: TLS-certificate-error",
    };
    asks(&site, &words);
    documented(&site, "js", "js/index.js");
}

#[test]
fn gos_own_client_asks_others() {
    let site = asker("go", "go/main.go", include_str!("../cases/asker.go"));
    let words = Words {
        denied: "HTTP-request-denied: `--http http://localhost:",
        refused: "connection-refused",
        broken: "unexpected EOF: HTTP-response-incomplete",
        late: "Client.Timeout",
        certificate: "TLS-certificate-error",
    };
    asks(&site, &words);
    documented(&site, "go", "go/main.go");
}

#[test]
fn urllib_and_a_client_of_python_ask_others() {
    let site = asker("python", "python/app.py", include_str!("../cases/asker.py"));
    let words = Words {
        denied: "http-request-denied: http://localhost:",
        refused: "connection-refused",
        broken: "http-response-incomplete",
        late: "-timeout",
        certificate: "tls-certificate-error",
    };
    asks(&site, &words);
    let others = Others::new();
    iterators(others.serve(&site).port, &others.near);
    documented(&site, "python", "python/app.py");
}

#[test]
fn javas_own_client_asks_others() {
    let site = asker("java", "java/src/site/Main.java", include_str!("../cases/Asker.java"));
    let words = Words {
        denied: "java.net.ConnectException: http://localhost:",
        refused: "java.net.ConnectException: http://127.0.0.1:",
        broken: "java.io.IOException: http://localhost:",
        late: "java.net.http.HttpTimeoutException",
        certificate: "javax.net.ssl.SSLHandshakeException",
    };
    asks(&site, &words);
    documented(&site, "java", "java/src/site/Main.java");
}

#[test]
fn rubys_own_client_asks_others() {
    let site = asker("ruby", "ruby/app.rb", include_str!("../cases/asker.rb"));
    let words = Words {
        denied: "Errno::EACCES: Permission denied - http://localhost:",
        refused: "Errno::ECONNREFUSED",
        broken: "Errno::ECONNRESET",
        late: "Net::ReadTimeout",
        certificate: "OpenSSL::SSL::SSLError",
    };
    asks(&site, &words);
    documented(&site, "ruby", "ruby/app.rb");
}

/// The same two ways of sending by `httpx`, without `await` and with it.
fn httpx(port: u16, others: &Others) {
    let near = &others.near;
    for path in ["httpx", "later"] {
        let asked = |url: &str, how: &str| get(port, &format!("/{path}?url={}&how={how}", escaped(url)));
        let is = |answer: String, expected: &str| {
            assert!(answer.starts_with("HTTP/1.1 200 ") && answer.trim_end().ends_with(expected), "{path}: {answer}");
        };
        is(asked(&format!("{near}/hello"), ""), "\r\n200 one, two GET /hello");
        is(asked(&format!("{near}/hello"), "post"), "\r\n200 one, two POST /hello posted");
        is(asked(&format!("{near}/to?/hello"), ""), "\r\n200 one, two GET /hello");
        is(asked(&format!("{near}/big"), "stream"), &format!("\r\n{BIG}"));
        for (url, how, said) in [
            (format!("http://localhost:{}/", others.far), "", "ConnectError http-request-denied"),
            (format!("{near}/to?http://localhost:{}/", others.far), "", "ConnectError http-request-denied"),
            (format!("http://127.0.0.1:{}/", others.closed), "", "ConnectError connection-refused"),
            (format!("{near}/broken"), "", "RemoteProtocolError http-response-incomplete"),
            (format!("{near}/silent"), "limit", "ReadTimeout"),
            (format!("https://localhost:{}/hello", others.strange), "", "ConnectError tls-certificate-error"),
        ] {
            let answer = asked(&url, how);
            assert!(answer.starts_with("HTTP/1.1 502 ") && answer.contains(said), "{path} {url}: {answer}");
        }
    }
}

/// What most of Python's users send by.
#[test]
fn requests_and_httpx_from_pypi_ask_others() {
    let site = asker("python", "python/app.py", include_str!("../cases/asker_requests.py"));
    site.write("python/requirements.txt", "requests==2.34.*\nhttpx==0.28.*\n");
    let words = Words {
        denied: "ConnectionError HTTPConnectionPool(host='localhost', port=",
        refused: "connection-refused",
        broken: "ChunkedEncodingError",
        late: "timed out",
        certificate: "SSLError",
    };
    let others = Others::new();
    let mut served = others.serve(&site);
    answers(served.port, &others.near);
    is(served.port, &format!("{}/to?/hello", others.near), "post", "200 one, two GET /hello");
    is(served.port, &format!("{}/to?/hello", others.near), "manual", "302 one, two GET /to?/hello");
    streams(served.port, &others.near);
    iterators(served.port, &others.near);
    failures(&mut served, &others, &words);
    httpx(served.port, &others);
    answers(served.port, &others.near);
}

/// WASI 0.2 by hand, as its WIT stands: the same grants hold.
#[test]
fn a_guest_of_wasi_0_2_asks_whom_it_may() {
    let site = Site::new("python");
    let world =
        "import wasi:http/outgoing-handler@0.2.12;\n  export ask: func(authority: string, path: string) -> string;";
    site.write("wit/app.wit", &format!("package site:app;\n\nworld python {{\n  {world}\n}}\n"));
    site.write("python/app.py", include_str!("../cases/asker_02.py"));
    let (near, far) = (upstream(None, channel().0), upstream(None, channel().0));
    let origin = format!("http://localhost:{near}");
    let asked = |authority: &str| {
        let call = format!("ask({authority:?}, \"/hello\")");
        let mut run = Command::new(env!("CARGO_BIN_EXE_witloom"));
        run.args(["run", "--http", &origin, "--invoke", &call]).current_dir(site.folder());
        let output = run.output().expect("witloom starts");
        (String::from_utf8_lossy(&output.stdout).into_owned(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let (answer, said) = asked(&format!("localhost:{near}"));
    assert!(answer.contains("200 one, two GET /hello"), "{answer}{said}");
    let (answer, said) = asked(&format!("localhost:{far}"));
    assert!(answer.contains("ErrorCodeHttpRequestDenied"), "{answer}{said}");
    assert!(said.contains(&format!("refused the HTTP request to `http://localhost:{far}`")), "{said}");
}

/// What `[components.NAME.grants]` grants goes through the component's filter; what it doesn't is refused there, whatever
/// the command line grants.
fn filtered(site: &Site, language: &str, denied: &str) -> (Served, Others) {
    let others = Others::new();
    let manifest = std::fs::read_to_string(site.folder().join("witloom.toml")).expect("a file");
    let near = &others.near;
    site.write("witloom.toml", &format!("{manifest}\n[components.{language}.grants]\nhttp = [{near:?}]\n"));
    let mut served = site.serve_with(&["--instances", "1", "--http", "*", "--net", "--env", "TOKEN=abc"]);
    let port = served.port;
    answers(port, near);
    streams(port, near);
    let far = format!("http://localhost:{}", others.far);
    fails(port, &format!("{far}/hello"), "", denied);
    let said = line(&mut served.log, "isn't granted");
    let words =
        format!("`{language}` isn't granted requests to `{far}`: `http` under `[components.{language}.grants]`");
    assert!(said.contains(&words), "{said}");
    fails(port, &format!("{near}/to?{far}/hello"), "", denied);
    fails(port, &format!("{near}/broken"), "", "");
    (served, others)
}

#[test]
fn a_filter_stands_before_the_client_of_go() {
    let site = asker("go", "go/main.go", include_str!("../cases/asker.go"));
    site.write("go/reach.go", include_str!("../cases/reach.go"));
    let wit = std::fs::read_to_string(site.folder().join("wit/app.wit")).expect("a file");
    let further = ["sockets/types", "sockets/ip-name-lookup", "filesystem/preopens", "cli/environment"];
    let further: String = further.iter().map(|name| format!("  import wasi:{name}@0.3.0;\n")).collect();
    site.write("wit/app.wit", &wit.replace("  export wasi:http", &format!("{further}  export wasi:http")));
    let manifest = std::fs::read_to_string(site.folder().join("witloom.toml")).expect("a file");
    let (served, others) = filtered(&site, "go", "HTTP-request-denied: `--http http://localhost:");
    let closed = "; ; 1; access-denied; access-denied; access-denied, false";
    let reached = get(served.port, "/reach");
    assert!(reached.ends_with(&format!("\r\n\r\n{closed}")), "{reached}");
    // One that waits keeps nobody from asking, in the one instance that there is. `urllib` would: it waits where it is called.
    let mut caller = TcpStream::connect(("127.0.0.1", served.port)).expect("connected");
    let target = escaped(&format!("{}/held", others.near));
    write!(caller, "GET /get?url={target}&how= HTTP/1.1\r\nHost: localhost\r\n\r\n").expect("sent");
    assert_eq!(others.told.recv_timeout(PATIENCE), Ok("asked"));
    answers(served.port, &others.near);
    drop(caller);
    assert_eq!(others.told.recv_timeout(PATIENCE), Ok("left"));
    answers(served.port, &others.near);
    drop(served);
    let granted = "[components.go.grants]\nnet = true\nenv = [\"TOKEN\"]\ndirs = [\"wit::/wit::ro\"]\n";
    site.write("witloom.toml", &format!("{manifest}\n{granted}"));
    let served = site.serve_with(&["--env", "TOKEN=abc", "--env", "OTHER=x", "--dir", "go::/go"]);
    let reached = get(served.port, "/reach");
    assert!(reached.ends_with("\r\n\r\nTOKEN=abc; /wit; 1; <nil>; <nil>; <nil>, true"), "{reached}");
}

#[test]
fn a_filter_stands_before_the_client_of_python() {
    let site = asker("python", "python/app.py", include_str!("../cases/asker.py"));
    filtered(&site, "python", "http-request-denied: http://localhost:");
}
