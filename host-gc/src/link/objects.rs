//! Constant expressions that build objects, as code.
//!
//! TeaVM, for one, writes its tables of resources, locale data for instance, as one constant expression each: an array of
//! thousands of objects. Here such an expression becomes functions that an engine can compile one by one: no
//! function makes many more than [`LIMIT`] objects, large arrays are filled a part at a time.

use walrus::ir::{
    AnyConvertExtern, ArrayNew, ArrayNewDefault, ArrayNewFixed, ArraySet, BinaryOp, Binop, Call, Const,
    ExternConvertAny, GlobalGet, Instr, LocalGet, RefAsNonNull, RefFunc, RefI31, RefNull, StructNew, StructNewDefault,
    Value,
};
use walrus::{
    CompositeType, ConstOp, FunctionBuilder, FunctionId, HeapType, InstrSeqBuilder, Module, RefType, StorageType, Type,
    TypeId, ValType,
};

/// Objects that one function makes.
const LIMIT: usize = 100;

/// An operation with the operations that yield its operands.
#[derive(Debug)]
struct Node {
    op: ConstOp,
    operands: Vec<Node>,
    /// Objects made by it and by its operands.
    objects: usize,
}

/// What replaces an expression.
#[derive(Debug)]
pub(crate) struct Maker {
    root: Node,
}

impl Maker {
    /// Reads an expression that makes an object; `None` for any other.
    pub(crate) fn read(module: &Module, ops: &[ConstOp]) -> Option<Self> {
        let mut stack: Vec<Node> = Vec::new();
        for &op in ops {
            let first = stack.len().checked_sub(operands(module, op)?)?;
            let operands = stack.split_off(first);
            let objects = usize::from(makes(op)) + operands.iter().map(|node| node.objects).sum::<usize>();
            stack.push(Node { op, operands, objects });
        }
        let root = stack.pop().filter(|root| stack.is_empty() && root.objects > 0)?;
        Some(Self { root })
    }

    /// Writes functions for the parts, and code that yields the value.
    pub(crate) fn emit(self, module: &mut Module) -> Vec<Instr> {
        let mut code = Vec::new();
        write(module, self.root, &mut code);
        code
    }
}

/// How many operands an operation takes.
fn operands(module: &Module, op: ConstOp) -> Option<usize> {
    Some(match op {
        ConstOp::I32Const(_)
        | ConstOp::I64Const(_)
        | ConstOp::F32Const(_)
        | ConstOp::F64Const(_)
        | ConstOp::V128Const(_)
        | ConstOp::GlobalGet(_)
        | ConstOp::RefNull(_)
        | ConstOp::RefFunc(_)
        | ConstOp::StructNewDefault(_) => 0,
        ConstOp::RefI31 | ConstOp::ArrayNewDefault(_) | ConstOp::ExternConvertAny | ConstOp::AnyConvertExtern => 1,
        ConstOp::ArrayNew(_)
        | ConstOp::I32Add
        | ConstOp::I32Sub
        | ConstOp::I32Mul
        | ConstOp::I64Add
        | ConstOp::I64Sub
        | ConstOp::I64Mul => 2,
        ConstOp::StructNew(ty) => module.types.get(ty).as_struct()?.fields.len(),
        ConstOp::ArrayNewFixed { len, .. } => usize::try_from(len).ok()?,
    })
}

fn makes(op: ConstOp) -> bool {
    matches!(
        op,
        ConstOp::StructNew(_)
            | ConstOp::StructNewDefault(_)
            | ConstOp::ArrayNew(_)
            | ConstOp::ArrayNewDefault(_)
            | ConstOp::ArrayNewFixed { .. }
    )
}

/// Code that yields a node's value.
fn write(module: &mut Module, node: Node, code: &mut Vec<Instr>) {
    if node.objects > LIMIT
        && let ConstOp::ArrayNewFixed { ty, len } = node.op
        && fillable(module, ty)
    {
        let maker = array_maker(module, ty, len, node.operands);
        code.push(Call { func: maker }.into());
        return;
    }
    for operand in node.operands {
        write(module, operand, code);
    }
    code.push(instr(node.op));
}

/// Sees to it that an array can be made empty and filled afterwards, where that is possible.
fn fillable(module: &mut Module, ty: TypeId) -> bool {
    let Some(field) = module.types.get(ty).as_array().map(|array| array.field) else { return false };
    if matches!(field.element_type, StorageType::Val(ValType::Ref(RefType { nullable: false, .. }))) {
        return false;
    }
    if !field.mutable && stands_alone(module, ty) {
        // Mutability only forbids instructions, and none of the module's does what it forbade.
        if let CompositeType::Array(array) = module.types.get_mut(ty).kind_mut() {
            array.field.mutable = true;
        }
        return true;
    }
    field.mutable
}

