//! Values as core values.

use super::load::{check_case, flags, prim_from_bits};
use super::store::prim_bits;
use super::{CoreValue, Fault, HandleEvent, Machine, Value};
use crate::model::{Core, Prim, TypeId};
use crate::plan::{Cast, Flat, FlatCase, FlatSlot, Mem};

impl Machine<'_> {
    /// Spreads a value over core values.
    pub fn lower_flat(&mut self, ty: TypeId, value: &Value) -> Result<Vec<CoreValue>, Fault> {
        let node = self.plan.ty(ty).flat.as_ref().ok_or(Fault::Plan("no flat form"))?;
        match (node, value) {
            (Flat::Prim(prim), value) => Ok(vec![self.lower_prim(ty, *prim, value)?]),
            (Flat::String, Value::String(text)) => self.put_string(text).map(pair),
            (Flat::List, Value::List(values)) => {
                let Mem::List { elem, stride, align, .. } = self.plan.ty(ty).mem else {
                    return Err(Fault::Plan("a flat list that is none in memory"));
                };
                self.put_list(elem, stride, align, values).map(pair)
            }
            (Flat::Product(slots), Value::Product(parts) | Value::List(parts)) if slots.len() == parts.len() => {
                let parts = slots.iter().zip(parts).map(|(slot, part)| self.lower_flat(slot.ty, part));
                Ok(parts.collect::<Result<Vec<_>, _>>()?.concat())
            }
            (Flat::Sum { joined, cases }, Value::Sum(case, payload)) => {
                let node = cases.get(*case as usize).ok_or_else(|| self.misfit(ty))?;
                let mut out = vec![CoreValue::I32(*case)];
                out.extend(self.lower_payload(joined, node.as_ref(), payload.as_deref())?);
                Ok(out)
            }
            (Flat::Enum { cases }, Value::Enum(case)) if case < cases => Ok(vec![CoreValue::I32(*case)]),
            (Flat::Flags { .. }, Value::Flags(bits)) => {
                let count = self.world.ty(ty).flat.as_ref().map_or(0, Vec::len);
                Ok(vec![CoreValue::I32(*bits); count])
            }
            (Flat::Handle(handle), Value::Handle(number)) => {
                self.events.push(HandleEvent::Crossed(handle.resource, *number));
                Ok(vec![CoreValue::I32(*number)])
            }
            (Flat::End(end), Value::Handle(number)) => {
                self.events.push(HandleEvent::EndCrossed(end.kind, *number));
                Ok(vec![CoreValue::I32(*number)])
            }
            (Flat::Same(target), value) => self.lower_flat(*target, value),
            (_, _) => Err(self.misfit(ty)),
        }
    }

    fn lower_prim(&self, ty: TypeId, prim: Prim, value: &Value) -> Result<CoreValue, Fault> {
        let bits = prim_bits(prim, value).ok_or_else(|| self.misfit(ty))?;
        Ok(match prim.core() {
            Core::I32 => CoreValue::I32(bits as u32),
            Core::I64 => CoreValue::I64(bits),
            Core::F32 => CoreValue::F32(bits as u32),
            Core::F64 => CoreValue::F64(bits),
        })
    }

    fn lower_payload(
        &mut self,
        joined: &[Core],
        case: Option<&FlatCase>,
        payload: Option<&Value>,
    ) -> Result<Vec<CoreValue>, Fault> {
        let mut out: Vec<CoreValue> = joined.iter().map(|core| CoreValue::zero(*core)).collect();
        match (case, payload) {
            (None, None) => {}
            (Some(case), Some(payload)) => {
                let own = self.lower_flat(case.ty, payload)?;
                for ((slot, cast), value) in out.iter_mut().zip(&case.casts).zip(own) {
                    *slot = cast_up(*cast, value)?;
                }
            }
            (None, Some(_)) | (Some(_), None) => return Err(Fault::Plan("a payload that does not fit its case")),
        }
        Ok(out)
    }

    /// Gathers a value from its core values.
    pub fn lift_flat(&mut self, ty: TypeId, values: &[CoreValue]) -> Result<Value, Fault> {
        let node = self.plan.ty(ty).flat.as_ref().ok_or(Fault::Plan("no flat form"))?;
        match node {
            Flat::Prim(prim) => prim_from_bits(*prim, bits(first(values)?)),
            Flat::String => {
                let (pointer, length) = (word(values, 0)?, word(values, 1)?);
                self.string_at(pointer, length)
            }
            Flat::List => {
                let Mem::List { elem, stride, .. } = self.plan.ty(ty).mem else {
                    return Err(Fault::Plan("a flat list that is none in memory"));
                };
                self.list_at(elem, stride, word(values, 0)?, word(values, 1)?)
            }
            Flat::Product(slots) => {
                let parts = self.lift_parts(slots, values)?;
                let is_list = matches!(self.plan.ty(ty).mem, Mem::FixedList { .. });
                Ok(if is_list { Value::List(parts) } else { Value::Product(parts) })
            }
            Flat::Sum { cases, .. } => self.lift_sum(cases, values),
            Flat::Enum { cases } => Ok(Value::Enum(check_case(word(values, 0)?, *cases)?)),
            Flat::Flags { count: 0 } => Ok(Value::Flags(0)),
            Flat::Flags { count } => Ok(Value::Flags(flags(word(values, 0)?, *count))),
            Flat::Handle(handle) => {
                let number = word(values, 0)?;
                self.events.push(HandleEvent::Crossed(handle.resource, number));
                Ok(Value::Handle(number))
            }
            Flat::End(end) => {
                let number = word(values, 0)?;
                self.events.push(HandleEvent::EndCrossed(end.kind, number));
                Ok(Value::Handle(number))
            }
            Flat::Same(target) => self.lift_flat(*target, values),
        }
    }

    fn lift_parts(&mut self, slots: &[FlatSlot], values: &[CoreValue]) -> Result<Vec<Value>, Fault> {
        slots.iter().map(|slot| self.lift_flat(slot.ty, &values[slot.first as usize..])).collect()
    }

    fn lift_sum(&mut self, cases: &[Option<FlatCase>], values: &[CoreValue]) -> Result<Value, Fault> {
        let case = check_case(word(values, 0)?, cases.len() as u32)?;
        let Some(node) = &cases[case as usize] else { return Ok(Value::Sum(case, None)) };
        let own = node.casts.iter().zip(&values[1..]).map(|(cast, value)| cast_down(*cast, *value));
        let own = own.collect::<Result<Vec<_>, _>>()?;
        Ok(Value::Sum(case, Some(Box::new(self.lift_flat(node.ty, &own)?))))
    }
}

