//! A call to the host's collector before each instruction that allocates, in the guest's code and in the bridge's.

use std::convert::Infallible;

use wasm_encoder::reencode::{Error, Reencode};
use wasm_encoder::{CodeSection, Instruction, Module};
use wasmparser::{FunctionBody, Operator, Parser, Payload, TypeRef};
use witloom_component::encode::{EncodeOptions, StringEncoding as Strings, encode};
use witloom_host_gc::{BridgeOptions, StringEncoding, bridge_core};

use super::{COLLECT, world};

/// Puts a call before every allocation.
struct Zeal {
    collect: u32,
    calls: usize,
}

impl Reencode for Zeal {
    type Error = Infallible;

    fn parse_function_body(&mut self, code: &mut CodeSection, body: FunctionBody<'_>) -> Result<(), Error> {
        let mut function = self.new_function_with_parsed_locals(&body)?;
        let mut reader = body.get_operators_reader()?;
        while !reader.eof() {
            let operator = reader.read()?;
            if allocates(&operator) {
                function.instruction(&Instruction::Call(self.collect));
                self.calls += 1;
            }
            function.instruction(&self.instruction(operator)?);
        }
        code.function(&function);
        Ok(())
    }
}

fn allocates(operator: &Operator<'_>) -> bool {
    matches!(
        operator,
        Operator::StructNew { .. }
            | Operator::StructNewDefault { .. }
            | Operator::ArrayNew { .. }
            | Operator::ArrayNewDefault { .. }
            | Operator::ArrayNewFixed { .. }
            | Operator::ArrayNewData { .. }
            | Operator::ArrayNewElem { .. }
            | Operator::ExternConvertAny
    )
}

/// The index of an imported function.
fn import(module: &[u8], name: &str) -> u32 {
    let mut functions = 0;
    for payload in Parser::new(0).parse_all(module) {
        let Payload::ImportSection(imports) = payload.unwrap() else { continue };
        for import in imports.into_imports() {
            let import = import.unwrap();
            if import.name == name {
                return functions;
            }
            functions += u32::from(matches!(import.ty, TypeRef::Func(_)));
        }
    }
    panic!("no import `{name}`");
}

/// Bridges a module, whose world is called `guest`, so that it calls [`COLLECT`] before every allocation.
pub fn zealous(wat: &str, wit: &str, options: &BridgeOptions) -> Vec<u8> {
    let wit = wit.replacen("world guest {", &format!("world guest {{ import {COLLECT}: func();"), 1);
    let wat = wat.replacen("(module", &format!("(module (import \"$root\" \"{COLLECT}\" (func $zeal))"), 1);
    let world = world(&wit);
    let (core, strings) = bridge_core(wat.as_bytes(), &world, options).unwrap();
    let mut zeal = Zeal { collect: import(&core, COLLECT), calls: 0 };
    let mut module = Module::new();
    zeal.parse_core_module(&mut module, Parser::new(0), &core).unwrap();
    assert!(zeal.calls > 0, "nothing allocates");
    let strings = match strings {
        StringEncoding::Utf8 => Strings::UTF8,
        StringEncoding::Utf16 => Strings::UTF16,
        StringEncoding::Latin1Utf16 => Strings::CompactUTF16,
    };
    let options = EncodeOptions { strings, ..EncodeOptions::default() };
    encode(&module.finish(), world.resolve(), world.world_id, &options).unwrap()
}
