//! What databases do, the same in each engine, and what is PostgreSQL's own.

use std::sync::Arc;
use std::time::{Duration, Instant};

use witloom_test_kit::servers;

use super::super::database::{Answer, Cursor, Database, Inside, Mode, Row, Session, Transaction};
use super::super::postgres::Postgres;
use super::super::sql::{ErrorKind, Value};
use super::super::sqlite::Sqlite;
use super::super::url::StoreUrl;
use super::{kind, run};
use crate::Secret;

/// What engines call differently.
struct Dialect {
    float: &'static str,
    bytes: &'static str,
    /// A query that takes longer than anybody waits.
    endless: &'static str,
}

const SQLITE: Dialect = Dialect {
    float: "REAL",
    bytes: "BLOB",
    endless: "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n",
};

const POSTGRES: Dialect = Dialect { float: "float8", bytes: "bytea", endless: "SELECT pg_sleep(100)" };

const NUMBERS: &str = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $1) SELECT i FROM n";

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

async fn execute(session: &Session, statement: &str, values: Row) -> Answer<u64> {
    session.execute(statement.to_owned(), values, Mode::Patient).await
}

async fn script(session: &Session, statements: &str) -> Answer<()> {
    session.script(statements.to_owned(), Mode::Patient).await
}

async fn query(session: &Session, statement: &str, values: Row) -> Answer<Cursor> {
    session.query(statement.to_owned(), values, Mode::Patient).await
}

async fn all(mut cursor: Cursor) -> Answer<Vec<Row>> {
    let mut all = Vec::new();
    loop {
        let some = cursor.next(1000).await?;
        if some.is_empty() {
            return Ok(all);
        }
        all.extend(some);
    }
}

async fn rows(session: &Session, statement: &str, values: Row) -> Answer<Vec<Row>> {
    all(query(session, statement, values).await?).await
}

async fn number(session: &Session, statement: &str) -> i64 {
    let rows = rows(session, statement, vec![]).await.unwrap();
    let Value::Integer(number) = rows[0][0] else { panic!("{rows:?}") };
    number
}

async fn begin(session: &Session) -> (Transaction, Inside) {
    let open = session.begin(Mode::Patient).await.unwrap();
    let inside = open.inside().unwrap();
    (open, inside)
}

async fn values_are_no_statements(session: &Session, dialect: &Dialect) {
    let Dialect { float, bytes, .. } = dialect;
    let table = format!("CREATE TABLE items (name TEXT PRIMARY KEY, price {float}, data {bytes})");
    assert_eq!(execute(session, &table, vec![]).await.unwrap(), 0);
    let wicked = "x'); DROP TABLE items; --";
    let values = |name: &str| vec![text(name), Value::Float(2.5), Value::Blob(vec![0, 255])];
    assert_eq!(execute(session, "INSERT INTO items VALUES ($1, $2, $3)", values("tea")).await.unwrap(), 1);
    assert_eq!(execute(session, "INSERT INTO items VALUES (?, ?, ?)", values(wicked)).await.unwrap(), 1);
    let found = rows(session, "SELECT data, price, name FROM items WHERE name = ?", vec![text(wicked)]).await.unwrap();
    let [Value::Blob(data), Value::Float(price), Value::Text(name)] = &found[0][..] else { panic!("{found:?}") };
    assert!(data == &[0, 255] && *price == 2.5 && name == wicked && found.len() == 1);
    let cursor = query(session, "SELECT name, price AS cost FROM items", vec![]).await.unwrap();
    assert_eq!(cursor.columns(), ["name", "cost"]);
    assert_eq!(execute(session, "UPDATE items SET price = $1", vec![Value::Null]).await.unwrap(), 2);
    let nulls = rows(session, "SELECT price FROM items", vec![]).await.unwrap();
    assert!(nulls.iter().all(|row| matches!(row[..], [Value::Null])), "{nulls:?}");
    assert_eq!(execute(session, "SELECT name FROM items", vec![]).await.unwrap(), 0, "nothing is changed");
}

