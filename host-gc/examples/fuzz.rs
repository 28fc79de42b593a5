//! Throws damaged and generated input at the bridge for a while:
//! `cargo run --release -p witloom-host-gc --example fuzz -- --seconds 600 [--seed N]`.
//!
//! Three kinds of input: bytes of good modules and components with damage in them; good modules against the
//! worlds of others; and bridged components called with random values in small heaps. Whatever is accepted
//! must validate with today's features, compile and run to a value or a trap. A panic ends the program with
//! the seed that brings it back.

use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use wasmparser::{Validator, WasmFeatures};
use wasmtime::component::types::{ComponentItem, Type};
use wasmtime::component::{Component, Linker, Val};
use wasmtime::{Collector, Config, Engine, Store};
use witloom_bindgen::model::World;
use witloom_bindgen::wit::Wit;
use witloom_host_gc::engine::Budget;
use witloom_host_gc::{BridgeOptions, StringEncoding, bridge, lower, needs_bridge};

/// Modules and their worlds.
const MODULES: [(&str, &str); 10] = [
    (include_str!("../tests/cases/shapes/guest.wat"), include_str!("../tests/cases/shapes/world.wit")),
    (include_str!("../tests/cases/shapes-utf16/guest.wat"), include_str!("../tests/cases/shapes/world.wit")),
    (include_str!("../tests/cases/every-type/guest.wat"), include_str!("../tests/cases/every-type/world.wit")),
    (include_str!("../tests/cases/immutable/guest.wat"), include_str!("../tests/cases/immutable/world.wit")),
    (include_str!("../tests/cases/nulls/guest.wat"), include_str!("../tests/cases/nulls/world.wit")),
    (include_str!("../tests/cases/own-parts/guest.wat"), include_str!("../tests/cases/own-parts/world.wit")),
    (include_str!("../tests/cases/wide/guest.wat"), include_str!("../tests/cases/wide/world.wit")),
    (include_str!("../tests/fixed_lists/guest.wat"), include_str!("../tests/fixed_lists/world.wit")),
    (include_str!("../tests/resources/guest.wat"), include_str!("../tests/resources/world.wit")),
    (include_str!("../benches/guests/gc.wat"), include_str!("../benches/guests/world.wit")),
];

const COMPONENTS: [&str; 3] = [
    include_str!("../tests/lower/exports/gc.wat"),
    include_str!("../tests/lower/imports/gc.wat"),
    include_str!("../tests/lower/nested/gc.wat"),
];

/// A small deterministic generator (splitmix64).
struct Draw(u64);

impl Draw {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: usize) -> usize {
        (self.next() % n.max(1) as u64) as usize
    }

    /// Changes, removes, repeats or cuts a few bytes.
    fn damage(&mut self, bytes: &mut Vec<u8>) {
        for _ in 0..=self.below(4) {
            let at = self.below(bytes.len());
            match self.below(10) {
                0 => bytes.truncate(at.max(8)),
                1 if bytes.len() > 9 => drop(bytes.remove(at)),
                2 => bytes.insert(at, self.next() as u8),
                3 => bytes[at] = [0, 0x7f, 0x80, 0xff, 0x60, 0x5e, 0x5f, 0x6f, 0x63, 0x64][self.below(10)],
                4 => bytes[at] = bytes[at].wrapping_add(1),
                5 => bytes[at] = bytes[at].wrapping_sub(1),
                6 => {
                    let from = self.below(bytes.len());
                    bytes[at] = bytes[from];
                }
                _ => bytes[at] ^= 1 << self.below(8),
            }
        }
    }
}

struct Fuzz {
    modules: Vec<(Vec<u8>, World)>,
    components: Vec<Vec<u8>>,
    engine: Engine,
    runnable: Vec<Component>,
    accepted: u64,
    refused: u64,
    values: u64,
    traps: u64,
}

impl Fuzz {
    fn new() -> Result<Self> {
        let mut modules = Vec::new();
        for (wat, wit) in MODULES {
            modules.push((wat::parse_str(wat)?, World::from_wit(&Wit::parse("world.wit", wit)?, None)?));
        }
        let components = COMPONENTS.iter().map(wat::parse_str).collect::<Result<Vec<_>, _>>()?;
        let mut config = Config::new();
        config.collector(Collector::Copying).max_wasm_stack(256 << 10).consume_fuel(true);
        config.wasm_component_model_fixed_length_lists(true);
        let engine = Engine::new(&config)?;
        let mut runnable = Vec::new();
        for (module, world) in &modules {
            runnable.push(Component::new(&engine, bridge(module, world, &BridgeOptions::default())?)?);
        }
        for component in &components {
            runnable.push(Component::new(&engine, lower(component)?)?);
        }
        Ok(Self { modules, components, engine, runnable, accepted: 0, refused: 0, values: 0, traps: 0 })
    }

