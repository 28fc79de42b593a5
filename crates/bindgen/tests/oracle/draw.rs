//! Random WIT and random values of its types.

use std::fmt::Write as _;

use proptest::prelude::*;
use witloom_bindgen::World;
use witloom_bindgen::interp::Value;
use witloom_bindgen::model::{Kind, Prim, TypeId};

/// A type to be written as WIT.
#[derive(Debug, Clone)]
pub enum Ty {
    Leaf(&'static str),
    List(Box<Ty>),
    Map(&'static str, Box<Ty>),
    Option(Box<Ty>),
    Result(Option<Box<Ty>>, Option<Box<Ty>>),
    Tuple(Vec<Ty>),
    Record(Vec<Ty>),
    Variant(Vec<Option<Ty>>),
    Enum(usize),
    Flags(usize),
    Stream(Option<Box<Ty>>),
    Future(Option<Box<Ty>>),
}

const LEAVES: &[&str] =
    &["bool", "u8", "s8", "u16", "s16", "u32", "s32", "u64", "s64", "f32", "f64", "char", "string", "thing"];

const KEYS: &[&str] = &["bool", "u8", "s8", "u16", "s16", "u32", "s32", "u64", "s64", "char", "string"];

pub fn ty() -> impl Strategy<Value = Ty> {
    let sizes = prop_oneof![1usize..4, Just(257), Just(300)];
    let leaf = prop_oneof![
        6 => proptest::sample::select(LEAVES).prop_map(Ty::Leaf),
        1 => sizes.prop_map(Ty::Enum),
        1 => (1usize..=32).prop_map(Ty::Flags),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        let boxed = inner.clone().prop_map(Box::new);
        let maybe = proptest::option::of(boxed.clone());
        prop_oneof![
            boxed.clone().prop_map(Ty::List),
            (proptest::sample::select(KEYS), boxed.clone()).prop_map(|(key, value)| Ty::Map(key, value)),
            boxed.prop_map(Ty::Option),
            // Not of characters: those are refused.
            maybe
                .clone()
                .prop_filter("a stream of chars", |ty| !matches!(ty.as_deref(), Some(Ty::Leaf("char"))))
                .prop_map(Ty::Stream),
            maybe.clone().prop_map(Ty::Future),
            (maybe.clone(), maybe).prop_map(|(ok, err)| Ty::Result(ok, err)),
            proptest::collection::vec(inner.clone(), 1..5).prop_map(Ty::Tuple),
            proptest::collection::vec(inner.clone(), 1..5).prop_map(Ty::Record),
            proptest::collection::vec(proptest::option::of(inner), 1..5).prop_map(Ty::Variant),
        ]
    })
}

/// One function over these types, once imported and once exported.
pub fn wit(params: &[Ty], result: Option<&Ty>) -> String {
    let mut text = Text { definitions: String::new(), count: 0 };
    let params: Vec<String> = params.iter().enumerate().map(|(i, ty)| format!("p{i}: {}", text.name(ty))).collect();
    let result = result.map(|ty| format!(" -> {}", text.name(ty))).unwrap_or_default();
    format!(
        "package a:b;\ninterface i {{\n  resource thing;\n{}  f: func({}){result};\n}}\nworld w {{ import i; export i; }}\n",
        text.definitions,
        params.join(", ")
    )
}

struct Text {
    definitions: String,
    count: usize,
}

impl Text {
    fn name(&mut self, ty: &Ty) -> String {
        let opt = |text: &mut Self, ty: &Option<Box<Ty>>| ty.as_ref().map_or("_".to_owned(), |ty| text.name(ty));
        match ty {
            Ty::Leaf(name) => (*name).to_owned(),
            Ty::List(ty) => format!("list<{}>", self.name(ty)),
            Ty::Map(key, value) => format!("map<{key}, {}>", self.name(value)),
            Ty::Option(ty) => format!("option<{}>", self.name(ty)),
            Ty::Stream(None) => "stream".to_owned(),
            Ty::Stream(Some(ty)) => format!("stream<{}>", self.name(ty)),
            Ty::Future(None) => "future".to_owned(),
            Ty::Future(Some(ty)) => format!("future<{}>", self.name(ty)),
            Ty::Result(None, None) => "result".to_owned(),
            Ty::Result(Some(ok), None) => format!("result<{}>", self.name(ok)),
            Ty::Result(ok, err) => format!("result<{}, {}>", opt(self, ok), opt(self, err)),
            Ty::Tuple(types) => {
                let types: Vec<String> = types.iter().map(|ty| self.name(ty)).collect();
                format!("tuple<{}>", types.join(", "))
            }
            Ty::Record(types) => {
                let fields: Vec<String> =
                    types.iter().enumerate().map(|(i, ty)| format!("f{i}: {}", self.name(ty))).collect();
                self.define("record", &fields)
            }
            Ty::Variant(types) => {
                let case = |text: &mut Self, ty: &Option<Ty>| ty.as_ref().map(|ty| format!("({})", text.name(ty)));
                let cases = types.iter().enumerate();
                let cases: Vec<String> =
                    cases.map(|(i, ty)| format!("c{i}{}", case(self, ty).unwrap_or_default())).collect();
                self.define("variant", &cases)
            }
            Ty::Enum(count) => self.define("enum", &(0..*count).map(|i| format!("e{i}")).collect::<Vec<_>>()),
            Ty::Flags(count) => self.define("flags", &(0..*count).map(|i| format!("b{i}")).collect::<Vec<_>>()),
        }
    }

