//! Requests to servers of this machine.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use http_body_util::{BodyExt as _, Empty};
use hyper::body::{Body, Bytes, Frame, Incoming};
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use rcgen::CertificateParams;
use rustls::ServerConfig;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use witloom_test_kit::authority::Authority;

use super::*;
use crate::output::{Sink, Stream};

/// A guest's side: what it is granted, and where it hears of refusals.
struct Asker {
    hooks: Outgoing,
    stderr: Pipe,
}

impl Asker {
    fn new(granted: &[&str], http_trust: HttpTrust) -> Self {
        let http = granted.iter().map(|text| text.parse().expect("an origin")).collect();
        let stderr = Pipe::new(Stream::Err, &Sink::Capture);
        Self { hooks: Outgoing::new(&Grants { http, http_trust, ..Grants::default() }, stderr.clone()), stderr }
    }

    fn anyone() -> Self {
        Self::new(&["*"], HttpTrust::default())
    }

    async fn send(&mut self, request: Request<WasiBody>, options: RequestOptions) -> Result<Sent, Error> {
        Box::into_pin(self.hooks.send_request(request, Some(options), Box::new(async { Ok(()) }))).await
    }

    async fn get(&mut self, url: &str) -> Result<Sent, Error> {
        self.send(get(url), RequestOptions::default()).await
    }

    /// The whole answer's body, or what went wrong before its end.
    async fn read(&mut self, url: &str, options: RequestOptions) -> Result<String, Error> {
        read(self.send(get(url), options).await?).await
    }

    fn said(&self) -> String {
        self.stderr.take().text()
    }
}

fn get(url: &str) -> Request<WasiBody> {
    let body = Empty::new().map_err(|never| match never {}).boxed_unsync();
    let host = url.parse::<hyper::Uri>().expect("a URL").authority().map(ToString::to_string).expect("a host");
    Request::get(url).header("host", host).body(body).expect("a request")
}

async fn read((answer, rest): Sent) -> Result<String, Error> {
    let rest = tokio::spawn(Box::into_pin(rest));
    let read = answer.into_body().collect().await.map(|body| String::from_utf8_lossy(&body.to_bytes()).into_owned());
    rest.abort();
    read
}

/// What a server sends is what it is told, once a request's head is there.
async fn canned(answer: &'static str) -> u16 {
    serve(move |mut stream| async move {
        head(&mut stream).await;
        let _ = stream.write_all(answer.as_bytes()).await;
    })
    .await
}

async fn serve<F, A>(answer: F) -> u16
where
    F: Fn(TcpStream) -> A + Send + 'static,
    A: Future<Output = ()> + Send + 'static,
{
    serve_at(TcpListener::bind("127.0.0.1:0").await.expect("a port"), answer)
}

fn serve_at<F, A>(listener: TcpListener, answer: F) -> u16
where
    F: Fn(TcpStream) -> A + Send + 'static,
    A: Future<Output = ()> + Send + 'static,
{
    let port = listener.local_addr().expect("an address").port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(answer(stream));
        }
    });
    port
}

async fn head<S: AsyncRead + Unpin>(stream: &mut S) -> String {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read_u8().await {
            Ok(byte) => head.push(byte),
            Err(_) => break,
        }
    }
    String::from_utf8_lossy(&head).into_owned()
}

const HELLO: &str = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";

#[tokio::test]
async fn what_is_not_granted_is_refused_and_told_of_once() {
    let mut asker = Asker::new(&["https://api.example.com"], HttpTrust::default());
    for url in
        ["http://api.example.com/?secret", "http://api.example.com/two", "https://api.example.com.evil.test:8443"]
    {
        assert!(matches!(asker.get(url).await, Err(Error::HttpRequestDenied)), "{url}");
    }
    let said = "witloom: refused the HTTP request to `http://api.example.com`: its origin isn't granted; `--http \
                http://api.example.com` grants it\nwitloom: refused the HTTP request to \
                `https://api.example.com.evil.test:8443`: its origin isn't granted; `--http \
                https://api.example.com.evil.test:8443` grants it\n";
    assert_eq!(asker.said(), said);
    for n in 0..2 * TOLD {
        assert!(asker.get(&format!("http://{n}.test/")).await.is_err());
    }
    assert_eq!(asker.said().lines().count(), TOLD - 2);
    let user = asker.get("https://api.example.com@evil.test/").await;
    assert!(matches!(user, Err(Error::HttpRequestUriInvalid)));
    let mut tunnel = get("https://api.example.com/");
    *tunnel.method_mut() = Method::CONNECT;
    let tunnel = asker.send(tunnel, RequestOptions::default()).await;
    assert!(matches!(tunnel, Err(Error::HttpRequestMethodInvalid)));
}

