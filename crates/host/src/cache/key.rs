//! Keys of the artefact cache.

use std::fmt::Write as _;
use std::hash::{Hash, Hasher};

use sha2::{Digest, Sha256};

/// The version of what this crate itself puts into an artefact.
const FORMAT: &[u8] = b"witloom artefact 1";

/// What an artefact was made from and with: its bytes, the engine's version and settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Key([u8; 32]);

impl Key {
    /// The key of `wasm` compiled with these settings; `role` keeps the parts of one file apart.
    pub(crate) fn new(role: &str, wasm: &[u8], settings: &[u8; 32]) -> Self {
        let mut hash = Sha256::new();
        hash.update(FORMAT);
        hash.update(settings);
        hash.update((role.len() as u64).to_le_bytes());
        hash.update(role.as_bytes());
        hash.update(wasm);
        Self(hash.finalize().into())
    }

    /// A hash of a file's bytes alone.
    pub(crate) fn content(wasm: &[u8]) -> Self {
        Self(Sha256::digest(wasm).into())
    }

    pub(crate) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The name of the entry's file.
    pub(crate) fn hex(&self) -> String {
        self.0.iter().fold(String::with_capacity(64), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        })
    }
}

impl From<[u8; 32]> for Key {
    fn from(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

/// A hash of everything that wasmtime says makes two engines' artefacts incompatible.
pub(crate) fn settings_hash(engine: &wasmtime::Engine) -> [u8; 32] {
    struct Collect(Sha256);
    impl Hasher for Collect {
        fn finish(&self) -> u64 {
            0
        }
        fn write(&mut self, bytes: &[u8]) {
            self.0.update(bytes);
        }
    }
    let mut collect = Collect(Sha256::new());
    engine.precompile_compatibility_hash().hash(&mut collect);
    collect.0.finalize().into()
}
