//! What pip complains about, in its own words, with what to do.

use witloom_component::BuildError;

/// Words of pip's when the index or a file can't be reached.
const UNREACHED: &[&str] = &[
    "ConnectionError",
    "NewConnectionError",
    "NameResolutionError",
    "ConnectTimeoutError",
    "ReadTimeoutError",
    "ProxyError",
    "SSLError",
    "Could not fetch URL",
    "Max retries exceeded",
    "HTTP error",
    "Network connection",
];

/// The error for a pip that failed.
pub(super) fn explain(stderr: &str) -> BuildError {
    let mut lines: Vec<&str> = Vec::new();
    for line in stderr.lines().map(str::trim_end).filter(|line| !line.trim().is_empty()) {
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    // What the machine's own Python warns of is nothing of the packages'.
    let hint = hint(stderr);
    BuildError::Packages { message: format!("pip can't get the packages\n{}", lines.join("\n")), hint }
}

fn hint(stderr: &str) -> String {
    if UNREACHED.iter().any(|word| stderr.contains(word)) {
        return "the package index could not be reached; what was installed once with its `requirements.lock` needs no network"
            .to_owned();
    }
    if stderr.contains("ResolutionImpossible") {
        return "loosen one of the versions named above; `pip` shows what each package asks for".to_owned();
    }
    if stderr.contains("DO NOT MATCH THE HASHES") || stderr.contains("HashMismatch") {
        return "a file of the index is not the one that `requirements.lock` names: find out why, or delete the lock to take it"
            .to_owned();
    }
    if let Some(wanted) = after(stderr, "No matching distribution found for ") {
        return format!(
            "a component takes wheels: `{wanted}` has none for CPython {} in that version; \
             where it is pure Python, put its modules into `vendor/`",
            super::PYTHON
        );
    }
    "the lines above are pip's own; its settings and `PIP_*` variables count here, too".to_owned()
}

fn after<'a>(text: &'a str, words: &str) -> Option<&'a str> {
    let rest = &text[text.find(words)? + words.len()..];
    rest.lines().next().map(|line| line.split(" (").next().unwrap_or(line).trim())
}
