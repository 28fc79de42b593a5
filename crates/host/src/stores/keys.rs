//! What a store of keys and values does, wherever it keeps them.

/// Keys of one page, and after how many bytes a page ends.
pub(super) const PAGE_KEYS: usize = 1000;
pub(super) const PAGE_BYTES: usize = 256 << 10;

/// Bytes of values that one answer may have.
pub(super) const ANSWER: usize = 64 << 20;

/// A value as a swap remembers it.
pub(super) type Seen = Option<[u8; 32]>;

/// The value of each key that was asked for; none where there is no such key.
pub(super) type Values = Vec<Option<Vec<u8>>>;

/// Keys, and the cursor for the next ones if there may be more.
pub(super) type Page = (Vec<String>, Option<String>);

/// What became of a swap.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Swapped {
    Done,
    /// The value is this by now.
    Late(Seen),
}

/// Why an operation did nothing.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Fault {
    #[error("the value of the key is no whole number")]
    NoNumber,
    #[error("the sum is out of the range of a signed 64-bit number")]
    Overflow,
    #[error("the values have more than 64 MiB together: ask for fewer keys at once")]
    TooMuch,
    /// The store doesn't work, in words for the user.
    #[error("{0}")]
    Store(String),
}

pub(super) type Answer<T> = Result<T, Fault>;

/// A store. Each operation takes effect as a whole or not at all, and may block its thread.
pub(super) trait Keys: Send + Sync {
    /// Opens it, or reaches its server.
    fn ready(&self) -> Answer<()>;

    fn get(&self, key: &str) -> Answer<Option<Vec<u8>>>;

    fn exists(&self, key: &str) -> Answer<bool>;

    /// The first keys, or those behind the cursor of a page before.
    fn keys(&self, cursor: Option<&str>) -> Answer<Page>;

    /// At most [`ANSWER`] bytes, as they were at one time.
    fn get_many(&self, keys: &[String]) -> Answer<Values>;

    fn set_many(&self, entries: &[(String, Vec<u8>)]) -> Answer<()>;

    fn delete_many(&self, keys: &[String]) -> Answer<()>;

    /// Adds to a number that is kept as decimal text.
    fn increment(&self, key: &str, delta: i64) -> Answer<i64>;

    /// Sets a value if it is still the one that was seen.
    fn swap(&self, key: &str, seen: Seen, value: &[u8]) -> Answer<Swapped>;
}

/// What is remembered of a value.
pub(super) fn look(value: Option<&[u8]>) -> Seen {
    use sha2::{Digest as _, Sha256};

    value.map(|value| Sha256::digest(value).into())
}
