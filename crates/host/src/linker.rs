//! Satisfies a component's imports: WASI 0.2, on an engine with concurrency WASI 0.3 too, `wasi:http`, stores, its own
//! shared modules, and whatever a session links. Imports that remain are named, each with what would satisfy it.

use wasmtime::component::types::ComponentItem;
use wasmtime::component::{InstancePre, Linker};

use crate::compiled::Compiled;
use crate::engine::Engine;
use crate::error::{HostError, MissingImport};
use crate::state::State;
use crate::{settings, stores};

/// Packages of which the host provides the interfaces.
const PROVIDED: &[&str] =
    &["wasi:cli/", "wasi:clocks/", "wasi:filesystem/", "wasi:http/", "wasi:io/", "wasi:random/", "wasi:sockets/"];

/// The releases of WASI that an engine provides, by the start of their versions.
fn releases(concurrency: bool) -> &'static [&'static str] {
    if concurrency { &["0.2.", "0.3."] } else { &["0.2."] }
}

/// A linker with WASI and the component's shared modules.
pub(crate) fn linker_for(compiled: &Compiled) -> Result<Linker<State>, HostError> {
    let mut linker = wasi_linker(&compiled.engine).map_err(HostError::engine)?;
    for shared in &compiled.modules {
        linker.root().module(&shared.import, &shared.module).map_err(HostError::engine)?;
    }
    Ok(linker)
}

fn wasi_linker(engine: &Engine) -> wasmtime::Result<Linker<State>> {
    let mut linker = Linker::new(engine.wasmtime());
    wasmtime_wasi::p2::add_to_linker_async(&mut linker)?;
    wasmtime_wasi_http::p2::add_only_http_to_linker_async(&mut linker)?;
    stores::add_to_linker(&mut linker)?;
    settings::add_to_linker(&mut linker)?;
    if engine.options().concurrency {
        wasmtime_wasi::p3::add_to_linker(&mut linker)?;
        wasmtime_wasi_http::p3::add_to_linker(&mut linker)?;
    }
    Ok(linker)
}

/// Checks the imports and resolves them; `linked` are those that a session has satisfied.
pub(crate) fn resolve(
    compiled: &Compiled,
    linker: &Linker<State>,
    linked: &[&str],
) -> Result<InstancePre<State>, HostError> {
    let missing = missing_imports(compiled, linked);
    if !missing.is_empty() {
        return Err(HostError::MissingImports { imports: missing });
    }
    linker
        .instantiate_pre(&compiled.component)
        .map_err(|error| HostError::ImportTypes { name: compiled.name.clone(), reason: format!("{error:#}") })
}

/// The names of the imports that only others can provide.
pub(crate) fn unprovided(compiled: &Compiled) -> Vec<String> {
    missing_imports(compiled, &[]).into_iter().map(|import| import.name).collect()
}

fn missing_imports(compiled: &Compiled, linked: &[&str]) -> Vec<MissingImport> {
    let engine = compiled.engine.wasmtime();
    let ty = compiled.component.component_type();
    let releases = releases(compiled.engine.options().concurrency);
    let missing = ty.imports(engine).filter_map(|(name, import)| {
        let satisfied = linked.contains(&name) || provided(name, releases) || needs_nothing(engine, &import.ty);
        (!satisfied).then(|| MissingImport { name: name.to_owned(), remedy: remedy(name, releases) })
    });
    missing.collect()
}

fn provided(name: &str, releases: &[&str]) -> bool {
    let version = name.split_once('@').map(|(_, version)| version);
    let released = PROVIDED.iter().any(|package| name.starts_with(package))
        && version.is_some_and(|v| releases.iter().any(|r| v.starts_with(r)) && !v.contains('-'));
    released || witloom_wasi::is_of_stores(name)
}

/// Whether an import holds nothing but types, or is one of our own modules. Resources are let through: the
/// engine knows which are other names for ones that exist already, and complains about the rest.
fn needs_nothing(engine: &wasmtime::Engine, item: &ComponentItem) -> bool {
    match item {
        ComponentItem::Module(_) | ComponentItem::Type(_) => true,
        ComponentItem::ComponentInstance(instance) => instance
            .exports(engine)
            .all(|(_, export)| matches!(export.ty, ComponentItem::Type(_) | ComponentItem::Resource(_))),
        ComponentItem::ComponentFunc(_)
        | ComponentItem::CoreFunc(_)
        | ComponentItem::Component(_)
        | ComponentItem::Resource(_) => false,
    }
}

fn remedy(name: &str, releases: &[&str]) -> String {
    let package = name.split('/').next().unwrap_or(name);
    let ours = witloom_wasi::versions_of(package).find(|ours| witloom_wasi::STORES.contains(ours));
    if let Some(ours) = ours {
        return format!("this host provides `{}`; build the component against that", ours.name);
    }
    if name.starts_with("wasi:") {
        let version = name.split_once('@').map_or("", |(_, version)| version);
        return if releases.iter().any(|release| version.starts_with(release)) {
            format!("this host provides the released interfaces of WASI 0.2 and 0.3, `{name}` is none of them")
        } else {
            format!(
                "this host provides the releases of WASI 0.2 and 0.3; build the component against one of them instead of `{version}`"
            )
        };
    }
    format!("add a component that exports `{name}` to `witloom.toml`, or name it under `[links]`")
}

#[cfg(test)]
mod tests {
    use super::{provided, releases, remedy};

    #[test]
    fn released_wasi_interfaces_are_provided() {
        let (plain, concurrent) = (releases(false), releases(true));
        assert!(provided("wasi:cli/environment@0.2.3", plain));
        assert!(!provided("wasi:cli/environment@0.2.0-rc-2023-12-05", plain));
        assert!(!provided("wasi:cli/environment@0.3.0", plain));
        assert!(provided("wasi:cli/environment@0.3.0", concurrent));
        assert!(!provided("wasi:cli/environment@0.3.0-rc-2025-09-16", concurrent));
        assert!(!provided("wasi:keyvalue/store@0.2.0", plain));
        assert!(provided("wasi:keyvalue/store@0.2.0-draft2", plain));
        assert!(remedy("wasi:keyvalue/store@0.2.0-draft", plain).contains("`wasi:keyvalue@0.2.0-draft2`"));
        assert!(remedy("wasi:cli/environment@0.1.0", plain).contains("instead of `0.1.0`"));
    }
}
