//! The case manifest: text that says which subtypes are the cases of a variant.
//!
//! ```text
//! # supertype = one subtype per case, in the order of WIT
//! $shape = $circle $named $nothing
//! 12 = 15 14
//! ```

use std::collections::HashMap;

use crate::abi::error::{BridgeError, Result};
use crate::abi::module::{ModuleInfo, TypeSpace};

/// A parsed manifest.
#[derive(Debug, Default, Clone)]
pub(crate) struct Manifest {
    entries: Vec<(u32, Vec<u32>)>,
}

impl Manifest {
    /// Parses a manifest against a module's types and type names.
    pub(crate) fn parse(text: &str, info: &ModuleInfo) -> Result<Self> {
        let mut entries = Vec::new();
        for (at, line) in text.lines().enumerate() {
            let line = line.split('#').next().unwrap_or_default().trim();
            if line.is_empty() {
                continue;
            }
            let error = |message: String| BridgeError::Manifest { line: at + 1, message };
            let (base, cases) = line.split_once('=').ok_or_else(|| error(format!("`{line}` has no `=`")))?;
            let base = type_index(base.trim(), info).map_err(error)?;
            let cases = cases
                .split_whitespace()
                .map(|word| type_index(word, info).map_err(error))
                .collect::<Result<Vec<_>>>()?;
            entries.push((base, cases));
        }
        Ok(Self { entries })
    }

    /// The manifest for a module whose types were renumbered.
    pub(crate) fn renumbered(mut self, map: &HashMap<u32, u32>) -> Self {
        let moved = |index: &mut u32| *index = map.get(index).copied().unwrap_or(*index);
        for (base, cases) in &mut self.entries {
            moved(base);
            cases.iter_mut().for_each(moved);
        }
        self
    }

    /// Lists the cases of a supertype; none for one whose values belong to no case.
    pub(crate) fn insert(&mut self, base: u32, subtypes: Vec<u32>) {
        self.entries.push((base, subtypes));
    }

    /// Whether a supertype is listed.
    pub(crate) fn lists(&self, types: &TypeSpace, base: u32) -> bool {
        self.cases(types, base).is_some()
    }

    /// The subtypes of a supertype that isn't listed.
    pub(crate) fn declared(&self, types: &TypeSpace, base: u32) -> Vec<u32> {
        if self.lists(types, base) { Vec::new() } else { super::cases::declared(types, base) }
    }

    /// The listed subtypes of a supertype.
    pub(super) fn cases(&self, types: &TypeSpace, base: u32) -> Option<&[u32]> {
        let same = |(listed, _): &&(u32, Vec<u32>)| types.canonical(*listed) == types.canonical(base);
        self.entries.iter().find(same).map(|(_, cases)| cases.as_slice())
    }
}

fn type_index(word: &str, info: &ModuleInfo) -> Result<u32, String> {
    let index = match word.strip_prefix('$') {
        Some(name) => {
            let known = info.type_names.iter().find(|(_, known)| known == name);
            known.map(|(index, _)| *index).ok_or_else(|| format!("no type is named `{word}`"))?
        }
        None => word.parse().map_err(|_| format!("`{word}` is neither a type index nor a `$name`"))?,
    };
    if index < info.types.len() { Ok(index) } else { Err(format!("there is no type {index}")) }
}
