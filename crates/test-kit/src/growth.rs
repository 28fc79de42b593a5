//! Whether what is generated stays in proportion to its WIT.

use std::fmt::Write as _;

use witloom_bindgen::{GenerateError, Language, Options, Wit, World};

/// Kinds of types with two parts of the type before, from the number of their level.
type Kind<'a> = &'a dyn Fn(usize) -> String;

/// A world whose types mention the type before twice. In memory each has the size of a few pointers: what doubles from level
/// to level is only how long it takes to spell it out.
fn ladder(kind: Kind<'_>, levels: usize) -> World {
    let mut wit = "package test:ladder;\ninterface api {\n  type t0 = list<u32>;\n".to_owned();
    for level in 1..=levels {
        let _ = writeln!(wit, "  {}", kind(level));
    }
    let _ = writeln!(wit, "  f: func(x: t{levels}) -> t{levels};\n}}\nworld w {{ import api; export api; }}");
    World::from_wit(&Wit::parse("ladder.wit", &wit).unwrap(), None).unwrap()
}

/// Bytes that a language writes.
fn written(language: &dyn Language, kind: Kind<'_>, levels: usize) -> Result<usize, GenerateError> {
    let files = language.generate(&ladder(kind, levels), &Options::default())?;
    Ok(files.iter().map(|(_, text)| text.len()).sum())
}

/// Forty levels of types that are used twice take less than a megabyte beyond what every world takes, and no more than twice
/// of what twenty take. Types without a name may be refused instead, where a language would have to spell them out.
pub fn hold_in_proportion(language: &dyn Language) {
    let named: [(&str, Kind<'_>); 2] = [
        ("record", &|n| format!("record t{n} {{ a: list<t{0}>, b: list<t{0}> }}", n - 1)),
        ("variant", &|n| format!("variant t{n} {{ a(list<t{0}>), b(list<t{0}>) }}", n - 1)),
    ];
    let nameless: [(&str, Kind<'_>); 2] = [
        ("tuple", &|n| format!("type t{n} = tuple<list<t{0}>, list<t{0}>>;", n - 1)),
        ("result", &|n| format!("type t{n} = list<result<list<t{0}>, list<t{0}>>>;", n - 1)),
    ];
    let (lang, one) = (language.id(), |kind| written(language, kind, 1).unwrap());
    for (name, kind) in named.into_iter().chain(nameless) {
        let long = match written(language, kind, 40) {
            Ok(bytes) => bytes - one(kind),
            Err(error) => {
                assert!(nameless.iter().any(|(nameless, _)| *nameless == name), "{lang} refuses {name}: {error}");
                continue;
            }
        };
        let short = written(language, kind, 20).unwrap() - one(kind);
        assert!(long < 1 << 20, "{lang}: 40 levels of {name} take {long} bytes");
        assert!(2 * long < 5 * short, "{lang}: 20 levels of {name} take {short} bytes, 40 take {long}");
    }
}
