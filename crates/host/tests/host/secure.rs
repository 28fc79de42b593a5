//! Serving over TLS: HTTP/2 or 1.1 as the client wishes, and what the server answers itself.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::{BodyExt as _, Empty};
use hyper::body::Bytes;
use hyper::{Request, Version};
use hyper_util::rt::{TokioExecutor, TokioIo};
use rustls::crypto::ring::default_provider;
use rustls::pki_types::ServerName;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, RootCertStore};
use tokio_rustls::TlsConnector;
use witloom_host::{HostError, ServeOptions, Server, ServerTls};

use crate::{captured, compile};

/// A certificate for `localhost` that signs itself, and its key.
fn tls(folder: &Path) -> ServerTls {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate");
    let tls = ServerTls { certificate: folder.join("cert.pem"), key: folder.join("key.pem") };
    std::fs::write(&tls.certificate, made.cert.pem()).expect("written");
    std::fs::write(&tls.key, made.signing_key.serialize_pem()).expect("written");
    tls
}

fn serve(tls: Option<ServerTls>, health: Option<String>) -> Result<Server, HostError> {
    compile("proxy").serve(&ServeOptions { run: captured(), tls, health, ..ServeOptions::loopback() })
}

/// What a client who offers these protocols is answered: the version spoken, the status and the body.
async fn ask(server: &Server, trusted: &Path, protocols: &[&[u8]]) -> (Version, u16, String) {
    let mut roots = RootCertStore::empty();
    let certificate = rustls::pki_types::CertificateDer::from_pem_file(trusted).expect("a certificate");
    roots.add(certificate).expect("an authority");
    let config = ClientConfig::builder_with_provider(Arc::new(default_provider()));
    let config = config.with_safe_default_protocol_versions().expect("versions").with_root_certificates(roots);
    let mut config = config.with_no_client_auth();
    config.alpn_protocols = protocols.iter().map(|protocol| protocol.to_vec()).collect();
    let stream = tokio::net::TcpStream::connect(server.address()).await.expect("connected");
    let name = ServerName::try_from("localhost").expect("a name");
    let stream = TlsConnector::from(Arc::new(config)).connect(name, stream).await.expect("greeted");
    let second = stream.get_ref().1.alpn_protocol() == Some(b"h2");
    let request = Request::get("https://localhost/w").header("host", "localhost").body(Empty::<Bytes>::new());
    let (request, io) = (request.expect("a request"), TokioIo::new(stream));
    let answer = if second {
        let (mut sender, connection) =
            hyper::client::conn::http2::handshake(TokioExecutor::new(), io).await.expect("HTTP/2");
        tokio::spawn(connection);
        sender.send_request(request).await
    } else {
        let (mut sender, connection) = hyper::client::conn::http1::handshake(io).await.expect("HTTP/1.1");
        tokio::spawn(connection);
        sender.send_request(request).await
    };
    let answer = answer.expect("answered");
    let (version, status) = (answer.version(), answer.status().as_u16());
    let body = answer.into_body().collect().await.expect("a whole body").to_bytes();
    (version, status, String::from_utf8_lossy(&body).into_owned())
}

#[test]
fn clients_choose_between_the_versions_of_http() {
    let folder = tempfile::tempdir().expect("a folder");
    let tls = tls(folder.path());
    let server = serve(Some(tls.clone()), None).expect("serving");
    assert!(server.url().starts_with("https://127.0.0.1:"));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let hello = || (200, "hello".to_owned());
        let (version, status, body) = ask(&server, &tls.certificate, &[b"h2", b"http/1.1"]).await;
        assert_eq!((version, (status, body)), (Version::HTTP_2, hello()));
        let (version, status, body) = ask(&server, &tls.certificate, &[]).await;
        assert_eq!((version, (status, body)), (Version::HTTP_11, hello()));
    });
    assert!(server.stop(Duration::from_secs(240)));
}

#[test]
fn who_speaks_no_tls_harms_nobody() {
    let folder = tempfile::tempdir().expect("a folder");
    let tls = tls(folder.path());
    let server = serve(Some(tls.clone()), None).expect("serving");
    let mut plain = TcpStream::connect(server.address()).expect("connected");
    plain.write_all(b"GET /w HTTP/1.1\r\nHost: localhost\r\n\r\n").expect("sent");
    let mut got = Vec::new();
    // It may be told so or be cut off; it isn't answered.
    let _ = plain.read_to_end(&mut got);
    assert!(!got.starts_with(b"HTTP/"), "{got:?}");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    assert_eq!(runtime.block_on(ask(&server, &tls.certificate, &[])).1, 200);
}

#[test]
fn certificates_and_keys_are_looked_at_before_serving() {
    let folder = tempfile::tempdir().expect("a folder");
    let good = tls(folder.path());
    let other = rcgen::KeyPair::generate().expect("a key").serialize_pem();
    let wrong = folder.path().join("other.pem");
    std::fs::write(&wrong, other).expect("written");
    let missing = folder.path().join("missing.pem");
    for tls in [
        ServerTls { certificate: missing.clone(), ..good.clone() },
        ServerTls { key: missing, ..good.clone() },
        ServerTls { certificate: good.key.clone(), ..good.clone() },
        ServerTls { key: wrong, ..good },
    ] {
        let error = serve(Some(tls.clone()), None).expect_err("refused");
        let HostError::ServerTls { path, .. } = &error else { panic!("{error}") };
        assert!([&tls.certificate, &tls.key].contains(&path), "{error}");
    }
}

#[test]
fn the_server_says_itself_that_it_lives() {
    let server = serve(None, Some("/healthz".to_owned())).expect("serving");
    for (path, body) in [("/healthz", "ok\n"), ("/healthz?x", "ok\n"), ("/w", "hello")] {
        let mut stream = TcpStream::connect(server.address()).expect("connected");
        let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).expect("sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("answered");
        assert!(answer.starts_with("HTTP/1.1 200 OK\r\n") && answer.contains(body), "{answer}");
    }
}
