//! A fast 64-bit checksum that finds damaged cache entries: tens of megabytes in a few milliseconds.
//!
//! It is no cryptographic hash: it tells damage from health, not friend from foe.

const PRIME: u64 = 0x9e37_79b9_7f4a_7c15;
const LANES: usize = 4;

/// A checksum in the making.
#[derive(Debug, Clone)]
pub(crate) struct Checksum {
    lanes: [u64; LANES],
    length: u64,
}

impl Checksum {
    /// How many bytes are worth reading at once; a multiple of what is summed at once.
    pub(crate) const CHUNK: usize = 1 << 18;

    pub(crate) fn new() -> Self {
        Self { lanes: [1u64, 2, 3, 4].map(|n| n.wrapping_mul(PRIME)), length: 0 }
    }

    /// Adds whole chunks.
    pub(crate) fn add(&mut self, chunk: &[u8]) {
        self.length += chunk.len() as u64;
        let mut blocks = chunk.chunks_exact(8 * LANES);
        for block in &mut blocks {
            for (lane, word) in self.lanes.iter_mut().zip(block.chunks_exact(8)) {
                *lane = step(*lane, load(word));
            }
        }
        debug_assert!(blocks.remainder().is_empty(), "only the last chunk may be odd");
    }

    /// Adds the last chunk, of any length, and sums up.
    pub(crate) fn finish(mut self, last: &[u8]) -> u64 {
        let whole = last.len() - last.len() % (8 * LANES);
        self.add(&last[..whole]);
        let rest = &last[whole..];
        let mut sum = self.length + rest.len() as u64;
        for word in rest.chunks(8) {
            sum = step(sum, load(word));
        }
        self.lanes.into_iter().fold(sum, step)
    }
}

/// The checksum of `bytes`; any single changed byte changes it.
pub(crate) fn checksum(bytes: &[u8]) -> u64 {
    Checksum::new().finish(bytes)
}

/// A bijection in both arguments, so that a difference never vanishes.
fn step(state: u64, word: u64) -> u64 {
    (state ^ word).wrapping_mul(PRIME).rotate_left(29)
}

fn load(word: &[u8]) -> u64 {
    if let Ok(whole) = word.try_into() {
        return u64::from_le_bytes(whole);
    }
    let mut padded = [0; 8];
    padded[..word.len()].copy_from_slice(word);
    u64::from_le_bytes(padded)
}

#[cfg(test)]
mod tests {
    use super::{Checksum, checksum};

    #[test]
    fn chunks_add_up() {
        let bytes: Vec<u8> = (0..3 * Checksum::CHUNK + 77).map(|n| (n % 251) as u8).collect();
        let mut pieces = Checksum::new();
        let (whole, last) = bytes.split_at(3 * Checksum::CHUNK);
        whole.chunks(Checksum::CHUNK).for_each(|chunk| pieces.add(chunk));
        assert_eq!(pieces.finish(last), checksum(&bytes));
    }

    #[test]
    fn every_changed_byte_and_length_shows() {
        let bytes: Vec<u8> = (0..=200).collect();
        let whole = checksum(&bytes);
        for at in 0..bytes.len() {
            let mut damaged = bytes.clone();
            damaged[at] ^= 0x40;
            assert_ne!(checksum(&damaged), whole, "byte {at}");
            assert_ne!(checksum(&bytes[..at]), whole, "length {at}");
        }
    }
}
