//! Figures about a store's GC heap.

use wasmtime::Store;

/// What is known about a GC heap. wasmtime tells its capacity, not how much of it is in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct HeapFigures {
    /// Bytes that the heap has now.
    pub capacity: usize,
    /// Bytes that it has grown by since the watch began.
    pub growth: usize,
    /// How often the watch saw the heap larger than before.
    pub growths: u64,
    /// Collections that were asked for through the watch.
    pub collections: u64,
}

/// Follows a store's GC heap.
#[derive(Debug, Clone)]
pub struct HeapWatch {
    start: usize,
    figures: HeapFigures,
}

impl HeapWatch {
    /// Begins with the heap as it is.
    pub fn new<T>(store: &Store<T>) -> Self {
        let capacity = store.gc_heap_capacity();
        Self { start: capacity, figures: HeapFigures { capacity, ..HeapFigures::default() } }
    }

    /// Looks at the heap again.
    pub fn look<T>(&mut self, store: &Store<T>) -> HeapFigures {
        let capacity = store.gc_heap_capacity();
        if capacity > self.figures.capacity {
            self.figures.growths += 1;
        }
        self.figures.capacity = capacity;
        self.figures.growth = capacity.saturating_sub(self.start);
        self.figures
    }

    /// Asks for a collection, then looks.
    pub fn collect<T>(&mut self, store: &mut Store<T>) -> wasmtime::Result<HeapFigures> {
        store.gc(None)?;
        self.figures.collections += 1;
        Ok(self.look(store))
    }
}
