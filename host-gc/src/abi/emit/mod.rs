//! The canonical ABI between linear memory and GC objects, as core instructions.
//!
//! The emitter translates the binding's nodes, one small function per shape, into two families of code: *lift*
//! (memory or flat core values → GC value on the stack) and *lower* (GC value in a local → memory or flat
//! core values). Lists and large types get functions of their own, shared by every use.
//!
//! Invariants: the signatures were checked ([`crate::abi::check`]), so a core type always has the shape that its
//! node asks for; what the emitter would find otherwise ends as `unreachable` in the code, never as a panic.
//! A null where a value is due, a foreign object where a handle is due, a value of no declared case and the
//! end of memory are wasm traps. Whether text is valid Unicode is checked by whoever lifts it on the far side.

mod arena;
mod call;
mod copy;
mod flat;
mod handle;
mod lift;
mod list;
mod lower;
mod scalar;
mod shape;
mod sum;

use std::collections::HashMap;

pub(crate) use arena::{Arena, BASE};
use wasm_encoder::{CompositeInnerType, CompositeType, FuncType, Function, StorageType, SubType, ValType};
use witloom_bindgen::binding::Binding;
use witloom_bindgen::model::{Core, ResourceId, TypeId, World};

pub(crate) use call::Guest;
pub(crate) use handle::{EXTERNREF, HandleTypes, Handles, Representation};

use shape::Shape;

use crate::abi::check::{CaseTable, StringEncoding};
use crate::abi::error::Result;
use crate::abi::module::TypeSpace;

/// Nodes past which a record or variant gets a function of its own.
const INLINE_NODES: u32 = 24;

/// Which function of a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Outline {
    LiftMem,
    LowerMem,
    LiftList,
    LowerList,
    LowerFixedList,
}

/// A function that the emitter adds.
#[derive(Debug)]
pub(crate) struct Added {
    pub(crate) index: u32,
    pub(crate) ty: u32,
    pub(crate) body: Function,
}

/// Emits lift and lower code for one module.
#[derive(Debug)]
pub(crate) struct Emitter<'a> {
    pub(crate) world: &'a World,
    pub(crate) binding: &'a Binding,
    /// The module's types; what the emitter adds comes behind them.
    pub(crate) types: TypeSpace,
    pub(crate) cases: &'a CaseTable,
    pub(crate) encoding: StringEncoding,
    /// Memory that values cross in.
    pub(crate) memory: u32,
    pub(crate) arena: Arena,
    pub(crate) handles: Handles,
    signatures: HashMap<FuncType, u32>,
    functions: Vec<Added>,
    next_function: u32,
    outlines: HashMap<(Outline, TypeId, u32), u32>,
    nodes: HashMap<TypeId, u32>,
}

/// Where the emitter's parts are in the module.
#[derive(Debug)]
pub(crate) struct Places {
    pub(crate) memory: u32,
    pub(crate) arena: Arena,
    pub(crate) handles: Handles,
    /// Index of the first function that the emitter adds.
    pub(crate) first_function: u32,
}

impl<'a> Emitter<'a> {
    pub(crate) fn new(
        world: &'a World,
        binding: &'a Binding,
        types: TypeSpace,
        cases: &'a CaseTable,
        encoding: StringEncoding,
        places: Places,
    ) -> Self {
        Self {
            world,
            binding,
            types,
            cases,
            encoding,
            memory: places.memory,
            arena: places.arena,
            handles: places.handles,
            signatures: HashMap::new(),
            functions: Vec::new(),
            next_function: places.first_function,
            outlines: HashMap::new(),
            nodes: HashMap::new(),
        }
    }

    /// Type index of a function type, added when it is new.
    pub(crate) fn signature(&mut self, params: &[ValType], results: &[ValType]) -> Result<u32> {
        let ty = FuncType::new(params.iter().copied(), results.iter().copied());
        if let Some(known) = self.signatures.get(&ty) {
            return Ok(*known);
        }
        let index = self.types.len();
        self.types.push_types(vec![func_type(params, results)])?;
        self.signatures.insert(ty, index);
        Ok(index)
    }

