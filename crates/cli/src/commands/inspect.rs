//! `witloom inspect`.

use std::fmt::Write as _;
use std::path::PathBuf;

use miette::Diagnostic;
use thiserror::Error as ThisError;
use witloom_component::inspect::{Capability, Kind, PartCapability, Report, inspect};
use witloom_diag::Exit;
use witloom_project::registry::Registry;

use crate::app::{built_file, read};
use crate::ui::{Outcome, Ui};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The .wasm file, or the folder of an app that was built.
    file: PathBuf,
    /// Print its world as WIT.
    #[arg(long)]
    wit: bool,
}

/// What `--wit` can't show.
#[derive(Debug, ThisError, Diagnostic)]
enum WitError {
    #[error("the world of `{file}` has no form in WIT: {reason}")]
    #[diagnostic(code("W0015"), help("`witloom inspect {file}` lists its imports and exports"))]
    NoForm { file: String, reason: String },
    #[error("`{file}` is a core module, which has no world")]
    #[diagnostic(code("W0016"), help("`lang = \"wasm\"` in a witloom.toml makes it a component of a world"))]
    CoreModule { file: String },
}

pub(crate) fn run(args: &Args, ui: &Ui, registry: &Registry) -> Outcome {
    let path = built_file(&args.file, registry)?;
    let file = path.display().to_string();
    let report = inspect(&file, &read(&path)?)?;
    if !args.wit {
        ui.result(&describe(&report), &report);
        return Ok(Exit::Success as u8);
    }
    match (&report.wit_missing, report.kind) {
        (Some(reason), _) => Err(WitError::NoForm { file, reason: reason.clone() }.into()),
        (None, Kind::Module) => Err(WitError::CoreModule { file }.into()),
        (None, Kind::Component | Kind::Wit) => {
            ui.result(&report.wit, &report);
            Ok(Exit::Success as u8)
        }
    }
}

fn describe(report: &Report) -> String {
    let mut text = String::new();
    let kind = match report.kind {
        Kind::Component => "component",
        Kind::Module => "core module",
        Kind::Wit => "WIT package",
    };
    let name = report.name.as_deref().map(|name| format!(" `{name}`")).unwrap_or_default();
    let _ = writeln!(text, "{kind}{name}, {}", bytes(report.size));
    list(&mut text, "exports", report.exports.iter().cloned());
    let words = |capability: &Capability| match capability.grant.as_str() {
        "" => capability.what.clone(),
        grant => format!("{} (granted with {grant})", capability.what),
    };
    list(&mut text, "asks of its host", report.capabilities.iter().map(words));
    list(
        &mut text,
        "runtimes of its languages import, named by no world",
        report.runtime_capabilities.iter().map(words),
    );
    let parts = report.parts.iter().map(|part| {
        let languages =
            if part.languages.is_empty() { String::new() } else { format!(", {}", part.languages.join(", ")) };
        let capabilities: String = part.capabilities.iter().filter_map(granted).collect();
        format!("{}: {}{languages}{capabilities}", part.name, bytes(part.size))
    });
    list(&mut text, "parts", parts);
    if let Some(reason) = &report.wit_missing {
        let _ = writeln!(text, "WIT has no words for its world: {reason}");
    }
    text
}

/// A line below a part for what has to be granted to it.
fn granted(capability: &PartCapability) -> Option<String> {
    let PartCapability { what, key, granted, is_runtimes } = capability;
    if key.is_empty() {
        return None;
    }
    let by = if *is_runtimes { ", which only its runtime imports" } else { "" };
    Some(match granted.as_slice() {
        [] => format!("\n    {what}{by}: not granted (`{key}`)"),
        granted => format!("\n    {what}{by}: {}", granted.join(", ")),
    })
}

fn list(text: &mut String, title: &str, items: impl Iterator<Item = String>) {
    let items: Vec<_> = items.collect();
    if !items.is_empty() {
        let _ = writeln!(text, "{title}:");
        for item in items {
            let _ = writeln!(text, "  {item}");
        }
    }
}

fn bytes(size: u64) -> String {
    match size {
        0..1_000 => format!("{size} B"),
        1_000..1_000_000 => format!("{:.1} kB", size as f64 / 1e3),
        1_000_000.. => format!("{:.1} MB", size as f64 / 1e6),
    }
}
