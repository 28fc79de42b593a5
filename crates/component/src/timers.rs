//! The clock that timers of guests with tasks stand on.
//!
//! Such a guest may not block in a function of WASI 0.2: the host wakes it through an async function of WASI 0.3, which its
//! component imports beside what its world says.

use wit_parser::{InterfaceId, PackageName, Resolve, WorldId, WorldItem, WorldKey};

use crate::{BuildError, Causes};

/// The imported interface.
pub const CLOCK: &str = "wasi:clocks/monotonic-clock@0.3.0";

/// The core function that waits, asynchronously lowered: `(nanoseconds: i64) -> i32`.
pub const WAIT_FOR: &str = "[async-lower]wait-for";

/// What timers need of the package; for apps that have no copy of it.
const WIT: &str = "\
package wasi:clocks@0.3.0;

interface types {
  type duration = u64;
}

interface monotonic-clock {
  use types.{duration};
  wait-for: async func(how-long: duration);
}
";

/// The packages of a world that imports [`CLOCK`], whether it did before or not. The world keeps its id.
///
/// # Errors
/// [`BuildError::Encode`] when the app has a package `wasi:clocks@0.3.0` without that interface.
pub fn with_clock(resolve: &Resolve, world: WorldId) -> Result<Resolve, BuildError> {
    let mut resolve = resolve.clone();
    let interface = clock(&mut resolve).map_err(|cause| BuildError::Encode {
        world: resolve.worlds[world].name.clone(),
        hint: format!("timers need `wait-for` of `{CLOCK}`: vendor the whole package"),
        cause: Causes::of(&cause),
    })?;
    let needed: Vec<InterfaceId> = resolve.interface_direct_deps(interface).chain([interface]).collect();
    for id in needed {
        let span = resolve.interfaces[id].span;
        let (stability, docs) = (wit_parser::Stability::Unknown, wit_parser::Docs::default());
        let item = WorldItem::Interface { id, stability, external_id: None, docs, span };
        resolve.worlds[world].imports.entry(WorldKey::Interface(id)).or_insert(item);
    }
    Ok(resolve)
}

fn clock(resolve: &mut Resolve) -> anyhow::Result<InterfaceId> {
    let name = PackageName {
        namespace: "wasi".to_owned(),
        name: "clocks".to_owned(),
        version: Some(semver::Version::new(0, 3, 0)),
    };
    let package = match resolve.package_names.get(&name) {
        Some(known) => *known,
        None => resolve.push_str("timers.wit", WIT)?,
    };
    let found = resolve.packages[package].interfaces.get("monotonic-clock").copied();
    let has = |id: &InterfaceId| resolve.interfaces[*id].functions.contains_key("wait-for");
    found.filter(has).ok_or_else(|| anyhow::anyhow!("`{CLOCK}` has no function `wait-for`"))
}

#[cfg(test)]
mod tests {
    use super::{CLOCK, with_clock};
    use witloom_bindgen::{Wit, World};

    fn imports(text: &str) -> Vec<String> {
        let wit = Wit::parse("case.wit", text).unwrap();
        let world = World::from_wit(&wit, Some("a:b/w")).unwrap();
        let resolve = with_clock(world.resolve(), world.world_id).unwrap();
        resolve.worlds[world.world_id].imports.keys().map(|key| resolve.name_world_key(key)).collect()
    }

    #[test]
    fn a_world_imports_the_clock_once() {
        let types = "wasi:clocks/types@0.3.0".to_owned();
        assert_eq!(imports("package a:b;\nworld w {}\n"), [types.clone(), CLOCK.to_owned()]);
        let own = super::WIT.replace("package wasi:clocks@0.3.0;", "package wasi:clocks@0.3.0 {") + "}\n";
        let text = format!("package a:b;\nworld w {{ import {CLOCK}; }}\n{own}");
        assert_eq!(imports(&text), [types, CLOCK.to_owned()]);
    }
}
