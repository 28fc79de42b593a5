//! Makes one module of the user's modules and the packages that they import.
//!
//! The engine reads modules only while the component is made, knows no packages, no JSON, and gives up on `import()`
//! and `import.meta`: the bundler takes care of all of them. Places in the bundle lead back to the user's files.

use std::path::PathBuf;

use serde::Deserialize;
use serde_json::{Value, json};
use witloom_bindgen::model::Side;
use witloom_bindgen::{Plan, World};
use witloom_component::{BuildError, Job, Profile, run_tool};

use super::{create_dir, read, write};
use crate::names::Names;

/// The scripts, by their names in the bundle's folder.
const SCRIPTS: &[(&str, &str)] = &[
    ("bundle.mjs", include_str!("../../toolchain/bundle.mjs")),
    ("locale.mjs", include_str!("../../toolchain/locale.mjs")),
    ("place.mjs", include_str!("../../toolchain/place.mjs")),
    ("timers.mjs", include_str!("../../toolchain/timers.mjs")),
    ("unicode.mjs", include_str!("../../toolchain/unicode.mjs")),
    ("node.mjs", include_str!("../../toolchain/node.mjs")),
    ("http.mjs", include_str!("../../toolchain/http.mjs")),
    ("http/client.js", include_str!("../../runtime/http/client.js")),
    ("http/form.js", include_str!("../../runtime/http/form.js")),
    ("http/gaps.js", include_str!("../../runtime/http/gaps.js")),
    ("http/incoming.js", include_str!("../../runtime/http/incoming.js")),
    ("http/messages.js", include_str!("../../runtime/http/messages.js")),
    ("http/requests.js", include_str!("../../runtime/http/requests.js")),
    ("http/server.js", include_str!("../../runtime/http/server.js")),
    ("http/streams.js", include_str!("../../runtime/http/streams.js")),
    ("node/buffer.js", include_str!("../../runtime/node/buffer.js")),
    ("node/crypto.js", include_str!("../../runtime/node/crypto.js")),
    ("node/files.js", include_str!("../../runtime/node/files.js")),
    ("node/flags.js", include_str!("../../runtime/node/flags.js")),
    ("node/fs.js", include_str!("../../runtime/node/fs.js")),
    ("node/fs-promises.js", include_str!("../../runtime/node/fs-promises.js")),
    ("node/os.js", include_str!("../../runtime/node/os.js")),
    ("node/stats.js", include_str!("../../runtime/node/stats.js")),
    ("node/standard.js", include_str!("../../runtime/node/standard.js")),
    ("node/process.js", include_str!("../../runtime/node/process.js")),
    ("node/timers.js", include_str!("../../runtime/node/timers.js")),
    ("node/timers-promises.js", include_str!("../../runtime/node/timers-promises.js")),
    ("node/url.js", include_str!("../../runtime/node/url.js")),
    ("node/util.js", include_str!("../../runtime/node/util.js")),
];
/// The bundle's name; the engine puts it into stacks.
pub(super) const FILE: &str = "bundle.js";

/// A bundle in a folder of its own.
#[derive(Debug)]
pub(super) struct Bundle {
    /// The folder, which holds nothing that was there before.
    pub(super) folder: PathBuf,
    /// The module's text.
    pub(super) text: String,
    /// The user's module that it starts with.
    pub(super) entry: String,
    /// Interfaces that it imports beside those of the world.
    pub(super) imports: Vec<String>,
}

impl Bundle {
    /// The table of where its lines come from.
    pub(super) fn places(&self) -> PathBuf {
        self.folder.join("places.json")
    }
}

/// What the user has to mend.
#[derive(Debug, Deserialize)]
struct Report {
    complaints: Vec<Complaint>,
}

#[derive(Debug, Deserialize)]
struct Complaint {
    file: Option<String>,
    line: Option<u32>,
    column: Option<u32>,
    text: String,
    hint: Option<String>,
}

