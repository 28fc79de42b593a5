//! Types and signatures that are drawn, written as WIT, and made simpler.

use std::fmt::Write as _;

use rand::rngs::StdRng;
use rand::{Rng, RngExt as _};

/// Leaves, by their WIT names.
const LEAVES: &[&str] = &["bool", "u8", "s8", "u16", "s16", "u32", "s32", "u64", "s64", "f32", "f64", "char", "string"];

/// A drawn type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Shape {
    Leaf(&'static str),
    List(Box<Shape>),
    Option(Box<Shape>),
    Result(Option<Box<Shape>>, Option<Box<Shape>>),
    Tuple(Vec<Shape>),
    Record(Vec<Shape>),
    Variant(Vec<Option<Shape>>),
    Enum(usize),
    Flags(usize),
    Stream(Option<Box<Shape>>),
    Future(Option<Box<Shape>>),
}

/// A drawn function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Signature {
    /// Whether it is async; only then streams and futures are in it.
    waits: bool,
    params: Vec<Shape>,
    result: Option<Shape>,
}

impl Signature {
    /// Up to five parameters, and a result most of the time.
    pub(super) fn draw(rng: &mut StdRng) -> Self {
        let waits = rng.random_range(0..2) > 0;
        let params = (0..rng.random_range(0..6)).map(|_| Shape::draw(rng, 4, waits)).collect();
        let result = (rng.random_range(0..5) > 0).then(|| Shape::draw(rng, 4, waits));
        Self { waits, params, result }
    }

    /// A package whose one interface has this function as `f`.
    pub(super) fn wit(&self, package: &str) -> String {
        let mut text = Text::default();
        let params = self.params.iter().enumerate().map(|(at, shape)| format!("p{at}: {}", text.name(shape)));
        let params = params.collect::<Vec<_>>().join(", ");
        let result = self.result.as_ref().map(|shape| format!(" -> {}", text.name(shape))).unwrap_or_default();
        let definitions = text.definitions;
        let func = if self.waits { "async func" } else { "func" };
        format!("package drawn:{package};\n\ninterface calls {{\n{definitions}  f: {func}({params}){result};\n}}\n")
    }

    /// How much there is of it.
    pub(super) fn size(&self) -> usize {
        let parts = self.params.iter().chain(&self.result).map(Shape::size).sum::<usize>();
        parts + self.params.len() + usize::from(self.waits)
    }

    /// Signatures with a little less in them, the smallest first.
    pub(super) fn simpler(&self) -> Vec<Self> {
        let mut found: Vec<Self> = Vec::new();
        if self.waits && !self.params.iter().chain(&self.result).any(Shape::has_end) {
            found.push(Self { waits: false, ..self.clone() });
        }
        for at in 0..self.params.len() {
            let mut fewer = self.clone();
            fewer.params.remove(at);
            found.push(fewer);
            for shape in self.params[at].simpler() {
                let mut other = self.clone();
                other.params[at] = shape;
                found.push(other);
            }
        }
        if let Some(result) = &self.result {
            found.push(Self { result: None, ..self.clone() });
            found.extend(result.simpler().into_iter().map(|shape| Self { result: Some(shape), ..self.clone() }));
        }
        found.sort_by_key(Self::size);
        found.dedup();
        found
    }
}

