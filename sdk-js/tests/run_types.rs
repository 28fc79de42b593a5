//! Every type of WIT at its boundaries, through a component that runs.
#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use support::{Guest, build};
use wasmtime::component::Val;

const WIT: &str = include_str!("cases/types/in.wit");
const INDEX: &str = include_str!("cases/types/index.js");

fn echo(guest: &mut Guest, name: &str, value: &Val) {
    let got = guest.ok(&format!("test:types/types@0.1.0#{name}"), std::slice::from_ref(value)).unwrap();
    let same = match (&got, value) {
        (Val::Float32(a), Val::Float32(b)) => a.to_bits() == b.to_bits() || (a.is_nan() && b.is_nan()),
        (Val::Float64(a), Val::Float64(b)) => a.to_bits() == b.to_bits() || (a.is_nan() && b.is_nan()),
        (a, b) => a == b,
    };
    assert!(same, "{name}: sent {value:?}, got {got:?}");
}

#[test]
fn integers_keep_their_bounds() {
    let start = std::time::Instant::now();
    let bytes = build(WIT, INDEX);
    eprintln!("built {} bytes in {:?}", bytes.len(), start.elapsed());
    let mut guest = Guest::new(&bytes);
    eprintln!("compiled in {:?}", start.elapsed());
    for v in [0, 1, 255] {
        echo(&mut guest, "echo-u8", &Val::U8(v));
    }
    for v in [u32::MAX, 1 << 31, 0] {
        echo(&mut guest, "echo-u32", &Val::U32(v));
    }
    for v in [i64::MIN, -5, i64::MAX] {
        echo(&mut guest, "echo-s64", &Val::S64(v));
    }
    echo(&mut guest, "echo-string", &Val::String("héllo 😀\0z".into()));
}
