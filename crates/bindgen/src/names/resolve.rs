//! Every name of a world by the table of a language.

use std::collections::HashMap;

use crate::model::{Interface, InterfaceId, Key, Nominal, ResourceId, Type, TypeId, World};
use crate::text::NameScope;

use super::policy::{First, Named, Policy, Rule, Within};

/// What a table can't say, since it depends on the world.
pub trait Surroundings {
    /// Whether the language has something to call by a named type's name.
    fn declares(&self, _: &Type) -> bool {
        true
    }

    /// Names that the types and resources of an interface can't have.
    fn around(&self, _: &Interface) -> Vec<String> {
        Vec::new()
    }

    /// Names that the members of a type can't have; its own name is given.
    fn beside_members(&self, _: &Type, _name: &str) -> Vec<String> {
        Vec::new()
    }

    /// Names that the methods of a resource can't have.
    fn beside_methods(&self, _: ResourceId) -> Vec<String> {
        Vec::new()
    }
}

/// The surroundings of a language whose table says all.
#[derive(Debug, Clone, Copy)]
pub struct Plain;

impl Surroundings for Plain {}

/// Names of types, their members, resources and functions.
#[derive(Debug)]
pub struct Resolved {
    types: HashMap<TypeId, String>,
    members: HashMap<TypeId, Vec<String>>,
    resources: Vec<String>,
    functions: Vec<Vec<String>>,
    /// By interface, the position of its scope.
    places: Vec<usize>,
    scopes: Vec<NameScope>,
}

impl Resolved {
    /// Names a world.
    pub fn new(world: &World, policy: &Policy, around: &dyn Surroundings) -> Self {
        let mut resolved = Self {
            types: HashMap::new(),
            members: HashMap::new(),
            resources: vec![String::new(); world.resources.len()],
            functions: Vec::with_capacity(world.interfaces.len()),
            places: Vec::with_capacity(world.interfaces.len()),
            scopes: Vec::new(),
        };
        for interface in &world.interfaces {
            let place = resolved.place(world, policy, around, interface);
            resolved.places.push(place);
            let naming = Naming { world, policy, around, interface, place };
            naming.declarations(&mut resolved);
            naming.members(&mut resolved);
            let functions = naming.functions(&mut resolved);
            resolved.functions.push(functions);
        }
        resolved
    }

    /// The name of a type that the language declares.
    pub fn ty(&self, id: TypeId) -> Option<&str> {
        self.types.get(&id).map(String::as_str)
    }

    /// Fields of a record, cases of a variant or an enum, flags: in WIT order. Empty for other types.
    pub fn members(&self, id: TypeId) -> &[String] {
        self.members.get(&id).map_or(&[], Vec::as_slice)
    }

    /// The name of a resource.
    pub fn resource(&self, id: ResourceId) -> &str {
        &self.resources[id.index()]
    }

    /// The name of the function at a position of an interface.
    pub fn function(&self, interface: InterfaceId, index: usize) -> &str {
        &self.functions[interface.index()][index]
    }

    /// The names that are taken where an interface's types are declared, for what the language declares besides.
    pub fn scope(&mut self, interface: InterfaceId) -> &mut NameScope {
        &mut self.scopes[self.places[interface.index()]]
    }

    /// The position of the scope of an interface, which may be that of the world's own imports.
    fn place(&mut self, world: &World, policy: &Policy, around: &dyn Surroundings, interface: &Interface) -> usize {
        if policy.one_root && interface.key == Key::Root {
            let known = self.places.iter().zip(&world.interfaces).find(|(_, other)| other.key == Key::Root);
            if let Some((place, _)) = known {
                return *place;
            }
        }
        let around = around.around(interface);
        let taken = policy.functions(interface.side).taken.iter().copied();
        self.scopes.push(policy.ty.words.scope(taken.chain(around.iter().map(String::as_str))));
        self.scopes.len() - 1
    }
}

/// The naming of one interface.
struct Naming<'a> {
    world: &'a World,
    policy: &'a Policy,
    around: &'a dyn Surroundings,
    interface: &'a Interface,
    place: usize,
}

