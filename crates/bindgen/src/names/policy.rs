//! The table of a language.

use crate::model::{FunctionKind, PackageId, Side};
use crate::text::{LetterCase, Namer, convert_case};

/// A name in WIT, with what it belongs to.
#[derive(Debug, Clone, Copy, Default)]
pub struct Named<'a> {
    /// The name: `order-id`; `new` for constructors.
    pub name: &'a str,
    /// What the type or resource that it belongs to is called in the language; empty where it belongs to none.
    pub owner: &'a str,
    /// The owner's name in WIT.
    pub of: &'a str,
}

impl<'a> Named<'a> {
    /// A name that belongs to nothing.
    pub fn alone(name: &'a str) -> Self {
        Self { name, ..Self::default() }
    }
}

/// Where a name has to be the only one of its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Within {
    /// Among the types and resources of its interface.
    Interface,
    /// Among the functions of its interface.
    Functions,
    /// Among the members of the type or resource that it belongs to.
    Owner,
    /// Nowhere: names that differ in WIT differ in the language.
    Nothing,
}

/// How names of one role are made.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// Case, and what is written beside the name.
    pub spell: fn(Named<'_>) -> String,
    /// Words that can't be such a name, and how one is changed then.
    pub words: Namer,
    /// Where it has to be the only one; others get `2`, `3`, … behind them.
    pub within: Within,
    /// Names that are taken in a scope of the owner or of functions from the start. Rules that share a scope say the
    /// same.
    pub taken: &'static [&'static [&'static str]],
}

impl Rule {
    /// A rule without a scope.
    pub const fn new(spell: fn(Named<'_>) -> String, words: Namer) -> Self {
        Self { spell, words, within: Within::Nothing, taken: &[] }
    }

    /// The same within a scope.
    pub const fn within(self, within: Within) -> Self {
        Self { within, ..self }
    }

    /// The same beside names that are taken.
    pub const fn beside(self, taken: &'static [&'static [&'static str]]) -> Self {
        Self { taken, ..self }
    }

    /// The name outside of any scope.
    pub fn name(&self, named: Named<'_>) -> String {
        self.words.legal((self.spell)(named))
    }

    /// The name of what belongs to nothing, outside of any scope.
    pub fn alone(&self, wit_name: &str) -> String {
        self.name(Named::alone(wit_name))
    }

    /// Names of siblings in a scope of their own, in which some are taken from the start.
    pub fn all<'a>(&self, taken: &[&str], wit_names: impl IntoIterator<Item = &'a str>) -> Vec<String> {
        let from_the_start = self.taken.iter().copied().flatten().chain(taken).copied();
        let mut scope = self.words.scope(from_the_start);
        wit_names.into_iter().map(|name| scope.claim_exact((self.spell)(Named::alone(name)))).collect()
    }
}

/// Rules for the functions of one side.
#[derive(Debug, Clone, Copy)]
pub struct FunctionRules {
    /// Functions of an interface.
    pub free: Rule,
    /// Methods of a resource.
    pub method: Rule,
    /// Static functions of a resource.
    pub fixed: Rule,
    /// Constructors.
    pub constructor: Rule,
    /// Names that the interface's types and resources can't have.
    pub taken: &'static [&'static str],
}

impl FunctionRules {
    /// The rule for a function.
    pub fn of(&self, kind: FunctionKind) -> &Rule {
        match kind {
            FunctionKind::Free => &self.free,
            FunctionKind::Method(_) => &self.method,
            FunctionKind::Static(_) => &self.fixed,
            FunctionKind::Constructor(_) => &self.constructor,
        }
    }
}

/// What is named first, and so keeps its name when two clash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum First {
    /// Types, then resources.
    Types,
    /// Resources, then types.
    Resources,
}

/// How a version stands in a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Versions {
    /// What is written before it.
    pub before: &'static str,
    /// What stands for everything in it that is neither a letter nor a digit.
    pub between: &'static str,
}

impl Versions {
    /// A package's version with what stands before it; empty for a package without one.
    pub fn of(self, package: &PackageId) -> String {
        let Some(version) = &package.version else { return String::new() };
        format!("{}{}", self.before, version.replace(|c: char| !c.is_ascii_alphanumeric(), self.between))
    }
}

/// A language's rules for all names.
#[derive(Debug, Clone, Copy)]
pub struct Policy {
    /// What is named first.
    pub first: First,
    /// Whether the world's own imports and exports are declared in one place.
    pub one_root: bool,
    /// Named types.
    pub ty: Rule,
    /// Resources.
    pub resource: Rule,
    /// Fields of records.
    pub field: Rule,
    /// Cases of variants.
    pub case: Rule,
    /// Cases of enums.
    pub enum_case: Rule,
    /// Flags.
    pub flag: Rule,
    /// Parameters.
    pub param: Rule,
    /// Imported functions.
    pub imported: FunctionRules,
    /// Exported functions.
    pub exported: FunctionRules,
    /// Versions of packages, where a name has to tell them apart.
    pub versions: Versions,
}

impl Policy {
    /// The rules for the functions of a side.
    pub fn functions(&self, side: Side) -> &FunctionRules {
        match side {
            Side::Import => &self.imported,
            Side::Export => &self.exported,
        }
    }
}

/// `UpperCamel`
pub fn upper_camel(named: Named<'_>) -> String {
    convert_case(named.name, LetterCase::UpperCamel)
}

/// `lowerCamel`
pub fn lower_camel(named: Named<'_>) -> String {
    convert_case(named.name, LetterCase::LowerCamel)
}

/// `snake_case`
pub fn snake(named: Named<'_>) -> String {
    convert_case(named.name, LetterCase::Snake)
}

/// `SCREAMING_SNAKE`
pub fn screaming_snake(named: Named<'_>) -> String {
    convert_case(named.name, LetterCase::ScreamingSnake)
}

/// As WIT has it.
pub fn as_it_is(named: Named<'_>) -> String {
    named.name.to_owned()
}
