//! Opens a connection that reaches its file and nothing else.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use rusqlite::Connection;
use rusqlite::config::DbConfig;
use rusqlite::hooks::{AuthAction, AuthContext, Authorization};
use rusqlite::limits::Limit;

use super::text;
use crate::stores::database::{Answer, LONGEST, PATIENCE, fault};
use crate::stores::sql::ErrorKind;

/// Pragmas that set something for as long as a connection lives.
const PASSING: &[&str] = &["analysis_limit", "foreign_keys", "max_page_count", "recursive_triggers"];

/// Pragmas that tell of the database or settle something inside of it.
const PRAGMAS: &[&str] = &[
    "application_id",
    "auto_vacuum",
    "collation_list",
    "compile_options",
    "data_version",
    "defer_foreign_keys",
    "encoding",
    "foreign_key_check",
    "foreign_key_list",
    "freelist_count",
    "function_list",
    "incremental_vacuum",
    "index_info",
    "index_list",
    "index_xinfo",
    "integrity_check",
    "optimize",
    "page_count",
    "page_size",
    "quick_check",
    "table_info",
    "table_list",
    "table_xinfo",
    "user_version",
];

/// What statements may do.
#[derive(Clone, Default)]
pub(super) struct Gate(Arc<Marks>);

#[derive(Default)]
struct Marks {
    /// Statements that begin and end transactions may pass: they are the host's.
    own: AtomicBool,
    /// The connection isn't as it was any more.
    changed: AtomicBool,
}

impl Gate {
    /// Runs statements of the host's own.
    pub(super) fn run(&self, connection: &Connection, statement: &str) -> rusqlite::Result<()> {
        self.0.own.store(true, Ordering::Relaxed);
        let done = connection.execute_batch(statement);
        self.0.own.store(false, Ordering::Relaxed);
        done
    }

    /// Whether a guest left tables or settings of the connection's own, which the next one must not find.
    pub(super) fn is_changed(&self) -> bool {
        self.0.changed.load(Ordering::Relaxed)
    }

    fn pragma(&self, name: &str, sets: bool) -> bool {
        let is = |known: &str| known.eq_ignore_ascii_case(name);
        let passing = PASSING.iter().any(|known| is(known));
        if passing && sets {
            self.0.changed.store(true, Ordering::Relaxed);
        }
        passing || PRAGMAS.iter().any(|known| is(known))
    }

    fn judge(&self, action: AuthAction<'_>) -> Authorization {
        let allowed = match action {
            // `VACUUM` attaches a file, too.
            AuthAction::Attach { .. } => false,
            AuthAction::Transaction { .. } => self.0.own.load(Ordering::Relaxed),
            AuthAction::Pragma { pragma_name, pragma_value } => self.pragma(pragma_name, pragma_value.is_some()),
            AuthAction::CreateTempIndex { .. }
            | AuthAction::CreateTempTable { .. }
            | AuthAction::CreateTempTrigger { .. }
            | AuthAction::CreateTempView { .. } => {
                self.0.changed.store(true, Ordering::Relaxed);
                true
            }
            AuthAction::Function { function_name } => !function_name.eq_ignore_ascii_case("load_extension"),
            _ => true,
        };
        if allowed { Authorization::Allow } else { Authorization::Deny }
    }
}

/// Opens a file, which is made if there is none.
pub(super) fn file(path: &Path) -> Answer<(Connection, Gate)> {
    if !path.parent().is_some_and(Path::is_dir) {
        return Err(fault(ErrorKind::Closed, format!("the folder of `{}` isn't there", path.display())));
    }
    // What is committed is on the disk.
    connect(path, "FULL").map_err(|error| text::fault_of(&error))
}

/// Opens a file in a folder that goes with the process.
pub(super) fn passing(folder: &OnceLock<tempfile::TempDir>) -> Answer<(Connection, Gate)> {
    if folder.get().is_none() {
        let made = tempfile::Builder::new().prefix("witloom-").tempdir();
        let made = made.map_err(|error| fault(ErrorKind::Other, format!("no folder for the database: {error}")))?;
        // Another thread may have been faster.
        let _ = folder.set(made);
    }
    let folder = folder.get().expect("it is set by now");
    connect(&folder.path().join("database"), "OFF").map_err(|error| text::fault_of(&error))
}

fn connect(path: &Path, synchronous: &str) -> rusqlite::Result<(Connection, Gate)> {
    let mut connection = Connection::open(path)?;
    connection.busy_timeout(PATIENCE)?;
    connection.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()))?;
    connection.pragma_update(None, "synchronous", synchronous)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    // A text in the wrong quotes is a mistake, not a text.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DDL, false)?;
    connection.set_limit(Limit::SQLITE_LIMIT_LENGTH, i32::try_from(LONGEST).unwrap_or(i32::MAX))?;
    let gate = Gate::default();
    let judge = gate.clone();
    connection.authorizer(Some(move |context: AuthContext<'_>| judge.judge(context.action)))?;
    Ok((connection, gate))
}
