//! Stores, databases and settings as components of each language use them.
//!
//! A language's guest is a file in `cases/state`, which exports `run` of `app.wit`; each test asks all guests the same
//! questions, or the fastest one what is the host's business.

use std::path::Path;
use std::process::{Command, Output};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use witloom_test_kit::authority::Authority;
use witloom_test_kit::servers::{self, Server};

#[path = "state/library.rs"]
mod library;
#[path = "state/surroundings.rs"]
mod surroundings;

/// A guest's language, its file in `cases/state`, and where it goes.
const GUESTS: [(&str, &str, &str); 5] = [
    ("go", include_str!("cases/state/main.go"), "main.go"),
    ("python", include_str!("cases/state/app.py"), "app.py"),
    ("js", include_str!("cases/state/index.js"), "index.js"),
    ("java", include_str!("cases/state/Main.java"), "Main.java"),
    ("ruby", include_str!("cases/state/app.rb"), "app.rb"),
];

const MANIFEST: &str = r#"
[app]
name = "demo"

[components.app]
lang = "LANG"

[stores]
sessions = "redb:data/sessions.redb"
shop = "sqlite:data/shop.db"

[config]
greeting = "hello"
page-size = "10"
table = "CREATE TABLE IF NOT EXISTS items (name TEXT PRIMARY KEY, price REAL, data BLOB) STRICT;"

[secrets]
key = { env = "STATE_KEY" }
"#;

/// What guests keep in a database of PostgreSQL: types of columns are the database's own.
const TABLE: &str = "table=CREATE TABLE IF NOT EXISTS items (name TEXT PRIMARY KEY, price float8, data bytea);";

/// An app with the guest of a language.
struct App(tempfile::TempDir);

