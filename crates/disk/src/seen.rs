//! Checksums of files, remembered by which file it is.
//!
//! Size and modification time alone don't tell: tools set times (`rsync -t`, `SOURCE_DATE_EPOCH`). The time of the
//! last change of the inode can't be set, and a replaced file has another inode. A file that changed within two
//! seconds before it was hashed is hashed again next time: a further change could fall on the same tick.

use std::fs::Metadata;
use std::io;
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

const SETTLED: Duration = Duration::from_secs(2);

/// How far the time that the system gives to a file may lie behind the clock.
const TICK: Duration = Duration::from_millis(20);

/// Which file it is, in which state.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Identity {
    size: u64,
    modified: Duration,
    changed: Duration,
    inode: u64,
    device: u64,
}

impl Identity {
    /// That of the file that a path leads to.
    pub fn of(path: &Path) -> io::Result<Self> {
        Self::from_metadata(&std::fs::metadata(path)?)
    }

    /// That of the file that the metadata describes.
    pub fn from_metadata(metadata: &Metadata) -> io::Result<Self> {
        let modified = since_epoch(metadata.modified()?);
        let (changed, inode, device) = unforgeable(metadata, modified);
        Ok(Self { size: metadata.len(), modified, changed, inode, device })
    }

    /// Whether the file was left alone long enough before `time` for its times to tell the next change.
    pub fn is_settled(&self, time: SystemTime) -> bool {
        self.changed + SETTLED < since_epoch(time)
    }

    /// Whether the file changed at a time or after it, as far as the system's clock for files tells.
    pub fn is_changed_since(&self, time: SystemTime) -> bool {
        self.changed + TICK >= since_epoch(time)
    }
}

#[cfg(unix)]
fn unforgeable(metadata: &Metadata, _: Duration) -> (Duration, u64, u64) {
    use std::os::unix::fs::MetadataExt as _;
    let seconds = Duration::from_secs(metadata.ctime().try_into().unwrap_or_default());
    let rest = Duration::from_nanos(metadata.ctime_nsec().try_into().unwrap_or_default());
    (seconds + rest, metadata.ino(), metadata.dev())
}

#[cfg(not(unix))]
fn unforgeable(_: &Metadata, modified: Duration) -> (Duration, u64, u64) {
    (modified, 0, 0)
}

/// The checksum of a file, and which file it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    identity: Identity,
    hashed: Duration,
    /// SHA-256 of its contents, in hexadecimal.
    pub sha256: String,
}

impl Seen {
    /// Reads a file.
    pub fn of(path: &Path) -> io::Result<Self> {
        // Both before the contents are read: a change meanwhile must show.
        let hashed = since_epoch(SystemTime::now());
        let identity = Identity::of(path)?;
        Ok(Self { identity, hashed, sha256: sha256(&std::fs::read(path)?) })
    }

    /// What is known about the file, if it is still the same; otherwise it is read again.
    pub fn again(known: Option<&Self>, path: &Path) -> io::Result<Self> {
        match known {
            Some(known) if known.is_current(&Identity::of(path)?) => Ok(known.clone()),
            Some(_) | None => Self::of(path),
        }
    }

    fn is_current(&self, identity: &Identity) -> bool {
        self.identity == *identity && self.identity.is_settled(UNIX_EPOCH + self.hashed)
    }
}

fn since_epoch(time: SystemTime) -> Duration {
    time.duration_since(UNIX_EPOCH).unwrap_or_default()
}

/// The SHA-256 of some bytes in hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Bytes in hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
