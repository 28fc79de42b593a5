//! From memory to values, and freeing what a value in memory owns.

use super::{Fault, HandleEvent, Machine, Value};
use crate::model::{Prim, TypeId};
use crate::plan::{Mem, Slot, Width};

impl Machine<'_> {
    /// Loads a value of a type that lies at `address`.
    pub fn load(&mut self, ty: TypeId, address: u32) -> Result<Value, Fault> {
        match &self.plan.ty(ty).mem {
            Mem::Prim(prim) => self.load_prim(*prim, address),
            Mem::String => self.load_string(address),
            Mem::List { elem, stride, .. } => self.load_list(*elem, *stride, address),
            Mem::FixedList { elem, stride, count } => self.list_at(*elem, *stride, address, *count),
            Mem::Product(slots) => self.load_product(slots, address),
            Mem::Sum { tag, payload, cases } => self.load_sum(*tag, *payload, cases, address),
            Mem::Enum { tag, cases } => Ok(Value::Enum(self.tag(*tag, *cases, address)?)),
            Mem::Flags { width, count } => {
                let bits = self.memory.load(address, width.bytes())? as u32;
                Ok(Value::Flags(flags(bits, *count)))
            }
            Mem::Handle(handle) => {
                let number = self.memory.load(address, 4)? as u32;
                self.events.push(HandleEvent::Crossed(handle.resource, number));
                Ok(Value::Handle(number))
            }
            Mem::End(end) => {
                let number = self.memory.load(address, 4)? as u32;
                self.events.push(HandleEvent::EndCrossed(end.kind, number));
                Ok(Value::Handle(number))
            }
            Mem::Same(target) => self.load(*target, address),
        }
    }

    fn load_prim(&self, prim: Prim, address: u32) -> Result<Value, Fault> {
        prim_from_bits(prim, self.memory.load(address, prim.size())?)
    }

    fn load_string(&self, address: u32) -> Result<Value, Fault> {
        let (pointer, length) = self.pair(address)?;
        self.string_at(pointer, length)
    }

    pub(super) fn string_at(&self, pointer: u32, length: u32) -> Result<Value, Fault> {
        let bytes = if length == 0 { &[] } else { self.memory.read(pointer, length)? };
        let text = std::str::from_utf8(bytes).map_err(|_| Fault::Utf8)?;
        Ok(Value::String(text.to_owned()))
    }

    fn load_list(&mut self, elem: TypeId, stride: u32, address: u32) -> Result<Value, Fault> {
        let (pointer, length) = self.pair(address)?;
        self.list_at(elem, stride, pointer, length)
    }

    pub(super) fn list_at(&mut self, elem: TypeId, stride: u32, pointer: u32, length: u32) -> Result<Value, Fault> {
        let values = (0..length).map(|index| self.load(elem, pointer + index * stride));
        Ok(Value::List(values.collect::<Result<_, _>>()?))
    }

    fn load_product(&mut self, slots: &[Slot], address: u32) -> Result<Value, Fault> {
        let parts = slots.iter().map(|slot| self.load(slot.ty, address + slot.offset));
        Ok(Value::Product(parts.collect::<Result<_, _>>()?))
    }

    fn load_sum(&mut self, tag: Width, payload: u32, cases: &[Option<TypeId>], address: u32) -> Result<Value, Fault> {
        let case = self.tag(tag, cases.len() as u32, address)?;
        let value = cases[case as usize].map(|ty| self.load(ty, address + payload)).transpose()?;
        Ok(Value::Sum(case, value.map(Box::new)))
    }

    fn tag(&self, width: Width, cases: u32, address: u32) -> Result<u32, Fault> {
        check_case(self.memory.load(address, width.bytes())? as u32, cases)
    }

    /// Pointer and length.
    pub(super) fn pair(&self, address: u32) -> Result<(u32, u32), Fault> {
        Ok((self.memory.load(address, 4)? as u32, self.memory.load(address + 4, 4)? as u32))
    }

    /// Frees what the value at `address` owns, but not its own bytes.
    pub fn free(&mut self, ty: TypeId, address: u32) -> Result<(), Fault> {
        if !self.world.ty(ty).facts.has_heap {
            return Ok(());
        }
        match &self.plan.ty(ty).mem {
            Mem::String => {
                let (pointer, length) = self.pair(address)?;
                self.memory.free(pointer, length, 1)
            }
            Mem::List { elem, stride, align, .. } => {
                let (pointer, length) = self.pair(address)?;
                (0..length).try_for_each(|index| self.free(*elem, pointer + index * stride))?;
                self.memory.free(pointer, length * stride, *align)
            }
            Mem::FixedList { elem, stride, count } => {
                (0..*count).try_for_each(|index| self.free(*elem, address + index * stride))
            }
            Mem::Product(slots) => slots.iter().try_for_each(|slot| self.free(slot.ty, address + slot.offset)),
            Mem::Sum { tag, payload, cases } => {
                let case = self.tag(*tag, cases.len() as u32, address)?;
                cases[case as usize].map_or(Ok(()), |ty| self.free(ty, address + payload))
            }
            Mem::Same(target) => self.free(*target, address),
            Mem::Prim(_) | Mem::Enum { .. } | Mem::Flags { .. } | Mem::Handle(_) | Mem::End(_) => Ok(()),
        }
    }
}

/// A discriminant within bounds.
pub(super) fn check_case(found: u32, cases: u32) -> Result<u32, Fault> {
    if found < cases { Ok(found) } else { Err(Fault::Discriminant { found, cases }) }
}

/// Bits past the last flag are ignored.
pub(super) fn flags(bits: u32, count: u32) -> u32 {
    if count >= 32 { bits } else { bits & ((1 << count) - 1) }
}

/// A primitive from its bits, which sit in the low end of `bits`.
pub(super) fn prim_from_bits(prim: Prim, bits: u64) -> Result<Value, Fault> {
    Ok(match prim {
        Prim::Bool => Value::Bool(bits != 0),
        Prim::U8 => Value::Int((bits as u8).into()),
        Prim::S8 => Value::Int((bits as i8).into()),
        Prim::U16 => Value::Int((bits as u16).into()),
        Prim::S16 => Value::Int((bits as i16).into()),
        Prim::U32 => Value::Int((bits as u32).into()),
        Prim::S32 => Value::Int((bits as i32).into()),
        Prim::U64 => Value::Int(bits.into()),
        Prim::S64 => Value::Int((bits as i64).into()),
        Prim::F32 => Value::F32(bits as u32),
        Prim::F64 => Value::F64(bits),
        Prim::Char => Value::Char(char::from_u32(bits as u32).ok_or(Fault::Char(bits as u32))?),
    })
}
