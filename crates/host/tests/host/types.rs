//! Types that wasmtime keeps behind switches.

use witloom_host::{Session, Val};

use crate::{captured, compile, engine, load};

#[test]
fn fixed_length_lists_are_called_in_wave() {
    let invoked = compile("types").invoke("turn([1, 2, 3])", &captured()).expect("it ran");
    assert_eq!(invoked.wave.as_deref(), Some("[3, 2, 1]"));
}

#[test]
fn maps_cross_with_their_order_and_repeated_keys() {
    let engine = engine();
    let mut session = Session::new(&engine, &captured()).expect("a session");
    let types = session.instantiate(&load(&engine, "types").compiled, &[]).expect("an instance");
    let pair = |key: &str, value| (Val::String(key.to_owned()), Val::U32(value));
    for pairs in [vec![], vec![pair("b", 1), pair("a", 2), pair("b", 3)]] {
        let given = Val::Map(pairs);
        let got = session.call(types, "same", std::slice::from_ref(&given)).expect("it ran");
        assert_eq!(got, Some(given));
    }
}
