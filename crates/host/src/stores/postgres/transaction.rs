//! A transaction, as a task that has the connection.
//!
//! Rows are read through portals, of which several may be open. When a statement fails, PostgreSQL gives up the whole
//! transaction; from then on it does nothing but go back to a savepoint or end.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use tokio::sync::{mpsc, oneshot};
use tokio_postgres::{Portal, Transaction as Open};

use super::super::database::{Answer, BATCH, Row, fault, size};
use super::super::sql::{Error, ErrorKind};
use super::pool::Lease;
use super::statement::Text;
use super::{Cursor, Rest, Session, failed, values};

/// Queries of which rows may be left at the same time.
const PORTALS: usize = 32;

/// Rows that are asked for at first, and at most.
const FEW: i32 = 64;
const MANY: i32 = 4096;

/// A transaction, rolled back if it is dropped before its end.
pub(in crate::stores) struct Transaction {
    pub(in crate::stores) session: Arc<Session>,
    inside: Inside,
    open: bool,
}

/// Where its statements go.
#[derive(Clone)]
pub(in crate::stores) struct Inside(mpsc::UnboundedSender<Command>);

/// Some of a query's rows.
pub(super) struct Batch {
    pub(super) rows: VecDeque<Row>,
    /// Whether none follow.
    pub(super) last: bool,
}

/// A query that has begun.
struct Opened {
    columns: Vec<String>,
    first: Batch,
    id: u64,
}

enum Command {
    Execute { statement: String, parameters: Row, reply: oneshot::Sender<Answer<u64>> },
    Query { statement: String, parameters: Row, reply: oneshot::Sender<Answer<Opened>> },
    Next { id: u64, at_most: u32, reply: oneshot::Sender<Answer<Batch>> },
    Close { id: u64 },
    End { commit: bool, reply: oneshot::Sender<Answer<()>> },
}

fn gone() -> Error {
    fault(ErrorKind::Closed, "the connection to the database has gone, and the transaction with it")
}

impl Transaction {
    pub(super) async fn begin(session: Arc<Session>, lease: Lease) -> Answer<Self> {
        let (sender, inbox) = mpsc::unbounded_channel();
        let (reply, begun) = oneshot::channel();
        tokio::spawn(attend(lease, Arc::clone(&session), inbox, reply));
        begun.await.unwrap_or_else(|_| Err(gone()))?;
        Ok(Self { session, inside: Inside(sender), open: true })
    }

    pub(in crate::stores) fn is_open(&self) -> bool {
        self.open
    }

    pub(in crate::stores) fn inside(&self) -> Inside {
        self.inside.clone()
    }

    pub(in crate::stores) async fn end(&mut self, commit: bool) -> Answer<()> {
        if !std::mem::take(&mut self.open) {
            return Err(fault(ErrorKind::Closed, "the transaction has ended"));
        }
        self.inside.ask(|reply| Command::End { commit, reply }).await
    }
}

impl Drop for Transaction {
    fn drop(&mut self) {
        if self.open {
            // Nobody waits: it is rolled back before anything else of this connection.
            let _ = self.inside.0.send(Command::End { commit: false, reply: oneshot::channel().0 });
        }
    }
}

impl Inside {
    async fn ask<T>(&self, command: impl FnOnce(oneshot::Sender<Answer<T>>) -> Command) -> Answer<T> {
        let (reply, answer) = oneshot::channel();
        self.0.send(command(reply)).map_err(|_| gone())?;
        answer.await.unwrap_or_else(|_| Err(gone()))
    }

    pub(in crate::stores) async fn execute(&self, statement: String, parameters: Row) -> Answer<u64> {
        self.ask(|reply| Command::Execute { statement, parameters, reply }).await
    }

    pub(in crate::stores) async fn query(&self, statement: String, parameters: Row) -> Answer<Cursor> {
        let Opened { columns, first, id } = self.ask(|reply| Command::Query { statement, parameters, reply }).await?;
        let rest = if first.last { Rest::None } else { Rest::Portal { inside: self.clone(), id } };
        Ok(Cursor { columns, ahead: first.rows, rest })
    }

    pub(super) async fn next(&self, id: u64, at_most: u32) -> Answer<Batch> {
        self.ask(|reply| Command::Next { id, at_most, reply }).await
    }

    pub(super) fn close(&self, id: u64) {
        // The transaction may have ended, and with it the rows.
        let _ = self.0.send(Command::Close { id });
    }
}

/// Rows that are being read.
struct Reading {
    portal: Portal,
    /// Rows to ask for, so that they make about a batch.
    count: i32,
}

/// The transaction as its task has it.
struct Task<'a> {
    open: Open<'a>,
    readings: BTreeMap<u64, Reading>,
    opened: u64,
    failed: bool,
}

/// How the task ended.
enum Left {
    /// The connection can be used again; and who is told so.
    Done(Option<(oneshot::Sender<Answer<()>>, Answer<()>)>),
    /// Nobody waits for what it does.
    BrokenOff,
}

