//! From a core module of the linear ABI to a component.

use wit_component::{ComponentEncoder, StringEncoding as Encoding, embed_component_metadata};
use witloom_bindgen::model::World;

use crate::abi::check::StringEncoding;
use crate::abi::error::{BridgeError, Result};

/// Embeds the world and encodes the module.
pub(crate) fn encode(mut core: Vec<u8>, world: &World, encoding: StringEncoding) -> Result<Vec<u8>> {
    let failed = |error: anyhow::Error| BridgeError::Encode { message: format!("{error:#}") };
    let encoding = match encoding {
        StringEncoding::Utf8 => Encoding::UTF8,
        StringEncoding::Utf16 => Encoding::UTF16,
        StringEncoding::Latin1Utf16 => Encoding::CompactUTF16,
    };
    embed_component_metadata(&mut core, world.wit.resolve(), world.world_id, encoding, false).map_err(failed)?;
    ComponentEncoder::default().validate(true).module(&core).map_err(failed)?.encode().map_err(failed)
}
