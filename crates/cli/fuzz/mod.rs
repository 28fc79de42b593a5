//! Damaged input for every command that reads some, and the promise that none of it panics the tool.
//!
//! An input is a kind and a number: the same ones give the same bytes. Each goes through the real program, so that
//! third-party decoders, deep recursion and aborts count like our own code. A *fault* is an end by a signal, a panic,
//! a crash that was caught on the way, or a control character of a file that reaches the terminal.

pub mod app;
pub mod input;
pub mod lang;
pub mod mutate;
pub mod odd;
pub mod reduce;
pub mod rng;
pub mod seeds;

use std::path::Path;
use std::process::{Command, Stdio};

/// What kind of input is damaged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A component: mutated, or put together from odd parts.
    Component,
    /// A core module with GC types, for `gc bridge` and `gc link`.
    Module,
    /// WIT text.
    Wit,
    /// `witloom.toml`.
    Manifest,
    /// `witloom.lock`.
    Lock,
    /// The call that `run --invoke` makes.
    Wave,
    /// `lang.toml`, which only languages bring: read in this process.
    Lang,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 7] =
        [Self::Component, Self::Module, Self::Wit, Self::Manifest, Self::Lock, Self::Wave, Self::Lang];

    /// For file names.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Component => "component",
            Self::Module => "module",
            Self::Wit => "wit",
            Self::Manifest => "manifest",
            Self::Lock => "lock",
            Self::Wave => "wave",
            Self::Lang => "lang",
        }
    }
}

/// What went wrong.
#[derive(Debug, Clone)]
pub struct Fault {
    /// The command line, or what stands for it.
    pub command: String,
    /// How it ended and what it said.
    pub said: String,
    /// What makes it the same fault as another.
    pub mark: String,
}

/// Feeds one input to all commands that take its kind.
pub fn check(witloom: &Path, kind: Kind, bytes: &[u8]) -> Result<(), Fault> {
    if kind == Kind::Lang {
        return lang::check(bytes);
    }
    let app = app::App::new(kind, bytes);
    app.commands(kind, bytes).into_iter().try_for_each(|args| run(witloom, app.folder(), &args))
}

fn run(witloom: &Path, folder: &Path, args: &[String]) -> Result<(), Fault> {
    let mut command = Command::new(witloom);
    command.args(args).current_dir(folder).stdin(Stdio::null()).env("XDG_CACHE_HOME", folder.join("cache"));
    // No language's tools are found, so none is started.
    command.env("PATH", folder).env("RUST_BACKTRACE", "0");
    let output = command.output().expect("the program starts");
    let stderr = String::from_utf8_lossy(&output.stderr);
    let said = format!("{}\n{stderr}\n{}", output.status, String::from_utf8_lossy(&output.stdout));
    let fault = |mark: String| Err(Fault { command: args.join(" "), said: said.clone(), mark });
    if output.status.code().is_none() {
        return fault(output.status.to_string());
    }
    if let Some(at) = stderr.find("panicked at") {
        return fault(stderr[at..].lines().next().unwrap_or_default().to_owned());
    }
    if stderr.contains("the build crashed") || output.status.code() == Some(101) {
        return fault("a crash that was caught".to_owned());
    }
    let is_obeyed = |c: &char| c.is_control() && !matches!(c, '\n' | '\t');
    // What a guest itself prints is its own business.
    if args[0] != "run" && said.chars().any(|c| is_obeyed(&c)) {
        return fault("a control character".to_owned());
    }
    Ok(())
}
