//! The type section of a module.

use std::collections::HashMap;
use std::convert::Infallible;

use wasm_encoder::reencode::Reencode;
use wasm_encoder::{
    AbstractHeapType, CompositeInnerType, FieldType, FuncType, HeapType, RefType, StorageType, SubType, ValType,
};

use crate::abi::error::{Result, invalid};

/// A re-encoder that only renumbers types.
pub(crate) struct TypeMap<F>(pub(crate) F);

impl<F: FnMut(u32) -> u32> Reencode for TypeMap<F> {
    type Error = Infallible;

    fn type_index(&mut self, ty: u32) -> Result<u32, wasm_encoder::reencode::Error<Infallible>> {
        Ok((self.0)(ty))
    }
}

/// Every type of a module, by index, with its rec groups.
///
/// Two types are the same type for the engine when their [`TypeSpace::canonical`] numbers are equal.
#[derive(Debug, Default, Clone)]
pub(crate) struct TypeSpace {
    types: Vec<SubType>,
    canonical: Vec<u32>,
    /// First index of each rec group.
    groups: Vec<u32>,
    known: HashMap<String, u32>,
}

impl TypeSpace {
    /// Adds one rec group of a module or component, its indices mapped by `map`; returns the first new index.
    ///
    /// `map` may be asked for indices of the group itself, which start at [`TypeSpace::len`].
    pub(crate) fn push_group(
        &mut self,
        group: impl Iterator<Item = wasmparser::SubType>,
        mut map: impl FnMut(u32) -> u32,
    ) -> Result<u32> {
        let start = self.len();
        let mut reencoder = TypeMap(&mut map);
        let types = group.map(|ty| reencoder.sub_type(ty).map_err(invalid)).collect::<Result<Vec<_>>>()?;
        self.push_types(types)?;
        Ok(start)
    }

    /// Adds a rec group whose indices are already those of this space.
    pub(crate) fn push_types(&mut self, types: Vec<SubType>) -> Result<()> {
        let start = self.len();
        let key = types.iter().map(|ty| self.key(ty, start)).collect::<Vec<_>>().join(";");
        let next = start;
        let first = *self.known.entry(key).or_insert(next);
        self.groups.push(start);
        for (at, ty) in (0u32..).zip(types) {
            self.types.push(ty);
            self.canonical.push(first + at);
        }
        Ok(())
    }

    /// The type's structure, with references inside its group relative and others canonical.
    fn key(&self, ty: &SubType, start: u32) -> String {
        let mut ty = ty.clone();
        renumber(&mut ty, &mut |index| {
            if index >= start { u32::MAX - (index - start) } else { self.canonical(index) }
        });
        format!("{ty:?}")
    }

    /// Number of types.
    pub(crate) fn len(&self) -> u32 {
        self.types.len() as u32
    }

    /// A type; `None` past the end.
    pub(crate) fn get(&self, index: u32) -> Option<&SubType> {
        self.types.get(index as usize)
    }

    /// The number that equal types share.
    pub(crate) fn canonical(&self, index: u32) -> u32 {
        self.canonical.get(index as usize).copied().unwrap_or(index)
    }

    /// Rec groups in order, as index ranges.
    pub(crate) fn groups(&self) -> impl Iterator<Item = std::ops::Range<u32>> + '_ {
        let ends = self.groups.iter().skip(1).copied().chain([self.len()]);
        self.groups.iter().copied().zip(ends).map(|(start, end)| start..end)
    }

    /// The declared supertype.
    pub(crate) fn supertype(&self, index: u32) -> Option<u32> {
        self.get(index)?.supertype_idxs.first().copied()
    }

    /// Whether `below` is `above` or one of its declared subtypes.
    pub(crate) fn is_subtype(&self, below: u32, above: u32) -> bool {
        let mut at = Some(below);
        while let Some(index) = at {
            if self.canonical(index) == self.canonical(above) {
                return true;
            }
            at = self.supertype(index);
        }
        false
    }

    /// Element of an array type.
    pub(crate) fn array(&self, index: u32) -> Option<FieldType> {
        match &self.get(index)?.composite_type.inner {
            CompositeInnerType::Array(array) => Some(array.0),
            CompositeInnerType::Func(_) | CompositeInnerType::Struct(_) | CompositeInnerType::Cont(_) => None,
        }
    }

    /// Fields of a struct type.
    pub(crate) fn fields(&self, index: u32) -> Option<&[FieldType]> {
        match &self.get(index)?.composite_type.inner {
            CompositeInnerType::Struct(fields) => Some(&fields.fields),
            CompositeInnerType::Func(_) | CompositeInnerType::Array(_) | CompositeInnerType::Cont(_) => None,
        }
    }

    /// A function type.
    pub(crate) fn func(&self, index: u32) -> Option<&FuncType> {
        match &self.get(index)?.composite_type.inner {
            CompositeInnerType::Func(func) => Some(func),
            CompositeInnerType::Array(_) | CompositeInnerType::Struct(_) | CompositeInnerType::Cont(_) => None,
        }
    }

    /// A storage type as text, one level deep: `(ref null (array (mut i8)))`.
    pub(crate) fn describe(&self, ty: StorageType) -> String {
        match ty {
            StorageType::I8 => "i8".to_owned(),
            StorageType::I16 => "i16".to_owned(),
            StorageType::Val(ValType::Ref(RefType { nullable, heap_type: HeapType::Concrete(index) })) => {
                format!("(ref {}{})", if nullable { "null " } else { "" }, self.describe_type(index))
            }
            StorageType::Val(ty) => describe(ty),
        }
    }

    fn describe_type(&self, index: u32) -> String {
        let field = |field: &FieldType| {
            let inner = match field.element_type {
                StorageType::I8 => "i8".to_owned(),
                StorageType::I16 => "i16".to_owned(),
                StorageType::Val(ty) => describe(ty),
            };
            if field.mutable { format!("(mut {inner})") } else { inner }
        };
        match self.get(index).map(|ty| &ty.composite_type.inner) {
            Some(CompositeInnerType::Array(array)) => format!("(array {})", field(&array.0)),
            Some(CompositeInnerType::Struct(fields)) => {
                let text: Vec<_> = fields.fields.iter().map(|f| format!(" {}", field(f))).collect();
                format!("(struct{})", text.concat())
            }
            Some(CompositeInnerType::Func(_)) => "(func …)".to_owned(),
            Some(CompositeInnerType::Cont(_)) => "(cont …)".to_owned(),
            None => index.to_string(),
        }
    }
}