    /// Takes the next function index.
    pub(crate) fn reserve(&mut self) -> u32 {
        self.next_function += 1;
        self.next_function - 1
    }

    /// Defines a reserved function.
    pub(crate) fn define(&mut self, index: u32, ty: u32, body: Function) {
        self.functions.push(Added { index, ty, body });
    }

    /// Everything that was added: the grown type space, the functions in index order.
    pub(crate) fn finish(mut self) -> (TypeSpace, Vec<Added>) {
        self.functions.sort_by_key(|added| added.index);
        (self.types, self.functions)
    }

    /// Core types of a flat value.
    fn flat_types(&self, ty: TypeId) -> Vec<ValType> {
        self.world.ty(ty).flat.iter().flatten().map(|core| val_type(*core)).collect()
    }

    /// Nodes of a type that are emitted in line, up to the types that are outlined.
    fn nodes(&mut self, ty: TypeId) -> u32 {
        let ty = self.world.resolve_alias(ty);
        if let Some(known) = self.nodes.get(&ty) {
            return *known;
        }
        let (own, parts): (u32, Vec<TypeId>) = match self.shape(ty) {
            Shape::Scalar(_) => (1, Vec::new()),
            Shape::Text | Shape::List(_) | Shape::FixedList { .. } | Shape::Handle(_) | Shape::End => (2, Vec::new()),
            Shape::Struct(parts) => (1, parts.iter().map(|part| part.ty).collect()),
            Shape::Cases(_, cases) => (2 * cases.len() as u32, cases.iter().flatten().map(|held| held.ty).collect()),
        };
        let call = 2;
        let nodes = parts
            .into_iter()
            .map(|part| self.nodes(part))
            .fold(own, |sum, part| sum.saturating_add(if part > INLINE_NODES { call } else { part }));
        self.nodes.insert(ty, nodes);
        nodes
    }

    fn is_outlined(&mut self, ty: TypeId) -> bool {
        self.nodes(ty) > INLINE_NODES
    }

    /// The function of an outlined type, written by `write` on first use.
    fn outline(
        &mut self,
        which: Outline,
        ty: TypeId,
        core: u32,
        write: impl FnOnce(&mut Self, u32) -> Result<()>,
    ) -> Result<u32> {
        let key = (which, self.world.resolve_alias(ty), core);
        if let Some(known) = self.outlines.get(&key) {
            return Ok(*known);
        }
        let index = self.reserve();
        self.outlines.insert(key, index);
        write(self, index)?;
        Ok(index)
    }

    /// The representation of an exported resource.
    fn representation(&self, resource: ResourceId) -> Representation {
        self.handles.representation(resource)
    }
}

/// A final function type.
pub(crate) fn func_type(params: &[ValType], results: &[ValType]) -> SubType {
    final_type(CompositeInnerType::Func(FuncType::new(params.iter().copied(), results.iter().copied())))
}

/// A final type without supertypes.
pub(crate) fn final_type(inner: CompositeInnerType) -> SubType {
    let composite_type = CompositeType { inner, shared: false, descriptor: None, describes: None };
    SubType { is_final: true, supertype_idxs: Vec::new(), composite_type }
}

/// The core type as the encoder has it.
pub(crate) fn val_type(core: Core) -> ValType {
    match core {
        Core::I32 => ValType::I32,
        Core::I64 => ValType::I64,
        Core::F32 => ValType::F32,
        Core::F64 => ValType::F64,
    }
}

/// The type that a value of this storage type has on the stack.
pub(crate) fn unpacked(storage: StorageType) -> ValType {
    match storage {
        StorageType::I8 | StorageType::I16 => ValType::I32,
        StorageType::Val(ty) => ty,
    }
}
