//! Linking by adapters: CRuby is the component's main module, the shim two of its adapters.
//!
//! The main module is the same for every world, byte for byte, so that a host compiles it once.

use wasi_preview1_component_adapter_provider::WASI_SNAPSHOT_PREVIEW1_ADAPTER_NAME as PREVIEW1;
use wit_component::{ComponentEncoder, StringEncoding, embed_component_metadata};
use wit_parser::Resolve;
use witloom_bindgen::World;
use witloom_component::adapter::{Folders, reactor};
use witloom_component::{BuildError, Causes};

use crate::program;
use crate::shim::canonical_module;

/// The main module has no world of its own: what the component imports and exports is the shim's.
const EMPTY: &str = "package witloom:ruby;\nworld empty {}\n";

/// Makes a component of CRuby and a shim.
///
/// # Errors
/// When the encoder refuses.
pub fn link(ruby: &[u8], shim: &[u8], world: &World) -> Result<Vec<u8>, BuildError> {
    encode(ruby, shim, world).map_err(|error| BuildError::Encode {
        world: world.short_name.clone(),
        hint: "the world can't be linked with CRuby".to_owned(),
        cause: Causes::of(&error),
    })
}

fn encode(ruby: &[u8], shim: &[u8], world: &World) -> anyhow::Result<Vec<u8>> {
    let mut main = ruby.to_vec();
    let mut resolve = Resolve::default();
    let package = resolve.push_str("empty.wit", EMPTY)?;
    let empty = resolve.select_world(&[package], None)?;
    embed_component_metadata(&mut main, &resolve, empty, StringEncoding::UTF8, false)?;
    let mut adapter = shim.to_vec();
    embed_component_metadata(&mut adapter, world.resolve(), world.world_id, StringEncoding::UTF8, false)?;
    let (program, worlds) = program::worlds(world.is_concurrent())?;
    for id in worlds {
        embed_component_metadata(&mut adapter, &program, id, StringEncoding::UTF8, false)?;
    }
    let mut encoder = ComponentEncoder::default();
    encoder.validate(false).debug_names(false).merge_imports_based_on_semver(true);
    encoder.module(&main)?;
    encoder.adapter(PREVIEW1, reactor(Folders::Rooted))?;
    encoder.adapter("rb-js-abi-host", &adapter)?;
    encoder.adapter("canonical_abi", &canonical_module())?;
    encoder.encode()
}
