//! Values to call with: boundaries first, then seeded random ones.
//!
//! Vector `k` of a function is always the same for the same seed: a cell that failed can be run again alone.
//! Parts of a compound take boundaries of their own at different paces, so that they meet in many
//! combinations. Handles are not drawn here; resources have scripted cases.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rand::rngs::StdRng;
use rand::{Rng, RngExt as _, SeedableRng};
use witloom_bindgen::World;
use witloom_bindgen::guest::Vector;
use witloom_bindgen::interp::Value;
use witloom_bindgen::model::{Function, Kind, MapKind, Prim, TypeId};

/// How long the longest string and list of bytes are: 1 MiB.
pub const LONG: usize = 1 << 20;

/// The vectors of a run's functions that one guest holds. What a guest holds is part of its code, so there is a
/// limit; further vectors are the share of further guests.
#[derive(Debug, Default)]
pub struct Share {
    /// The position of the first one among all vectors of a function.
    pub first: usize,
    vectors: BTreeMap<u32, Arc<Vec<Vector>>>,
    /// Functions that have no vectors left; guests hold some nevertheless.
    spare: BTreeSet<u32>,
}

impl Share {
    /// Divides the vectors of functions, by their numbers.
    pub fn divide(drawn: Vec<(u32, Vec<Vector>)>, size: usize) -> Vec<Self> {
        let most = drawn.iter().map(|(_, vectors)| vectors.len()).max().unwrap_or_default();
        let mut shares: Vec<Self> = (0..most).step_by(size).map(|first| Self { first, ..Self::default() }).collect();
        for (number, vectors) in drawn {
            for share in &mut shares {
                let own = vectors.get(share.first..vectors.len().min(share.first + size)).unwrap_or_default();
                let held = if own.is_empty() { &vectors[..vectors.len().min(1)] } else { own };
                if own.is_empty() {
                    share.spare.insert(number);
                }
                share.vectors.insert(number, Arc::new(held.to_vec()));
            }
        }
        shares
    }

    /// The vectors of a function that guests hold.
    pub fn get(&self, number: u32) -> Option<&Arc<Vec<Vector>>> {
        self.vectors.get(&number)
    }

    /// How many vectors of a function are to be played.
    pub fn count(&self, number: u32) -> usize {
        if self.spare.contains(&number) { 0 } else { self.get(number).map_or(0, |vectors| vectors.len()) }
    }
}

/// Draws vectors.
#[derive(Debug)]
pub struct Draw<'w> {
    world: &'w World,
    rng: StdRng,
    /// Whether megabyte values are drawn.
    long: bool,
}

/// The vectors of one function: `count` of them, or one if it neither takes nor gives a value.
pub fn vectors(world: &World, function: &Function, count: usize, seed: u64) -> Vec<Vector> {
    let count = if function.params.is_empty() && function.result.is_none() { 1 } else { count };
    (0..count).map(|k| vector(world, function, k, seed)).collect()
}

