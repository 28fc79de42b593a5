//! What every language takes of WIT that is asynchronous, and what each refuses by name.

use std::path::{Path, PathBuf};

use witloom_bindgen::{GenerateError, Language, Options, Wit, World};
use witloom_component::Driver;
use witloom_diag::Unsupported;
use witloom_project::registry::Registry;

/// The languages that have async functions, streams and futures.
fn concurrent(registry: &Registry) -> Vec<&dyn Language> {
    let all = registry.iter().map(Driver::language);
    all.filter(|language| {
        let support = language.support();
        support.async_functions && support.streams && support.futures
    })
    .collect()
}

/// Why a language refuses a world; `None` if it writes bindings.
fn refusal(language: &dyn Language, world: &World) -> Option<Unsupported> {
    match language.generate(world, &Options::default()) {
        Ok(_) => None,
        Err(GenerateError::Unsupported(why)) => Some(why),
        Err(error) => panic!("{} of {}: {error}", world.name, language.id()),
    }
}

/// Worlds by others, where they are, and the project's own.
fn worlds() -> Vec<World> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let corpus = std::env::var_os("WITLOOM_CORPUS").map_or_else(|| root.join("../shared/corpus"), PathBuf::from);
    let folders = [root.join("tests/wit"), root.join("test-matrix/scripts"), corpus.join("wit")];
    let files = folders.iter().flat_map(|folder| std::fs::read_dir(folder).into_iter().flatten().flatten());
    let wit = files.map(|entry| entry.path()).filter(|path| path.extension().is_some_and(|end| end == "wit"));
    wit.flat_map(|path| {
        let wit = Wit::load(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        wit.worlds().iter().map(|name| World::from_wit(&wit, Some(name)).unwrap()).collect::<Vec<_>>()
    })
    .collect()
}

/// Each of them is compiled and run by the tests of the languages.
#[test]
fn what_is_asynchronous_is_written_by_five_languages_or_refused_for_another_reason() {
    let registry = Registry::default();
    let languages = concurrent(&registry);
    assert!(languages.len() >= 5, "{}", languages.len());
    let worlds: Vec<World> = worlds().into_iter().filter(World::is_concurrent).collect();
    assert!(worlds.len() >= 5, "{}", worlds.len());
    for language in languages {
        let refused = worlds.iter().filter_map(|world| refusal(language, world));
        for why in refused {
            assert!(why.place.is_some(), "{why}");
            assert!(!["async function", "stream", "future"].contains(&why.kind.as_str()), "{why}");
            println!("{why}");
        }
    }
}

#[test]
fn what_the_component_model_keeps_back_is_refused_by_every_language_with_its_reason() {
    let registry = Registry::default();
    for language in concurrent(&registry) {
        for (ty, kind) in [
            ("stream<char>", "stream<char>"),
            ("list<stream<letter>>", "stream<char>"),
            ("future<stream<borrow<r>>>", "streams and futures of borrowed handles"),
            ("future<error-context>", "error-context"),
        ] {
            for (side, func) in [("import", "func"), ("export", "async func")] {
                let types = "resource r;\n  type letter = char;\n";
                let text = format!(
                    "package a:b;\ninterface i {{\n  {types}  f: {func}(a: {ty});\n}}\nworld w {{ {side} i; }}\n"
                );
                let world = World::from_wit(&Wit::parse("case.wit", &text).unwrap(), None).unwrap();
                let why = refusal(language, &world).unwrap_or_else(|| panic!("{ty} is taken by {}", language.id()));
                assert_eq!((why.kind.as_str(), why.lang.as_str()), (kind, language.id()));
                assert_eq!(why.place.as_ref().map(|place| place.line), Some(5), "{why}");
                assert!(why.note.is_some(), "{why}");
            }
        }
    }
}