#[tokio::test]
async fn the_whole_network_includes_every_origin() {
    let port = canned(HELLO).await;
    for (net, granted) in [(Net::All, true), (Net::Loopback, false), (Net::None, false)] {
        let grants = Grants { net, ..Grants::default() };
        let stderr = Pipe::new(Stream::Err, &Sink::Capture);
        let mut asker = Asker { hooks: Outgoing::new(&grants, stderr.clone()), stderr };
        assert_eq!(asker.get(&format!("http://127.0.0.1:{port}/")).await.is_ok(), granted);
    }
}

#[tokio::test]
async fn an_address_of_version_six_is_a_host_in_brackets() {
    let listener = match TcpListener::bind("[::1]:0").await {
        Ok(listener) => listener,
        Err(error) if error.kind() == std::io::ErrorKind::AddrNotAvailable => {
            return eprintln!("left out: this machine has no address of version six");
        }
        Err(error) => panic!("{error}"),
    };
    let port = serve_at(listener, |mut stream| async move {
        let head = head(&mut stream).await;
        let host = head.lines().find(|line| line.starts_with("host:")).unwrap_or_default();
        let answer = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{host}", host.len());
        stream.write_all(answer.as_bytes()).await.expect("written");
    });
    let mut asker = Asker::new(&[&format!("http://[::1]:{port}")], HttpTrust::default());
    for host in [format!("[::1]:{port}"), format!("[0:0::1]:{port}")] {
        let read = asker.read(&format!("http://{host}/"), RequestOptions::default()).await.expect("an answer");
        assert_eq!(read, format!("host: {host}"));
    }
    for other in [format!("http://[::1]:{}/", port ^ 1), format!("http://[::2]:{port}/"), "http://[::1]/".to_owned()] {
        assert!(matches!(asker.get(&other).await, Err(Error::HttpRequestDenied)), "{other}");
    }
    assert!(asker.said().contains(&format!("`--http http://[::2]:{port}` grants it")));
}

#[tokio::test]
async fn a_server_is_sent_a_path_and_its_host() {
    let port = serve(|mut stream| async move {
        let head = head(&mut stream).await;
        let answer = format!("HTTP/1.1 200 OK\r\nX-A: 1\r\nX-A: 2\r\nContent-Length: {}\r\n\r\n{head}", head.len());
        stream.write_all(answer.as_bytes()).await.expect("written");
    })
    .await;
    let mut asker = Asker::new(&[&format!("http://localhost:{port}")], HttpTrust::default());
    for (asked, line) in [("/a?b=c", "GET /a?b=c HTTP/1.1"), ("", "GET / HTTP/1.1"), ("?b", "GET /?b HTTP/1.1")] {
        let sent = asker.get(&format!("http://localhost:{port}{asked}")).await.expect("an answer");
        let repeated: Vec<_> = sent.0.headers().get_all("x-a").iter().collect();
        assert_eq!(repeated, ["1", "2"]);
        let seen = read(sent).await.expect("a body");
        assert_eq!(seen, format!("{line}\r\nhost: localhost:{port}\r\n\r\n"));
    }
    assert_eq!(asker.said(), "");
}

#[tokio::test]
async fn connections_that_fail_have_their_codes() {
    let mut asker = Asker::anyone();
    let closed = TcpListener::bind("127.0.0.1:0").await.expect("a port").local_addr().expect("an address").port();
    let refused = asker.get(&format!("http://127.0.0.1:{closed}/")).await;
    assert!(matches!(refused, Err(Error::ConnectionRefused)));
    assert!(matches!(asker.get("http://nobody.invalid/").await, Err(Error::DnsError { .. })));
    let port = canned("SSH-2.0-nothing of HTTP\r\n\r\n").await;
    assert!(matches!(asker.get(&format!("http://127.0.0.1:{port}/")).await, Err(Error::HttpProtocolError)));
    let port = canned("HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: other\r\n\r\n").await;
    assert!(matches!(asker.get(&format!("http://127.0.0.1:{port}/")).await, Err(Error::HttpProtocolError)));
    let port = canned("").await;
    assert!(matches!(asker.get(&format!("http://127.0.0.1:{port}/")).await, Err(Error::HttpResponseIncomplete)));
    // A server that doesn't speak TLS.
    let port = serve(|mut stream| async move {
        let _ = stream.write_all(HELLO.as_bytes()).await;
    })
    .await;
    let tls = asker.get(&format!("https://127.0.0.1:{port}/")).await;
    assert!(matches!(tls, Err(Error::TlsProtocolError | Error::ConnectionTerminated)), "{:?}", tls.err());
}

