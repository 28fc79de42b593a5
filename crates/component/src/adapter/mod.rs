//! The WASI preview 1 adapter, with what guests miss in it: exit statuses, and the right error for a path that no granted
//! folder holds.

mod denied;
mod exit;

use std::borrow::Cow;
use std::sync::OnceLock;

use wasi_preview1_component_adapter_provider::WASI_SNAPSHOT_PREVIEW1_REACTOR_ADAPTER as REACTOR;

pub use denied::Folders;

/// The adapter for modules that are libraries.
pub fn reactor(folders: Folders) -> &'static [u8] {
    static PATCHED: [OnceLock<Cow<'static, [u8]>>; 2] = [const { OnceLock::new() }; 2];
    PATCHED[folders as usize].get_or_init(|| {
        let adapter = match exit::with_status(REACTOR) {
            Ok(Some(adapter)) => Cow::Owned(adapter),
            // An adapter of another shape still ends the component, without the status.
            Ok(None) | Err(_) => Cow::Borrowed(REACTOR),
        };
        denied::denying(&adapter, folders).map_or(adapter, Cow::Owned)
    })
}
