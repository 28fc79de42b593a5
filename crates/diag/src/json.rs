//! The JSON form of a report, for `--format json`.

use miette::Diagnostic;
use serde_json::{Value, json};

/// `{"code", "message", "causes", "hint"}`; absent parts are `null` or empty.
pub fn to_json(error: &dyn Diagnostic) -> Value {
    let mut causes = Vec::new();
    let mut cause = error.source();
    while let Some(source) = cause {
        causes.push(source.to_string());
        cause = source.source();
    }
    json!({
        "code": error.code().map(|c| c.to_string()),
        "message": error.to_string(),
        "causes": causes,
        "hint": error.help().map(|h| h.to_string()),
        "related": error.related().into_iter().flatten().map(to_json).collect::<Vec<_>>(),
    })
}