impl App {
    fn new(language: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let (_, code, file) = GUESTS.iter().find(|(name, ..)| *name == language).expect("a guest");
        for (path, text) in [
            ("witloom.toml", MANIFEST.replace("LANG", language).as_str()),
            ("wit/app.wit", include_str!("cases/state/app.wit")),
            (&format!("app/{file}"), code),
        ]
        .into_iter()
        .chain(surroundings::files(language))
        .chain(library::file(language))
        {
            let path = folder.path().join(path);
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
            std::fs::write(path, text).expect("a file");
        }
        Self(folder)
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn witloom(&self, args: &[&str]) -> Output {
        self.trusting(None, args)
    }

    /// With another authority than the system's.
    fn trusting(&self, authority: Option<&Authority>, args: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_witloom"));
        command.args(args).current_dir(self.path()).env("STATE_KEY", "s3cr3t").env("STATE_PASSWORD", servers::PASSWORD);
        command.envs(authority.map(|authority| ("SSL_CERT_FILE", authority.pem())));
        command.output().expect("witloom starts")
    }

    /// What a step says, with further arguments, on the app that was built first.
    fn run_with(&self, step: &str, args: &[&str]) -> Output {
        self.witloom(&[&["run", "--invoke", &format!("run({step:?})")], args].concat())
    }

    fn run(&self, step: &str) -> String {
        said(&self.run_with(step, &[]))
    }

    /// The app's database as another program has it.
    fn database(&self) -> rusqlite::Connection {
        rusqlite::Connection::open(self.path().join("data/shop.db")).expect("it opens")
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn said(output: &Output) -> String {
    assert!(output.status.success(), "{}", text(&output.stderr));
    // WAVE writes a quote with a backslash.
    text(&output.stdout).trim().trim_matches('"').replace("\\'", "'")
}

/// What `items` leaves in the database.
const ITEMS: &str = "name,price,data|tea,2.50,00ff|x'); DROP TABLE items; --,3.00,00ff";

/// Everything that a guest does by its own bindings.
fn uses(language: &str) {
    let app = App::new(language);
    assert_eq!(app.run("visit"), "1");
    assert_eq!(app.run("visit"), "2", "it is kept from one run to the next");
    assert_eq!(app.run("keep"), "hello false");
    assert_eq!(app.run("other"), "no-such-store");
    assert_eq!(app.run("config"), "hello s3cr3t 3", "all settings but the secret");
    assert_eq!(app.run("items"), ITEMS, "what is in a parameter is no SQL");
    assert_eq!(app.run("twice"), "constraint");
    assert_eq!(app.run("syntax"), "syntax");
    let half = app.run_with("half", &[]);
    assert!(!half.status.success() && text(&half.stderr).contains("out of order"), "{}", text(&half.stderr));
    assert_eq!(app.run("count"), "n|2", "what wasn't committed is rolled back");
    assert_eq!(app.run("many"), "100000 5000050000");
    on_servers(&app, language);
    surroundings::tells(&app, language);
    library::tells(&app, language);
}

/// The servers that the guests of all languages share, as long as one of them is asked.
fn shared() -> Option<Arc<(Server, Server)>> {
    static SHARED: Mutex<Weak<(Server, Server)>> = Mutex::new(Weak::new());
    let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(servers) = shared.upgrade() {
        return Some(servers);
    }
    let servers = Arc::new((servers::redis()?, servers::postgres()?));
    *shared = Arc::downgrade(&servers);
    Some(servers)
}

/// The same guest with the same stores elsewhere: a database of Redis's and one of PostgreSQL's for each language.
fn on_servers(app: &App, language: &str) {
    let Some(servers) = shared() else { return };
    let number = 1 + GUESTS.iter().position(|(name, ..)| *name == language).expect("a guest");
    servers.1.make_database(language);
    let sessions = format!("sessions=redis://127.0.0.1:{}/{number}", servers.0.port);
    let shop = format!("shop=postgres://{}@127.0.0.1:{}/{language}", servers::USER, servers.1.port);
    let passwords = ["sessions=env:STATE_PASSWORD", "shop=env:STATE_PASSWORD"];
    let given = ["--store", &sessions, "--store", &shop, "--store-password", passwords[0]];
    let given = [&given[..], &["--store-password", passwords[1], "--config", TABLE]].concat();
    let run = |step: &str| said(&app.run_with(step, &given));
    assert_eq!(run("visit"), "1");
    assert_eq!(run("keep"), "hello false");
    assert_eq!(run("items"), ITEMS, "what is in a parameter is no SQL");
    assert_eq!(run("twice"), "constraint");
    assert_eq!(run("many"), "100000 5000050000");
}

#[test]
fn go() {
    uses("go");
}

#[test]
fn python() {
    uses("python");
}

#[test]
fn js() {
    uses("js");
}

#[test]
fn java() {
    uses("java");
}

#[test]
fn ruby() {
    uses("ruby");
}

/// What nobody may read.
fn is_hidden(output: &Output) {
    let shown = text(&output.stdout) + &text(&output.stderr);
    assert!(!shown.contains(servers::PASSWORD), "{shown}");
}

#[test]
fn keys_and_values_on_redis() {
    let Some(mut server) = servers::redis() else { return };
    let app = App::new("go");
    let manifest = std::fs::read_to_string(app.path().join("witloom.toml")).expect("a manifest");
    let url = format!("redis://127.0.0.1:{}/3", server.port);
    let entry = format!("{{ url = \"{url}\", password = {{ env = \"STATE_PASSWORD\" }} }}");
    let manifest = manifest.replace("\"redb:data/sessions.redb\"", &entry);
    std::fs::write(app.path().join("witloom.toml"), manifest).expect("a manifest");
    assert_eq!(app.run("visit"), "1");
    assert_eq!(app.run("visit"), "2", "it is kept from one run to the next");
    assert_eq!(app.run("keep"), "hello false");
    assert_eq!(app.run("config"), "hello s3cr3t 3", "the password is none of the app's settings");
    let given = ["--store", &format!("sessions={url}"), "--store-password", "sessions=env:STATE_PASSWORD"];
    let output = app.run_with("visit", &given);
    assert_eq!(said(&output), "3");
    is_hidden(&output);
    assert!(said(&app.run_with("visit", &given[..2])).contains("asks for a password"));
    std::fs::write(app.path().join("wrong.txt"), "wrong\n").expect("a file");
    let wrong = app.run_with("visit", &["--store-password", "sessions=file:wrong.txt"]);
    assert!(said(&wrong).contains("refuses the user or the password"), "{}", text(&wrong.stdout));
    server.stop();
    let gone = app.run_with("visit", &[]);
    assert!(said(&gone).contains("can't be reached"), "{}", text(&gone.stdout));
    assert!(text(&gone.stderr).contains("the store `sessions`: the server of the store"), "{}", text(&gone.stderr));
    is_hidden(&gone);
    server.again();
    assert_eq!(app.run("visit"), "4");
}

#[test]
fn sql_on_postgres() {
    let Some(mut server) = servers::postgres() else { return };
    let app = App::new("go");
    let url = format!("shop=postgres://{}@127.0.0.1:{}/shop", servers::USER, server.port);
    let given = ["--store", &url, "--store-password", "shop=env:STATE_PASSWORD", "--config", TABLE];
    let run = |step: &str| {
        let output = app.run_with(step, &given);
        is_hidden(&output);
        said(&output)
    };
    assert_eq!(run("items"), ITEMS, "what is in a parameter is no SQL");
    assert_eq!(run("twice"), "constraint");
    assert_eq!(run("syntax"), "syntax");
    let half = app.run_with("half", &given);
    assert!(!half.status.success() && text(&half.stderr).contains("out of order"), "{}", text(&half.stderr));
    assert_eq!(run("count"), "n|2", "what wasn't committed is rolled back");
    assert_eq!(run("many"), "100000 5000050000");
    std::fs::write(app.path().join("wrong.txt"), "wrong\n").expect("a file");
    let wrong = ["--store", &url, "--store-password", "shop=file:wrong.txt", "--config", TABLE];
    let wrong = app.run_with("count", &wrong);
    assert_eq!(said(&wrong), "denied");
    assert!(text(&wrong.stderr).contains("password authentication failed"), "{}", text(&wrong.stderr));
    server.stop();
    let gone = app.run_with("count", &given);
    assert_eq!(said(&gone), "closed");
    assert!(text(&gone.stderr).contains("can't be reached"), "{}", text(&gone.stderr));
    is_hidden(&gone);
    server.again();
    assert_eq!(run("count"), "n|2");
}

/// A server's certificate is held against its name, and its authority against those that are trusted.
#[test]
fn servers_over_tls() {
    let (authority, app) = (Authority::default(), App::new("go"));
    let run = |trusted: Option<&Authority>, step: &str, store: &str| {
        let name = store.split('=').next().unwrap_or_default();
        let password = format!("{name}=env:STATE_PASSWORD");
        let step = format!("run({step:?})");
        let args = ["run", "--invoke", &step, "--store", store, "--store-password", &password, "--config", TABLE];
        app.trusting(trusted, &args)
    };
    let refused = |step: &str, store: &str| {
        let strange = run(None, step, store);
        let words = text(&strange.stderr);
        assert!(
            words.contains("can't be reached") && words.contains("invalid peer certificate: UnknownIssuer"),
            "{words}"
        );
        let other = run(Some(&authority), step, &store.replace("localhost", "127.0.0.1"));
        let words = text(&other.stderr);
        assert!(words.contains("can't be reached") && words.contains("certificate not valid for name"), "{words}");
    };
    if let Some(server) = servers::redis_over_tls(&authority) {
        let store = format!("sessions=rediss://localhost:{}/3", server.port);
        assert_eq!(said(&run(Some(&authority), "visit", &store)), "1");
        refused("visit", &store);
        let clear = run(None, "visit", &store.replace("rediss", "redis"));
        assert!(text(&clear.stderr).contains("can't be reached"), "{}", text(&clear.stderr));
    }
    if let Some(server) = servers::postgres_over_tls(&authority) {
        let store = format!("shop=postgres://{}@localhost:{}/shop", servers::USER, server.port);
        for mode in ["require", "verify-full", "prefer"] {
            let items = run(Some(&authority), "items", &format!("{store}?sslmode={mode}"));
            assert_eq!(said(&items), ITEMS, "{mode}");
        }
        refused("items", &format!("{store}?sslmode=require"));
        // This machine's own are asked in the clear by default, which this one refuses.
        assert_eq!(said(&run(Some(&authority), "items", &store)), "denied");
    }
}

#[test]
fn passwords_have_their_places() {
    let app = App::new("go");
    let inside = format!("sessions=redis://app:{}@localhost", servers::PASSWORD.replace(' ', "%20"));
    let refused = app.run_with("visit", &["--store", &inside]);
    assert!(!refused.status.success() && text(&refused.stderr).contains("W0440"), "{}", text(&refused.stderr));
    assert!(!text(&refused.stderr).contains("correct"), "{}", text(&refused.stderr));
    let serverless = app.run_with("visit", &["--store-password", "sessions=env:STATE_PASSWORD"]);
    assert!(!serverless.status.success() && text(&serverless.stderr).contains("W0441"), "{}", text(&serverless.stderr));
    let unset = ["--store", "sessions=redis://localhost", "--store-password", "sessions=env:NOT_SET_AT_ALL"];
    let unset = text(&app.run_with("visit", &unset).stderr);
    assert!(unset.contains("W0021") && unset.contains("--store-password sessions=file:PATH"), "{unset}");
}

#[test]
fn what_is_refused_is_said() {
    let app = App::new("go");
    let other = app.run_with("other", &[]);
    assert_eq!(said(&other), "no-such-store");
    let log = text(&other.stderr);
    assert!(log.contains("the store `other` isn't granted; `--store 'other=redb:FILE'` grants it"), "{log}");
    assert!(log.contains("granted by witloom.toml: the store `sessions`, redb:"), "{log}");
    assert_eq!(said(&app.run_with("other", &["--store", "other=memory:"])), "");
    let wrong = app.run_with("count", &["--store", "shop=redb:x.redb"]);
    assert_eq!(said(&wrong), "denied");
    let log = text(&wrong.stderr);
    assert!(log.contains("the store `shop` is redb:x.redb, where the app wants a database of SQL"), "{log}");
    let gone = app.run_with("count", &["--store", "shop=sqlite:no/such/folder/shop.db"]);
    assert_eq!(said(&gone), "closed");
    assert!(text(&gone.stderr).contains("isn't there"), "{}", text(&gone.stderr));
}

#[test]
fn settings_come_from_three_places_and_secrets_are_not_shown() {
    let app = App::new("go");
    let mut command = Command::new(env!("CARGO_BIN_EXE_witloom"));
    command.args(["run", "--invoke", "run(\"config\")"]).current_dir(app.path());
    let environment = command.env("STATE_KEY", "s3cr3t").env("WITLOOM_CONFIG_GREETING", "hi");
    assert_eq!(said(&environment.output().expect("witloom starts")), "hi s3cr3t 3");
    std::fs::write(app.path().join("key.txt"), "filed\n").expect("a file");
    let args = ["--config", "greeting=hey", "--config", "more=1", "--secret", "key=file:key.txt"];
    assert_eq!(said(&app.run_with("config", &args)), "hey filed 4");
    let mut command = Command::new(env!("CARGO_BIN_EXE_witloom"));
    let unset = command.args(["run", "--invoke", "run(\"config\")"]).current_dir(app.path()).env_remove("STATE_KEY");
    let unset = unset.output().expect("witloom starts");
    assert!(!unset.status.success() && text(&unset.stderr).contains("W0021"), "{}", text(&unset.stderr));
    let inspected = app.witloom(&["inspect", "."]);
    let shown = text(&inspected.stdout) + &text(&inspected.stderr);
    assert!(shown.contains("keeps values in stores") && !shown.contains("s3cr3t"), "{shown}");
}

#[test]
fn a_locked_or_full_database_says_so_and_keeps_what_it_has() {
    let app = App::new("go");
    app.run("items");
    let other = app.database();
    other.execute_batch("BEGIN IMMEDIATE").expect("locked");
    assert_eq!(app.run("items"), "busy");
    assert_eq!(app.run("count"), "n|2", "who reads needn't wait");
    other.execute_batch("ROLLBACK").expect("unlocked");
    let pages: i64 = other.query_row("PRAGMA page_count", [], |row| row.get(0)).expect("a number");
    assert!(pages > 1);
    drop(other);
    // A store of keys that another process has open.
    let sessions = redb::Database::create(app.path().join("data/sessions.redb")).expect("open");
    let visit = app.run_with("visit", &[]);
    let words = "another process has the store's file open";
    assert_eq!(said(&visit), format!("other: {words}"));
    assert!(text(&visit.stderr).contains(&format!("the store `sessions`: {words}")), "{}", text(&visit.stderr));
    drop(sessions);
    assert_eq!(app.run("visit"), "1");
}
