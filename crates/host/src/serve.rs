//! Serves HTTP/1.1 and HTTP/2 with a component that exports `wasi:http/incoming-handler` of WASI 0.2 or `wasi:http/handler` of 0.3.
//!
//! Instances are used again as [`Instances`] say, and answer several requests at once only when there are as many
//! as may be: so a failure costs one answer and, under such load, those that share its instance. Status 500 before the
//! head of the answer was sent, a connection that breaks off after it: a client never takes half an answer for a whole
//! one. When a client leaves, its guest is stopped, unless it works for others too.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::{mpsc, watch};
use wasmtime_wasi_http::p2::bindings::ProxyPre;
use wasmtime_wasi_http::p3::bindings::ServicePre;

use crate::compiled::Compiled;
use crate::engine::Engine;
use crate::error::HostError;
use crate::linker::{linker_for, resolve};
use crate::options::RunOptions;
use crate::state::{Files, State, new_store};
use connection::accept;
use files::PublicFiles;
pub use pool::Instances;
use pool::Pool;
pub use tls::ServerTls;

mod body;
mod concurrent;
mod connection;
mod files;
mod instance;
mod io;
mod job;
mod limited;
mod pool;
mod report;
mod request;
mod room;
mod tls;

/// How a component is served.
#[derive(Clone)]
pub struct ServeOptions {
    /// Where to listen; port 0 takes any free one.
    pub address: SocketAddr,
    /// Grants, output and limits of each request.
    pub run: RunOptions,
    /// What clients may take.
    pub clients: ClientLimits,
    /// How instances are used.
    pub instances: Instances,
    /// The server's certificate and key, for HTTPS.
    pub tls: Option<ServerTls>,
    /// A path that the server itself answers with 200, as long as it takes requests: for whoever watches it.
    pub health: Option<String>,
    /// A folder whose files are answered without asking the guest.
    pub public: Option<PathBuf>,
    /// Hears of every answered and failed request; must not wait for anything.
    pub on_event: Arc<dyn Fn(ServeEvent<'_>) + Send + Sync>,
}

/// What clients may take of a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientLimits {
    /// Open connections. For one more, that which has had no request for longest is closed; when all have one, further
    /// clients wait until one closes.
    pub connections: usize,
    /// Time until a request's head is complete, counted from the opening of the connection or the end of the
    /// request before: a connection that is idle for so long is closed.
    pub idle: Duration,
    /// Time for which a client may take nothing of an answer that waits for it, or send nothing of a request's body while
    /// the guest waits for it.
    pub stalled: Duration,
    /// Bytes of a request's head. HTTP/1 needs room for 8 KiB at least.
    pub head: u32,
    /// Bytes of a request's body; any number when left out.
    pub body: Option<u64>,
}

impl Default for ClientLimits {
    fn default() -> Self {
        let patience = Duration::from_secs(30);
        Self { connections: 512, idle: patience, stalled: patience, head: 64 << 10, body: None }
    }
}

impl ServeOptions {
    /// Any free port of the loopback address, without grants.
    pub fn loopback() -> Self {
        let address = SocketAddr::from(([127, 0, 0, 1], 0));
        let (run, clients) = (RunOptions::default(), ClientLimits::default());
        let instances = Instances::default();
        Self { address, run, clients, instances, tls: None, health: None, public: None, on_event: Arc::new(|_| {}) }
    }
}

impl std::fmt::Debug for ServeOptions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut shown = f.debug_struct("ServeOptions");
        shown
            .field("address", &self.address)
            .field("run", &self.run)
            .field("clients", &self.clients)
            .field("instances", &self.instances)
            .field("tls", &self.tls)
            .field("health", &self.health)
            .field("public", &self.public);
        shown.finish_non_exhaustive()
    }
}

/// What happens while serving.
#[derive(Debug)]
pub struct ServeEvent<'a> {
    /// The request's own name, eight hexadecimal digits: it stands in an answer of status 500, too.
    pub id: &'a str,
    /// `GET`, `POST` and so on.
    pub method: &'a str,
    /// The path and query.
    pub path: &'a str,
    /// Time since the request's head was there.
    pub elapsed: Duration,
    /// What happened.
    pub what: Served<'a>,
}

/// What became of a request.
#[derive(Debug)]
pub enum Served<'a> {
    /// The head of the guest's answer is there.
    Answered {
        /// The answer's status.
        status: u16,
    },
    /// The guest failed. A client that had no answer yet got status 500; one whose answer had begun finds the
    /// connection broken off, or has all of it when the guest failed after that.
    Failed {
        /// Whether an answer had begun.
        answered: bool,
        /// Why.
        error: &'a HostError,
    },
    /// The client left before the answer was complete, and the guest was stopped.
    Left,
    /// The request was refused without an answer of the guest's.
    Refused {
        /// The status that the client got.
        status: u16,
        /// Why.
        reason: &'static str,
    },
}

