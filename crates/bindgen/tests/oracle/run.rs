//! Runs a recording over values and a memory.

use std::collections::HashMap;

use witloom_bindgen::interp::{CoreValue, Memory, Value};
use witloom_bindgen::model::{Core, Prim};

use super::record::{Block, Cast, Node, Op, Reg};

/// A register's contents.
#[derive(Debug, Clone, PartialEq)]
pub enum Any {
    Core(CoreValue),
    Value(Value),
}

impl Any {
    fn core(&self) -> CoreValue {
        match self {
            Self::Core(value) => *value,
            Self::Value(value) => panic!("expected a core value, found {value:?}"),
        }
    }

    fn value(&self) -> Value {
        match self {
            Self::Value(value) => value.clone(),
            Self::Core(value) => panic!("expected a value, found {value:?}"),
        }
    }

    fn word(&self) -> u32 {
        match self.core() {
            CoreValue::I32(value) => value,
            other => panic!("expected an i32, found {other:?}"),
        }
    }
}

pub type CoreHook<'a> = &'a mut dyn FnMut(&mut Memory, &[CoreValue]) -> Vec<CoreValue>;
pub type UserHook<'a> = &'a mut dyn FnMut(&[Value]) -> Option<Value>;

/// One run.
pub struct Run<'a> {
    pub memory: Memory,
    pub args: Vec<Any>,
    pub registers: HashMap<Reg, Any>,
    pub call_core: CoreHook<'a>,
    pub call_user: UserHook<'a>,
    pub returned: Vec<Any>,
    elements: Vec<Value>,
    bases: Vec<u32>,
    payloads: Vec<Option<Value>>,
}

impl<'a> Run<'a> {
    pub fn new(memory: Memory, args: Vec<Any>, call_core: CoreHook<'a>, call_user: UserHook<'a>) -> Self {
        let (registers, returned) = (HashMap::new(), Vec::new());
        let (elements, bases, payloads) = (Vec::new(), Vec::new(), Vec::new());
        Self { memory, args, registers, call_core, call_user, returned, elements, bases, payloads }
    }

    pub fn code(&mut self, code: &[Node]) {
        for node in code {
            let operands: Vec<Any> = node.operands.iter().map(|reg| self.registers[reg].clone()).collect();
            let results = self.node(node, &operands);
            assert_eq!(results.len(), node.results.len(), "{:?}", node.op);
            for (register, value) in node.results.iter().zip(results) {
                self.registers.insert(*register, value);
            }
        }
    }

    fn block(&mut self, block: &Block) -> Vec<Any> {
        self.code(&block.code);
        block.results.iter().map(|reg| self.registers[reg].clone()).collect()
    }

    fn node(&mut self, node: &Node, operands: &[Any]) -> Vec<Any> {
        match &node.op {
            Op::Arg(nth) => vec![self.args[*nth].clone()],
            Op::Const(value) => vec![word(*value as u32)],
            Op::Zeros(cores) => cores.iter().map(|core| Any::Core(CoreValue::zero(*core))).collect(),
            Op::Casts(casts) => {
                casts.iter().zip(operands).map(|(c, value)| Any::Core(cast(*c, value.core()))).collect()
            }
            Op::Load { core, size, signed, offset } => {
                vec![self.load(*core, *size, *signed, operands[0].word() + offset)]
            }
            Op::Store { size, offset } => {
                let value = bits(operands[0].core());
                self.memory.store(operands[1].word() + offset, *size, value).unwrap();
                Vec::new()
            }
            Op::ToCore(prim) => vec![to_core(*prim, &operands[0].value())],
            Op::FromCore(prim) => vec![Any::Value(from_core(*prim, bits(operands[0].core())))],
            // Asked for in cases without a payload too; nothing uses it there.
            Op::Payload => vec![Any::Value(self.payloads.last().cloned().flatten().unwrap_or(Value::Bool(false)))],
            Op::IterElem => vec![Any::Value(self.elements.last().cloned().expect("an element"))],
            Op::IterPart(index) => match self.elements.last() {
                Some(Value::Product(parts)) => vec![Any::Value(parts[*index].clone())],
                other => panic!("expected an entry, found {other:?}"),
            },
            Op::IterBase => vec![word(*self.bases.last().expect("a base"))],
            Op::CallCore => {
                let args: Vec<CoreValue> = operands.iter().map(Any::core).collect();
                (self.call_core)(&mut self.memory, &args).into_iter().map(Any::Core).collect()
            }
            Op::CallUser => {
                let args: Vec<Value> = operands.iter().map(Any::value).collect();
                (self.call_user)(&args).map(Any::Value).into_iter().collect()
            }
            Op::Return => {
                self.returned = operands.to_vec();
                Vec::new()
            }
            Op::Flush => operands.to_vec(),
            _ => self.compound(node, operands),
        }
    }

