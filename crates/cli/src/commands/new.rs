//! `witloom new`.

use std::path::PathBuf;

use serde_json::json;
use witloom_diag::Exit;
use witloom_project::new::{Shape, create};
use witloom_project::registry::Registry;

use crate::ui::{Outcome, Ui};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The app's folder; its last part is the app's name.
    name: PathBuf,
    /// Its languages, the first one being the entry.
    #[arg(long, value_delimiter = ',', required = true, value_name = "LANG,…")]
    lang: Vec<String>,
    /// The entry answers HTTP requests, instead of being a command.
    #[arg(long)]
    http: bool,
}

pub(crate) fn run(args: &Args, ui: &Ui, registry: &Registry) -> Outcome {
    let shape = if args.http { Shape::Service } else { Shape::Command };
    let created = create(&args.name, &args.lang, shape, registry)?;
    let files: String = created.files.iter().map(|file| format!("  {file}\n")).collect();
    for lang in &args.lang {
        let id = registry.named(lang)?.language().id();
        if id != lang {
            ui.note(&format!("`{lang}` is `lang = \"{id}\"`"));
        }
    }
    let root = created.root.display();
    ui.result(&format!("{root}\n{files}"), &json!({ "app": created.root, "files": created.files }));
    let next = if args.http { "serve" } else { "run" };
    ui.note(&format!("next: witloom {next} {root}"));
    Ok(Exit::Success as u8)
}
