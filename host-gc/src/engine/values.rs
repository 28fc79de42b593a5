//! Strings and arrays of GC guests as host values, for hosts that call core modules.

use thiserror::Error;
use wasmtime::{
    ArrayRef, ArrayRefPre, ArrayType, AsContextMut, FieldType, Mutability, Rooted, StorageType, Val, ValType,
};

/// Why an array is not the value that was asked for.
#[derive(Debug, Error)]
pub enum ValueError {
    /// wasmtime refuses, for lack of memory or because the array has another element type.
    #[error(transparent)]
    Wasmtime(#[from] wasmtime::Error),
    /// The bytes are no UTF-8.
    #[error("the array holds no UTF-8: {0}")]
    Utf8(#[from] std::string::FromUtf8Error),
    /// The code units are no UTF-16.
    #[error("the array holds no UTF-16: {0}")]
    Utf16(#[from] std::string::FromUtf16Error),
    /// Another element type than the helper is for.
    #[error("the array has elements of type `{actual}`, expected `{expected}`")]
    Element {
        /// What the helper reads or writes.
        expected: &'static str,
        /// What the array has.
        actual: String,
    },
}

type Result<T> = std::result::Result<T, ValueError>;

fn array_type(store: &mut impl AsContextMut, element: StorageType) -> ArrayType {
    ArrayType::new(store.as_context().engine(), FieldType::new(Mutability::Var, element))
}

/// A new `(array (mut i8))` with these bytes; one copy.
pub fn new_bytes(mut store: impl AsContextMut, bytes: &[u8]) -> Result<Rooted<ArrayRef>> {
    let ty = array_type(&mut store, StorageType::I8);
    let pre = ArrayRefPre::new(&mut store, ty);
    Ok(ArrayRef::new_from_i8_slice(&mut store, &pre, bytes)?)
}

/// The bytes of an array of i8; one copy.
pub fn bytes(mut store: impl AsContextMut, array: Rooted<ArrayRef>) -> Result<Vec<u8>> {
    expect(&mut store, array, "i8", |element| matches!(element, StorageType::I8))?;
    let mut bytes = vec![0; array.len(&store)? as usize];
    array.copy_to_i8_slice(&mut store, &mut bytes)?;
    Ok(bytes)
}

/// A new `(array (mut i8))` with the UTF-8 of a text.
pub fn new_utf8(store: impl AsContextMut, text: &str) -> Result<Rooted<ArrayRef>> {
    new_bytes(store, text.as_bytes())
}

/// The text of an array of i8 that holds UTF-8.
pub fn utf8(store: impl AsContextMut, array: Rooted<ArrayRef>) -> Result<String> {
    Ok(String::from_utf8(bytes(store, array)?)?)
}

/// A new `(array (mut i16))` with the UTF-16 of a text.
pub fn new_utf16(store: impl AsContextMut, text: &str) -> Result<Rooted<ArrayRef>> {
    let units: Vec<Val> = text.encode_utf16().map(|unit| Val::I32(i32::from(unit))).collect();
    new_values(store, StorageType::I16, &units)
}

/// The text of an array of i16 that holds UTF-16; a lone surrogate is an error.
pub fn utf16(mut store: impl AsContextMut, array: Rooted<ArrayRef>) -> Result<String> {
    expect(&mut store, array, "i16", |element| matches!(element, StorageType::I16))?;
    let units: Vec<u16> = values(store, array)?.iter().filter_map(Val::i32).map(|unit| unit as u16).collect();
    Ok(String::from_utf16(&units)?)
}

/// A new `(array (mut i32))` with these numbers.
pub fn new_numbers(store: impl AsContextMut, numbers: &[u32]) -> Result<Rooted<ArrayRef>> {
    let values: Vec<Val> = numbers.iter().map(|number| Val::I32(number.cast_signed())).collect();
    new_values(store, StorageType::ValType(ValType::I32), &values)
}

/// The numbers of an array of i32.
pub fn numbers(mut store: impl AsContextMut, array: Rooted<ArrayRef>) -> Result<Vec<u32>> {
    expect(&mut store, array, "i32", |element| matches!(element, StorageType::ValType(ValType::I32)))?;
    Ok(values(store, array)?.iter().filter_map(Val::i32).map(i32::cast_unsigned).collect())
}

fn new_values(mut store: impl AsContextMut, element: StorageType, values: &[Val]) -> Result<Rooted<ArrayRef>> {
    let ty = array_type(&mut store, element);
    let pre = ArrayRefPre::new(&mut store, ty);
    Ok(ArrayRef::new_fixed(&mut store, &pre, values)?)
}

fn values(mut store: impl AsContextMut, array: Rooted<ArrayRef>) -> Result<Vec<Val>> {
    Ok(array.elems(store.as_context_mut())?.collect())
}

fn expect(
    store: &mut impl AsContextMut,
    array: Rooted<ArrayRef>,
    expected: &'static str,
    fits: impl Fn(&StorageType) -> bool,
) -> Result<()> {
    let ty = array.ty(&*store)?;
    let element = ty.field_type().element_type().clone();
    if fits(&element) { Ok(()) } else { Err(ValueError::Element { expected, actual: format!("{element}") }) }
}
