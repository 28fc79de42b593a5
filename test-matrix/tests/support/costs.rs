//! What the guests of `scripts/costs.wit` play, and the host in the caller's place.

#![allow(dead_code, reason = "each of those who ask takes what it needs")]

use witloom_host::Val;

use crate::pairs::Running;

/// The guests that play a workload.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Those of `scripts/costs`.
    Costs,
    /// Those of `scripts/loads`, whose worlds have async functions.
    Loads,
}

impl Kind {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Costs => "costs",
            Self::Loads => "loads",
        }
    }
}

/// What the host does where it is the caller.
#[derive(Debug)]
enum Turn {
    /// Calls a function, whose answer is known.
    Ask { args: Vec<Val>, answer: Option<Val> },
    /// Makes a resource, calls it, and lets it go.
    Life,
    /// Nothing: async functions are for guests.
    None,
}

/// A function that is called again and again, with the same values.
#[derive(Debug)]
pub(crate) struct Workload {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    /// The function of `work`, and where not said otherwise that of `load`.
    pub(crate) function: &'static str,
    /// What the texts of the call repeat.
    pub(crate) unit: Option<&'static str>,
    /// How many elements a list has, or how often the unit comes.
    pub(crate) count: Option<u32>,
    turn: Turn,
}

const STREAMED: u64 = 64 << 20;

impl Workload {
    fn of(name: &'static str, function: &'static str, turn: Turn) -> Self {
        Self { name, kind: Kind::Costs, function, unit: None, count: None, turn }
    }

    fn text(name: &'static str, unit: &'static str, count: u32) -> Self {
        let text = unit.repeat(count as usize);
        Self { unit: Some(unit), count: Some(count), ..Self::of(name, "text", echo(Val::String(text))) }
    }

    fn list(name: &'static str, function: &'static str, count: u32, element: impl Fn(u32) -> Val) -> Self {
        let list = Val::List((0..count).map(element).collect());
        Self { count: Some(count), ..Self::of(name, function, echo(list)) }
    }

    /// Whether the host can be the caller.
    pub(crate) fn by_host(&self) -> bool {
        !matches!(self.turn, Turn::None)
    }

    /// Lets a caller call once, hold the answer against what is right, and call so many times.
    pub(crate) fn load(&self, pair: &mut Running, times: u32) -> Result<(), String> {
        let called = match (self.kind, self.function) {
            (Kind::Costs, function) => {
                let unit = self.unit.map(|unit| Val::String(unit.to_owned()));
                let args: Vec<Val> =
                    [Some(Val::U32(times)), unit, self.count.map(Val::U32)].into_iter().flatten().collect();
                pair.load(function, &args)
            }
            (Kind::Loads, "produce") => {
                let bytes = Val::U64(u64::from(times) * STREAMED);
                match pair.load("pull", &[bytes.clone(), Val::U32(1 << 20)])? {
                    Some(got) if got == bytes => Ok(None),
                    got => Err(format!("got {got:?} bytes")),
                }
            }
            (Kind::Loads, _) => pair.load("calls", &[Val::U32(times)]),
        };
        called.map(|_| ())
    }

    /// The same, with the host as the caller of a callee.
    pub(crate) fn host(&self, callee: &mut Running, times: u32) -> Result<(), String> {
        match &self.turn {
            Turn::Ask { args, answer } => {
                let got = callee.call("work", self.function, args)?;
                if got != *answer {
                    return Err("a wrong answer".to_owned());
                }
                (0..times).try_for_each(|_| callee.call("work", self.function, args).map(|_| ()))
            }
            Turn::Life => {
                if life(callee)? != Some(Val::U32(7)) {
                    return Err("a wrong answer".to_owned());
                }
                (0..times).try_for_each(|_| life(callee).map(|_| ()))
            }
            Turn::None => Ok(()),
        }
    }
}

fn life(callee: &mut Running) -> Result<Option<Val>, String> {
    let counter = callee.call("work", "[constructor]counter", &[Val::U32(7)])?.ok_or("no counter")?;
    let number = callee.call("work", "[method]counter.next", std::slice::from_ref(&counter))?;
    callee.let_go(&counter)?;
    Ok(number)
}

fn echo(value: Val) -> Turn {
    Turn::Ask { args: vec![value.clone()], answer: Some(value) }
}

fn record<const N: usize>(fields: [(&str, Val); N]) -> Val {
    Val::Record(fields.map(|(name, value)| (name.to_owned(), value)).into())
}

fn case(name: &str, value: Option<Val>) -> Val {
    Val::Variant(name.to_owned(), value.map(Box::new))
}

fn point(i: u32) -> Val {
    let kind = ["small", "medium", "large"][i as usize % 3];
    record([
        ("id", Val::U32(i)),
        ("x", Val::Float64(f64::from(i) / 2.0)),
        ("y", Val::Float64(-f64::from(i))),
        ("on", Val::Bool(i % 3 == 0)),
        ("kind", Val::Enum(kind.to_owned())),
    ])
}

fn item(i: u32) -> Val {
    let tags = ["new".to_owned(), format!("tag {}", i % 10)].map(Val::String);
    record([("id", Val::U32(i)), ("name", Val::String(format!("item {i}"))), ("tags", Val::List(tags.into()))])
}

fn shape(i: u32) -> Val {
    let share = || case("share", Some(Val::Float64(f64::from(i) / 2.0)));
    let label = |text: Option<String>| Val::Option(text.map(|text| Box::new(Val::String(text))));
    match i % 5 {
        0 => case("empty", None),
        1 => case("circle", Some(case("pixels", Some(Val::U32(i))))),
        2 => case("frame", Some(record([("width", case("auto", None)), ("height", share())]))),
        3 => case("label", Some(label(Some(format!("shape {i}"))))),
        _ => case("label", Some(label(None))),
    }
}

/// All of them, the cheapest first.
pub(crate) fn workloads() -> Vec<Workload> {
    let add = Turn::Ask { args: vec![Val::S32(20), Val::S32(-62)], answer: Some(Val::S32(-42)) };
    let problem = record([("code", Val::U32(7)), ("reason", Val::String("refused".to_owned()))]);
    let refused = Turn::Ask { args: vec![Val::U32(7)], answer: Some(Val::Result(Err(Some(Box::new(problem))))) };
    let waiting = |name, function| Workload { kind: Kind::Loads, ..Workload::of(name, function, Turn::None) };
    vec![
        Workload::of("nothing", "nothing", Turn::Ask { args: Vec::new(), answer: None }),
        Workload::of("add", "add", add),
        Workload::text("text-16", "sixteen-letters!", 1),
        Workload::text("text-16-wide", "naïve→😀zß", 1),
        Workload::text("text-1k", "sixteen-letters!", 64),
        Workload::text("text-1k-wide", "naïve→😀zß", 64),
        Workload::of("refuse", "refuse", refused),
        Workload::of("counter", "counter", Turn::Life),
        Workload::list("shapes-1k", "shapes", 1000, shape),
        Workload::list("points-10k", "points", 10_000, point),
        Workload::list("items-10k", "items", 10_000, item),
        Workload::list("bytes-1m", "bytes", 1 << 20, |i| Val::U8((i % 251) as u8)),
        Workload::list("u32-1m", "integers", 1_000_000, |i| Val::U32(i * 4000)),
        Workload::list("f64-1m", "floats", 1_000_000, |i| Val::Float64(f64::from(i) / 2.0)),
        waiting("async-call", "nothing"),
        waiting("stream-64m", "produce"),
    ]
}