/// Whether no cast and no other type could notice that an array type becomes mutable: it has neither super- nor
/// subtypes, and no other array holds the same.
fn stands_alone(module: &Module, id: TypeId) -> bool {
    let ty = module.types.get(id);
    let element = |ty: &Type| ty.as_array().map(|array| array.field.element_type);
    let alone = module.types.iter().all(|other| other.id() == id || element(other) != element(ty));
    alone && ty.is_final && ty.supertype.is_none()
}

/// `() → array`
fn array_maker(module: &mut Module, ty: TypeId, len: u32, elements: Vec<Node>) -> FunctionId {
    let nullable = RefType { nullable: true, heap_type: HeapType::Concrete(ty) };
    let array = module.locals.add(ValType::Ref(nullable));
    let mut fillers = Vec::new();
    let mut part: Vec<(u32, Node)> = Vec::new();
    let mut objects = 0;
    for (index, element) in (0..len).zip(elements) {
        if objects + element.objects > LIMIT && !part.is_empty() {
            fillers.push(array_filler(module, ty, std::mem::take(&mut part)));
            objects = 0;
        }
        objects += element.objects;
        part.push((index, element));
    }
    fillers.push(array_filler(module, ty, part));
    let result = ValType::Ref(RefType { nullable: false, ..nullable });
    let mut builder = FunctionBuilder::new(&mut module.types, &[], &[result]);
    builder.name("witloom.array".to_owned());
    let mut body = builder.func_body();
    body.i32_const(len.cast_signed()).array_new_default(ty).local_set(array);
    for filler in fillers {
        body.local_get(array).call(filler);
    }
    body.local_get(array).instr(RefAsNonNull {});
    builder.finish(Vec::new(), &mut module.funcs)
}

/// `(array) → ()`: sets some of the elements.
fn array_filler(module: &mut Module, ty: TypeId, elements: Vec<(u32, Node)>) -> FunctionId {
    let nullable = RefType { nullable: true, heap_type: HeapType::Concrete(ty) };
    let array = module.locals.add(ValType::Ref(nullable));
    let mut code: Vec<Instr> = Vec::new();
    for (index, element) in elements {
        if matches!(element.op, ConstOp::RefNull(_)) {
            continue;
        }
        code.push(LocalGet { local: array }.into());
        code.push(Const { value: Value::I32(index.cast_signed()) }.into());
        write(module, element, &mut code);
        code.push(ArraySet { ty }.into());
    }
    let mut builder = FunctionBuilder::new(&mut module.types, &[ValType::Ref(nullable)], &[]);
    builder.name("witloom.array.part".to_owned());
    append(&mut builder.func_body(), code);
    builder.finish(vec![array], &mut module.funcs)
}

/// Adds instructions to a function.
pub(crate) fn append(body: &mut InstrSeqBuilder<'_>, code: Vec<Instr>) {
    for instr in code {
        body.instr(instr);
    }
}

fn instr(op: ConstOp) -> Instr {
    let binary = |op: BinaryOp| Instr::from(Binop { op });
    let constant = |value: Value| Instr::from(Const { value });
    match op {
        ConstOp::I32Const(value) => constant(Value::I32(value)),
        ConstOp::I64Const(value) => constant(Value::I64(value)),
        ConstOp::F32Const(value) => constant(Value::F32(value)),
        ConstOp::F64Const(value) => constant(Value::F64(value)),
        ConstOp::V128Const(value) => constant(Value::V128(value)),
        ConstOp::GlobalGet(global) => GlobalGet { global }.into(),
        ConstOp::RefNull(ty) => RefNull { ty }.into(),
        ConstOp::RefFunc(func) => RefFunc { func }.into(),
        ConstOp::I32Add => binary(BinaryOp::I32Add),
        ConstOp::I32Sub => binary(BinaryOp::I32Sub),
        ConstOp::I32Mul => binary(BinaryOp::I32Mul),
        ConstOp::I64Add => binary(BinaryOp::I64Add),
        ConstOp::I64Sub => binary(BinaryOp::I64Sub),
        ConstOp::I64Mul => binary(BinaryOp::I64Mul),
        ConstOp::RefI31 => RefI31 {}.into(),
        ConstOp::StructNew(ty) => StructNew { ty }.into(),
        ConstOp::StructNewDefault(ty) => StructNewDefault { ty }.into(),
        ConstOp::ArrayNew(ty) => ArrayNew { ty }.into(),
        ConstOp::ArrayNewDefault(ty) => ArrayNewDefault { ty }.into(),
        ConstOp::ArrayNewFixed { ty, len } => ArrayNewFixed { ty, len }.into(),
        ConstOp::AnyConvertExtern => AnyConvertExtern {}.into(),
        ConstOp::ExternConvertAny => ExternConvertAny {}.into(),
    }
}
