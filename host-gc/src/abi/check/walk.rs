//! The walk over a signature: the binding's nodes on one side, core types on the other.

use std::collections::HashSet;

use wasm_encoder::{AbstractHeapType, FieldType, FuncType, HeapType, RefType, StorageType, ValType};
use witloom_bindgen::binding::{Binding, Node};
use witloom_bindgen::model::{Function, Prim, TypeId, World};
use witloom_diag::Unsupported;

use super::{CaseTable, Manifest, StringEncoding};
use crate::abi::error::{BridgeError, Result};
use crate::abi::module::{TypeSpace, concrete};

/// Bytes of a value in memory that are too many.
const MAX_SIZE: u64 = 1 << 28;

/// Whether a value goes into the module (the bridge builds it) or comes out of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Direction {
    /// Lifted: parameters of exports, results of imports.
    Into,
    /// Lowered: results of exports, parameters of imports.
    OutOf,
}

impl Direction {
    fn inverse(self) -> Self {
        match self {
            Self::Into => Self::OutOf,
            Self::OutOf => Self::Into,
        }
    }
}

/// One function to check.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Signature<'a> {
    /// How messages call it: ``export `greet` ``.
    pub(crate) label: &'a str,
    pub(crate) function: &'a Function,
    pub(crate) core: &'a FuncType,
    /// Which way the parameters go.
    pub(crate) params: Direction,
}

/// Checks signatures and collects what the emitter has to know beyond WIT and the core types.
#[derive(Debug)]
pub(crate) struct Checker<'a> {
    world: &'a World,
    binding: &'a Binding,
    types: &'a TypeSpace,
    manifest: &'a Manifest,
    encoding: StringEncoding,
    cases: CaseTable,
    immutable: Vec<(u32, String, String)>,
    seen: HashSet<(TypeId, u32, Direction)>,
    label: String,
    path: Vec<String>,
}

impl<'a> Checker<'a> {
    pub(crate) fn new(
        world: &'a World,
        binding: &'a Binding,
        types: &'a TypeSpace,
        manifest: &'a Manifest,
        encoding: StringEncoding,
    ) -> Self {
        Self {
            world,
            binding,
            types,
            manifest,
            encoding,
            cases: CaseTable::default(),
            immutable: Vec::new(),
            seen: HashSet::new(),
            label: String::new(),
            path: Vec::new(),
        }
    }

    /// Checks one function.
    pub(crate) fn signature(&mut self, signature: Signature<'_>) -> Result<()> {
        let Signature { label, function, core, params } = signature;
        label.clone_into(&mut self.label);
        self.arity("parameters", function.params.len(), core.params().len())?;
        self.arity("results", usize::from(function.result.is_some()), core.results().len())?;
        for (param, ty) in function.params.iter().zip(core.params()) {
            self.within(format!("parameter `{}`", param.name), |this| {
                this.value(param.ty, StorageType::Val(*ty), Position::Argument, params)
            })?;
        }
        for (wit, ty) in function.result.iter().zip(core.results()) {
            self.within("the result".to_owned(), |this| {
                this.value(*wit, StorageType::Val(*ty), Position::Argument, params.inverse())
            })?;
        }
        Ok(())
    }

    /// Which subtype stands for which case, for every variant seen.
    pub(crate) fn into_cases(self) -> CaseTable {
        self.cases
    }

    /// Immutable arrays that the bridge has to fill: type, function, place.
    pub(crate) fn immutable(&self) -> &[(u32, String, String)] {
        &self.immutable
    }

    fn within(&mut self, part: String, check: impl FnOnce(&mut Self) -> Result<()>) -> Result<()> {
        self.path.push(part);
        check(self)?;
        self.path.pop();
        Ok(())
    }