    fn round(&mut self, seed: u64) -> Result<()> {
        let mut draw = Draw(seed);
        match draw.below(8) {
            0..=3 => self.damaged_module(&mut draw),
            4 => self.foreign_world(&mut draw),
            5 => self.damaged_component(&mut draw),
            _ => self.calls(&mut draw),
        }
    }

    fn options(draw: &mut Draw) -> BridgeOptions {
        let encodings =
            [None, Some(StringEncoding::Utf8), Some(StringEncoding::Utf16), Some(StringEncoding::Latin1Utf16)];
        let manifests = [None, None, None, Some("0 = 1 2"), Some("$shape = $circle"), Some("=")];
        BridgeOptions {
            encoding: encodings[draw.below(encodings.len())],
            cases: manifests[draw.below(manifests.len())].map(str::to_owned),
        }
    }

    fn damaged_module(&mut self, draw: &mut Draw) -> Result<()> {
        let at = draw.below(self.modules.len());
        let mut bytes = self.modules[at].0.clone();
        draw.damage(&mut bytes);
        let options = Self::options(draw);
        let world = &self.modules[at].1;
        needs_bridge(&bytes, world);
        let result = bridge(&bytes, world, &options);
        self.judge(result.map_err(|error| error.to_string()), draw.below(40) == 0)
    }

    fn foreign_world(&mut self, draw: &mut Draw) -> Result<()> {
        let (module, world) = (draw.below(self.modules.len()), draw.below(self.modules.len()));
        let options = Self::options(draw);
        let result = bridge(&self.modules[module].0, &self.modules[world].1, &options);
        self.judge(result.map_err(|error| error.to_string()), false)
    }

    fn damaged_component(&mut self, draw: &mut Draw) -> Result<()> {
        let at = draw.below(self.components.len());
        let mut bytes = self.components[at].clone();
        draw.damage(&mut bytes);
        self.judge(lower(&bytes).map_err(|error| error.to_string()), draw.below(20) == 0)
    }

    fn judge(&mut self, result: Result<Vec<u8>, String>, compile: bool) -> Result<()> {
        match result {
            Ok(component) => {
                let features = WasmFeatures::all() & !WasmFeatures::CM_GC;
                Validator::new_with_features(features).validate_all(&component).context("accepted, but not valid")?;
                if compile {
                    // Damage may have put in features that this engine lacks: an error, but no panic.
                    let _ = Component::new(&self.engine, &component);
                }
                self.accepted += 1;
            }
            Err(message) => {
                ensure!(!message.contains("bridged module is not valid"), "{message}");
                self.refused += 1;
            }
        }
        Ok(())
    }

    /// Calls exports with random values, in little memory.
    fn calls(&mut self, draw: &mut Draw) -> Result<()> {
        let component = &self.runnable[draw.below(self.runnable.len())];
        let mut linker = Linker::<Budget>::new(&self.engine);
        linker.define_unknown_imports_as_traps(component)?;
        let budget = 1 << (17 + draw.below(6));
        let mut store = Store::new(&self.engine, Budget::new(budget));
        store.limiter(|budget| budget);
        store.set_fuel(2_000_000)?;
        let Ok(instance) = linker.instantiate(&mut store, component) else {
            self.traps += 1;
            return Ok(());
        };
        let names: Vec<(Option<String>, String)> = exports(&self.engine, component);
        for _ in 0..4 {
            let (interface, name) = &names[draw.below(names.len())];
            let parent = interface.as_ref().and_then(|i| instance.get_export_index(&mut store, None, i));
            let Some(index) = instance.get_export_index(&mut store, parent.as_ref(), name) else { continue };
            let Some(func) = instance.get_func(&mut store, index) else { continue };
            let ty = func.ty(&store);
            let Some(args) = ty.params().map(|(_, ty)| value(draw, &ty, 0)).collect::<Option<Vec<Val>>>() else {
                continue;
            };
            let mut results = vec![Val::Bool(false); ty.results().len()];
            if func.call(&mut store, &args, &mut results).is_err() {
                self.traps += 1;
                return Ok(());
            }
            self.values += 1;
            let echo = name == "echo" || name == "text" || name == "bytes" || name == "numbers" || name == "people";
            if echo && results != args {
                bail!("`{name}` gave back another value: {args:?} became {results:?}");
            }
        }
        Ok(())
    }
}

fn exports(engine: &Engine, component: &Component) -> Vec<(Option<String>, String)> {
    let mut names = Vec::new();
    for (name, item) in component.component_type().exports(engine) {
        match item.ty {
            ComponentItem::ComponentFunc(_) => names.push((None, name.to_owned())),
            ComponentItem::ComponentInstance(instance) => {
                let functions =
                    instance.exports(engine).map(|(function, _)| (Some(name.to_owned()), function.to_owned()));
                names.extend(functions);
            }
            _ => {}
        }
    }
    names
}

