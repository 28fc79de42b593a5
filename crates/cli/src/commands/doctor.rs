//! `witloom doctor`.

use std::fmt::Write as _;

use serde_json::json;
use witloom_diag::Exit;
use witloom_project::registry::Registry;
use witloom_project::toolchain::{LanguageStatus, ToolState, Toolchains, diagnose, user_cache};

use crate::progress::Progress;
use crate::ui::{Error, Outcome, Ui};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Install every package that can be installed now.
    #[arg(long)]
    fix: bool,
    /// The same as `--format json`.
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &Args, ui: &Ui, registry: &Registry) -> Outcome {
    let ui = if args.json { ui.with_json() } else { *ui };
    let toolchains = Toolchains::new(&user_cache());
    let mut failed = false;
    if args.fix {
        let progress = Progress::new(&ui);
        for driver in registry.iter() {
            let lang = driver.language().id();
            let installed = toolchains.prepare(driver, &|text| progress.show(lang, text));
            progress.end(lang, None);
            if let Err(error) = installed {
                ui.complain(&Error::from(error));
                failed = true;
            }
        }
    }
    let languages = diagnose(registry, &toolchains)?;
    let ready = !failed && languages.iter().all(|language| language.ready);
    ui.result(&text(&languages), &json!({ "ready": ready, "languages": languages }));
    Ok(if ready { Exit::Success } else { Exit::Doctor } as u8)
}

fn text(languages: &[LanguageStatus]) -> String {
    let mut text = String::new();
    for language in languages {
        let word = if language.ready { "ready" } else { "not ready" };
        let _ = writeln!(text, "{} ({}): {word}", language.name, language.id);
        for tool in &language.tools {
            let version = tool.version.as_deref().unwrap_or_default();
            let word = match tool.state {
                ToolState::Found => format!("{version} found"),
                ToolState::WrongVersion => format!("{version} does not fit"),
                ToolState::Missing => "missing".to_owned(),
                ToolState::Unreadable => "does not tell its version".to_owned(),
            };
            let _ = writeln!(text, "  {} {word}", tool.name);
            if let Some(hint) = &tool.hint {
                let _ = writeln!(text, "    hint: {hint}");
            }
        }
        for package in &language.packages {
            let word = if package.installed { "installed" } else { "will be installed when it is needed" };
            // What follows the `+` is the hash of its lock files.
            let release = package.version.split('+').next().unwrap_or_default();
            let _ = writeln!(text, "  {} {release} {word}", package.name);
        }
        for refused in &language.refuses {
            let _ = writeln!(text, "  refuses {}: {}", refused.kind.replace('`', ""), refused.why.replace('`', ""));
        }
    }
    text
}
