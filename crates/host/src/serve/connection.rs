//! Connections: how many there are, how long they may be idle, and how they end.

use std::sync::Arc;
use std::time::Duration;

use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, watch};

use super::body::Sent;
use super::io::Patient;
use super::request::Service;
use super::room::{Room, Seat, UnderWay};

/// How long a client that was answered may take the rest of it when its place is wanted.
const PARTING: Duration = Duration::from_millis(100);

/// Accepts connections until told to stop. `alive` is held by every connection: when the last one drops it,
/// the server is done. It comes first among the parameters because those are dropped from last to first.
pub(super) async fn accept(
    alive: mpsc::Sender<()>,
    listener: TcpListener,
    service: Service,
    mut stop: watch::Receiver<bool>,
) {
    let room = Room::new(service.clients.connections);
    loop {
        let stream = tokio::select! {
            _ = stop.changed() => return,
            accepted = listener.accept() => match accepted {
                Ok((stream, _peer)) => stream,
                // The system is short of something, most likely file descriptors; give it time.
                Err(_) => {
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    continue;
                }
            },
        };
        let seat = tokio::select! {
            _ = stop.changed() => return,
            seat = room.seat() => seat,
        };
        tokio::spawn(connection(alive.clone(), stream, service.clone(), stop.clone(), seat));
    }
}

async fn connection(
    _alive: mpsc::Sender<()>,
    stream: TcpStream,
    service: Service,
    stop: watch::Receiver<bool>,
    seat: Arc<Seat>,
) {
    // Answers are written in whole pieces; waiting to fill packets only delays them.
    let _ = stream.set_nodelay(true);
    let patient = Patient::new(stream, service.clients.stalled);
    match service.tls.clone() {
        None => serve(patient, service, stop, seat).await,
        Some(tls) => {
            // Who doesn't speak TLS, or too slowly, is no client.
            let greeted = tokio::select! {
                () = seat.wanted() => return,
                greeted = tokio::time::timeout(service.clients.idle, tls.accept(patient)) => greeted,
            };
            if let Ok(Ok(stream)) = greeted {
                serve(stream, service, stop, seat).await;
            }
        }
    }
}

/// The least room that hyper has for the head of a request of HTTP/1.
const LEAST_HEAD: usize = 8 << 10;

async fn serve<S>(stream: S, service: Service, mut stop: watch::Receiver<bool>, seat: Arc<Seat>)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let clients = service.clients.clone();
    let asked = Arc::clone(&seat);
    let answer = hyper::service::service_fn(move |request| {
        let (service, under_way) = (service.clone(), UnderWay::new(&asked));
        async move {
            let answer = service.answer(request).await;
            Ok::<_, std::convert::Infallible>(answer.map(|body| Sent { body, _under_way: under_way }))
        }
    });
    let mut http = Builder::new(TokioExecutor::new());
    let head = usize::try_from(clients.head).unwrap_or(usize::MAX).max(LEAST_HEAD);
    http.http1().timer(TokioTimer::new()).header_read_timeout(clients.idle).max_buf_size(head);
    http.http2().max_header_list_size(clients.head);
    http.http2().timer(TokioTimer::new()).keep_alive_interval(clients.idle).keep_alive_timeout(clients.stalled);
    let mut connection = std::pin::pin!(http.serve_connection(TokioIo::new(stream), answer));
    // A connection that breaks concerns nobody but its client.
    tokio::select! {
        _ = connection.as_mut() => {}
        _ = stop.changed() => {
            connection.as_mut().graceful_shutdown();
            let _ = connection.await;
        }
        () = seat.idle(clients.idle) => {
            connection.as_mut().graceful_shutdown();
            let _ = connection.await;
        }
        () = seat.wanted() => {
            // Who never asked for anything has nothing to wait for.
            if seat.has_begun() {
                connection.as_mut().graceful_shutdown();
                let _ = tokio::time::timeout(PARTING, connection).await;
            }
        }
    }
}
