//! Interfaces that have the same name.

use super::World;
use super::types::{Interface, Key, PackageId};

/// What an interface's name has to tell, so that it is told apart from others of its side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Namesakes {
    /// The package: others have an interface of that name, or the world has one of its own.
    pub packages: bool,
    /// The version: others of the same package have an interface of that name.
    pub versions: bool,
}

impl World {
    /// What tells an interface apart from others of its side; nothing for interfaces of no package, which keep their
    /// names.
    pub fn namesakes(&self, interface: &Interface) -> Namesakes {
        let mut found = Namesakes::default();
        let Key::Package(package, name) = &interface.key else { return found };
        let same = |other: &PackageId| (&other.namespace, &other.name) == (&package.namespace, &package.name);
        for other in self.side(interface.side) {
            match &other.key {
                Key::Package(_, called) if called != name => {}
                Key::Package(other, _) if same(other) => found.versions |= other != package,
                Key::Package(..) => found.packages = true,
                Key::Inline(called) => found.packages |= called == name,
                Key::Root => {}
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wit::Wit;

    #[test]
    fn tells_packages_and_versions_apart() {
        let wit = Wit::parse(
            "w.wit",
            "package root:root;
            world w {
                import a:p/x@1.0.0;
                import a:p/x@2.0.0;
                import a:p/y@2.0.0;
                import b:q/z;
                import z: interface {}
                export a:p/x@1.0.0;
            }
            package a:p@1.0.0 { interface x { f: func(); } }
            package a:p@2.0.0 { interface x { f: func(); } interface y { f: func(); } }
            package b:q { interface z { f: func(); } }",
        );
        let world = World::from_wit(&wit.expect("it parses"), None).expect("it has a world");
        let told = |interface: &Interface| {
            let Namesakes { packages, versions } = world.namesakes(interface);
            (interface.full_name.clone(), packages, versions)
        };
        let expected = [
            ("$root", false, false),
            ("a:p/x@1.0.0", false, true),
            ("a:p/x@2.0.0", false, true),
            ("a:p/y@2.0.0", false, false),
            ("b:q/z", true, false),
            ("z", false, false),
            ("a:p/x@1.0.0", false, false),
        ];
        let found: Vec<_> = world.interfaces.iter().map(told).collect();
        assert_eq!(found, expected.map(|(name, packages, versions)| (name.to_owned(), packages, versions)));
    }
}