/// A random value; `None` for types with handles.
fn value(draw: &mut Draw, ty: &Type, depth: usize) -> Option<Val> {
    let edge = [0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x7fff_ffff, 0x8000_0000, u64::MAX][draw.below(10)];
    let bits = if draw.below(2) == 0 { edge } else { draw.next() };
    let lengths = [0, 1, 2, 7, 8, 15, 16, 17, 33, 100, 1000, 40_000];
    let length = lengths[draw.below(lengths.len().saturating_sub(depth * 4).max(3))];
    Some(match ty {
        Type::String => {
            let letters = ['a', 'é', '漢', '😀', '\0'];
            Val::String((0..length).map(|_| letters[draw.below(letters.len())]).collect())
        }
        Type::List(list) => {
            let length = length.min(2000);
            Val::List((0..length).map(|_| value(draw, &list.ty(), depth + 1)).collect::<Option<_>>()?)
        }
        Type::FixedLengthList(list) => {
            let values = (0..list.len()).map(|_| value(draw, &list.ty(), depth + 1));
            Val::FixedLengthList(values.collect::<Option<_>>()?)
        }
        Type::Tuple(tuple) => Val::Tuple(tuple.types().map(|ty| value(draw, &ty, depth + 1)).collect::<Option<_>>()?),
        Type::Record(record) => {
            let fields = record.fields().map(|f| Some((f.name.to_owned(), value(draw, &f.ty, depth + 1)?)));
            Val::Record(fields.collect::<Option<_>>()?)
        }
        Type::Option(option) => {
            let some = draw.below(2) == 1;
            Val::Option(if some { Some(Box::new(value(draw, &option.ty(), depth + 1)?)) } else { None })
        }
        Type::Result(result) => {
            let mut payload = |ty: Option<Type>| match ty {
                Some(ty) => value(draw, &ty, depth + 1).map(|value| Some(Box::new(value))),
                None => Some(None),
            };
            Val::Result(if bits & 1 == 0 { Ok(payload(result.ok())?) } else { Err(payload(result.err())?) })
        }
        Type::Variant(variant) => {
            let cases: Vec<_> = variant.cases().collect();
            let case = &cases[draw.below(cases.len())];
            let payload = match &case.ty {
                Some(ty) => Some(Box::new(value(draw, ty, depth + 1)?)),
                None => None,
            };
            Val::Variant(case.name.to_owned(), payload)
        }
        Type::Enum(cases) => {
            let names: Vec<&str> = cases.names().collect();
            Val::Enum(names[draw.below(names.len())].to_owned())
        }
        Type::Flags(flags) => {
            let set = flags.names().enumerate().filter(|(at, _)| bits >> (at % 64) & 1 == 1);
            Val::Flags(set.map(|(_, name)| name.to_owned()).collect())
        }
        other => return scalar(other, bits),
    })
}

fn scalar(ty: &Type, bits: u64) -> Option<Val> {
    Some(match ty {
        Type::Bool => Val::Bool(bits & 1 == 1),
        Type::U8 => Val::U8(bits as u8),
        Type::S8 => Val::S8(bits as i8),
        Type::U16 => Val::U16(bits as u16),
        Type::S16 => Val::S16(bits as i16),
        Type::U32 => Val::U32(bits as u32),
        Type::S32 => Val::S32(bits as i32),
        Type::U64 => Val::U64(bits),
        Type::S64 => Val::S64(bits as i64),
        Type::Float32 => Val::Float32((bits as i32) as f32),
        Type::Float64 => Val::Float64((bits as i64) as f64),
        Type::Char => Val::Char(char::from_u32(bits as u32 % 0x11_0000).unwrap_or('x')),
        _ => return None,
    })
}

fn option(name: &str) -> Option<u64> {
    let mut args = std::env::args().skip_while(|arg| arg != name).skip(1);
    args.next().and_then(|value| value.parse().ok())
}

fn main() -> Result<ExitCode> {
    let mut fuzz = Fuzz::new()?;
    let seconds = option("--seconds").unwrap_or(60);
    let limit = Instant::now() + Duration::from_secs(seconds);
    let mut seed = option("--seed").unwrap_or(1);
    let one = option("--rounds");
    let mut rounds = 0u64;
    while Instant::now() < limit && one.is_none_or(|n| rounds < n) {
        let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| fuzz.round(seed)));
        match outcome {
            Ok(Ok(())) => {}
            Ok(Err(error)) => {
                println!("seed {seed}: {error:?}");
                return Ok(ExitCode::FAILURE);
            }
            Err(_) => {
                println!("seed {seed}: panic");
                return Ok(ExitCode::FAILURE);
            }
        }
        rounds += 1;
        seed += 1;
    }
    println!(
        "{rounds} rounds in {seconds} s: {} accepted, {} refused; calls: {} values, {} traps",
        fuzz.accepted, fuzz.refused, fuzz.values, fuzz.traps
    );
    Ok(ExitCode::SUCCESS)
}
