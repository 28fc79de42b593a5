//! The adapter with wrappers around its functions that take paths.
//!
//! Preview 1 has a table of granted folders, and leaves it to the guest to find the one that holds a path. Guests say "not
//! found" or "bad file number" where there is none; what they mean is "permission denied". The wrappers are written in the
//! text format and appended to the adapter's binary, so that nothing in it moves.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use wasm_encoder::reencode::{Error as ReencodeError, Reencode, RoundtripReencoder};
use wasm_encoder::{CodeSection, ExportSection, FunctionSection, GlobalSection, Module, RawSection, TypeSection};
use wasmparser::{
    ExportSectionReader, ExternalKind, FunctionSectionReader, GlobalSectionReader, Parser, Payload, TypeRef,
    TypeSectionReader,
};

/// How a guest finds the folder that holds a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Folders {
    /// By itself, and passes −1 where there is none.
    OfGuest,
    /// Not at all: it sees one folder, the root, and the adapter finds the granted one. A guest that starts from a snapshot
    /// has seen that root when it was made.
    Rooted,
}

/// A function that takes paths: how many parameters it has besides those that are `i64`, where folders stand among them, and
/// where the address of the path from there.
struct Taking {
    name: &'static str,
    params: &'static str,
    paths: &'static [(usize, usize)],
}

const TAKING: &[Taking] = &[
    Taking { name: "path_open", params: "i32 i32 i32 i32 i32 i64 i64 i32 i32", paths: &[(0, 2)] },
    Taking { name: "path_filestat_get", params: "i32 i32 i32 i32 i32", paths: &[(0, 2)] },
    Taking { name: "path_filestat_set_times", params: "i32 i32 i32 i32 i64 i64 i32", paths: &[(0, 2)] },
    Taking { name: "path_create_directory", params: "i32 i32 i32", paths: &[(0, 1)] },
    Taking { name: "path_remove_directory", params: "i32 i32 i32", paths: &[(0, 1)] },
    Taking { name: "path_unlink_file", params: "i32 i32 i32", paths: &[(0, 1)] },
    Taking { name: "path_readlink", params: "i32 i32 i32 i32 i32 i32", paths: &[(0, 1)] },
    Taking { name: "path_symlink", params: "i32 i32 i32 i32 i32", paths: &[(2, 3)] },
    Taking { name: "path_rename", params: "i32 i32 i32 i32 i32 i32", paths: &[(0, 1), (3, 4)] },
    Taking { name: "path_link", params: "i32 i32 i32 i32 i32 i32 i32", paths: &[(0, 2), (4, 5)] },
];

/// What the wrappers of [`Folders::Rooted`] call.
const ROOTED: &str = include_str!("rooted.wat");

/// A folder that is read as a file: the adapter says "bad file number". `$judge` tells it from one that isn't open, with a
/// word of the guest's that an error leaves without a meaning.
const READING: &str = r#"
  (func $judge (param $code i32) (param $file i32) (param $word i32) (result i32)
    (if (i32.ne (local.get $code) (i32.const 8)) (then (return (local.get $code))))
    (if (call $fd_readdir
          (local.get $file) (local.get $word) (i32.const 0) (i64.const 0) (local.get $word))
      (then (return (i32.const 8))))
    (i32.const 31))
  (func (export "fd_read") (param i32 i32 i32 i32) (result i32)
    (call $judge
      (call $fd_read (local.get 0) (local.get 1) (local.get 2) (local.get 3)) (local.get 0) (local.get 3)))
  (func (export "fd_seek") (param i32 i64 i32 i32) (result i32)
    (call $judge
      (call $fd_seek (local.get 0) (local.get 1) (local.get 2) (local.get 3)) (local.get 0) (local.get 3)))
"#;

