//! `witloom gc`: WasmGC modules and components for today's runtimes.

use std::path::{Path, PathBuf};

use clap::{Subcommand, ValueEnum};
use serde_json::json;
use witloom_bindgen::{Wit, World};
use witloom_diag::Exit;
use witloom_host_gc::link::{LinkOptions, link};
use witloom_host_gc::{BridgeOptions, StringEncoding, bridge, lower};

use crate::app::{read, write_aside};
use crate::ui::{Outcome, Ui};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make a core module with GC types in its signatures an ordinary component.
    Bridge(BridgeArgs),
    /// Rewrite a component that uses the `gc` canonical option for runtimes without it.
    Lower(FileArgs),
    /// Make the output of a GC toolchain a module that needs no JavaScript host.
    Link(FileArgs),
}

#[derive(Debug, clap::Args)]
struct BridgeArgs {
    #[command(flatten)]
    file: FileArgs,
    /// The WIT package: a folder or a file.
    #[arg(long, value_name = "PATH")]
    wit: PathBuf,
    /// The world that the module implements; the package's only one when left out.
    #[arg(long, value_name = "NAME")]
    world: Option<String>,
    /// How the module's strings are encoded; told from its arrays when left out.
    #[arg(long, value_enum)]
    strings: Option<Strings>,
    /// A file that says which subtype is which case of a variant.
    #[arg(long, value_name = "FILE")]
    cases: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
struct FileArgs {
    /// The .wasm or .wat file.
    file: PathBuf,
    /// Where to write the result.
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Strings {
    Utf8,
    Utf16,
    Latin1Utf16,
}

impl From<Strings> for StringEncoding {
    fn from(strings: Strings) -> Self {
        match strings {
            Strings::Utf8 => Self::Utf8,
            Strings::Utf16 => Self::Utf16,
            Strings::Latin1Utf16 => Self::Latin1Utf16,
        }
    }
}

pub(crate) fn run(args: &Args, ui: &Ui) -> Outcome {
    match &args.command {
        Command::Bridge(args) => {
            let world = World::from_wit(&Wit::load(&args.wit)?, args.world.as_deref())?;
            let cases = args.cases.as_deref().map(read).transpose()?;
            let cases = cases.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
            let options = BridgeOptions { encoding: args.strings.map(Into::into), cases };
            finish(ui, &args.file.output, &bridge(&read(&args.file.file)?, &world, &options)?)
        }
        Command::Lower(args) => {
            let component = read(&args.file)?;
            let lowered = lower(&component)?;
            if lowered == component {
                ui.warn(&format!("`{}` doesn't use the `gc` option: it is copied as it is", args.file.display()));
            }
            finish(ui, &args.output, &lowered)
        }
        Command::Link(args) => {
            let linked = link(&read(&args.file)?, &LinkOptions::default())?;
            linked.warnings.iter().for_each(|warning| ui.warn(warning));
            finish(ui, &args.output, &linked.wasm)
        }
    }
}

fn finish(ui: &Ui, output: &Path, bytes: &[u8]) -> Outcome {
    write_aside(output, bytes)?;
    let text = format!("wrote `{}`, {} bytes", output.display(), bytes.len());
    ui.result(&text, &json!({ "file": output, "bytes": bytes.len() }));
    Ok(Exit::Success as u8)
}
