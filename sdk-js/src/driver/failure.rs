//! Says what is wrong with the user's modules, with file and line.

use serde::Deserialize;
use witloom_component::{BuildError, Job};

/// What the script prints when the user's modules don't load.
#[derive(Debug, Deserialize)]
struct Report {
    error: String,
    output: String,
}

/// The error for a script that failed: the user's when it says so, else as it was.
pub(super) fn explain(error: BuildError, job: &Job<'_>, entry: &str) -> BuildError {
    let BuildError::ToolFailed { output, .. } = &error else { return error };
    let report = output.lines().find_map(|line| serde_json::from_str::<Report>(line).ok());
    match report {
        Some(report) => describe(&report, &job.source.display().to_string(), entry),
        None => error,
    }
}

fn describe(report: &Report, folder: &str, entry: &str) -> BuildError {
    if let Some(missing) = missing(&report.output, entry) {
        return missing;
    }
    let lines: Vec<&str> = report.output.lines().filter(|line| !is_noise(line)).collect();
    let text = lines.join("\n").replace("/source/", "");
    let text = text.trim();
    if text.contains("was called while the module was loaded") || report.error.contains("was called while") {
        return BuildError::user_code(
            format!("{}\n{text}", report.error).trim().to_owned(),
            "move the call into a function that the component exports",
        );
    }
    let text = if text.is_empty() { report.error.as_str() } else { text };
    BuildError::user_code(text, format!("the line refers to a file in `{folder}`"))
}

/// What the glue says when exports are missing.
fn missing(output: &str, entry: &str) -> Option<BuildError> {
    let (_, rest) = output.split_once("witloom-missing:")?;
    let list: Vec<(String, String)> = serde_json::Deserializer::from_str(rest).into_iter().next()?.ok()?;
    let items: Vec<String> = list.iter().map(|(place, what)| format!("`{place}` ({what})")).collect();
    let first = list.first().map(|(place, _)| place.split('.').next().unwrap_or(place)).unwrap_or_default();
    let is_member = list.first().is_some_and(|(place, what)| place.contains('.') || what.contains("interface"));
    let wants = |interface: &str| list.iter().any(|(_, what)| what.contains(interface));
    let hint = if wants("`wasi:http/handler") || wants("`wasi:http/incoming-handler") {
        "write `export default { fetch(request) { return new Response(…); } }`".to_owned()
    } else if is_member {
        format!("write `export const {first} = {{ … }}`; `gen/exports.d.ts` has the types")
    } else {
        format!("write `export function {first}(…) {{ … }}`; `gen/exports.d.ts` has the types")
    };
    Some(BuildError::user_code(format!("`{entry}` does not export {}", items.join(", ")), hint))
}

fn is_noise(line: &str) -> bool {
    ["Exception while evaluating top-level script", "Additionally, some promises were rejected"]
        .iter()
        .any(|noise| line.starts_with(noise))
        || line.starts_with("Promise rejected but never handled")
        || line.trim() == "Stack:"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn say(output: &str) -> String {
        let report = Report { error: "exit".to_owned(), output: output.to_owned() };
        describe(&report, "part", "index.js").to_string()
    }

    #[test]
    fn a_syntax_error_keeps_its_place() {
        let output = "Exception while evaluating top-level script\nsub/a.js:1:18 SyntaxError: expected expression\n";
        assert_eq!(say(output), "sub/a.js:1:18 SyntaxError: expected expression");
    }

    #[test]
    fn missing_exports_are_listed() {
        let output = "x.js:1:2 Error: witloom-missing:[[\"rates.find\",\"a function\"]]\nmore";
        assert_eq!(say(output), "`index.js` does not export `rates.find` (a function)");
    }
}
