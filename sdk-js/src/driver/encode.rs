//! The frozen module becomes a component.
//!
//! The splicer has embedded the type of the world together with what the engine itself imports; it is embedded anew
//! only where the splicer was given stand-ins.

use wasi_preview1_component_adapter_provider::{
    WASI_SNAPSHOT_PREVIEW1_ADAPTER_NAME as PREVIEW1, WASI_SNAPSHOT_PREVIEW1_REACTOR_ADAPTER as REACTOR,
};
use wit_component::ComponentEncoder;
use witloom_bindgen::{World, stand_in};
use witloom_component::{BuildError, Causes};

use super::shim;
use super::surface::Surface;
use crate::restore::restore;

/// Encodes a module; the adapter is left out when nothing of WASI preview 1 is imported.
pub(super) fn encode(module: &[u8], world: &World, surface: Option<&Surface>) -> Result<Vec<u8>, BuildError> {
    let encoded = match surface {
        Some(surface) => shim::make(surface, world).and_then(|shim| run(module, &shim)),
        None if stand_in::needed(world) => {
            restore(module).and_then(|module| shim::trap().and_then(|trap| run(&module, &trap)))
        }
        None => shim::trap().and_then(|trap| run(module, &trap)),
    };
    encoded.map_err(|error| BuildError::Encode {
        world: world.name.clone(),
        hint: "check which version of the interface the world names; the engine has WASI 0.2".to_owned(),
        cause: Causes::of(&error),
    })
}

/// The shim has what the engine's own type says of two interfaces that are no part of the world.
fn run(module: &[u8], shim: &[u8]) -> anyhow::Result<Vec<u8>> {
    let mut encoder = ComponentEncoder::default();
    encoder.validate(true).merge_imports_based_on_semver(true);
    encoder.module(&shim::bare(module)?)?;
    encoder.adapter(shim::ADAPTER, shim)?;
    encoder.adapter(PREVIEW1, REACTOR)?;
    encoder.encode()
}
