//! Serves HTTP/1.1 with a component that exports `wasi:http/incoming-handler`.
//!
//! Every request gets a store of its own, so that a trap costs one answer (status 500) and nothing else.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use hyper::body::Incoming;
use hyper::{Request, Response, StatusCode};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, oneshot, watch};
use wasmtime::Store;
use wasmtime_wasi_http::WasiHttpView as _;
use wasmtime_wasi_http::io::TokioIo;
use wasmtime_wasi_http::p2::bindings::ProxyPre;
use wasmtime_wasi_http::p2::bindings::http::types::Scheme;
use wasmtime_wasi_http::p2::body::HyperOutgoingBody;

use crate::compiled::Compiled;
use crate::error::HostError;
use crate::limits::{Deadline, Limit};
use crate::linker::{linker_for, resolve};
use crate::run::RunOptions;
use crate::serve::body::Answer;
use crate::state::{State, new_store};
use crate::trap;

mod body;

/// How a component is served.
#[derive(Clone)]
pub struct ServeOptions {
    /// Where to listen; port 0 takes any free one.
    pub address: SocketAddr,
    /// Grants, output and limits of each request.
    pub run: RunOptions,
    /// Hears of every answered and failed request.
    pub on_event: Arc<dyn Fn(ServeEvent<'_>) + Send + Sync>,
}

impl ServeOptions {
    /// Any free port of the loopback address, without grants.
    pub fn loopback() -> Self {
        let address = SocketAddr::from(([127, 0, 0, 1], 0));
        Self { address, run: RunOptions::default(), on_event: Arc::new(|_| {}) }
    }
}

impl std::fmt::Debug for ServeOptions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ServeOptions").field("address", &self.address).field("run", &self.run).finish_non_exhaustive()
    }
}

/// What happens while serving.
#[derive(Debug)]
pub enum ServeEvent<'a> {
    /// The guest answered.
    Answered {
        /// `GET`, `POST` and so on.
        method: &'a str,
        /// The path and query.
        path: &'a str,
        /// The answer's status.
        status: u16,
        /// Time until the answer's head was there.
        elapsed: Duration,
    },
    /// The guest failed; the client got status 500.
    Failed {
        /// `GET`, `POST` and so on.
        method: &'a str,
        /// The path and query.
        path: &'a str,
        /// Why.
        error: &'a HostError,
    },
}

/// A running server; stops when it is told to or dropped.
#[derive(Debug)]
pub struct Server {
    compiled: Compiled,
    address: SocketAddr,
    stop: watch::Sender<bool>,
    done: mpsc::Receiver<()>,
}

/// What every connection needs.
#[derive(Clone)]
struct Service {
    compiled: Compiled,
    pre: ProxyPre<State>,
    options: ServeOptions,
}

impl Compiled {
    /// Starts to serve and returns once the port is open.
    pub fn serve(&self, options: &ServeOptions) -> Result<Server, HostError> {
        let linker = linker_for(self)?;
        let pre = resolve(self, &linker, &[])?;
        let pre = ProxyPre::new(pre).map_err(|_| HostError::NotAProxy { name: self.name.clone() })?;
        // What is wrong with the grants should be known now, not at the first request.
        new_store(&self.engine, &self.name, &options.run.grants, &options.run.output, &options.run.limits)?;
        let runtime = self.engine.runtime();
        let failed =
            |error: std::io::Error| HostError::Bind { address: options.address.to_string(), reason: error.to_string() };
        let listener = runtime.block_on(TcpListener::bind(options.address)).map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let (stop, stopping) = watch::channel(false);
        let (alive, done) = mpsc::channel(1);
        let service = Service { compiled: self.clone(), pre, options: options.clone() };
        runtime.spawn(accept(alive, listener, service, stopping));
        Ok(Server { compiled: self.clone(), address, stop, done })
    }
}

impl Server {
    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Takes no more requests, lets running ones finish for at most `patience`, and reports whether all did.
    pub fn stop(mut self, patience: Duration) -> bool {
        // Nobody listens any more when the server ended by itself.
        let _ = self.stop.send(true);
        let engine = self.compiled.engine.clone();
        engine.runtime().block_on(async { tokio::time::timeout(patience, self.done.recv()).await.is_ok() })
    }

    /// Serves until `signal` completes, then stops as [`Self::stop`] does.
    pub fn run_until(self, signal: impl Future<Output = ()>, patience: Duration) -> bool {
        let engine = self.compiled.engine.clone();
        engine.runtime().block_on(signal);
        self.stop(patience)
    }