    fn compound(&mut self, node: &Node, operands: &[Any]) -> Vec<Any> {
        match &node.op {
            Op::StringLower => self.string_lower(&operands[0].value()),
            Op::StringLift => {
                let bytes = read(&self.memory, operands[0].word(), operands[1].word());
                vec![Any::Value(Value::String(String::from_utf8(bytes).unwrap()))]
            }
            Op::ListLower { size, align } => self.list_lower(&operands[0].value(), *size, *align, &node.blocks[0]),
            Op::ListLift { size } => {
                let values = self.list_lift(operands[0].word(), operands[1].word(), *size, &node.blocks[0]);
                vec![Any::Value(Value::List(values))]
            }
            Op::MapLift { size } => {
                let entries = self.each(operands[0].word(), operands[1].word(), *size, &node.blocks[0]);
                let entry = |parts: Vec<Any>| Value::Product(parts.iter().map(Any::value).collect());
                vec![Any::Value(Value::List(entries.into_iter().map(entry).collect()))]
            }
            Op::Split(count) => match operands[0].value() {
                Value::Product(parts) if parts.len() == *count => parts.into_iter().map(Any::Value).collect(),
                other => panic!("expected {count} parts, found {other:?}"),
            },
            Op::Join => vec![Any::Value(Value::Product(operands.iter().map(Any::value).collect()))],
            Op::HandleLower => match operands[0].value() {
                Value::Handle(number) => vec![word(number)],
                other => panic!("expected a handle, found {other:?}"),
            },
            Op::HandleLift => vec![Any::Value(Value::Handle(operands[0].word()))],
            Op::FlagsLower(count) => match operands[0].value() {
                Value::Flags(bits) => vec![word(bits); *count],
                other => panic!("expected flags, found {other:?}"),
            },
            Op::FlagsLift => vec![Any::Value(Value::Flags(operands.first().map_or(0, Any::word)))],
            Op::SumLower => match operands[0].value() {
                Value::Sum(case, payload) => {
                    self.payloads.push(payload.map(|value| *value));
                    let results = self.block(&node.blocks[case as usize]);
                    self.payloads.pop();
                    results
                }
                other => panic!("expected a sum, found {other:?}"),
            },
            Op::SumLift => {
                let case = operands[0].word();
                let payload = self.block(&node.blocks[case as usize]).pop().map(|value| Box::new(value.value()));
                vec![Any::Value(Value::Sum(case, payload))]
            }
            Op::EnumLower => match operands[0].value() {
                Value::Enum(case) => vec![word(case)],
                other => panic!("expected an enum, found {other:?}"),
            },
            Op::EnumLift => vec![Any::Value(Value::Enum(operands[0].word()))],
            _ => self.free(node, operands),
        }
    }

    fn free(&mut self, node: &Node, operands: &[Any]) -> Vec<Any> {
        match &node.op {
            Op::Free { size, align } => self.memory.free(operands[0].word(), *size, *align).unwrap(),
            Op::FreeString => self.memory.free(operands[0].word(), operands[1].word(), 1).unwrap(),
            Op::FreeList { size, align } => {
                let (pointer, length) = (operands[0].word(), operands[1].word());
                for index in 0..length {
                    self.bases.push(pointer + index * size);
                    self.block(&node.blocks[0]);
                    self.bases.pop();
                }
                self.memory.free(pointer, length * size, *align).unwrap();
            }
            Op::FreeSum => {
                self.block(&node.blocks[operands[0].word() as usize]);
            }
            other => panic!("not an operation of this kind: {other:?}"),
        }
        Vec::new()
    }

    fn string_lower(&mut self, value: &Value) -> Vec<Any> {
        let Value::String(text) = value else { panic!("expected a string, found {value:?}") };
        let pointer = self.memory.allocate(text.len() as u32, 1);
        if !text.is_empty() {
            self.memory.write(pointer, text.as_bytes()).unwrap();
        }
        vec![word(pointer), word(text.len() as u32)]
    }