    fn value(&mut self, wit: TypeId, core: StorageType, position: Position, direction: Direction) -> Result<()> {
        let wit = self.world.resolve_alias(wit);
        if let Some(kind) = self.world.ty(wit).kind.unsupported() {
            return Err(self.unsupported(wit, kind));
        }
        if let Some(index) = concrete(core)
            && !self.seen.insert((wit, index, direction))
        {
            return Ok(());
        }
        match self.node(wit)? {
            Node::Prim(prim) => self.exactly(core, prim_type(*prim, position)),
            Node::Enum { .. } | Node::Flags { .. } => self.exactly(core, StorageType::Val(ValType::I32)),
            Node::Handle(_) | Node::Stream(_) | Node::Future(_) => self.handle(core),
            Node::Text => self.string(core, direction),
            Node::List(elements) | Node::FixedList { elements, .. } | Node::Map { entries: elements, .. } => {
                self.list(elements.ty, core, direction)
            }
            Node::Record(parts) => {
                let parts = parts.iter().map(|part| (format!("field `{}`", part.name), part.ty));
                self.product(wit, parts.collect(), core, direction)
            }
            Node::Tuple(parts) => {
                let parts = parts.iter().map(|part| (format!("element {}", part.name), part.ty));
                self.product(wit, parts.collect(), core, direction)
            }
            node @ (Node::Option { .. } | Node::Result { .. } | Node::Variant { .. }) => {
                let cases = node.cases().into_iter().flat_map(|(_, cases)| cases);
                let cases = cases.map(|(name, held)| (format!("case `{name}`"), held.map(|held| held.ty)));
                self.sum(cases.collect(), core, direction)
            }
            Node::Alias(target) => self.value(*target, core, position, direction),
        }
    }

