//! Finds the raw array inside a toolchain's object.
//!
//! Compilers wrap arrays and strings in objects: `String` holds a `char[]`, which holds `(array (mut i16))`.
//! The way down is read off the types: of the fields that a struct adds to its supertype, exactly one leads to
//! an array. No name is needed.

use walrus::{HeapType, Module, RefType, StorageType, TypeId, ValType};

/// How many objects may lie around an array.
const DEPTH: usize = 3;

/// The fields to follow from an object to its array.
#[derive(Debug, Clone)]
pub(crate) struct Shape {
    /// Struct type and field number, outermost first.
    pub(crate) path: Vec<(TypeId, u32)>,
    /// The array's type.
    pub(crate) array: TypeId,
    /// What the array holds.
    pub(crate) element: StorageType,
    /// Whether it can be written.
    pub(crate) mutable: bool,
}

/// The array in a value of this type; `None` unless exactly one way leads to one.
pub(crate) fn shape_of(module: &Module, ty: ValType) -> Option<Shape> {
    let ValType::Ref(RefType { heap_type: HeapType::Concrete(id), .. }) = ty else { return None };
    find(module, id, DEPTH)
}

fn find(module: &Module, id: TypeId, depth: usize) -> Option<Shape> {
    let ty = module.types.get(id);
    if let Some(array) = ty.as_array() {
        let (element, mutable) = (array.field.element_type, array.field.mutable);
        return Some(Shape { path: Vec::new(), array: id, element, mutable });
    }
    let fields = &ty.as_struct()?.fields;
    if depth == 0 {
        return None;
    }
    let inherited = ty.supertype.and_then(|id| module.types.get(id).as_struct()).map_or(0, |s| s.fields.len());
    let mut found = None;
    for (number, field) in fields.iter().enumerate().skip(inherited) {
        let StorageType::Val(value @ ValType::Ref(_)) = field.element_type else { continue };
        let ValType::Ref(RefType { heap_type: HeapType::Concrete(inner), .. }) = value else { continue };
        if let Some(mut shape) = find(module, inner, depth - 1) {
            if found.is_some() {
                return None;
            }
            shape.path.insert(0, (id, u32::try_from(number).ok()?));
            found = Some(shape);
        }
    }
    found
}
