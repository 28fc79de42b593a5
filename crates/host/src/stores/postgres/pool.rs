//! Connections to a server, and who has them.

use std::fmt;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use rustls::{ClientConfig, RootCertStore};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_postgres::{CancelToken, Client};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::super::database::{Answer, PATIENCE, fault};
use super::super::sql::ErrorKind;
use super::super::url::PostgresUrl;
use super::{Session, values};

/// Connections to a database at the same time; a server has 100 for all of its clients unless it is told otherwise.
const CONNECTIONS: usize = 32;

/// Connections that are kept for the next guest.
const KEPT: usize = 8;

/// A database.
pub(in crate::stores) struct Postgres {
    url: PostgresUrl,
    room: Arc<Semaphore>,
    idle: Mutex<Vec<Client>>,
    tls: OnceLock<Result<ClientConfig, String>>,
}

/// A connection that somebody has.
pub(super) struct Lease {
    client: Option<Client>,
    home: Arc<Postgres>,
    room: Option<OwnedSemaphorePermit>,
    /// Whether a statement is under way.
    busy: bool,
    /// Whether statements wait for locks.
    patient: bool,
}

impl fmt::Debug for Postgres {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Postgres").field(&self.url.to_string()).finish()
    }
}

impl Postgres {
    pub(in crate::stores) fn new(url: PostgresUrl) -> Self {
        let room = Arc::new(Semaphore::new(CONNECTIONS));
        Self { url, room, idle: Mutex::default(), tls: OnceLock::new() }
    }

    /// A session, with a connection.
    pub(in crate::stores) async fn session(self: &Arc<Self>) -> Answer<Arc<Session>> {
        let lease = self.lease().await?;
        Ok(Arc::new(Session::new(Arc::clone(self), lease)))
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Client>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A connection, used before or new.
    pub(super) async fn lease(self: &Arc<Self>) -> Answer<Lease> {
        let waited = tokio::time::timeout(PATIENCE, Arc::clone(&self.room).acquire_owned()).await;
        let Ok(Ok(room)) = waited else {
            return Err(fault(ErrorKind::Busy, format!("all {CONNECTIONS} connections to the database are in use")));
        };
        let kept = {
            let mut idle = self.idle();
            idle.retain(|client| !client.is_closed());
            idle.pop()
        };
        let client = match kept {
            Some(client) => client,
            None => self.connect().await?,
        };
        let home = Arc::clone(self);
        Ok(Lease { client: Some(client), home, room: Some(room), busy: false, patient: true })
    }

    async fn connect(self: &Arc<Self>) -> Answer<Client> {
        let tls = self.tls().await?;
        let config = self.url.config();
        let connecting = tokio::time::timeout(PATIENCE, config.connect(tls));
        let unreached = |words: String| {
            fault(ErrorKind::Closed, format!("the server of the store, {}, can't be reached: {words}", self.url))
        };
        let connected = connecting.await.map_err(|_| unreached("it doesn't answer".to_owned()))?;
        let (client, connection) = connected.map_err(|error| {
            let fault = values::fault_of(&error);
            if error.as_db_error().is_some() { fault } else { unreached(fault.message) }
        })?;
        // It ends with its client; whoever waits for an answer gets the error.
        tokio::spawn(async move { drop(connection.await) });
        Ok(client)
    }

    /// How connections are secured: the system's authorities have to vouch for the server's name.
    async fn tls(self: &Arc<Self>) -> Answer<MakeRustlsConnect> {
        let home = Arc::clone(self);
        let made = tokio::task::spawn_blocking(move || home.tls.get_or_init(secured).clone()).await;
        let config = made.map_err(|error| error.to_string()).and_then(|config| config);
        Ok(MakeRustlsConnect::new(config.map_err(|words| fault(ErrorKind::Other, words))?))
    }

    /// Stops what a connection is doing, in the background.
    fn cancel(self: Arc<Self>, token: CancelToken) {
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(async move {
                // A server that has gone has nothing to stop.
                if let Ok(tls) = self.tls().await {
                    let _ = tokio::time::timeout(PATIENCE, token.cancel_query(tls)).await;
                }
            });
        }
    }

    /// Makes a connection as if it were new, in the background, and keeps it.
    fn give_back(self: Arc<Self>, client: Client, room: Option<OwnedSemaphorePermit>) {
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(async move {
                let reset = tokio::time::timeout(PATIENCE, client.batch_execute("DISCARD ALL")).await;
                let mut idle = self.idle();
                if matches!(reset, Ok(Ok(()))) && idle.len() < KEPT {
                    idle.push(client);
                }
                drop(idle);
                drop(room);
            });
        }
    }
}

fn secured() -> Result<ClientConfig, String> {
    let mut roots = RootCertStore::empty();
    // What can't be read or used is missing: the certificates that it has signed are refused, with a reason.
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    Ok(builder.map_err(|error| error.to_string())?.with_root_certificates(roots).with_no_client_auth())
}

impl Lease {
    pub(super) fn client(&mut self) -> &mut Client {
        self.client.as_mut().expect("a lease has its connection until it is dropped")
    }

    pub(super) fn is_alive(&self) -> bool {
        self.client.as_ref().is_some_and(|client| !client.is_closed())
    }

    /// Marks what goes on as something to be stopped should it be dropped.
    pub(super) fn break_off(&mut self) {
        self.busy = true;
    }

    /// Nothing goes on any more.
    pub(super) fn settle(&mut self) {
        self.busy = false;
    }

    /// Runs a statement, which is stopped when nobody waits for it any more.
    pub(super) async fn run<T>(&mut self, work: impl AsyncFnOnce(&mut Client) -> Answer<T>) -> Answer<T> {
        self.busy = true;
        let done = work(self.client()).await;
        self.busy = false;
        done
    }

    pub(super) async fn wait_for_locks(&mut self, patient: bool) -> Answer<()> {
        if self.patient == patient {
            return Ok(());
        }
        let statement = if patient { "RESET lock_timeout" } else { "SET lock_timeout = '1ms'" };
        let set = async |client: &mut Client| client.batch_execute(statement).await;
        self.run(async |client| set(client).await.map_err(|error| values::fault_of(&error))).await?;
        self.patient = patient;
        Ok(())
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        let Some(client) = self.client.take() else { return };
        let home = Arc::clone(&self.home);
        if self.busy {
            home.cancel(client.cancel_token());
        } else if !client.is_closed() {
            home.give_back(client, self.room.take());
        }
    }
}