    fn define(&mut self, keyword: &str, parts: &[String]) -> String {
        self.count += 1;
        let name = format!("t{}", self.count);
        let _ = writeln!(self.definitions, "  {keyword} {name} {{ {} }}", parts.join(", "));
        name
    }
}

/// A reproducible source of values.
pub struct Source(pub u64);

impl Source {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 29) ^ self.0
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }

    pub fn value(&mut self, world: &World, ty: TypeId) -> Value {
        match &world.ty(ty).kind {
            Kind::Prim(prim) => self.prim(*prim),
            Kind::String => Value::String(["", "a", "é\0z", "😀 longer text"][self.below(4) as usize].to_owned()),
            Kind::List(elem) => Value::List((0..self.below(4)).map(|_| self.value(world, *elem)).collect()),
            Kind::Map(map) => Value::List((0..self.below(4)).map(|_| self.value(world, map.entry)).collect()),
            Kind::FixedList(elem, count) => Value::List((0..*count).map(|_| self.value(world, *elem)).collect()),
            Kind::Tuple(_) | Kind::Record(_) => {
                Value::Product(world.ty(ty).kind.parts().into_iter().map(|ty| self.value(world, ty)).collect())
            }
            Kind::Option(some) => self.sum(world, &[None, Some(*some)]),
            Kind::Result { ok, err } => self.sum(world, &[*ok, *err]),
            Kind::Variant(cases) => self.sum(world, &cases.iter().map(|case| case.ty).collect::<Vec<_>>()),
            Kind::Enum(cases) => Value::Enum(self.below(cases.len() as u64) as u32),
            Kind::Flags(flags) => Value::Flags((self.next() & ((1 << flags.len()) - 1)) as u32),
            Kind::Own(_) | Kind::Borrow(_) | Kind::Stream(_) | Kind::Future(_) => {
                Value::Handle(self.below(1 << 20) as u32)
            }
            Kind::Alias(target) => self.value(world, *target),
            Kind::ResourceAlias(_) | Kind::Unsupported(_) => {
                panic!("no values of this kind")
            }
        }
    }

    fn sum(&mut self, world: &World, cases: &[Option<TypeId>]) -> Value {
        let case = self.below(cases.len() as u64) as u32;
        Value::Sum(case, cases[case as usize].map(|ty| Box::new(self.value(world, ty))))
    }

    fn prim(&mut self, prim: Prim) -> Value {
        match prim {
            Prim::Bool => Value::Bool(self.below(2) == 1),
            Prim::F32 => Value::F32(self.next() as u32),
            Prim::F64 => Value::F64(self.next()),
            Prim::Char => Value::Char(['\0', 'x', '\u{d7ff}', '\u{e000}', '\u{10ffff}'][self.below(5) as usize]),
            integer => {
                let (low, high) = integer.integer_range().expect("an integer");
                Value::Int([low, high, 0, 1, low + i128::from(self.next()) % (high - low + 1)][self.below(5) as usize])
            }
        }
    }
}