async fn mistakes_have_kinds(session: &Session) {
    let twice = execute(session, "INSERT INTO items VALUES ('tea', 1, NULL)", vec![]).await;
    assert_eq!(kind(twice), Some(ErrorKind::Constraint));
    for (statement, values) in [
        ("SELEC 1", vec![]),
        ("SELECT * FROM none", vec![]),
        ("SELECT name FROM items WHERE name = $1", vec![]),
        ("SELECT name FROM items WHERE name = $1", vec![text("a"), text("b")]),
        ("SELECT 1; SELECT 2", vec![]),
    ] {
        assert_eq!(kind(query(session, statement, values).await.map(drop)), Some(ErrorKind::Syntax), "{statement}");
    }
    for statement in ["BEGIN", "COMMIT", "ROLLBACK"] {
        assert_eq!(kind(execute(session, statement, vec![]).await), Some(ErrorKind::Denied), "{statement}");
    }
    let half = script(session, "DELETE FROM items; COMMIT").await;
    assert_eq!(kind(half), Some(ErrorKind::Denied));
    let half = script(session, "DELETE FROM items; INSERT INTO none VALUES (1)").await;
    assert_eq!(kind(half), Some(ErrorKind::Syntax));
    assert_eq!(number(session, "SELECT count(*) FROM items").await, 2, "a script is all or nothing");
}

async fn transactions(database: &Database, session: &Session) {
    script(session, "CREATE TABLE n (i INTEGER PRIMARY KEY); INSERT INTO n VALUES (1), (2), (3)").await.unwrap();
    let other = database.session().await.unwrap();
    let count = "SELECT count(*) FROM n";
    let (open, inside) = begin(session).await;
    assert_eq!(inside.execute("DELETE FROM n".to_owned(), vec![]).await.unwrap(), 3);
    assert_eq!(number(&other, count).await, 3, "others see what is committed");
    let prompt = other.execute("DELETE FROM n".to_owned(), vec![], Mode::Prompt).await;
    assert_eq!(kind(prompt), Some(ErrorKind::Busy));
    let waited = Instant::now();
    assert_eq!(kind(execute(&other, "DELETE FROM n", vec![]).await), Some(ErrorKind::Busy));
    assert!((4..30).contains(&waited.elapsed().as_secs()), "it is waited for, not for ever: {:?}", waited.elapsed());
    drop((open, inside));
    assert_eq!(number(session, count).await, 3, "what is dropped is rolled back");
    let (mut open, inside) = begin(session).await;
    inside.execute("DELETE FROM n WHERE i = ?".to_owned(), vec![Value::Integer(1)]).await.unwrap();
    open.end(true).await.unwrap();
    assert_eq!(kind(open.end(true).await), Some(ErrorKind::Closed));
    assert!(open.inside().is_err());
    assert_eq!(number(&other, count).await, 2);
    let (mut open, inside) = begin(session).await;
    inside.execute("INSERT INTO n VALUES (1)".to_owned(), vec![]).await.unwrap();
    open.end(false).await.unwrap();
    assert_eq!(number(&other, count).await, 2);
}

