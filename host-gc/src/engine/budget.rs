//! One limit for all memory of a store.

use wasmtime::ResourceLimiter;

/// A limiter over linear memories and the GC heap together: what one uses, the other can't.
///
/// Growth past the limit fails inside the guest: `memory.grow` gives -1, an allocation collects and then traps.
///
/// ```no_run
/// # use witloom_host_gc::engine::Budget;
/// # let engine = wasmtime::Engine::default();
/// let mut store = wasmtime::Store::new(&engine, Budget::new(64 << 20));
/// store.limiter(|budget| budget);
/// ```
#[derive(Debug, Clone)]
pub struct Budget {
    limit: usize,
    used: usize,
    refused: u64,
    table_elements: usize,
}

impl Budget {
    /// Largest number of elements of a table, unless [`Budget::table_elements`] says otherwise.
    const TABLE_ELEMENTS: usize = 1 << 20;

    /// A limit in bytes.
    pub fn new(limit: usize) -> Self {
        Self { limit, used: 0, refused: 0, table_elements: Self::TABLE_ELEMENTS }
    }

    /// Changes the largest number of elements of one table.
    #[must_use]
    pub fn table_elements(self, table_elements: usize) -> Self {
        Self { table_elements, ..self }
    }

    /// The limit in bytes.
    pub fn limit(&self) -> usize {
        self.limit
    }

    /// Bytes that memories and GC heap have grown to.
    pub fn used(&self) -> usize {
        self.used
    }

    /// How often growth was refused.
    pub fn refused(&self) -> u64 {
        self.refused
    }
}

impl ResourceLimiter for Budget {
    fn memory_growing(&mut self, current: usize, desired: usize, maximum: Option<usize>) -> wasmtime::Result<bool> {
        let used = self.used.saturating_add(desired.saturating_sub(current));
        let allowed = used <= self.limit && maximum.is_none_or(|maximum| desired <= maximum);
        if allowed {
            self.used = used;
        } else {
            self.refused += 1;
        }
        Ok(allowed)
    }

    fn table_growing(&mut self, _current: usize, desired: usize, maximum: Option<usize>) -> wasmtime::Result<bool> {
        Ok(desired <= self.table_elements && maximum.is_none_or(|maximum| desired <= maximum))
    }
}
