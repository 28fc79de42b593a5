//! A linear memory with a strict allocator.

use std::collections::BTreeMap;

use super::Fault;

/// Bytes, and the blocks that are in use.
#[derive(Debug, Clone, Default)]
pub struct Memory {
    bytes: Vec<u8>,
    live: BTreeMap<u32, (u32, u32)>,
}

impl Memory {
    /// Blocks are never reused, so that a use after free shows; addresses start at 16.
    pub fn allocate(&mut self, size: u32, align: u32) -> u32 {
        if size == 0 {
            return align.max(1);
        }
        let start = (self.bytes.len().max(16) as u32).next_multiple_of(align.max(1));
        self.bytes.resize((start + size) as usize, 0xaa);
        self.live.insert(start, (size, align));
        start
    }

    /// Gives a block back; the size and alignment must be those it was taken with.
    pub fn free(&mut self, address: u32, size: u32, align: u32) -> Result<(), Fault> {
        if size == 0 {
            return Ok(());
        }
        if self.live.get(&address) != Some(&(size, align)) {
            return Err(Fault::Free { address, size, align });
        }
        self.live.remove(&address);
        self.write(address, &vec![0xdd; size as usize])
    }

    /// The whole memory.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// How many blocks are in use.
    pub fn live_blocks(&self) -> usize {
        self.live.len()
    }

    /// Gives back every block that starts at this address or behind it. Blocks are never reused, so that these are
    /// the ones taken since the memory had this [`Memory::end`].
    pub(super) fn free_since(&mut self, mark: u32) -> Result<(), Fault> {
        let blocks: Vec<_> = self.live.range(mark..).map(|(start, (size, align))| (*start, *size, *align)).collect();
        blocks.into_iter().try_for_each(|(start, size, align)| self.free(start, size, align))
    }

    /// Where the next block starts at the earliest.
    pub(super) fn end(&self) -> u32 {
        self.bytes.len() as u32
    }

    /// Bytes at an address.
    pub fn read(&self, address: u32, size: u32) -> Result<&[u8], Fault> {
        let (start, end) = (address as usize, address as usize + size as usize);
        self.bytes.get(start..end).ok_or(Fault::Address { address, size, align: 1 })
    }

    /// Replaces bytes at an address.
    pub fn write(&mut self, address: u32, data: &[u8]) -> Result<(), Fault> {
        let (start, size) = (address as usize, data.len() as u32);
        let target = self.bytes.get_mut(start..start + data.len()).ok_or(Fault::Address { address, size, align: 1 })?;
        target.copy_from_slice(data);
        Ok(())
    }

    /// An unsigned number of 1, 2, 4 or 8 bytes at an aligned address.
    pub fn load(&self, address: u32, size: u32) -> Result<u64, Fault> {
        aligned(address, size)?;
        let mut word = [0; 8];
        word[..size as usize].copy_from_slice(self.read(address, size)?);
        Ok(u64::from_le_bytes(word))
    }

    /// Stores the low bytes of a number at an aligned address.
    pub fn store(&mut self, address: u32, size: u32, value: u64) -> Result<(), Fault> {
        aligned(address, size)?;
        self.write(address, &value.to_le_bytes()[..size as usize])
    }
}

fn aligned(address: u32, size: u32) -> Result<(), Fault> {
    if address.is_multiple_of(size) { Ok(()) } else { Err(Fault::Address { address, size, align: size }) }
}
