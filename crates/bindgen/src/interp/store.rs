//! From values to memory.

use super::{Fault, HandleEvent, Machine, Value};
use crate::model::{Prim, TypeId};
use crate::plan::{Mem, Slot, Width};

impl Machine<'_> {
    /// Stores a value of a type at `address`, taking blocks for strings and lists.
    pub fn store(&mut self, ty: TypeId, value: &Value, address: u32) -> Result<(), Fault> {
        match (&self.plan.ty(ty).mem, value) {
            (Mem::Prim(prim), value) => {
                let bits = prim_bits(*prim, value).ok_or_else(|| self.misfit(ty))?;
                self.memory.store(address, prim.size(), bits)
            }
            (Mem::String, Value::String(text)) => {
                let pair = self.put_string(text)?;
                self.store_pair(address, pair)
            }
            (Mem::List { elem, stride, align, .. }, Value::List(values)) => {
                let pair = self.put_list(*elem, *stride, *align, values)?;
                self.store_pair(address, pair)
            }
            (Mem::FixedList { elem, stride, count }, Value::List(values)) if values.len() == *count as usize => {
                let places = (address..).step_by((*stride).max(1) as usize);
                values.iter().zip(places).try_for_each(|(value, place)| self.store(*elem, value, place))
            }
            (Mem::Product(slots), Value::Product(parts)) if slots.len() == parts.len() => {
                self.store_product(slots, parts, address)
            }
            (Mem::Sum { tag, payload, cases }, Value::Sum(case, value)) => {
                let ty = *cases.get(*case as usize).ok_or_else(|| self.misfit(ty))?;
                self.store_tag(*tag, *case, address)?;
                match (ty, value) {
                    (Some(ty), Some(value)) => self.store(ty, value, address + payload),
                    (None, None) => Ok(()),
                    (Some(ty), None) => Err(self.misfit(ty)),
                    (None, Some(_)) => Err(Fault::Plan("a payload where the case has none")),
                }
            }
            (Mem::Enum { tag, cases }, Value::Enum(case)) if case < cases => self.store_tag(*tag, *case, address),
            (Mem::Flags { width, .. }, Value::Flags(bits)) => {
                self.memory.store(address, width.bytes(), u64::from(*bits))
            }
            (Mem::Handle(handle), Value::Handle(number)) => {
                self.events.push(HandleEvent::Crossed(handle.resource, *number));
                self.memory.store(address, 4, u64::from(*number))
            }
            (Mem::End(end), Value::Handle(number)) => {
                self.events.push(HandleEvent::EndCrossed(end.kind, *number));
                self.memory.store(address, 4, u64::from(*number))
            }
            (Mem::Same(target), value) => self.store(*target, value, address),
            (_, _) => Err(self.misfit(ty)),
        }
    }

    fn store_product(&mut self, slots: &[Slot], parts: &[Value], address: u32) -> Result<(), Fault> {
        slots.iter().zip(parts).try_for_each(|(slot, part)| self.store(slot.ty, part, address + slot.offset))
    }

    fn store_tag(&mut self, width: Width, case: u32, address: u32) -> Result<(), Fault> {
        self.memory.store(address, width.bytes(), u64::from(case))
    }

    fn store_pair(&mut self, address: u32, (pointer, length): (u32, u32)) -> Result<(), Fault> {
        self.memory.store(address, 4, u64::from(pointer))?;
        self.memory.store(address + 4, 4, u64::from(length))
    }

    /// Puts text into a new block: pointer and length in bytes.
    pub(super) fn put_string(&mut self, text: &str) -> Result<(u32, u32), Fault> {
        let length = text.len() as u32;
        let pointer = self.take(length, 1);
        if length > 0 {
            self.memory.write(pointer, text.as_bytes())?;
        }
        Ok((pointer, length))
    }

    /// Puts elements into a new block: pointer and length in elements.
    pub(super) fn put_list(
        &mut self,
        elem: TypeId,
        stride: u32,
        align: u32,
        values: &[Value],
    ) -> Result<(u32, u32), Fault> {
        let length = values.len() as u32;
        let pointer = self.take(length * stride, align);
        for (index, value) in values.iter().enumerate() {
            self.store(elem, value, pointer + index as u32 * stride)?;
        }
        Ok((pointer, length))
    }
}

/// Bits of a primitive as a 64-bit number, sign-extended for signed integers; `None` when the value is not one.
pub(super) fn prim_bits(prim: Prim, value: &Value) -> Option<u64> {
    match (prim, value) {
        (Prim::Bool, Value::Bool(value)) => Some(u64::from(*value)),
        (Prim::F32, Value::F32(bits)) => Some(u64::from(*bits)),
        (Prim::F64, Value::F64(bits)) => Some(*bits),
        (Prim::Char, Value::Char(value)) => Some(u64::from(u32::from(*value))),
        (_, Value::Int(value)) => {
            let (low, high) = prim.integer_range()?;
            (low..=high).contains(value).then_some(*value as u64)
        }
        (_, _) => None,
    }
}
