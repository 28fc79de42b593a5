//! What a type is among GC objects: a number, an array, a struct, or one of several structs.

use witloom_bindgen::binding::{Elements, Node, Part, Payload, Sum};
use witloom_bindgen::model::TypeId;
use witloom_bindgen::plan::Handle;

use super::Emitter;
use super::scalar::Scalar;

/// A type behind its aliases.
#[derive(Debug)]
pub(super) enum Shape<'a> {
    /// One number.
    Scalar(Scalar),
    /// A reference to somebody's resource.
    Handle(Handle),
    /// An array of code units.
    Text,
    /// An array of the elements of a list, or of the entries of a map.
    List(&'a Elements),
    /// An array of so many elements.
    FixedList {
        /// The elements.
        elements: &'a Elements,
        /// How many there are.
        count: u32,
        /// Core values of one of them; none when the list never crosses flat.
        cores: Option<u32>,
    },
    /// A struct with a field per part.
    Struct(&'a [Part]),
    /// A struct per case, with the payload as its field.
    Cases(&'a Sum, Vec<Option<&'a Payload>>),
    /// The end of a stream or future, which is refused before.
    End,
}

impl<'a> Emitter<'a> {
    pub(super) fn shape(&self, ty: TypeId) -> Shape<'a> {
        let (_, node) = self.binding.resolved(ty);
        match node {
            Node::Prim(prim) => Shape::Scalar(Scalar::Prim(*prim)),
            Node::Enum { tag, cases } => Shape::Scalar(Scalar::Enum(*tag, cases.len() as u32)),
            Node::Flags { width, .. } => Shape::Scalar(Scalar::Flags(*width)),
            Node::Handle(handle) => Shape::Handle(*handle),
            Node::Text => Shape::Text,
            Node::List(elements) | Node::Map { entries: elements, .. } => Shape::List(elements),
            Node::FixedList { elements, count, cores } => Shape::FixedList { elements, count: *count, cores: *cores },
            Node::Record(parts) | Node::Tuple(parts) => Shape::Struct(parts),
            Node::Option { .. } | Node::Result { .. } | Node::Variant { .. } => {
                let (sum, cases) = node.cases().expect("these have cases");
                Shape::Cases(sum, cases.into_iter().map(|(_, payload)| payload).collect())
            }
            Node::Alias(target) => self.shape(*target),
            Node::Stream(_) | Node::Future(_) => Shape::End,
        }
    }

    /// The number that a type is, if it is one.
    pub(super) fn scalar(&self, ty: TypeId) -> Option<Scalar> {
        if let Shape::Scalar(scalar) = self.shape(ty) { Some(scalar) } else { None }
    }
}
