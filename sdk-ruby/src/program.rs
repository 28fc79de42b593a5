//! What every Ruby program imports beside its world: its arguments, and an end with a status.
//!
//! The adapter of WASI preview 1 gives neither: CRuby doesn't ask it for arguments, and it has no status to pass on.
//! Both interfaces are among those that the adapter imports, so that a component needs no more than before. Where there
//! are tasks, timers are theirs.

use wit_parser::{Resolve, WorldId};

/// The core module of the arguments.
pub(crate) const ENVIRONMENT: &str = "wasi:cli/environment@0.2.12";
/// The core module of the end.
pub(crate) const EXIT: &str = "wasi:cli/exit@0.2.12";

/// The functions, as WASI declares them.
const WIT: &str = include_str!("../runtime/program.wit");

/// The worlds that import them, that of tasks where there are some.
///
/// # Errors
/// Never for the text that is compiled in.
pub(crate) fn worlds(tasks: bool) -> anyhow::Result<(Resolve, Vec<WorldId>)> {
    let mut resolve = Resolve::default();
    let package = resolve.push_str("program.wit", WIT)?;
    let names = ["program"].into_iter().chain(tasks.then_some("tasks"));
    let worlds = names.map(|name| resolve.select_world(&[package], Some(name))).collect::<anyhow::Result<_>>()?;
    Ok((resolve, worlds))
}