impl Naming<'_> {
    fn declarations(&self, to: &mut Resolved) {
        match self.policy.first {
            First::Types => {
                self.types(to);
                self.resources(to);
            }
            First::Resources => {
                self.resources(to);
                self.types(to);
            }
        }
    }

    fn types(&self, to: &mut Resolved) {
        for ty in self.interface.types.iter().map(|id| self.world.ty(*id)) {
            let Some(name) = ty.name.as_ref().filter(|_| self.around.declares(ty)) else { continue };
            let name = claim(&self.policy.ty, &mut to.scopes[self.place], Named::alone(&name.name));
            to.types.insert(ty.id, name);
        }
    }

    fn resources(&self, to: &mut Resolved) {
        for id in &self.interface.resources {
            let named = Named::alone(&self.world.resource(*id).name);
            to.resources[id.index()] = claim(&self.policy.resource, &mut to.scopes[self.place], named);
        }
    }

    fn members(&self, to: &mut Resolved) {
        for ty in self.interface.types.iter().map(|id| self.world.ty(*id)) {
            let (Some(nominal), Some(owner)) = (ty.kind.nominal(), to.types.get(&ty.id)) else { continue };
            let rule = match nominal {
                Nominal::Record(_) => &self.policy.field,
                Nominal::Variant(_) => &self.policy.case,
                Nominal::Enum(_) => &self.policy.enum_case,
                Nominal::Flags(_) => &self.policy.flag,
            };
            let beside = self.around.beside_members(ty, owner);
            let mut own = open(rule, &beside);
            let of = ty.name.as_ref().map_or("", |name| name.name.as_str());
            let scope = if rule.within == Within::Owner { &mut own } else { &mut to.scopes[self.place] };
            let names = nominal.names().into_iter().map(|name| claim(rule, scope, Named { name, owner, of })).collect();
            to.members.insert(ty.id, names);
        }
    }

    fn functions(&self, to: &mut Resolved) -> Vec<String> {
        let rules = self.policy.functions(self.interface.side);
        let mut free: Option<NameScope> = None;
        let mut members: HashMap<ResourceId, NameScope> = HashMap::new();
        let mut names = Vec::with_capacity(self.interface.functions.len());
        for function in &self.interface.functions {
            let rule = rules.of(function.kind);
            let resource = function.kind.resource();
            let named = Named {
                name: &function.name,
                owner: resource.map_or("", |id| &to.resources[id.index()]),
                of: resource.map_or("", |id| &self.world.resource(id).name),
            };
            let wanted = (rule.spell)(named);
            let scope = match (rule.within, resource) {
                (Within::Nothing, _) => {
                    names.push(rule.words.legal(wanted));
                    continue;
                }
                (Within::Interface, _) => &mut to.scopes[self.place],
                (Within::Owner, Some(id)) => {
                    members.entry(id).or_insert_with(|| open(rule, &self.around.beside_methods(id)))
                }
                (Within::Functions, _) | (Within::Owner, None) => free.get_or_insert_with(|| open(rule, &[])),
            };
            names.push(scope.claim_exact(rule.words.legal(wanted)));
        }
        names
    }
}

/// The scope that a rule opens, with more names that are taken.
fn open(rule: &Rule, beside: &[String]) -> NameScope {
    let from_the_start = rule.taken.iter().copied().flatten().copied();
    rule.words.scope(from_the_start.chain(beside.iter().map(String::as_str)))
}

fn claim(rule: &Rule, scope: &mut NameScope, named: Named<'_>) -> String {
    let wanted = rule.name(named);
    if rule.within == Within::Nothing { wanted } else { scope.claim_exact(wanted) }
}

#[cfg(test)]
mod tests {
    use super::super::policy::{FunctionRules, Versions, as_it_is, lower_camel, upper_camel};
    use super::*;
    use crate::text::Namer;
    use crate::wit::Wit;

    const NAMER: Namer = Namer { reserved: &["Type", "if"], escape: |name| format!("{name}_") };
    const TYPE: Rule = Rule::new(upper_camel, NAMER).within(Within::Interface);
    const CASE: Rule = Rule::new(|n| format!("{}{}", n.owner, upper_camel(n)), NAMER).within(Within::Interface);
    const METHOD: Rule = Rule::new(lower_camel, NAMER).within(Within::Owner).beside(&[&["close"]]);
    const FREE: Rule = Rule::new(lower_camel, NAMER).within(Within::Functions);
    const FUNCTIONS: FunctionRules = FunctionRules {
        free: FREE,
        method: METHOD,
        fixed: Rule::new(|n| lower_camel(Named::alone(&format!("{}-{}", n.of, n.name))), NAMER)
            .within(Within::Functions),
        constructor: Rule::new(|_| "make".to_owned(), NAMER),
        taken: &["Imports"],
    };
    const POLICY: Policy = Policy {
        first: First::Resources,
        one_root: false,
        ty: TYPE,
        resource: TYPE,
        field: Rule::new(lower_camel, NAMER).within(Within::Owner),
        case: CASE,
        enum_case: Rule::new(as_it_is, NAMER),
        flag: Rule::new(as_it_is, NAMER),
        param: Rule::new(lower_camel, NAMER),
        imported: FUNCTIONS,
        exported: FUNCTIONS,
        versions: Versions { before: "_", between: "_" },
    };

    const WIT: &str = "package a:b;
        interface i {
            record imports { %if: u8, a-b: u8 }
            variant %type { x, y-z }
            record type-x { a: u8 }
            enum e { %if, b }
            resource counter {
                constructor();
                close: func();
                next: func();
                reset: static func();
            }
            counter-reset: func();
        }
        world w { import i; }";

    struct Beside;

    impl Surroundings for Beside {
        fn beside_methods(&self, _: ResourceId) -> Vec<String> {
            vec!["next".to_owned()]
        }
    }

    #[test]
    fn names_a_world_by_the_table() {
        let wit = Wit::parse("w.wit", WIT).expect("it parses");
        let world = World::from_wit(&wit, None).expect("it has a world");
        let names = Resolved::new(&world, &POLICY, &Beside);
        let interface = world.interfaces.iter().find(|interface| interface.name == "i").expect("it is imported");
        let types: Vec<_> = interface.types.iter().filter_map(|id| names.ty(*id)).collect();
        // The case `TypeX` is named behind the record of that name.
        assert_eq!(types, ["Imports2", "Type_", "TypeX", "E"]);
        let members: Vec<_> = interface.types.iter().map(|id| names.members(*id).join(" ")).collect();
        assert_eq!(members, ["if_ aB", "Type_X Type_YZ", "a", "if_ b"]);
        let functions: Vec<_> = (0..interface.functions.len()).map(|at| names.function(interface.id, at)).collect();
        assert_eq!(functions, ["make", "close2", "next2", "counterReset", "counterReset2"]);
    }

    #[test]
    fn names_parameters_beside_others() {
        let names = METHOD.all(&["self"], ["self", "close", "if", "a-b"]);
        assert_eq!(names, ["self2", "close2", "if_", "aB"]);
    }
}
