//! Good inputs to damage: the repository's own test files, and a folder of the user's.

use std::path::{Path, PathBuf};

/// Inputs by kind.
#[derive(Debug, Default)]
pub struct Seeds {
    /// Components in binary form.
    pub components: Vec<Vec<u8>>,
    /// Core modules in binary form.
    pub modules: Vec<Vec<u8>>,
    /// WIT texts.
    pub wits: Vec<String>,
    /// `lang.toml` files.
    pub langs: Vec<String>,
}

impl Seeds {
    /// Those of the repository, and whatever a folder has more.
    pub fn gather(more: Option<&Path>) -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let mut seeds = Self::default();
        let folders = ["crates/host/tests/cases", "host-gc/tests", "crates/component/tests", "test-matrix/cases"];
        let folders = folders.map(|folder| root.join(folder));
        folders.iter().map(PathBuf::as_path).chain(more).for_each(|folder| seeds.folder(folder));
        for entry in std::fs::read_dir(&root).into_iter().flatten().flatten() {
            seeds.langs.extend(std::fs::read_to_string(entry.path().join("lang.toml")));
        }
        seeds.langs.sort();
        seeds.wits.push(super::app::WIT.to_owned());
        seeds
    }

    fn folder(&mut self, folder: &Path) {
        let mut entries: Vec<PathBuf> =
            std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
        entries.sort();
        for path in entries {
            if path.is_dir() && !path.ends_with("node_modules") {
                self.folder(&path);
            } else {
                self.file(&path);
            }
        }
    }

    fn file(&mut self, path: &Path) {
        match path.extension().and_then(|extension| extension.to_str()) {
            Some("wit") => self.wits.extend(std::fs::read_to_string(path)),
            Some("wat" | "wasm") => {
                let Some(bytes) =
                    std::fs::read(path).ok().and_then(|bytes| Some(wat::parse_bytes(&bytes).ok()?.into_owned()))
                else {
                    return;
                };
                match bytes.get(4) {
                    Some(0x0d) => self.components.push(bytes),
                    Some(_) => self.modules.push(bytes),
                    None => {}
                }
            }
            Some(_) | None => {}
        }
    }
}