#[tokio::test]
async fn an_answer_that_breaks_off_is_none() {
    let mut asker = Asker::anyone();
    for (answer, code) in [
        ("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello", Error::HttpResponseIncomplete),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", Error::HttpResponseIncomplete),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n", Error::HttpProtocolError),
    ] {
        let port = canned(answer).await;
        let read = asker.read(&format!("http://127.0.0.1:{port}/"), RequestOptions::default()).await;
        assert_eq!(read.map_err(|error| error.to_string()), Err(code.to_string()), "{answer}");
    }
}

#[tokio::test]
async fn each_timeout_has_its_code() {
    let mut asker = Asker::anyone();
    let limit = Some(Duration::from_millis(50));
    let silent = serve(|stream| async move {
        let _open = stream;
        std::future::pending::<()>().await;
    })
    .await;
    let first = RequestOptions { first_byte_timeout: limit, ..RequestOptions::default() };
    let read = asker.read(&format!("http://127.0.0.1:{silent}/"), first).await;
    assert!(matches!(read, Err(Error::HttpResponseTimeout)));
    // TLS belongs to the connection.
    let connect = RequestOptions { connect_timeout: limit, ..RequestOptions::default() };
    let read = asker.read(&format!("https://127.0.0.1:{silent}/"), connect).await;
    assert!(matches!(read, Err(Error::ConnectionTimeout)));
    let pausing = serve(|mut stream| async move {
        head(&mut stream).await;
        stream.write_all(&HELLO.as_bytes()[..HELLO.len() - 1]).await.expect("written");
        std::future::pending::<()>().await;
    })
    .await;
    let between = RequestOptions { between_bytes_timeout: limit, ..RequestOptions::default() };
    let read = asker.read(&format!("http://127.0.0.1:{pausing}/"), between).await;
    assert!(matches!(read, Err(Error::ConnectionReadTimeout)));
}

/// A server that answers `HELLO` to each request of a connection as often as `times` says for its number, then closes it
/// when the next one has come; how many connections and how many requests there were.
async fn lasting(times: impl Fn(usize) -> usize + Send + Sync + 'static) -> (u16, Arc<[AtomicUsize; 2]>) {
    let counts = Arc::new([AtomicUsize::new(0), AtomicUsize::new(0)]);
    let (told, times) = (Arc::clone(&counts), Arc::new(times));
    let port = serve(move |mut stream| {
        let (counts, times) = (Arc::clone(&told), Arc::clone(&times));
        async move {
            let number = counts[0].fetch_add(1, Ordering::Relaxed);
            for answered in 0.. {
                if head(&mut stream).await.is_empty() {
                    return;
                }
                counts[1].fetch_add(1, Ordering::Relaxed);
                if answered == times(number) {
                    return;
                }
                let _ = stream.write_all(HELLO.as_bytes()).await;
            }
        }
    })
    .await;
    (port, counts)
}

