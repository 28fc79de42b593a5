//! Types that wasmtime keeps behind switches.

use witloom_host::{Session, Val};

use crate::{captured, engine, load, shown};

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

#[test]
fn maps_and_fixed_length_lists_have_a_text_form() {
    let types = load(&engine(), "types").compiled;
    let said = |call: &str| types.invoke(call, &captured()).map(|invoked| invoked.wave.unwrap_or_default());
    assert_eq!(said("turn([1, 2, 3])").expect("it ran"), "[3, 2, 1]");
    let pairs = r#"[("b", 1), ("a", 2), ("b", 3)]"#;
    assert_eq!(said(&format!("same({pairs})")).expect("it ran"), pairs);
    assert_eq!(said("same([])").expect("it ran"), "[]");
    insta::assert_snapshot!(shown(&said("turn([1, 2])").expect_err("one is missing")));
    insta::assert_snapshot!(shown(&said("same([(\"b\", \"c\")])").expect_err("no number")));
}
