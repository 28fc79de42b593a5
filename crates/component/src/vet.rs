//! The check that comes before anything reads a component by recursion.
//!
//! Files come from anywhere. Decoders, printers and engines walk nested components and types by recursion, so the
//! depth of both has to be known to be small before they start; the depth of types and the sizes of values are
//! bounded by wasmparser's validator, nesting here. Function bodies are left to whoever compiles them.

use thiserror::Error;
use wasmparser::{Parser, Payload, Validator, WasmFeatures};

/// Components inside of components inside of … that a file may have. Apps have two or three.
pub const MAX_NESTING: usize = 100;

/// Why bytes are not worth a further look.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Flaw {
    /// Components nest too deeply.
    #[error("its components are nested more than {MAX_NESTING} deep")]
    TooDeep,
    /// Not valid WebAssembly, under any proposal.
    #[error("{0}")]
    Invalid(String),
    /// wasmparser itself failed.
    #[error("the validator failed on it: {0}")]
    Failed(#[from] crate::guard::Panicked),
}

/// Checks a module or component with everything on that the validator knows, function bodies left out.
///
/// # Errors
/// The first [`Flaw`] in the order of the file.
pub fn vet(wasm: &[u8]) -> Result<(), Flaw> {
    check_nesting(wasm)?;
    crate::guard::guarded(|| validate(wasm))?
}

/// Checks the nesting of components alone.
///
/// # Errors
/// [`Flaw::TooDeep`]; damage is left to others.
pub fn check_nesting(wasm: &[u8]) -> Result<(), Flaw> {
    let mut depth = 0_usize;
    for payload in Parser::new(0).parse_all(wasm).map_while(Result::ok) {
        match payload {
            Payload::ComponentSection { .. } | Payload::ModuleSection { .. } => depth += 1,
            Payload::End(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > MAX_NESTING {
            return Err(Flaw::TooDeep);
        }
    }
    Ok(())
}

fn validate(wasm: &[u8]) -> Result<(), Flaw> {
    let invalid = |error: wasmparser::Error| Flaw::Invalid(error.to_string());
    let mut validator = Validator::new_with_features(WasmFeatures::all());
    for payload in Parser::new(0).parse_all(wasm) {
        validator.payload(&payload.map_err(invalid)?).map_err(invalid)?;
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that can't go on says so")]
mod tests {
    use super::*;

    /// A component with so many others inside of each other.
    fn nested(depth: usize) -> Vec<u8> {
        (0..depth)
            .fold(wasm_encoder::Component::new(), |inner, _| {
                let mut outer = wasm_encoder::Component::new();
                outer.section(&wasm_encoder::NestedComponentSection(&inner));
                outer
            })
            .finish()
    }

    #[test]
    fn nesting_is_bounded() {
        assert_eq!(vet(&nested(MAX_NESTING)), Ok(()));
        assert_eq!(vet(&nested(MAX_NESTING + 1)), Err(Flaw::TooDeep));
    }

    #[test]
    fn nested_types_are_bounded() {
        let lists = |depth: usize| {
            let types: String = (1..depth).map(|at| format!("(type (list {}))", at - 1)).collect();
            wat::parse_str(format!("(component (type (list u8)) {types})")).unwrap()
        };
        assert_eq!(vet(&lists(50)), Ok(()));
        assert!(matches!(vet(&lists(50_000)), Err(Flaw::Invalid(_))));
    }

    #[test]
    fn nested_declarations_are_bounded() {
        // Component types that declare one component type each.
        let declared = |depth: usize| {
            let types: Vec<u8> = [1].into_iter().chain([0x41, 1, 1].repeat(depth)).chain([0x41, 0]).collect();
            let mut component = wasm_encoder::Component::new();
            component.section(&wasm_encoder::RawSection { id: 7, data: &types });
            component.finish()
        };
        assert_eq!(vet(&declared(5)), Ok(()));
        assert!(matches!(vet(&declared(200_000)), Err(Flaw::Invalid(_))));
    }
}
