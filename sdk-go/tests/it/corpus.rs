//! Every WIT file of a folder generates and compiles, or is refused as unsupported.
//!
//! The folder is `WITLOOM_CORPUS`, or `../shared/corpus/wit` beside the checkout; without either only the test's own
//! files are tried.

use crate::support;

use std::path::{Path, PathBuf};

use witloom_bindgen::GenerateError;

fn wit_files() -> Vec<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus/wit");
    let folder = std::env::var_os("WITLOOM_CORPUS").map_or(beside, PathBuf::from);
    let entries = std::fs::read_dir(&folder).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    let cases = std::fs::read_dir(support::cases()).expect("cases").flatten();
    files.extend(cases.map(|case| case.path().join("in.wit")).filter(|file| file.exists()));
    files.sort();
    files
}

#[test]
fn generates_and_compiles_or_refuses() {
    let module = tempfile::tempdir().expect("a temporary folder");
    std::fs::write(module.path().join("go.mod"), "module corpus\n\ngo 1.24\n").expect("writable");
    let (mut built, mut refused, mut failed) = (0, Vec::new(), Vec::new());
    for (index, file) in wit_files().iter().enumerate() {
        let wit = witloom_bindgen::Wit::load(file).expect("valid WIT");
        for name in wit.worlds() {
            let world = support::world(file, Some(name));
            let folder = module.path().join(format!("w{index}{}", name.replace('-', "")));
            std::fs::create_dir_all(&folder).expect("writable");
            match support::bind(&world, &folder) {
                Ok(()) => support::write_stub(&world, &folder),
                Err(GenerateError::Unsupported(why)) => {
                    assert!(why.place.is_some(), "{why}: no place");
                    std::fs::remove_dir_all(&folder).expect("our own folder");
                    refused.push(why.to_string());
                    continue;
                }
                Err(error) => panic!("{}: {error:?}", file.display()),
            }
            match support::build(&world, &folder) {
                Ok(_) => built += 1,
                Err(error) => failed.push(format!("{} {name}: {error:?}", file.display())),
            }
        }
    }
    println!("{built} built, {} refused:\n{}", refused.len(), refused.join("\n"));
    if let Some(keep) = std::env::var_os("WITLOOM_KEEP") {
        let kept = module.path().join(".");
        std::process::Command::new("cp").arg("-r").arg(kept).arg(keep).status().expect("cp");
    }
    assert!(failed.is_empty(), "{}", failed.join("\n\n"));
    support::silent(module.path(), "gofmt", &["-l", "."]);
    support::silent(module.path(), "go", &["vet", "./..."]);
}
