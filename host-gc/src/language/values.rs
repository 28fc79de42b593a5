//! Values of the script as data, in the order in which the readers of their types ask for them.

use witloom_bindgen::guest::{ScriptCall, Vector};
use witloom_bindgen::interp::Value;
use witloom_bindgen::model::{Function, TypeId};

use super::form::Form;
use super::image::Image;
use super::types::Types;

/// Writes the vectors of a call and the table of their addresses; the address of the table.
pub(super) fn vectors(types: &Types<'_>, image: &mut Image, function: &Function, call: &ScriptCall) -> usize {
    let addresses: Vec<usize> = call
        .vectors
        .iter()
        .map(|vector| {
            let address = image.here();
            one_vector(types, image, function, vector);
            address
        })
        .collect();
    let table = image.here();
    addresses.into_iter().for_each(|address| image.u32(address));
    table
}

fn one_vector(types: &Types<'_>, image: &mut Image, function: &Function, vector: &Vector) {
    for (param, value) in function.params.iter().zip(&vector.params) {
        write(types, image, param.ty, value);
    }
    for (ty, value) in function.result.iter().zip(&vector.result) {
        write(types, image, *ty, value);
    }
}

fn write(types: &Types<'_>, image: &mut Image, ty: TypeId, value: &Value) {
    match (types.form(ty), value) {
        (Form::Number(number), value) => image.number(&bytes(value, number.bytes().max(4))),
        (Form::String, Value::String(text)) => image.sequence(&types.style.units(text), true),
        (Form::Numbers(element), Value::List(items)) => {
            let items: Vec<Vec<u8>> = items.iter().map(|item| bytes(item, element.bytes())).collect();
            image.sequence(&items, !types.style.is_immutable(element));
        }
        (Form::List(elem), Value::List(items)) => {
            image.u32(items.len());
            items.iter().for_each(|item| write(types, image, elem, item));
        }
        (Form::Product(parts), Value::Product(values)) => {
            parts.iter().zip(values).for_each(|(part, value)| write(types, image, *part, value));
        }
        (Form::Sum(cases), Value::Sum(case, payload)) => {
            image.u32(*case as usize);
            let ty = cases.get(*case as usize).copied().flatten();
            ty.iter().zip(payload).for_each(|(ty, value)| write(types, image, *ty, value));
        }
        (Form::String | Form::Numbers(_) | Form::List(_) | Form::Product(_) | Form::Sum(_) | Form::Handle, _) => {
            unreachable!("vectors hold values of their types, and none with handles")
        }
    }
}

/// A number, little-endian, in so many bytes.
fn bytes(value: &Value, width: usize) -> Vec<u8> {
    let bits: u64 = match value {
        Value::Bool(value) => u64::from(*value),
        Value::Int(value) => *value as u64,
        Value::F32(bits) | Value::Enum(bits) | Value::Flags(bits) | Value::Handle(bits) => u64::from(*bits),
        Value::F64(bits) => *bits,
        Value::Char(value) => u64::from(u32::from(*value)),
        Value::String(_) | Value::List(_) | Value::Product(_) | Value::Sum(..) => {
            unreachable!("vectors hold values of their types")
        }
    };
    bits.to_le_bytes()[..width].to_vec()
}
