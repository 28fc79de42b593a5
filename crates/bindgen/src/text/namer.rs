//! Names: case, keywords and clashes.
//!
//! A [`Namer`] holds a language's reserved words and how it escapes them; a [`NameScope`] hands out names that
//! are unique within it. The same requests in the same order give the same names.

use std::collections::HashSet;

use heck::{ToKebabCase, ToLowerCamelCase, ToShoutySnakeCase, ToSnakeCase, ToUpperCamelCase};

/// A way to write a name of several words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LetterCase {
    /// `UpperCamel`
    UpperCamel,
    /// `lowerCamel`
    LowerCamel,
    /// `snake_case`
    Snake,
    /// `SCREAMING_SNAKE`
    ScreamingSnake,
    /// `kebab-case`
    Kebab,
}

/// A WIT name in another case. WIT's `a-b1` keeps its words; capitals of acronyms are folded.
pub fn convert_case(name: &str, case: LetterCase) -> String {
    match case {
        LetterCase::UpperCamel => name.to_upper_camel_case(),
        LetterCase::LowerCamel => name.to_lower_camel_case(),
        LetterCase::Snake => name.to_snake_case(),
        LetterCase::ScreamingSnake => name.to_shouty_snake_case(),
        LetterCase::Kebab => name.to_kebab_case(),
    }
}

/// A language's rules for names.
#[derive(Debug, Clone, Copy)]
pub struct Namer {
    /// Words that can't be names: keywords and predeclared names that generated code relies on.
    pub reserved: &'static [&'static str],
    /// Turns a reserved word into a name.
    pub escape: fn(&str) -> String,
}

impl Namer {
    /// Rules by which every name is one.
    pub const ANY: Self = Self { reserved: &[], escape: str::to_owned };

    /// A WIT name in the given case, escaped when it is reserved.
    pub fn name(&self, wit_name: &str, case: LetterCase) -> String {
        self.legal(convert_case(wit_name, case))
    }

    /// A name as it stands, escaped when it is reserved.
    pub fn legal(&self, name: String) -> String {
        if self.reserved.contains(&name.as_str()) { (self.escape)(&name) } else { name }
    }

    /// A new scope in which some names are taken already.
    pub fn scope<'a>(&self, taken: impl IntoIterator<Item = &'a str>) -> NameScope {
        NameScope { namer: *self, taken: taken.into_iter().map(str::to_owned).collect() }
    }
}

/// Names in use at one place of a program.
#[derive(Debug, Clone)]
pub struct NameScope {
    namer: Namer,
    taken: HashSet<String>,
}

impl NameScope {
    /// A unique name for a WIT name: the name itself, or with `2`, `3`, … behind it.
    pub fn claim(&mut self, wit_name: &str, case: LetterCase) -> String {
        let wanted = self.namer.name(wit_name, case);
        self.claim_exact(wanted)
    }

    /// A unique name starting from one that is in the right case already.
    pub fn claim_exact(&mut self, wanted: String) -> String {
        let wanted = self.namer.legal(wanted);
        let mut name = wanted.clone();
        let mut count = 2;
        while !self.taken.insert(name.clone()) {
            name = format!("{wanted}{count}");
            count += 1;
        }
        name
    }

    /// Whether a name is in use.
    pub fn has(&self, name: &str) -> bool {
        self.taken.contains(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMER: Namer = Namer { reserved: &["type", "func"], escape: |name| format!("{name}_") };

    #[test]
    fn escapes_and_separates() {
        assert_eq!(NAMER.name("type", LetterCase::Snake), "type_");
        assert_eq!(NAMER.name("a-long-name", LetterCase::LowerCamel), "aLongName");
        let mut scope = NAMER.scope(["x"]);
        assert_eq!(scope.claim("x", LetterCase::Snake), "x2");
        assert_eq!(scope.claim("x", LetterCase::Snake), "x3");
        assert_eq!(scope.claim("func", LetterCase::Snake), "func_");
    }
}