fn pair((pointer, length): (u32, u32)) -> Vec<CoreValue> {
    vec![CoreValue::I32(pointer), CoreValue::I32(length)]
}

fn first(values: &[CoreValue]) -> Result<CoreValue, Fault> {
    values.first().copied().ok_or(Fault::Plan("too few core values"))
}

/// The `i32` at a position.
pub(super) fn word(values: &[CoreValue], index: usize) -> Result<u32, Fault> {
    match values.get(index) {
        Some(CoreValue::I32(value)) => Ok(*value),
        Some(CoreValue::I64(_) | CoreValue::F32(_) | CoreValue::F64(_)) | None => Err(Fault::Plan("expected an i32")),
    }
}

fn bits(value: CoreValue) -> u64 {
    match value {
        CoreValue::I32(value) | CoreValue::F32(value) => u64::from(value),
        CoreValue::I64(value) | CoreValue::F64(value) => value,
    }
}

fn cast_up(cast: Cast, value: CoreValue) -> Result<CoreValue, Fault> {
    Ok(match (cast, value) {
        (Cast::None, value) => value,
        (Cast::I32ToI64, CoreValue::I32(v)) | (Cast::F32ToI64, CoreValue::F32(v)) => CoreValue::I64(u64::from(v)),
        (Cast::F32ToI32, CoreValue::F32(v)) => CoreValue::I32(v),
        (Cast::F64ToI64, CoreValue::F64(v)) => CoreValue::I64(v),
        (_, _) => return Err(Fault::Plan("a cast that does not fit")),
    })
}

fn cast_down(cast: Cast, value: CoreValue) -> Result<CoreValue, Fault> {
    Ok(match (cast, value) {
        (Cast::None, value) => value,
        (Cast::I32ToI64, CoreValue::I64(v)) => CoreValue::I32(v as u32),
        (Cast::F32ToI64, CoreValue::I64(v)) => CoreValue::F32(v as u32),
        (Cast::F32ToI32, CoreValue::I32(v)) => CoreValue::F32(v),
        (Cast::F64ToI64, CoreValue::I64(v)) => CoreValue::F64(v),
        (_, _) => return Err(Fault::Plan("a cast that does not fit")),
    })
}
