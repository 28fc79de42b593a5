//! Whether the program registers what it exports.
//!
//! The linker keeps a package's `Export` only when something can reach it, and the name section tells what it kept. So
//! programs are linked with their names, and a release loses them here.

use std::collections::HashSet;

use wasmparser::{KnownCustom, Name, Parser, Payload};
use witloom_component::{BuildError, Job};

/// Refuses a program that never calls `Export` of one of the packages it has to.
pub(crate) fn check(module: &[u8], job: &Job<'_>) -> Result<(), BuildError> {
    let Some(names) = functions(module) else { return Ok(()) };
    let packages = crate::generate::registering_packages(job.world, job.options);
    let lacking: Vec<_> = packages.iter().filter(|(_, path)| !names.contains(&symbol(path))).collect();
    if lacking.is_empty() {
        return Ok(());
    }
    let interfaces: Vec<_> = lacking.iter().map(|(interface, _)| format!("`{interface}`")).collect();
    let calls: Vec<_> = lacking
        .iter()
        .map(|(_, path)| format!("`{}.Export(…)` of `{path}`", path.rsplit('/').next().unwrap_or(path)))
        .collect();
    Err(BuildError::user_code(
        format!("nothing registers an implementation of {}", interfaces.join(", ")),
        format!("call {} in an `init` function of package main", calls.join(" and ")),
    ))
}

/// The linker's name of a package's `Export` in the name section.
fn symbol(path: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.');
    let path: String = path.chars().map(|c| if plain(c) { c } else { '_' }).collect();
    format!("{path}.Export")
}

/// Names of the module's functions; `None` when it has none.
pub(crate) fn functions(module: &[u8]) -> Option<HashSet<String>> {
    for payload in Parser::new(0).parse_all(module) {
        let Ok(Payload::CustomSection(section)) = payload else { continue };
        let KnownCustom::Name(names) = section.as_known() else { continue };
        for part in names.into_iter().flatten() {
            if let Name::Function(map) = part {
                return Some(map.into_iter().flatten().map(|naming| naming.name.to_owned()).collect());
            }
        }
    }
    None
}

/// The module without its name section.
pub(crate) fn without_names(module: &[u8]) -> Vec<u8> {
    let mut out = module.get(..8).unwrap_or(module).to_vec();
    let mut start = 8;
    for payload in Parser::new(0).parse_all(module) {
        // What can't be read stays as it is: the encoder says what is wrong with it.
        let Ok(payload) = payload else { return module.to_vec() };
        let Some((_, range)) = payload.as_section() else { continue };
        let end = range.end as usize;
        let is_names = matches!(&payload, Payload::CustomSection(section) if section.name() == "name");
        if !is_names {
            out.extend_from_slice(&module[start..end]);
        }
        start = end;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{functions, symbol, without_names};

    #[test]
    fn names_are_read_and_taken_out() {
        assert_eq!(symbol("example.com/a-b/gen/x"), "example.com_a_b_gen_x.Export");
        // (module (func $a.Export)), with its name section.
        let module = wat::parse_str("(module (func $a.Export) (memory 1))").expect("it is a module");
        assert!(functions(&module).expect("there are names").contains("a.Export"));
        let plain = without_names(&module);
        wasmparser::validate(&plain).expect("it is valid");
        assert!(functions(&plain).is_none());
    }
}