impl Shape {
    fn draw(rng: &mut StdRng, depth: usize, waits: bool) -> Self {
        let kinds = match (depth, waits) {
            (0, _) => 3,
            (_, false) => 9,
            (_, true) => 11,
        };
        let part = |rng: &mut StdRng| Self::draw(rng, depth - 1, waits);
        let maybe = |rng: &mut StdRng| (rng.random_range(0..3) > 0).then(|| part(rng));
        let several = |rng: &mut StdRng| (0..rng.random_range(1..5)).map(|_| part(rng)).collect();
        match rng.next_u32() % kinds {
            0 => Self::Leaf(LEAVES[rng.random_range(0..LEAVES.len())]),
            1 => Self::Enum([1, 2, 3, 5, 256, 257][rng.random_range(0..6)]),
            2 => Self::Flags(rng.random_range(1..33)),
            3 => Self::List(Box::new(part(rng))),
            4 => Self::Option(Box::new(part(rng))),
            5 => Self::Result(maybe(rng).map(Box::new), maybe(rng).map(Box::new)),
            6 => Self::Tuple(several(rng)),
            7 => Self::Record(several(rng)),
            8 => Self::Variant((0..rng.random_range(1..5)).map(|_| maybe(rng)).collect()),
            9 => Self::Stream(maybe(rng).map(Box::new)),
            _ => Self::Future(maybe(rng).map(Box::new)),
        }
    }

    /// Whether a stream or a future is in it.
    fn has_end(&self) -> bool {
        matches!(self, Self::Stream(_) | Self::Future(_)) || self.parts().into_iter().any(Self::has_end)
    }

    fn parts(&self) -> Vec<&Self> {
        match self {
            Self::Leaf(_) | Self::Enum(_) | Self::Flags(_) => Vec::new(),
            Self::List(part) | Self::Option(part) => vec![part],
            Self::Result(ok, err) => ok.iter().chain(err).map(AsRef::as_ref).collect(),
            Self::Tuple(parts) | Self::Record(parts) => parts.iter().collect(),
            Self::Variant(cases) => cases.iter().flatten().collect(),
            Self::Stream(part) | Self::Future(part) => part.iter().map(AsRef::as_ref).collect(),
        }
    }

    fn size(&self) -> usize {
        let own = match self {
            Self::Leaf("bool") => 1,
            Self::Leaf(_) => 2,
            Self::Enum(count) | Self::Flags(count) => 2 + count,
            Self::Variant(cases) => 3 + cases.len(),
            Self::List(_) | Self::Option(_) | Self::Result(..) | Self::Tuple(_) | Self::Record(_) => 3,
            Self::Stream(_) | Self::Future(_) => 4,
        };
        own + self.parts().into_iter().map(Self::size).sum::<usize>()
    }

    /// Its parts, and itself with less in it.
    fn simpler(&self) -> Vec<Self> {
        let mut found: Vec<Self> = self.parts().into_iter().cloned().collect();
        match self {
            Self::Leaf("bool") => {}
            Self::Leaf(_) => found.push(Self::Leaf("bool")),
            Self::Enum(count) if *count > 1 => found.extend([Self::Enum(1), Self::Enum(count / 2)]),
            Self::Flags(count) if *count > 1 => found.extend([Self::Flags(1), Self::Flags(count / 2)]),
            Self::Enum(_) | Self::Flags(_) => found.push(Self::Leaf("bool")),
            Self::List(part) => found.extend(part.simpler().into_iter().map(|s| Self::List(Box::new(s)))),
            Self::Option(part) => found.extend(part.simpler().into_iter().map(|s| Self::Option(Box::new(s)))),
            Self::Result(ok, err) => {
                found.extend(less(ok).into_iter().map(|ok| Self::Result(ok, err.clone())));
                found.extend(less(err).into_iter().map(|err| Self::Result(ok.clone(), err)));
            }
            Self::Stream(part) => found.extend(less(part).into_iter().map(Self::Stream)),
            Self::Future(part) => found.extend(less(part).into_iter().map(Self::Future)),
            Self::Tuple(parts) => found.extend(fewer(parts, Self::simpler).into_iter().map(Self::Tuple)),
            Self::Record(parts) => found.extend(fewer(parts, Self::simpler).into_iter().map(Self::Record)),
            Self::Variant(cases) => {
                let simpler = |case: &Option<Self>| match case {
                    None => Vec::new(),
                    Some(shape) => shape.simpler().into_iter().map(Some).chain([None]).collect(),
                };
                found.extend(fewer(cases, simpler).into_iter().map(Self::Variant));
            }
        }
        found
    }
}

