//! What stores do, without guests.

use std::sync::Arc;
use std::time::Duration;

use super::database::{Answer, Mode, Row};
use super::sql::{Error, ErrorKind, Value};
use super::sqlite::{Session, Sqlite};

mod databases;
mod keys;

pub(super) fn run<T>(work: impl AsyncFnOnce() -> T) -> T {
    tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap().block_on(work())
}

async fn execute(session: &Session, statement: &str, values: Row) -> Answer<u64> {
    session.execute(statement.to_owned(), values, Mode::Patient).await
}

async fn rows(session: &Arc<Session>, statement: &str, values: Row) -> Answer<Vec<Row>> {
    let mut cursor = session.query(statement.to_owned(), values, Mode::Patient).await?;
    let mut all = Vec::new();
    loop {
        let some = cursor.next(2).await?;
        if some.is_empty() {
            return Ok(all);
        }
        all.extend(some);
    }
}

pub(super) fn kind<T>(answer: Answer<T>) -> Option<ErrorKind> {
    answer.err().map(|Error { kind, .. }| kind)
}

async fn numbers(session: &Session) {
    session
        .script("CREATE TABLE n (i INTEGER PRIMARY KEY); INSERT INTO n VALUES (1), (2), (3)".to_owned(), Mode::Patient)
        .await
        .unwrap();
}

async fn count(session: &Arc<Session>) -> i64 {
    let rows = rows(session, "SELECT count(*) FROM n", vec![]).await.unwrap();
    if let Value::Integer(count) = rows[0][0] { count } else { -1 }
}

#[test]
fn a_database_reaches_its_file_alone() {
    run(async || {
        let folder = tempfile::tempdir().unwrap();
        let session = Arc::new(Sqlite::of_file(&folder.path().join("a.db"))).session().await.unwrap();
        numbers(&session).await;
        let other = folder.path().join("other.db");
        for statement in [
            format!("ATTACH '{}' AS o", other.display()),
            format!("VACUUM INTO '{}'", other.display()),
            "VACUUM".to_owned(),
            "PRAGMA journal_mode = DELETE".to_owned(),
            "PRAGMA temp_store_directory = '/'".to_owned(),
            "BEGIN".to_owned(),
            "COMMIT".to_owned(),
        ] {
            assert_eq!(kind(execute(&session, &statement, vec![]).await), Some(ErrorKind::Denied), "{statement}");
        }
        assert!(!other.exists());
        let error = execute(&session, "SELECT load_extension('x')", vec![]).await.unwrap_err();
        assert!(error.message.contains("not authorized"), "{error:?}");
        assert_eq!(rows(&session, "PRAGMA table_info(n)", vec![]).await.unwrap().len(), 1);
        let script = "DELETE FROM n; COMMIT".to_owned();
        assert_eq!(kind(session.script(script, Mode::Patient).await), Some(ErrorKind::Denied));
        assert_eq!(count(&session).await, 3, "a script is all or nothing");
    });
}

#[test]
fn parameters_have_places() {
    run(async || {
        let session = Arc::new(Sqlite::in_memory()).session().await.unwrap();
        let values = || vec![Value::Integer(1), Value::Text("b".to_owned())];
        let turned = rows(&session, "SELECT $2, $1, $2", values()).await.unwrap();
        assert!(
            matches!(&turned[0][..], [Value::Text(b), Value::Integer(1), Value::Text(_)] if b == "b"),
            "{turned:?}"
        );
        for (statement, values) in [
            ("SELECT ?", vec![]),
            ("SELECT ?", values()),
            ("SELECT :name", vec![Value::Null]),
            ("SELECT 1; SELECT 2", vec![]),
            ("", vec![]),
            ("SELECT \"text\"", vec![]),
        ] {
            assert_eq!(kind(rows(&session, statement, values).await), Some(ErrorKind::Syntax), "{statement}");
        }
        assert_eq!(kind(rows(&session, "SELECT ?", vec![Value::Float(f64::NAN)]).await), Some(ErrorKind::Other));
        let kinds = vec![Value::Null, Value::Boolean(true), Value::Float(0.5), Value::Blob(vec![0, 255])];
        let back = rows(&session, "SELECT ?, ?, ?, ?", kinds).await.unwrap();
        let [Value::Null, Value::Integer(1), Value::Float(half), Value::Blob(bytes)] = &back[0][..] else {
            panic!("{back:?}");
        };
        assert!(*half == 0.5 && bytes == &[0, 255]);
    });
}

#[test]
fn changes_are_counted() {
    run(async || {
        let session = Arc::new(Sqlite::in_memory()).session().await.unwrap();
        numbers(&session).await;
        assert_eq!(execute(&session, "UPDATE n SET i = i + 10", vec![]).await.unwrap(), 3);
        assert_eq!(execute(&session, "CREATE TABLE m (i)", vec![]).await.unwrap(), 0, "not those before it");
        assert_eq!(execute(&session, "SELECT i FROM n", vec![]).await.unwrap(), 0);
        let again = execute(&session, "INSERT INTO n VALUES (11)", vec![]).await;
        assert_eq!(kind(again), Some(ErrorKind::Constraint));
        assert_eq!(execute(&session, "INSERT INTO n VALUES (1), (2) RETURNING i", vec![]).await.unwrap(), 2);
    });
}

