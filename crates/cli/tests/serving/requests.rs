//! Requests that guests send to others: one list of questions for all languages.
//!
//! A language's test makes a service with `witloom new site --http`, lets its world import `wasi:http/client`, writes a
//! guest of its own (`cases/asker.*`) and calls [`asks`]. A guest answers these, where `URL` is whom it asks:
//!
//! * `GET /get?url=URL&how=HOW`: sends GET with two fields `X-Kind`, `one` and `two`, and answers with the status, the values of the fields `X-Seen`
//!   with `, ` between them, and the body, with spaces between. `HOW` is nothing, or one of these: `manual` follows no redirect;
//!   `limit` waits no longer than 200 ms; `secret` adds the fields `Authorization: Basic abc` and `Cookie: a=1`; `post` sends `POST` with the
//!   body `posted`.
//! * `GET /count?url=URL`: answers with how many bytes the body has, read in pieces.
//! * `POST /pass?url=URL`: sends its own body as it comes, and answers with what comes back, while it comes.
//!
//! Where its client fails, it answers with status 502 and what its language says of the error.

use std::io::{BufRead as _, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use super::handlers::{Site, block};
use super::{ask, get, line};

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

/// Asks a guest everything that stands at the top of this file.
pub(crate) fn asks(site: &Site, words: &Words<'_>) {
    let (near, far, tls) = (upstream(None), upstream(None), Authority::new());
    let (secure, strange) = (upstream(Some(tls.server("localhost"))), upstream(Some(tls.server("other.test"))));
    let ca = tls.pem.path().to_str().expect("a path").to_owned();
    let granted = format!("http://localhost:{near}");
    let closed = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address").port();
    let args = [
        vec!["--http", &granted, "--http-ca", &ca],
        vec!["--http", "https://localhost:*"],
        vec!["--http", "http://127.0.0.1:*"],
    ]
    .concat();
    let mut served = site.serve_with(&args);
    let near = format!("http://localhost:{near}");
    answers(served.port, &near);
    redirects(served.port, &near, &format!("http://127.0.0.1:{far}"));
    streams(served.port, &near);
    let denied = format!("http://localhost:{far}");
    let https = format!("https://localhost:{secure}");
    is(served.port, &format!("{https}/hello"), "", "200 one, two GET /hello");
    fails(served.port, &format!("{denied}/hello"), "", words.denied);
    let said = line(&mut served.log, "refused");
    assert!(said.contains(&format!("refused the HTTP request to `{denied}`")) && said.contains("--http"), "{said}");
    fails(served.port, &format!("{near}/to?{denied}/hello"), "", words.denied);
    fails(served.port, &format!("http://127.0.0.1:{closed}/"), "", words.refused);
    fails(served.port, &format!("{near}/broken"), "", words.broken);
    fails(served.port, &format!("{near}/silent"), "limit", words.late);
    fails(served.port, &format!("{near}/stall"), "limit", words.late);
    fails(served.port, &format!("https://localhost:{strange}/hello"), "", words.certificate);
    line(&mut served.log, "isn't accepted: it is for other names");
    // Whatever failed hurts nobody else.
    answers(served.port, &near);
}

/// What `docs/http.md` shows works.
pub(crate) fn documented(site: &Site, language: &str, file: &str) {
    let near = format!("http://localhost:{}", upstream(None));
    site.write(file, &block(language, 1).replace("http://localhost:8081", &near));
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
    let data: usize = body.split("\r\n").skip(1).step_by(2).map(str::len).sum();
    assert_eq!(data, 16 * chunk.len());
    let count = get(port, &format!("/count?url={}", escaped(&format!("{near}/big"))));
    assert!(count.ends_with(&format!("\r\n\r\n{BIG}")), "{count}");
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
fn upstream(tls: Option<Arc<ServerConfig>>) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let tls = tls.clone();
            // Who breaks off is no fault here.
            std::thread::spawn(move || match tls {
                None => respond(&mut BufReader::new(stream)),
                Some(config) => {
                    let connection = ServerConnection::new(config).map_err(std::io::Error::other)?;
                    respond(&mut BufReader::new(StreamOwned::new(connection, stream)))
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

fn respond<S: Wire>(stream: &mut BufReader<S>) -> std::io::Result<()> {
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if stream.read_line(&mut head)? == 0 {
            return Ok(());
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
        "/stall" => {
            stream.get_mut().send(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf")?;
            stream.read_exact(&mut [0])?;
        }
        _ => {
            let answer = described(first, path, &head, stream)?;
            stream.get_mut().send(answer.as_bytes())?;
        }
    }
    stream.get_mut().end();
    Ok(())
}

/// The chunks as they come: their form is the same in both directions.
fn echo<S: Wire>(stream: &mut BufReader<S>) -> std::io::Result<()> {
    stream.get_mut().send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")?;
    loop {
        let mut size = String::new();
        stream.read_line(&mut size)?;
        let count = usize::from_str_radix(size.trim_end(), 16).map_err(std::io::Error::other)?;
        let mut chunk = vec![0; count + 2];
        stream.read_exact(&mut chunk)?;
        stream.get_mut().send(&[size.as_bytes(), &chunk].concat())?;
        if count == 0 {
            return Ok(());
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

/// An authority of our own.
struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pem: tempfile::NamedTempFile,
}

impl Authority {
    fn new() -> Self {
        let key = KeyPair::generate().expect("a key");
        let mut params = CertificateParams::new([]).expect("parameters");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let pem = tempfile::NamedTempFile::new().expect("a file");
        std::fs::write(pem.path(), params.self_signed(&key).expect("a certificate").pem()).expect("written");
        Self { issuer: Issuer::new(params, key), pem }
    }

    /// A server with a certificate for this name.
    fn server(&self, name: &str) -> Arc<ServerConfig> {
        let key = KeyPair::generate().expect("a key");
        let params = CertificateParams::new([name.to_owned()]).expect("a name");
        let certificate = params.signed_by(&key, &self.issuer).expect("a certificate");
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let builder = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
        let builder = builder.expect("versions").with_no_client_auth();
        Arc::new(builder.with_single_cert(vec![certificate.der().clone()], key).expect("a key for it"))
    }
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
    documented(&site, "python", "python/app.py");
}
