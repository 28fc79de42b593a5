//! One request and the head of its answer.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use http_body_util::{BodyExt as _, Empty};
use hyper::body::{Body as _, Bytes, Incoming};
use hyper::client::conn::TrySendError;
use hyper::{Request, Response, StatusCode, Uri};
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use wasmtime_wasi_http::{Error, RequestOptions, WasiBody};
use witloom_component::origin::{Host, Place, Scheme};

use super::body::Timed;
use super::lines::{HttpLines, Line};
use super::trust::HttpTrust;
use super::{Notes, Sent, fault};

/// How long a connection may take to come about where the request doesn't say.
const CONNECT: Duration = Duration::from_secs(60);

/// What a request is sent by.
pub(super) struct Way {
    pub(super) place: Place,
    pub(super) trust: HttpTrust,
    pub(super) lines: HttpLines,
    pub(super) notes: Notes,
}

/// Sends a request and waits for the head of its answer.
///
/// What is left of the exchange goes on while the second part of the result is there, and breaks off when that is
/// dropped. Without timeouts of its own a request waits for its answer as long as its guest may run.
pub(super) async fn send(way: Way, request: Request<WasiBody>, options: RequestOptions) -> Result<Sent, Error> {
    let request = to_origin(request)?;
    let (line, answer) = match way.lines.take(&way.place) {
        Some(line) => again(&way, line, request, &options).await?,
        None => anew(&way, request, &options).await?,
    };
    // Nobody asked for another protocol.
    if answer.status() == StatusCode::SWITCHING_PROTOCOLS {
        return Err(Error::HttpProtocolError);
    }
    let (exchange, rest) = line.follow(&way.lines, way.place);
    let pause = options.between_bytes_timeout;
    Ok((answer.map(|incoming| Timed::new(incoming, pause, exchange).boxed_unsync()), rest))
}

type Answered = (Line, Response<Incoming>);

/// Asks by a connection of its own.
async fn anew(way: &Way, request: Request<WasiBody>, options: &RequestOptions) -> Result<Answered, Error> {
    let limit = options.connect_timeout.unwrap_or(CONNECT);
    let opened = async { Line::open(connect(&way.place, &way.trust, &way.notes).await?).await };
    let mut line = timeout(limit, opened).await.map_err(|_| Error::ConnectionTimeout)??;
    match exchange(&mut line, request, options).await? {
        Ok(answer) => Ok((line, answer)),
        Err(failed) => Err(cause(&line, failed.into_error()).await),
    }
}

/// Asks by a connection that was used before. Its server may have closed it a moment ago: then a request of which nothing
/// was sent, or which may as well come twice, is sent anew.
async fn again(
    way: &Way,
    mut line: Line,
    request: Request<WasiBody>,
    options: &RequestOptions,
) -> Result<Answered, Error> {
    let spare = spare(&request);
    let mut failed = match exchange(&mut line, request, options).await? {
        Ok(answer) => return Ok((line, answer)),
        Err(failed) => failed,
    };
    if let Some(unsent) = failed.take_message() {
        return anew(way, unsent, options).await;
    }
    match (cause(&line, failed.into_error()).await, spare) {
        (Error::HttpResponseIncomplete | Error::ConnectionTerminated, Some(request)) => {
            anew(way, request, options).await
        }
        (error, _) => Err(error),
    }
}

/// The same request once more, where that does no harm and nothing of it has to be kept.
fn spare(request: &Request<WasiBody>) -> Option<Request<WasiBody>> {
    if !request.method().is_idempotent() || request.body().size_hint().exact() != Some(0) {
        return None;
    }
    let body = Empty::<Bytes>::new().map_err(|never| match never {}).boxed_unsync();
    let mut spare = Request::new(body);
    *spare.method_mut() = request.method().clone();
    *spare.uri_mut() = request.uri().clone();
    *spare.headers_mut() = request.headers().clone();
    Some(spare)
}

type Tried = Result<Response<Incoming>, TrySendError<Request<WasiBody>>>;

async fn exchange(line: &mut Line, request: Request<WasiBody>, options: &RequestOptions) -> Result<Tried, Error> {
    let answer = line.sender.try_send_request(request);
    match options.first_byte_timeout {
        None => Ok(answer.await),
        Some(limit) => timeout(limit, answer).await.map_err(|_| Error::HttpResponseTimeout),
    }
}

/// Why there is no answer: who waits for it may hear less than the connection knows.
async fn cause(line: &Line, error: hyper::Error) -> Error {
    if (error.is_canceled() || error.is_closed())
        && let Some(cause) = line.end().await
    {
        return cause;
    }
    fault::hyper(error)
}

/// What a connection needs.
trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

async fn connect(place: &Place, trust: &HttpTrust, notes: &Notes) -> Result<Box<dyn Stream>, Error> {
    let addresses = addresses(place).await?;
    let stream = TcpStream::connect(addresses.as_slice()).await.map_err(|error| fault::connect(&error))?;
    // Bodies go out in pieces; none waits for the next. Where that can't be said, it costs time alone.
    let _ = stream.set_nodelay(true);
    match place.scheme {
        Scheme::Http => Ok(Box::new(stream)),
        Scheme::Https => secure(stream, place, trust, notes).await,
    }
}

async fn addresses(place: &Place) -> Result<Vec<SocketAddr>, Error> {
    let name = match &place.host {
        Host::Address(address) => return Ok(vec![SocketAddr::new(*address, place.port)]),
        Host::Name(name) => name,
    };
    let unknown = || Error::DnsError { rcode: None, info_code: None };
    let found: Vec<SocketAddr> = lookup_host((name.as_str(), place.port)).await.map_err(|_| unknown())?.collect();
    if found.is_empty() { Err(unknown()) } else { Ok(found) }
}

async fn secure(stream: TcpStream, place: &Place, trust: &HttpTrust, notes: &Notes) -> Result<Box<dyn Stream>, Error> {
    let name = match &place.host {
        Host::Name(name) => ServerName::try_from(name.clone()).map_err(|_| Error::HttpRequestUriInvalid)?,
        Host::Address(address) => ServerName::from(*address),
    };
    let config = trust.config().map_err(|reason| Error::InternalError(Some(reason)))?;
    match TlsConnector::from(config).connect(name, stream).await {
        Ok(stream) => Ok(Box::new(stream)),
        Err(error) => {
            explain(&error, place, notes);
            Err(fault::stream(&error))
        }
    }
}

/// Says what the error's code leaves out.
fn explain(error: &io::Error, place: &Place, notes: &Notes) {
    let Some(cause) = fault::tls_cause(error) else { return };
    notes.say(place, |place| match cause {
        rustls::Error::InvalidCertificate(wrong) => {
            format!("the certificate of `{place}` isn't accepted: {}", fault::certificate(wrong))
        }
        other => format!("no connection to `{place}` over TLS: {other}"),
    });
}

/// A server is sent the path alone.
fn to_origin(mut request: Request<WasiBody>) -> Result<Request<WasiBody>, Error> {
    // Written out, a query alone gets its slash.
    let path = request.uri().path_and_query().map_or_else(|| "/".to_owned(), ToString::to_string);
    let uri: Uri = path.parse().map_err(|_| Error::HttpRequestUriInvalid)?;
    *request.uri_mut() = uri;
    Ok(request)
}
