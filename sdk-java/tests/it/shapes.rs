//! Maps and lists of fixed length.

use anyhow::Result;
use wasmtime::Collector;
use wasmtime::component::Val;

use crate::support::{Folder, Running, run};

const SHAPES: &str = "test:shapes/shapes";

fn start() -> Result<Running> {
    static COMPONENT: std::sync::OnceLock<Vec<u8>> = std::sync::OnceLock::new();
    let component = COMPONENT.get_or_init(|| Folder::case("shapes").unwrap().build().unwrap().component);
    let mut config = wasmtime::Config::new();
    config.wasm_gc(true).wasm_function_references(true).wasm_exceptions(true).collector(Collector::Auto);
    config.wasm_component_model_fixed_length_lists(true).wasm_component_model_map(true);
    run(&wasmtime::Engine::new(&config)?, component, |_| Ok(()))
}

fn text(value: &str) -> Val {
    Val::String(value.to_owned())
}

fn entries(pairs: &[(&str, u32)]) -> Val {
    Val::Map(pairs.iter().map(|(key, value)| (text(key), Val::U32(*value))).collect())
}

#[test]
fn maps_keep_their_order_and_the_last_of_equal_keys() -> Result<()> {
    let mut running = start()?;
    let given = entries(&[("b", 1), ("a", 2), ("c", 3)]);
    let back = running.call(SHAPES, "numbers", &[given])?;
    assert_eq!(back, Some(entries(&[("c", 4), ("a", 3), ("b", 2)])));
    let given = entries(&[("b", 1), ("a", 2), ("b", 9)]);
    assert_eq!(running.call(SHAPES, "numbers", &[given])?, Some(entries(&[("a", 3), ("b", 10)])));
    assert_eq!(running.call(SHAPES, "numbers", &[entries(&[])])?, Some(entries(&[])));
    Ok(())
}

#[test]
fn fixed_lists_cross() -> Result<()> {
    let mut running = start()?;
    let bytes = |values: [u8; 4]| Val::FixedLengthList(values.map(Val::U8).into());
    assert_eq!(running.call(SHAPES, "bytes", &[bytes([1, 2, 128, 255])])?, Some(bytes([255, 128, 2, 1])));
    let mut large: Vec<Val> = (0..1000).map(|n| Val::U32(u32::MAX - n)).collect();
    let back = running.call(SHAPES, "large", &[Val::FixedLengthList(large.clone().into())])?;
    large[0] = large[999].clone();
    assert_eq!(back, Some(Val::FixedLengthList(large.into())));
    let names = |a, b| Val::FixedLengthList([text(a), text(b)].into());
    assert_eq!(running.call(SHAPES, "names", &[names("x", "y")])?, Some(names("y", "x")));
    Ok(())
}

#[test]
fn handles_in_maps_move_and_overwritten_ones_are_dropped() -> Result<()> {
    let mut running = start()?;
    let thing = |running: &mut Running, n| running.call(SHAPES, "[constructor]thing", &[Val::U32(n)]);
    let things = ["a", "b", "a"].into_iter().zip(1..);
    let mut entries = Vec::new();
    for (key, n) in things {
        entries.push((text(key), thing(&mut running, n)?.expect("a thing")));
    }
    let Some(Val::Resource(holder)) = running.call(SHAPES, "[constructor]holder", &[])? else { panic!("no holder") };
    let sum = running.call(SHAPES, "[method]holder.give", &[Val::Resource(holder), Val::Map(entries.into())])?;
    assert_eq!(sum, Some(Val::U32(5)));
    assert_eq!(running.call(SHAPES, "closed", &[])?, Some(Val::U32(1)));
    let mut nested = Vec::new();
    for (key, n) in [(7, 1), (7, 2), (8, 3), (8, 4)] {
        let pair = Val::Tuple(vec![thing(&mut running, n)?.expect("a thing"), text("x")]);
        nested.push((Val::U8(key), Val::Option(Some(Box::new(pair)))));
    }
    let count = running.call(SHAPES, "[method]holder.pairs", &[Val::Resource(holder), Val::Map(nested.into())])?;
    assert_eq!(count, Some(Val::U32(2)));
    assert_eq!(running.call(SHAPES, "closed", &[])?, Some(Val::U32(3)));
    let Some(Val::Map(kept)) = running.call(SHAPES, "[method]holder.kept", &[Val::Resource(holder)])? else {
        panic!("no map")
    };
    assert_eq!(kept.len(), 2);
    Ok(())
}

#[test]
fn values_that_do_not_fit_are_named() -> Result<()> {
    for (function, problem) in [
        ("short-list", "expected a list of 4 elements, got 3 elements"),
        ("null-value", "expected a value of map<string, string>, got null"),
        ("wide-number", "expected u16 (0 to 65535), got 65536"),
        ("long-names", "expected a list of 2 elements, got 3 elements"),
    ] {
        let mut running = start()?;
        assert!(running.call(SHAPES, function, &[]).is_err(), "{function}");
        let report = running.stderr();
        let expected = format!("result of `{SHAPES}#{function}`: {problem}");
        assert!(report.contains(&expected), "{report}");
    }
    Ok(())
}
