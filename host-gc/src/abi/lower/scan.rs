//! The first pass: every canonical function with the `gc` option, and its adapter.

use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};

use wasmparser::component_types::{ComponentAnyTypeId, ComponentFuncTypeId, ResourceId};
use wasmparser::types::{CoreTypeId, TypesRef};
use wasmparser::{CanonicalFunction, CanonicalOption, Encoding, Parser, Payload, Validator, WasmFeatures};

use super::adapter::{Adapter, Kind, Request, adapter};
use super::types::gather;
use super::wit;
use crate::abi::check::StringEncoding;
use crate::abi::error::LowerError;

/// One canonical function with the `gc` option.
#[derive(Debug)]
pub(super) struct Canon {
    pub(super) adapter: Adapter,
    pub(super) encoding: StringEncoding,
    /// Component type indices of the resources whose drops the adapter imports.
    pub(super) drops: Vec<u32>,
}

/// One component, outer before inner.
#[derive(Debug, Default)]
pub(super) struct Scanned {
    /// Its canonical functions with the `gc` option, in order.
    pub(super) canons: VecDeque<Canon>,
}

/// A component that is being read.
#[derive(Debug, Default)]
struct Level {
    /// Position in the result.
    at: usize,
    /// Types counted so far.
    types: u32,
    /// Core types counted so far.
    core_types: u32,
    /// Component type index of each resource that has one.
    resources: HashMap<ResourceId, u32>,
    /// Resources that this component defines.
    local: HashSet<ResourceId>,
}

/// Reads a component that was validated; empty when nothing in it uses the `gc` option.
pub(super) fn scan(component: &[u8]) -> Result<Vec<Scanned>, LowerError> {
    let mut scanner = Scanner {
        validator: Validator::new_with_features(WasmFeatures::all()),
        levels: Vec::new(),
        known: BTreeSet::new(),
        scanned: Vec::new(),
        modules: 0,
    };
    for payload in Parser::new(0).parse_all(component) {
        scanner.payload(&payload.map_err(|error| LowerError::Invalid { message: error.to_string() })?)?;
    }
    let used = scanner.scanned.iter().any(|component| !component.canons.is_empty());
    Ok(if used { scanner.scanned } else { Vec::new() })
}

struct Scanner {
    validator: Validator,
    levels: Vec<Level>,
    /// Core types, in the order in which the component has them.
    known: BTreeSet<CoreTypeId>,
    scanned: Vec<Scanned>,
    /// Core modules that are open: 0 or 1.
    modules: usize,
}

impl Scanner {
    fn payload(&mut self, payload: &Payload<'_>) -> Result<(), LowerError> {
        self.validator.payload(payload).map_err(|error| LowerError::Invalid { message: error.to_string() })?;
        match payload {
            Payload::Version { encoding: Encoding::Component, .. } => {
                self.levels.push(Level { at: self.scanned.len(), ..Level::default() });
                self.scanned.push(Scanned::default());
            }
            Payload::Version { encoding: Encoding::Module, .. } => self.modules += 1,
            Payload::End(_) if self.modules > 0 => self.modules -= 1,
            Payload::End(_) => {
                self.levels.pop();
            }
            Payload::TypeSection(_) => {
                if let Some(types) = self.validator.types(0) {
                    self.known
                        .extend((0..types.core_type_count_in_module()).map(|at| types.core_type_at_in_module(at)));
                }
            }
            Payload::ComponentCanonicalSection(section) => {
                for canon in section.clone() {
                    self.canon(&canon.map_err(|error| LowerError::Invalid { message: error.to_string() })?)?;
                }
            }
            _ => {}
        }
        let defines = matches!(payload, Payload::ComponentTypeSection(_));
        self.note_types(defines);
        Ok(())
    }

    /// Notes core types and resources that the payload brought.
    fn note_types(&mut self, defines: bool) {
        let (Some(level), Some(types), 0) = (self.levels.last_mut(), self.validator.types(0), self.modules) else {
            return;
        };
        for at in level.core_types..types.core_type_count_in_component() {
            if let wasmparser::component_types::ComponentCoreTypeId::Sub(id) = types.core_type_at_in_component(at) {
                self.known.insert(id);
            }
        }
        for at in level.types..types.component_type_count() {
            if let ComponentAnyTypeId::Resource(resource) = types.component_any_type_at(at) {
                level.resources.entry(resource.resource()).or_insert(at);
                if defines {
                    level.local.insert(resource.resource());
                }
            }
        }
        level.types = types.component_type_count();
        level.core_types = types.core_type_count_in_component();
    }

