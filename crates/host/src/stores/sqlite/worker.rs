//! The thread of a connection.
//!
//! A cursor borrows its statement, and the statement the connection; so a thread that has a cursor open attends to its
//! commands from inside, one call deeper for each cursor. Cursors that are closed below others end at once; only their
//! place on the stack waits.

use std::cell::Cell;
use std::collections::VecDeque;
use std::sync::mpsc::Receiver;
use std::time::Duration;

use rusqlite::{Connection, Rows, Statement};
use tokio::sync::oneshot;

use super::Batch;
use super::open::Gate;
use super::text::{bind, fault_of, value_of};
use crate::stores::database::{Answer, BATCH, Mode, PATIENCE, Row, fault, size};
use crate::stores::sql::{Error, ErrorKind};

/// Cursors that a connection may have open.
const CURSORS: usize = 32;

/// What a thread is told.
pub(super) enum Command {
    Execute {
        statement: String,
        parameters: Row,
        mode: Mode,
        reply: oneshot::Sender<Answer<u64>>,
    },
    Query {
        statement: String,
        parameters: Row,
        mode: Mode,
        reply: oneshot::Sender<Answer<Opened>>,
    },
    Next {
        cursor: u64,
        at_most: u32,
        reply: oneshot::Sender<Answer<Batch>>,
    },
    Close {
        cursor: u64,
    },
    Script {
        statements: String,
        mode: Mode,
        reply: oneshot::Sender<Answer<()>>,
    },
    Begin {
        mode: Mode,
        reply: oneshot::Sender<Answer<()>>,
    },
    End {
        commit: bool,
        reply: Option<oneshot::Sender<Answer<()>>>,
    },
    /// Undo what the guest left.
    Reset,
}

/// A query that has begun.
pub(super) struct Opened {
    pub(super) columns: Vec<String>,
    /// Its cursor; none when there are no rows.
    pub(super) cursor: Option<u64>,
}

pub(super) struct Worker {
    connection: Connection,
    gate: Gate,
    inbox: Receiver<Command>,
    /// Cursors that were opened.
    opened: Cell<u64>,
    patient: Cell<bool>,
}

/// The open cursors, from the inmost on.
trait Cursors {
    fn next(&mut self, cursor: u64, at_most: u32) -> Option<Answer<Batch>>;
    fn close(&mut self, cursor: Option<u64>);
    fn depth(&self) -> usize;
    /// Whether the inmost one has ended.
    fn has_ended(&self) -> bool;
}

struct Frame<'f, 'rows> {
    id: u64,
    rows: Option<Rows<'rows>>,
    columns: usize,
    /// Rows that were read ahead: the first one, to see whether the statement works, and all of a statement that
    /// changes something, which would be under way until then.
    ahead: VecDeque<Row>,
    outer: Option<&'f mut dyn Cursors>,
}

/// Why a thread attends no longer at one depth.
enum Left {
    /// The cursor ended.
    Ended,
    /// Nobody sends commands any more.
    Alone,
}

impl Frame<'_, '_> {
    fn step(&mut self) -> Answer<Option<Row>> {
        if let Some(row) = self.ahead.pop_front() {
            return Ok(Some(row));
        }
        self.read()
    }

    fn read(&mut self) -> Answer<Option<Row>> {
        let Some(rows) = &mut self.rows else { return Ok(None) };
        match rows.next() {
            Ok(Some(row)) => {
                let value = |column| row.get_ref(column).map_err(|error| fault_of(&error)).and_then(value_of);
                (0..self.columns).map(value).collect::<Answer<Row>>().map(Some)
            }
            Ok(None) => {
                self.rows = None;
                Ok(None)
            }
            Err(error) => {
                self.rows = None;
                Err(fault_of(&error))
            }
        }
    }

