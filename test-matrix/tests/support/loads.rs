//! Pairs of the guests in `scripts/loads`, one of which calls the other again and again.

use std::path::Path;

use witloom_bindgen::guest::Role;
use witloom_bindgen::{Wit, World};
use witloom_component::compose::{App, Part, compose};
use witloom_component::wiring::Links;
use witloom_diag::{Colour, render};
use witloom_host::{InstanceId, RunOptions, Session, Val};

use crate::by_hand::{Workshop, compiled};

/// The world of a role.
fn world(role: Role) -> World {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scripts/loads.wit");
    let wit = Wit::parse("loads.wit", &std::fs::read_to_string(path).expect("a file")).expect("sound WIT");
    World::from_wit(&wit, Some(role.as_str())).expect("a world")
}

/// A language's guest of a role.
pub(crate) fn part(workshop: &Workshop, language: &str, role: Role) -> Vec<u8> {
    workshop.component(language, &format!("loads/{}", role.as_str()), &world(role))
}

/// A caller and a callee in one component, running.
pub(crate) struct Pair {
    session: Session,
    instance: InstanceId,
}

impl Pair {
    pub(crate) fn start(caller: &[u8], callee: &[u8]) -> Self {
        let part = |name: &str, component: &[u8]| Part { name: name.to_owned(), component: component.to_vec() };
        let parts = [part("callee", callee), part("caller", caller)];
        let app = App { name: "loads", entry: "caller", parts: &parts, links: &Links::default() };
        let app = compiled("loads", &compose(&app).expect("they fit").component);
        let mut session = Session::new(app.engine(), &RunOptions::default()).expect("a session");
        let instance = session.instantiate(&app, &[]).expect("it starts");
        Self { session, instance }
    }

    /// Calls a function of `load`.
    pub(crate) fn load(&mut self, function: &str, args: &[Val]) -> Result<Option<Val>, String> {
        let name = format!("matrix:loads/load#{function}");
        self.session.call(self.instance, &name, args).map_err(|error| render(&error, Colour::Never))
    }

    /// Bytes that both sides take.
    #[allow(dead_code, reason = "times ask for none")]
    pub(crate) fn memory(&self) -> u64 {
        self.session.memory_bytes()
    }
}
