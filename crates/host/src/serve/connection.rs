//! Connections: how many there are, how long they may be idle, and how they end.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, watch};

use super::io::Patient;
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
    stop: watch::Receiver<bool>,
    _slot: OwnedSemaphorePermit,
) {
    // Answers are written in whole pieces; waiting to fill packets only delays them.
    let _ = stream.set_nodelay(true);
    let patient = Patient::new(stream, service.clients.stalled);
    match service.tls.clone() {
        None => serve(patient, service, stop).await,
        Some(tls) => {
            // Who doesn't speak TLS, or too slowly, is no client.
            let greeted = tokio::time::timeout(service.clients.idle, tls.accept(patient)).await;
            if let Ok(Ok(stream)) = greeted {
                serve(stream, service, stop).await;
            }
        }
    }
}

/// The least room that hyper has for the head of a request of HTTP/1.
const LEAST_HEAD: usize = 8 << 10;

/// Counts what is under way on a connection.
#[derive(Default)]
struct Busy {
    requests: AtomicUsize,
    /// Those that have begun since the connection was opened.
    begun: AtomicUsize,
}

impl Busy {
    /// Waits until nothing was asked for so long.
    async fn idle(&self, time: Duration) {
        loop {
            let before = self.begun.load(Ordering::Relaxed);
            tokio::time::sleep(time).await;
            if self.requests.load(Ordering::Relaxed) == 0 && self.begun.load(Ordering::Relaxed) == before {
                return;
            }
        }
    }
}

/// Until its client has the head of an answer, or leaves.
struct UnderWay(Arc<Busy>);

impl UnderWay {
    fn new(busy: Arc<Busy>) -> Self {
        busy.begun.fetch_add(1, Ordering::Relaxed);
        busy.requests.fetch_add(1, Ordering::Relaxed);
        Self(busy)
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.requests.fetch_sub(1, Ordering::Relaxed);
    }
}

async fn serve<S>(stream: S, service: Service, mut stop: watch::Receiver<bool>)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let clients = service.clients.clone();
    let busy = Arc::new(Busy::default());
    let watched = Arc::clone(&busy);
    let answer = hyper::service::service_fn(move |request| {
        let (service, busy) = (service.clone(), Arc::clone(&busy));
        async move {
            let _under_way = UnderWay::new(busy);
            Ok::<_, std::convert::Infallible>(service.answer(request).await)
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
        () = watched.idle(clients.idle) => {
            connection.as_mut().graceful_shutdown();
            let _ = connection.await;
        }
    }
}