    fn batch(&mut self, at_most: u32) -> Answer<Batch> {
        let (mut rows, mut bytes) = (Vec::new(), 0);
        while rows.len() < at_most.max(1) as usize && bytes < BATCH {
            let Some(row) = self.step()? else { return Ok(Batch { rows, last: true }) };
            bytes += row.iter().map(size).sum::<usize>();
            rows.push(row);
        }
        Ok(Batch { rows, last: false })
    }
}

impl Cursors for Frame<'_, '_> {
    fn next(&mut self, cursor: u64, at_most: u32) -> Option<Answer<Batch>> {
        if self.id == cursor {
            return Some(self.batch(at_most));
        }
        self.outer.as_mut()?.next(cursor, at_most)
    }

    fn close(&mut self, cursor: Option<u64>) {
        if cursor.is_none_or(|cursor| cursor == self.id) {
            self.rows = None;
            self.ahead.clear();
        }
        if let Some(outer) = &mut self.outer {
            outer.close(cursor);
        }
    }

    fn depth(&self) -> usize {
        1 + self.outer.as_ref().map_or(0, |outer| outer.depth())
    }

    fn has_ended(&self) -> bool {
        self.rows.is_none() && self.ahead.is_empty()
    }
}

impl Worker {
    pub(super) fn new(connection: Connection, gate: Gate, inbox: Receiver<Command>) -> Self {
        Self { connection, gate, inbox, opened: Cell::new(0), patient: Cell::new(true) }
    }

    /// Attends to commands until nobody sends any.
    pub(super) fn run(self) {
        while let Left::Ended = self.attend(None) {}
    }

    fn attend(&self, mut cursors: Option<&mut dyn Cursors>) -> Left {
        loop {
            if cursors.as_ref().is_some_and(|cursors| cursors.has_ended()) {
                return Left::Ended;
            }
            let Ok(command) = self.inbox.recv() else { return Left::Alone };
            match command {
                Command::Query { statement, parameters, mode, reply } => {
                    let outer: Option<&mut dyn Cursors> = match &mut cursors {
                        Some(cursors) => Some(&mut **cursors),
                        None => None,
                    };
                    let opened =
                        self.ready(mode).and_then(|()| self.prepare(&statement, &parameters, outer.as_deref()));
                    let left = match opened {
                        Ok(statement) => self.query(statement, reply, outer),
                        Err(error) => {
                            answer(reply, Err(error));
                            None
                        }
                    };
                    if let Some(Left::Alone) = left {
                        return Left::Alone;
                    }
                }
                Command::Next { cursor, at_most, reply } => {
                    let batch = cursors.as_mut().and_then(|cursors| cursors.next(cursor, at_most));
                    answer(reply, batch.unwrap_or_else(|| Err(fault(ErrorKind::Closed, "the rows have gone"))));
                }
                Command::Close { cursor } => close(&mut cursors, Some(cursor)),
                Command::Reset => {
                    close(&mut cursors, None);
                    self.roll_back();
                }
                Command::Execute { statement, parameters, mode, reply } => {
                    answer(reply, self.ready(mode).and_then(|()| self.execute(&statement, &parameters)));
                }
                Command::Script { statements, mode, reply } => {
                    answer(reply, self.ready(mode).and_then(|()| self.script(&statements)));
                }
                Command::Begin { mode, reply } => {
                    answer(reply, self.ready(mode).and_then(|()| self.own("BEGIN IMMEDIATE")));
                }
                Command::End { commit, reply } => {
                    let ended = self.end(commit);
                    if let Some(reply) = reply {
                        answer(reply, ended);
                    }
                }
            }
        }
    }

    /// Makes the connection run the next statement as it should be.
    fn ready(&self, mode: Mode) -> Answer<()> {
        if mode == Mode::Inside && self.connection.is_autocommit() {
            return Err(rolled_back());
        }
        let patient = mode != Mode::Prompt;
        if self.patient.replace(patient) != patient {
            let patience = if patient { PATIENCE } else { Duration::ZERO };
            self.connection.busy_timeout(patience).map_err(|error| fault_of(&error))?;
        }
        Ok(())
    }