    fn canon(&mut self, canon: &CanonicalFunction) -> Result<(), LowerError> {
        let Some(types) = self.validator.types(0) else { return Ok(()) };
        let (kind, options, func, core) = match canon {
            CanonicalFunction::Lift { core_func_index, type_index, options } => {
                let ComponentAnyTypeId::Func(func) = types.component_any_type_at(*type_index) else { return Ok(()) };
                (Kind::Lift, options, func, types.core_function_at(*core_func_index))
            }
            CanonicalFunction::Lower { func_index, options } => {
                let core = options.iter().find_map(|option| match option {
                    CanonicalOption::CoreType(at) => Some(types.core_type_at_in_component(*at)),
                    _ => None,
                });
                let Some(wasmparser::component_types::ComponentCoreTypeId::Sub(core)) = core else { return Ok(()) };
                (Kind::Lower, options, types.component_function_at(*func_index), core)
            }
            other => return refuse_gc(other),
        };
        if !options.contains(&CanonicalOption::Gc) {
            return Ok(());
        }
        let Some(level) = self.levels.last() else { return Ok(()) };
        let made = make(types, level, &self.known, (kind, options, func, core))?;
        self.scanned[level.at].canons.push_back(made);
        Ok(())
    }
}

/// Canonical functions of streams, futures and tasks that use the option.
fn refuse_gc(canon: &CanonicalFunction) -> Result<(), LowerError> {
    let options = match canon {
        CanonicalFunction::TaskReturn { options, .. }
        | CanonicalFunction::StreamRead { options, .. }
        | CanonicalFunction::StreamWrite { options, .. }
        | CanonicalFunction::FutureRead { options, .. }
        | CanonicalFunction::FutureWrite { options, .. }
        | CanonicalFunction::ErrorContextNew { options }
        | CanonicalFunction::ErrorContextDebugMessage { options } => options,
        _ => return Ok(()),
    };
    if !options.contains(&CanonicalOption::Gc) {
        return Ok(());
    }
    Err(LowerError::Refused {
        what: "a canonical function of streams, futures, tasks or error contexts".to_owned(),
        reason: "only `canon lift` and `canon lower` have a linear form here".to_owned(),
    })
}

type Found<'a> = (Kind, &'a [CanonicalOption], ComponentFuncTypeId, CoreTypeId);

fn make(
    types: TypesRef<'_>,
    level: &Level,
    known: &BTreeSet<CoreTypeId>,
    (kind, options, func, core): Found<'_>,
) -> Result<Canon, LowerError> {
    let label = match kind {
        Kind::Lift => "canon lift",
        Kind::Lower => "canon lower",
    };
    let refused = |reason: String| LowerError::Refused { what: format!("`{label}` with the `gc` option"), reason };
    let mut encoding = StringEncoding::Utf8;
    for option in options {
        match option {
            CanonicalOption::UTF8 => encoding = StringEncoding::Utf8,
            CanonicalOption::UTF16 => encoding = StringEncoding::Utf16,
            CanonicalOption::CompactUTF16 => encoding = StringEncoding::Latin1Utf16,
            CanonicalOption::Async | CanonicalOption::Callback(_) => {
                return Err(refused("it is async".to_owned()));
            }
            CanonicalOption::PostReturn(_) => return Err(refused("it has a post-return function".to_owned())),
            // GC functions need no memory.
            CanonicalOption::Memory(_)
            | CanonicalOption::Realloc(_)
            | CanonicalOption::CoreType(_)
            | CanonicalOption::Gc => {}
        }
    }
    let is_local = |resource| level.local.contains(&resource);
    let function = wit::world(types, &types[func], kind == Kind::Lift, &is_local).map_err(refused)?;
    let (space, index) = gather(types, known, core)?;
    let adapter = adapter(Request { label, kind, function: &function, types: space, core: index, encoding })?;
    let drops = adapter.drops.iter().map(|resource| level.resources.get(resource).copied());
    let drops = drops.collect::<Option<Vec<_>>>();
    let drops = drops.ok_or_else(|| refused("it borrows a resource that the component has no type for".to_owned()))?;
    Ok(Canon { adapter, encoding, drops })
}
