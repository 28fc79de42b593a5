//! Names inside `gen/glue.rb`, which no user calls.

use std::collections::HashMap;

use witloom_bindgen::binding::{Binding, Func, FuncId};
use witloom_bindgen::model::{Kind, ResourceId, Side, TypeId, World};
use witloom_bindgen::plan::EndKind;
use witloom_bindgen::{LetterCase, NameScope, Namer, convert_case};

use super::names::Names;
use super::routines::Routine;

/// Constants that every glue has.
const CONSTANTS: &[&str] = &["EMPTY", "EXPECTED", "EXPORTS", "UTF8"];
/// Methods that every glue has.
const METHODS: &[&str] = &["resume", "start", "wake"];
/// A label of more characters than these says less.
const LONG: usize = 40;

const NAMER: Namer = Namer::ANY;

/// The names of one world's glue.
#[derive(Debug)]
pub(crate) struct Labels {
    methods: NameScope,
    constants: NameScope,
    types: NameScope,
    calls: Vec<String>,
    numbers: Vec<String>,
    tables: HashMap<ResourceId, String>,
    payloads: Vec<String>,
    ends: HashMap<ResourceId, String>,
    of_types: HashMap<TypeId, String>,
    of_routines: HashMap<Routine, String>,
    of_cases: HashMap<TypeId, [String; 2]>,
}

impl Labels {
    pub(crate) fn new(world: &World, binding: &Binding, names: &Names) -> Labels {
        let mut labels = Labels {
            methods: NAMER.scope(METHODS.iter().copied()),
            constants: NAMER.scope(CONSTANTS.iter().copied()),
            types: NAMER.scope([]),
            calls: Vec::new(),
            numbers: Vec::new(),
            tables: HashMap::new(),
            payloads: Vec::new(),
            ends: HashMap::new(),
            of_types: HashMap::new(),
            of_routines: HashMap::new(),
            of_cases: HashMap::new(),
        };
        binding.funcs().iter().for_each(|func| labels.func(world, names, func));
        for resource in world.resources.iter().filter(|resource| resource.side == Side::Export) {
            let base = format!("{}{}", interface(names, resource.owner), snake(&resource.name));
            let table = labels.constants.claim_exact(format!("{}_OBJECTS", base.to_uppercase()));
            let end = labels.methods.claim_exact(format!("end_{base}"));
            labels.tables.insert(resource.id, table);
            labels.ends.insert(resource.id, end);
        }
        for plan in binding.payloads() {
            let of = plan.elem.map(|elem| format!("{}_", labels.ty(world, elem).to_uppercase())).unwrap_or_default();
            let kind = match plan.kind {
                EndKind::Stream => "STREAM",
                EndKind::Future => "FUTURE",
            };
            let constant = labels.constants.claim_exact(format!("{of}{kind}"));
            labels.payloads.push(constant);
        }
        labels
    }

    /// The constant of a stream or future, by its position in [`Binding::payloads`].
    pub(crate) fn payload(&self, payload: usize) -> &str {
        &self.payloads[payload]
    }

    fn func(&mut self, world: &World, names: &Names, func: &Func) {
        let resource = func.resource().map(|id| format!("{}_", snake(&world.resource(id).name))).unwrap_or_default();
        let base = format!("{}{resource}{}", interface(names, func.interface), snake(&func.name));
        let verb = match func.side {
            Side::Import => "call",
            Side::Export => "answer",
        };
        self.calls.push(self.methods.claim_exact(format!("{verb}_{base}")));
        self.numbers.push(self.constants.claim_exact(base.to_uppercase()));
    }

    /// The method of a function.
    pub(crate) fn method(&self, func: FuncId) -> &str {
        &self.calls[func.index()]
    }

    /// The constant that holds the number of an import, or of an export's `task.return`.
    pub(crate) fn number(&self, func: FuncId) -> &str {
        &self.numbers[func.index()]
    }

    /// The constant that holds the objects of a resource of ours.
    pub(crate) fn table(&self, id: ResourceId) -> &str {
        &self.tables[&id]
    }

    /// The method that ends an object of ours.
    pub(crate) fn end(&self, id: ResourceId) -> &str {
        &self.ends[&id]
    }