    fn list_lower(&mut self, value: &Value, size: u32, align: u32, block: &Block) -> Vec<Any> {
        let Value::List(values) = value else { panic!("expected a list, found {value:?}") };
        let pointer = self.memory.allocate(values.len() as u32 * size, align);
        for (index, value) in values.iter().enumerate() {
            self.elements.push(value.clone());
            self.bases.push(pointer + index as u32 * size);
            self.block(block);
            self.bases.pop();
            self.elements.pop();
        }
        vec![word(pointer), word(values.len() as u32)]
    }

    fn list_lift(&mut self, pointer: u32, length: u32, size: u32, block: &Block) -> Vec<Value> {
        let elements = self.each(pointer, length, size, block);
        elements.into_iter().map(|mut left| left.pop().expect("a list block leaves its element").value()).collect()
    }

    /// What a block leaves for each element of a list.
    fn each(&mut self, pointer: u32, length: u32, size: u32, block: &Block) -> Vec<Vec<Any>> {
        let element = |index: u32| {
            self.bases.push(pointer + index * size);
            let left = self.block(block);
            self.bases.pop();
            left
        };
        (0..length).map(element).collect()
    }

    fn load(&self, core: Core, size: u32, signed: bool, address: u32) -> Any {
        let bits = self.memory.load(address, size).unwrap();
        Any::Core(match (core, size, signed) {
            (Core::I32, 1, true) => CoreValue::I32(bits as i8 as u32),
            (Core::I32, 2, true) => CoreValue::I32(bits as i16 as u32),
            (Core::I32, ..) => CoreValue::I32(bits as u32),
            (Core::I64, ..) => CoreValue::I64(bits),
            (Core::F32, ..) => CoreValue::F32(bits as u32),
            (Core::F64, ..) => CoreValue::F64(bits),
        })
    }
}

fn read(memory: &Memory, address: u32, length: u32) -> Vec<u8> {
    if length == 0 { Vec::new() } else { memory.read(address, length).unwrap().to_vec() }
}

fn word(value: u32) -> Any {
    Any::Core(CoreValue::I32(value))
}

fn bits(value: CoreValue) -> u64 {
    match value {
        CoreValue::I32(value) | CoreValue::F32(value) => value.into(),
        CoreValue::I64(value) | CoreValue::F64(value) => value,
    }
}

fn cast(cast: Cast, value: CoreValue) -> CoreValue {
    match cast {
        Cast::None => value,
        Cast::ToI32 => CoreValue::I32(bits(value) as u32),
        Cast::ToI64 => CoreValue::I64(bits(value)),
        Cast::ToF32 => CoreValue::F32(bits(value) as u32),
        Cast::ToF64 => CoreValue::F64(bits(value)),
    }
}

fn to_core(prim: Prim, value: &Value) -> Any {
    Any::Core(match (prim, value) {
        (Prim::Bool, Value::Bool(value)) => CoreValue::I32(u32::from(*value)),
        (Prim::Char, Value::Char(value)) => CoreValue::I32(u32::from(*value)),
        (Prim::F32, Value::F32(bits)) => CoreValue::F32(*bits),
        (Prim::F64, Value::F64(bits)) => CoreValue::F64(*bits),
        (Prim::U64 | Prim::S64, Value::Int(value)) => CoreValue::I64(*value as u64),
        (_, Value::Int(value)) => CoreValue::I32(*value as u32),
        (_, other) => panic!("{other:?} is no {prim:?}"),
    })
}

fn from_core(prim: Prim, bits: u64) -> Value {
    match prim {
        Prim::Bool => Value::Bool(bits != 0),
        Prim::Char => Value::Char(char::from_u32(bits as u32).unwrap()),
        Prim::F32 => Value::F32(bits as u32),
        Prim::F64 => Value::F64(bits),
        Prim::U8 => Value::Int((bits as u8).into()),
        Prim::S8 => Value::Int((bits as i8).into()),
        Prim::U16 => Value::Int((bits as u16).into()),
        Prim::S16 => Value::Int((bits as i16).into()),
        Prim::U32 => Value::Int((bits as u32).into()),
        Prim::S32 => Value::Int((bits as i32).into()),
        Prim::U64 => Value::Int(bits.into()),
        Prim::S64 => Value::Int((bits as i64).into()),
    }
}
