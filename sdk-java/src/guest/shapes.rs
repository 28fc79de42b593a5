//! `Shapes.java`: takes records, variants and tuples apart, since Java compares the arrays in them by identity.

use std::collections::BTreeSet;

use witloom_bindgen::model::{Interface, Kind, TypeId};

use super::file;
use crate::decl::writer;
use crate::types::Types;

/// A class: as a pattern, its name in messages, and the accessors of its parts.
type Shape = (String, String, Vec<String>);

/// The file, for the types of all interfaces.
pub(super) fn shapes(types: &Types<'_>) -> String {
    let groups = types.world.interfaces.iter().map(|interface| of_interface(types, interface));
    let groups: Vec<Vec<Shape>> = groups.chain([tuples(types)]).filter(|group| !group.is_empty()).collect();
    let mut w = writer();
    w.line("/** What records, variants and tuples are made of. */");
    w.block("final class Shapes {", "}", |w| {
        w.line("private Shapes() {}");
        w.gap();
        w.line("/** The parts of a value; null if it has none. */");
        w.block("static Script.Parts of(Object value) {", "}", |w| {
            let ends = types.world.types.iter().any(|ty| ty.facts.has_end);
            w.line(format!("Script.Parts parts = {};", if ends { "Ends.of(value)" } else { "null" }));
            for number in 0..groups.len() {
                w.line(format!("parts = parts == null ? of{number}(value) : parts;"));
            }
            w.line("return parts;");
        });
        for (number, group) in groups.iter().enumerate() {
            w.gap();
            w.block(format!("private static Script.Parts of{number}(Object value) {{"), "}", |w| {
                for (pattern, name, accessors) in group {
                    let parts: String = accessors.iter().map(|accessor| format!(", it.{accessor}()")).collect();
                    w.block(format!("if (value instanceof {pattern} it) {{"), "}", |w| {
                        w.line(format!("return new Script.Parts(\"{name}\"{parts});"));
                    });
                }
                w.line("return null;");
            });
        }
    });
    file(w)
}

fn of_interface(types: &Types<'_>, interface: &Interface) -> Vec<Shape> {
    let of_type = |id: &TypeId| {
        let (name, class) = (types.names.ty(*id), types.named(*id));
        match &types.world.ty(*id).kind {
            Kind::Record(_) | Kind::Tuple(_) => vec![(class, name.to_owned(), types.names.members(*id).to_vec())],
            Kind::Result { ok, err } => {
                let shape = |(case, ty): (&str, &Option<TypeId>)| {
                    let accessors = ty.map(|_| "value".to_owned()).into_iter().collect();
                    (format!("{class}.{case}"), case.to_lowercase(), accessors)
                };
                [("Ok", ok), ("Err", err)].map(shape).to_vec()
            }
            Kind::Variant(cases) => {
                let names = types.names.members(*id).iter().zip(cases);
                let shape = |(case, of): (&String, &witloom_bindgen::model::Case)| {
                    let accessors = of.ty.map(|_| "value".to_owned()).into_iter().collect();
                    (format!("{class}.{case}"), format!("{name}.{case}"), accessors)
                };
                names.map(shape).collect()
            }
            Kind::Prim(_)
            | Kind::String
            | Kind::List(_)
            | Kind::FixedList(..)
            | Kind::Map(_)
            | Kind::Option(_)
            | Kind::Enum(_)
            | Kind::Flags(_)
            | Kind::Own(_)
            | Kind::Borrow(_)
            | Kind::Stream(_)
            | Kind::Future(_)
            | Kind::Alias(_)
            | Kind::ResourceAlias(_)
            | Kind::Unsupported(_) => Vec::new(),
        }
    };
    types.names.declared(interface).iter().flat_map(of_type).collect()
}

fn tuples(types: &Types<'_>) -> Vec<Shape> {
    let arity = |ty: &witloom_bindgen::model::Type| {
        let Kind::Tuple(parts) = &ty.kind else { return None };
        Some(parts.len())
    };
    let arities: BTreeSet<usize> = types.world.types.iter().filter_map(arity).collect();
    let shape = |arity: usize| {
        let any = vec!["?"; arity].join(", ");
        (format!("Tuple{arity}<{any}>"), format!("Tuple{arity}"), (0..arity).map(|i| format!("f{i}")).collect())
    };
    arities.into_iter().map(shape).collect()
}
