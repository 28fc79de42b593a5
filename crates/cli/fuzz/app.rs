//! A folder in which an input has its place, and the commands that read it there.

use std::path::Path;

use super::Kind;

/// The app's WIT.
pub const WIT: &str = "package shop:app;

interface rates {
  resource file { constructor(name: string); size: func() -> u64; open: static func() -> file; }
  record rate { of: u32, notes: option<list<string>> }
  variant answer { nothing, one(rate), many(list<tuple<u8, rate>>) }
  flags marks { a, b }
  enum side { left, right }
  get: func(of: u32, marks: marks) -> result<answer, side>;
  both: func(a: borrow<file>, b: file) -> tuple<f32, f64, char, bool, s64>;
}

world gateway {
  import rates;
  use rates.{rate};
  export run: func(of: u32) -> rate;
}

world pricing {
  export rates;
}
";

/// The app's manifest.
pub const MANIFEST: &str = r#"[app]
name = "shop"
entry = "gateway"

[components.gateway]
lang = "wasm"
path = "gateway.wat"
world = "shop:app/gateway"

[components.pricing]
lang = "wasm"
path = "pricing.wat"
world = "shop:app/pricing"

[links.gateway]
"shop:app/rates" = "pricing"

[run]
dirs = ["."]
"#;

/// A lock file.
pub const LOCK: &str = r#"version = 1

[packages]
"shop:app" = "1.0.0"

[tools.go]
go = "1.24.0"
"#;

/// Calls of [`TYPES`].
pub const CALLS: [&str; 4] = [
    "turn([1, 2, 3])",
    "a:b/c#f({a: some(-1), b: \"x\\n\\u{1f980}\"}, [ok(1.5), err('c')])",
    "same([(\"a\", 1)])",
    "v",
];

/// A component with functions of many types.
const TYPES: &str = r#"(component
  (core module $m
    (memory (export "memory") 1)
    (func (export "realloc") (param i32 i32 i32 i32) (result i32) i32.const 64)
    (func (export "f") (param i32 i32 i32 i32 i32 i32 i32) (result i32) i32.const 0)
    (func (export "turn") (param i32 i32 i32) (result i32) i32.const 0)
    (func (export "same") (param i32 i32) (result i32) i32.const 0)
    (func (export "v")))
  (core instance $i (instantiate $m))
  (alias core export $i "memory" (core memory $memory))
  (alias core export $i "realloc" (core func $realloc))
  (type $r (record (field "a" (option s8)) (field "b" string)))
  (type $p (list (result f32 (error char))))
  (func $f (param "r" (tuple (option s8) string)) (param "p" $p) (result u32)
    (canon lift (core func $i "f") (memory $memory) (realloc $realloc)))
  (instance $c (export "f" (func $f)))
  (export "a:b/c" (instance $c))
  (type $three (list u32 3))
  (type $map (map string u32))
  (func (export "turn") (param "of" $three) (result $three) (canon lift (core func $i "turn") (memory $memory)))
  (func (export "same") (param "of" $map) (result $map)
    (canon lift (core func $i "same") (memory $memory) (realloc $realloc)))
  (func (export "v") (canon lift (core func $i "v"))))"#;

/// The folder of one input; gone when dropped.
pub struct App {
    folder: tempfile::TempDir,
}

impl App {
    /// Lays out an app with the input in its place.
    pub fn new(kind: Kind, bytes: &[u8]) -> Self {
        let app = Self { folder: tempfile::tempdir().expect("a folder") };
        app.write("witloom.toml", MANIFEST.as_bytes());
        app.write("wit/app.wit", WIT.as_bytes());
        for module in ["gateway.wat", "pricing.wat"] {
            app.write(module, b"(module)");
        }
        match kind {
            Kind::Component | Kind::Module => app.write("input.wasm", bytes),
            Kind::Wit => {
                app.write("wit/app.wit", bytes);
                app.write("witloom.toml", every_language().as_bytes());
            }
            Kind::Manifest => app.write("witloom.toml", bytes),
            Kind::Lock => app.write("witloom.lock", bytes),
            Kind::Wave => app.write("input.wasm", &wat::parse_str(TYPES).expect("a component")),
            Kind::Lang => {}
        }
        app
    }

    /// Where it is.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    fn write(&self, name: &str, bytes: &[u8]) {
        let path = self.folder().join(name);
        std::fs::create_dir_all(path.parent().expect("files lie in folders")).expect("a folder");
        std::fs::write(path, bytes).expect("a file");
    }

    /// The command lines that read the input.
    pub fn commands(&self, kind: Kind, bytes: &[u8]) -> Vec<Vec<String>> {
        let split = |line: &str| line.split(' ').map(str::to_owned).collect::<Vec<_>>();
        match kind {
            Kind::Component => {
                // It is a part of the app as well.
                let manifest = MANIFEST.replace("\"pricing.wat\"\nworld = \"shop:app/pricing\"", "\"input.wasm\"");
                self.write("witloom.toml", manifest.as_bytes());
                let lines = [
                    "inspect input.wasm",
                    "inspect --wit input.wasm",
                    "run --timeout 2s --memory 64MiB --invoke f input.wasm",
                    "gc lower input.wasm -o out.wasm",
                    "build",
                ];
                lines.map(split).into()
            }
            Kind::Module => {
                let lines = [
                    "inspect input.wasm",
                    "gc bridge input.wasm --wit wit --world gateway -o out.wasm",
                    "gc link input.wasm -o out.wasm",
                ];
                lines.map(split).into()
            }
            Kind::Wit => ["bindgen", "bindgen wasm --emit plan", "build wasm"].map(split).into(),
            Kind::Manifest => ["bindgen", "build", "inspect ."].map(split).into(),
            Kind::Lock => ["build", "build --locked"].map(split).into(),
            Kind::Wave => {
                // The system passes arguments of less than 128 KiB, without zeros.
                let call = String::from_utf8_lossy(bytes).chars().filter(|c| *c != '\0').take(30_000).collect();
                let mut line = split("run --timeout 2s input.wasm --invoke");
                line.push(call);
                vec![line]
            }
            Kind::Lang => Vec::new(),
        }
    }
}

/// A manifest with a component of each language, all of one world.
fn every_language() -> String {
    let mut text = "[app]\nname = \"shop\"\nentry = \"wasm\"\n".to_owned();
    for lang in ["wasm", "go", "java", "javascript", "python", "ruby"] {
        let path = if lang == "wasm" { "gateway.wat" } else { lang };
        text += &format!("\n[components.{lang}]\nlang = \"{lang}\"\npath = \"{path}\"\nworld = \"gateway\"\n");
    }
    text
}
