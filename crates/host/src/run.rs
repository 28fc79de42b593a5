//! Runs a component that exports `wasi:cli/run`.

use wasmtime_wasi::I32Exit;

use crate::compiled::Compiled;
use crate::error::HostError;
use crate::exports::{Exported, exported_functions};
use crate::linker::{linker_for, resolve};
use crate::options::RunOptions;
use crate::output::Captured;
use crate::state::{Files, new_store};
use crate::trap;

/// A command that came to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finished {
    /// What it passed to `exit`: 0 for success, 1 when `run` returned an error.
    pub status: u8,
    /// Whether `run` returned an error, as opposed to ending with `exit`.
    pub returned_error: bool,
    /// Its standard output, when captured.
    pub stdout: Captured,
    /// Its standard error, when captured.
    pub stderr: Captured,
}

impl Compiled {
    /// Runs the command once, in a store of its own, and waits for its end.
    pub fn run_command(&self, options: &RunOptions) -> Result<Finished, HostError> {
        let linker = linker_for(self)?;
        let pre = resolve(self, &linker, &[])?;
        let export = self.run_export()?;
        let mut store = new_store(&self.engine, &self.name, options, Files::OnThisThread)?;
        let called: wasmtime::Result<_> = self.block_on(&mut store, options.limits.time, async |store| {
            let instance = pre.instantiate_async(&mut *store).await?;
            let func = export.find(&instance, store).ok_or_else(|| wasmtime::Error::msg("the export is gone"))?;
            let run = func.typed::<(), (Result<(), ()>,)>(&*store)?;
            let waiting = store.data().watch.call(&self.name, &export.display());
            // Of an async function too: it traps when nothing can ever wake it.
            let (returned,) = run.call_async(&mut *store, ()).await?;
            waiting.finish();
            Ok(returned)
        })?;
        let returned_error = matches!(called, Ok(Err(())));
        let status = match called {
            Ok(returned) => u8::from(returned.is_err()),
            Err(error) => match error.downcast_ref::<I32Exit>() {
                // The system keeps the low byte of a status.
                Some(I32Exit(status)) => status.to_le_bytes()[0],
                None => return Err(trap::explain(&error, self, &store, Some("wasi:cli/run#run"))),
            },
        };
        let state = store.data();
        Ok(Finished { status, returned_error, stdout: state.stdout.take(), stderr: state.stderr.take() })
    }

    /// The function `run` of `wasi:cli/run`, of WASI 0.2 or 0.3.
    fn run_export(&self) -> Result<Exported, HostError> {
        let exports = exported_functions(self);
        let is_run = |e: &&Exported| {
            let interface = e.interface.as_deref().unwrap_or_default();
            let version = interface.strip_prefix("wasi:cli/run@").unwrap_or_default();
            e.function == "run" && ["0.2.", "0.3."].iter().any(|release| version.starts_with(release))
        };
        let found = exports.iter().find(is_run).cloned();
        found.ok_or_else(|| HostError::NotACommand {
            name: self.name.clone(),
            exports: exports.iter().map(Exported::display).collect(),
        })
    }
}
