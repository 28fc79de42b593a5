//! One word in every role that a WIT name can play, beside neighbours that it may clash with.

/// A package in which everything that can be called `word` is: the package, an interface, a type, a case, a field, a
/// flag, a function and a parameter. Generators join names (type and case, resource and method), so that what they
/// join to stands beside them.
pub(super) fn values(word: &str) -> String {
    format!(
        "package names:%{word};

interface %{word} {{
  variant %{word} {{ %{word}(string), filler-one }}
  record filler-fields {{ %{word}: u8, filler-one: string }}
  enum filler-words {{ %{word}, filler-one }}
  flags filler-bits {{ %{word}, filler-one }}
  filler-take: func(%{word}: %{word}, filler-one: filler-fields, filler-two: filler-words, filler-three: filler-bits)
    -> filler-fields;
}}

interface filler-records {{
  record %{word} {{ %{word}: u8, filler-one: string }}
  variant filler-case {{ %{word}(%{word}), filler-one }}
  record filler-case-{word} {{ %{word}: list<%{word}> }}
  filler-take: func(%{word}: filler-case, filler-one: filler-case-{word}) -> %{word};
}}

interface filler-functions {{
  %{word}: func(%{word}: u8) -> result<u8, string>;
}}

world cases {{
  export %{word};
  export filler-records;
  export filler-functions;
}}
"
    )
}

/// The same for resources and their functions, which can't be drawn.
pub(super) fn resources(word: &str) -> String {
    format!(
        "package names:%{word};

interface %{word} {{
  resource %{word} {{
    constructor(%{word}: u8);
    filler-{word}: func(%{word}: u8) -> u8;
    filler-make: static func() -> %{word};
  }}
  new-{word}: func() -> u8;
  {word}-filler-make: func() -> u8;
}}

interface filler-methods {{
  resource filler-one {{
    constructor();
    %{word}: func() -> result<u8, string>;
  }}
  resource filler-two {{
    %{word}: static func(%{word}: borrow<filler-one>) -> own<filler-one>;
  }}
  filler-one-{word}: func() -> u8;
  filler-two-{word}: func() -> u8;
}}

world cases {{
  export %{word};
  export filler-methods;
}}
"
    )
}

#[cfg(test)]
mod tests {
    use witloom_bindgen::Wit;

    #[test]
    fn every_role_is_valid_wit() {
        for word in ["class", "func", "to-string", "u8", "a", "own", "filler"] {
            Wit::parse("values.wit", &super::values(word)).unwrap();
            Wit::parse("resources.wit", &super::resources(word)).unwrap();
        }
    }
}
