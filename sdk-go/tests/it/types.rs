//! Values of every type, there and back: host → guest → host → guest → host, against wasmtime's own canonical ABI.

use std::sync::{Arc, Mutex};

use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use wasmtime::component::{Type, Val};

use crate::support;
use crate::support::host::{load, start};

const ECHO: &str = "test:types/echo";
const ROUNDS: u64 = 60;

#[test]
fn every_type_comes_back() {
    let component = load(&support::component("types", "forward"));
    let world = support::world(&support::wit("types"), Some("forward"));
    let echo = world.interfaces.iter().find(|i| i.full_name == ECHO).expect("the interface");
    let names: Vec<String> = echo.functions.iter().map(|f| f.name.clone()).collect();
    let seen: Arc<Mutex<Vec<Vec<Val>>>> = Arc::default();
    let mut running = start(&component, |linker| {
        let mut instance = linker.instance(ECHO).expect("a name");
        for name in &names {
            let seen = Arc::clone(&seen);
            let text = name == "type";
            instance
                .func_new(name, move |_, _, params, results| {
                    seen.lock().expect("one thread").push(params.to_vec());
                    if text {
                        results[0] = Val::String("text".to_owned());
                    } else if params.len() > 1 {
                        results[0] = Val::Tuple(params.to_vec());
                    } else if let [param] = params {
                        results[0] = param.clone();
                    }
                    Ok(())
                })
                .expect("a name");
        }
    });
    let mut rng = StdRng::seed_from_u64(7);
    for name in &names {
        let func = running.func(ECHO, name);
        let types: Vec<Type> = func.ty(&running.store).params().map(|(_, ty)| ty).collect();
        for round in 0..ROUNDS {
            let args: Vec<Val> = types.iter().map(|ty| value(ty, &mut rng, round, 0)).collect();
            let result =
                running.invoke(func, &args).unwrap_or_else(|e| panic!("{name}: {e:?}\n{args:?}\n{}", running.stderr()));
            let received = seen.lock().expect("one thread").pop().expect("the import was called");
            assert!(same_all(&received, &args), "{name}: sent {args:?}, received {received:?}");
            match (name.as_str(), args.as_slice(), result) {
                ("type", _, result) => assert_eq!(result, Some(Val::String("text".to_owned()))),
                (_, [], None) => {}
                (_, [arg], Some(result)) => assert!(same(&result, arg), "{name}: sent {arg:?}, got {result:?}"),
                (_, args, Some(Val::Tuple(result))) => assert!(same_all(&result, args), "{name}: {args:?}, {result:?}"),
                (_, args, result) => panic!("{name}: {args:?}, {result:?}"),
            }
        }
    }
}

