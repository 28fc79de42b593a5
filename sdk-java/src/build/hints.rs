//! What to tell the user when a step fails.

use witloom_component::{BuildError, Job};
use witloom_host_gc::link::LinkError;

/// Codes of the launcher's answers.
pub(super) const UNFORESEEN: i32 = 1;
const COMPILE: i32 = 3;
const WIRING: i32 = 4;
const TRANSLATE: i32 = 5;

/// The error for a launcher run that failed.
pub(super) fn failure(job: &Job<'_>, code: i32, text: &str) -> BuildError {
    let message: Vec<String> = text.lines().map(|line| relative(job, line)).collect();
    let message = message.join("\n");
    let lacks = text.contains("witloom.http").then(|| job.world.lacks_http_handler()).flatten();
    let hint = match code {
        COMPILE if lacks.is_some() => lacks.unwrap_or_default(),
        COMPILE if text.contains("wrong version") => {
            "a library was compiled for a newer Java: TeaVM and witloom read Java 17, take a version of it for 17"
        }
        COMPILE => "these are javac's own words; the bindings are in `gen/`",
        WIRING => "the build looks for public classes that implement the interfaces in `gen/wit`",
        TRANSLATE => {
            "TeaVM has no reflection at run time, no threads and a part of the class library; \
             avoid the call, or the library that makes it"
        }
        other => {
            let status = format!("exit status: {other}");
            return BuildError::ToolFailed { tool: "java".to_owned(), status, output: message };
        }
    };
    BuildError::user_code(message, hint)
}

/// Paths as the user knows them: from the component's folder on.
pub(super) fn relative(job: &Job<'_>, line: &str) -> String {
    let Ok(folder) = std::path::absolute(job.source) else { return line.to_owned() };
    line.replace(&format!("{}/", folder.display()), "")
}

/// The error for a module that can't be linked.
pub(super) fn link_error(error: &LinkError) -> BuildError {
    let hint = match error {
        LinkError::UnknownImport { .. } => {
            "native methods can be bound only to what the world imports; drop `@Import` and use `gen/wit`"
        }
        LinkError::Parse { .. }
        | LinkError::Service { .. }
        | LinkError::Provider { .. }
        | LinkError::Memory { .. }
        | LinkError::Invalid { .. } => "this is a defect in witloom; please report it with the component's sources",
    };
    BuildError::user_code(error.to_string(), hint)
}
