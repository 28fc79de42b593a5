//! Engines for guests: calls from the host are several times dearer where functions may wait.

use witloom_host::{CacheOptions, Engine, EngineOptions};
use witloom_project::registry::Registry;
use witloom_project::toolchain::user_cache;

use crate::draw::suite::Case;
use crate::error::MatrixError;

/// What guests are compiled and called with.
#[derive(Debug)]
pub struct Engines {
    /// For guests whose functions are synchronous.
    pub plain: Engine,
    /// For guests with async functions.
    pub concurrent: Engine,
}

impl Engines {
    /// Engines over the user's cache of machine code.
    pub fn new(registry: &Registry) -> Result<Self, MatrixError> {
        Ok(Self { plain: engine(registry, false)?, concurrent: engine(registry, true)? })
    }

    /// The engine for guests that hold these cases.
    pub fn of(&self, cases: &[&Case]) -> &Engine {
        if cases.iter().any(|case| case.needs().waits) { &self.concurrent } else { &self.plain }
    }
}

/// One of them, for guests that wait or for those that don't.
pub(crate) fn engine(registry: &Registry, concurrency: bool) -> Result<Engine, MatrixError> {
    let cache = CacheOptions { dir: Some(user_cache().join("aot")), ..CacheOptions::default() };
    Ok(Engine::new(&EngineOptions { cache, concurrency, noise: registry.noise(), ..EngineOptions::default() })?)
}
