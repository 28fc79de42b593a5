//! Pairs of the guests in `scripts/<kind>`, one of which calls the other again and again: the caller exports `load`, the
//! callee exports `work`.

#![allow(dead_code, reason = "each of those who ask takes what it needs")]

use std::path::Path;

use witloom_bindgen::guest::Role;
use witloom_bindgen::{Wit, World};
use witloom_component::compose::{App, Part, compose};
use witloom_component::wiring::Links;
use witloom_diag::{Colour, render};
use witloom_host::{Compiled, HostError, InstanceId, RunOptions, Session, Val};

use crate::by_hand::{Workshop, compiled};

/// The world of a role.
fn world(kind: &str, role: Role) -> World {
    let file = format!("{kind}.wit");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scripts").join(&file);
    let wit = Wit::parse(&file, &std::fs::read_to_string(path).expect("a file")).expect("sound WIT");
    World::from_wit(&wit, Some(role.as_str())).expect("a world")
}

/// A language's guest of a role.
pub(crate) fn part(workshop: &Workshop, language: &str, kind: &str, role: Role) -> Vec<u8> {
    workshop.component(language, &format!("{kind}/{}", role.as_str()), &world(kind, role))
}

/// A caller and a callee in one component.
pub(crate) fn composed(kind: &str, caller: &[u8], callee: &[u8]) -> Vec<u8> {
    let part = |name: &str, component: &[u8]| Part { name: name.to_owned(), component: component.to_vec() };
    let parts = [part("callee", callee), part("caller", caller)];
    let app = App { name: kind, entry: "caller", parts: &parts, links: &Links::default() };
    compose(&app).expect("they fit").component
}

/// An instance whose functions are called.
pub(crate) struct Running {
    session: Session,
    instance: InstanceId,
}

impl Running {
    /// A caller and a callee in one component, on an engine for async functions.
    pub(crate) fn pair(kind: &str, caller: &[u8], callee: &[u8]) -> Self {
        Self::start(&compiled(kind, &composed(kind, caller, callee)))
    }

    pub(crate) fn start(app: &Compiled) -> Self {
        let mut session = Session::new(app.engine(), &RunOptions::default()).expect("a session");
        let instance = session.instantiate(app, &[]).expect("it starts");
        Self { session, instance }
    }

    /// Calls a function of an interface.
    pub(crate) fn call(&mut self, interface: &str, function: &str, args: &[Val]) -> Result<Option<Val>, String> {
        let name = format!("{interface}#{function}");
        self.session.call(self.instance, &name, args).map_err(said)
    }

    /// Calls a function of `load`.
    pub(crate) fn load(&mut self, function: &str, args: &[Val]) -> Result<Option<Val>, String> {
        self.call("load", function, args)
    }

    /// Lets a handle go that a call returned.
    pub(crate) fn let_go(&mut self, handle: &Val) -> Result<(), String> {
        self.session.drop_handle(handle).map_err(said)
    }

    /// Bytes that all sides take.
    pub(crate) fn memory(&self) -> u64 {
        self.session.memory_bytes()
    }

    /// Units of fuel that all sides used up.
    pub(crate) fn fuel(&self) -> u64 {
        self.session.fuel_used().expect("the engine counts")
    }
}

#[allow(clippy::needless_pass_by_value, reason = "an error is told once")]
fn said(error: HostError) -> String {
    render(&error, Colour::Never)
}
