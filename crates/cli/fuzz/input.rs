//! From a kind and a number to an input.

use super::rng::Rng;
use super::seeds::Seeds;
use super::{Kind, mutate, odd};

/// The bytes for a kind and a number.
pub fn input(seeds: &Seeds, kind: Kind, number: u64) -> Vec<u8> {
    let mut rng = Rng::new(number.wrapping_mul(31).wrapping_add(kind as u64));
    match kind {
        Kind::Component if rng.once_in(2) => odd::component(&mut rng),
        Kind::Component => mutate::wasm(&mut rng, &seeds.components),
        Kind::Module => mutate::wasm(&mut rng, &seeds.modules),
        Kind::Wit => mutate::text(&mut rng, &seeds.wits, mutate::WIT_WORDS),
        Kind::Manifest => mutate::text(&mut rng, &[super::app::MANIFEST.to_owned()], mutate::TOML_WORDS),
        Kind::Lock => mutate::text(&mut rng, &[super::app::LOCK.to_owned()], mutate::TOML_WORDS),
        Kind::Wave => mutate::text(&mut rng, &super::app::CALLS.map(str::to_owned), mutate::WAVE_WORDS),
        Kind::Lang => mutate::text(&mut rng, &seeds.langs, mutate::TOML_WORDS),
    }
}
