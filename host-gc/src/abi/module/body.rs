//! A function body under construction.

use wasm_encoder::{BlockType, Function, HeapType, Instruction as I, MemArg, RefType, ValType};

/// Instructions and locals of one function. Locals are taken as needed; parameters come first.
#[derive(Debug)]
pub(crate) struct Body {
    params: u32,
    locals: Vec<ValType>,
    code: Vec<I<'static>>,
}

impl Body {
    /// A body for a function with so many parameters.
    pub(crate) fn new(params: usize) -> Self {
        Self { params: params as u32, locals: Vec::new(), code: Vec::new() }
    }

    /// A new local; its value is only defined after it was set, also inside loops.
    pub(crate) fn local(&mut self, ty: ValType) -> u32 {
        self.locals.push(ty);
        self.params + self.locals.len() as u32 - 1
    }

    /// Appends an instruction.
    pub(crate) fn op(&mut self, instruction: I<'static>) -> &mut Self {
        self.code.push(instruction);
        self
    }

    /// Appends instructions.
    pub(crate) fn ops<const N: usize>(&mut self, instructions: [I<'static>; N]) -> &mut Self {
        self.code.extend(instructions);
        self
    }

    /// `local.get`
    pub(crate) fn get(&mut self, local: u32) -> &mut Self {
        self.op(I::LocalGet(local))
    }

    /// `local.set`
    pub(crate) fn set(&mut self, local: u32) -> &mut Self {
        self.op(I::LocalSet(local))
    }

    /// `i32.const` of an unsigned number.
    pub(crate) fn num(&mut self, value: u32) -> &mut Self {
        self.op(I::I32Const(value.cast_signed()))
    }

    /// `call`
    pub(crate) fn call(&mut self, function: u32) -> &mut Self {
        self.op(I::Call(function))
    }

    /// Takes a value from the stack into a new local.
    pub(crate) fn keep(&mut self, ty: ValType) -> u32 {
        let local = self.local(ty);
        self.set(local);
        local
    }

    /// `block` without result.
    pub(crate) fn block(&mut self) -> &mut Self {
        self.op(I::Block(BlockType::Empty))
    }

    /// `if` without result.
    pub(crate) fn when(&mut self) -> &mut Self {
        self.op(I::If(BlockType::Empty))
    }

    /// `end`
    pub(crate) fn end(&mut self) -> &mut Self {
        self.op(I::End)
    }

    /// Opens `block` and `loop`: leave with [`Body::leave_unless_below`], close with [`Body::again`].
    pub(crate) fn looped(&mut self) -> &mut Self {
        self.ops([I::Block(BlockType::Empty), I::Loop(BlockType::Empty)])
    }

    /// Leaves the innermost [`Body::looped`] unless `at < end`, unsigned.
    pub(crate) fn leave_unless_below(&mut self, at: u32, end: u32) -> &mut Self {
        self.get(at).get(end).ops([I::I32GeU, I::BrIf(1)])
    }

    /// Repeats and closes the innermost [`Body::looped`].
    pub(crate) fn again(&mut self) -> &mut Self {
        self.ops([I::Br(0), I::End, I::End])
    }

    /// Adds a constant to an i32 local.
    pub(crate) fn advance(&mut self, local: u32, by: u32) -> &mut Self {
        self.get(local).num(by).op(I::I32Add).set(local)
    }

    /// The finished function.
    pub(crate) fn finish(mut self) -> Function {
        self.code.push(I::End);
        let mut function = Function::new_with_locals_types(self.locals);
        for instruction in &self.code {
            function.instruction(instruction);
        }
        function
    }
}

/// A reference to a type of the module.
pub(crate) fn reference(nullable: bool, index: u32) -> ValType {
    ValType::Ref(RefType { nullable, heap_type: HeapType::Concrete(index) })
}

/// A memory operand. `size` is the width of the access, a power of two, which is also its alignment.
pub(crate) fn at(memory: u32, offset: u32, size: u32) -> MemArg {
    MemArg { offset: u64::from(offset), align: size.trailing_zeros(), memory_index: memory }
}