    fn own(&self, statement: &str) -> Answer<()> {
        self.gate.run(&self.connection, statement).map_err(|error| fault_of(&error))
    }

    fn roll_back(&self) {
        if !self.connection.is_autocommit() {
            // It fails when SQLite has rolled back by itself.
            let _ = self.own("ROLLBACK");
        }
    }

    fn end(&self, commit: bool) -> Answer<()> {
        if self.connection.is_autocommit() {
            // SQLite rolls back by itself when the disk is full, or memory.
            return if commit { Err(rolled_back()) } else { Ok(()) };
        }
        let ended = self.own(if commit { "COMMIT" } else { "ROLLBACK" });
        if ended.is_err() {
            self.roll_back();
        }
        ended
    }

    fn prepare(&self, statement: &str, parameters: &Row, outer: Option<&dyn Cursors>) -> Answer<Statement<'_>> {
        if outer.is_some_and(|outer| outer.depth() >= CURSORS) {
            return Err(fault(ErrorKind::Busy, format!("{CURSORS} queries of the connection are open")));
        }
        let mut statement = self.connection.prepare(statement).map_err(|error| fault_of(&error))?;
        bind(&mut statement, parameters)?;
        Ok(statement)
    }

    fn execute(&self, statement: &str, parameters: &Row) -> Answer<u64> {
        let before = self.connection.total_changes();
        let mut statement = self.prepare(statement, parameters, None)?;
        let mut rows = statement.raw_query();
        while rows.next().map_err(|error| fault_of(&error))?.is_some() {}
        drop(rows);
        // Statements that change no rows leave the number of those before them.
        Ok(if self.connection.total_changes() == before { 0 } else { self.connection.changes() })
    }

    fn script(&self, statements: &str) -> Answer<()> {
        if !self.connection.is_autocommit() {
            return Err(fault(ErrorKind::Busy, "the connection has a transaction open"));
        }
        self.own("BEGIN IMMEDIATE")?;
        let run = self.connection.execute_batch(statements).map_err(|error| fault_of(&error));
        match run {
            Ok(()) => self.end(true),
            Err(error) => {
                self.roll_back();
                Err(error)
            }
        }
    }

    /// Opens a cursor and attends to commands until it is closed; nothing comes back when there are no rows.
    fn query(
        &self,
        mut statement: Statement<'_>,
        reply: oneshot::Sender<Answer<Opened>>,
        outer: Option<&mut dyn Cursors>,
    ) -> Option<Left> {
        let columns: Vec<String> = statement.column_names().map(str::to_owned).collect();
        let id = self.opened.get() + 1;
        self.opened.set(id);
        let only_reads = statement.readonly();
        let rows = Some(statement.raw_query());
        let mut frame = Frame { id, columns: columns.len(), rows, ahead: VecDeque::new(), outer };
        loop {
            match frame.read() {
                Ok(Some(row)) => frame.ahead.push_back(row),
                Ok(None) => break,
                Err(error) => {
                    answer(reply, Err(error));
                    return None;
                }
            }
            if only_reads {
                break;
            }
        }
        let cursor = (!frame.has_ended()).then_some(id);
        answer(reply, Ok(Opened { columns, cursor }));
        cursor.map(|_| self.attend(Some(&mut frame)))
    }
}

fn rolled_back() -> Error {
    fault(ErrorKind::Closed, "the transaction was rolled back")
}

fn close(cursors: &mut Option<&mut dyn Cursors>, cursor: Option<u64>) {
    if let Some(cursors) = cursors {
        cursors.close(cursor);
    }
}

/// Whoever asked may have gone.
fn answer<T>(reply: oneshot::Sender<Answer<T>>, answer: Answer<T>) {
    let _ = reply.send(answer);
}