/// A value: boundaries in the first rounds, then anything.
fn value(ty: &Type, rng: &mut StdRng, round: u64, depth: usize) -> Val {
    let bits: u64 =
        *[0, 1, u64::MAX, 1 << 63, 1 << 31, 0x7fff_ffff, 0x7fff_ffff_ffff_ffff, 128, 255, 0x8000, rng.random()]
            .get(round as usize)
            .unwrap_or(&rng.random());
    let size = |rng: &mut StdRng| if depth > 3 { 0 } else { [0, 1, 2, 3, 7].choose(rng).copied().unwrap_or(0) };
    match ty {
        Type::Bool => Val::Bool(bits & 1 == 1),
        Type::S8 => Val::S8(bits as i8),
        Type::U8 => Val::U8(bits as u8),
        Type::S16 => Val::S16(bits as i16),
        Type::U16 => Val::U16(bits as u16),
        Type::S32 => Val::S32(bits as i32),
        Type::U32 => Val::U32(bits as u32),
        Type::S64 => Val::S64(bits as i64),
        Type::U64 => Val::U64(bits),
        Type::Float32 => Val::Float32(
            *[0.0, -0.0, f32::INFINITY, f32::NEG_INFINITY, f32::NAN, f32::MIN_POSITIVE, 1.5]
                .get(round as usize)
                .unwrap_or(&f32::from_bits(bits as u32)),
        ),
        Type::Float64 => Val::Float64(
            *[0.0, -0.0, f64::INFINITY, f64::NEG_INFINITY, f64::NAN, f64::MIN_POSITIVE, 1.5]
                .get(round as usize)
                .unwrap_or(&f64::from_bits(bits)),
        ),
        Type::Char => Val::Char(
            *['\0', 'a', '\u{d7ff}', '\u{e000}', '\u{10ffff}', '🐱'].get(round as usize).unwrap_or(&rng.random()),
        ),
        Type::String => Val::String(text(rng, round)),
        Type::List(list) => {
            let count = if depth == 0 && round == 11 { 3000 } else { size(rng) };
            Val::List((0..count).map(|_| value(&list.ty(), rng, 50, depth + 1)).collect())
        }
        Type::Record(record) => {
            Val::Record(record.fields().map(|f| (f.name.to_owned(), value(&f.ty, rng, round, depth + 1))).collect())
        }
        Type::Tuple(tuple) => Val::Tuple(tuple.types().map(|ty| value(&ty, rng, round, depth + 1)).collect()),
        Type::Variant(variant) => {
            let cases: Vec<_> = variant.cases().collect();
            let case = &cases[rng.random_range(0..cases.len())];
            Val::Variant(case.name.to_owned(), case.ty.as_ref().map(|ty| Box::new(value(ty, rng, round, depth + 1))))
        }
        Type::Enum(names) => {
            let names: Vec<&str> = names.names().collect();
            Val::Enum(names[rng.random_range(0..names.len())].to_owned())
        }
        Type::Option(option) => {
            Val::Option(rng.random::<bool>().then(|| Box::new(value(&option.ty(), rng, round, depth + 1))))
        }
        Type::Result(result) => {
            let mut payload = |ty: Option<Type>| ty.map(|ty| Box::new(value(&ty, rng, round, depth + 1)));
            Val::Result(if bits & 1 == 0 { Ok(payload(result.ok())) } else { Err(payload(result.err())) })
        }
        Type::Flags(flags) => Val::Flags(flags.names().filter(|_| rng.random()).map(str::to_owned).collect()),
        other => panic!("no values of {other:?}"),
    }
}

fn text(rng: &mut StdRng, round: u64) -> String {
    match round {
        0 => String::new(),
        1 => "\0".to_owned(),
        2 => "🐱 über \u{10ffff}".to_owned(),
        3 => "x".repeat(1 << 20),
        _ => (0..rng.random_range(0..20)).map(|_| rng.random::<char>()).collect(),
    }
}

fn same_all(a: &[Val], b: &[Val]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
}

/// Equality in which NaN equals NaN.
fn same(a: &Val, b: &Val) -> bool {
    let boxed = |a: &Option<Box<Val>>, b: &Option<Box<Val>>| match (a, b) {
        (Some(a), Some(b)) => same(a, b),
        (None, None) => true,
        _ => false,
    };
    match (a, b) {
        (Val::Float32(a), Val::Float32(b)) => a.to_bits() == b.to_bits() || (a.is_nan() && b.is_nan()),
        (Val::Float64(a), Val::Float64(b)) => a.to_bits() == b.to_bits() || (a.is_nan() && b.is_nan()),
        (Val::List(a), Val::List(b)) | (Val::Tuple(a), Val::Tuple(b)) => same_all(a, b),
        (Val::Record(a), Val::Record(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.0 == b.0 && same(&a.1, &b.1))
        }
        (Val::Variant(a, x), Val::Variant(b, y)) => a == b && boxed(x, y),
        (Val::Option(a), Val::Option(b)) => boxed(a, b),
        (Val::Result(Ok(a)), Val::Result(Ok(b))) | (Val::Result(Err(a)), Val::Result(Err(b))) => boxed(a, b),
        (a, b) => a == b,
    }
}
