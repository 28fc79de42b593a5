//! Servers of Redis and PostgreSQL for a test: each its own, on the loopback interface, in a folder that goes with it.
//!
//! Where their programs aren't installed there is no server, and stderr says that the test was left out.

use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::authority::Authority;

/// The password of the servers' only user.
pub const PASSWORD: &str = "correct horse";

/// The user of PostgreSQL's, who owns the database `shop`.
pub const USER: &str = "app";

/// How long a server may take to start or to stop.
const PATIENCE: Duration = Duration::from_secs(60);

/// A server, stopped when it is dropped.
#[derive(Debug)]
pub struct Server {
    /// Where it listens.
    pub port: u16,
    command: Command,
    child: Option<Child>,
    /// What ends it in good order.
    signal: &'static str,
    folder: tempfile::TempDir,
    /// Where PostgreSQL's other programs are.
    programs: Option<PathBuf>,
}

/// Redis, which asks for [`PASSWORD`] and writes each change to its disk; nothing where it isn't installed.
pub fn redis() -> Option<Server> {
    redis_with(None)
}

/// The same over TLS alone, with a certificate for `localhost`.
pub fn redis_over_tls(authority: &Authority) -> Option<Server> {
    redis_with(Some(authority))
}

fn redis_with(authority: Option<&Authority>) -> Option<Server> {
    let program = found("redis-server", find("redis-server", &[]))?;
    let (folder, port) = (tempfile::tempdir().unwrap(), free_port());
    let mut command = Command::new(program);
    command.args(["--bind", "127.0.0.1", "--requirepass", PASSWORD, "--save", ""]);
    command.args(["--appendonly", "yes", "--appendfsync", "always", "--dir"]).arg(folder.path());
    match authority {
        None => command.args(["--port", &port.to_string()]),
        Some(authority) => {
            let [certificate, key] = authority.files(&["localhost"], folder.path());
            command.args(["--port", "0", "--tls-port", &port.to_string(), "--tls-auth-clients", "no"]);
            command.arg("--tls-cert-file").arg(certificate).arg("--tls-key-file").arg(key);
            command.arg("--tls-ca-cert-file").arg(authority.pem())
        }
    };
    Some(Server::start(command, folder, port, "TERM"))
}

/// PostgreSQL with the database `shop` of [`USER`], who has [`PASSWORD`]; nothing where it isn't installed.
pub fn postgres() -> Option<Server> {
    postgres_with(None)
}

/// The same, which lets nobody in but over TLS, with a certificate for `localhost`.
pub fn postgres_over_tls(authority: &Authority) -> Option<Server> {
    postgres_with(Some(authority))
}

fn postgres_with(authority: Option<&Authority>) -> Option<Server> {
    let mut versions: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .map(|version| version.unwrap().path().join("bin"))
        .collect();
    versions.sort();
    let program = found("postgres", find("postgres", &versions))?;
    let folder = tempfile::tempdir().unwrap();
    let (data, password) = (folder.path().join("data"), folder.path().join("password"));
    std::fs::write(&password, PASSWORD).unwrap();
    let own = |program: &Path| as_nobody(program, folder.path());
    let mut init = own(&program.with_file_name("initdb"));
    init.args(["--no-sync", "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "-U", USER, "--pwfile"]);
    let made = init.arg(&password).arg("-D").arg(&data).output().unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let port = free_port();
    let files = authority.map(|authority| {
        std::fs::write(data.join("pg_hba.conf"), "hostssl all all 127.0.0.1/32 scram-sha-256\n").unwrap();
        authority.files(&["localhost"], folder.path())
    });
    let mut command = own(&program);
    if let Some([certificate, key]) = files {
        let setting = |name: &str, file: &Path| format!("{name}={}", file.display());
        command.args(["-c", "ssl=on", "-c", &setting("ssl_cert_file", &certificate)]);
        command.args(["-c", &setting("ssl_key_file", &key)]);
    }
    command.arg("-D").arg(&data).args(["-p", &port.to_string(), "-c", "listen_addresses=127.0.0.1"]);
    command.args(["-c", "unix_socket_directories=", "-c", "fsync=off", "-c", "temp_file_limit=64MB"]);
    let mut server = Server::start(command, folder, port, "INT");
    server.programs = program.parent().map(Path::to_owned);
    server.make_database("shop");
    Some(server)
}

impl Server {
    fn start(command: Command, folder: tempfile::TempDir, port: u16, signal: &'static str) -> Self {
        let mut server = Self { port, command, child: None, signal, folder, programs: None };
        server.again();
        server
    }

    /// Starts it when it was stopped; its data and its port are the same.
    pub fn again(&mut self) {
        let log = std::fs::File::create(self.folder.path().join("log")).unwrap();
        self.command.stdin(Stdio::null()).stdout(log.try_clone().unwrap()).stderr(log);
        let mut child = self.command.spawn().unwrap();
        let end = Instant::now() + PATIENCE;
        while TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).is_err() {
            let ended = child.try_wait().unwrap();
            let log = || std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default();
            assert!(ended.is_none() && Instant::now() < end, "the server doesn't start: {}", log());
            std::thread::sleep(Duration::from_millis(20));
        }
        self.child = Some(child);
    }

    /// Stops it in good order; its connections end.
    pub fn stop(&mut self) {
        let Some(mut child) = self.child.take() else { return };
        let pid = child.id().to_string();
        let told = Command::new("kill").args(["-s", self.signal, &pid]).status().unwrap();
        assert!(told.success());
        child.wait().unwrap();
    }

    /// Makes a further database of PostgreSQL's. Its only user may not be let in yet when the port is open.
    pub fn make_database(&self, name: &str) {
        let end = Instant::now() + PATIENCE;
        loop {
            let mut command = Command::new(self.programs.as_ref().unwrap().join("createdb"));
            command.args(["-h", "127.0.0.1", "-p", &self.port.to_string(), "-U", USER, name]);
            let made = command.env("PGPASSWORD", PASSWORD).output().unwrap();
            if made.status.success() {
                return;
            }
            assert!(Instant::now() < end, "{}", String::from_utf8_lossy(&made.stderr));
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            self.stop();
        } else if let Some(mut child) = self.child.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

fn find(program: &str, folders: &[PathBuf]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let all = folders.iter().rev().cloned().chain(std::env::split_paths(&path));
    all.map(|folder| folder.join(program)).find(|file| file.is_file())
}

fn found(program: &str, file: Option<PathBuf>) -> Option<PathBuf> {
    if file.is_none() {
        eprintln!("left out: `{program}` isn't installed");
    }
    file
}

fn free_port() -> u16 {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port()
}

/// PostgreSQL refuses to be run by root.
fn as_nobody(program: &Path, folder: &Path) -> Command {
    let id = |what: &str, of: &[&str]| {
        let output = Command::new("id").arg(what).args(of).output().unwrap();
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    };
    if id("-u", &[]) != "0" {
        return Command::new(program);
    }
    let (user, group) = (id("-u", &["nobody"]), id("-g", &["nobody"]));
    for path in [folder.to_owned()].into_iter().chain(std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path())) {
        std::os::unix::fs::chown(path, user.parse().ok(), group.parse().ok()).unwrap();
    }
    let mut command = Command::new("setpriv");
    command.args(["--reuid", &user, "--regid", &group, "--clear-groups", "--"]).arg(program).current_dir(folder);
    command
}
