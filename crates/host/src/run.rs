//! Runs a component that exports `wasi:cli/run`.

use std::sync::Arc;
use std::time::Duration;

use wasmtime::{Store, Trap};
use wasmtime_wasi::I32Exit;

use crate::compiled::Compiled;
use crate::error::HostError;
use crate::grants::Grants;
use crate::invoke::{Exported, exported_functions};
use crate::limits::{Deadline, Limit, Limits};
use crate::linker::{linker_for, resolve};
use crate::output::{Captured, Output};
use crate::state::{Files, State, new_store};
use crate::trap;
use crate::watch::{Driven, Route};

/// How a guest is run.
#[derive(Debug, Clone, Default)]
pub struct RunOptions {
    /// What it may reach.
    pub grants: Grants,
    /// Where its output goes.
    pub output: Output,
    /// What it may use.
    pub limits: Limits,
}

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

    /// Drives an async call to its end or to its time limit, whether the guest computes or waits.
    pub(crate) fn block_on<T>(
        &self,
        store: &mut Store<State>,
        limit: Option<Duration>,
        call: impl AsyncFnOnce(&mut Store<State>) -> T,
    ) -> Result<T, HostError> {
        let deadline = Deadline::after(limit);
        store.data_mut().deadline = deadline;
        let ticking = deadline.at().map(|_| self.engine.ticker().start());
        if ticking.is_some() {
            store.set_epoch_deadline(1);
        }
        let watch = store.data().watch.clone();
        let driven = self.engine.runtime().block_on(watch.drive(call(store), deadline.at()));
        drop(ticking);
        store.data().drain();
        match driven {
            Driven::Done(called) => Ok(called),
            Driven::Late => {
                let limit = Limit::Time { limit: limit.unwrap_or_default() };
                Err(HostError::Limit { limit, evidence: trap::what_waits(&watch) })
            }
            Driven::Idle => {
                let called = watch.unfinished();
                Err(trap::explain(&Trap::AsyncDeadlock.into(), self, store, called.as_deref()))
            }
            Driven::GivenUp(route) => {
                let Route { caller, callee, function } = Arc::unwrap_or_clone(route);
                Err(HostError::GivenUp { caller, callee, function })
            }
        }
    }
}
