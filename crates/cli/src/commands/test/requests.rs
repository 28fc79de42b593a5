//! Sends the requests of a test to a server of its own, on the loopback address, and compares the answers.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use witloom_host::{Compiled, RunOptions, ServeEvent, ServeOptions, Served};
use witloom_project::contracts::Request;

use super::contracts::{lines_differ, told};

/// How long an answer may take, beyond what a call may.
const TIME: Duration = Duration::from_secs(70);

/// The line, if a request is to blame, and the words of what failed.
type Failure = (Option<usize>, String);

/// Sends all of them, in their order, to one server.
pub(super) fn play(
    requests: &[Request],
    compiled: &Compiled,
    run: RunOptions,
    public: Option<PathBuf>,
) -> Result<(), Failure> {
    let failures = Arc::new(Mutex::new(Vec::new()));
    let heard = Arc::clone(&failures);
    let on_event = move |event: ServeEvent<'_>| {
        if let Served::Failed { error, .. } = event.what {
            heard.lock().unwrap_or_else(PoisonError::into_inner).push(told(error));
        }
    };
    let options = ServeOptions { run, public, on_event: Arc::new(on_event), ..ServeOptions::loopback() };
    let server = compiled.serve(&options).map_err(|error| (None, told(&error)))?;
    for request in requests {
        let answer = send(server.address(), request);
        let failures = std::mem::take(&mut *failures.lock().unwrap_or_else(PoisonError::into_inner));
        let wrong = match answer {
            Ok(answer) => wrong(request, &answer),
            Err(error) => vec![format!("no answer came: {error}")],
        };
        if !wrong.is_empty() {
            let all: Vec<String> = wrong.into_iter().chain(failures).collect();
            return Err((Some(request.line), format!("{} {}\n{}", request.method, request.path, all.join("\n"))));
        }
    }
    Ok(())
}

/// What came back.
#[derive(Debug, PartialEq, Eq)]
struct Answer {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

/// What is not as expected.
fn wrong(request: &Request, answer: &Answer) -> Vec<String> {
    let (expect, body) = (&request.expect, String::from_utf8_lossy(&answer.body));
    let mut wrong = Vec::new();
    if answer.status != expect.status {
        wrong.push(format!("its status is {}, not {}", answer.status, expect.status));
    }
    for (name, value) in &expect.headers {
        let named = answer.headers.iter().filter(|(known, _)| known.eq_ignore_ascii_case(name));
        let got = named.map(|(_, value)| value.as_str()).collect::<Vec<_>>().join(", ");
        if got != *value {
            wrong.push(format!("its header `{name}` is {got:?}, not {value:?}"));
        }
    }
    if let Some(expected) = expect.body.as_ref().filter(|expected| **expected != body) {
        wrong.push(lines_differ("body", expected, &body));
    }
    let missing = expect.contains.iter().filter(|text| !body.contains(*text));
    wrong.extend(missing.map(|text| format!("its body doesn't contain {text:?}; it is\n{}", body.trim_end())));
    wrong
}

fn send(address: SocketAddr, request: &Request) -> std::io::Result<Answer> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(TIME))?;
    let has = |name: &str| request.headers.keys().any(|known| known.eq_ignore_ascii_case(name));
    let mut head = format!("{} {} HTTP/1.1\r\nconnection: close\r\n", request.method, request.path);
    if !has("host") {
        head += &format!("host: {address}\r\n");
    }
    if !has("content-length") && (!request.body.is_empty() || matches!(request.method.as_str(), "POST" | "PUT")) {
        head += &format!("content-length: {}\r\n", request.body.len());
    }
    for (name, value) in &request.headers {
        head += &format!("{name}: {value}\r\n");
    }
    stream.write_all(format!("{head}\r\n{}", request.body).as_bytes())?;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes)?;
    read(&bytes).ok_or_else(|| std::io::Error::other("the connection was broken off"))
}

/// The last answer of a connection; nothing when it isn't whole.
fn read(bytes: &[u8]) -> Option<Answer> {
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&bytes[..end]);
    let mut lines = head.split("\r\n");
    let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
    let headers = lines.filter_map(|line| line.split_once(':'));
    let headers: Vec<(String, String)> =
        headers.map(|(name, value)| (name.to_owned(), value.trim().to_owned())).collect();
    let rest = &bytes[end + 4..];
    // What comes before the answer, as a go-ahead for the body.
    if (100..200).contains(&status) {
        return read(rest);
    }
    let header =
        |name: &str| headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value);
    let body = match (header("transfer-encoding"), header("content-length")) {
        (Some(_), _) => chunks(rest)?,
        // An answer to HEAD has the length of what it leaves out.
        (None, Some(length)) => {
            let length: usize = length.parse().ok()?;
            if !rest.is_empty() && rest.len() < length {
                return None;
            }
            rest.to_vec()
        }
        (None, None) => rest.to_vec(),
    };
    Some(Answer { status, headers, body })
}

/// A body that was sent in pieces.
fn chunks(mut rest: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let end = rest.windows(2).position(|window| window == b"\r\n")?;
        let size = std::str::from_utf8(&rest[..end]).ok()?.split(';').next()?.trim();
        let size = usize::from_str_radix(size, 16).ok()?;
        if size == 0 {
            return Some(body);
        }
        body.extend_from_slice(rest.get(end + 2..end + 2 + size)?);
        rest = rest.get(end + 4 + size..)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_read_whole_or_not_at_all() {
        let chunked =
            b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Created\r\nA: b\r\ntransfer-encoding: chunked\r\n\r\n\
                        3\r\nabc\r\n2;x\r\nde\r\n0\r\n\r\n";
        let answer = read(chunked).expect("an answer");
        assert_eq!((answer.status, answer.body.as_slice()), (201, &b"abcde"[..]));
        assert_eq!(answer.headers[0], ("A".to_owned(), "b".to_owned()));
        assert_eq!(read(&chunked[..chunked.len() - 8]), None);
        assert_eq!(read(b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nabc"), None);
    }
}
