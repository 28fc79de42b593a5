//! The name and the languages that a component carries in its custom sections.

use wasm_metadata::{AddMetadata, AddMetadataField};

/// A copy of the component that says its name, and the language it was written in with the version where known.
///
/// Nested modules stay as they are, byte for byte: hosts recognise engines by their hash.
pub fn stamp(component: &[u8], name: &str, language: Option<(&str, &str)>) -> anyhow::Result<Vec<u8>> {
    let mut metadata = AddMetadata::default();
    metadata.name = AddMetadataField::Set(name.to_owned());
    metadata.language.extend(language.map(|(name, version)| (name.to_owned(), version.to_owned())));
    metadata.to_wasm(component)
}