/// Applies `map` to every type index inside a type.
pub(crate) fn renumber(ty: &mut SubType, map: &mut dyn FnMut(u32) -> u32) {
    for index in &mut ty.supertype_idxs {
        *index = map(*index);
    }
    for index in ty.composite_type.descriptor.iter_mut().chain(ty.composite_type.describes.iter_mut()) {
        *index = map(*index);
    }
    match &mut ty.composite_type.inner {
        CompositeInnerType::Array(array) => renumber_field(&mut array.0, map),
        CompositeInnerType::Struct(fields) => {
            for field in &mut fields.fields {
                renumber_field(field, map);
            }
        }
        CompositeInnerType::Func(func) => {
            let renumbered = |types: &[ValType], map: &mut dyn FnMut(u32) -> u32| {
                types.iter().map(|ty| renumbered_val(*ty, map)).collect::<Vec<_>>()
            };
            *func = FuncType::new(renumbered(func.params(), map), renumbered(func.results(), map));
        }
        CompositeInnerType::Cont(cont) => cont.0 = map(cont.0),
    }
}

fn renumber_field(field: &mut FieldType, map: &mut dyn FnMut(u32) -> u32) {
    if let StorageType::Val(ty) = &mut field.element_type {
        *ty = renumbered_val(*ty, map);
    }
}

fn renumbered_val(ty: ValType, map: &mut dyn FnMut(u32) -> u32) -> ValType {
    match ty {
        ValType::Ref(RefType { nullable, heap_type }) => {
            let heap_type = match heap_type {
                HeapType::Concrete(index) => HeapType::Concrete(map(index)),
                HeapType::Exact(index) => HeapType::Exact(map(index)),
                HeapType::Abstract { .. } => heap_type,
            };
            ValType::Ref(RefType { nullable, heap_type })
        }
        ValType::I32 | ValType::I64 | ValType::F32 | ValType::F64 | ValType::V128 => ty,
    }
}

/// The type index of a reference to a concrete type.
pub(crate) fn concrete(ty: StorageType) -> Option<u32> {
    match ty {
        StorageType::Val(ValType::Ref(RefType { heap_type: HeapType::Concrete(index), .. })) => Some(index),
        StorageType::I8 | StorageType::I16 | StorageType::Val(_) => None,
    }
}

/// A value type as text.
pub(crate) fn describe(ty: ValType) -> String {
    let RefType { nullable, heap_type } = match ty {
        ValType::I32 => return "i32".to_owned(),
        ValType::I64 => return "i64".to_owned(),
        ValType::F32 => return "f32".to_owned(),
        ValType::F64 => return "f64".to_owned(),
        ValType::V128 => return "v128".to_owned(),
        ValType::Ref(reference) => reference,
    };
    let heap = match heap_type {
        HeapType::Concrete(index) | HeapType::Exact(index) => index.to_string(),
        HeapType::Abstract { ty, .. } => abstract_name(ty).to_owned(),
    };
    format!("(ref {}{heap})", if nullable { "null " } else { "" })
}

fn abstract_name(ty: AbstractHeapType) -> &'static str {
    match ty {
        AbstractHeapType::Func => "func",
        AbstractHeapType::Extern => "extern",
        AbstractHeapType::Any => "any",
        AbstractHeapType::None => "none",
        AbstractHeapType::NoExtern => "noextern",
        AbstractHeapType::NoFunc => "nofunc",
        AbstractHeapType::Eq => "eq",
        AbstractHeapType::Struct => "struct",
        AbstractHeapType::Array => "array",
        AbstractHeapType::I31 => "i31",
        AbstractHeapType::Exn => "exn",
        AbstractHeapType::NoExn => "noexn",
        AbstractHeapType::Cont => "cont",
        AbstractHeapType::NoCont => "nocont",
    }
}
