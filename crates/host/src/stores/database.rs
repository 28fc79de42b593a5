//! A database of SQL, whichever engine has it.

use std::sync::Arc;
use std::time::Duration;

use super::postgres::{self, Postgres};
use super::sql::{Error, ErrorKind, Value};
use super::sqlite::{self, Sqlite};

/// How long a statement waits for what others hold, and a guest for a connection.
pub(super) const PATIENCE: Duration = Duration::from_secs(5);

/// Bytes after which a batch of rows ends.
pub(super) const BATCH: usize = 256 << 10;

/// The longest text or blob, in bytes.
pub(super) const LONGEST: usize = 64 << 20;

pub(super) type Answer<T> = Result<T, Error>;

/// A row: a value for each column.
pub(super) type Row = Vec<Value>;

/// How a statement is run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// It waits for what others hold.
    Patient,
    /// It doesn't wait: its guest holds it itself.
    Prompt,
    /// It belongs to the transaction of the connection.
    Inside,
}

pub(super) fn fault(kind: ErrorKind, message: impl Into<String>) -> Error {
    Error { kind, message: message.into() }
}

/// What a statement with another number of parameters says.
pub(super) fn miscounted(parameters: usize, values: usize) -> Error {
    let words = format!("the statement has {parameters} parameters, and {values} values were given");
    fault(ErrorKind::Syntax, words)
}

/// The bytes of a value, roughly.
pub(super) fn size(value: &Value) -> usize {
    16 + match value {
        Value::Null | Value::Boolean(_) | Value::Integer(_) | Value::Float(_) => 0,
        Value::Text(text) => text.len(),
        Value::Blob(bytes) => bytes.len(),
    }
}

/// A database.
#[derive(Debug, Clone)]
pub(super) enum Database {
    Sqlite(Arc<Sqlite>),
    Postgres(Arc<Postgres>),
}

/// A connection that one guest has.
#[derive(Clone)]
pub(super) enum Session {
    Sqlite(Arc<sqlite::Session>),
    Postgres(Arc<postgres::Session>),
}

/// A transaction, rolled back if it is dropped before its end.
pub(super) enum Transaction {
    Sqlite(sqlite::Transaction),
    Postgres(postgres::Transaction),
}

/// Where the statements of a transaction go.
pub(super) enum Inside {
    Sqlite(Arc<sqlite::Session>),
    Postgres(postgres::Inside),
}

/// Rows that are being read.
pub(super) enum Cursor {
    Sqlite(sqlite::Cursor),
    Postgres(postgres::Cursor),
}

impl Database {
    /// A session; an error where the database can't be reached.
    pub(super) async fn session(&self) -> Answer<Session> {
        Ok(match self {
            Self::Sqlite(database) => Session::Sqlite(database.session().await?),
            Self::Postgres(database) => Session::Postgres(database.session().await?),
        })
    }

    pub(super) fn is(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Sqlite(one), Self::Sqlite(other)) => Arc::ptr_eq(one, other),
            (Self::Postgres(one), Self::Postgres(other)) => Arc::ptr_eq(one, other),
            (Self::Sqlite(_), Self::Postgres(_)) | (Self::Postgres(_), Self::Sqlite(_)) => false,
        }
    }
}

impl Session {
    pub(super) async fn execute(&self, statement: String, parameters: Row, mode: Mode) -> Answer<u64> {
        match self {
            Self::Sqlite(session) => session.execute(statement, parameters, mode).await,
            Self::Postgres(session) => session.execute(&statement, &parameters, mode).await,
        }
    }

    pub(super) async fn query(&self, statement: String, parameters: Row, mode: Mode) -> Answer<Cursor> {
        Ok(match self {
            Self::Sqlite(session) => Cursor::Sqlite(session.query(statement, parameters, mode).await?),
            Self::Postgres(session) => Cursor::Postgres(session.query(&statement, &parameters, mode).await?),
        })
    }

    pub(super) async fn script(&self, statements: String, mode: Mode) -> Answer<()> {
        match self {
            Self::Sqlite(session) => session.script(statements, mode).await,
            Self::Postgres(session) => session.script(&statements, mode).await,
        }
    }

    pub(super) async fn begin(&self, mode: Mode) -> Answer<Transaction> {
        Ok(match self {
            Self::Sqlite(session) => Transaction::Sqlite(session.begin(mode).await?),
            Self::Postgres(session) => Transaction::Postgres(session.begin(mode).await?),
        })
    }
}

impl Transaction {
    pub(super) fn is_open(&self) -> bool {
        match self {
            Self::Sqlite(transaction) => transaction.is_open(),
            Self::Postgres(transaction) => transaction.is_open(),
        }
    }

    /// Whether it is one of that session's.
    pub(super) fn is_of(&self, session: &Session) -> bool {
        match (self, session) {
            (Self::Sqlite(transaction), Session::Sqlite(session)) => Arc::ptr_eq(&transaction.session, session),
            (Self::Postgres(transaction), Session::Postgres(session)) => Arc::ptr_eq(&transaction.session, session),
            (Self::Sqlite(_), Session::Postgres(_)) | (Self::Postgres(_), Session::Sqlite(_)) => false,
        }
    }

    pub(super) fn inside(&self) -> Answer<Inside> {
        if !self.is_open() {
            return Err(fault(ErrorKind::Closed, "the transaction has ended"));
        }
        Ok(match self {
            Self::Sqlite(transaction) => Inside::Sqlite(Arc::clone(&transaction.session)),
            Self::Postgres(transaction) => Inside::Postgres(transaction.inside()),
        })
    }

    /// What a transaction that can't be committed did is undone.
    pub(super) async fn end(&mut self, commit: bool) -> Answer<()> {
        match self {
            Self::Sqlite(transaction) => transaction.end(commit).await,
            Self::Postgres(transaction) => transaction.end(commit).await,
        }
    }
}

impl Inside {
    pub(super) async fn execute(&self, statement: String, parameters: Row) -> Answer<u64> {
        match self {
            Self::Sqlite(session) => session.execute(statement, parameters, Mode::Inside).await,
            Self::Postgres(inside) => inside.execute(statement, parameters).await,
        }
    }

    pub(super) async fn query(&self, statement: String, parameters: Row) -> Answer<Cursor> {
        Ok(match self {
            Self::Sqlite(session) => Cursor::Sqlite(session.query(statement, parameters, Mode::Inside).await?),
            Self::Postgres(inside) => Cursor::Postgres(inside.query(statement, parameters).await?),
        })
    }
}

impl Cursor {
    pub(super) fn columns(&self) -> &[String] {
        match self {
            Self::Sqlite(cursor) => &cursor.columns,
            Self::Postgres(cursor) => cursor.columns(),
        }
    }

    /// At most so many rows, and at least one unless none are left.
    pub(super) async fn next(&mut self, at_most: u32) -> Answer<Vec<Row>> {
        match self {
            Self::Sqlite(cursor) => cursor.next(at_most).await,
            Self::Postgres(cursor) => cursor.next(at_most).await,
        }
    }
}
