//! Records `wit_bindgen_core::abi` as data: a tree of operations over registers.

use wit_bindgen_core::abi::{Bindgen, Bitcast, Instruction, WasmType};
use wit_parser::{Alignment, ArchitectureSize, Resolve, SizeAlign, Type};
use witloom_bindgen::model::{Core, Prim};

/// A register: the result of one operation.
pub type Reg = usize;

/// One recorded operation.
#[derive(Debug)]
pub struct Node {
    pub op: Op,
    pub operands: Vec<Reg>,
    pub results: Vec<Reg>,
    pub blocks: Vec<Block>,
}

/// Operations and the registers they leave.
#[derive(Debug, Default)]
pub struct Block {
    pub code: Vec<Node>,
    pub results: Vec<Reg>,
}

/// What an operation does.
#[derive(Debug)]
pub enum Op {
    Arg(usize),
    Const(i32),
    Zeros(Vec<Core>),
    Casts(Vec<Cast>),
    Load { core: Core, size: u32, signed: bool, offset: u32 },
    Store { size: u32, offset: u32 },
    ToCore(Prim),
    FromCore(Prim),
    StringLower,
    StringLift,
    ListLower { size: u32, align: u32 },
    ListLift { size: u32 },
    MapLift { size: u32 },
    IterPart(usize),
    IterElem,
    IterBase,
    Split(usize),
    Join,
    HandleLower,
    HandleLift,
    FlagsLower(usize),
    FlagsLift,
    Payload,
    SumLower,
    SumLift,
    EnumLower,
    EnumLift,
    CallCore,
    CallUser,
    Return,
    Free { size: u32, align: u32 },
    FreeString,
    FreeList { size: u32, align: u32 },
    FreeSum,
    Flush,
}

/// The casts that 32-bit memories can tell apart.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cast {
    None,
    ToI32,
    ToI64,
    ToF32,
    ToF64,
}

pub struct Recorder<'a> {
    sizes: &'a SizeAlign,
    open: Vec<Vec<Node>>,
    closed: Vec<Block>,
    next: Reg,
    /// Sizes of the return areas that were asked for, in order, each with its register.
    pub areas: Vec<(Reg, u32, u32)>,
}

impl<'a> Recorder<'a> {
    pub fn new(sizes: &'a SizeAlign) -> Self {
        Self { sizes, open: vec![Vec::new()], closed: Vec::new(), next: 0, areas: Vec::new() }
    }

    pub fn finish(mut self) -> (Vec<Node>, Vec<(Reg, u32, u32)>) {
        assert_eq!(self.open.len(), 1);
        (self.open.remove(0), self.areas)
    }

    fn register(&mut self) -> Reg {
        self.next += 1;
        self.next
    }

    fn layout(&self, ty: &Type) -> (u32, u32) {
        (self.sizes.size(ty).size_wasm32() as u32, self.sizes.align(ty).align_wasm32() as u32)
    }

    /// Size and alignment of a map's entry.
    fn entry(&self, key: &Type, value: &Type) -> (u32, u32) {
        let entry = self.sizes.record([key, value]);
        (entry.size.size_wasm32() as u32, entry.align.align_wasm32() as u32)
    }

    /// The operation, how many blocks it closes over, and how many registers it defines.
    fn op(&self, inst: &Instruction<'_>) -> (Op, usize, usize) {
        use Instruction as I;
        let at = |offset: &ArchitectureSize| offset.size_wasm32() as u32;
        let load = |core, size, signed, offset| (Op::Load { core, size, signed, offset: at(offset) }, 0, 1);
        let store = |size, offset| (Op::Store { size, offset: at(offset) }, 0, 0);
        match inst {
            I::GetArg { nth } => (Op::Arg(*nth), 0, 1),
            I::I32Const { val } => (Op::Const(*val), 0, 1),
            I::ConstZero { tys } => (Op::Zeros(tys.iter().map(|ty| core(*ty)).collect()), 0, tys.len()),
            I::Bitcasts { casts } => (Op::Casts(casts.iter().map(cast).collect()), 0, casts.len()),
            I::I32Load { offset } | I::PointerLoad { offset } | I::LengthLoad { offset } => {
                load(Core::I32, 4, false, offset)
            }
            I::I32Load8U { offset } => load(Core::I32, 1, false, offset),
            I::I32Load8S { offset } => load(Core::I32, 1, true, offset),
            I::I32Load16U { offset } => load(Core::I32, 2, false, offset),
            I::I32Load16S { offset } => load(Core::I32, 2, true, offset),
            I::I64Load { offset } => load(Core::I64, 8, false, offset),
            I::F32Load { offset } => load(Core::F32, 4, false, offset),
            I::F64Load { offset } => load(Core::F64, 8, false, offset),
            I::I32Store8 { offset } => store(1, offset),
            I::I32Store16 { offset } => store(2, offset),
            I::I32Store { offset }
            | I::F32Store { offset }
            | I::PointerStore { offset }
            | I::LengthStore { offset } => store(4, offset),
            I::I64Store { offset } | I::F64Store { offset } => store(8, offset),
            _ => self.value_op(inst),
        }
    }

