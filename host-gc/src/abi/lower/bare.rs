//! Variants whose supertype has no declared subtypes, which the proposal allows: the rule that gives their cases.
//!
//! An open supertype gets one private subtype per case, all in one rec group made from the variant's shape alone:
//! every adapter makes the same types of it, so a guest can pass on what it was given, and has no type to look into
//! it with. Below a final supertype there can be no case: its values belong to none and trap, like any such value.
//!
//! Payloads have the types of the proposal's table: mutable arrays, non-null references, and for variants inside a
//! supertype of their own in the rec group of its cases.

use std::collections::HashSet;

use wasm_encoder::{
    AbstractHeapType, CompositeInnerType, CompositeType, FieldType, FuncType, HeapType, RefType, StorageType,
    StructType, SubType, ValType,
};
use witloom_bindgen::binding::{Binding, Node};
use witloom_bindgen::model::{Function, TypeId, World};

use crate::abi::check::{Manifest, StringEncoding, part_type};
use crate::abi::error::Result;
use crate::abi::module::{TypeSpace, concrete};

/// Adds the private cases that a function needs to the types; the manifest says whose they are.
pub(super) fn cases(
    world: &World,
    binding: &Binding,
    types: &mut TypeSpace,
    encoding: StringEncoding,
    (function, core): (&Function, &FuncType),
) -> Result<Manifest> {
    let mut bare = Bare { world, binding, types, encoding, manifest: Manifest::default(), seen: HashSet::new() };
    let wit = function.params.iter().map(|param| param.ty).chain(function.result);
    for (ty, core) in wit.zip(core.params().iter().chain(core.results())) {
        bare.visit(ty, StorageType::Val(*core))?;
    }
    Ok(bare.manifest)
}

struct Bare<'a> {
    world: &'a World,
    binding: &'a Binding,
    types: &'a mut TypeSpace,
    encoding: StringEncoding,
    manifest: Manifest,
    seen: HashSet<(TypeId, u32)>,
}

