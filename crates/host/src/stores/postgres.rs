//! Databases of PostgreSQL's.
//!
//! A [`Session`] has one connection of the pool as long as its guest keeps it. A transaction takes it along, and so does a
//! query of which rows are left: what runs beside that has another one. A connection that a call was broken off on, or
//! that is lost, is given up; the next statement connects anew.

use std::collections::VecDeque;
use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};

use futures_util::TryStreamExt as _;
use tokio_postgres::RowStream;

use super::database::{Answer, BATCH, Mode, Row, fault, size};
use super::sql::ErrorKind;
use pool::Lease;
use statement::{Does, Text};

pub(super) use pool::Postgres;
pub(super) use transaction::{Inside, Transaction};

mod pool;
mod statement;
mod transaction;
mod values;

/// A connection that one guest has until it is dropped.
pub(super) struct Session {
    home: Arc<Postgres>,
    lease: Mutex<Option<Lease>>,
}

/// Rows that are being read.
pub(super) struct Cursor {
    columns: Vec<String>,
    ahead: VecDeque<Row>,
    rest: Rest,
}

/// Where the rows come from that aren't here yet.
enum Rest {
    None,
    Stream(Box<Stream>),
    Portal { inside: Inside, id: u64 },
}

/// A query that has its connection to itself.
struct Stream {
    rows: Pin<Box<RowStream>>,
    lease: Lease,
    session: Arc<Session>,
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Session").field(&self.home).finish()
    }
}

impl Session {
    fn new(home: Arc<Postgres>, lease: Lease) -> Self {
        Self { home, lease: Mutex::new(Some(lease)) }
    }

    fn slot(&self) -> std::sync::MutexGuard<'_, Option<Lease>> {
        self.lease.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The session's connection, or a new one if that is lost or busy.
    async fn take(&self, mode: Mode) -> Answer<Lease> {
        let kept = self.slot().take().filter(Lease::is_alive);
        let mut lease = match kept {
            Some(lease) => lease,
            None => self.home.lease().await?,
        };
        lease.wait_for_locks(mode != Mode::Prompt).await?;
        Ok(lease)
    }

    /// Keeps a connection for the session's next statement.
    fn put(&self, lease: Lease) {
        let mut slot = self.slot();
        if slot.is_none() && lease.is_alive() {
            *slot = Some(lease);
        }
    }

    pub(super) async fn execute(&self, statement: &str, parameters: &Row, mode: Mode) -> Answer<u64> {
        let text = Text::read(statement, parameters.len())?;
        let mut lease = self.take(mode).await?;
        let done = lease.run(async |client| values::execute(client, &text, parameters).await).await;
        self.put(lease);
        done
    }

    pub(super) async fn query(self: &Arc<Self>, statement: &str, parameters: &Row, mode: Mode) -> Answer<Cursor> {
        let text = Text::read(statement, parameters.len())?;
        let mut lease = self.take(mode).await?;
        let begun = lease
            .run(async |client| {
                let prepared = values::prepare(client, &text, parameters).await?;
                let columns = values::columns(&prepared)?;
                let rows = client.query_raw(&prepared, values::given(parameters)).await;
                let mut rows = Box::pin(rows.map_err(|error| values::fault_of(&error))?);
                let mut ahead = VecDeque::new();
                // What changes something has taken effect when the query is answered.
                let room = if text.does == Does::Reads { BATCH } else { usize::MAX };
                let left = read(&mut rows, &mut ahead, u32::MAX, room).await?;
                Ok((columns, ahead, left.then_some(rows)))
            })
            .await;
        match begun {
            Ok((columns, ahead, Some(rows))) => {
                lease.break_off();
                let stream = Stream { rows, lease, session: Arc::clone(self) };
                Ok(Cursor { columns, ahead, rest: Rest::Stream(Box::new(stream)) })
            }
            Ok((columns, ahead, None)) => {
                self.put(lease);
                Ok(Cursor { columns, ahead, rest: Rest::None })
            }
            Err(error) => {
                self.put(lease);
                Err(error)
            }
        }
    }

    pub(super) async fn script(&self, statements: &str, mode: Mode) -> Answer<()> {
        statement::check_all(statements)?;
        let mut lease = self.take(mode).await?;
        // Statements that are sent together are one transaction.
        let run = async |client: &tokio_postgres::Client| client.batch_execute(statements).await;
        let done = lease.run(async |client| run(client).await.map_err(|error| values::fault_of(&error))).await;
        self.put(lease);
        done
    }

    pub(super) async fn begin(self: &Arc<Self>, mode: Mode) -> Answer<Transaction> {
        let lease = self.take(mode).await?;
        Transaction::begin(Arc::clone(self), lease).await
    }
}

/// Reads rows until there are so many or so large ones; whether others may follow.
async fn read(rows: &mut Pin<Box<RowStream>>, ahead: &mut VecDeque<Row>, at_most: u32, room: usize) -> Answer<bool> {
    let mut bytes = 0;
    while ahead.len() < at_most as usize && bytes < room {
        match rows.try_next().await.map_err(|error| values::fault_of(&error))? {
            Some(row) => {
                let row = values::row(&row)?;
                bytes += row.iter().map(size).sum::<usize>();
                ahead.push_back(row);
            }
            None => return Ok(false),
        }
    }
    Ok(true)
}

impl Cursor {
    pub(super) fn columns(&self) -> &[String] {
        &self.columns
    }

    /// At most so many rows, and at least one unless none are left.
    pub(super) async fn next(&mut self, at_most: u32) -> Answer<Vec<Row>> {
        let at_most = at_most.max(1);
        if self.ahead.is_empty() {
            match std::mem::replace(&mut self.rest, Rest::None) {
                Rest::None => return Ok(Vec::new()),
                Rest::Portal { inside, id } => {
                    let batch = inside.next(id, at_most).await?;
                    self.ahead.extend(batch.rows);
                    if !batch.last {
                        self.rest = Rest::Portal { inside, id };
                    }
                }
                Rest::Stream(mut stream) => {
                    if read(&mut stream.rows, &mut self.ahead, at_most, BATCH).await? {
                        self.rest = Rest::Stream(stream);
                    } else {
                        stream.finish();
                    }
                }
            }
        }
        let (mut rows, mut bytes) = (Vec::new(), 0);
        while rows.len() < at_most as usize && bytes < BATCH {
            let Some(row) = self.ahead.pop_front() else { break };
            bytes += row.iter().map(size).sum::<usize>();
            rows.push(row);
        }
        Ok(rows)
    }
}

impl Drop for Cursor {
    fn drop(&mut self) {
        if let Rest::Portal { inside, id } = &self.rest {
            inside.close(*id);
        }
    }
}

impl Stream {
    /// All rows were read: the connection is as it was.
    fn finish(self) {
        let Self { rows, mut lease, session } = self;
        drop(rows);
        lease.settle();
        session.put(lease);
    }
}

/// What a transaction says that failed before.
fn failed() -> super::sql::Error {
    fault(ErrorKind::Closed, "a statement of the transaction failed before, and with it all of it: roll it back")
}
