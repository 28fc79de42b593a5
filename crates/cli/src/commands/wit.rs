//! `witloom wit`.

use std::path::PathBuf;

use clap::Subcommand;
use serde_json::{Map, json};
use witloom_diag::Exit;
use witloom_project::registry::Registry;
use witloom_project::wit_add::{Added, Place, show};
use witloom_project::{Project, manifest};

use crate::ui::{Outcome, Ui};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: WitCommand,
    /// The app's folder.
    #[arg(long, default_value = ".", value_name = "FOLDER", global = true)]
    app: PathBuf,
}

#[derive(Debug, Subcommand)]
enum WitCommand {
    /// Take WIT packages into an app's `deps`, with those that they bring.
    Add {
        /// A folder with WIT files, a .wit file, or a package encoded as .wasm; WASI's packages, by name, are always there.
        package: String,
    },
    /// Print a package of the app's `deps`, or one of WASI's.
    Show {
        /// With or without a version, for instance `wasi:http@0.3.0`.
        package: String,
    },
}

pub(crate) fn run(args: &Args, ui: &Ui, registry: &Registry) -> Outcome {
    match &args.command {
        WitCommand::Add { package } => {
            let added = Project::open(&args.app, registry)?.add_wit(package)?;
            ui.result(&text(&added), &json!({ "packages": added }));
        }
        WitCommand::Show { package } => {
            let is_app = args.app.is_file() || args.app.join(manifest::FILE_NAME).exists();
            let project = is_app.then(|| Project::open(&args.app, registry)).transpose()?;
            let found = show(project.as_ref(), package)?;
            let texts: Vec<&str> = found.iter().map(|(_, text)| text.as_str()).collect();
            let value: Map<_, _> = found.iter().map(|(name, text)| (name.clone(), json!(text))).collect();
            ui.result(&texts.join("\n"), &value);
        }
    }
    Ok(Exit::Success as u8)
}

fn text(added: &[Added]) -> String {
    let line = |Added { package, place }: &Added| match place {
        Place::New(folder) => format!("added `{package}` to {}", folder.display()),
        Place::There => format!("`{package}` is there already"),
        Place::WithWitloom => format!("`{package}` comes with witloom: a world can name its interfaces as they are"),
    };
    added.iter().map(line).collect::<Vec<_>>().join("\n")
}