    fn value_op(&self, inst: &Instruction<'_>) -> (Op, usize, usize) {
        use Instruction as I;
        let to = |prim| (Op::ToCore(prim), 0, 1);
        let from = |prim| (Op::FromCore(prim), 0, 1);
        match inst {
            I::I32FromBool => to(Prim::Bool),
            I::I32FromU8 => to(Prim::U8),
            I::I32FromS8 => to(Prim::S8),
            I::I32FromU16 => to(Prim::U16),
            I::I32FromS16 => to(Prim::S16),
            I::I32FromU32 => to(Prim::U32),
            I::I32FromS32 => to(Prim::S32),
            I::I64FromU64 => to(Prim::U64),
            I::I64FromS64 => to(Prim::S64),
            I::I32FromChar => to(Prim::Char),
            I::CoreF32FromF32 => to(Prim::F32),
            I::CoreF64FromF64 => to(Prim::F64),
            I::BoolFromI32 => from(Prim::Bool),
            I::U8FromI32 => from(Prim::U8),
            I::S8FromI32 => from(Prim::S8),
            I::U16FromI32 => from(Prim::U16),
            I::S16FromI32 => from(Prim::S16),
            I::U32FromI32 => from(Prim::U32),
            I::S32FromI32 => from(Prim::S32),
            I::U64FromI64 => from(Prim::U64),
            I::S64FromI64 => from(Prim::S64),
            I::CharFromI32 => from(Prim::Char),
            I::F32FromCoreF32 => from(Prim::F32),
            I::F64FromCoreF64 => from(Prim::F64),
            _ => self.compound_op(inst),
        }
    }

    fn compound_op(&self, inst: &Instruction<'_>) -> (Op, usize, usize) {
        use Instruction as I;
        match inst {
            I::StringLower { .. } => (Op::StringLower, 0, 2),
            I::StringLift => (Op::StringLift, 0, 1),
            I::ListLower { element, .. } => {
                let (size, align) = self.layout(element);
                (Op::ListLower { size, align }, 1, 2)
            }
            I::ListLift { element, .. } => (Op::ListLift { size: self.layout(element).0 }, 1, 1),
            I::MapLower { key, value, .. } => {
                let (size, align) = self.entry(key, value);
                (Op::ListLower { size, align }, 1, 2)
            }
            I::MapLift { key, value, .. } => (Op::MapLift { size: self.entry(key, value).0 }, 1, 1),
            I::IterMapKey { .. } => (Op::IterPart(0), 0, 1),
            I::IterMapValue { .. } => (Op::IterPart(1), 0, 1),
            I::IterElem { .. } => (Op::IterElem, 0, 1),
            I::IterBasePointer => (Op::IterBase, 0, 1),
            I::RecordLower { record, .. } => (Op::Split(record.fields.len()), 0, record.fields.len()),
            I::TupleLower { tuple, .. } => (Op::Split(tuple.types.len()), 0, tuple.types.len()),
            I::RecordLift { .. } | I::TupleLift { .. } => (Op::Join, 0, 1),
            // A readable end is a number, as a handle is.
            I::StreamLower { .. } | I::FutureLower { .. } => (Op::HandleLower, 0, 1),
            I::StreamLift { .. } | I::FutureLift { .. } => (Op::HandleLift, 0, 1),
            I::HandleLower { .. } => (Op::HandleLower, 0, 1),
            I::HandleLift { .. } => (Op::HandleLift, 0, 1),
            I::FlagsLower { flags, .. } => (Op::FlagsLower(flags.repr().count()), 0, flags.repr().count()),
            I::FlagsLift { .. } => (Op::FlagsLift, 0, 1),
            I::VariantPayloadName => (Op::Payload, 0, 1),
            I::VariantLower { variant, results, .. } => (Op::SumLower, variant.cases.len(), results.len()),
            I::OptionLower { results, .. } | I::ResultLower { results, .. } => (Op::SumLower, 2, results.len()),
            I::VariantLift { variant, .. } => (Op::SumLift, variant.cases.len(), 1),
            I::OptionLift { .. } | I::ResultLift { .. } => (Op::SumLift, 2, 1),
            I::EnumLower { .. } => (Op::EnumLower, 0, 1),
            I::EnumLift { .. } => (Op::EnumLift, 0, 1),
            I::CallWasm { sig, .. } => (Op::CallCore, 0, sig.results.len()),
            I::CallInterface { func, .. } => (Op::CallUser, 0, usize::from(func.result.is_some())),
            I::Return { .. } | I::AsyncTaskReturn { .. } => (Op::Return, 0, 0),
            I::GuestDeallocate { size, align } => {
                (Op::Free { size: size.size_wasm32() as u32, align: align.align_wasm32() as u32 }, 0, 0)
            }
            I::GuestDeallocateString => (Op::FreeString, 0, 0),
            I::GuestDeallocateMap { key, value } => {
                let (size, align) = self.entry(key, value);
                (Op::FreeList { size, align }, 1, 0)
            }
            I::GuestDeallocateList { element } => {
                let (size, align) = self.layout(element);
                (Op::FreeList { size, align }, 1, 0)
            }
            I::GuestDeallocateVariant { blocks } => (Op::FreeSum, *blocks, 0),
            I::Flush { amt } => (Op::Flush, 0, *amt),
            other => panic!("the oracle does not know {other:?}"),
        }
    }
}