/// Asks for a hello, and waits until its connection is idle again.
async fn hello(asker: &mut Asker, request: Request<WasiBody>) -> Result<String, String> {
    let kept = asker.hooks.lines.kept();
    let sent = asker.send(request, RequestOptions::default()).await.map_err(|error| error.to_string())?;
    let text = read(sent).await.map_err(|error| error.to_string());
    let until = tokio::time::Instant::now() + Duration::from_secs(60);
    while asker.hooks.lines.kept() < kept.max(1) && tokio::time::Instant::now() < until {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    text
}

#[tokio::test]
async fn connections_are_used_again_under_the_same_grants() {
    let (port, counts) = lasting(|_| usize::MAX).await;
    let url = format!("http://127.0.0.1:{port}/");
    let opened = || counts[0].load(Ordering::Relaxed);
    let mut asker = Asker::anyone();
    for _ in 0..3 {
        assert_eq!(hello(&mut asker, get(&url)).await.as_deref(), Ok("hello"));
    }
    assert_eq!(opened(), 1);
    assert_eq!(hello(&mut Asker::anyone(), get(&url)).await.as_deref(), Ok("hello"));
    assert_eq!(opened(), 2, "other grants have other connections");
    // Nobody knows where the next answer would begin.
    drop(asker.get(&url).await.expect("an answer"));
    assert_eq!(hello(&mut asker, get(&url)).await.as_deref(), Ok("hello"));
    assert_eq!(opened(), 3);
    tokio::time::sleep(lines::IDLE + Duration::from_millis(200)).await;
    assert_eq!(
        (
            asker.hooks.lines.kept(),
            asker.hooks.lines.clone().take(&place_of(get(&url).uri()).expect("a place")).is_none()
        ),
        (0, true)
    );
}

#[tokio::test]
async fn what_a_closing_server_may_have_seen_is_not_sent_twice() {
    let (port, counts) = lasting(|number| if number == 0 { 1 } else { usize::MAX }).await;
    let url = format!("http://127.0.0.1:{port}/");
    let post = || {
        let body = http_body_util::Full::new(Bytes::new()).map_err(|never| match never {}).boxed_unsync();
        Request::post(&url).header("host", "a").body(body).expect("a request")
    };
    let seen = || counts[1].load(Ordering::Relaxed);
    let mut asker = Asker::anyone();
    assert_eq!(hello(&mut asker, post()).await.as_deref(), Ok("hello"));
    assert_eq!(
        asker.send(post(), RequestOptions::default()).await.map(|_| ()).map_err(|e| e.to_string()),
        Err(Error::HttpResponseIncomplete.to_string())
    );
    assert_eq!(seen(), 2, "the second one isn't repeated");
    let (port, counts) = lasting(|number| if number == 0 { 1 } else { usize::MAX }).await;
    let url = format!("http://127.0.0.1:{port}/");
    for _ in 0..2 {
        assert_eq!(hello(&mut asker, get(&url)).await.as_deref(), Ok("hello"));
    }
    assert_eq!((counts[0].load(Ordering::Relaxed), counts[1].load(Ordering::Relaxed)), (2, 3), "one is repeated");
}

#[tokio::test]
async fn a_connection_that_was_closed_while_idle_is_none() {
    let port = canned(HELLO).await;
    let url = format!("http://127.0.0.1:{port}/");
    let mut asker = Asker::anyone();
    for _ in 0..3 {
        let body = http_body_util::Full::new(Bytes::from("once")).map_err(|never| match never {}).boxed_unsync();
        let request = Request::post(&url).header("host", "a").body(body).expect("a request");
        let sent = asker.send(request, RequestOptions::default()).await.expect("an answer");
        assert_eq!(read(sent).await.expect("a body"), "hello");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(asker.hooks.lines.kept(), 0);
}

/// Pieces of 64 KiB, counted when they are taken; an error at the end, if so wished.
struct Pieces {
    left: usize,
    taken: Arc<AtomicUsize>,
    fails: bool,
}

const PIECE: usize = 64 << 10;

impl Body for Pieces {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(mut self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        if self.left == 0 {
            return Poll::Ready(self.fails.then_some(Err(Error::HttpRequestBodySize(Some(7)))));
        }
        self.left -= 1;
        self.taken.fetch_add(PIECE, Ordering::Relaxed);
        Poll::Ready(Some(Ok(Frame::data(Bytes::from(vec![7; PIECE])))))
    }
}

async fn echo() -> u16 {
    serve(|stream| async move {
        let service = service_fn(|request: Request<Incoming>| async {
            Ok::<_, std::convert::Infallible>(Response::new(request.into_body()))
        });
        // What the client breaks off is no fault here.
        let _ = hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
    })
    .await
}

fn upload(port: u16, pieces: usize, fails: bool) -> (Request<WasiBody>, Arc<AtomicUsize>) {
    let taken = Arc::new(AtomicUsize::new(0));
    let body = Pieces { left: pieces, taken: Arc::clone(&taken), fails }.boxed_unsync();
    (Request::post(format!("http://127.0.0.1:{port}/")).header("host", "a").body(body).expect("a request"), taken)
}

#[tokio::test]
async fn bodies_stream_both_ways_and_are_never_held() {
    const PIECES: usize = 4096;
    let (request, taken) = upload(echo().await, PIECES, false);
    let (answer, rest) = Asker::anyone().send(request, RequestOptions::default()).await.expect("an answer");
    let rest = tokio::spawn(Box::into_pin(rest));
    let (mut body, mut read) = (answer.into_body(), 0);
    while let Some(frame) = body.frame().await {
        read += frame.expect("a frame").into_data().expect("data").len();
        // What is under way lies in the buffers of four ends, which systems let grow to some 32 MiB, and in hyper's.
        let under_way = taken.load(Ordering::Relaxed) - read;
        assert!(under_way < PIECE * PIECES / 2, "{under_way} bytes are under way");
        tokio::task::yield_now().await;
    }
    assert_eq!(read, PIECE * PIECES);
    drop(body);
    rest.await.expect("no panic").expect("sent whole");
}

#[tokio::test]
async fn a_body_that_fails_says_why() {
    let (request, _) = upload(echo().await, 3, true);
    let failed = match Asker::anyone().send(request, RequestOptions::default()).await {
        Err(error) => error,
        Ok((_, rest)) => Box::into_pin(rest).await.expect_err("the body failed"),
    };
    let Error::Hyper(error) = failed else { panic!("{failed:?}") };
    let cause = std::error::Error::source(&error).and_then(|cause| cause.downcast_ref::<Error>());
    assert!(matches!(cause, Some(Error::HttpRequestBodySize(Some(7)))), "{error:?}");
}

fn trust(authority: &Authority) -> HttpTrust {
    HttpTrust::with_files(&[authority.pem().to_owned()]).expect("certificates")
}

/// A server with a certificate, which sends what it is told.
async fn serve_tls(config: Arc<ServerConfig>, answer: &'static str) -> u16 {
    let acceptor = TlsAcceptor::from(config);
    serve(move |stream| {
        let acceptor = acceptor.clone();
        async move {
            let Ok(mut stream) = acceptor.accept(stream).await else { return };
            assert_eq!(stream.get_ref().1.alpn_protocol(), None);
            respond(&mut stream, answer).await;
        }
    })
    .await
}

async fn respond<S: AsyncRead + AsyncWrite + Unpin>(stream: &mut S, answer: &str) {
    head(stream).await;
    let _ = stream.write_all(answer.as_bytes()).await;
    let _ = stream.flush().await;
}

#[tokio::test]
async fn servers_show_certificates_that_an_authority_has_signed() {
    let authority = Authority::default();
    let port = serve_tls(authority.server(&["localhost", "127.0.0.1"]), HELLO).await;
    let mut asker = Asker::new(&["https://localhost:*", "https://127.0.0.1:*"], trust(&authority));
    for host in ["localhost", "LOCALHOST.", "127.0.0.1"] {
        let read = asker.read(&format!("https://{host}:{port}/"), RequestOptions::default()).await;
        assert_eq!(read.expect("an answer"), "hello", "{host}");
    }
    assert_eq!(asker.said(), "");
    // The end of such a body is the connection's, which the server should have announced.
    let port = serve_tls(authority.server(&["localhost"]), "HTTP/1.1 200 OK\r\n\r\nhel").await;
    let read = asker.read(&format!("https://localhost:{port}/"), RequestOptions::default()).await;
    assert!(matches!(read, Err(Error::HttpResponseIncomplete)), "{read:?}");
}

#[tokio::test]
async fn certificates_that_are_not_accepted_are_told_of() {
    let authority = Authority::default();
    let expired = |params: &mut CertificateParams| params.not_after = rcgen::date_time_ymd(2020, 1, 1);
    let early = |params: &mut CertificateParams| params.not_before = rcgen::date_time_ymd(4000, 1, 1);
    for (names, change, trusted, why) in [
        ("other.test", (|_| {}) as fn(&mut CertificateParams), true, "it is for other names"),
        ("localhost", expired, true, "it has expired"),
        ("localhost", early, true, "it isn't valid yet"),
        ("localhost", |_| {}, false, "`--http-ca FILE` adds one"),
    ] {
        let port = serve_tls(authority.server_with(&[names], change), HELLO).await;
        let trust = if trusted { trust(&authority) } else { HttpTrust::default() };
        let mut asker = Asker::new(&["*"], trust);
        for _ in 0..2 {
            let asked = asker.get(&format!("https://localhost:{port}/")).await;
            assert!(matches!(asked, Err(Error::TlsCertificateError)), "{why}: {:?}", asked.err());
        }
        let said = asker.said();
        let start = format!("witloom: the certificate of `https://localhost:{port}` isn't accepted: ");
        assert!(said.starts_with(&start) && said.contains(why) && said.lines().count() == 1, "{said}");
    }
}

#[test]
fn files_without_authorities_are_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    for (text, reason) in [(None, "No such file"), (Some("nothing"), "it holds no certificate")] {
        let file = folder.path().join("ca.pem");
        text.iter().for_each(|text| std::fs::write(&file, text).expect("written"));
        let error = HttpTrust::with_files(&[file]).expect_err("refused");
        assert!(error.to_string().contains(reason), "{error}");
    }
}
