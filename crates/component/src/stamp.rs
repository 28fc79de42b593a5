//! What a component carries in its custom sections: its name, its language, and what its author's world imports.

use wasm_encoder::{CustomSection, Section as _};
use wasm_metadata::{AddMetadata, AddMetadataField};
use wasmparser::{Parser, Payload};
use wit_parser::{Resolve, WorldId, WorldItem};

/// The custom section that lists what the author's world imports, a name a line. What a component imports beyond
/// that came with its language's runtime.
pub(crate) const WORLD_SECTION: &str = "witloom-world";

/// What to write into a component.
#[derive(Debug, Clone, Copy)]
pub struct Stamp<'a> {
    /// Its name in the app.
    pub name: &'a str,
    /// The language it was written in, with the version where known.
    pub language: Option<(&'a str, &'a str)>,
    /// The world that its author wrote.
    pub world: Option<(&'a Resolve, WorldId)>,
}

/// A copy of the component that says so.
///
/// Nested modules stay as they are, byte for byte: hosts recognise engines by their hash. A component that says
/// already what its world imports keeps its word.
pub fn stamp(component: &[u8], stamp: Stamp<'_>) -> anyhow::Result<Vec<u8>> {
    let mut metadata = AddMetadata::default();
    metadata.name = AddMetadataField::Set(stamp.name.to_owned());
    metadata.language.extend(stamp.language.map(|(name, version)| (name.to_owned(), version.to_owned())));
    let mut stamped = metadata.to_wasm(component)?;
    if let Some((resolve, world)) = stamp.world
        && declared_in(component).is_none()
    {
        let names: String = imports(resolve, world).map(|name| name + "\n").collect();
        CustomSection { name: WORLD_SECTION.into(), data: names.into_bytes().into() }.append_to(&mut stamped);
    }
    Ok(stamped)
}

fn imports(resolve: &Resolve, world: WorldId) -> impl Iterator<Item = String> {
    resolve.worlds[world].imports.iter().filter_map(|(key, item)| match item {
        WorldItem::Interface { .. } | WorldItem::Function(_) => Some(resolve.name_world_key(key)),
        WorldItem::Type { .. } => None,
    })
}

/// What the root of a component declares; `None` without the section.
pub(crate) fn declared_in(component: &[u8]) -> Option<Vec<String>> {
    let mut depth = 0_u32;
    Parser::new(0).parse_all(component).map_while(Result::ok).find_map(|payload| {
        match &payload {
            Payload::Version { .. } => depth += 1,
            Payload::End(_) => depth -= 1,
            Payload::CustomSection(section) if depth == 1 && section.name() == WORLD_SECTION => {
                return declared(section.data());
            }
            _ => {}
        }
        None
    })
}

/// The names in such a section; nothing when it isn't text.
pub(crate) fn declared(section: &[u8]) -> Option<Vec<String>> {
    Some(std::str::from_utf8(section).ok()?.lines().map(str::to_owned).collect())
}
