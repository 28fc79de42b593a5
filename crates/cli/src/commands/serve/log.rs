//! The log of requests: a line for each that was answered, and reports of those that failed.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use miette::Diagnostic as _;
use serde_json::{Map, Value, json};
use witloom_diag::{Colour, render};
use witloom_host::{HostError, ServeEvent, Served};

use super::LogFormat;
use crate::ui::Ui;

/// Logs what became of a request. Failures are said even when quiet.
pub(super) fn write(format: LogFormat, event: &ServeEvent<'_>, ui: &Ui) {
    let line = match format {
        LogFormat::Text => text(event),
        LogFormat::Json => json(event).to_string(),
    };
    match event.what {
        Served::Failed { .. } => _ = witloom_host::log(&line),
        Served::Answered { .. } | Served::Left | Served::Refused { .. } => ui.log(&line),
    }
}

fn text(event: &ServeEvent<'_>) -> String {
    let ServeEvent { id, method, path, elapsed, what } = event;
    let elapsed = format!("{:.1} ms", milliseconds(*elapsed));
    match what {
        Served::Answered { status } => format!("{method} {path} {status} {elapsed}"),
        Served::Failed { answered, error } => {
            let when = if *answered { " after the head of its answer was sent" } else { "" };
            let report = render(*error, Colour::Never);
            format!("warning: {method} {path} failed{when} (request {id})\n{}", report.trim_end())
        }
        Served::Left => format!("{method} {path} stopped: the client left after {elapsed}"),
        Served::Refused { status, reason } => format!("{method} {path} {status}: {reason}"),
    }
}

fn json(event: &ServeEvent<'_>) -> Value {
    let ServeEvent { id, method, path, elapsed, what } = event;
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let mut line = Map::new();
    line.insert("time".to_owned(), json!(since.as_secs_f64()));
    line.insert("id".to_owned(), json!(id));
    line.insert("method".to_owned(), json!(method));
    line.insert("path".to_owned(), json!(path));
    line.insert("milliseconds".to_owned(), json!(milliseconds(*elapsed)));
    let (event, more) = match what {
        Served::Answered { status } => ("answered", json!({ "status": status })),
        Served::Failed { answered, error } => ("failed", failure(*answered, error)),
        Served::Left => ("left", json!({})),
        Served::Refused { status, reason } => ("refused", json!({ "status": status, "reason": reason })),
    };
    line.insert("event".to_owned(), json!(event));
    if let Value::Object(more) = more {
        line.extend(more);
    }
    Value::Object(line)
}

fn failure(answered: bool, error: &HostError) -> Value {
    let component = if let HostError::Trap(report) = error { report.part.as_deref() } else { None };
    let code = error.code().map(|code| code.to_string());
    let report = render(error, Colour::Never);
    json!({ "answered": answered, "code": code, "component": component, "report": report.trim_end() })
}

fn milliseconds(time: Duration) -> f64 {
    (time.as_secs_f64() * 1e4).round() / 10.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(what: Served<'_>) -> ServeEvent<'_> {
        ServeEvent { id: "0a1b2c3d", method: "GET", path: "/a?b=\"c\"", elapsed: Duration::from_micros(1250), what }
    }

    #[test]
    fn lines_are_for_people_or_for_machines() {
        assert_eq!(text(&event(Served::Answered { status: 200 })), "GET /a?b=\"c\" 200 1.3 ms");
        let line = json(&event(Served::Answered { status: 200 }));
        assert_eq!(line["path"], "/a?b=\"c\"");
        assert_eq!((&line["status"], &line["milliseconds"]), (&json!(200), &json!(1.3)));
        let error = HostError::NoAnswer;
        let failed = event(Served::Failed { answered: false, error: &error });
        assert!(text(&failed).contains("failed (request 0a1b2c3d)\n"));
        let line = json(&failed);
        assert_eq!(
            (&line["event"], &line["code"], &line["id"]),
            (&json!("failed"), &json!("W0424"), &json!("0a1b2c3d"))
        );
        assert!(!line.to_string().contains('\n'));
    }
}
