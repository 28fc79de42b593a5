//! The key of a step: one hash over everything that decides its result.

use sha2::{Digest, Sha256};

use crate::files::hex;

/// Collects labelled parts; no two different lists of parts give the same key.
#[derive(Clone)]
pub(super) struct Key(Sha256);

impl Key {
    /// Starts with the kind of step and with the program that runs it.
    pub(super) fn new(kind: &str) -> Self {
        Self(Sha256::new()).with("kind", kind).with("witloom", &program())
    }

    /// Adds a part.
    pub(super) fn with(mut self, label: &str, value: &str) -> Self {
        for part in [label, value] {
            self.0.update((part.len() as u64).to_le_bytes());
            self.0.update(part.as_bytes());
        }
        self
    }

    /// The key as a file name.
    pub(super) fn finish(self) -> String {
        hex(&self.0.finalize())
    }
}

/// The version of witloom, and for a build that changes under it the executable's size and time.
fn program() -> String {
    let identity = || {
        let metadata = std::fs::metadata(std::env::current_exe().ok()?).ok()?;
        let modified = metadata.modified().ok()?.duration_since(std::time::UNIX_EPOCH).ok()?;
        Some(format!("{} {}", metadata.len(), modified.as_nanos()))
    };
    format!("{} {}", env!("CARGO_PKG_VERSION"), identity().unwrap_or_default())
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