/// One vector of a function.
pub fn vector(world: &World, function: &Function, k: usize, seed: u64) -> Vector {
    let name = function.core_name.bytes().fold(seed, |sum, byte| sum.wrapping_mul(131).wrapping_add(byte.into()));
    let rng = StdRng::seed_from_u64(name ^ (k as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    let mut draw = Draw { world, rng, long: true };
    let params = function.params.iter().enumerate().map(|(i, p)| draw.value(p.ty, k + i * 3, 0)).collect();
    let result = function.result.map(|ty| draw.value(ty, k + 1, 0));
    Vector { params, result }
}

/// Keys of one type by size: numbers, scalar values, bytes of text.
fn key_order(a: &Value, b: &Value) -> Ordering {
    match (a, b) {
        (Value::Bool(a), Value::Bool(b)) => a.cmp(b),
        (Value::Int(a), Value::Int(b)) => a.cmp(b),
        (Value::Char(a), Value::Char(b)) => a.cmp(b),
        (Value::String(a), Value::String(b)) => a.cmp(b),
        (_, _) => Ordering::Equal,
    }
}

impl Draw<'_> {
    /// A value of a type: the `k`-th boundary while there are any, then random ones.
    pub fn value(&mut self, ty: TypeId, k: usize, depth: usize) -> Value {
        match self.world.ty(ty).kind.clone() {
            Kind::Prim(prim) => self.prim(prim, k),
            Kind::String => Value::String(self.string(k, depth)),
            Kind::List(elem) => Value::List(self.list(elem, k, depth)),
            Kind::FixedList(elem, count) => {
                Value::List((0..count as usize).map(|i| self.value(elem, k + i, depth + 1)).collect())
            }
            Kind::Map(map) => Value::List(self.entries(map, k, depth)),
            kind @ (Kind::Tuple(_) | Kind::Record(_)) => {
                let parts = kind.parts().into_iter().enumerate();
                Value::Product(parts.map(|(i, ty)| self.value(ty, k + i * 2, depth + 1)).collect())
            }
            Kind::Option(some) => self.sum(&[None, Some(some)], k, depth),
            Kind::Result { ok, err } => self.sum(&[ok, err], k, depth),
            Kind::Variant(cases) => self.sum(&cases.iter().map(|case| case.ty).collect::<Vec<_>>(), k, depth),
            Kind::Enum(cases) => Value::Enum((k % cases.len()) as u32),
            Kind::Flags(flags) => Value::Flags(self.flags(flags.len(), k)),
            Kind::Alias(target) => self.value(target, k, depth),
            // Bytes go as fast as lists do; of other elements a hundred are as good as a million.
            Kind::Stream(Some(elem)) => {
                let bytes = self.world.ty(self.world.resolve_alias(elem)).kind == Kind::Prim(Prim::U8);
                let long = self.long;
                self.long = long && bytes;
                let elements = self.list(elem, k, depth);
                self.long = if bytes { self.long } else { long };
                Value::List(elements)
            }
            Kind::Stream(None) => Value::List(vec![Value::Product(Vec::new()); k % 9]),
            Kind::Future(Some(payload)) => self.value(payload, k, depth + 1),
            Kind::Future(None) => Value::Product(Vec::new()),
            Kind::Own(_) | Kind::Borrow(_) | Kind::ResourceAlias(_) | Kind::Unsupported(_) => Value::Handle(0),
        }
    }

    /// Entries with keys that differ, in ascending order: the order in which languages whose maps have none lower
    /// them.
    fn entries(&mut self, map: MapKind, k: usize, depth: usize) -> Vec<Value> {
        let count = if depth == 0 { [1, 0, 2, 5, 40][k % 5] } else { [1, 2, 0, 3][k % 4] };
        let mut entries: Vec<(Value, Value)> = Vec::new();
        for i in 0..count {
            let key = self.value(map.key, k + i, depth + 1);
            let value = self.value(map.value, k + i * 2, depth + 1);
            if entries.iter().all(|(known, _)| *known != key) {
                entries.push((key, value));
            }
        }
        entries.sort_by(|(a, _), (b, _)| key_order(a, b));
        entries.into_iter().map(|(key, value)| Value::Product(vec![key, value])).collect()
    }

    fn sum(&mut self, cases: &[Option<TypeId>], k: usize, depth: usize) -> Value {
        let case = k % cases.len();
        let payload = cases[case].map(|ty| Box::new(self.value(ty, k / cases.len(), depth + 1)));
        Value::Sum(case as u32, payload)
    }

    fn flags(&mut self, count: usize, k: usize) -> u32 {
        let all = if count >= 32 { u32::MAX } else { (1 << count) - 1 };
        match k {
            0 => 0,
            1 => all,
            2 => 1 & all,
            3 => ((all >> 1) + 1) & all,
            4 => 0x5555_5555 & all,
            _ => self.rng.next_u32() & all,
        }
    }

    fn prim(&mut self, prim: Prim, k: usize) -> Value {
        match prim {
            Prim::Bool => Value::Bool(k % 2 == 1),
            Prim::F32 => Value::F32(F32_BOUNDARIES.get(k).copied().unwrap_or_else(|| self.any_f32())),
            Prim::F64 => Value::F64(F64_BOUNDARIES.get(k).copied().unwrap_or_else(|| self.any_f64())),
            Prim::Char => Value::Char(CHARS.get(k).copied().unwrap_or_else(|| self.any_char())),
            integer => Value::Int(self.integer(integer, k)),
        }
    }

    fn integer(&mut self, prim: Prim, k: usize) -> i128 {
        let Some((low, high)) = prim.integer_range() else { return 0 };
        let half = (high - low) / 2 + low;
        // Around zero, around the sign bit, around what a double holds exactly, and both ends.
        let wanted = [
            0,
            high,
            low,
            1,
            -1,
            high - 1,
            low + 1,
            half,
            half + 1,
            0x7f,
            0x80,
            0xff,
            0x100,
            0x7fff,
            0x8000,
            0xffff,
            0x7fff_ffff,
            0x8000_0000,
            0xffff_ffff,
            0x1_0000_0000,
            (1 << 53) - 1,
            1 << 53,
            (1 << 53) + 1,
            -(1 << 53) - 1,
            -0x8000_0000,
            -0x8000_0001,
        ];
        let mut fitting: Vec<i128> = Vec::new();
        for value in wanted {
            if (low..=high).contains(&value) && !fitting.contains(&value) {
                fitting.push(value);
            }
        }
        fitting.get(k).copied().unwrap_or_else(|| {
            let width = prim.size() * 8;
            // Fewer bits now and then, so that small magnitudes occur too.
            let shift = self.rng.random_range(0..width);
            let bits = i128::from(self.rng.next_u64() >> (64 - width)) >> shift;
            if prim.is_signed() { bits - (bits & (high + 1)) * 2 } else { bits }
        })
    }

    /// Any number; NaN is drawn as a boundary only, since hosts may change its payload.
    fn any_f32(&mut self) -> u32 {
        let bits = self.rng.next_u32();
        if f32::from_bits(bits).is_nan() { 0x3f80_0001 } else { bits }
    }

    fn any_f64(&mut self) -> u64 {
        let bits = self.rng.next_u64();
        if f64::from_bits(bits).is_nan() { 0x3ff0_0000_0000_0001 } else { bits }
    }

    fn any_char(&mut self) -> char {
        loop {
            if let Some(found) = char::from_u32(self.rng.random_range(0..=0x10_ffff)) {
                return found;
            }
        }
    }

    fn string(&mut self, k: usize, depth: usize) -> String {
        if let Some(text) = STRINGS.get(k) {
            return (*text).to_owned();
        }
        if k == STRINGS.len() && depth == 0 && self.long {
            self.long = false;
            return "witloom é ".repeat(LONG / 11 + 1);
        }
        let length = self.rng.random_range(0..24);
        (0..length).map(|_| self.any_char()).collect()
    }

    fn list(&mut self, elem: TypeId, k: usize, depth: usize) -> Vec<Value> {
        let fixed = matches!(self.world.ty(self.world.resolve_alias(elem)).kind, Kind::Prim(_));
        let length = match k {
            0 => 0,
            1 => 1,
            2 => 2,
            3 if depth == 0 && fixed && self.long => return self.long_list(elem),
            4 if depth == 0 => 100,
            _ => self.rng.random_range(0..6),
        };
        (0..length).map(|i| self.value(elem, k + i, depth + 1)).collect()
    }

    /// A list of about 64 KiB, and of 1 MiB for bytes, that repeats four values.
    fn long_list(&mut self, elem: TypeId) -> Vec<Value> {
        self.long = false;
        let size = self.world.ty(elem).layout.size.max(1) as usize;
        let length = if size == 1 { LONG } else { (1 << 16) / size };
        let unit: Vec<Value> = (0..4).map(|i| self.value(elem, i + 7, 1)).collect();
        unit.into_iter().cycle().take(length).collect()
    }
}

const F32_BOUNDARIES: &[u32] = &[
    0x0000_0000,
    0x8000_0000,
    0x3f80_0000,
    0xbf80_0000,
    0x7f80_0000,
    0xff80_0000,
    0x7fc0_0000,
    0x0000_0001,
    0x007f_ffff,
    0x0080_0000,
    0x7f7f_ffff,
    0xff7f_ffff,
    0x3dcc_cccd,
    0x4b80_0000,
    0x4b80_0001,
    0x3faa_aaab,
];

const F64_BOUNDARIES: &[u64] = &[
    0,
    0x8000_0000_0000_0000,
    0x3ff0_0000_0000_0000,
    0xbff0_0000_0000_0000,
    0x7ff0_0000_0000_0000,
    0xfff0_0000_0000_0000,
    0x7ff8_0000_0000_0000,
    1,
    0x000f_ffff_ffff_ffff,
    0x0010_0000_0000_0000,
    0x7fef_ffff_ffff_ffff,
    0xffef_ffff_ffff_ffff,
    0x3fb9_9999_9999_999a,
    0x4340_0000_0000_0000,
    0x4340_0000_0000_0001,
    0x3fd5_5555_5555_5555,
];

const CHARS: &[char] = &[
    'a',
    '\0',
    '\u{7f}',
    '\u{80}',
    '\u{7ff}',
    '\u{800}',
    '\u{d7ff}',
    '\u{e000}',
    '\u{fffd}',
    '\u{ffff}',
    '\u{10000}',
    '\u{10ffff}',
    '\u{301}',
    '😀',
    '"',
    '\\',
    '\n',
    '$',
    '#',
    '\'',
    '\u{2028}',
];

/// Strings that break converters.
const STRINGS: &[&str] = &[
    "",
    "a",
    "\0",
    "a\0b\0",
    "é",
    "e\u{301}",
    "😀",
    "👩‍👩‍👧‍👦",
    "\u{10ffff}\u{10000}\u{ffff}\u{e000}\u{d7ff}",
    "\"quotes\" 'single' \\back\\ `tick`",
    "#{x} ${x} %s {0} $x \\u0041",
    "line\nbreak\r\ntab\tbell\u{7}",
    "\u{feff}bom",
    "\u{2028}\u{2029}\u{85}",
    "العربية עברית",
    " leading and trailing ",
    "*/ // -- <!-- ]]> */",
];

#[cfg(test)]
mod tests {
    use super::*;
    use witloom_bindgen::Wit;
    use witloom_bindgen::interp;

    /// Whether a value belongs to a type; those of streams and futures are of the matrix's own, see `bindgen::guest`.
    fn of_type(world: &World, ty: TypeId, value: &Value) -> bool {
        match (&world.ty(ty).kind, value) {
            (Kind::Stream(Some(elem)), Value::List(values)) => values.iter().all(|value| of_type(world, *elem, value)),
            (Kind::Stream(None), Value::List(values)) => {
                values.iter().all(|value| *value == Value::Product(Vec::new()))
            }
            (Kind::Future(Some(payload)), value) => of_type(world, *payload, value),
            (Kind::Future(None), value) => *value == Value::Product(Vec::new()),
            // What such a type is made of is walked by the languages.
            (_, _) if world.ty(ty).facts.has_end => true,
            (_, value) => interp::of_type(world, ty, value),
        }
    }

    #[test]
    fn every_value_belongs_to_its_type_and_is_reproducible() {
        for case in crate::draw::cases::built_in() {
            let wit = Wit::parse(case.name, &case.wit).expect("built-in cases are valid");
            let world = World::from_wit(&wit, None).expect("they have one world");
            for function in world.interfaces.iter().flat_map(|i| &i.functions) {
                let drawn = vectors(&world, function, 40, 7);
                assert_eq!(drawn, vectors(&world, function, 40, 7));
                for vector in drawn {
                    let params = function.params.iter().zip(&vector.params);
                    assert!(params.into_iter().all(|(p, value)| of_type(&world, p.ty, value)), "{}", function.name);
                    let result = function.result.zip(vector.result.as_ref());
                    assert!(result.is_none_or(|(ty, value)| of_type(&world, ty, value)), "{}", function.name);
                }
            }
        }
    }

    #[test]
    fn every_vector_is_the_share_of_one_guest() {
        let vector = |n: i128| Vector { params: vec![Value::Int(n)], result: None };
        let drawn = vec![(7, (0..5).map(vector).collect::<Vec<_>>()), (8, vec![vector(9)])];
        let shares = Share::divide(drawn, 2);
        let played: Vec<_> =
            shares.iter().map(|s| (s.first, s.count(7), s.count(8), s.get(8).unwrap().len())).collect();
        assert_eq!(played, [(0, 2, 1, 1), (2, 2, 0, 1), (4, 1, 0, 1)]);
        let all: Vec<Vector> = shares.iter().flat_map(|share| share.get(7).unwrap().to_vec()).collect();
        assert_eq!(all, (0..5).map(vector).collect::<Vec<_>>());
        assert!(Share::divide(Vec::new(), 2).is_empty());
    }

    #[test]
    fn integers_meet_every_boundary() {
        let wit = Wit::parse("t.wit", "package a:b; interface i { f: func(v: s64); } world w { export i; }");
        let world = World::from_wit(&wit.expect("valid"), None).expect("one world");
        let function = world.interfaces.iter().flat_map(|i| &i.functions).next().expect("one function");
        let seen: Vec<Value> = vectors(&world, function, 30, 1).into_iter().flat_map(|v| v.params).collect();
        for value in [i128::from(i64::MIN), i128::from(i64::MAX), -1, (1 << 53) + 1, 0x8000_0000] {
            assert!(seen.contains(&Value::Int(value)), "{value}");
        }
    }
}
