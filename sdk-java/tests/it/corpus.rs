//! Bindings of every WIT file at hand compile: those of the test cases, and a corpus where there is one.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Result;
use witloom_bindgen::{GenerateError, Language, Options, Wit, World};
use witloom_sdk_java::Java;

fn files() -> Vec<PathBuf> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let corpus = std::env::var_os("WITLOOM_CORPUS").map_or_else(|| here.join("../../shared/corpus"), PathBuf::from);
    let listed = |folder: PathBuf| std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let corpus = if corpus.join("wit").exists() { corpus.join("wit") } else { corpus };
    let mut files: Vec<PathBuf> = listed(corpus).filter(|path| path.extension().is_some_and(|e| e == "wit")).collect();
    files.extend(listed(here.join("tests/cases")).map(|case| case.join("world.wit")).filter(|file| file.exists()));
    files.sort();
    files
}

#[test]
fn bindings_of_the_corpus_compile() -> Result<()> {
    let root = tempfile::tempdir()?;
    let mut folders = Vec::new();
    let mut refused = Vec::new();
    for file in files() {
        let wit = Arc::new(Wit::load(&file)?);
        let resolve = wit.resolve();
        let worlds: Vec<String> = resolve.worlds.iter().map(|(_, world)| world.name.clone()).collect();
        for name in worlds {
            let Ok(world) = World::from_wit(&wit, Some(&name)) else { continue };
            match Java.generate(&world, &Options::default()) {
                Ok(files) => {
                    let folder = root.path().join(format!("{:03}-{}", folders.len(), world.short_name));
                    files.write(&folder)?;
                    folders.push(folder);
                }
                Err(GenerateError::Unsupported(unsupported)) => {
                    refused.push(format!("{}: {unsupported}", file.display()));
                }
                Err(error) => panic!("{}: {error}", file.display()),
            }
        }
    }
    println!("{} worlds; refused: {refused:#?}", folders.len());
    crate::support::compile(&folders)
}