async fn many_rows(session: &Session) {
    let many = || vec![Value::Integer(100_000)];
    let mut cursor = query(session, NUMBERS, many()).await.unwrap();
    assert_eq!(cursor.next(1).await.unwrap().len(), 1);
    assert_eq!(execute(session, "INSERT INTO n VALUES (9)", vec![]).await.unwrap(), 1, "beside the rows");
    let rest = all(cursor).await.unwrap();
    assert!(rest.len() == 99_999 && matches!(rest[99_998][0], Value::Integer(100_000)));
    drop(query(session, NUMBERS, many()).await.unwrap());
    let (mut open, inside) = begin(session).await;
    let mut one = inside.query(NUMBERS.to_owned(), many()).await.unwrap();
    let mut two = inside.query(NUMBERS.to_owned(), many()).await.unwrap();
    let mut read = 0;
    loop {
        let some = one.next(700).await.unwrap();
        let same = two.next(u32::try_from(some.len()).unwrap()).await.unwrap();
        if some.is_empty() {
            break;
        }
        read += some.len();
        assert!(!same.is_empty());
    }
    assert_eq!(read, 100_000);
    assert_eq!(inside.execute("DELETE FROM n WHERE i = 9".to_owned(), vec![]).await.unwrap(), 1);
    open.end(true).await.unwrap();
    // What changes rows has done so when it is answered, however few of its rows are read.
    let insert = "INSERT INTO n SELECT i + 100 FROM (WITH RECURSIVE n(i) AS \
                  (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50000) SELECT i FROM n) m RETURNING i";
    drop(query(session, insert, vec![]).await.unwrap());
    assert_eq!(number(session, "SELECT count(*) FROM n WHERE i > 100").await, 50_000);
}

async fn counted_at_the_same_time(database: &Database, session: &Session) {
    script(session, "CREATE TABLE c (i INTEGER); INSERT INTO c VALUES (0)").await.unwrap();
    let counts: Vec<_> = (0..4)
        .map(|_| {
            let database = database.clone();
            tokio::spawn(async move {
                let session = database.session().await.unwrap();
                for _ in 0..25 {
                    let (mut open, inside) = begin(&session).await;
                    inside.execute("UPDATE c SET i = i + 1".to_owned(), vec![]).await.unwrap();
                    open.end(true).await.unwrap();
                }
            })
        })
        .collect();
    for count in counts {
        count.await.unwrap();
    }
    assert_eq!(number(session, "SELECT i FROM c").await, 100);
}

async fn stopped(session: &Session, dialect: &Dialect) {
    let soon = Duration::from_millis(200);
    assert!(tokio::time::timeout(soon, rows(session, dialect.endless, vec![])).await.is_err());
    assert_eq!(number(session, "SELECT 1").await, 1);
    let (open, inside) = begin(session).await;
    inside.execute("DELETE FROM n".to_owned(), vec![]).await.unwrap();
    assert!(tokio::time::timeout(soon, inside.query(dialect.endless.to_owned(), vec![])).await.is_err());
    drop((open, inside));
    assert!(number(session, "SELECT count(*) FROM n").await > 0, "it is rolled back");
}

async fn suite(database: &Database, dialect: &Dialect) {
    let session = database.session().await.unwrap();
    values_are_no_statements(&session, dialect).await;
    mistakes_have_kinds(&session).await;
    transactions(database, &session).await;
    many_rows(&session).await;
    counted_at_the_same_time(database, &session).await;
    stopped(&session, dialect).await;
}

#[test]
fn sqlite() {
    run(async || {
        let folder = tempfile::tempdir().unwrap();
        suite(&Database::Sqlite(Arc::new(Sqlite::of_file(&folder.path().join("a.db")))), &SQLITE).await;
    });
}

fn reached(port: u16, password: &str) -> Database {
    let url: StoreUrl = format!("postgres://{}@127.0.0.1:{port}/shop", servers::USER).parse().unwrap();
    let StoreUrl::Postgres(url) = url.with_password(Secret::new(password.to_owned())).unwrap() else {
        panic!("no PostgreSQL")
    };
    Database::Postgres(Arc::new(Postgres::new(url)))
}

