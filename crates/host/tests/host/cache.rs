//! The AOT cache: whatever happens to it, results stay right.

use std::fs;
use std::path::{Path, PathBuf};

use witloom_host::{CacheOptions, Engine, EngineOptions, Loaded, Origin, Warning};

use crate::{caching_engine, captured, load};

fn check(loaded: &Loaded) {
    let invoked = loaded.compiled.invoke("sum", &captured()).expect("it ran");
    assert_eq!(invoked.wave.as_deref(), Some("9"));
}

fn entries(dir: &Path) -> Vec<PathBuf> {
    let folder = fs::read_dir(dir.join("artefacts")).expect("a cache");
    let mut files: Vec<PathBuf> = folder.map(|e| e.expect("an entry").path()).collect();
    files.sort();
    files
}

#[test]
fn a_second_load_compiles_nothing() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let first = load(&caching_engine(dir.path()), "nested");
    assert!(matches!(first.origin, Origin::Compiled { .. }) && first.warnings.is_empty());
    check(&first);
    let second = load(&caching_engine(dir.path()), "nested");
    assert_eq!(second.origin, Origin::Cached);
    check(&second);
}

#[test]
fn engines_with_concurrency_have_entries_of_their_own() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    load(&caching_engine(dir.path()), "nested");
    let plain = entries(dir.path());
    let cache = CacheOptions { dir: Some(dir.path().to_owned()), ..CacheOptions::default() };
    let concurrent =
        Engine::new(&EngineOptions { cache, concurrency: true, unbundle: Some(0), ..EngineOptions::default() })
            .expect("an engine");
    let loaded = load(&concurrent, "nested");
    assert!(matches!(loaded.origin, Origin::Compiled { .. }), "{:?}", loaded.origin);
    check(&loaded);
    assert_eq!(entries(dir.path()).len(), 2 * plain.len());
    assert_eq!(load(&caching_engine(dir.path()), "nested").origin, Origin::Cached);
}

#[test]
fn functions_are_found_again_when_artefacts_are_gone() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    load(&caching_engine(dir.path()), "nested");
    fs::remove_dir_all(dir.path().join("artefacts")).expect("removed");
    let again = load(&caching_engine(dir.path()), "nested");
    let Origin::Compiled { functions_found, functions_compiled, .. } = again.origin else { panic!("it was cached") };
    assert!(functions_found > 0 && functions_compiled == 0, "{functions_found} found, {functions_compiled} compiled");
    check(&again);
}

#[test]
fn corrupt_entries_are_compiled_again() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    load(&caching_engine(dir.path()), "nested");
    let healthy = entries(dir.path());
    for damage in [cut_in_half as fn(&Path), flip_a_byte, empty, replace_by_text] {
        for entry in &healthy {
            damage(entry);
            let loaded = load(&caching_engine(dir.path()), "nested");
            assert!(loaded.warnings.is_empty());
            check(&loaded);
        }
        assert_eq!(load(&caching_engine(dir.path()), "nested").origin, Origin::Cached);
    }
}

fn cut_in_half(entry: &Path) {
    let bytes = fs::read(entry).expect("readable");
    fs::write(entry, &bytes[..bytes.len() / 2]).expect("writable");
}

fn flip_a_byte(entry: &Path) {
    let mut bytes = fs::read(entry).expect("readable");
    let middle = bytes.len() / 3;
    bytes[middle] ^= 0x10;
    fs::write(entry, bytes).expect("writable");
}

fn empty(entry: &Path) {
    fs::write(entry, b"").expect("writable");
}

fn replace_by_text(entry: &Path) {
    fs::write(entry, b"not machine code".repeat(100)).expect("writable");
}

#[test]
fn a_cache_that_cannot_be_written_is_a_warning() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let file = dir.path().join("file");
    fs::write(&file, b"in the way").expect("written");
    let loaded = load(&caching_engine(&file), "nested");
    assert!(matches!(loaded.warnings.as_slice(), [Warning::CacheUnusable { .. }]), "{:?}", loaded.warnings);
    check(&loaded);
}

#[test]
fn many_at_once_compile_each_part_once() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let engines: Vec<Engine> = (0..4).map(|_| caching_engine(dir.path())).collect();
    let loaded: Vec<Loaded> = std::thread::scope(|scope| {
        let threads: Vec<_> = engines.iter().map(|engine| scope.spawn(|| load(engine, "nested"))).collect();
        threads.into_iter().map(|t| t.join().expect("no panic")).collect()
    });
    loaded.iter().for_each(check);
    let bytes = |l: &Loaded| match l.origin {
        Origin::Cached => 0,
        Origin::Compiled { bytes, .. } => bytes,
    };
    let alone = tempfile::tempdir().expect("a temporary folder");
    let once = bytes(&load(&caching_engine(alone.path()), "nested"));
    assert_eq!(loaded.iter().map(bytes).sum::<usize>(), once);
}

#[test]
fn an_unchanged_file_is_not_read_again_and_a_changed_one_is() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let file = dir.path().join("app.wasm");
    let write = |case: &str| {
        fs::write(&file, crate::wasm(case)).expect("written");
        let opened = fs::File::options().append(true).open(&file).expect("opened");
        let age = std::time::Duration::from_secs(if case == "nested" { 60 } else { 50 });
        opened.set_modified(std::time::SystemTime::now() - age).expect("aged");
    };
    let load = || caching_engine(&dir.path().join("cache")).load_file("app", &file, &[], &|_| {}).expect("sound");
    write("nested");
    assert!(matches!(load().origin, Origin::Compiled { .. }));
    let again = load();
    assert_eq!(again.origin, Origin::Cached);
    check(&again);
    write("calc");
    let changed = load();
    assert!(matches!(changed.origin, Origin::Compiled { .. }));
    assert_eq!(changed.compiled.invoke("answer", &captured()).expect("it ran").wave.as_deref(), Some("42"));
    let missing = caching_engine(dir.path()).load_file("app", &dir.path().join("none"), &[], &|_| {});
    assert!(matches!(missing, Err(witloom_host::HostError::Unreadable { .. })));
}