fn less(part: &Option<Box<Shape>>) -> Vec<Option<Box<Shape>>> {
    let Some(shape) = part else { return Vec::new() };
    shape.simpler().into_iter().map(|shape| Some(Box::new(shape))).chain([None]).collect()
}

/// Without one of the items, or with one of them simpler; never empty.
fn fewer<T: Clone>(items: &[T], simpler: impl Fn(&T) -> Vec<T>) -> Vec<Vec<T>> {
    let mut found = Vec::new();
    for (at, item) in items.iter().enumerate() {
        if items.len() > 1 {
            let mut without = items.to_vec();
            without.remove(at);
            found.push(without);
        }
        for other in simpler(item) {
            let mut with = items.to_vec();
            with[at] = other;
            found.push(with);
        }
    }
    found
}

/// WIT text while it is written: anonymous types in place, others defined before the function.
#[derive(Default)]
struct Text {
    definitions: String,
    count: usize,
}

impl Text {
    fn name(&mut self, shape: &Shape) -> String {
        match shape {
            Shape::Leaf(name) => (*name).to_owned(),
            Shape::List(part) => format!("list<{}>", self.name(part)),
            Shape::Option(part) => format!("option<{}>", self.name(part)),
            Shape::Stream(None) => "stream".to_owned(),
            Shape::Stream(Some(part)) => format!("stream<{}>", self.name(part)),
            Shape::Future(None) => "future".to_owned(),
            Shape::Future(Some(part)) => format!("future<{}>", self.name(part)),
            Shape::Result(None, None) => "result".to_owned(),
            Shape::Result(Some(ok), None) => format!("result<{}>", self.name(ok)),
            Shape::Result(ok, err) => {
                let ok = ok.as_ref().map_or("_".to_owned(), |ok| self.name(ok));
                let err = err.as_ref().map_or("_".to_owned(), |err| self.name(err));
                format!("result<{ok}, {err}>")
            }
            Shape::Tuple(parts) => {
                format!("tuple<{}>", parts.iter().map(|part| self.name(part)).collect::<Vec<_>>().join(", "))
            }
            Shape::Record(parts) => {
                self.define("record", parts, |text, at, part| format!("f{at}: {}", text.name(part)))
            }
            Shape::Variant(cases) => self.define("variant", cases, |text, at, case| match case {
                Some(part) => format!("c{at}({})", text.name(part)),
                None => format!("c{at}"),
            }),
            Shape::Enum(count) => self.define("enum", &vec![(); *count], |_, at, ()| format!("e{at}")),
            Shape::Flags(count) => self.define("flags", &vec![(); *count], |_, at, ()| format!("b{at}")),
        }
    }

    fn define<T>(&mut self, keyword: &str, items: &[T], item: impl Fn(&mut Self, usize, &T) -> String) -> String {
        let parts: Vec<String> = items.iter().enumerate().map(|(at, part)| item(self, at, part)).collect();
        self.count += 1;
        let name = format!("t{}", self.count);
        let _ = writeln!(self.definitions, "  {keyword} {name} {{ {} }}", parts.join(", "));
        name
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng as _;
    use witloom_bindgen::Wit;

    use super::*;

    #[test]
    fn drawn_signatures_and_simpler_ones_are_wit() {
        let mut rng = StdRng::seed_from_u64(5);
        for _ in 0..50 {
            let mut signature = Signature::draw(&mut rng);
            while let Some(simpler) = signature.simpler().into_iter().next_back() {
                Wit::parse("drawn.wit", &simpler.wit("f0")).unwrap();
                assert!(simpler.size() < signature.size() || simpler != signature);
                signature = signature.simpler().swap_remove(0);
            }
            assert_eq!(signature, Signature { waits: false, params: Vec::new(), result: None });
        }
    }
}
