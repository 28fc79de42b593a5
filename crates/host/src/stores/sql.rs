//! `witloom:sql` for guests.
//!
//! A connection has a session of its database, which its transactions and rows share. Functions of the interface block their caller: as long as one waits, nothing of that guest goes on, so
//! a statement never waits for what the guest itself holds.

use wasmtime::component::{Linker, Resource};

use super::database::{Answer, Cursor, Database, Inside, Mode, Session, Transaction as Open, fault};
use super::{HasStores, StoresView};
use crate::state::State;
use bindings::witloom::sql::{database, types};

pub(super) use bindings::witloom::sql::types::{Error, ErrorKind, Value};

#[allow(missing_debug_implementations, unreachable_pub, reason = "written by wasmtime")]
mod bindings {
    wasmtime::component::bindgen!({
        path: "../wasi/wit/sql.wit",
        world: "witloom:sql/imports",
        imports: { default: async | trappable },
        with: {
            "witloom:sql/database.connection": super::Connection,
            "witloom:sql/database.transaction": super::Transaction,
            "witloom:sql/database.rows": super::Rows,
        },
    });
}

/// An open database.
#[allow(unreachable_pub, missing_debug_implementations, reason = "what wasmtime writes is public by itself")]
pub struct Connection {
    database: Database,
    session: Session,
}

/// Statements that belong together.
#[allow(unreachable_pub, missing_debug_implementations, reason = "what wasmtime writes is public by itself")]
pub struct Transaction {
    open: Open,
    database: Database,
}

/// Rows that are being read.
#[allow(unreachable_pub, missing_debug_implementations, reason = "what wasmtime writes is public by itself")]
pub struct Rows(Cursor);

/// What a call gives: an error of the database is the guest's, one of the host is a trap.
type Given<T> = wasmtime::Result<Result<T, Error>>;

pub(super) fn add_to_linker(linker: &mut Linker<State>) -> wasmtime::Result<()> {
    types::add_to_linker::<State, HasStores>(linker, State::stores)?;
    database::add_to_linker::<State, HasStores>(linker, State::stores)
}

impl StoresView<'_> {
    /// The session of a connection, and how it runs the next statement. While a transaction is open, it runs nothing else.
    fn session(&mut self, connection: &Resource<Connection>) -> wasmtime::Result<Answer<(Session, Mode)>> {
        let Connection { database, session } = self.table.get(connection)?;
        let (database, session) = (database.clone(), session.clone());
        let mut mode = Mode::Patient;
        for transaction in self.table.iter_mut().filter_map(|entry| entry.downcast_ref::<Transaction>()) {
            if !transaction.open.is_open() {
                continue;
            }
            if transaction.open.is_of(&session) {
                let words = "a transaction of the connection is open: use it, or end it first";
                return Ok(Err(fault(ErrorKind::Busy, words)));
            }
            if transaction.database.is(&database) {
                mode = Mode::Prompt;
            }
        }
        Ok(Ok((session, mode)))
    }

    fn rows(&mut self, cursor: Answer<Cursor>) -> Given<Resource<Rows>> {
        match cursor {
            Ok(cursor) => Ok(Ok(self.table.push(Rows(cursor))?)),
            Err(error) => Ok(Err(error)),
        }
    }

    /// Where the statements of a transaction go that hasn't ended.
    fn inside(&self, transaction: &Resource<Transaction>) -> wasmtime::Result<Answer<Inside>> {
        Ok(self.table.get(transaction)?.open.inside())
    }
}

impl types::Host for StoresView<'_> {}