#[test]
fn transactions_end_with_their_owner() {
    run(async || {
        let database = Arc::new(Sqlite::in_memory());
        let session = database.session().await.unwrap();
        numbers(&session).await;
        let open = session.begin(Mode::Patient).await.unwrap();
        session.execute("DELETE FROM n".to_owned(), vec![], Mode::Inside).await.unwrap();
        let other = database.session().await.unwrap();
        assert_eq!(count(&other).await, 3, "others see what is committed");
        assert_eq!(kind(other.begin(Mode::Prompt).await), Some(ErrorKind::Busy));
        drop(open);
        assert_eq!(count(&session).await, 3);
        let mut open = session.begin(Mode::Patient).await.unwrap();
        session.execute("DELETE FROM n WHERE i = 1".to_owned(), vec![], Mode::Inside).await.unwrap();
        open.end(true).await.unwrap();
        assert_eq!(kind(open.end(true).await), Some(ErrorKind::Closed));
        let inside = session.execute("DELETE FROM n".to_owned(), vec![], Mode::Inside).await;
        assert_eq!(kind(inside), Some(ErrorKind::Closed), "nothing runs outside that belongs inside");
        assert_eq!(count(&other).await, 2);
    });
}

#[test]
fn connections_are_used_again_unless_they_were_changed() {
    run(async || {
        let database = Arc::new(Sqlite::in_memory());
        let session = database.session().await.unwrap();
        numbers(&session).await;
        execute(&session, "CREATE TEMP TABLE mine (i)", vec![]).await.unwrap();
        rows(&session, "PRAGMA foreign_keys = OFF", vec![]).await.unwrap();
        drop(session);
        let session = database.session().await.unwrap();
        assert_eq!(kind(rows(&session, "SELECT * FROM mine", vec![]).await), Some(ErrorKind::Syntax));
        let keys = rows(&session, "PRAGMA foreign_keys", vec![]).await.unwrap();
        assert!(matches!(keys[0][..], [Value::Integer(1)]), "{keys:?}");
        execute(&session, "INSERT INTO n VALUES (77)", vec![]).await.unwrap();
        drop(session);
        let session = database.session().await.unwrap();
        let last = rows(&session, "SELECT last_insert_rowid()", vec![]).await.unwrap();
        assert!(matches!(last[0][..], [Value::Integer(77)]), "it is the same connection: {last:?}");
    });
}

#[test]
fn cursors_read_beside_each_other() {
    run(async || {
        let session = Arc::new(Sqlite::in_memory()).session().await.unwrap();
        numbers(&session).await;
        let all = "SELECT i FROM n ORDER BY i".to_owned();
        let mut outer = session.query(all.clone(), vec![], Mode::Patient).await.unwrap();
        assert_eq!(outer.columns, ["i"]);
        let mut inner = session.query(all.clone(), vec![], Mode::Patient).await.unwrap();
        assert_eq!(outer.next(1).await.unwrap().len(), 1);
        assert_eq!(inner.next(0).await.unwrap().len(), 1, "nothing would be the end");
        assert_eq!(execute(&session, "INSERT INTO n VALUES (9)", vec![]).await.unwrap(), 1);
        drop(outer);
        assert!(inner.next(100).await.unwrap().len() >= 2);
        assert!(inner.next(1).await.unwrap().is_empty() && inner.next(1).await.unwrap().is_empty());
        let empty = rows(&session, "SELECT i FROM n WHERE i > 100", vec![]).await.unwrap();
        assert!(empty.is_empty());
        let mut open = Vec::new();
        for _ in 0..32 {
            open.push(session.query(all.clone(), vec![], Mode::Patient).await.unwrap());
        }
        assert_eq!(kind(session.query(all, vec![], Mode::Patient).await), Some(ErrorKind::Busy));
        drop(open);
        assert_eq!(count(&session).await, 4);
    });
}

#[test]
fn a_full_database_keeps_what_it_has() {
    run(async || {
        let folder = tempfile::tempdir().unwrap();
        let session = Arc::new(Sqlite::of_file(&folder.path().join("a.db"))).session().await.unwrap();
        numbers(&session).await;
        rows(&session, "PRAGMA max_page_count = 4", vec![]).await.unwrap();
        execute(&session, "CREATE TABLE IF NOT EXISTS n (i)", vec![]).await.unwrap();
        let mut open = session.begin(Mode::Patient).await.unwrap();
        session.execute("DELETE FROM n WHERE i = 1".to_owned(), vec![], Mode::Inside).await.unwrap();
        let large = "CREATE TABLE large AS SELECT randomblob(100000)".to_owned();
        let full = session.execute(large.clone(), vec![], Mode::Inside).await;
        assert_eq!(kind(full), Some(ErrorKind::Full));
        // SQLite may have rolled back the whole of it; what follows is inside of it or refused.
        let ended = open.end(true).await;
        let left = if ended.is_ok() { 2 } else { 3 };
        assert_eq!(count(&session).await, left);
        assert_eq!(kind(execute(&session, &large, vec![]).await), Some(ErrorKind::Full));
        assert_eq!(count(&session).await, left);
    });
}

#[test]
fn what_nobody_waits_for_is_stopped() {
    run(async || {
        let database = Arc::new(Sqlite::in_memory());
        let session = database.session().await.unwrap();
        let endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n";
        let waited = tokio::time::timeout(Duration::from_millis(50), rows(&session, endless, vec![])).await;
        assert!(waited.is_err());
        assert_eq!(rows(&session, "SELECT 1", vec![]).await.unwrap().len(), 1, "the thread is free again");
    });
}

#[test]
fn a_folder_that_has_gone_is_said() {
    run(async || {
        let gone = Arc::new(Sqlite::of_file("/no/such/folder/a.db".as_ref()));
        assert_eq!(kind(gone.session().await), Some(ErrorKind::Closed));
    });
}
