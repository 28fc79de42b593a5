//! Core types of a component, gathered for one adapter.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;

use wasm_encoder::reencode::{Error, Reencode};
use wasmparser::UnpackedIndex;
use wasmparser::types::{CoreTypeId, TypesRef};

use crate::abi::error::{BridgeError, Result, invalid};
use crate::abi::module::TypeSpace;

/// Maps validated type ids.
struct Ids<F>(F);

impl<F: FnMut(CoreTypeId) -> u32> Reencode for Ids<F> {
    type Error = Infallible;

    fn type_index_unpacked(&mut self, ty: UnpackedIndex) -> Result<u32, Error<Infallible>> {
        match ty {
            UnpackedIndex::Id(id) => Ok((self.0)(id)),
            UnpackedIndex::Module(_) | UnpackedIndex::RecGroup(_) => Err(Error::CanonicalizedHeapTypeReference),
        }
    }
}

/// The types that a function type needs, in the order in which the component has them, and its index.
///
/// That is whatever it refers to, and every subtype of these among `known`: the cases of variants.
pub(super) fn gather(types: TypesRef<'_>, known: &BTreeSet<CoreTypeId>, func: CoreTypeId) -> Result<(TypeSpace, u32)> {
    let mut needed: BTreeSet<CoreTypeId> = BTreeSet::new();
    let mut work = vec![func];
    loop {
        while let Some(id) = work.pop() {
            if needed.insert(id) {
                work.extend(types.rec_group_elements(types.rec_group_id_of(id)));
                Ids(|used| {
                    work.push(used);
                    0
                })
                .sub_type(sub_type(types, id)?)
                .map_err(invalid)?;
            }
        }
        let below = |id: &&CoreTypeId| types.supertype_of(**id).is_some_and(|above| needed.contains(&above));
        work.extend(known.iter().filter(|id| !needed.contains(id)).filter(below));
        if work.is_empty() {
            break;
        }
    }
    // A group refers to itself and to groups that came before it, so the order of ids is one that works.
    let indices: BTreeMap<CoreTypeId, u32> = needed.iter().copied().zip(0..).collect();
    let mut space = TypeSpace::default();
    let mut done = BTreeSet::new();
    for id in &needed {
        if done.contains(id) {
            continue;
        }
        let group: Vec<CoreTypeId> = types.rec_group_elements(types.rec_group_id_of(*id)).collect();
        let mut members = Vec::new();
        for member in &group {
            let mut ids = Ids(|used: CoreTypeId| indices.get(&used).copied().unwrap_or(0));
            members.push(ids.sub_type(sub_type(types, *member)?).map_err(invalid)?);
        }
        space.push_types(members)?;
        done.extend(group);
    }
    Ok((space, indices.get(&func).copied().unwrap_or(0)))
}

fn sub_type(types: TypesRef<'_>, id: CoreTypeId) -> Result<wasmparser::SubType> {
    types.get(id).cloned().ok_or_else(|| BridgeError::Invalid { message: "a core type is missing".to_owned() })
}
