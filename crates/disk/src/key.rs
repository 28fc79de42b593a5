//! The key of a step: one hash over everything that decides its result.

use std::sync::OnceLock;

use sha2::{Digest, Sha256};

use crate::{Identity, hex};

/// Collects labelled parts; no two different lists of parts give the same key.
#[derive(Debug, Clone)]
pub struct Key(Sha256);

impl Key {
    /// Starts with the kind of step and with the program that runs it.
    pub fn new(kind: &str) -> Self {
        Self(Sha256::new()).with("kind", kind).with("witloom", program())
    }

    /// Adds a part.
    #[must_use]
    pub fn with(mut self, label: &str, value: impl AsRef<[u8]>) -> Self {
        for part in [label.as_bytes(), value.as_ref()] {
            self.0.update((part.len() as u64).to_le_bytes());
            self.0.update(part);
        }
        self
    }

    /// The key as a file name.
    pub fn finish(self) -> String {
        hex(&self.0.finalize())
    }
}

/// The version of witloom, and for a build that changes under it which file the executable is.
fn program() -> &'static str {
    static PROGRAM: OnceLock<String> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        let identity = std::env::current_exe().and_then(|path| Identity::of(&path));
        format!("{} {:?}", env!("CARGO_PKG_VERSION"), identity.ok())
    })
}

#[cfg(test)]
mod tests {
    use super::Key;

    #[test]
    fn parts_do_not_run_together() {
        let key = |parts: &[(&str, &str)]| parts.iter().fold(Key::new("test"), |k, (l, v)| k.with(l, v)).finish();
        assert_eq!(key(&[("a", "b")]), key(&[("a", "b")]));
        assert_ne!(key(&[("a", "bc")]), key(&[("ab", "c")]));
        assert_ne!(key(&[("a", "b"), ("c", "d")]), key(&[("a", "bcd")]));
    }
}
