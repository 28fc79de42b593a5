//! Serving HTTP: failures cost one answer, and the server stops when told to.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use witloom_host::{Grants, HostError, RunOptions, ServeEvent, ServeOptions};

use crate::{captured, compile, shown};

fn get(address: SocketAddr, path: &str) -> String {
    let mut stream = TcpStream::connect(address).expect("connected");
    write!(stream, "GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").expect("sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("answered");
    answer
}

/// The first line of the answer, and the error that the host saw.
fn request(args: &[&str]) -> (String, String) {
    let errors = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&errors);
    let grants = Grants { args: args.iter().map(|a| (*a).to_owned()).collect(), ..Grants::default() };
    let mut options = ServeOptions { run: RunOptions { grants, ..captured() }, ..ServeOptions::loopback() };
    options.on_event = Arc::new(move |event| {
        if let ServeEvent::Failed { error, .. } = event {
            seen.lock().expect("no panic").push(error.to_string());
        }
    });
    let server = compile("silent-proxy").serve(&options).expect("serving");
    let address = server.address();
    let answers = [get(address, "/one"), get(address, "/two?x=1")];
    assert!(server.stop(Duration::from_secs(5)), "all connections ended");
    assert!(TcpStream::connect(address).is_err(), "the port is closed");
    let first = answers.map(|a| a.lines().next().unwrap_or_default().to_owned());
    assert_eq!(first[0], first[1]);
    let errors = errors.lock().expect("no panic");
    assert_eq!(errors.len(), 2);
    (first[0].clone(), errors[0].clone())
}

#[test]
fn a_trap_costs_one_answer() {
    let (status, error) = request(&[]);
    assert_eq!(status, "HTTP/1.1 500 Internal Server Error");
    insta::assert_snapshot!(error);
}

#[test]
fn a_handler_without_an_answer_is_reported() {
    let (status, error) = request(&["x"]);
    assert_eq!(status, "HTTP/1.1 500 Internal Server Error");
    insta::assert_snapshot!(error);
}

#[test]
fn only_proxies_are_served() {
    let error = compile("calc").serve(&ServeOptions::loopback()).expect_err("refused");
    assert!(matches!(error, HostError::NotAProxy { .. }));
    insta::assert_snapshot!(shown(&error));
}
