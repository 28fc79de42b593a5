//! Maps and lists of a fixed length, through a component that runs.
#![allow(clippy::unwrap_used, clippy::panic)]

use crate::support;

use support::{Guest, build};
use wasmtime::component::Val;

const WIT: &str = "package t:t;
interface box {
  resource thing { constructor(n: u8); }
  record parts { a: list<u8, 3>, b: map<string, list<f32, 20>>, c: option<map<u64, bool>> }
  echo: func(x: parts) -> parts;
  flat: func(x: list<s16, 2>, y: map<char, u8>) -> list<string, 2>;
  last: func(x: map<u8, thing>) -> string;
}
world containers { export box; }";

const INDEX: &str = "const log = [];
class Thing {
  constructor(n) {
    this.n = n;
  }
  [Symbol.dispose]() {
    log.push(this.n);
  }
}
export const box = {
  Thing,
  echo: (x) => x,
  flat: (x, y) => [`${x.constructor.name} ${[...x]}`, JSON.stringify([...y])],
  last: (x) => `${[...x].map(([key, { n }]) => `${key}=${n}`)} ${log}`,
};
";

#[test]
fn maps_and_fixed_lists_cross_the_engine() {
    let mut guest = Guest::new(&build(WIT, INDEX));
    let list = |of: Vec<Val>| Val::FixedLengthList(of);
    let parts = Val::Record(vec![
        ("a".into(), list(vec![Val::U8(0), Val::U8(128), Val::U8(255)])),
        ("b".into(), Val::Map(vec![(Val::String("k".into()), list(vec![Val::Float32(1.5); 20]))])),
        ("c".into(), Val::Option(Some(Box::new(Val::Map(vec![(Val::U64(u64::MAX), Val::Bool(true))]))))),
    ]);
    assert_eq!(guest.ok("t:t/box#echo", std::slice::from_ref(&parts)), Some(parts));
    let args = [
        list(vec![Val::S16(-1), Val::S16(7)]),
        Val::Map(vec![(Val::Char('x'), Val::U8(1)), (Val::Char('x'), Val::U8(2))]),
    ];
    let said = list(vec![Val::String("Int16Array -1,7".into()), Val::String("[[\"x\",2]]".into())]);
    assert_eq!(guest.ok("t:t/box#flat", &args), Some(said));
}

#[test]
fn what_a_later_entry_replaces_is_let_go() {
    let mut guest = Guest::new(&build(WIT, INDEX));
    let mut thing = |n| guest.ok("t:t/box#[constructor]thing", &[Val::U8(n)]).unwrap();
    let entries = vec![(Val::U8(1), thing(10)), (Val::U8(2), thing(20)), (Val::U8(1), thing(30))];
    assert_eq!(guest.ok("t:t/box#last", &[Val::Map(entries)]), Some(Val::String("1=30,2=20 10".into())));
}
