//! What the guests of `scripts/costs.wit` play, and the host in the caller's place.

use witloom_bindgen::guest::Measured;
use witloom_host::Val;

use super::running::Running;

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
pub struct Workload {
    /// As users name it.
    pub name: &'static str,
    /// What is called, and with what.
    pub about: &'static str,
    /// The guests that play it.
    pub kind: Measured,
    /// The function of `work`, and where not said otherwise that of `load`.
    pub function: &'static str,
    /// What the texts of the call repeat.
    pub unit: Option<&'static str>,
    /// How many elements a list has, or how often the unit comes.
    pub count: Option<u32>,
    turn: Turn,
}

const STREAMED: u64 = 64 << 20;

impl Workload {
    fn of(name: &'static str, about: &'static str, function: &'static str, turn: Turn) -> Self {
        Self { name, about, kind: Measured::Costs, function, unit: None, count: None, turn }
    }

    fn text(name: &'static str, about: &'static str, unit: &'static str, count: u32) -> Self {
        let text = unit.repeat(count as usize);
        Self { unit: Some(unit), count: Some(count), ..Self::of(name, about, "text", echo(Val::String(text))) }
    }

    fn list(about: &'static str, names: [&'static str; 2], count: u32, element: impl Fn(u32) -> Val) -> Self {
        let [name, function] = names;
        let list = Val::List((0..count).map(element).collect());
        Self { count: Some(count), ..Self::of(name, about, function, echo(list)) }
    }

    /// Whether the host can be the caller.
    pub fn by_host(&self) -> bool {
        !matches!(self.turn, Turn::None)
    }

    /// Lets a caller call once, hold the answer against what is right, and call so many times.
    pub fn load(&self, pair: &mut Running, times: u32) -> Result<(), String> {
        let called = match (self.kind, self.function) {
            (Measured::Costs, function) => {
                let unit = self.unit.map(|unit| Val::String(unit.to_owned()));
                let args: Vec<Val> =
                    [Some(Val::U32(times)), unit, self.count.map(Val::U32)].into_iter().flatten().collect();
                pair.load(function, &args)
            }
            (Measured::Loads, "produce") => {
                let bytes = Val::U64(u64::from(times) * STREAMED);
                match pair.load("pull", &[bytes.clone(), Val::U32(1 << 20)])? {
                    Some(got) if got == bytes => Ok(None),
                    got => Err(format!("got {got:?} bytes")),
                }
            }
            (Measured::Loads, _) => pair.load("calls", &[Val::U32(times)]),
        };
        called.map(|_| ())
    }

    /// The same, with the host as the caller of a callee.
    pub fn host(&self, callee: &mut Running, times: u32) -> Result<(), String> {
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
        ("on", Val::Bool(i.is_multiple_of(3))),
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
pub fn workloads() -> Vec<Workload> {
    let add = Turn::Ask { args: vec![Val::S32(20), Val::S32(-62)], answer: Some(Val::S32(-42)) };
    let problem = record([("code", Val::U32(7)), ("reason", Val::String("refused".to_owned()))]);
    let refused = Turn::Ask { args: vec![Val::U32(7)], answer: Some(Val::Result(Err(Some(Box::new(problem))))) };
    let waiting =
        |name, about, function| Workload { kind: Measured::Loads, ..Workload::of(name, about, function, Turn::None) };
    let ascii = "sixteen-letters!";
    let wide = "naïve→😀zß";
    vec![
        Workload::of("nothing", "no arguments, no result", "nothing", Turn::Ask { args: Vec::new(), answer: None }),
        Workload::of("add", "two `s32`, and their sum", "add", add),
        Workload::text("text-16", "a `string` of 16 bytes of ASCII, there and back", ascii, 1),
        Workload::text("text-16-wide", "the same with characters of one to four bytes", wide, 1),
        Workload::text("text-1k", "a `string` of 1 KiB of ASCII, there and back", ascii, 64),
        Workload::text("text-1k-wide", "the same with characters of one to four bytes", wide, 64),
        Workload::of("refuse", "the error of a `result`: a record with a string", "refuse", refused),
        Workload::of("counter", "a resource is made, called and dropped", "counter", Turn::Life),
        Workload::list("1,000 variants that hold variants, records and options", ["shapes-1k", "shapes"], 1000, shape),
        Workload::list("10,000 records of numbers, `bool` and an enum", ["points-10k", "points"], 10_000, point),
        Workload::list("10,000 records with a string and a list of two", ["items-10k", "items"], 10_000, item),
        Workload::list("`list<u8>` of 1 MiB", ["bytes-1m", "bytes"], 1 << 20, |i| Val::U8((i % 251) as u8)),
        Workload::list("`list<u32>` of 1,000,000", ["u32-1m", "integers"], 1_000_000, |i| Val::U32(i * 4000)),
        Workload::list("`list<f64>` of 1,000,000", ["f64-1m", "floats"], 1_000_000, |i| {
            Val::Float64(f64::from(i) / 2.0)
        }),
        waiting("async-call", "an async function of nothing", "nothing"),
        waiting("stream-64m", "64 MiB of `stream<u8>`, in one direction", "produce"),
    ]
}
