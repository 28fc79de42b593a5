//! Components that use the `gc` canonical option, lowered to the linear ABI.
//!
//! The core modules stay what they are. Each `canon lift … gc` and `canon lower … gc` gets a small adapter
//! module between the guest and the component model: it has the GC signature on one side and the linear one
//! on the other. All adapters of a component share one arena instance, which owns the memory.
//!
//! ```text
//! canon lower f gc (core-type t)  →  canon lower f (memory arena) (realloc arena), adapter, its export
//! canon lift g gc                 →  adapter over g, canon lift its export (memory arena) …
//! ```
//!
//! First [`scan`] walks the validated component and works out an adapter for every such canonical function;
//! then [`rewrite`] puts them in and renumbers what moves. Component types, imports and exports are copied as
//! they are, so the component's public type does not change.

mod adapter;
mod arena;
mod bare;
mod rewrite;
mod scan;
mod types;
mod wit;

use wasmparser::{CanonicalFunction, CanonicalOption, Parser, Payload, Validator, WasmFeatures};

use witloom_component::vet::check_nesting;

use crate::abi::error::LowerError;

/// Whether a binary component uses the `gc` option somewhere, so that [`lower`] has work to do.
///
/// Bytes that are no component, or a damaged one, have none as far as this is concerned.
pub fn needs_lower(component: &[u8]) -> bool {
    let lowers = |payload: Payload<'_>| match payload {
        Payload::ComponentCanonicalSection(functions) => {
            functions.into_iter().flatten().any(|function| uses_gc(&function))
        }
        _ => false,
    };
    Parser::is_component(component) && Parser::new(0).parse_all(component).map_while(Result::ok).any(lowers)
}

fn uses_gc(function: &CanonicalFunction) -> bool {
    match function {
        CanonicalFunction::Lift { options, .. } | CanonicalFunction::Lower { options, .. } => {
            options.contains(&CanonicalOption::Gc)
        }
        _ => false,
    }
}

/// What runtimes have, be it behind a switch: what needs more is not valid for any of them.
fn todays() -> WasmFeatures {
    WasmFeatures::default()
        | WasmFeatures::WASM3
        | WasmFeatures::CM_ASYNC
        | WasmFeatures::CM_ASYNC_STACKFUL
        | WasmFeatures::CM_MORE_ASYNC_BUILTINS
        | WasmFeatures::CM_ERROR_CONTEXT
        | WasmFeatures::CM_FIXED_LENGTH_LISTS
        | WasmFeatures::CM_MAP
        | WasmFeatures::CM_IMPLEMENTS
}

/// Rewrites every `canon lift` and `canon lower` with the `gc` option into the linear ABI.
///
/// `component` is binary or text. One without such functions comes back as it is. See `docs/gc.md` for what
/// is covered.
pub fn lower(component: &[u8]) -> Result<Vec<u8>, LowerError> {
    let invalid = |message: String| LowerError::Invalid { message };
    let binary = if component.starts_with(b"\0asm") {
        component.to_vec()
    } else {
        wat::parse_bytes(component).map_err(|error| invalid(error.to_string()))?.into_owned()
    };
    if !Parser::is_component(&binary) {
        return Err(invalid("it is no component".to_owned()));
    }
    check_nesting(&binary).map_err(|flaw| invalid(flaw.to_string()))?;
    Validator::new_with_features(todays() | WasmFeatures::CM_GC)
        .validate_all(&binary)
        .map_err(|error| invalid(error.to_string()))?;
    let scanned = scan::scan(&binary)?;
    if scanned.is_empty() {
        return Ok(binary);
    }
    let lowered = rewrite::rewrite(&binary, scanned)?;
    Validator::new_with_features(todays()).validate_all(&lowered).map_err(|error| LowerError::Refused {
        what: "the component".to_owned(),
        reason: format!("its lowered form: {error}"),
    })?;
    Ok(lowered)
}
