//! The frozen module becomes a component.
//!
//! The splicer has embedded the type of the world together with what the engine itself imports; it is embedded anew
//! only where the splicer was given stand-ins.

use std::borrow::Cow;

use wasi_preview1_component_adapter_provider::{
    WASI_SNAPSHOT_PREVIEW1_ADAPTER_NAME as PREVIEW1, WASI_SNAPSHOT_PREVIEW1_REACTOR_ADAPTER as REACTOR,
};
use wit_component::ComponentEncoder;
use witloom_bindgen::{World, stand_in};
use witloom_component::{BuildError, Causes};

use crate::restore::restore;

/// Encodes a module; the adapter is left out when nothing of WASI preview 1 is imported.
pub(super) fn encode(module: &[u8], world: &World) -> Result<Vec<u8>, BuildError> {
    let module = if stand_in::needed(world) { restore(module).map(Cow::Owned) } else { Ok(Cow::Borrowed(module)) };
    module.and_then(|module| run(&module)).map_err(|error| BuildError::Encode {
        world: world.name.clone(),
        hint: "check which version of the interface the world names; the engine has WASI 0.2".to_owned(),
        cause: Causes::of(&error),
    })
}

fn run(module: &[u8]) -> anyhow::Result<Vec<u8>> {
    let mut encoder = ComponentEncoder::default();
    encoder.validate(true).merge_imports_based_on_semver(true);
    encoder.module(module)?;
    encoder.adapter(PREVIEW1, REACTOR)?;
    encoder.encode()
}
