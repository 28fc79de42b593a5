//! Connections: how many there are, how long they may be idle, and how they end.

use std::sync::Arc;
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, watch};
use wasmtime_wasi_http::io::TokioIo;

use super::io::{Clock, Patient};
use super::request::Service;

/// Accepts connections until told to stop. `alive` is held by every connection: when the last one drops it,
/// the server is done. It comes first among the parameters because those are dropped from last to first.
pub(super) async fn accept(
    alive: mpsc::Sender<()>,
    listener: TcpListener,
    service: Service,
    mut stop: watch::Receiver<bool>,
) {
    let slots = Arc::new(Semaphore::new(service.clients.connections.clamp(1, Semaphore::MAX_PERMITS)));
    loop {
        let slot = tokio::select! {
            _ = stop.changed() => return,
            slot = Arc::clone(&slots).acquire_owned() => slot.expect("nobody closes it"),
        };
        tokio::select! {
            _ = stop.changed() => return,
            accepted = listener.accept() => match accepted {
                Ok((stream, _peer)) => {
                    tokio::spawn(connection(alive.clone(), stream, service.clone(), stop.clone(), slot));
                }
                // The system is short of something, most likely file descriptors; give it time.
                Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
            },
        }
    }
}

async fn connection(
    _alive: mpsc::Sender<()>,
    stream: TcpStream,
    service: Service,
    mut stop: watch::Receiver<bool>,
    _slot: OwnedSemaphorePermit,
) {
    // Answers are written in whole pieces; waiting to fill packets only delays them.
    let _ = stream.set_nodelay(true);
    let clients = service.clients.clone();
    let stream = TokioIo::new(Patient::new(stream, clients.stalled));
    let answer = hyper::service::service_fn(move |request| {
        let service = service.clone();
        async move { Ok::<_, std::convert::Infallible>(service.answer(request).await) }
    });
    let mut http = hyper::server::conn::http1::Builder::new();
    http.timer(Clock).header_read_timeout(clients.idle);
    let mut connection = std::pin::pin!(http.serve_connection(stream, answer));
    // A connection that breaks concerns nobody but its client.
    tokio::select! {
        _ = connection.as_mut() => {}
        _ = stop.changed() => {
            connection.as_mut().graceful_shutdown();
            let _ = connection.await;
        }
    }
}
