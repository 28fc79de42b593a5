//! Nodes: one per type, with its meaning and its layout together.

use crate::model::{Case, Core, Docs, Kind, Label, Prim, TypeId, World};
use crate::plan::{Cast, End, EndKind, Flat, FlatCase, FlatSlot, Handle, Mem, Plan, Slot, Width};

/// A run of core values: of a part within its whole, or of a parameter within the signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cores {
    /// Position of the first, counted from the first of the whole.
    pub first: u32,
    /// How many there are.
    pub count: u32,
}

impl Cores {
    /// The positions.
    pub fn range(self) -> std::ops::Range<u32> {
        self.first..self.first + self.count
    }
}

/// A part of a record or tuple.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Name in WIT; for tuples the position.
    pub name: String,
    /// Its type.
    pub ty: TypeId,
    /// Bytes from the start of the whole.
    pub offset: u32,
    /// Its core values; `None` when the whole never crosses flat.
    pub cores: Option<Cores>,
    /// Documentation.
    pub docs: Docs,
}

/// What the cases of a variant, option or result share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sum {
    /// Width of the discriminant, at offset 0; flat it is the first core value, an `i32`.
    pub tag: Width,
    /// Offset of every payload.
    pub payload: u32,
    /// Core types after the discriminant; `None` when the value never crosses flat.
    pub joined: Option<Vec<Core>>,
}

/// What a case of a variant, option or result holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payload {
    /// Its type.
    pub ty: TypeId,
    /// One cast per core value, from the payload's own core types to [`Sum::joined`]. Positions past its own are
    /// zero of the joined type when lowered. `None` when the value never crosses flat.
    pub casts: Option<Vec<Cast>>,
}

/// A case of an option, a result or a variant: its name and what it holds.
pub type NamedCase<'a> = (&'a str, Option<&'a Payload>);

/// A case of a variant; its discriminant is its position.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VariantCase {
    /// Name in WIT.
    pub name: String,
    /// What it holds.
    pub payload: Option<Payload>,
    /// Documentation.
    pub docs: Docs,
}

/// Elements one after another, in a block of their own or in place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Elements {
    /// Element type.
    pub ty: TypeId,
    /// Bytes from one element to the next.
    pub stride: u32,
    /// Alignment of the block.
    pub align: u32,
    /// The primitive, when elements are one that has the same form in every array of it: such a list is copied as
    /// one block. `bool` and `char` are left out, since their bytes need checks.
    pub bulk: Option<Prim>,
}

/// A type: what it means and how it lies in linear memory and over core values. One level deep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node {
    /// A primitive.
    Prim(Prim),
    /// `string`: pointer and length, in memory and flat.
    Text,
    /// `list<T>`: pointer and length in elements, in memory and flat.
    List(Elements),
    /// `list<T, N>`: elements in place, one after another in memory and over core values.
    FixedList {
        /// The elements.
        elements: Elements,
        /// How many there are.
        count: u32,
        /// Core values of one element; `None` when the list never crosses flat.
        cores: Option<u32>,
    },
    /// `map<K, V>`: the list of its entries. When keys repeat, the last entry counts.
    Map {
        /// Entries; their type is a tuple of key and value.
        entries: Elements,
        /// The key within an entry.
        key: Part,
        /// The value within an entry.
        value: Part,
    },
    /// `record`
    Record(Vec<Part>),
    /// `tuple`
    Tuple(Vec<Part>),
    /// `option<T>`: case 0 is none, case 1 some.
    Option {
        /// Discriminant and payload.
        sum: Sum,
        /// What `some` holds.
        some: Payload,
    },
    /// `result<T, E>`: case 0 is ok, case 1 err.
    Result {
        /// Discriminant and payload.
        sum: Sum,
        /// What `ok` holds.
        ok: Option<Payload>,
        /// What `err` holds.
        err: Option<Payload>,
    },
    /// `variant`
    Variant {
        /// Discriminant and payload.
        sum: Sum,
        /// The cases.
        cases: Vec<VariantCase>,
    },
    /// `enum`: a discriminant alone.
    Enum {
        /// Its width in memory; flat it is an `i32`.
        tag: Width,
        /// The cases.
        cases: Vec<Label>,
    },
    /// `flags`: flag `i` is bit `i`.
    Flags {
        /// Bytes in memory; flat it is an `i32`, or nothing where there are no flags.
        width: Width,
        /// The flags.
        flags: Vec<Label>,
    },
    /// `own<R>` and `borrow<R>`: an `i32`.
    Handle(Handle),
    /// `stream<T>`, with the type of its elements: the readable end, an `i32`. It moves as own handles do.
    Stream(Option<TypeId>),
    /// `future<T>`, with the type of its value: the readable end, an `i32`. It moves as own handles do.
    Future(Option<TypeId>),
    /// Another name for a type.
    Alias(TypeId),
}

