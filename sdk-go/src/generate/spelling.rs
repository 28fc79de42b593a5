//! How long Go spells a type.
//!
//! Lists, options, results and tuples have no names of their own in Go: what they are made of is written out, by us and
//! by the Go compiler, whose memory doubles with each step in which a type holds another one twice. WIT lets such steps
//! be named, so that a few lines of it can be too much.

use witloom_bindgen::GenerateError;
use witloom_bindgen::model::World;

/// The most names that one type may take: the Go compiler needs seconds for ten times as many.
const LONGEST: u64 = 1 << 14;

/// Refuses a world with a type that the Go compiler can't take.
pub(super) fn refuse_long(world: &World) -> Result<(), GenerateError> {
    let mut lengths: Vec<u64> = Vec::with_capacity(world.types.len());
    for ty in &world.types {
        // Children come before their parents.
        let part = |id: &witloom_bindgen::model::TypeId| lengths.get(id.index()).copied().unwrap_or(1);
        let parts = ty.kind.parts();
        let length =
            if ty.kind.nominal().is_some() { 1 } else { parts.iter().map(part).fold(1u64, u64::saturating_add) };
        if length > LONGEST {
            let name = ty.name.as_ref().map_or_else(|| "a type".to_owned(), |n| format!("the type `{}`", n.name));
            return Err(GenerateError::Language {
                message: format!("go would need more than {LONGEST} names to spell {name}"),
                hint: Some(
                    "tuples, lists, options and results have no names in Go: make one inside of it a record".to_owned(),
                ),
            });
        }
        lengths.push(length);
    }
    Ok(())
}
