//! Databases of SQLite's.
//!
//! A [`Session`] is a connection that one guest has; it lives on a thread of its own, for SQLite blocks and its cursors
//! can't leave their connection. Sessions are used again once nothing is left of what their guest did with them. What SQL
//! can reach is the one file: other files, extensions and settings of the process are refused.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use rusqlite::InterruptHandle;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

use super::database::{Answer, Mode, PATIENCE, Row, fault};
use super::sql::ErrorKind;
use worker::{Command, Opened};

mod open;
mod text;
mod worker;

/// Sessions of a database at the same time.
const SESSIONS: usize = 64;

/// Sessions that are kept for the next guest.
const KEPT: usize = 8;

/// A database.
pub(super) struct Sqlite {
    place: Place,
    room: Arc<Semaphore>,
    idle: Mutex<Vec<Thread>>,
}

#[derive(Debug)]
enum Place {
    File(PathBuf),
    /// A file that goes with the database.
    Passing(OnceLock<tempfile::TempDir>),
}

/// The thread of a connection.
struct Thread {
    commands: Sender<Command>,
    interrupt: Arc<InterruptHandle>,
    gate: open::Gate,
}

/// A connection that one guest has until it is dropped.
pub(super) struct Session {
    home: Arc<Sqlite>,
    thread: Option<Thread>,
    _room: OwnedSemaphorePermit,
}

/// Rows that are being read.
pub(super) struct Cursor {
    pub(super) columns: Vec<String>,
    id: Option<u64>,
    session: Arc<Session>,
}

/// Some of a cursor's rows.
struct Batch {
    rows: Vec<Row>,
    /// Whether none follow.
    last: bool,
}

/// A transaction, rolled back if it is dropped before its end.
pub(super) struct Transaction {
    pub(super) session: Arc<Session>,
    open: bool,
}

impl fmt::Debug for Sqlite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Sqlite").field(&self.place).finish()
    }
}

impl Sqlite {
    pub(super) fn of_file(path: &Path) -> Self {
        Self::at(Place::File(super::buckets::whole(path)))
    }

    pub(super) fn in_memory() -> Self {
        Self::at(Place::Passing(OnceLock::new()))
    }

    fn at(place: Place) -> Self {
        Self { place, room: Arc::new(Semaphore::new(SESSIONS)), idle: Mutex::default() }
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Thread>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A session, used before or new.
    pub(super) async fn session(self: &Arc<Self>) -> Answer<Arc<Session>> {
        let waited = tokio::time::timeout(PATIENCE, Arc::clone(&self.room).acquire_owned()).await;
        let Ok(Ok(room)) = waited else {
            return Err(fault(ErrorKind::Busy, format!("all {SESSIONS} connections of the database are in use")));
        };
        let kept = self.idle().pop();
        let thread = match kept {
            Some(thread) => thread,
            None => {
                let home = Arc::clone(self);
                let started = tokio::task::spawn_blocking(move || home.start()).await;
                started.map_err(|error| fault(ErrorKind::Other, error.to_string()))??
            }
        };
        Ok(Arc::new(Session { home: Arc::clone(self), thread: Some(thread), _room: room }))
    }

    /// Opens the file and gives it a thread.
    fn start(&self) -> Answer<Thread> {
        let (connection, gate) = match &self.place {
            Place::File(path) => open::file(path)?,
            Place::Passing(folder) => open::passing(folder)?,
        };
        let interrupt = Arc::new(connection.get_interrupt_handle());
        let (commands, inbox) = std::sync::mpsc::channel();
        let marks = gate.clone();
        let thread = std::thread::Builder::new().name("sqlite".to_owned());
        let started = thread.spawn(move || worker::Worker::new(connection, gate, inbox).run());
        started.map_err(|error| fault(ErrorKind::Other, format!("no thread for the database: {error}")))?;
        Ok(Thread { commands, interrupt, gate: marks })
    }
}

/// Stops a statement that nobody waits for any more.
struct Waiting<'a>(Option<&'a InterruptHandle>);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        if let Some(handle) = self.0 {
            handle.interrupt();
        }
    }
}

impl Session {
    fn thread(&self) -> &Thread {
        self.thread.as_ref().expect("a session has its thread until it is dropped")
    }

    /// Sends a command and waits for its answer.
    async fn ask<T>(&self, command: impl FnOnce(oneshot::Sender<Answer<T>>) -> Command) -> Answer<T> {
        let gone = || fault(ErrorKind::Closed, "the connection to the database has gone");
        let (reply, answer) = oneshot::channel();
        self.thread().commands.send(command(reply)).map_err(|_| gone())?;
        let mut waiting = Waiting(Some(&self.thread().interrupt));
        let answer = answer.await;
        waiting.0 = None;
        answer.unwrap_or_else(|_| Err(gone()))
    }

    pub(super) async fn execute(&self, statement: String, parameters: Row, mode: Mode) -> Answer<u64> {
        self.ask(|reply| Command::Execute { statement, parameters, mode, reply }).await
    }

    pub(super) async fn query(self: &Arc<Self>, statement: String, parameters: Row, mode: Mode) -> Answer<Cursor> {
        let opened = self.ask(|reply| Command::Query { statement, parameters, mode, reply }).await?;
        let Opened { columns, cursor } = opened;
        Ok(Cursor { columns, id: cursor, session: Arc::clone(self) })
    }

    pub(super) async fn script(&self, statements: String, mode: Mode) -> Answer<()> {
        self.ask(|reply| Command::Script { statements, mode, reply }).await
    }

    pub(super) async fn begin(self: &Arc<Self>, mode: Mode) -> Answer<Transaction> {
        self.ask(|reply| Command::Begin { mode, reply }).await?;
        Ok(Transaction { session: Arc::clone(self), open: true })
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        let Some(thread) = self.thread.take() else { return };
        // Undoes what its guest left, before the next command of anybody.
        let alive = thread.commands.send(Command::Reset).is_ok();
        let mut idle = self.home.idle();
        if alive && !thread.gate.is_changed() && idle.len() < KEPT {
            idle.push(thread);
        }
    }
}

impl Cursor {
    /// At most so many rows, and at least one unless none are left.
    pub(super) async fn next(&mut self, at_most: u32) -> Answer<Vec<Row>> {
        let Some(cursor) = self.id else { return Ok(Vec::new()) };
        let batch = self.session.ask(|reply| Command::Next { cursor, at_most, reply }).await?;
        if batch.last {
            self.id = None;
        }
        Ok(batch.rows)
    }
}

impl Drop for Cursor {
    fn drop(&mut self) {
        if let Some(cursor) = self.id {
            // Its thread may have gone, and with it the cursor.
            let _ = self.session.thread().commands.send(Command::Close { cursor });
        }
    }
}

impl Transaction {
    pub(super) fn is_open(&self) -> bool {
        self.open
    }

    /// What a transaction that can't be committed did is undone.
    pub(super) async fn end(&mut self, commit: bool) -> Answer<()> {
        if !std::mem::take(&mut self.open) {
            return Err(fault(ErrorKind::Closed, "the transaction has ended"));
        }
        self.session.ask(|reply| Command::End { commit, reply: Some(reply) }).await
    }
}

impl Drop for Transaction {
    fn drop(&mut self) {
        if self.open {
            // Its thread may have gone, and with it the transaction.
            let _ = self.session.thread().commands.send(Command::End { commit: false, reply: None });
        }
    }
}
