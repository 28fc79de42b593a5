//! What imports and exports share: the functions of the plan with their Java names.

use witloom_bindgen::model::{Function, Interface, Kind, Side, TypeId};
use witloom_bindgen::plan::{Call, Place, Step, Which};

use super::Glue;

/// A planned function with its place in the world.
pub(super) struct Site<'a> {
    pub(super) call: &'a Call,
    pub(super) interface: &'a Interface,
    pub(super) function: &'a Function,
    /// Its name in the glue.
    pub(super) name: &'a str,
}

impl Site<'_> {
    /// Its name in messages.
    pub(super) fn spelled(&self) -> String {
        match self.interface.key {
            witloom_bindgen::model::Key::Root => self.function.core_name.clone(),
            witloom_bindgen::model::Key::Inline(_) | witloom_bindgen::model::Key::Package(..) => {
                format!("{}#{}", self.interface.full_name, self.function.core_name)
            }
        }
    }

    /// Where a parameter lies.
    pub(super) fn place(&self, wanted: Which) -> Option<(TypeId, Place)> {
        self.call.steps.iter().find_map(|step| match step {
            Step::Lower { what, ty, to: place } | Step::Lift { what, ty, from: place } if *what == wanted => {
                Some((*ty, *place))
            }
            _ => None,
        })
    }
}

impl<'a> Glue<'a> {
    /// The functions of one side.
    pub(super) fn sites(&self, side: Side) -> Vec<Site<'_>> {
        let calls = self.plan.calls().iter().filter(|call| call.side == side);
        calls
            .map(|call| {
                let interface = self.types.world.interface(call.interface);
                let function = &interface.functions[call.function];
                Site { call, interface, function, name: self.types.names.glue(call.interface, call.function) }
            })
            .collect()
    }

    /// The parts of a result that is a `result`.
    pub(super) fn outcome(&self, ty: TypeId) -> Option<(Option<TypeId>, Option<TypeId>)> {
        match *self.kind(ty) {
            Kind::Result { ok, err } => Some((ok, err)),
            _ => None,
        }
    }

    /// The exception class of a function.
    pub(super) fn thrown(&self, site: &Site<'_>) -> String {
        let thrown = self.types.names.thrown(site.interface.id, site.call.function);
        thrown.map(|t| format!("{}.{}", self.types.names.class(t.owner).full(), t.name)).unwrap_or_default()
    }
}
