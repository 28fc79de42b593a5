//! `serve`, `dev` and `run` as their users meet them: ports, pipes and failures.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

#[path = "serving/handlers.rs"]
mod handlers;
#[path = "serving/older.rs"]
mod older;
#[path = "serving/requests.rs"]
mod requests;
#[path = "serving/stores.rs"]
mod stores;

/// Long enough for anything that is bound to happen.
const PATIENCE: Duration = Duration::from_secs(120);

/// A running `witloom`, stopped at the latest when it is dropped.
struct Witloom(Child);

impl Witloom {
    fn start(folder: &Path, args: &[&str]) -> Self {
        // Hidden, so that `dev` doesn't take what is cached for a change of the app.
        Self::command(folder, args, |command| {
            command.env("XDG_CACHE_HOME", folder.join(".user-cache"));
        })
    }

    /// With the user's own cache, for apps whose languages' tools fill it.
    fn command(folder: &Path, args: &[&str], set: impl FnOnce(&mut Command)) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_witloom"));
        set(command.args(args).current_dir(folder));
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        Self(command.spawn().expect("witloom starts"))
    }

    /// The end of an address that is written as `http://…/`.
    fn port(&self, line: &str) -> u16 {
        let (_, port) = line.split_once("127.0.0.1:").expect("an address");
        port.split('/').next().and_then(|port| port.parse().ok()).expect("a port")
    }

    /// Its end, which must come by itself.
    fn status(&mut self) -> ExitStatus {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.0.try_wait().expect("it can be asked") {
                return status;
            }
            assert!(Instant::now() < deadline, "it doesn't end");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Witloom {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The first line that holds a text.
fn line(reader: &mut impl std::io::BufRead, text: &str) -> String {
    let lines = reader.lines().map(|line| line.expect("it can be read"));
    lines.into_iter().find(|line| line.contains(text)).expect("it is said")
}

fn get(port: u16, path: &str) -> String {
    ask(port, &format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
}

/// What comes back for the text of a request, until the connection is closed.
fn ask(port: u16, request: &str) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).expect("connected");
    stream.set_read_timeout(Some(PATIENCE)).expect("a sound time");
    let mut writer = stream.try_clone().expect("a second handle");
    std::thread::scope(|scope| {
        // An echo comes back while the request is still under way.
        scope.spawn(move || writer.write_all(request.as_bytes()).expect("sent"));
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("answered");
        answer
    })
}

/// Whether an answer is a good one and complete.
fn is_whole(answer: &str) -> bool {
    answer.starts_with("HTTP/1.1 200 OK") && answer.ends_with("\r\n0\r\n\r\n")
}

fn case(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../host/tests/cases").join(name);
    std::fs::read_to_string(path.with_extension("wat")).expect("a case of the host's tests")
}

/// A folder with a case as a component.
fn folder(name: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let component = wat::parse_str(case(name)).expect("the text is a component");
    std::fs::write(folder.path().join(format!("{name}.wasm")), component).expect("a file");
    folder
}

#[test]
fn failures_after_the_head_are_told_to_the_client_and_logged() {
    let folder = folder("proxy");
    let mut witloom = Witloom::start(folder.path(), &["serve", "proxy.wasm", "--port", "0"]);
    let mut stdout = BufReader::new(witloom.0.stdout.take().expect("a pipe"));
    let mut stderr = BufReader::new(witloom.0.stderr.take().expect("a pipe"));
    let port = witloom.port(&line(&mut stdout, "http://"));
    assert!(is_whole(&get(port, "/w")));
    assert!(line(&mut stderr, "/w").starts_with("GET /w 200 "));
    let cut = get(port, "/trap");
    assert!(cut.contains("hello") && !is_whole(&cut), "{cut}");
    assert!(line(&mut stderr, "/trap").starts_with("GET /trap 200 "));
    let warning = "warning: GET /trap failed after the head of its answer was sent (request ";
    assert!(line(&mut stderr, "/trap").starts_with(warning));
    assert!(line(&mut stderr, "error").starts_with("error[W0413]: "));
}

#[test]
fn a_full_pipe_stops_neither_the_server_nor_the_clock() {
    let folder = folder("proxy");
    let mut witloom = Witloom::start(folder.path(), &["serve", "proxy.wasm", "--port", "0", "--timeout", "3s"]);
    let mut stdout = BufReader::new(witloom.0.stdout.take().expect("a pipe"));
    let port = witloom.port(&line(&mut stdout, "http://"));
    // Nobody reads what these write to stderr.
    for _ in 0..3 {
        assert!(get(port, "/e").starts_with("HTTP/1.1 500"));
    }
    assert!(is_whole(&get(port, "/w")));
}

#[test]
fn a_full_pipe_does_not_hold_a_run_beyond_its_time() {
    let folder = folder("misbehave");
    let args = ["run", "misbehave.wasm", "--invoke", "flood(1000000)", "--timeout", "2s"];
    let mut witloom = Witloom::start(folder.path(), &args);
    assert_eq!(witloom.status().code(), Some(1));
}

#[test]
fn ends_are_told() {
    let folder = folder("proxy");
    let component = wat::parse_str(case("generous")).expect("the text is a component");
    std::fs::write(folder.path().join("generous.wasm"), component).expect("a file");
    let component = wat::parse_str(case("command")).expect("the text is a component");
    std::fs::write(folder.path().join("command.wasm"), component).expect("a file");
    let run = |args: &[&str]| {
        let mut witloom = Witloom::start(folder.path(), args);
        let mut said = String::new();
        witloom.0.stderr.take().expect("a pipe").read_to_string(&mut said).expect("text");
        (witloom.status().code(), said)
    };
    let (code, said) = run(&["run", "generous.wasm", "--invoke", "quit(5)"]);
    assert_eq!(code, Some(5));
    assert!(said.contains("exit status 5"), "{said}");
    let (code, said) = run(&["run", "proxy.wasm"]);
    assert_eq!(code, Some(1));
    insta::assert_snapshot!("run_of_a_server", said);
    let (code, said) = run(&["run", "command.wasm", "--", "fail"]);
    assert_eq!((code, said.as_str()), (Some(1), "warning: `command.wasm` failed: its `run` returned an error\n"));
    let (code, said) = run(&["serve", "proxy.wasm", "--addr", "example.com"]);
    assert_eq!(code, Some(2));
    insta::assert_snapshot!("serve_bad_address", said);
}

const MANIFEST: &str = "[app]\nname = \"site\"\n\n[components.web]\nlang = \"wasm\"\npath = \"web.wat\"\n";

#[test]
fn the_last_good_app_answers_while_its_successor_is_made() {
    let folder = tempfile::tempdir().expect("a folder");
    // All at once, so that each change is one.
    let write = |name: &str, text: &str| {
        let aside = folder.path().join(".aside");
        std::fs::write(&aside, text).expect("a file");
        std::fs::rename(aside, folder.path().join(name)).expect("the same folder");
    };
    std::fs::create_dir(folder.path().join("wit")).expect("a folder");
    write("wit/app.wit", "package site:app;\n");
    write("witloom.toml", MANIFEST);
    write("web.wat", &case("proxy"));
    let mut witloom = Witloom::start(folder.path(), &["dev", "--port", "0", "--rounds", "3"]);
    let mut stderr = BufReader::new(witloom.0.stderr.take().expect("a pipe"));
    let port = witloom.port(&line(&mut stderr, "serving http://"));
    assert!(is_whole(&get(port, "/w")));
    write("web.wat", "(component");
    line(&mut stderr, "goes on answering");
    assert!(is_whole(&get(port, "/w")));
    write("web.wat", &case("silent-proxy"));
    line(&mut stderr, "answering with the new app");
    assert!(witloom.status().success(), "three rounds are over");
}

#[test]
fn async_functions_run_without_being_asked_for() {
    let folder = folder("later");
    let mut witloom = Witloom::start(folder.path(), &["run", "later.wasm", "--invoke", "meet", "--invoke", "meet"]);
    let mut said = String::new();
    witloom.0.stdout.take().expect("a pipe").read_to_string(&mut said).expect("text");
    assert_eq!((witloom.status().code(), said.as_str()), (Some(0), "2\n2\n"));
    assert_eq!(Witloom::start(folder.path(), &["run", "later.wasm"]).status().code(), Some(0));
}