impl database::Host for StoresView<'_> {
    async fn open(&mut self, name: String) -> Given<Resource<Connection>> {
        let found = self.access.find(&name, "a database of SQL", "sqlite", super::Granted::database);
        let Some(database) = found else {
            return Ok(Err(fault(ErrorKind::Denied, format!("the store `{name}` isn't granted"))));
        };
        // Whether it can be opened at all should be known now.
        match database.session().await {
            Ok(session) => Ok(Ok(self.table.push(Connection { database, session })?)),
            Err(error) => {
                let shown = name.escape_debug();
                self.access.say(&name, format_args!("the store `{shown}`: {}", error.message));
                Ok(Err(error))
            }
        }
    }
}

impl database::HostConnection for StoresView<'_> {
    async fn execute(
        &mut self,
        connection: Resource<Connection>,
        statement: String,
        parameters: Vec<Value>,
    ) -> Given<u64> {
        match self.session(&connection)? {
            Ok((session, mode)) => Ok(session.execute(statement, parameters, mode).await),
            Err(error) => Ok(Err(error)),
        }
    }

    async fn query(
        &mut self,
        connection: Resource<Connection>,
        statement: String,
        parameters: Vec<Value>,
    ) -> Given<Resource<Rows>> {
        let cursor = match self.session(&connection)? {
            Ok((session, mode)) => session.query(statement, parameters, mode).await,
            Err(error) => Err(error),
        };
        self.rows(cursor)
    }

    async fn script(&mut self, connection: Resource<Connection>, statements: String) -> Given<()> {
        match self.session(&connection)? {
            Ok((session, mode)) => Ok(session.script(statements, mode).await),
            Err(error) => Ok(Err(error)),
        }
    }

    async fn begin(&mut self, connection: Resource<Connection>) -> Given<Resource<Transaction>> {
        let database = self.table.get(&connection)?.database.clone();
        let open = match self.session(&connection)? {
            Ok((session, mode)) => session.begin(mode).await,
            Err(error) => Err(error),
        };
        match open {
            Ok(open) => Ok(Ok(self.table.push(Transaction { open, database })?)),
            Err(error) => Ok(Err(error)),
        }
    }

    async fn drop(&mut self, connection: Resource<Connection>) -> wasmtime::Result<()> {
        self.table.delete(connection)?;
        Ok(())
    }
}

impl database::HostTransaction for StoresView<'_> {
    async fn execute(
        &mut self,
        transaction: Resource<Transaction>,
        statement: String,
        parameters: Vec<Value>,
    ) -> Given<u64> {
        match self.inside(&transaction)? {
            Ok(inside) => Ok(inside.execute(statement, parameters).await),
            Err(error) => Ok(Err(error)),
        }
    }

    async fn query(
        &mut self,
        transaction: Resource<Transaction>,
        statement: String,
        parameters: Vec<Value>,
    ) -> Given<Resource<Rows>> {
        let cursor = match self.inside(&transaction)? {
            Ok(inside) => inside.query(statement, parameters).await,
            Err(error) => Err(error),
        };
        self.rows(cursor)
    }

    async fn commit(&mut self, transaction: Resource<Transaction>) -> Given<()> {
        Ok(self.table.get_mut(&transaction)?.open.end(true).await)
    }

    async fn rollback(&mut self, transaction: Resource<Transaction>) -> Given<()> {
        Ok(self.table.get_mut(&transaction)?.open.end(false).await)
    }

    async fn drop(&mut self, transaction: Resource<Transaction>) -> wasmtime::Result<()> {
        self.table.delete(transaction)?;
        Ok(())
    }
}

impl database::HostRows for StoresView<'_> {
    async fn columns(&mut self, rows: Resource<Rows>) -> wasmtime::Result<Vec<String>> {
        Ok(self.table.get(&rows)?.0.columns().to_vec())
    }

    async fn next(&mut self, rows: Resource<Rows>, at_most: u32) -> Given<Vec<Vec<Value>>> {
        Ok(self.table.get_mut(&rows)?.0.next(at_most).await)
    }

    async fn drop(&mut self, rows: Resource<Rows>) -> wasmtime::Result<()> {
        self.table.delete(rows)?;
        Ok(())
    }
}