    /// The method of a routine.
    pub(crate) fn routine(&mut self, world: &World, routine: Routine) -> String {
        if let Some(known) = self.of_routines.get(&routine) {
            return known.clone();
        }
        let label = self.ty(world, routine.ty());
        let name = self.methods.claim_exact(routine.wording(&label));
        self.of_routines.insert(routine, name.clone());
        name
    }

    /// The constants of an enum (symbols by number, numbers by symbol) or of flags (sets by bits, bits by symbol).
    pub(crate) fn cases(&mut self, world: &World, id: TypeId) -> [String; 2] {
        if let Some(known) = self.of_cases.get(&id) {
            return known.clone();
        }
        let flags = matches!(world.ty(id).kind, Kind::Flags(_));
        let [lifted, lowered] = if flags { ["SETS", "BITS"] } else { ["CASES", "NUMBERS"] };
        let label = self.ty(world, id).to_uppercase();
        let names = [lifted, lowered].map(|what| self.constants.claim_exact(format!("{label}_{what}")));
        self.of_cases.insert(id, names.clone());
        names
    }

    fn ty(&mut self, world: &World, id: TypeId) -> String {
        if let Some(known) = self.of_types.get(&id) {
            return known.clone();
        }
        let mut wanted = self.wanted(world, id);
        if wanted.len() > LONG {
            wanted = match world.ty(id).kind {
                Kind::List(_) => "list".to_owned(),
                Kind::Map(_) => "map".to_owned(),
                Kind::Option(_) => "option".to_owned(),
                Kind::Result { .. } => "result".to_owned(),
                Kind::Tuple(_) => "tuple".to_owned(),
                Kind::Stream(_) => "stream".to_owned(),
                Kind::Future(_) => "future".to_owned(),
                Kind::Prim(_)
                | Kind::String
                | Kind::FixedList(..)
                | Kind::Record(_)
                | Kind::Variant(_)
                | Kind::Enum(_)
                | Kind::Flags(_)
                | Kind::Own(_)
                | Kind::Borrow(_)
                | Kind::Alias(_)
                | Kind::ResourceAlias(_)
                | Kind::Unsupported(_) => wanted,
            };
        }
        let label = self.types.claim_exact(wanted);
        self.of_types.insert(id, label.clone());
        label
    }

    /// The WIT name, or what an unnamed type is made of.
    fn wanted(&mut self, world: &World, id: TypeId) -> String {
        let ty = world.ty(id);
        if let (Some(name), false) = (&ty.name, matches!(ty.kind, Kind::Alias(_))) {
            return snake(&name.name);
        }
        let mut part = |id: &TypeId| self.ty(world, world.resolve_alias(*id));
        match &ty.kind {
            Kind::Prim(prim) => prim.wit_name().to_owned(),
            Kind::String => "string".to_owned(),
            Kind::List(elem) | Kind::FixedList(elem, _) => format!("{}_list", part(elem)),
            Kind::Map(map) => format!("{}_map", part(&map.value)),
            Kind::Option(inner) => format!("{}_option", part(inner)),
            Kind::Result { ok, err } => {
                let parts: Vec<String> = ok.iter().chain(err).map(part).collect();
                std::iter::once("result".to_owned()).chain(parts).collect::<Vec<_>>().join("_")
            }
            Kind::Tuple(parts) => {
                let parts: Vec<String> = parts.iter().map(part).collect();
                std::iter::once("tuple".to_owned()).chain(parts).collect::<Vec<_>>().join("_")
            }
            Kind::Stream(payload) => {
                payload.iter().map(part).chain(["stream".to_owned()]).collect::<Vec<_>>().join("_")
            }
            Kind::Future(payload) => {
                payload.iter().map(part).chain(["future".to_owned()]).collect::<Vec<_>>().join("_")
            }
            Kind::Own(resource) | Kind::Borrow(resource) => snake(&world.resource(*resource).name),
            Kind::Alias(target) => part(target),
            Kind::Record(_)
            | Kind::Variant(_)
            | Kind::Enum(_)
            | Kind::Flags(_)
            | Kind::ResourceAlias(_)
            | Kind::Unsupported(_) => "value".to_owned(),
        }
    }
}

/// `rates_`; nothing for the world's own functions.
fn interface(names: &Names, id: witloom_bindgen::model::InterfaceId) -> String {
    names.module(id).split_once("::").map(|(_, name)| format!("{}_", snake(name))).unwrap_or_default()
}

fn snake(name: &str) -> String {
    convert_case(name, LetterCase::Snake)
}
