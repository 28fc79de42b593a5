//! `witloom inspect`.

use std::fmt::Write as _;
use std::path::PathBuf;

use witloom_component::inspect::{Kind, Report, inspect};
use witloom_diag::Exit;

use crate::app::read;
use crate::ui::{Outcome, Ui};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The .wasm file.
    file: PathBuf,
    /// Print its world as WIT.
    #[arg(long)]
    wit: bool,
}

pub(crate) fn run(args: &Args, ui: &Ui) -> Outcome {
    let bytes = read(&args.file)?;
    let report = inspect(&args.file.display().to_string(), &bytes)?;
    let text = if args.wit { report.wit.clone() } else { describe(&report) };
    ui.result(&text, &report);
    Ok(Exit::Success as u8)
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
    let words = report.capabilities.iter().map(|capability| match capability.grant.as_str() {
        "" => capability.what.clone(),
        grant => format!("{} (granted with {grant})", capability.what),
    });
    list(&mut text, "asks of its host", words);
    let parts = report.parts.iter().map(|part| {
        let languages =
            if part.languages.is_empty() { String::new() } else { format!(", {}", part.languages.join(", ")) };
        format!("{}: {}{languages}", part.name, bytes(part.size))
    });
    list(&mut text, "parts", parts);
    text
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