impl Node {
    /// The node of a type; `None` where it is unsupported or holds no value.
    pub(super) fn of(world: &World, plan: &Plan, id: TypeId) -> Option<Self> {
        let planned = plan.planned(id)?;
        let (mem, flat) = (&planned.mem, planned.flat.as_ref());
        Some(match (&world.ty(id).kind, mem) {
            (Kind::Prim(prim), _) => Self::Prim(*prim),
            (Kind::String, _) => Self::Text,
            (Kind::Map(map), Mem::List { elem, stride, align, bulk }) => {
                let entries = Elements { ty: *elem, stride: *stride, align: *align, bulk: *bulk };
                let mut parts = entry(world, plan, *elem).into_iter();
                let (key, value) = (parts.next()?, parts.next()?);
                debug_assert!(key.ty == map.key && value.ty == map.value);
                Self::Map { entries, key, value }
            }
            (_, Mem::List { elem, stride, align, bulk }) => {
                Self::List(Elements { ty: *elem, stride: *stride, align: *align, bulk: *bulk })
            }
            (_, Mem::FixedList { elem, stride, count }) => {
                let align = world.ty(*elem).layout.align;
                let elements = Elements { ty: *elem, stride: *stride, align, bulk: bulk_of(world, *elem) };
                let cores = flat.and_then(|_| world.ty(*elem).flat.as_ref()).map(|cores| cores.len() as u32);
                Self::FixedList { elements, count: *count, cores }
            }
            (Kind::Record(fields), Mem::Product(slots)) => {
                let labels = fields.iter().map(|field| (field.name.clone(), field.docs.clone()));
                Self::Record(parts(world, slots, flat, labels))
            }
            (_, Mem::Product(slots)) => {
                let labels = (0..slots.len()).map(|index| (index.to_string(), None));
                Self::Tuple(parts(world, slots, flat, labels))
            }
            (kind, Mem::Sum { tag, payload, .. }) => sum(kind, *tag, *payload, flat)?,
            (Kind::Enum(cases), Mem::Enum { tag, .. }) => Self::Enum { tag: *tag, cases: cases.clone() },
            (Kind::Flags(flags), Mem::Flags { width, .. }) => Self::Flags { width: *width, flags: flags.clone() },
            (_, Mem::Handle(handle)) => Self::Handle(*handle),
            (_, Mem::End(End { kind: EndKind::Stream, payload })) => Self::Stream(*payload),
            (_, Mem::End(End { kind: EndKind::Future, payload })) => Self::Future(*payload),
            (_, Mem::Same(target)) => Self::Alias(*target),
            (_, Mem::Prim(_) | Mem::String | Mem::Enum { .. } | Mem::Flags { .. }) => return None,
        })
    }

    /// The types directly inside, in order; of streams and futures the payload, which a value doesn't hold.
    pub fn parts(&self) -> Vec<TypeId> {
        match self {
            Self::List(elements) | Self::FixedList { elements, .. } => vec![elements.ty],
            Self::Map { key, value, .. } => vec![key.ty, value.ty],
            Self::Record(parts) | Self::Tuple(parts) => parts.iter().map(|part| part.ty).collect(),
            Self::Option { some, .. } => vec![some.ty],
            Self::Result { ok, err, .. } => ok.iter().chain(err).map(|payload| payload.ty).collect(),
            Self::Variant { cases, .. } => cases.iter().flat_map(|case| &case.payload).map(|p| p.ty).collect(),
            Self::Stream(payload) | Self::Future(payload) => payload.iter().copied().collect(),
            Self::Alias(target) => vec![*target],
            Self::Prim(_) | Self::Text | Self::Enum { .. } | Self::Flags { .. } | Self::Handle(_) => Vec::new(),
        }
    }

    /// Discriminant and cases of an option, a result or a variant, each case with its name and what it holds.
    pub fn cases(&self) -> Option<(&Sum, Vec<NamedCase<'_>>)> {
        if let Self::Variant { sum, cases } = self {
            return Some((sum, cases.iter().map(|case| (case.name.as_str(), case.payload.as_ref())).collect()));
        }
        if let Self::Result { sum, ok, err } = self {
            return Some((sum, vec![("ok", ok.as_ref()), ("err", err.as_ref())]));
        }
        let Self::Option { sum, some } = self else { return None };
        Some((sum, vec![("none", None), ("some", Some(some))]))
    }

