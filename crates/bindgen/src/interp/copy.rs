//! What streams and futures carry: reads and writes of elements, whole, in part, or never.

use super::{Fault, Machine, Value};
use crate::model::TypeId;
use crate::plan::{Mode, PayloadPlan};

/// A buffer of elements that an operation of an end is under way with.
#[derive(Debug)]
pub struct Buffer {
    address: u32,
    size: u32,
    align: u32,
    /// Of a write.
    elements: Vec<Written>,
}

/// An element that is being written.
#[derive(Debug)]
struct Written {
    value: Value,
    /// What lowering it took: address, size and alignment.
    blocks: Vec<(u32, u32, u32)>,
}

impl Buffer {
    /// Its address, or zero when elements take no memory.
    pub fn address(&self) -> u32 {
        self.address
    }
}

impl Machine<'_> {
    /// Begins a read of so many elements: a buffer that stays until [`Machine::end_read`].
    pub fn begin_read(&mut self, payload: &PayloadPlan, count: u32) -> Buffer {
        let (size, align) = (payload.layout.size * count, payload.layout.align);
        let address = if size > 0 { self.memory.allocate(size, align) } else { 0 };
        Buffer { address, size, align, elements: Vec::new() }
    }

    /// Ends a read that got so many elements: lifts them, frees what they own and the buffer.
    pub fn end_read(&mut self, payload: &PayloadPlan, buffer: &Buffer, count: u32) -> Result<Vec<Value>, Fault> {
        let mut values = Vec::new();
        for index in 0..count {
            values.push(match payload.elem {
                Some(elem) => self.take_element(elem, buffer.address + index * payload.layout.size)?,
                None => Value::Product(Vec::new()),
            });
        }
        self.give_back(buffer.address, buffer.size, buffer.align)?;
        Ok(values)
    }

    fn take_element(&mut self, elem: TypeId, address: u32) -> Result<Value, Fault> {
        let value = self.load(elem, address)?;
        self.free(elem, address)?;
        Ok(value)
    }

    /// Begins a write of elements: a buffer that stays until [`Machine::end_write`].
    pub fn begin_write(&mut self, payload: &PayloadPlan, values: &[Value]) -> Result<Buffer, Fault> {
        let mut buffer = self.begin_read(payload, values.len() as u32);
        self.lowered.clear();
        for (index, value) in values.iter().enumerate() {
            if let Some(elem) = payload.elem {
                self.store(elem, value, buffer.address + index as u32 * payload.layout.size)?;
            }
            buffer.elements.push(Written { value: value.clone(), blocks: std::mem::take(&mut self.lowered) });
        }
        Ok(buffer)
    }

    /// Ends a write of which so many elements were taken: what lowering took goes, own handles and ends inside of those
    /// have moved. Answers the elements that nobody took: they are ours again, to be written once more or dropped.
    pub fn end_write(&mut self, payload: &PayloadPlan, buffer: Buffer, count: u32) -> Result<Vec<Value>, Fault> {
        let mut left = Vec::new();
        for (index, Written { value, blocks }) in buffer.elements.into_iter().enumerate() {
            blocks.into_iter().try_for_each(|(address, size, align)| self.give_back(address, size, align))?;
            if index as u32 >= count {
                left.push(value);
            } else if let Some(elem) = payload.elem {
                let mut moved = Vec::new();
                self.handles(elem, &value, Mode::Own, &mut moved);
                self.events.extend(moved);
            }
        }
        self.give_back(buffer.address, buffer.size, buffer.align)?;
        Ok(left)
    }

    fn give_back(&mut self, address: u32, size: u32, align: u32) -> Result<(), Fault> {
        if size > 0 { self.memory.free(address, size, align) } else { Ok(()) }
    }
}