    /// Serves until Ctrl-C, then stops as [`Self::stop`] does.
    pub fn run_until_interrupted(self, patience: Duration) -> bool {
        self.run_until(
            async {
                // Without signals there is nothing to wait for, and stopping at once is the safe answer.
                let _ = tokio::signal::ctrl_c().await;
            },
            patience,
        )
    }
}

/// Accepts connections until told to stop. `alive` is held by every connection: when the last one drops it,
/// the server is done. It comes first among the parameters because those are dropped from last to first.
async fn accept(alive: mpsc::Sender<()>, listener: TcpListener, service: Service, mut stop: watch::Receiver<bool>) {
    loop {
        tokio::select! {
            _ = stop.changed() => return,
            accepted = listener.accept() => match accepted {
                Ok((stream, _peer)) => {
                    tokio::spawn(connection(alive.clone(), stream, service.clone(), stop.clone()));
                }
                // The system is short of something, most likely file descriptors; give it time.
                Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
            },
        }
    }
}

async fn connection(_alive: mpsc::Sender<()>, stream: TcpStream, service: Service, mut stop: watch::Receiver<bool>) {
    let answer = hyper::service::service_fn(move |request| {
        let service = service.clone();
        async move { Ok::<_, std::convert::Infallible>(service.answer(request).await) }
    });
    let connection = hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), answer);
    let mut connection = std::pin::pin!(connection);
    // A connection that breaks concerns nobody but its client.
    tokio::select! {
        _ = connection.as_mut() => {}
        _ = stop.changed() => {
            connection.as_mut().graceful_shutdown();
            let _ = connection.await;
        }
    }
}

impl Service {
    async fn answer(self, request: Request<Incoming>) -> Response<Answer> {
        let began = Instant::now();
        let method = request.method().to_string();
        let path = request.uri().path_and_query().map_or_else(|| "/".to_owned(), ToString::to_string);
        let on_event = Arc::clone(&self.options.on_event);
        match self.handle(request).await {
            Ok(response) => {
                let (status, elapsed) = (response.status().as_u16(), began.elapsed());
                on_event(ServeEvent::Answered { method: &method, path: &path, status, elapsed });
                response.map(Answer::Guest)
            }
            Err(error) => {
                on_event(ServeEvent::Failed { method: &method, path: &path, error: &error });
                let mut response = Response::new(Answer::text("the component failed to answer\n"));
                *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
                response
            }
        }
    }

    async fn handle(self, request: Request<Incoming>) -> Result<Response<HyperOutgoingBody>, HostError> {
        let Self { compiled, pre, options } = self;
        let run = &options.run;
        let mut store = new_store(&compiled.engine, &compiled.name, &run.grants, &run.output, &run.limits)?;
        let (sender, receiver) = oneshot::channel();
        let mut http = store.data_mut().http();
        let request = http.new_incoming_request(Scheme::Http, request).map_err(HostError::engine)?;
        let out = http.new_response_outparam(sender).map_err(HostError::engine)?;
        // The guest goes on writing its body after the head was sent, so it runs on its own.
        let limit = run.limits.time;
        let task = tokio::spawn(async move {
            let _ticking = prepare(&mut store, &compiled, limit);
            let called = async {
                let proxy = pre.instantiate_async(&mut store).await?;
                proxy.wasi_http_incoming_handler().call_handle(&mut store, request, out).await
            };
            let called = match limit {
                Some(limit) => tokio::time::timeout(limit, called)
                    .await
                    .map_err(|_elapsed| HostError::Limit { limit: Limit::Time { limit } })?,
                None => called.await,
            };
            called.map_err(|e| trap::explain(&e, &compiled, &store, Some("wasi:http/incoming-handler#handle")))
        });
        match receiver.await {
            Ok(Ok(response)) => Ok(response),
            Ok(Err(code)) => Err(HostError::Response { reason: format!("it answered with the error {code:?}") }),
            Err(_never_answered) => match task.await {
                Ok(Err(error)) => Err(error),
                Ok(Ok(())) => Err(HostError::Response { reason: "it returned without an answer".to_owned() }),
                Err(error) => Err(HostError::engine(error)),
            },
        }
    }
}

/// Sets the request's deadline and keeps the clock going as long as the guest may compute.
fn prepare(store: &mut Store<State>, compiled: &Compiled, limit: Option<Duration>) -> Option<crate::ticker::Ticking> {
    store.data_mut().deadline = Deadline::after(limit);
    if !compiled.engine.options().interruptible {
        return None;
    }
    // Even without a limit a computing guest must let others have their turn.
    store.set_epoch_deadline(1);
    Some(compiled.engine.ticker().start())
}
