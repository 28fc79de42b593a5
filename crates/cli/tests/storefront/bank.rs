//! A payment service that remembers what it was asked for.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

pub(crate) const GOOD: &str = "4242 4242 4242 4242";
/// Is refused.
pub(crate) const DECLINED: &str = "4000-0000-0000-0002";
/// Its bank takes the request and hangs up.
pub(crate) const SILENT: &str = "4000000000000119";

/// What it was asked for.
#[derive(Debug, Clone)]
pub(crate) struct Payment {
    pub(crate) amount: u64,
    pub(crate) reference: String,
    pub(crate) card: String,
}

/// A bank that takes one key.
pub(crate) struct Bank {
    pub(crate) port: u16,
    payments: Arc<Mutex<Vec<Payment>>>,
}

impl Bank {
    pub(crate) fn open(key: &'static str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let payments = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&payments);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                serve(stream.expect("a client"), key, &kept);
            }
        });
        Self { port, payments }
    }

    pub(crate) fn payments(&self) -> Vec<Payment> {
        self.payments.lock().expect("no panic").clone()
    }
}

fn serve(stream: TcpStream, key: &str, payments: &Mutex<Vec<Payment>>) {
    let mut reader = BufReader::new(stream);
    let mut head = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).expect("a line");
        if line.trim_end().is_empty() {
            break;
        }
        head.push(line.trim_end().to_owned());
    }
    let field = |name: &str| {
        let fields = head.iter().filter_map(|line| line.split_once(": "));
        fields.into_iter().find(|(field, _)| field.eq_ignore_ascii_case(name)).map(|(_, value)| value.to_owned())
    };
    let mut body = vec![0; field("content-length").and_then(|length| length.parse().ok()).expect("a length")];
    reader.read_exact(&mut body).expect("a body");
    let asked: serde_json::Value = serde_json::from_slice(&body).expect("an object");
    let text = |value: &serde_json::Value| value.as_str().expect("a text").to_owned();
    let payment = Payment {
        amount: asked["amount"].as_u64().expect("a number"),
        reference: text(&asked["reference"]),
        card: text(&asked["card"]["number"]),
    };
    assert_eq!(field("idempotency-key").as_ref(), Some(&payment.reference));
    assert_eq!(asked["currency"], "EUR");
    let is_known = field("authorization").is_some_and(|value| value == format!("Bearer {key}"));
    let (status, answer) = match payment.card.as_str() {
        _ if !is_known => ("401 Unauthorized", "{}"),
        "4000000000000002" => ("402 Payment Required", r#"{"reason":"No <b>money</b> & no credit."}"#),
        _ => ("201 Created", r#"{"id":"1"}"#),
    };
    let is_silent = payment.card == SILENT;
    payments.lock().expect("no panic").push(payment);
    if is_silent {
        return;
    }
    let head = format!("HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n", answer.len());
    let sent = write!(reader.get_mut(), "{head}Connection: close\r\n\r\n{answer}");
    sent.expect("sent");
}
