//! The commands that the documentation shows print what it says.

use std::path::Path;
use std::process::Command;

/// The code blocks of a page in a language.
fn blocks(page: &'static str, language: &str) -> Vec<&'static str> {
    let fence = format!("```{language}\n");
    page.split(fence.as_str()).skip(1).map(|rest| rest.split("```").next().unwrap_or_default()).collect()
}

/// Runs one block of commands in a folder; what is shown below a command is what it prints.
fn play(block: &str, folder: &Path) {
    play_with(block, folder, Some(&folder.join("cache")));
}

/// The same with another folder for caches than the user's, if any.
fn play_with(block: &str, folder: &Path, cache: Option<&Path>) {
    for step in block.split("$ ").skip(1) {
        let (line, shown) = step.split_once('\n').unwrap_or((step, ""));
        let line = line.replacen("witloom", &format!("'{}'", env!("CARGO_BIN_EXE_witloom")), 1);
        let mut command = Command::new("sh");
        command.args(["-c", &line]).current_dir(folder);
        if let Some(cache) = cache {
            command.env("XDG_CACHE_HOME", cache);
        }
        let output = command.output().expect("a shell");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        assert!(output.status.success(), "{line}\n{}", text(&output.stderr));
        if !shown.is_empty() {
            assert_eq!(text(&output.stdout), shown, "{line}");
        }
    }
}

#[test]
fn gc() {
    let page = include_str!("../../../docs/gc.md");
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("world.wit"), blocks(page, "wit")[0]).expect("a file");
    std::fs::write(folder.path().join("guest.wat"), blocks(page, "wat")[0]).expect("a file");
    let commands = blocks(page, "console");
    assert!(!commands.is_empty());
    commands.iter().for_each(|block| play(block, folder.path()));
}

#[test]
fn the_manifest() {
    let page = include_str!("../../../docs/manifest.md");
    let folder = tempfile::tempdir().expect("a folder");
    play("$ witloom new shop --lang go\n", folder.path());
    let (catalog, shop) = (folder.path().join("catalog/wit"), folder.path().join("shop"));
    std::fs::create_dir_all(&catalog).expect("a folder");
    std::fs::write(catalog.join("catalog.wit"), "package acme:catalog@1.0.0;\ninterface items {}\n").expect("a file");
    blocks(page, "console").iter().for_each(|block| play(block, &shop));
    // Every key is one.
    std::fs::write(shop.join("witloom.toml"), blocks(page, "toml")[0]).expect("a file");
    play("$ witloom wit show wasi:http@0.3.0\n", &shop);
}

#[test]
fn services() {
    let page = include_str!("../../../docs/http.md");
    let folder = tempfile::tempdir().expect("a folder");
    // A server has no end: the tests of serving start it.
    let block = blocks(page, "console")[0].replace("$ witloom serve shop\n", "");
    play_with(&block, folder.path(), None);
}

/// Writes the files that a page shows below their names, and runs its commands, in its order.
fn follow(page: &str, folder: &Path) {
    let mut lines = page.lines();
    let mut named = None;
    while let Some(line) = lines.next() {
        if let Some(language) = line.strip_prefix("```") {
            let text: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
            let text = text.join("\n") + "\n";
            match named.take() {
                Some(path) => std::fs::write(folder.join(path), text).expect("the commands made its folder"),
                // With the user's toolchains: they are large.
                None if language == "console" => play_with(&text, folder, None),
                None => {}
            }
        } else if !line.is_empty() {
            named = line.strip_prefix('`').and_then(|rest| rest.strip_suffix("`:"));
        }
    }
}

#[test]
fn packages() {
    let folder = tempfile::tempdir().expect("a folder");
    follow(include_str!("../../../docs/packages.md"), folder.path());
}

#[test]
fn state() {
    let folder = tempfile::tempdir().expect("a folder");
    follow(include_str!("../../../docs/state.md"), folder.path());
}

#[test]
fn grants() {
    let folder = tempfile::tempdir().expect("a folder");
    follow(include_str!("../../../docs/grants.md"), folder.path());
}

#[test]
fn testing() {
    let folder = tempfile::tempdir().expect("a folder");
    follow(include_str!("../../../docs/testing.md"), folder.path());
}
