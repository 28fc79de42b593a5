//! One request over one connection.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::time::Duration;

use http_body_util::BodyExt as _;
use hyper::client::conn::http1;
use hyper::{Request, Response, StatusCode, Uri};
use hyper_util::rt::TokioIo;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use wasmtime_wasi_http::{Error, RequestOptions, WasiBody};
use witloom_component::origin::{Host, Place, Scheme};

use super::body::Timed;
use super::trust::HttpTrust;
use super::{Notes, Rest, Sent, fault};

/// How long a connection may take to come about where the request doesn't say.
const CONNECT: Duration = Duration::from_secs(60);

/// Sends a request and waits for the head of its answer.
///
/// What is left of the exchange goes on while the second part of the result is polled, and breaks off when that is
/// dropped. Without timeouts of its own a request waits for its answer as long as its guest may run.
pub(super) async fn send(
    place: Place,
    request: Request<WasiBody>,
    options: RequestOptions,
    trust: HttpTrust,
    notes: Notes,
) -> Result<Sent, Error> {
    let limit = options.connect_timeout.unwrap_or(CONNECT);
    let stream = timeout(limit, connect(&place, &trust, &notes)).await.map_err(|_| Error::ConnectionTimeout)??;
    let (sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(fault::hyper)?;
    let mut rest: Rest = Box::new(async move { connection.await.map_err(fault::hyper) });
    let answer = exchange(sender, to_origin(request)?, options.first_byte_timeout, &mut rest).await?;
    let answer = answer.map(|incoming| Timed::new(incoming, options.between_bytes_timeout).boxed_unsync());
    Ok((answer, rest))
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

/// Moves the connection until the head of the answer is there.
async fn exchange(
    mut sender: http1::SendRequest<WasiBody>,
    request: Request<WasiBody>,
    limit: Option<Duration>,
    rest: &mut Rest,
) -> Result<Response<hyper::body::Incoming>, Error> {
    let answer = async {
        match limit {
            None => Ok(sender.send_request(request).await),
            Some(limit) => timeout(limit, sender.send_request(request)).await.map_err(|_| Error::HttpResponseTimeout),
        }
    };
    tokio::pin!(answer);
    let mut connection = Pin::from(std::mem::replace(rest, Box::new(async { Ok(()) })));
    let answer = tokio::select! {
        biased;
        answer = &mut answer => {
            *rest = Box::new(connection);
            answer?
        }
        // The answer may have come with the connection's end.
        ended = &mut connection => match (answer.await?, ended) {
            (Err(error), Err(cause)) if error.is_canceled() || error.is_closed() => return Err(cause),
            (answer, _) => answer,
        },
    };
    let answer = answer.map_err(fault::hyper)?;
    // Nobody asked for another protocol.
    if answer.status() == StatusCode::SWITCHING_PROTOCOLS { Err(Error::HttpProtocolError) } else { Ok(answer) }
}
