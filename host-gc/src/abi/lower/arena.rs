//! The core module that owns a component's memory and handles.

use wasm_encoder::{
    CodeSection, ConstExpr, ExportKind, ExportSection, Function, FunctionSection, GlobalSection, GlobalType, HeapType,
    MemorySection, MemoryType, Module, TypeSection, ValType,
};

use crate::abi::emit::{Arena, BASE, HandleTypes, Handles};
use crate::abi::error::Result;
use crate::abi::module::TypeSpace;
use crate::abi::module::body::reference;
use crate::abi::module::rewrite::encode_types;

/// What adapters import from the arena, by name. The order is that of [`IMPORTED_FUNCTIONS`] and
/// [`IMPORTED_GLOBALS`] in an adapter's index spaces.
pub(super) const IMPORTED_FUNCTIONS: [&str; 4] = ["alloc", "take", "lend", "borrow"];
/// See [`IMPORTED_FUNCTIONS`].
pub(super) const IMPORTED_GLOBALS: [&str; 4] = ["top", "frames", "epoch", "chain"];

/// Encodes the module.
pub(super) fn module() -> Result<Vec<u8>> {
    use ValType::I32;
    let arena = Arena { alloc: 0, top: 0, frames: 1, epoch: 2, limit: 4 };
    let (types, group) = HandleTypes::group(0);
    let handles = Handles::imported(types, [2, 3, 4], 3);
    let mut space = TypeSpace::default();
    space.push_types(group)?;
    let mut code = CodeSection::new();
    let mut functions = FunctionSection::new();
    let mut exports = ExportSection::new();
    let extern_ref = crate::abi::emit::EXTERNREF;
    let parts: [(&str, &[ValType], &[ValType], Function); 6] = [
        ("alloc", &[I32; 2], &[I32], arena.alloc_body(0)),
        ("cabi_realloc", &[I32; 4], &[I32], arena.realloc_body(0)),
        ("take", &[extern_ref, I32], &[I32], handles.number_body(true)),
        ("lend", &[extern_ref, I32], &[I32], handles.number_body(false)),
        ("borrow", &[I32; 2], &[extern_ref], handles.borrow_body()),
        ("post-return", &[I32], &[], arena.post_return_body()),
    ];
    for (index, (name, params, results, body)) in (0u32..).zip(parts) {
        functions.function(space.len());
        space.push_types(vec![crate::abi::emit::func_type(params, results)])?;
        code.function(&body);
        exports.export(name, ExportKind::Func, index);
    }
    let mut globals = GlobalSection::new();
    let number = GlobalType { val_type: I32, mutable: true, shared: false };
    for value in [BASE, 0, 0] {
        globals.global(number, &ConstExpr::i32_const(value.cast_signed()));
    }
    let chain = GlobalType { val_type: reference(true, types.handle), mutable: true, shared: false };
    globals.global(chain, &ConstExpr::ref_null(HeapType::Concrete(types.handle)));
    globals.global(number, &ConstExpr::i32_const(1 << 16));
    for (index, name) in (0u32..).zip(IMPORTED_GLOBALS) {
        exports.export(name, ExportKind::Global, index);
    }
    exports.export("memory", ExportKind::Memory, 0);
    let mut memories = MemorySection::new();
    memories.memory(MemoryType {
        minimum: 1,
        maximum: Some(0xffff),
        memory64: false,
        shared: false,
        page_size_log2: None,
    });
    let mut section = TypeSection::new();
    encode_types(&space, &mut section);
    let mut module = Module::new();
    module.section(&section).section(&functions).section(&memories).section(&globals).section(&exports);
    module.section(&code);
    Ok(module.finish())
}