async fn attend(
    mut lease: Lease,
    session: Arc<Session>,
    inbox: mpsc::UnboundedReceiver<Command>,
    begun: oneshot::Sender<Answer<()>>,
) {
    lease.break_off();
    let left = match lease.client().transaction().await {
        Ok(open) => {
            if begun.send(Ok(())).is_err() {
                return;
            }
            Task { open, readings: BTreeMap::new(), opened: 0, failed: false }.attend(inbox).await
        }
        Err(error) => {
            let _ = begun.send(Err(values::fault_of(&error)));
            Left::Done(None)
        }
    };
    if let Left::Done(told) = left {
        lease.settle();
        session.put(lease);
        if let Some((reply, ended)) = told {
            let _ = reply.send(ended);
        }
    }
}

/// Waits for an answer as long as somebody waits for it.
macro_rules! answer {
    ($reply:ident, $work:expr) => {{
        let mut reply = $reply;
        let done = tokio::select! {
            done = $work => done,
            () = reply.closed() => return Left::BrokenOff,
        };
        // It may have gone just now; then the next command ends this.
        let _ = reply.send(done);
    }};
}

impl Task<'_> {
    async fn attend(mut self, mut inbox: mpsc::UnboundedReceiver<Command>) -> Left {
        while let Some(command) = inbox.recv().await {
            match command {
                Command::Execute { statement, parameters, reply } => {
                    answer!(reply, self.execute(&statement, &parameters));
                }
                Command::Query { statement, parameters, reply } => answer!(reply, self.query(&statement, &parameters)),
                Command::Next { id, at_most, reply } => answer!(reply, self.next(id, at_most)),
                Command::Close { id } => drop(self.readings.remove(&id)),
                Command::End { commit, reply } => {
                    let ended = self.end(commit).await;
                    return Left::Done(Some((reply, ended)));
                }
            }
        }
        let _ = self.end(false).await;
        Left::Done(None)
    }

    /// What a statement does to the transaction when it has run.
    fn judge<T>(&mut self, text: &Text<'_>, done: Answer<T>) -> Answer<T> {
        self.failed = match &done {
            Ok(_) => self.failed && !text.goes_back,
            Err(_) => true,
        };
        done
    }

    fn read<'t>(&self, statement: &'t str, parameters: &Row) -> Answer<Text<'t>> {
        let text = Text::read(statement, parameters.len())?;
        if self.failed && !text.goes_back { Err(failed()) } else { Ok(text) }
    }

    async fn execute(&mut self, statement: &str, parameters: &Row) -> Answer<u64> {
        let text = self.read(statement, parameters)?;
        let done = values::execute(self.open.client(), &text, parameters).await;
        self.judge(&text, done)
    }

    async fn query(&mut self, statement: &str, parameters: &Row) -> Answer<Opened> {
        let text = self.read(statement, parameters)?;
        if self.readings.len() >= PORTALS {
            return Err(fault(ErrorKind::Busy, format!("{PORTALS} queries of the transaction are open")));
        }
        let done = self.start(&text, parameters).await;
        self.judge(&text, done)
    }

    async fn start(&mut self, text: &Text<'_>, parameters: &Row) -> Answer<Opened> {
        let prepared = values::prepare(self.open.client(), text, parameters).await?;
        let columns = values::columns(&prepared)?;
        let portal = self.open.bind_raw(&prepared, values::given(parameters)).await;
        let portal = portal.map_err(|error| values::fault_of(&error))?;
        self.opened += 1;
        let id = self.opened;
        let mut reading = Reading { portal, count: FEW };
        let first = reading.fetch(&self.open, u32::MAX).await?;
        if !first.last {
            self.readings.insert(id, reading);
        }
        Ok(Opened { columns, first, id })
    }

    async fn next(&mut self, id: u64, at_most: u32) -> Answer<Batch> {
        if self.failed {
            return Err(failed());
        }
        let Some(mut reading) = self.readings.remove(&id) else {
            return Err(fault(ErrorKind::Closed, "the rows have gone"));
        };
        let batch = reading.fetch(&self.open, at_most).await;
        match &batch {
            Ok(batch) if batch.last => {}
            Ok(_) => drop(self.readings.insert(id, reading)),
            Err(_) => self.failed = true,
        }
        batch
    }

    async fn end(self, commit: bool) -> Answer<()> {
        let Self { open, readings, failed: broken, .. } = self;
        drop(readings);
        let ended = if commit && !broken { open.commit().await } else { open.rollback().await };
        ended.map_err(|error| values::fault_of(&error))?;
        // PostgreSQL answers a commit of what failed as if all were well.
        if commit && broken {
            return Err(fault(ErrorKind::Closed, "a statement of the transaction had failed: it was rolled back"));
        }
        Ok(())
    }
}

impl Reading {
    async fn fetch(&mut self, open: &Open<'_>, at_most: u32) -> Answer<Batch> {
        let count = self.count.min(i32::try_from(at_most).unwrap_or(i32::MAX)).max(1);
        let found = open.query_portal(&self.portal, count).await.map_err(|error| values::fault_of(&error))?;
        let rows: VecDeque<Row> = found.iter().map(values::row).collect::<Answer<_>>()?;
        let bytes: usize = rows.iter().flatten().map(size).sum();
        if bytes > BATCH {
            self.count = (count / 2).max(1);
        } else if bytes < BATCH / 2 && rows.len() == self.count.unsigned_abs() as usize {
            self.count = self.count.saturating_mul(2).min(MANY);
        }
        Ok(Batch { last: rows.len() < count.unsigned_abs() as usize, rows })
    }
}