impl<'a> Bare<'a> {
    fn node(&self, ty: TypeId) -> Option<&'a Node> {
        (!self.world.ty(ty).facts.has_unsupported).then(|| self.binding.resolved(ty).1)
    }

    /// Looks for bare supertypes in a value, as far as its core type fits it: the check that follows tells what doesn't.
    fn visit(&mut self, ty: TypeId, core: StorageType) -> Result<()> {
        let ty = self.world.resolve_alias(ty);
        let (Some(node), Some(index)) = (self.node(ty), concrete(core)) else { return Ok(()) };
        if !self.seen.insert((ty, index)) {
            return Ok(());
        }
        let element = self.types.array(index).map(|field| field.element_type);
        let fields: Vec<StorageType> =
            self.types.fields(index).unwrap_or_default().iter().map(|field| field.element_type).collect();
        match node {
            Node::List(elements) | Node::FixedList { elements, .. } | Node::Map { entries: elements, .. } => {
                element.map_or(Ok(()), |core| self.visit(elements.ty, core))
            }
            Node::Record(parts) | Node::Tuple(parts) => {
                parts.iter().zip(fields).try_for_each(|(part, core)| self.visit(part.ty, core))
            }
            Node::Option { .. } | Node::Result { .. } | Node::Variant { .. } => self.sum(&payloads(node), index),
            Node::Alias(target) => self.visit(*target, core),
            Node::Prim(_)
            | Node::Text
            | Node::Enum { .. }
            | Node::Flags { .. }
            | Node::Handle(_)
            | Node::Stream(_)
            | Node::Future(_) => Ok(()),
        }
    }

    fn sum(&mut self, cases: &[Option<TypeId>], base: u32) -> Result<()> {
        let declared = self.manifest.declared(self.types, base);
        if declared.is_empty() {
            return self.give(cases, base);
        }
        for (case, subtype) in cases.iter().zip(declared) {
            let field = self.types.fields(subtype).and_then(|fields| fields.first()).map(|field| field.element_type);
            if let (Some(payload), Some(core)) = (case, field) {
                self.visit(*payload, core)?;
            }
        }
        Ok(())
    }

    /// Gives the cases of a bare supertype, where it can have any.
    fn give(&mut self, cases: &[Option<TypeId>], base: u32) -> Result<()> {
        let is_open = self.types.get(base).is_some_and(|ty| !ty.is_final);
        let is_struct = self.types.fields(base).is_some_and(<[_]>::is_empty);
        if self.manifest.lists(self.types, base) || !is_struct {
            return Ok(());
        }
        let subtypes = if is_open { self.group(cases, Some(base))?.1 } else { Vec::new() };
        self.manifest.insert(base, subtypes);
        Ok(())
    }

    /// Makes a rec group of one subtype per case below `base`, or below a supertype of its own.
    fn group(&mut self, cases: &[Option<TypeId>], base: Option<u32>) -> Result<(u32, Vec<u32>)> {
        let payloads = cases.iter().map(|case| case.map(|ty| self.part(ty)).transpose()).collect::<Result<Vec<_>>>()?;
        let first = self.types.len();
        let above = base.unwrap_or(first);
        let own = base.is_none().then(|| structure(Vec::new(), None, false));
        let start = first + own.iter().len() as u32;
        let below = payloads.into_iter().map(|part| structure(part.into_iter().collect(), Some(above), true));
        self.types.push_types(own.into_iter().chain(below).collect())?;
        Ok((above, (start..self.types.len()).collect()))
    }

    /// The core type of a value inside another.
    fn part(&mut self, ty: TypeId) -> Result<StorageType> {
        let Some(node) = self.node(ty) else { return Ok(StorageType::Val(ValType::I32)) };
        Ok(match node {
            Node::Prim(prim) => part_type(*prim),
            Node::Enum { .. } | Node::Flags { .. } => StorageType::Val(ValType::I32),
            Node::Handle(_) | Node::Stream(_) | Node::Future(_) => StorageType::Val(ValType::Ref(RefType {
                nullable: true,
                heap_type: HeapType::Abstract { shared: false, ty: AbstractHeapType::Extern },
            })),
            Node::Text => {
                let unit = if self.encoding.unit() == 1 { StorageType::I8 } else { StorageType::I16 };
                self.array(unit)?
            }
            Node::List(elements) | Node::FixedList { elements, .. } | Node::Map { entries: elements, .. } => {
                let element = self.part(elements.ty)?;
                self.array(element)?
            }
            Node::Record(parts) | Node::Tuple(parts) => {
                let fields = parts.iter().map(|part| self.part(part.ty)).collect::<Result<Vec<_>>>()?;
                self.types.push_types(vec![structure(fields, None, true)])?;
                reference(self.types.len() - 1)
            }
            Node::Option { .. } | Node::Result { .. } | Node::Variant { .. } => {
                let (base, subtypes) = self.group(&payloads(node), None)?;
                self.manifest.insert(base, subtypes);
                reference(base)
            }
            Node::Alias(target) => self.part(*target)?,
        })
    }

    fn array(&mut self, element_type: StorageType) -> Result<StorageType> {
        let element = FieldType { element_type, mutable: true };
        self.types.push_types(vec![sub_type(
            CompositeInnerType::Array(wasm_encoder::ArrayType(element)),
            None,
            true,
        )])?;
        Ok(reference(self.types.len() - 1))
    }
}

/// What each case of a variant, option or result holds.
fn payloads(node: &Node) -> Vec<Option<TypeId>> {
    let cases = node.cases().into_iter().flat_map(|(_, cases)| cases);
    cases.map(|(_, held)| held.map(|held| held.ty)).collect()
}

fn reference(index: u32) -> StorageType {
    StorageType::Val(ValType::Ref(RefType { nullable: false, heap_type: HeapType::Concrete(index) }))
}

fn structure(fields: Vec<StorageType>, above: Option<u32>, is_final: bool) -> SubType {
    let fields = fields.into_iter().map(|element_type| FieldType { element_type, mutable: false }).collect();
    sub_type(CompositeInnerType::Struct(StructType { fields }), above, is_final)
}

fn sub_type(inner: CompositeInnerType, above: Option<u32>, is_final: bool) -> SubType {
    let composite_type = CompositeType { inner, shared: false, descriptor: None, describes: None };
    SubType { is_final, supertype_idxs: above.into_iter().collect(), composite_type }
}
