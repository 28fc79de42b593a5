//! The wasmtime engine, the AOT cache, and run, serve, limits and trap reports.
//!
//! An [`Engine`] compiles component bytes into a [`Compiled`] component, from its caches where it can. A
//! compiled component runs as a command ([`Compiled::run_command`]), answers single calls
//! ([`Compiled::invoke`]), serves HTTP ([`Compiled::serve`]) or becomes one of several instances that a
//! [`Session`] links by forwarding values; a [`Talk`] calls one instance step by step in text.
//!
//! Invariants:
//! - A guest is granted nothing that [`Grants`] doesn't name.
//! - No wasm file, cache entry or guest can panic the process; what goes wrong is a [`HostError`] with a code.
//! - A cache that can't be read or written costs time and a [`Warning`], never the result.
//! - An instance that trapped is never called again: every run makes a store of its own.
//!
//! It prints nothing and builds nothing: guests come from the other parts of the workspace as bytes.

mod asynchrony;
mod cache;
mod compiled;
mod drive;
mod ends;
mod engine;
mod error;
mod exports;
mod grants;
mod handles;
mod http;
mod invoke;
mod layout;
mod limits;
mod link;
mod linker;
mod options;
mod output;
mod run;
mod serve;
mod session;
mod settings;
mod state;
mod stores;
mod ticker;
mod trap;
mod unbundle;
mod watch;

pub use cache::CacheOptions;
pub use compiled::{Compiled, Loaded, Origin, Progress};
pub use engine::{Collector, Compiler, Engine, EngineOptions};
pub use error::{HostError, MissingImport, Warning};
pub use grants::{DirGrant, Grants, Net, Stdin};
pub use http::{HttpLines, HttpOrigin, HttpTrust, OriginError};
pub use invoke::{Difference, Feed, Invoked, InvokedAll, Mock, Reply, Talk};
pub use limits::{Limit, Limits};
pub use link::{Answer, HostCall, HostInterface, InstanceId, Link, Provider, pause};
pub use options::RunOptions;
pub use output::console::{drain_log, log};
pub use output::{Captured, Listener, Output, Sink};
pub use run::Finished;
pub use serve::{ClientLimits, Instances, ServeEvent, ServeOptions, Served, Server, ServerTls};
pub use session::{Call, Called, Session};
pub use settings::{Secret, Settings};
pub use stores::{PostgresUrl, RedisUrl, StoreUrl, StoreUrlError, Stores};
pub use trap::report::{Evidence, Frame, TrapReport};

/// Dynamic values and their types, as [`Session::call`] takes and gives them.
pub use wasmtime::component::{Type, Val, types::ComponentFunc};