/// The wrappers, as a module that imports what it wraps.
fn wrappers(folders: Folders) -> String {
    let mut imports = String::from(
        r#"(module
  (import "adapter" "memory" (memory 0))
  (import "adapter" "fd_read" (func $fd_read (param i32 i32 i32 i32) (result i32)))
  (import "adapter" "fd_readdir" (func $fd_readdir (param i32 i32 i32 i64 i32) (result i32)))
  (import "adapter" "fd_seek" (func $fd_seek (param i32 i64 i32 i32) (result i32)))
  (import "adapter" "fd_fdstat_get" (func $fd_fdstat_get (param i32 i32) (result i32)))
  (import "adapter" "fd_prestat_get" (func $fd_prestat_get (param i32 i32) (result i32)))
  (import "adapter" "fd_prestat_dir_name" (func $fd_prestat_dir_name (param i32 i32 i32) (result i32)))
"#,
    );
    let mut functions = READING.to_owned();
    for Taking { name, params, paths } in TAKING {
        let _ = writeln!(imports, "  (import \"adapter\" \"{name}\" (func ${name} (param {params}) (result i32)))");
        let _ = writeln!(functions, "  (func (export \"{name}\") (param {params}) (result i32)");
        for (folder, path) in *paths {
            functions.push_str(&found(folders, *folder, *path));
        }
        let gets: String = (0..params.split(' ').count()).map(|i| format!(" (local.get {i})")).collect();
        let _ = writeln!(functions, "    (call ${name}{gets}))");
    }
    let rooted = if folders == Folders::Rooted { ROOTED } else { "" };
    format!("{imports}{rooted}{functions})\n")
}

/// Ends a wrapper with `EACCES` where no granted folder holds its path.
fn found(folders: Folders, folder: usize, path: usize) -> String {
    match folders {
        Folders::OfGuest => {
            format!("    (if (i32.eq (local.get {folder}) (i32.const -1)) (then (return (i32.const 2))))\n")
        }
        Folders::Rooted => format!(
            "    (call $find (local.get {folder}) (local.get {path}) (local.get {size}))
    (if (i32.eq (global.get $folder) (i32.const -1)) (then (return (i32.const 2))))
    (local.set {folder} (global.get $folder))
    (local.set {path} (global.get $path))
    (local.set {size} (global.get $size))\n",
            size = path + 1
        ),
    }
}

/// The adapter with the wrappers in the place of what they wrap.
pub(super) fn denying(adapter: &[u8], folders: Folders) -> anyhow::Result<Vec<u8>> {
    let added = wat::parse_str(wrappers(folders))?;
    let shape = Shape::of(adapter)?;
    let mut joined = Joined { moved: Moved::new(&shape, &Shape::of(&added)?)?, added: &added, module: Module::new() };
    let mut code = CodeSection::new();
    let mut left = 0;
    for payload in Parser::new(0).parse_all(adapter) {
        match payload? {
            Payload::TypeSection(section) => joined.types(section)?,
            Payload::FunctionSection(section) => joined.functions(section)?,
            Payload::GlobalSection(section) => joined.globals(section)?,
            Payload::ExportSection(section) => joined.exports(section)?,
            Payload::CodeSectionStart { count, .. } => left = count,
            Payload::CodeSectionEntry(body) => {
                code.raw(body.as_bytes());
                left -= 1;
                if left == 0 {
                    joined.code(&mut code)?;
                }
            }
            other => {
                if let Some((id, range)) = other.as_section() {
                    let data = &adapter[range.start as usize..range.end as usize];
                    joined.module.section(&RawSection { id, data });
                }
            }
        }
    }
    let module = joined.module.finish();
    wasmparser::validate(&module)?;
    Ok(module)
}

/// The adapter's sections with those of the wrappers behind.
struct Joined<'a> {
    moved: Moved,
    added: &'a [u8],
    module: Module,
}

