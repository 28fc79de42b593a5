//! The functions that a component exports, and the one that a user means by a name.

use wasmtime::component::types::{ComponentExtern, ComponentFunc, ComponentItem};
use wasmtime::component::{Func, Instance};
use wasmtime::{Engine, Store};

use crate::compiled::Compiled;
use crate::error::HostError;
use crate::state::State;

/// An exported function by name.
#[derive(Debug, Clone)]
pub(crate) struct Exported {
    pub(crate) interface: Option<String>,
    pub(crate) function: String,
    pub(crate) ty: ComponentFunc,
}

impl Exported {
    /// `interface#function`, or the function alone where it is exported by the world itself.
    pub(crate) fn display(&self) -> String {
        match &self.interface {
            Some(interface) => format!("{interface}#{}", self.function),
            None => self.function.clone(),
        }
    }

    /// Whether the user may mean this one: exactly, without the version, without package and version, or by
    /// the function's name alone.
    fn answers_to(&self, wanted: &str) -> bool {
        let (interface, function) = match wanted.rsplit_once('#') {
            Some((interface, function)) => (Some(interface), function),
            None => (None, wanted),
        };
        if function != self.function {
            return false;
        }
        match (interface, self.interface.as_deref()) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some(wanted), Some(full)) => {
                let unversioned = full.split_once('@').map_or(full, |(name, _)| name);
                let short = unversioned.rsplit_once('/').map_or(unversioned, |(_, name)| name);
                [full, unversioned, short].contains(&wanted)
            }
        }
    }

    /// The function in an instance.
    pub(crate) fn find(&self, instance: &Instance, store: &mut Store<State>) -> Option<Func> {
        let interface = match &self.interface {
            Some(name) => Some(instance.get_export_index(&mut *store, None, name)?),
            None => None,
        };
        let index = instance.get_export_index(&mut *store, interface.as_ref(), &self.function)?;
        instance.get_func(store, index)
    }
}

/// Every function that a component exports, those of its interfaces included.
pub(crate) fn exported_functions(compiled: &Compiled) -> Vec<Exported> {
    let engine = compiled.engine.wasmtime();
    functions(engine, compiled.component.component_type().exports(engine))
}

/// Every function that a component imports, in the same form.
pub(crate) fn imported_functions(compiled: &Compiled) -> Vec<Exported> {
    let engine = compiled.engine.wasmtime();
    functions(engine, compiled.component.component_type().imports(engine))
}

fn functions<'a>(engine: &Engine, items: impl Iterator<Item = (&'a str, ComponentExtern<'a>)>) -> Vec<Exported> {
    let mut found = Vec::new();
    for (name, item) in items {
        match item.ty {
            ComponentItem::ComponentFunc(ty) => {
                found.push(Exported { interface: None, function: name.to_owned(), ty });
            }
            ComponentItem::ComponentInstance(instance) => {
                for (function, item) in instance.exports(engine) {
                    if let ComponentItem::ComponentFunc(ty) = item.ty {
                        let (interface, function) = (Some(name.to_owned()), function.to_owned());
                        found.push(Exported { interface, function, ty });
                    }
                }
            }
            ComponentItem::CoreFunc(_)
            | ComponentItem::Module(_)
            | ComponentItem::Component(_)
            | ComponentItem::Type(_)
            | ComponentItem::Resource(_) => {}
        }
    }
    found
}

/// The one export that the user means.
pub(crate) fn find_export(compiled: &Compiled, wanted: &str) -> Result<Exported, HostError> {
    find_among(&exported_functions(compiled), wanted)
}

/// The one of some functions that the user means.
pub(crate) fn find_among(exports: &[Exported], wanted: &str) -> Result<Exported, HostError> {
    if let Some(exact) = exports.iter().find(|e| e.display() == wanted) {
        return Ok(exact.clone());
    }
    let fitting: Vec<&Exported> = exports.iter().filter(|e| e.answers_to(wanted)).collect();
    match fitting.as_slice() {
        [one] => Ok((*one).clone()),
        [] => {
            let names: Vec<String> = exports.iter().map(Exported::display).collect();
            let candidates = names.iter().map(String::as_str).chain(exports.iter().map(|e| e.function.as_str()));
            let suggestion = witloom_diag::did_you_mean(wanted, candidates).map(str::to_owned);
            Err(HostError::UnknownExport { wanted: wanted.to_owned(), suggestion, available: names })
        }
        several => {
            let candidates = several.iter().map(|e| e.display()).collect();
            Err(HostError::AmbiguousExport { wanted: wanted.to_owned(), candidates })
        }
    }
}