    /// The binding's node, without the panic for unsupported types: their parts are visited first.
    fn node(&self, wit: TypeId) -> Result<&'a Node> {
        if self.world.ty(wit).facts.has_unsupported {
            let part = self.unsupported_part(wit);
            return Err(self.unsupported(wit, part));
        }
        Ok(self.binding.node(wit))
    }

    fn unsupported_part(&self, wit: TypeId) -> &'static str {
        let ty = self.world.ty(wit);
        if let Some(kind) = ty.kind.unsupported() {
            return kind;
        }
        let part = ty.kind.parts().into_iter().find(|part| self.world.ty(*part).facts.has_unsupported);
        part.map_or("unknown type", |part| self.unsupported_part(part))
    }

    fn exactly(&self, core: StorageType, expected: StorageType) -> Result<()> {
        if core == expected { Ok(()) } else { Err(self.mismatch(core, self.types.describe(expected))) }
    }

    fn handle(&self, core: StorageType) -> Result<()> {
        let heap_type = match core {
            StorageType::Val(ValType::Ref(RefType { heap_type, .. })) => Some(heap_type),
            StorageType::I8 | StorageType::I16 | StorageType::Val(_) => None,
        };
        match heap_type {
            Some(HeapType::Abstract { shared: false, ty: AbstractHeapType::Extern }) => Ok(()),
            Some(_) | None => Err(self.mismatch(core, "(ref null? extern)".to_owned())),
        }
    }

    fn string(&mut self, core: StorageType, direction: Direction) -> Result<()> {
        let (unit, name) = match self.encoding {
            StringEncoding::Utf8 | StringEncoding::Latin1Utf16 => (StorageType::I8, "i8"),
            StringEncoding::Utf16 => (StorageType::I16, "i16"),
        };
        match self.array(core) {
            Some((index, element)) if element.element_type == unit => {
                self.fillable(index, element, direction);
                Ok(())
            }
            Some(_) | None => Err(self.mismatch(core, format!("(ref null? (array (mut? {name})))"))),
        }
    }

    fn list(&mut self, elem: TypeId, core: StorageType, direction: Direction) -> Result<()> {
        let Some((index, element)) = self.array(core) else {
            return Err(self.mismatch(core, "(ref null? (array …))".to_owned()));
        };
        self.fillable(index, element, direction);
        self.within("an element".to_owned(), |this| this.value(elem, element.element_type, Position::Part, direction))
    }

    fn product(
        &mut self,
        wit: TypeId,
        parts: Vec<(String, TypeId)>,
        core: StorageType,
        direction: Direction,
    ) -> Result<()> {
        let types = self.types;
        let Some(fields) = concrete(core).and_then(|index| types.fields(index)) else {
            return Err(self.mismatch(core, "(ref null? (struct …))".to_owned()));
        };
        let place = self.place();
        self.arity(&format!("fields in {place}"), parts.len(), fields.len())?;
        let mut size = 0;
        for ((name, part), field) in parts.into_iter().zip(fields) {
            self.within(name, |this| this.value(part, field.element_type, Position::Part, direction))?;
            // Parts were checked first, so their sizes are exact; the whole's may not fit its 32 bits.
            size += u64::from(self.world.ty(part).layout.size);
        }
        if size < MAX_SIZE { Ok(()) } else { Err(self.unsupported(wit, "a value of 256 MiB or more")) }
    }

    fn sum(&mut self, cases: Vec<(String, Option<TypeId>)>, core: StorageType, direction: Direction) -> Result<()> {
        let types = self.types;
        let base = concrete(core).filter(|index| types.fields(*index).is_some_and(<[_]>::is_empty));
        let Some(base) = base else {
            return Err(self.mismatch(core, "(ref null? (struct)), a supertype without fields".to_owned()));
        };
        let subtypes = super::cases::bind(types, self.manifest, base, cases.len())
            .map_err(|reason| self.case_error(base, reason))?;
        for ((name, case), subtype) in cases.into_iter().zip(&subtypes) {
            let fields = types.fields(*subtype).unwrap_or_default();
            if fields.len() != usize::from(case.is_some()) {
                let reason = format!(
                    "and {name} is subtype {subtype} with {} fields, expected {}",
                    fields.len(),
                    usize::from(case.is_some())
                );
                return Err(self.case_error(base, reason));
            }
            if let (Some(payload), Some(field)) = (case, fields.first()) {
                self.within(name, |this| this.value(payload, field.element_type, Position::Part, direction))?;
            }
        }
        self.cases.insert(base, subtypes);
        Ok(())
    }

    fn array(&self, core: StorageType) -> Option<(u32, FieldType)> {
        let index = concrete(core)?;
        Some((index, self.types.array(index)?))
    }

    fn fillable(&mut self, index: u32, element: FieldType, direction: Direction) {
        if direction == Direction::Into && !element.mutable {
            self.immutable.push((index, self.label.clone(), self.place()));
        }
    }

    fn place(&self) -> String {
        self.path.join(", ")
    }

    fn arity(&self, what: &str, expected: usize, actual: usize) -> Result<()> {
        if expected == actual {
            return Ok(());
        }
        Err(BridgeError::Arity { function: self.label.clone(), what: what.to_owned(), expected, actual })
    }

    fn mismatch(&self, actual: StorageType, expected: String) -> BridgeError {
        let actual = self.types.describe(actual);
        BridgeError::Mismatch { function: self.label.clone(), place: self.place(), expected, actual }
    }

    fn case_error(&self, base: u32, reason: String) -> BridgeError {
        BridgeError::Cases { function: self.label.clone(), place: self.place(), base, reason }
    }

    fn unsupported(&self, wit: TypeId, kind: &str) -> BridgeError {
        BridgeError::Unsupported(Unsupported {
            lang: "host-gc".to_owned(),
            kind: kind.to_owned(),
            subject: format!("{}, {}", self.label, self.place()),
            place: self.world.ty(wit).place.clone(),
            note: None,
        })
    }
}

/// Where a core type stands: packed types exist in fields and elements only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Position {
    Argument,
    Part,
}

/// The core type of a number or character in a field or an element.
pub(crate) fn part_type(prim: Prim) -> StorageType {
    prim_type(prim, Position::Part)
}

fn prim_type(prim: Prim, position: Position) -> StorageType {
    match (prim, position) {
        (Prim::Bool | Prim::U8 | Prim::S8, Position::Part) => StorageType::I8,
        (Prim::U16 | Prim::S16, Position::Part) => StorageType::I16,
        (Prim::U64 | Prim::S64, _) => StorageType::Val(ValType::I64),
        (Prim::F32, _) => StorageType::Val(ValType::F32),
        (Prim::F64, _) => StorageType::Val(ValType::F64),
        (Prim::Bool | Prim::U8 | Prim::S8 | Prim::U16 | Prim::S16, Position::Argument)
        | (Prim::U32 | Prim::S32 | Prim::Char, _) => StorageType::Val(ValType::I32),
    }
}
