//! Where a store is kept.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use thiserror::Error;

/// What a store is, and where: `redb:FILE` for keys and values, `sqlite:FILE` for a database, `memory:` for either until
/// the process ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StoreUrl {
    /// Nothing is kept.
    Memory,
    /// A file of redb's, which one process has open at a time.
    Redb(PathBuf),
    /// A file of SQLite's.
    Sqlite(PathBuf),
}

/// Why a text is no place for a store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum StoreUrlError {
    /// None of those that there are.
    #[error("a store is `redb:FILE`, `sqlite:FILE` or `memory:`")]
    Scheme,
    /// Nothing behind the colon.
    #[error("the file is missing behind the colon")]
    File,
    /// Something behind the colon.
    #[error("`memory:` has nothing behind its colon")]
    Rest,
}

impl FromStr for StoreUrl {
    type Err = StoreUrlError;

    fn from_str(text: &str) -> Result<Self, StoreUrlError> {
        let (scheme, rest) = text.split_once(':').ok_or(StoreUrlError::Scheme)?;
        let file = || if rest.is_empty() { Err(StoreUrlError::File) } else { Ok(PathBuf::from(rest)) };
        match scheme {
            "memory" if rest.is_empty() => Ok(Self::Memory),
            "memory" => Err(StoreUrlError::Rest),
            "redb" => file().map(Self::Redb),
            "sqlite" => file().map(Self::Sqlite),
            _ => Err(StoreUrlError::Scheme),
        }
    }
}

impl StoreUrl {
    /// The same with a relative file taken from a folder.
    #[must_use]
    pub fn below(self, folder: &Path) -> Self {
        match self {
            Self::Memory => Self::Memory,
            Self::Redb(file) => Self::Redb(folder.join(file)),
            Self::Sqlite(file) => Self::Sqlite(folder.join(file)),
        }
    }

    /// Its file, if it has one.
    pub fn file(&self) -> Option<&Path> {
        match self {
            Self::Memory => None,
            Self::Redb(file) | Self::Sqlite(file) => Some(file),
        }
    }
}

impl fmt::Display for StoreUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Memory => f.write_str("memory:"),
            Self::Redb(file) => write!(f, "redb:{}", file.display()),
            Self::Sqlite(file) => write!(f, "sqlite:{}", file.display()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_read_and_written() {
        for (text, read) in [
            ("memory:", Ok(StoreUrl::Memory)),
            ("redb:data/a.redb", Ok(StoreUrl::Redb("data/a.redb".into()))),
            ("sqlite:/a:b.db", Ok(StoreUrl::Sqlite("/a:b.db".into()))),
            ("memory", Err(StoreUrlError::Scheme)),
            ("memory:x", Err(StoreUrlError::Rest)),
            ("sqlite:", Err(StoreUrlError::File)),
            ("data/a.redb", Err(StoreUrlError::Scheme)),
            ("mysql:a", Err(StoreUrlError::Scheme)),
        ] {
            assert_eq!(text.parse(), read, "{text}");
            if let Ok(url) = read {
                assert_eq!(url.to_string(), text);
            }
        }
        let below = |text: &str| text.parse::<StoreUrl>().map(|url| url.below(Path::new("/app")).to_string());
        assert_eq!(below("redb:a").as_deref(), Ok("redb:/app/a"));
        assert_eq!(below("sqlite:/a").as_deref(), Ok("sqlite:/a"));
    }
}
