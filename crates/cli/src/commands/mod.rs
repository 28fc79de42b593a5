//! The commands, one file each; a further command is a module, a variant and a line in [`dispatch`].

mod bench;
mod bindgen;
mod board;
mod build;
mod dev;
mod doctor;
mod gc;
mod inspect;
mod matrix;
mod new;
mod run;
mod serve;
mod test;
mod wit;

use clap::Subcommand;
use witloom_project::registry::Registry;

use crate::ui::{Outcome, Ui};

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Make a working app of one component per language.
    New(new::Args),
    /// Write the bindings of an app's components.
    Bindgen(bindgen::Args),
    /// Build an app, or some of its components.
    Build(build::Args),
    /// Run an app or a .wasm file, or call one of its functions.
    Run(run::Args),
    /// Test an app: its contract tests against what is built, and its components' own tests.
    Test(test::Args),
    /// Serve an app that handles HTTP.
    Serve(serve::Args),
    /// Build and run an app again whenever its files change.
    Dev(dev::Args),
    /// Take WIT packages into an app, and look at them.
    Wit(wit::Args),
    /// Show what a .wasm file or a built app is: its world, what it asks of the host, its parts.
    Inspect(inspect::Args),
    /// Call every language from every language over every WIT type, and report what agrees.
    Matrix(matrix::Args),
    /// Measure what calls cost between languages, beside what one would use instead.
    Bench(bench::Args),
    /// Make a static site of what agrees and what calls cost.
    Board(board::Args),
    /// Make WasmGC modules and components run on today's runtimes.
    Gc(gc::Args),
    /// Show which languages can be built here, and how to get the others.
    Doctor(doctor::Args),
}

pub(crate) fn dispatch(command: Command, ui: &Ui, registry: &Registry) -> Outcome {
    match command {
        Command::New(args) => new::run(&args, ui, registry),
        Command::Bindgen(args) => bindgen::run(&args, ui, registry),
        Command::Build(args) => build::run(&args, ui, registry),
        Command::Run(args) => run::run(&args, ui, registry),
        Command::Test(args) => test::run(&args, ui, registry),
        Command::Serve(args) => serve::run(&args, ui, registry),
        Command::Dev(args) => dev::run(&args, ui, registry),
        Command::Wit(args) => wit::run(&args, ui, registry),
        Command::Inspect(args) => inspect::run(&args, ui, registry),
        Command::Matrix(args) => matrix::run(&args, ui, registry),
        Command::Bench(args) => bench::run(&args, ui, registry),
        Command::Board(args) => board::run(&args, ui, registry),
        Command::Gc(args) => gc::run(&args, ui),
        Command::Doctor(args) => doctor::run(&args, ui, registry),
    }
}
