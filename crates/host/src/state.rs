//! What a store holds besides its guests: their WASI context, their output, their meters and their links.

use wasmtime::component::ResourceTable;
use wasmtime::{Store, UpdateDeadline};
use wasmtime_wasi::{WasiCtx, WasiCtxBuilder, WasiCtxView, WasiView};
use wasmtime_wasi_http::p2::body::{HostOutgoingBody, StreamContext};
use wasmtime_wasi_http::{WasiHttpCtx, WasiHttpCtxView, WasiHttpView};

use crate::engine::Engine;
use crate::error::HostError;
use crate::handles::Handles;
use crate::http::Outgoing;
use crate::limits::{Deadline, Limits, Meter};
use crate::options::RunOptions;
use crate::output::{Pipe, Stream};
use crate::settings::Settings;
use crate::stores::{Access, StoresView};
use crate::watch::Watch;

/// Far enough ahead that no clock reaches it.
const NEVER: u64 = 1 << 60;

pub(crate) struct State {
    wasi: WasiCtx,
    http: WasiHttpCtx,
    hooks: Outgoing,
    access: Access,
    pub(crate) settings: Settings,
    table: ResourceTable,
    pub(crate) meter: Meter,
    pub(crate) deadline: Deadline,
    pub(crate) stdout: Pipe,
    pub(crate) stderr: Pipe,
    pub(crate) handles: Handles,
    pub(crate) watch: Watch,
}

impl State {
    /// Breaks off the bodies that the guest began and didn't finish, so that nobody takes them for complete when
    /// the store goes.
    pub(crate) fn abort_bodies(&mut self) {
        for body in self.table.iter_mut().filter_map(|entry| entry.downcast_mut::<HostOutgoingBody>()) {
            let (empty, _) = HostOutgoingBody::new(StreamContext::Response, None, 1, 1);
            std::mem::replace(body, empty).abort();
        }
    }

    /// The stores that the guest may use.
    pub(crate) fn stores(&mut self) -> StoresView<'_> {
        StoresView { access: &self.access, table: &mut self.table }
    }

    /// Waits until what the guest wrote has reached its readers; no longer than a moment after the deadline.
    pub(crate) fn drain(&self) {
        self.stdout.drain(self.deadline.at());
        self.stderr.drain(self.deadline.at());
    }
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

/// Where file operations run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Files {
    /// On the thread that runs the guest, which is fastest. With a time limit they go to a pool all the same: an
    /// operation that never ends, such as opening a FIFO, must not hold what watches the time.
    OnThisThread,
    /// On a pool of threads, because other guests share this one.
    OnPool,
}

/// A store for guests that may do what the options grant, within their limits.
pub(crate) fn new_store(
    engine: &Engine,
    program: &str,
    options: &RunOptions,
    files: Files,
) -> Result<Store<State>, HostError> {
    let RunOptions { grants, output, limits } = options;
    check_limits(engine, limits)?;
    let (stdout, stderr) = (Pipe::new(Stream::Out, &output.stdout), Pipe::new(Stream::Err, &output.stderr));
    let mut wasi = WasiCtxBuilder::new();
    wasi.stdout(stdout.clone()).stderr(stderr.clone());
    wasi.allow_blocking_current_thread(files == Files::OnThisThread && limits.time.is_none());
    grants.apply(program, &mut wasi, &stderr)?;
    let state = State {
        wasi: wasi.build(),
        http: WasiHttpCtx::new(),
        hooks: Outgoing::new(grants, stderr.clone()),
        access: Access::new(&grants.stores, stderr.clone()),
        settings: grants.settings.clone(),
        table: ResourceTable::new(),
        meter: Meter::new(limits.clone()),
        deadline: Deadline::default(),
        stdout,
        stderr,
        handles: Handles::default(),
        watch: Watch::default(),
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
