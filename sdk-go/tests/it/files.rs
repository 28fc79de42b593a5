//! The standard library at work in a guest: files of a granted folder, goroutines.

use std::fmt::Write as _;

use wasmtime::component::Val;

use crate::support;
use crate::support::host::{load, start_with};

const READER: &str = "test:files/reader";

#[test]
fn streams_a_file_and_waits_for_goroutines() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut text = String::new();
    for row in 0..100_000 {
        writeln!(text, "{row},item,{}", if row == 777 { "x" } else { "1.5" }).expect("a string");
    }
    std::fs::write(folder.path().join("rows.csv"), text).expect("writable");
    let component = load(&support::component("files", "files"));
    let mut running = start_with(&component, Some(folder.path()), |_| ());
    let summarise = running.func(READER, "summarise");
    let mut call =
        |path: &str| running.invoke(summarise, &[Val::String(path.to_owned())]).expect("no trap").expect("a result");
    let Val::Result(Ok(Some(summary))) = call("/data/rows.csv") else { panic!("an error") };
    let Val::Record(fields) = *summary else { panic!("no record") };
    assert_eq!(fields[0].1, Val::U32(99_999));
    assert_eq!(fields[1].1, Val::List(vec![Val::U32(778)]));
    assert_eq!(fields[2].1, Val::Float64(149_998.5));
    let missing = Val::Variant("missing".to_owned(), Some(Box::new(Val::String("/data/none.csv".to_owned()))));
    assert_eq!(call("/data/none.csv"), Val::Result(Err(Some(Box::new(missing)))));
    let workers = running.func(READER, "workers");
    assert_eq!(running.invoke(workers, &[Val::U32(100)]).expect("no trap"), Some(Val::U32(4950)));
}
