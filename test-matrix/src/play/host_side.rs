//! The Rust host as caller and as callee: the reference that a wrong pair is measured by.
//!
//! It plays the same script through the engine's dynamic values, without any generated code. A pair of guests
//! that disagrees is blamed on the side that also disagrees with the host.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use witloom_bindgen::World;
use witloom_bindgen::guest::{CONTROL, Vector};
use witloom_bindgen::interp::Value;
use witloom_bindgen::model::{Function, Kind, TypeId};
use witloom_host::{Answer, HostCall, HostInterface, Link, Val};

use crate::draw::suite::Case;
use crate::draw::values::Share;
use crate::draw::worlds::PACKAGE;
use crate::play::val::{from_val, same, show, to_val};

/// One function as the host plays it.
#[derive(Debug, Clone)]
pub struct Part {
    world: Arc<World>,
    function: Function,
    vectors: Arc<Vec<Vector>>,
    /// `interface#function`.
    pub export: String,
}

/// What the host knows of a group of cases.
#[derive(Debug, Default)]
pub struct Book {
    parts: BTreeMap<u32, Arc<Part>>,
    by_name: BTreeMap<String, u32>,
}

impl Book {
    /// The functions of these cases.
    pub fn new(cases: &[&Case], share: &Share) -> Self {
        let mut book = Self::default();
        for case in cases {
            for function in case.callable() {
                let (Some(model), Some(vectors)) = (case.model(function), share.get(function.number)) else {
                    continue;
                };
                let export = format!("{}#{}", function.interface, function.core_name);
                let part = Part {
                    world: Arc::clone(&case.survey),
                    function: model.clone(),
                    vectors: Arc::clone(vectors),
                    export: export.clone(),
                };
                book.parts.insert(function.number, Arc::new(part));
                book.by_name.insert(export, function.number);
            }
        }
        book
    }

    /// A function by number.
    pub fn part(&self, number: u32) -> Option<&Arc<Part>> {
        self.parts.get(&number)
    }

    /// Links for these imports of a caller, answered by the host.
    pub fn links(self: &Arc<Self>, imports: &[String]) -> Vec<Link> {
        let shared = Arc::new(Mutex::new(Turn::default()));
        let ours = imports.iter().filter(|import| {
            **import == control() || self.by_name.keys().any(|name| name.split('#').next() == Some(import))
        });
        ours.map(|import| {
            let face = Face { interface: import.clone(), book: Arc::clone(self), turn: Arc::clone(&shared) };
            Link::host(import, Arc::new(face))
        })
        .collect()
    }
}

impl Part {
    /// Arguments of a vector.
    pub fn arguments(&self, vector: u32) -> Option<Vec<Val>> {
        let values = self.vectors.get(vector as usize)?.params.iter();
        self.function.params.iter().zip(values).map(|(p, value)| to_val(&self.world, p.ty, value)).collect()
    }

    /// Whether streams or futures are in its parameters or its result.
    pub fn has_ends(&self) -> bool {
        let mut mentioned = self.function.params.iter().map(|param| param.ty).chain(self.function.result);
        mentioned.any(|ty| self.world.ty(ty).facts.has_end)
    }

    /// What is wrong with a result.
    pub fn judge(&self, vector: u32, found: Option<&Val>) -> Option<String> {
        let vector = self.vectors.get(vector as usize)?;
        match (self.function.result, &vector.result, found) {
            (Some(ty), Some(wanted), Some(found)) => difference(&self.world, "result", ty, wanted, found),
            (_, _, _) => None,
        }
    }

    fn answer(&self, vector: u32) -> Option<Val> {
        let value = self.vectors.get(vector as usize)?.result.as_ref()?;
        to_val(&self.world, self.function.result?, value)
    }

    fn check(&self, vector: u32, found: &[Val]) -> Option<String> {
        let wanted = self.vectors.get(vector as usize)?.params.iter();
        let params = self.function.params.iter().zip(wanted).zip(found);
        params.into_iter().find_map(|((param, wanted), found)| {
            difference(&self.world, &format!("parameter `{}`", param.name), param.ty, wanted, found)
        })
    }
}

/// Whether the host has a form for a function: it reads and writes streams and futures of numbers, characters and
/// strings, at the top or in fields and payloads of records, tuples, options and results.
pub(crate) fn takes(world: &World, function: &Function) -> bool {
    let mentioned = function.params.iter().map(|param| param.ty).chain(function.result);
    mentioned.into_iter().all(|ty| takes_type(world, ty, true))
}

fn takes_type(world: &World, ty: TypeId, reached: bool) -> bool {
    let kind = &world.ty(ty).kind;
    if !world.ty(ty).facts.has_end {
        return true;
    }
    match kind {
        Kind::Alias(target) => takes_type(world, *target, reached),
        Kind::Stream(payload) | Kind::Future(payload) => {
            let plain = |ty: TypeId| matches!(world.ty(world.resolve_alias(ty)).kind, Kind::Prim(_) | Kind::String);
            reached && payload.is_some_and(plain)
        }
        Kind::Record(_) | Kind::Tuple(_) | Kind::Option(_) | Kind::Result { .. } => {
            kind.parts().into_iter().all(|part| takes_type(world, part, reached))
        }
        kind => kind.parts().into_iter().all(|part| takes_type(world, part, false)),
    }
}

fn difference(world: &World, place: &str, ty: TypeId, wanted: &Value, found: &Val) -> Option<String> {
    let expected = || show(world, ty, wanted);
    match from_val(world, ty, found) {
        Some(value) if same(&value, wanted) => None,
        Some(value) => Some(format!("{place}: expected {}, got {}", expected(), show(world, ty, &value))),
        None => Some(format!("{place}: expected {}, got a value of another type", expected())),
    }
}

/// Full name of the control interface.
pub(crate) fn control() -> String {
    format!("{PACKAGE}/{CONTROL}")
}

/// The call that comes next, and what was wrong with the last one.
#[derive(Debug, Default)]
struct Turn {
    function: u32,
    vector: u32,
    complaint: Option<String>,
}

/// One imported interface, answered by the host.
struct Face {
    interface: String,
    book: Arc<Book>,
    turn: Arc<Mutex<Turn>>,
}

impl HostInterface for Face {
    fn start(&self, call: &mut HostCall<'_>) -> Result<Answer, String> {
        let answer = self.call(call)?;
        Ok(Answer::Now(answer.map(|value| call.offer(value)).transpose()?))
    }

    fn call(&self, call: &mut HostCall<'_>) -> Result<Option<Val>, String> {
        let mut turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        if self.interface == control() {
            return match (call.function, call.args) {
                ("expect", [Val::U32(function), Val::U32(vector)]) => {
                    *turn = Turn { function: *function, vector: *vector, complaint: None };
                    Ok(None)
                }
                ("complaint", []) => {
                    let text = turn.complaint.take();
                    Ok(Some(Val::Option(text.map(|text| Box::new(Val::String(text))))))
                }
                (other, _) => Err(format!("the control interface has no `{other}`")),
            };
        }
        let name = format!("{}#{}", self.interface, call.function);
        let number = self.book.by_name.get(&name).ok_or_else(|| format!("no case has `{name}`"))?;
        let part = self.book.part(*number).ok_or("the book has a function for every name")?;
        if *number != turn.function {
            turn.complaint = Some(format!("`{name}` was called instead of function {}", turn.function));
        } else if let Some(text) = part.check(turn.vector, call.args) {
            turn.complaint = Some(text);
        }
        Ok(part.answer(turn.vector))
    }
}
