//! What a store holds besides its guests: their WASI context, their output, their meters and their links.

use wasmtime::component::ResourceTable;
use wasmtime::{Store, UpdateDeadline};
use wasmtime_wasi::{WasiCtx, WasiCtxBuilder, WasiCtxView, WasiView};
use wasmtime_wasi_http::{WasiHttpCtx, WasiHttpCtxView, WasiHttpView};

use crate::engine::Engine;
use crate::error::HostError;
use crate::grants::Grants;
use crate::http::NoOutgoing;
use crate::limits::{Deadline, Limits, Meter};
use crate::link::Handles;
use crate::output::{Output, Pipe, Stream};

/// Far enough ahead that no clock reaches it.
const NEVER: u64 = 1 << 60;

pub(crate) struct State {
    wasi: WasiCtx,
    http: WasiHttpCtx,
    hooks: NoOutgoing,
    table: ResourceTable,
    pub(crate) meter: Meter,
    pub(crate) deadline: Deadline,
    pub(crate) stdout: Pipe,
    pub(crate) stderr: Pipe,
    pub(crate) handles: Handles,
}

impl WasiView for State {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        WasiCtxView { ctx: &mut self.wasi, table: &mut self.table }
    }
}

impl WasiHttpView for State {
    fn http(&mut self) -> WasiHttpCtxView<'_> {
        WasiHttpCtxView { ctx: &mut self.http, table: &mut self.table, hooks: &mut self.hooks }
    }
}

/// A store for guests that may do what `grants` says within `limits`.
pub(crate) fn new_store(
    engine: &Engine,
    program: &str,
    grants: &Grants,
    output: &Output,
    limits: &Limits,
) -> Result<Store<State>, HostError> {
    check_limits(engine, limits)?;
    let (stdout, stderr) = (Pipe::new(Stream::Out, &output.stdout), Pipe::new(Stream::Err, &output.stderr));
    let mut wasi = WasiCtxBuilder::new();
    wasi.stdout(stdout.clone()).stderr(stderr.clone());
    // Files answer at once; a pool of threads only makes reading them slower.
    wasi.allow_blocking_current_thread(true);
    grants.apply(program, &mut wasi)?;
    let state = State {
        wasi: wasi.build(),
        http: WasiHttpCtx::new(),
        hooks: NoOutgoing,
        table: ResourceTable::new(),
        meter: Meter::new(limits.clone()),
        deadline: Deadline::default(),
        stdout,
        stderr,
        handles: Handles::default(),
    };
    let mut store = Store::new(engine.wasmtime(), state);
    store.limiter(|state| &mut state.meter);
    if engine.options().interruptible {
        store.set_epoch_deadline(NEVER);
        store.epoch_deadline_callback(|cx| match cx.data().deadline.passed() {
            Some(limit) => Err(wasmtime::Error::new(limit)),
            // Others that share this thread get their turn.
            None => Ok(UpdateDeadline::Yield(1)),
        });
    }
    if engine.options().fuel {
        store.set_fuel(limits.fuel.unwrap_or(u64::MAX)).map_err(HostError::engine)?;
    }
    Ok(store)
}

fn check_limits(engine: &Engine, limits: &Limits) -> Result<(), HostError> {
    let options = engine.options();
    if limits.fuel.is_some() && !options.fuel {
        return Err(HostError::LimitUnavailable { what: "fuel", option: "EngineOptions::fuel" });
    }
    if limits.time.is_some() && !options.interruptible {
        return Err(HostError::LimitUnavailable { what: "time", option: "EngineOptions::interruptible" });
    }
    Ok(())
}
