//! Immutable arrays, made fillable.
//!
//! No sequence of core instructions fills an immutable array of dynamic length from memory. But a module
//! that we rewrite is closed: nobody else sees its types. So the array types that the bridge has to fill are
//! redeclared as mutable throughout the module. No instruction of the module can tell, since mutability only
//! ever forbids. What it could tell is a type becoming equal to another one that the module has: therefore
//! each rec group with a changed type gets a brand, one more member, which no group of the module has.
//!
//! Not possible, and refused: an array whose declared super- or subtype has another element type. Mutable
//! arrays are invariant, so that such a pair would stop being a pair.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::convert::Infallible;

use wasm_encoder::reencode::{Error, Reencode};
use wasm_encoder::{
    CompositeInnerType, FieldType, Module, RawSection, StorageType, StructType, SubType, TypeSection, ValType,
};
use wasmparser::Parser;

use super::TypeSpace;
use super::types::renumber;
use crate::abi::emit::final_type;
use crate::abi::error::{Result, invalid};

/// Why an array can't be redeclared.
pub(crate) const VARIANT_FAMILY: &str = "has a super- or subtype with another element type";

/// The array types that must change together with the wanted ones: equal types, supertypes and subtypes.
/// `Err` names a wanted type that can't change.
pub(crate) fn family(types: &TypeSpace, wanted: &[u32]) -> Result<BTreeSet<u32>, u32> {
    let mut members: BTreeSet<u32> = BTreeSet::new();
    for index in wanted {
        let before = members.clone();
        members.insert(*index);
        grow(types, &mut members);
        let Some(element) = types.array(*index) else { return Err(*index) };
        let alike = |member: &u32| types.array(*member).is_some_and(|other| same_element(types, other, element));
        if !members.difference(&before).all(alike) {
            return Err(*index);
        }
    }
    Ok(members)
}

/// Adds equal types, supertypes and subtypes until there are no more.
fn grow(types: &TypeSpace, members: &mut BTreeSet<u32>) {
    let mut related: HashSet<u32> = members.iter().map(|member| types.canonical(*member)).collect();
    loop {
        let before = related.len();
        for index in 0..types.len() {
            let (own, above) = (types.canonical(index), types.supertype(index).map(|above| types.canonical(above)));
            if above.is_some_and(|above| related.contains(&above)) {
                related.insert(own);
            }
            if related.contains(&own) {
                related.extend(above);
            }
        }
        if related.len() == before {
            break;
        }
    }
    members.extend((0..types.len()).filter(|index| related.contains(&types.canonical(*index))));
}

fn same_element(types: &TypeSpace, left: FieldType, right: FieldType) -> bool {
    let concrete = |field: FieldType| super::concrete(field.element_type).map(|index| types.canonical(index));
    match (concrete(left), concrete(right)) {
        (Some(left_index), Some(right_index)) => {
            let nullable =
                |field: FieldType| matches!(field.element_type, StorageType::Val(ValType::Ref(r)) if r.nullable);
            left_index == right_index && nullable(left) == nullable(right)
        }
        (None, None) => left.element_type == right.element_type,
        (Some(_), None) | (None, Some(_)) => false,
    }
}

/// Redeclares these array types as mutable in the whole module; returns the module and where each type went.
pub(crate) fn redeclare(
    wasm: &[u8],
    types: &TypeSpace,
    members: &BTreeSet<u32>,
) -> Result<(Vec<u8>, HashMap<u32, u32>)> {
    let Redeclared { map, section } = Redeclared::new(types, members);
    let mut module = Module::new();
    let mut reencoder = Renumber { map: &map, section: Some(section) };
    reencoder.parse_core_module(&mut module, Parser::new(0), wasm).map_err(invalid)?;
    Ok((module.finish(), map))
}

/// The new type section.
struct Redeclared {
    /// Old type index → new type index.
    map: HashMap<u32, u32>,
    section: TypeSection,
}

impl Redeclared {
    fn new(types: &TypeSpace, members: &BTreeSet<u32>) -> Self {
        let brand_fields = brand_fields(types);
        let mut map = HashMap::new();
        let mut next = 0;
        for group in types.groups() {
            let branded = group.clone().any(|index| members.contains(&index));
            for index in group {
                map.insert(index, next);
                next += 1;
            }
            next += u32::from(branded);
        }
        let mut section = TypeSection::new();
        for group in types.groups() {
            let branded = group.clone().any(|index| members.contains(&index));
            let brand = brand(brand_fields, group.clone().map(|index| members.contains(&index)));
            let mut new: Vec<SubType> = Vec::new();
            for index in group {
                let Some(mut ty) = types.get(index).cloned() else { continue };
                renumber(&mut ty, &mut |old| map.get(&old).copied().unwrap_or(old));
                if let (true, CompositeInnerType::Array(array)) =
                    (members.contains(&index), &mut ty.composite_type.inner)
                {
                    array.0.mutable = true;
                }
                new.push(ty);
            }
            new.extend(branded.then_some(brand));
            match new.as_slice() {
                [single] => section.ty().subtype(single),
                _ => section.ty().rec(new),
            }
        }
        Self { map, section }
    }
}

/// A brand: a struct of more i8 fields than the module has anywhere, which also says what changed, so that
/// groups that were different stay different.
fn brand(fields: usize, changed: impl Iterator<Item = bool>) -> SubType {
    let field = |mutable| FieldType { element_type: StorageType::I8, mutable };
    let fields: Vec<FieldType> = std::iter::repeat_n(false, fields).chain(changed).map(field).collect();
    final_type(CompositeInnerType::Struct(StructType { fields: fields.into() }))
}

/// One more than the fields of the longest struct that looks like a brand.
fn brand_fields(types: &TypeSpace) -> usize {
    let is_brand = |fields: &&[FieldType]| fields.iter().all(|field| field.element_type == StorageType::I8);
    let fields = (0..types.len()).filter_map(|index| types.fields(index)).filter(is_brand);
    fields.map(<[_]>::len).max().unwrap_or(0) + 1
}

/// Renumbers types and puts a new type section in place.
struct Renumber<'a> {
    map: &'a HashMap<u32, u32>,
    section: Option<TypeSection>,
}

impl Reencode for Renumber<'_> {
    type Error = Infallible;

    fn type_index(&mut self, ty: u32) -> Result<u32, Error<Infallible>> {
        Ok(self.map.get(&ty).copied().unwrap_or(ty))
    }

    fn parse_type_section(
        &mut self,
        types: &mut TypeSection,
        _section: wasmparser::TypeSectionReader<'_>,
    ) -> Result<(), Error<Infallible>> {
        if let Some(section) = self.section.take() {
            *types = section;
        }
        Ok(())
    }

    fn parse_custom_section(
        &mut self,
        module: &mut Module,
        section: wasmparser::CustomSectionReader<'_>,
    ) -> Result<(), Error<Infallible>> {
        // A case manifest was read before and is renumbered by its reader.
        if let wasmparser::KnownCustom::Name(names) = section.as_known() {
            if let Ok(names) = self.custom_name_section(names) {
                module.section(&names);
            }
            return Ok(());
        }
        let mut data = Vec::new();
        wasm_encoder::Encode::encode(section.name(), &mut data);
        data.extend_from_slice(section.data());
        module.section(&RawSection { id: 0, data: &data });
        Ok(())
    }
}