impl Bindgen for Recorder<'_> {
    type Operand = Reg;

    fn emit(&mut self, _: &Resolve, inst: &Instruction<'_>, operands: &mut Vec<Reg>, results: &mut Vec<Reg>) {
        let (op, blocks, defined) = self.op(inst);
        let blocks = self.closed.split_off(self.closed.len() - blocks);
        let defined: Vec<Reg> = (0..defined).map(|_| self.register()).collect();
        results.extend(&defined);
        let node = Node { op, operands: std::mem::take(operands), results: defined, blocks };
        self.open.last_mut().expect("a block is open").push(node);
    }

    fn return_pointer(&mut self, size: ArchitectureSize, align: Alignment) -> Reg {
        let register = self.register();
        self.areas.push((register, size.size_wasm32() as u32, align.align_wasm32() as u32));
        register
    }

    fn push_block(&mut self) {
        self.open.push(Vec::new());
    }

    fn finish_block(&mut self, operand: &mut Vec<Reg>) {
        let code = self.open.pop().expect("a block is open");
        self.closed.push(Block { code, results: std::mem::take(operand) });
    }

    fn sizes(&self) -> &SizeAlign {
        self.sizes
    }

    fn is_list_canonical(&self, _: &Resolve, _: &Type) -> bool {
        false
    }
}

fn core(ty: WasmType) -> Core {
    Core::from(ty)
}

fn cast(cast: &Bitcast) -> Cast {
    match cast {
        Bitcast::F32ToI32 | Bitcast::I64ToI32 | Bitcast::P64ToP | Bitcast::I64ToL => Cast::ToI32,
        Bitcast::F64ToI64 | Bitcast::I32ToI64 | Bitcast::F32ToI64 | Bitcast::PToP64 | Bitcast::LToI64 => Cast::ToI64,
        Bitcast::I32ToF32 | Bitcast::I64ToF32 => Cast::ToF32,
        Bitcast::I64ToF64 => Cast::ToF64,
        Bitcast::P64ToI64 | Bitcast::I64ToP64 | Bitcast::I32ToP | Bitcast::PToI32 => Cast::None,
        Bitcast::PToL | Bitcast::LToP | Bitcast::I32ToL | Bitcast::LToI32 | Bitcast::None => Cast::None,
        Bitcast::Sequence(both) => match (self::cast(&both[0]), self::cast(&both[1])) {
            (first, Cast::None) => first,
            (_, last) => last,
        },
    }
}