/// Bundles the user's modules.
pub(super) fn make(job: &Job<'_>, entry: &str) -> Result<Bundle, BuildError> {
    let folder = job.work.join("bundle");
    if folder.is_dir() {
        std::fs::remove_dir_all(&folder).map_err(|cause| BuildError::io(&folder, cause))?;
    }
    create_dir(&folder.join("node"))?;
    create_dir(&folder.join("http"))?;
    for (name, text) in SCRIPTS {
        write(&folder.join(name), text)?;
    }
    let (script, request) = (folder.join("bundle.mjs"), folder.join("request.json"));
    // The bundler takes no folder that depends on where witloom was started.
    let source = std::path::absolute(job.source).map_err(|cause| BuildError::io(job.source, cause))?;
    let command = json!({
        "package": job.tools.path("componentize-js")?,
        "source": source,
        "entry": entry,
        "modules": modules(job.world),
        "http": requests(job.world),
        "world": job.world.name,
        "concurrent": job.world.is_concurrent(),
        "release": job.profile == Profile::Release,
        "out": folder,
    });
    write(&request, command.to_string())?;
    let mut node = job.tools.command("node")?;
    let ran = run_tool("node", node.arg("--no-warnings").arg(&script).arg(&request));
    ran.map_err(|error| explain(error, job))?;
    let outside: Vec<PathBuf> = serde_json::from_slice(&read(&folder.join("outside.json"))?).unwrap_or_default();
    outside.into_iter().for_each(|path| job.reads(path));
    let text = String::from_utf8_lossy(&read(&folder.join(FILE))?).into_owned();
    let imports = serde_json::from_slice(&read(&folder.join("imports.json"))?).unwrap_or_default();
    Ok(Bundle { folder, text, entry: entry.to_owned(), imports })
}

/// The modules that the component provides.
fn modules(world: &World) -> Vec<String> {
    let names = Names::new(world, &Plan::new(world).used_types(world));
    let imported = world.side(Side::Import).flat_map(|interface| names.interface(interface.id).specifiers.clone());
    imported.chain(["witloom".to_owned()]).collect()
}

/// What the runtime needs for requests: the modules with their types, the one that sends them, and whether the component
/// answers some. `None` in a world that does neither.
fn requests(world: &World) -> Option<Value> {
    let (handler, client, incoming) = (world.http_handler(), world.http_client(), world.http_incoming_handler());
    let types = handler.or(client).map(|(_, types)| &types.full_name);
    let incoming = incoming.map(|(_, types, _)| &types.full_name);
    types.or(incoming)?;
    Some(json!({
        "types": types,
        "client": client.map(|(client, _)| &client.full_name),
        "handler": handler.is_some(),
        "incoming": incoming,
    }))
}

/// The error for a script that failed: the user's when it says so, else as it was.
fn explain(error: BuildError, job: &Job<'_>) -> BuildError {
    let BuildError::ToolFailed { output, .. } = &error else { return error };
    let report = output.lines().find_map(|line| serde_json::from_str::<Report>(line).ok());
    report.map_or(error, |report| describe(&report, &job.source.display().to_string()))
}

fn describe(report: &Report, folder: &str) -> BuildError {
    let lines = report.complaints.iter().map(Complaint::line).collect::<Vec<_>>();
    let hint = report.complaints.iter().find_map(|complaint| complaint.hint.clone());
    BuildError::user_code(lines.join("\n"), hint.unwrap_or_else(|| format!("the line refers to a file in `{folder}`")))
}

impl Complaint {
    /// `lib/b.js:2:17 what is wrong`
    fn line(&self) -> String {
        let numbers = [self.line, self.column].into_iter().flatten().map(|number| format!(":{number}"));
        let place = self.file.iter().cloned().chain(numbers).collect::<String>();
        format!("{place} {}", self.text).trim().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_complaint_has_its_place_in_front() {
        let json = r#"{"complaints":[{"file":"a.js","line":2,"column":3,"text":"no"},{"text":"neither","hint":"do"}]}"#;
        let error = describe(&serde_json::from_str(json).unwrap(), "part");
        assert_eq!(error.to_string(), "a.js:2:3 no\nneither");
    }
}
