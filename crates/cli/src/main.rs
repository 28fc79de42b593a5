//! The `witloom` command: reads the command line, calls the other crates, and is the only place that prints.
//!
//! Results go to stdout, progress and errors to stderr. One file per command under `commands/`.

mod app;
mod commands;
mod grants;
mod progress;
mod ui;

use std::process::ExitCode;

use clap::Parser;
use witloom_project::registry::Registry;

use commands::Command;
use ui::{Format, Ui};

/// Write each part of an app in the language that suits it, and get one WebAssembly component.
#[derive(Debug, Parser)]
#[command(name = "witloom", version, max_term_width = 100)]
struct Cli {
    /// How results and errors are written.
    #[arg(long, global = true, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Say nothing but results, warnings and errors.
    #[arg(long, short, global = true)]
    quiet: bool,
    #[command(subcommand)]
    command: Command,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let ui = Ui::new(cli.format, cli.quiet);
    let registry = Registry::default();
    let outcome = commands::dispatch(cli.command, &ui, &registry);
    ExitCode::from(outcome.unwrap_or_else(|error| ui.fail(&error)))
}
