//! Pairs of guests, one of which calls the other again and again: the caller exports `load`, the callee exports `work`.

use witloom_bindgen::guest::{Measured, Role};
use witloom_bindgen::{Wit, World};
use witloom_component::compose::{App, Part, compose};
use witloom_component::wiring::Links;
use witloom_host::{Compiled, Engine, EngineOptions, HostError, InstanceId, RunOptions, Session, Val};

use crate::build::guests::told;
use crate::error::MatrixError;

/// The name of a kind, as its WIT file and its cache have it.
pub(crate) fn name(kind: Measured) -> &'static str {
    match kind {
        Measured::Costs => "costs",
        Measured::Loads => "loads",
    }
}

/// The world of a role.
pub(crate) fn world(kind: Measured, role: Role) -> Result<World, MatrixError> {
    let text = match kind {
        Measured::Costs => include_str!("../../scripts/costs.wit"),
        Measured::Loads => include_str!("../../scripts/loads.wit"),
    };
    let wit = Wit::parse(&format!("{}.wit", name(kind)), text)?;
    Ok(World::from_wit(&wit, Some(role.as_str()))?)
}

/// A caller and a callee in one component.
pub fn composed(kind: Measured, caller: &[u8], callee: &[u8]) -> Result<Vec<u8>, MatrixError> {
    let part = |name: &str, component: &[u8]| Part { name: name.to_owned(), component: component.to_vec() };
    let parts = [part("callee", callee), part("caller", caller)];
    let app = App { name: name(kind), entry: "caller", parts: &parts, links: &Links::default() };
    let failed = |error| MatrixError::Measured { guest: name(kind).to_owned(), reason: told(&error) };
    Ok(compose(&app).map_err(failed)?.component)
}

/// An instance whose functions are called.
#[derive(Debug)]
pub struct Running {
    session: Session,
    instance: InstanceId,
}

impl Running {
    /// A caller and a callee in one component, on an engine for async functions.
    pub fn pair(kind: Measured, caller: &[u8], callee: &[u8]) -> Result<Self, MatrixError> {
        let engine = Engine::new(&EngineOptions { concurrency: true, ..EngineOptions::default() })?;
        let loaded = engine.load(name(kind), &composed(kind, caller, callee)?, &[], &|_| {})?;
        Self::start(&loaded.compiled)
    }

    /// An instance of an app.
    pub fn start(app: &Compiled) -> Result<Self, MatrixError> {
        let mut session = Session::new(app.engine(), &RunOptions::default())?;
        let instance = session.instantiate(app, &[])?;
        Ok(Self { session, instance })
    }

    /// Calls a function of an interface.
    pub fn call(&mut self, interface: &str, function: &str, args: &[Val]) -> Result<Option<Val>, String> {
        let name = format!("{interface}#{function}");
        self.session.call(self.instance, &name, args).map_err(said)
    }

    /// Calls a function of `load`.
    pub fn load(&mut self, function: &str, args: &[Val]) -> Result<Option<Val>, String> {
        self.call("load", function, args)
    }

    /// Lets a handle go that a call returned.
    pub fn let_go(&mut self, handle: &Val) -> Result<(), String> {
        self.session.drop_handle(handle).map_err(said)
    }

    /// Bytes that all sides take.
    pub fn memory(&self) -> u64 {
        self.session.memory_bytes()
    }

    /// Units of fuel that all sides used up, where the engine counts.
    pub fn fuel(&self) -> Option<u64> {
        self.session.fuel_used()
    }
}

#[allow(clippy::needless_pass_by_value, reason = "an error is told once")]
fn said(error: HostError) -> String {
    told(&error)
}
