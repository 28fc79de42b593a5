//! The shim: a small core module between CRuby and the world.
//!
//! CRuby is a core module with an ABI of its own; a component needs the canonical ABI. The shim exports what the
//! world exports and imports what it imports, keeps flat values in slots of eight bytes, and calls one Ruby
//! method per export. It knows core signatures only: every WIT type is lifted and lowered in Ruby.
//!
//! Invariants: Ruby is never entered while it waits for an import; destructors that become due inside a call
//! wait until it returns; what the host put into CRuby's memory is freed when Ruby has copied it; what Ruby
//! hands out stays Ruby's, alive until the next call.
//!
//! The module holds no data segment until [`Shim::fill`] adds one, so that it can be linked as an adapter.

mod blob;
mod channels;
mod emit;
mod fill;
mod helpers;
mod spec;
mod state;

pub use emit::Wake;
pub use fill::FillError;
pub use spec::{Export, FIRST_CODE, Import, Role, Signature, Spec, Take};
pub use state::State;

use blob::Header;
use emit::Emitter;

/// The loader, the only Ruby source that is evaluated as a string of C's making.
const LOADER: &str = include_str!("../../runtime/loader.rb");

/// A shim for one world.
#[derive(Debug)]
pub struct Shim {
    spec: Spec,
    header: Header,
}

impl Shim {
    /// Prepares the shim of a world.
    #[must_use]
    pub fn new(spec: Spec) -> Shim {
        let header = Header::new(spec.exports.len() + spec::OWN_EXPORTS, LOADER);
        Shim { spec, header }
    }

    /// What it connects.
    #[must_use]
    pub fn spec(&self) -> &Spec {
        &self.spec
    }

    /// The module, with stubs in place of the Ruby files. With `expose` it exports its variables, for a
    /// snapshot.
    #[must_use]
    pub fn module(&self, wake: &Wake, expose: bool) -> Vec<u8> {
        Emitter::new(&self.spec, &self.header, wake).module(expose)
    }

    /// Puts the archive of Ruby files into a module made by [`Shim::module`].
    ///
    /// # Errors
    /// When the bytes are no such module.
    pub fn fill(&self, module: &[u8], archive: &[u8]) -> Result<Vec<u8>, FillError> {
        fill::fill_module(module, &self.blob(archive), length(archive))
    }

    /// Puts the archive of Ruby files into a component that was linked with a module made by [`Shim::module`].
    ///
    /// # Errors
    /// When the bytes are no such component.
    pub fn fill_component(&self, component: &[u8], archive: &[u8]) -> Result<Vec<u8>, FillError> {
        fill::fill_component(component, &self.blob(archive), length(archive))
    }

    fn blob(&self, archive: &[u8]) -> Vec<u8> {
        let mut blob = self.header.bytes.clone();
        blob.extend_from_slice(archive);
        blob
    }
}

fn length(archive: &[u8]) -> u32 {
    u32::try_from(archive.len()).expect("an archive is far below 4 GiB")
}

/// Where CRuby's other helper module comes from: the three functions of `canonical_abi`.
#[must_use]
pub fn canonical_module() -> Vec<u8> {
    emit::hooks_only(channels::CANONICAL)
}