async fn types(session: &Session) {
    script(session, "CREATE TYPE mood AS ENUM ('good', 'bad'); CREATE DOMAIN small AS int2 CHECK (VALUE < 100)")
        .await
        .unwrap();
    let all = "SELECT 1::int2, 2::int4, 3::int8, 0.5::float4, 0.25::float8, true, 'a'::varchar, 'b'::char(2), \
               'good'::mood, '\\x00ff'::bytea, 7::small, NULL::int4, pg_sleep(0)";
    let found = rows(session, all, vec![]).await.unwrap();
    let shown = format!("{:?}", found[0]);
    for part in ["Integer(1)", "Integer(2)", "Integer(3)", "Float(0.5)", "Float(0.25)", "Boolean(true)", "Text(\"a\")"]
    {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    assert!(
        shown.contains("Text(\"b \")") && shown.contains("Text(\"good\")") && shown.contains("Integer(7)"),
        "{shown}"
    );
    assert!(matches!(&found[0][9..], [Value::Blob(_), _, Value::Null, Value::Null]), "{shown}");
    for (statement, words) in [
        (
            "SELECT 1.5 AS price",
            "the column `price` is of type numeric, which no value stands for: write `price::text`",
        ),
        ("SELECT now() AS at", "timestamptz"),
        ("SELECT ARRAY[1]", "_int4"),
        ("SELECT '{}'::jsonb", "jsonb"),
    ] {
        let error = query(session, statement, vec![]).await.map(drop).unwrap_err();
        assert!(error.kind == ErrorKind::Other && error.message.contains(words), "{error:?}");
    }
    for (statement, value, said) in [
        ("SELECT $1::int2", Value::Integer(40_000), "parameter 1 is 40000, which int2 can't hold"),
        ("SELECT $1::float8", Value::Integer(i64::MAX), "which float8 can't hold"),
        ("SELECT $1::text", Value::Integer(1), "parameter 1 is an integer, where text is wanted"),
        ("SELECT $1::int4", Value::Float(1.0), "is a float, where int4 is wanted"),
        ("SELECT $1::bytea", text("a"), "is a text, where bytea is wanted"),
        ("SELECT $1::text", text("a\0b"), "a character 0"),
        ("SELECT $1::date::text", text("tomorrowish"), "invalid input syntax"),
    ] {
        let error = rows(session, statement, vec![value]).await.unwrap_err();
        assert!(error.message.contains(said), "{statement}: {error:?}");
    }
    for (statement, value, back) in [
        ("SELECT $1::numeric::text", Value::Float(2.5), "2.5"),
        ("SELECT $1::numeric::text", Value::Integer(i64::MIN), "-9223372036854775808"),
        ("SELECT $1::date::text", text("2026-11-27"), "2026-11-27"),
        ("SELECT $1::mood::text", text("bad"), "bad"),
        ("SELECT $1::int4::text", Value::Integer(-5), "-5"),
        ("SELECT ($1::float4 = 0.1::float4)::text", Value::Float(0.1), "true"),
        ("SELECT (true = $1)::text", Value::Boolean(true), "true"),
    ] {
        let found = rows(session, statement, vec![value]).await.unwrap();
        assert!(matches!(&found[0][0], Value::Text(text) if text == back), "{statement}: {found:?}");
    }
}

async fn failed_transactions(session: &Session) {
    let (mut open, inside) = begin(session).await;
    let run = async |statement: &str| inside.execute(statement.to_owned(), vec![]).await;
    run("DELETE FROM n").await.unwrap();
    run("SAVEPOINT here").await.unwrap();
    assert_eq!(kind(run("SELECT 1 / 0").await), Some(ErrorKind::Other));
    assert_eq!(kind(run("SELECT 1").await), Some(ErrorKind::Closed));
    run("ROLLBACK TO here").await.unwrap();
    run("SELECT 1").await.unwrap();
    assert_eq!(kind(run("SELECT 1 / 0").await), Some(ErrorKind::Other));
    assert_eq!(kind(open.end(true).await), Some(ErrorKind::Closed), "nothing was committed");
    assert!(number(session, "SELECT count(*) FROM n").await > 0);
}

/// The process's memory in use, in bytes.
fn resident() -> usize {
    let text = std::fs::read_to_string("/proc/self/statm").unwrap();
    text.split(' ').nth(1).unwrap().parse::<usize>().unwrap() * 4096
}

async fn a_gib_in_little_memory(session: &Session) {
    let large = "SELECT repeat('x', 10240) FROM generate_series(1, 104858)";
    let (mut open, inside) = begin(session).await;
    for mut cursor in
        [query(session, large, vec![]).await.unwrap(), inside.query(large.to_owned(), vec![]).await.unwrap()]
    {
        let (before, mut count, mut most) = (resident(), 0, 0);
        loop {
            let some = cursor.next(1000).await.unwrap();
            if some.is_empty() {
                break;
            }
            count += some.len();
            most = most.max(resident().saturating_sub(before));
        }
        assert_eq!(count, 104_858);
        assert!(most < 512 << 20, "{most} bytes were taken for a GiB");
    }
    open.end(true).await.unwrap();
}

async fn what_a_server_that_goes_takes_along(database: &Database, server: &mut servers::Server) {
    let session = database.session().await.unwrap();
    let (mut open, inside) = begin(&session).await;
    inside.execute("DELETE FROM n".to_owned(), vec![]).await.unwrap();
    let mut cursor =
        query(&session, "SELECT repeat('x', 10240) FROM generate_series(1, 100000)", vec![]).await.unwrap();
    server.stop();
    let mut read = Ok(vec![vec![]]);
    while read.as_ref().is_ok_and(|rows: &Vec<Row>| !rows.is_empty()) {
        read = cursor.next(1000).await;
    }
    assert_eq!(kind(read), Some(ErrorKind::Closed), "rows that are missing aren't the end of them");
    assert_eq!(kind(inside.execute("DELETE FROM n".to_owned(), vec![]).await), Some(ErrorKind::Closed));
    assert_eq!(kind(open.end(true).await), Some(ErrorKind::Closed));
    let gone = rows(&session, "SELECT 1", vec![]).await.unwrap_err();
    assert!(gone.kind == ErrorKind::Closed && gone.message.contains("can't be reached"), "{gone:?}");
    assert!(!gone.message.contains(servers::PASSWORD), "{gone:?}");
    server.again();
    let end = Instant::now() + Duration::from_secs(20);
    // Its port is open before it lets anybody in.
    while rows(&session, "SELECT 1", vec![]).await.is_err() && Instant::now() < end {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert!(number(&session, "SELECT count(*) FROM n").await > 0, "what was committed is there");
}

#[test]
fn postgres() {
    let Some(mut server) = servers::postgres() else { return };
    run(async || {
        let database = reached(server.port, servers::PASSWORD);
        suite(&database, &POSTGRES).await;
        let session = database.session().await.unwrap();
        types(&session).await;
        failed_transactions(&session).await;
        a_gib_in_little_memory(&session).await;
        let full = rows(
            &session,
            "SELECT count(*) FROM (SELECT DISTINCT i, repeat('x', 1000) FROM generate_series(1, 200000) i) a",
            vec![],
        )
        .await;
        assert_eq!(kind(full), Some(ErrorKind::Full), "the server has 64 MB for what it sorts");
        execute(&session, "CREATE TEMP TABLE mine (i INT)", vec![]).await.unwrap();
        execute(&session, "SET search_path = nowhere", vec![]).await.unwrap();
        drop(session);
        // The connection is made anew in the background, or there is another one.
        tokio::time::sleep(Duration::from_millis(200)).await;
        let session = database.session().await.unwrap();
        assert_eq!(kind(rows(&session, "SELECT * FROM mine", vec![]).await), Some(ErrorKind::Syntax));
        assert!(number(&session, "SELECT count(*) FROM n").await > 0);
        assert_eq!(kind(execute(&session, "COPY n TO STDOUT", vec![]).await), Some(ErrorKind::Denied));
        let wrong = reached(server.port, "wrong").session().await.map(drop).unwrap_err();
        assert!(
            wrong.kind == ErrorKind::Denied && wrong.message.contains("password authentication failed"),
            "{wrong:?}"
        );
        what_a_server_that_goes_takes_along(&database, &mut server).await;
    });
}
