//! A collection at every allocation: the cases again, with a call to the host's collector before each instruction that
//! allocates, in the guest's code and in the bridge's.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that can't go on says so")]

mod support;

use std::convert::Infallible;
use std::path::Path;

use support::{COLLECT, COLLECTORS, read, run, world};
use wasm_encoder::reencode::{Error, Reencode};
use wasm_encoder::{CodeSection, Instruction, Module};
use wasmparser::{FunctionBody, Operator, Parser, Payload, TypeRef};
use witloom_component::encode::{EncodeOptions, StringEncoding as Strings, encode};
use witloom_host_gc::{BridgeOptions, StringEncoding, bridge_core};

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

#[test]
fn cases() {
    let mut failures = Vec::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    for folder in std::fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()) {
        let (wat, wit, script) = (read(&folder, "guest.wat"), read(&folder, "world.wit"), read(&folder, "script.txt"));
        let wit = wit.replacen("world guest {", &format!("world guest {{ import {COLLECT}: func();"), 1);
        let wat = wat.replacen("(module", &format!("(module (import \"$root\" \"{COLLECT}\" (func $zeal))"), 1);
        let latin1 = script.starts_with("// latin1");
        let options = BridgeOptions { encoding: latin1.then_some(StringEncoding::Latin1Utf16), cases: None };
        let world = world(&wit);
        let (core, strings) = bridge_core(wat.as_bytes(), &world, &options).unwrap();
        let mut zeal = Zeal { collect: import(&core, COLLECT), calls: 0 };
        let mut module = Module::new();
        zeal.parse_core_module(&mut module, Parser::new(0), &core).unwrap();
        assert!(zeal.calls > 0, "{}", folder.display());
        let strings = match strings {
            StringEncoding::Utf8 => Strings::UTF8,
            StringEncoding::Utf16 => Strings::UTF16,
            StringEncoding::Latin1Utf16 => Strings::CompactUTF16,
        };
        let options = EncodeOptions { strings, ..EncodeOptions::default() };
        let component = encode(&module.finish(), world.resolve(), world.world_id, &options).unwrap();
        for collector in COLLECTORS {
            if let Err(error) = run(&component, &script, collector) {
                failures.push(format!("{} ({collector:?}): {error:?}", folder.display()));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}