impl Joined<'_> {
    fn types(&mut self, section: TypeSectionReader<'_>) -> anyhow::Result<()> {
        let mut types = TypeSection::new();
        RoundtripReencoder.parse_type_section(&mut types, section)?;
        each(self.added, |payload| match payload {
            Payload::TypeSection(section) => Ok(RoundtripReencoder.parse_type_section(&mut types, section)?),
            _ => Ok(()),
        })?;
        self.module.section(&types);
        Ok(())
    }

    fn functions(&mut self, section: FunctionSectionReader<'_>) -> anyhow::Result<()> {
        let mut functions = FunctionSection::new();
        RoundtripReencoder.parse_function_section(&mut functions, section)?;
        each(self.added, |payload| match payload {
            Payload::FunctionSection(section) => Ok(self.moved.parse_function_section(&mut functions, section)?),
            _ => Ok(()),
        })?;
        self.module.section(&functions);
        Ok(())
    }

    fn globals(&mut self, section: GlobalSectionReader<'_>) -> anyhow::Result<()> {
        let mut globals = GlobalSection::new();
        RoundtripReencoder.parse_global_section(&mut globals, section)?;
        each(self.added, |payload| match payload {
            Payload::GlobalSection(section) => Ok(self.moved.parse_global_section(&mut globals, section)?),
            _ => Ok(()),
        })?;
        self.module.section(&globals);
        Ok(())
    }

    /// What is exported is the wrapper, where there is one.
    fn exports(&mut self, section: ExportSectionReader<'_>) -> anyhow::Result<()> {
        let wrappers = Shape::of(self.added)?.exports;
        let mut exports = ExportSection::new();
        for export in section {
            let export = export?;
            let kind = RoundtripReencoder.export_kind(export.kind)?;
            let wrapper = wrappers.get(export.name).map(|index| self.moved.function(*index));
            exports.export(export.name, kind, wrapper.unwrap_or(export.index));
        }
        self.module.section(&exports);
        Ok(())
    }

    fn code(&mut self, code: &mut CodeSection) -> anyhow::Result<()> {
        each(self.added, |payload| match payload {
            Payload::CodeSectionEntry(body) => Ok(self.moved.parse_function_body(code, body)?),
            _ => Ok(()),
        })?;
        self.module.section(code);
        Ok(())
    }
}

