//! A server in a process of its own, from its start to its first answer.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::PATH;

/// How long a server may take to be built and to answer.
const PATIENCE: Duration = Duration::from_secs(600);

/// A running server, which ends when it is dropped.
pub(crate) struct Server {
    child: Child,
    pub(crate) port: u16,
    /// What its first answer took, from the start of its process.
    pub(crate) first: Duration,
}

impl Server {
    /// An app, with what `witloom` has in its caches.
    pub(crate) fn app(folder: &Path) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_witloom"));
        command.arg("serve").arg(folder).args(["--release", "--port", "0"]);
        let begin = Instant::now();
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("it starts");
        let lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
        let line = lines.map_while(Result::ok).find(|line| line.contains("http://")).expect("it says where it is");
        let digits = line.rsplit_once("127.0.0.1:").expect("an address").1.trim_end_matches('/');
        Self::answered(child, digits.parse().expect("a port"), begin)
    }

    /// A program that takes a port.
    pub(crate) fn native(program: &Path) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
        let port = listener.local_addr().expect("an address").port();
        drop(listener);
        let begin = Instant::now();
        let child = Command::new(program).arg(port.to_string()).stdout(Stdio::null()).spawn().expect("it starts");
        Self::answered(child, port, begin)
    }

    fn answered(child: Child, port: u16, begin: Instant) -> Self {
        while !asked(port) {
            assert!(begin.elapsed() < PATIENCE, "no answer");
            std::thread::sleep(Duration::from_millis(2));
        }
        Self { child, port, first: begin.elapsed() }
    }

    /// The processes that answer: its own, and those that it started.
    pub(crate) fn processes(&self) -> Vec<u32> {
        let mut found = vec![self.child.id()];
        let mut next = 0;
        while let Some(id) = found.get(next) {
            let path = format!("/proc/{id}/task/{id}/children");
            let children = std::fs::read_to_string(path).unwrap_or_default();
            found.extend(children.split_whitespace().filter_map(|id| id.parse::<u32>().ok()));
            next += 1;
        }
        found
    }

    /// Bytes of memory that its processes have in use.
    pub(crate) fn memory(&self) -> u64 {
        let resident = |id: &u32| {
            let status = std::fs::read_to_string(format!("/proc/{id}/status")).unwrap_or_default();
            let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
            let kibibytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok());
            kibibytes.unwrap_or_default() << 10
        };
        self.processes().iter().map(resident).sum()
    }
}

/// Whether the list comes, and is one.
fn asked(port: u16) -> bool {
    let Ok(mut stream) = TcpStream::connect((Ipv4Addr::LOCALHOST, port)) else { return false };
    let mut answer = String::new();
    let request = format!("GET {PATH} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    let spoken = stream.write_all(request.as_bytes()).and_then(|()| stream.read_to_string(&mut answer));
    spoken.is_ok() && answer.starts_with("HTTP/1.1 200") && answer.contains("thing number 14")
}

impl Drop for Server {
    fn drop(&mut self) {
        // Its own children first: a shell's end isn't theirs.
        for id in self.processes().into_iter().rev() {
            let _ = Command::new("kill").arg(id.to_string()).stderr(Stdio::null()).status();
        }
        let _ = self.child.wait();
    }
}
