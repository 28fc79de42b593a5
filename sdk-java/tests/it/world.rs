//! A guest's world is the program's world: environment, standard input, files, clocks, random numbers.

use std::path::Path;

use anyhow::Result;
use wasmtime::Collector;
use wasmtime_wasi::p2::pipe::MemoryInputPipe;
use wasmtime_wasi::{FsPerms, WasiCtxBuilder};

use crate::support::{Folder, Running, Wave, engine, run_with};

const TOOLS: &str = "test:outside/tools";

fn component() -> Result<&'static [u8]> {
    static COMPONENT: std::sync::OnceLock<Vec<u8>> = std::sync::OnceLock::new();
    if let Some(component) = COMPONENT.get() {
        return Ok(component);
    }
    let built = Folder::case("world")?.build()?;
    Ok(COMPONENT.get_or_init(|| built.component))
}

fn start(grant: impl FnOnce(&mut WasiCtxBuilder)) -> Result<Running> {
    run_with(&engine(Collector::Auto), component()?, |_| Ok(()), grant)
}

fn granted(folder: &Path, at: &str) -> Result<Running> {
    start(|wasi| {
        wasi.preopened_dir(folder, at, FsPerms::ReadWrite).expect("the folder is there");
    })
}

#[test]
fn the_environment_is_what_was_granted() -> Result<()> {
    let mut running = start(|wasi| {
        wasi.env("NAME", "Zoë").env("EMPTY", "");
    })?;
    let list = r#"["NAME=Zoë", "EMPTY=", "NOT_THERE=null", "2"]"#;
    assert_eq!(running.wave(TOOLS, "environment", &[])?, list);
    Ok(())
}

#[test]
fn standard_input_is_read_to_its_end() -> Result<()> {
    let long = "é".repeat(10_000);
    let text = format!("first\nsecond {long}\nlast");
    let mut running = start(|wasi| {
        wasi.stdin(MemoryInputPipe::new(text.clone()));
    })?;
    assert_eq!(running.wave(TOOLS, "input", &[])?, format!("[\"first\", \"second {long}\", \"last\", \"-1\"]"));
    let mut running = start(|_| {})?;
    assert_eq!(running.wave(TOOLS, "input", &[])?, "[\"-1\"]");
    Ok(())
}

#[test]
fn files_of_granted_folders_are_read_and_written() -> Result<()> {
    for (at, base) in [("/data", "/data"), ("data", "data"), (".", "."), ("/", "/"), (".", "/")] {
        let folder = tempfile::tempdir()?;
        std::fs::write(folder.path().join("in.txt"), [b'a', 0xc3, 0xa9, b'\n', b'b', 0xff])?;
        let mut running = granted(folder.path(), at)?;
        let said = running.wave(TOOLS, "files", &[&format!("{base:?}")])?;
        let expected = [
            "6 97 195 169 10 98 255 -1",
            "true true false 6",
            "[\u{e9}1, two, three]",
            "read one\ntwo\nthree\n",
            "made true, again false",
            "[in.txt, out.txt, sub]",
            "moved true, deleted true, left [in.txt, sub]",
            "70000 70000",
            "java.nio.file.NoSuchFileException: none.txt",
            "java.io.FileNotFoundException: none.txt (No such file or directory)",
            "java.nio.file.FileAlreadyExistsException: in.txt",
            "java.io.FileNotFoundException: sub (Is a directory)",
        ];
        let expected: Vec<String> = expected.iter().map(|line| format!("{line:?}")).collect();
        assert_eq!(said, format!("[{}]", expected.join(", ")), "{base} at {at}");
        assert_eq!(std::fs::read(folder.path().join("sub/moved.txt"))?.len(), 70_000);
    }
    Ok(())
}

#[test]
fn what_was_not_granted_is_denied_with_a_hint() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let mut running = granted(folder.path(), "/data")?;
    let said = running.wave(TOOLS, "denied", &["\"/secret/x.txt\""])?;
    let hint = "Permission denied: no granted folder holds it, grant one with `--dir`";
    assert!(said.contains(&format!("java.io.FileNotFoundException: /secret/x.txt ({hint})")), "{said}");
    assert!(said.contains(&format!("java.nio.file.AccessDeniedException: /secret/x.txt: {hint}")), "{said}");
    let mut running = granted(folder.path(), "/data")?;
    let said = running.wave(TOOLS, "denied", &["\"/data/../secret/x.txt\""])?;
    assert!(said.contains(hint), "{said}");
    let mut read_only = start(|wasi| {
        wasi.preopened_dir(folder.path(), "/data", FsPerms::ReadOnly).expect("the folder is there");
    })?;
    let said = read_only.wave(TOOLS, "write", &["\"/data/new.txt\""])?;
    assert!(said.contains("java.io.FileNotFoundException: /data/new.txt (Operation not permitted)"), "{said}");
    assert_eq!(std::fs::read_dir(folder.path())?.count(), 0);
    Ok(())
}

#[test]
fn clocks_go_forward_and_random_bits_are_random() -> Result<()> {
    let mut running = start(|_| {})?;
    let clock = running.wave(TOOLS, "clock", &[])?;
    assert_eq!(clock, "[\"forward true\", \"millis true\"]");
    let (one, two) = (running.wave(TOOLS, "random", &[])?, running.wave(TOOLS, "random", &[])?);
    assert_ne!(one, two);
    assert!(one.starts_with("[\"version 4 variant 2\", \"bytes differ true\""), "{one}");
    Ok(())
}