fn each(module: &[u8], mut take: impl FnMut(Payload<'_>) -> anyhow::Result<()>) -> anyhow::Result<()> {
    Parser::new(0).parse_all(module).try_for_each(|payload| take(payload?))
}

/// What a module has, as far as indices go.
#[derive(Default)]
struct Shape {
    types: u32,
    imported: Vec<String>,
    defined: u32,
    globals: u32,
    exports: BTreeMap<String, u32>,
}

impl Shape {
    fn of(module: &[u8]) -> anyhow::Result<Self> {
        let mut shape = Self::default();
        each(module, |payload| {
            match payload {
                Payload::TypeSection(section) => {
                    for group in section {
                        shape.types += u32::try_from(group?.types().len())?;
                    }
                }
                Payload::ImportSection(section) => {
                    for import in section.into_imports() {
                        let import = import?;
                        match import.ty {
                            TypeRef::Func(_) | TypeRef::FuncExact(_) => shape.imported.push(import.name.to_owned()),
                            TypeRef::Global(_) => shape.globals += 1,
                            TypeRef::Table(_) | TypeRef::Memory(_) | TypeRef::Tag(_) => {}
                        }
                    }
                }
                Payload::FunctionSection(section) => shape.defined = section.count(),
                Payload::GlobalSection(section) => shape.globals += section.count(),
                Payload::ExportSection(section) => {
                    for export in section {
                        let export = export?;
                        if export.kind == ExternalKind::Func {
                            shape.exports.insert(export.name.to_owned(), export.index);
                        }
                    }
                }
                // Nothing else is counted.
                _ => {}
            }
            Ok(())
        })?;
        Ok(shape)
    }

    fn functions(&self) -> anyhow::Result<u32> {
        Ok(u32::try_from(self.imported.len())? + self.defined)
    }
}

/// Indices of the wrappers' module, as they are in the adapter.
struct Moved {
    types: u32,
    functions: u32,
    globals: u32,
    imported: Vec<u32>,
}

impl Moved {
    fn new(adapter: &Shape, wrappers: &Shape) -> anyhow::Result<Self> {
        let place = |name: &String| {
            let found = adapter.exports.get(name).copied();
            found.ok_or_else(|| anyhow::anyhow!("the adapter has no `{name}`"))
        };
        let imported = wrappers.imported.iter().map(place).collect::<anyhow::Result<_>>()?;
        Ok(Self { types: adapter.types, functions: adapter.functions()?, globals: adapter.globals, imported })
    }

    fn function(&self, index: u32) -> u32 {
        let at = index as usize;
        self.imported.get(at).copied().unwrap_or_else(|| self.functions + index - self.imported.len() as u32)
    }
}

impl Reencode for Moved {
    type Error = std::convert::Infallible;

    fn function_index(&mut self, index: u32) -> Result<u32, ReencodeError<Self::Error>> {
        Ok(self.function(index))
    }

    fn global_index(&mut self, index: u32) -> Result<u32, ReencodeError<Self::Error>> {
        Ok(self.globals + index)
    }

    fn type_index(&mut self, index: u32) -> Result<u32, ReencodeError<Self::Error>> {
        Ok(self.types + index)
    }
}

#[cfg(test)]
mod tests {
    use wasmtime::{Engine, Instance, Memory, Module as Compiled, Store};

    use super::super::REACTOR;
    use super::*;

    #[test]
    fn the_adapter_can_be_wrapped() {
        for folders in [Folders::OfGuest, Folders::Rooted] {
            let adapter = denying(REACTOR, folders).unwrap();
            assert_eq!(Shape::of(&adapter).unwrap().exports.len(), Shape::of(REACTOR).unwrap().exports.len());
        }
    }

    /// Stands for the adapter: two granted folders, and an open that tells its folder and the path's size.
    const ADAPTER: &str = r#"(module
  (memory (export "memory") 1)
  (global (mut i32) (i32.const 0))
  (data (i32.const 100) "/datadata/deepx/data/deep/a.txtdatabase/xother")
  (func (export "fd_prestat_get") (param i32 i32) (result i32)
    (if (i32.gt_u (local.get 0) (i32.const 4)) (then (return (i32.const 8))))
    (i32.store (i32.add (local.get 1) (i32.const 4))
      (select (i32.const 5) (i32.const 9) (i32.eq (local.get 0) (i32.const 3))))
    (i32.const 0))
  (func (export "fd_prestat_dir_name") (param i32 i32 i32) (result i32)
    (memory.copy (local.get 1)
      (select (i32.const 100) (i32.const 105) (i32.eq (local.get 0) (i32.const 3))) (local.get 2))
    (i32.const 0))
  (func (export "fd_read") (param i32 i32 i32 i32) (result i32) (local.get 0))
  (func (export "fd_readdir") (param i32 i32 i32 i64 i32) (result i32) (i32.const 0))
  (func (export "fd_seek") (param i32 i64 i32 i32) (result i32) (i32.const 0))
  (func (export "fd_fdstat_get") (param i32 i32) (result i32) (i32.const 8))
  OTHERS)"#;

    #[test]
    fn the_granted_folder_is_found() {
        let others: String = TAKING
            .iter()
            .map(|Taking { name, params, .. }| {
                let told = "(i32.add (i32.mul (local.get 0) (i32.const 100)) (local.get 2))";
                format!("(func (export \"{name}\") (param {params}) (result i32) {told})\n")
            })
            .collect();
        let adapter = wat::parse_str(ADAPTER.replace("OTHERS", &others)).unwrap();
        let wrapped = denying(&adapter, Folders::Rooted).unwrap();
        let mut store = Store::new(&Engine::default(), ());
        let module = Compiled::new(store.engine(), &wrapped).unwrap();
        let instance = Instance::new(&mut store, &module, &[]).unwrap();
        let memory: Memory = instance.get_memory(&mut store, "memory").unwrap();
        let create = instance.get_typed_func::<(i32, i32, i32), i32>(&mut store, "path_create_directory").unwrap();
        let mut at = |path: &str| {
            memory.write(&mut store, 600, path.as_bytes()).unwrap();
            create.call(&mut store, (3, 600, path.len() as i32)).unwrap()
        };
        assert_eq!(at("data/a.txt"), 305, "the third parameter is what is left of the path: `a.txt`");
        assert_eq!(at("data/deep/a.txt"), 405);
        assert_eq!(at("data/deeper"), 306);
        assert_eq!(at("data"), 301, "`.`");
        assert_eq!(at("database"), 2);
        assert_eq!(at("."), 2);
        let read = instance.get_typed_func::<(i32, i32, i32, i32), i32>(&mut store, "fd_read").unwrap();
        assert_eq!(read.call(&mut store, (8, 0, 0, 0)).unwrap(), 31);
        assert_eq!(read.call(&mut store, (0, 0, 0, 0)).unwrap(), 0);
    }
}
