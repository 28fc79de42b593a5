//! Which subtype of a variant's supertype stands for which case.
//!
//! The proposal leaves this open. The rule here: the declared subtypes of the supertype, in type-index order,
//! are the cases in the order of WIT; equal types count once. A [`Manifest`] overrides it.

use std::collections::{HashMap, HashSet};

use super::Manifest;
use crate::abi::module::TypeSpace;

/// Supertype → subtypes in the order of WIT's cases.
#[derive(Debug, Default, Clone)]
pub(crate) struct CaseTable {
    subtypes: HashMap<u32, Vec<u32>>,
}

impl CaseTable {
    pub(super) fn insert(&mut self, base: u32, subtypes: Vec<u32>) {
        self.subtypes.insert(base, subtypes);
    }

    /// The subtypes of a supertype that was checked; none for others.
    pub(crate) fn of(&self, base: u32) -> &[u32] {
        self.subtypes.get(&base).map_or(&[], Vec::as_slice)
    }
}

/// Finds the subtypes for so many cases, or says why there are none.
pub(super) fn bind(types: &TypeSpace, manifest: &Manifest, base: u32, cases: usize) -> Result<Vec<u32>, String> {
    let subtypes = manifest.cases(types, base).map_or_else(|| declared(types, base), <[u32]>::to_vec);
    // A supertype that the manifest gives no case has none: its values trap.
    if manifest.cases(types, base).is_some_and(<[_]>::is_empty) {
        return Ok(subtypes);
    }
    if subtypes.len() != cases {
        return Err(format!("which has {} subtypes for {cases} cases", subtypes.len()));
    }
    for (at, subtype) in subtypes.iter().enumerate() {
        if types.fields(*subtype).is_none() || !types.is_subtype(*subtype, base) {
            return Err(format!("and type {subtype} is no struct below it"));
        }
        let clash = subtypes[..at]
            .iter()
            .find(|other| types.is_subtype(*subtype, **other) || types.is_subtype(**other, *subtype));
        if let Some(other) = clash {
            return Err(format!("and types {other} and {subtype} can't be told apart at run time"));
        }
    }
    Ok(subtypes)
}

pub(super) fn declared(types: &TypeSpace, base: u32) -> Vec<u32> {
    let base = types.canonical(base);
    let mut known = HashSet::new();
    let below = |index: &u32| types.supertype(*index).is_some_and(|above| types.canonical(above) == base);
    (0..types.len()).filter(below).filter(|index| known.insert(types.canonical(*index))).collect()
}
