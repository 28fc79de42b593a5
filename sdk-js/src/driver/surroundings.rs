//! What the modules of Node.js stand on: imports of WASI that a component has beside those of its world, when its modules
//! use them.

use std::sync::Arc;

use wit_parser::{Docs, InterfaceId, Resolve, Stability, WorldItem, WorldKey};
use witloom_bindgen::{Wit, World};
use witloom_component::{BuildError, Causes};

/// The interfaces, as far as the modules call them.
const WIT: &str = include_str!("../../runtime/surroundings.wit");

/// The world with further imports, by their full names; `None` where it has them all.
pub(super) fn extended(world: &World, wanted: &[String]) -> Result<Option<World>, BuildError> {
    if wanted.is_empty() {
        return Ok(None);
    }
    extend(world, wanted).map(Some).map_err(|cause| BuildError::Encode {
        world: world.name.clone(),
        hint: "the modules of Node.js that it uses need WASI 0.2.12: vendor its packages whole".to_owned(),
        cause: Causes::of(&cause),
    })
}

fn extend(world: &World, wanted: &[String]) -> anyhow::Result<World> {
    let mut resolve = world.resolve().clone();
    let mut ours = Resolve::default();
    ours.push_str("surroundings.wit", WIT)?;
    resolve.merge(ours)?;
    for name in wanted {
        let found = resolve.interfaces.iter().map(|(id, _)| id).find(|id| resolve.id_of(*id).as_ref() == Some(name));
        let interface = found.ok_or_else(|| anyhow::anyhow!("there is no `{name}`"))?;
        import(&mut resolve, world, interface);
    }
    let wit: Arc<Wit> = Wit::from_resolve(resolve, world.wit.package());
    Ok(World::from_wit(&wit, Some(&world.name))?)
}

/// Imports an interface, after those whose types it uses.
fn import(resolve: &mut Resolve, world: &World, id: InterfaceId) {
    let needed: Vec<InterfaceId> = resolve.interface_direct_deps(id).collect();
    needed.into_iter().for_each(|needed| import(resolve, world, needed));
    let span = resolve.interfaces[id].span;
    let (stability, docs) = (Stability::Unknown, Docs::default());
    let item = WorldItem::Interface { id, stability, external_id: None, docs, span };
    resolve.worlds[world.world_id].imports.entry(WorldKey::Interface(id)).or_insert(item);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn imports(text: &str, wanted: &[&str]) -> Vec<String> {
        let world = World::from_wit(&Wit::parse("case.wit", text).unwrap(), None).unwrap();
        let wanted: Vec<String> = wanted.iter().map(|name| (*name).to_owned()).collect();
        let world = extended(&world, &wanted).unwrap().unwrap();
        let names = world.interfaces.into_iter().map(|interface| interface.full_name);
        names.filter(|name| name != "$root").collect()
    }

    #[test]
    fn a_world_imports_what_its_modules_use() {
        let own = "package a:b;\ninterface i { f: func(); }\nworld w { export i; }\n";
        let (streams, stdin) = ("wasi:io/streams@0.2.12", "wasi:cli/stdin@0.2.12");
        let expected = ["wasi:io/error@0.2.12", streams, stdin, "a:b/i"];
        assert_eq!(imports(own, &[stdin]), expected);
        let known = "package a:b;\nworld w { import wasi:cli/exit@0.2.12; }\npackage wasi:cli@0.2.12 {\n\
                     interface exit { exit: func(status: result); exit-with-code: func(status-code: u8); }\n}\n";
        let wanted = ["wasi:cli/exit@0.2.12", "wasi:cli/environment@0.2.12"];
        assert_eq!(imports(known, &wanted), wanted);
    }
}
