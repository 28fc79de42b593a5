//! Does a guest keep what it should let go?

use wasmtime::Store;

use super::HeapWatch;

/// Runs a call many times and judges whether the GC heap reaches a plateau.
///
/// Garbage is collected between samples; what still makes the heap grow in the second half of the calls is
/// kept by somebody. The null collector keeps everything, and so always grows.
#[derive(Debug, Clone, Copy)]
pub struct LeakCheck {
    calls: u32,
    samples: u32,
}

/// What the check found.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// Capacity of the heap in bytes, sample by sample.
    pub capacities: Vec<usize>,
    /// Growth in the second half of the calls, in bytes per call; 0 on a plateau.
    pub bytes_per_call: f64,
}

impl Verdict {
    /// Whether the heap stopped growing.
    pub fn is_plateau(&self) -> bool {
        self.bytes_per_call == 0.0
    }
}

impl LeakCheck {
    /// A check with so many calls.
    pub fn new(calls: u32) -> Self {
        Self { calls: calls.max(2), samples: 16 }
    }

    /// Changes how often the heap is looked at.
    #[must_use]
    pub fn samples(self, samples: u32) -> Self {
        Self { samples: samples.max(2), ..self }
    }

    /// Runs the calls.
    pub fn run<T>(
        self,
        store: &mut Store<T>,
        mut call: impl FnMut(&mut Store<T>) -> wasmtime::Result<()>,
    ) -> wasmtime::Result<Verdict> {
        let per_sample = self.calls.div_ceil(self.samples).max(1);
        let mut watch = HeapWatch::new(store);
        let mut capacities = Vec::new();
        for _ in 0..self.samples {
            for _ in 0..per_sample {
                call(store)?;
            }
            capacities.push(watch.collect(store)?.capacity);
        }
        let middle = capacities.len() / 2;
        let growth = capacities[capacities.len() - 1].saturating_sub(capacities[middle]);
        let calls = per_sample * (capacities.len() - 1 - middle) as u32;
        Ok(Verdict { bytes_per_call: growth as f64 / f64::from(calls.max(1)), capacities })
    }
}
