//! The WASI preview 1 adapter with a way for exit statuses.
//!
//! As it comes, the adapter knows success and failure: `proc_exit(3)` becomes `exit(err)`, and the host sees 1. Since
//! WASI 0.2.12 `wasi:cli/exit` has `exit-with-code`, with the same core type, so that the adapter calls this instead.

use wasm_encoder::reencode::{Reencode, RoundtripReencoder};
use wasm_encoder::{CodeSection, Function, ImportSection, Module, RawSection};
use wasmparser::{ExternalKind, Parser, Payload, TypeRef};

/// The interface of both functions.
const EXIT: &str = "wasi:cli/exit@";
/// The adapter's function.
const PROC_EXIT: &str = "proc_exit";

/// The indices of `proc_exit` and of the import that it calls, and how many functions are imported.
struct Places {
    proc_exit: u32,
    exit: u32,
    imported: u32,
}

fn places(adapter: &[u8]) -> anyhow::Result<Option<Places>> {
    let (mut exit, mut proc_exit, mut imported) = (None, None, 0);
    for payload in Parser::new(0).parse_all(adapter) {
        match payload? {
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    let import = import?;
                    if !matches!(import.ty, TypeRef::Func(_)) {
                        continue;
                    }
                    if import.module.starts_with(EXIT) && import.name == "exit" {
                        exit = Some(imported);
                    }
                    imported += 1;
                }
            }
            Payload::ExportSection(exports) => {
                for export in exports {
                    let export = export?;
                    if export.kind == ExternalKind::Func && export.name == PROC_EXIT {
                        proc_exit = Some(export.index);
                    }
                }
            }
            // Nothing else names functions to the outside.
            _ => {}
        }
    }
    Ok(exit.zip(proc_exit).map(|(exit, proc_exit)| Places { proc_exit, exit, imported }))
}

/// The adapter whose `proc_exit` calls `exit-with-code`; `None` where it has no such functions.
pub(super) fn with_status(adapter: &[u8]) -> anyhow::Result<Option<Vec<u8>>> {
    let Some(places) = places(adapter)? else { return Ok(None) };
    let mut module = Module::new();
    let mut code = CodeSection::new();
    let (mut index, mut left) = (places.imported, 0);
    for payload in Parser::new(0).parse_all(adapter) {
        match payload? {
            Payload::ImportSection(imports) => {
                module.section(&renamed(imports)?);
            }
            Payload::CodeSectionStart { count, .. } => left = count,
            Payload::CodeSectionEntry(body) => {
                if index == places.proc_exit {
                    code.function(&proc_exit(places.exit));
                } else {
                    code.raw(body.as_bytes());
                }
                index += 1;
                left -= 1;
                if left == 0 {
                    module.section(&code);
                }
            }
            other => {
                if let Some((id, range)) = other.as_section() {
                    let data = &adapter[range.start as usize..range.end as usize];
                    module.section(&RawSection { id, data });
                }
            }
        }
    }
    Ok(Some(module.finish()))
}

fn renamed(imports: wasmparser::ImportSectionReader<'_>) -> anyhow::Result<ImportSection> {
    let mut out = ImportSection::new();
    for import in imports.into_imports() {
        let import = import?;
        let is_exit = import.module.starts_with(EXIT) && import.name == "exit";
        let name = if is_exit { "exit-with-code" } else { import.name };
        let ty = RoundtripReencoder.entity_type(import.ty).map_err(|error| anyhow::anyhow!("{error}"))?;
        out.import(import.module, name, ty);
    }
    Ok(out)
}

/// `exit-with-code(status & 255); unreachable`
fn proc_exit(exit: u32) -> Function {
    let mut function = Function::new([]);
    function.instructions().local_get(0).i32_const(0xff).i32_and().call(exit).unreachable().end();
    function
}

#[cfg(test)]
mod tests {
    use super::super::REACTOR;
    use super::*;

    #[test]
    fn the_adapter_passes_the_status_on() {
        let adapter = with_status(REACTOR).expect("it can be read").expect("it has both functions");
        wasmparser::validate(&adapter).expect("it is valid");
        assert!(places(&adapter).expect("it can be read").is_none(), "nothing calls `exit` any more");
    }
}
