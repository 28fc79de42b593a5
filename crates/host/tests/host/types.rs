//! Types that wasmtime keeps behind switches.

use witloom_host::{Session, Val};

use crate::{captured, engine, load};

/// What a function of the component says.
fn called(function: &str, given: &Val) -> Option<Val> {
    let engine = engine();
    let mut session = Session::new(&engine, &captured()).expect("a session");
    let types = session.instantiate(&load(&engine, "types").compiled, &[]).expect("an instance");
    session.call(types, function, std::slice::from_ref(given)).expect("it ran")
}

#[test]
fn fixed_length_lists_cross() {
    let list = |numbers: [u32; 3]| Val::FixedLengthList(numbers.map(Val::U32).to_vec());
    assert_eq!(called("turn", &list([1, 2, 3])), Some(list([3, 2, 1])));
}

#[test]
fn maps_cross_with_their_order_and_repeated_keys() {
    let pair = |key: &str, value| (Val::String(key.to_owned()), Val::U32(value));
    for pairs in [vec![], vec![pair("b", 1), pair("a", 2), pair("b", 3)]] {
        let map = Val::Map(pairs);
        assert_eq!(called("same", &map), Some(map));
    }
}