/// A running server; stops when it is told to or dropped.
#[derive(Debug)]
pub struct Server {
    /// Its runtime serves all connections, whatever engine answers them.
    engine: Engine,
    address: SocketAddr,
    app: Current,
    instances: Instances,
    secure: bool,
    stop: watch::Sender<bool>,
    done: mpsc::Receiver<()>,
}

/// What answers requests.
struct App {
    compiled: Compiled,
    handler: Handler,
    run: RunOptions,
    pool: Pool,
}

/// What of it is called.
enum Handler {
    /// `wasi:http/incoming-handler` of WASI 0.2.
    Incoming(ProxyPre<State>),
    /// `wasi:http/handler` of WASI 0.3.
    Async(ServicePre<State>),
}

/// The app that answers the next request.
#[derive(Clone)]
struct Current(Arc<RwLock<Arc<App>>>);

impl Current {
    fn get(&self) -> Arc<App> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }
}

impl std::fmt::Debug for Current {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Current").field(&self.get().compiled).finish()
    }
}

impl App {
    fn new(compiled: &Compiled, run: &RunOptions, instances: &Instances) -> Result<Arc<Self>, HostError> {
        let linker = linker_for(compiled)?;
        let pre = resolve(compiled, &linker, &[])?;
        let handler = ProxyPre::new(pre.clone()).map(Handler::Incoming);
        let handler = handler.or_else(|_| ServicePre::new(pre).map(Handler::Async));
        let handler = handler.map_err(|_| HostError::NotAProxy { name: compiled.name.clone() })?;
        // What is wrong with the grants should be known now, not at the first request.
        new_store(&compiled.engine, &compiled.name, run, Files::OnPool)?;
        let pool = Pool::new(instances.limits(&handler));
        Ok(Arc::new(Self { compiled: compiled.clone(), handler, run: run.clone(), pool }))
    }
}

impl Compiled {
    /// Starts to serve and returns once the port is open.
    pub fn serve(&self, options: &ServeOptions) -> Result<Server, HostError> {
        let app = Current(Arc::new(RwLock::new(App::new(self, &options.run, &options.instances)?)));
        let tls = options.tls.as_ref().map(ServerTls::acceptor).transpose()?;
        let files = options.public.as_deref().map(PublicFiles::new).transpose()?;
        let runtime = self.engine.runtime();
        let failed =
            |error: std::io::Error| HostError::Bind { address: options.address.to_string(), reason: error.to_string() };
        let listener = runtime.block_on(TcpListener::bind(options.address)).map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let (stop, stopping) = watch::channel(false);
        let (alive, done) = mpsc::channel(1);
        let service = request::Service {
            app: app.clone(),
            address,
            clients: options.clients.clone(),
            health: options.health.as_deref().map(Arc::from),
            files,
            tls: tls.clone(),
            on_event: Arc::clone(&options.on_event),
        };
        runtime.spawn(accept(alive, listener, service, stopping));
        Ok(Server {
            engine: self.engine.clone(),
            address,
            app,
            instances: options.instances.clone(),
            secure: tls.is_some(),
            stop,
            done,
        })
    }
}

impl Server {
    /// Its address as a URL.
    pub fn url(&self) -> String {
        format!("{}://{}/", if self.secure { "https" } else { "http" }, self.address)
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Lets another component answer from the next request on; running requests end with the one they began with.
    pub fn replace(&self, compiled: &Compiled, run: &RunOptions) -> Result<(), HostError> {
        let app = App::new(compiled, run, &self.instances)?;
        let before = std::mem::replace(&mut *self.app.0.write().unwrap_or_else(PoisonError::into_inner), app);
        before.pool.close();
        Ok(())
    }

    /// Takes no more requests, lets running ones finish for at most `patience`, and reports whether all did.
    pub fn stop(mut self, patience: Duration) -> bool {
        // Nobody listens any more when the server ended by itself.
        let _ = self.stop.send(true);
        self.engine.runtime().block_on(async { tokio::time::timeout(patience, self.done.recv()).await.is_ok() })
    }

    /// Serves until `signal` completes, then stops as [`Self::stop`] does.
    pub fn run_until(self, signal: impl Future<Output = ()>, patience: Duration) -> bool {
        self.engine.runtime().block_on(signal);
        self.stop(patience)
    }

    /// Serves until Ctrl-C, or until the system asks it to end, then stops as [`Self::stop`] does.
    pub fn run_until_interrupted(self, patience: Duration) -> bool {
        self.run_until(interrupted(), patience)
    }
}

/// Without signals there is nothing to wait for, and stopping at once is the safe answer.
async fn interrupted() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut ended) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = ended.recv() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}

impl Drop for Server {
    fn drop(&mut self) {
        self.app.get().pool.close();
    }
}