    /// The cases of an enum, or flags; empty for other types.
    pub fn labels(&self) -> &[Label] {
        if let Self::Enum { cases: labels, .. } | Self::Flags { flags: labels, .. } = self { labels } else { &[] }
    }

    /// The elements of a list of whichever length, or the entries of a map.
    pub fn elements(&self) -> Option<&Elements> {
        if let Self::List(elements) | Self::FixedList { elements, .. } | Self::Map { entries: elements, .. } = self {
            return Some(elements);
        }
        None
    }
}

/// Key and value of a map's entry.
fn entry(world: &World, plan: &Plan, id: TypeId) -> Vec<Part> {
    match plan.planned(id).map(|planned| (&planned.mem, planned.flat.as_ref())) {
        Some((Mem::Product(slots), flat)) => {
            let labels = ["key", "value"].map(|name| (name.to_owned(), None)).into_iter();
            parts(world, slots, flat, labels)
        }
        Some(_) | None => Vec::new(),
    }
}

fn parts(
    world: &World,
    slots: &[Slot],
    flat: Option<&Flat>,
    labels: impl Iterator<Item = (String, Docs)>,
) -> Vec<Part> {
    let flat: &[FlatSlot] = match flat {
        Some(Flat::Product(slots)) => slots,
        Some(_) | None => &[],
    };
    let cores = |index: usize| {
        let slot = flat.get(index)?;
        Some(Cores { first: slot.first, count: world.ty(slot.ty).flat.as_ref()?.len() as u32 })
    };
    let part = |(index, (slot, (name, docs))): (usize, (&Slot, (String, Docs)))| Part {
        name,
        ty: slot.ty,
        offset: slot.offset,
        cores: cores(index),
        docs,
    };
    slots.iter().zip(labels).enumerate().map(part).collect()
}

fn sum(kind: &Kind, tag: Width, payload: u32, flat: Option<&Flat>) -> Option<Node> {
    let (joined, flat): (_, &[Option<FlatCase>]) = match flat {
        Some(Flat::Sum { joined, cases }) => (Some(joined.clone()), cases),
        Some(_) | None => (None, &[]),
    };
    let casts = |case: usize| flat.get(case).and_then(Option::as_ref).map(|case| case.casts.clone());
    let held = |case: usize, ty: TypeId| Payload { ty, casts: casts(case) };
    let sum = Sum { tag, payload, joined };
    Some(match kind {
        Kind::Option(some) => Node::Option { sum, some: held(1, *some) },
        Kind::Result { ok, err } => Node::Result { sum, ok: ok.map(|ty| held(0, ty)), err: err.map(|ty| held(1, ty)) },
        Kind::Variant(cases) => {
            let case = |(index, case): (usize, &Case)| VariantCase {
                name: case.name.clone(),
                payload: case.ty.map(|ty| held(index, ty)),
                docs: case.docs.clone(),
            };
            Node::Variant { sum, cases: cases.iter().enumerate().map(case).collect() }
        }
        Kind::Prim(_)
        | Kind::String
        | Kind::List(_)
        | Kind::FixedList(..)
        | Kind::Map(_)
        | Kind::Tuple(_)
        | Kind::Record(_)
        | Kind::Enum(_)
        | Kind::Flags(_)
        | Kind::Own(_)
        | Kind::Borrow(_)
        | Kind::Stream(_)
        | Kind::Future(_)
        | Kind::Alias(_)
        | Kind::ResourceAlias(_)
        | Kind::Unsupported(_) => return None,
    })
}

/// The primitive that elements are, where a list of them is copied as one block.
fn bulk_of(world: &World, elem: TypeId) -> Option<Prim> {
    match world.ty(world.resolve_alias(elem)).kind {
        Kind::Prim(prim) => (!matches!(prim, Prim::Bool | Prim::Char)).then_some(prim),
        Kind::String
        | Kind::List(_)
        | Kind::FixedList(..)
        | Kind::Map(_)
        | Kind::Option(_)
        | Kind::Result { .. }
        | Kind::Tuple(_)
        | Kind::Record(_)
        | Kind::Variant(_)
        | Kind::Enum(_)
        | Kind::Flags(_)
        | Kind::Own(_)
        | Kind::Borrow(_)
        | Kind::Stream(_)
        | Kind::Future(_)
        | Kind::Alias(_)
        | Kind::ResourceAlias(_)
        | Kind::Unsupported(_) => None,
    }
}
