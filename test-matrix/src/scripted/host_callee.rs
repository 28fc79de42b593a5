//! The Rust host as the callee of scripted cases: things, their ledger and the faults, as dynamic values.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::PACKAGE;
use witloom_host::{HostCall, HostInterface, Link, Val};

/// Scenarios that would hang or exhaust the host itself.
pub(super) const LEFT_OUT: &[&str] = &["hang", "hoard", "flood"];

/// What the host has made and seen.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    seen: Mutex<Seen>,
}

#[derive(Debug, Default)]
struct Seen {
    labels: BTreeMap<u32, String>,
    numbers: BTreeMap<u32, u32>,
    /// Houses, doors and gates by their names, what is in houses by paths.
    homes: BTreeMap<u32, String>,
    /// Tokens by their texts.
    tokens: BTreeMap<u32, String>,
    next: u32,
    kept: Option<u32>,
    calls: u32,
    fault_calls: u32,
    dropped: Vec<String>,
    dropped_numbers: Vec<u32>,
}

/// Links for the imports of a scripted caller, answered by the host.
pub(super) fn links(imports: &[String], ledger: &Arc<Ledger>) -> Vec<Link> {
    let ours = imports.iter().filter(|import| import.starts_with(PACKAGE));
    let face = |import: &String| Face { interface: import.clone(), ledger: Arc::clone(ledger) };
    ours.map(|import| Link::host(import, Arc::new(face(import)))).collect()
}

/// One imported interface.
struct Face {
    interface: String,
    ledger: Arc<Ledger>,
}

impl Face {
    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.ledger.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn name(&self) -> &str {
        self.interface.rsplit('/').next().unwrap_or_default()
    }
}

impl HostInterface for Face {
    fn call(&self, call: &mut HostCall<'_>) -> Result<Option<Val>, String> {
        let mut seen = self.seen();
        match self.name() {
            "things" if call.function.starts_with('[') => seen.method(call),
            "things" => seen.function(call),
            "others" => seen.other(call),
            "homes" => seen.home(call),
            "relay" => seen.relay(call),
            "tables" => table(call.function, call.args),
            "ledger" => Ok(seen.ledger(call.function)),
            "faults" => seen.fault(call.function, call.args),
            other => Err(format!("the host has no interface `{other}`")),
        }
    }

    fn dropped(&self, _resource: &str, rep: u32) {
        let mut seen = self.seen();
        let label = seen.labels.remove(&rep);
        let label = label.or_else(|| seen.homes.remove(&rep));
        seen.dropped.extend(label);
        seen.tokens.remove(&rep);
        if let Some(number) = seen.numbers.remove(&rep) {
            seen.dropped_numbers.push(number);
        }
    }
}

impl Seen {
    fn rep(&mut self) -> u32 {
        self.next += 1;
        self.next
    }

    /// A new thing on its way to the guest.
    fn make(&mut self, call: &mut HostCall<'_>, label: &str) -> Result<Val, String> {
        let rep = self.rep();
        self.labels.insert(rep, label.to_owned());
        call.new_handle("thing", rep)
    }

    fn make_all(&mut self, call: &mut HostCall<'_>, labels: &[Val]) -> Result<Vec<Val>, String> {
        labels.iter().map(|label| self.make(call, text(label)?)).collect()
    }

    /// The label behind a handle that came in.
    fn label(&self, call: &mut HostCall<'_>, handle: &Val) -> Result<String, String> {
        let rep = call.rep(handle)?;
        self.labels.get(&rep).cloned().ok_or_else(|| "there is no such thing".to_owned())
    }

    /// The label of a thing that came home to end.
    fn end(&mut self, call: &mut HostCall<'_>, handle: &Val) -> Result<String, String> {
        let rep = call.rep(handle)?;
        self.labels.remove(&rep).ok_or_else(|| "there is no such thing".to_owned())
    }

    fn end_all(&mut self, call: &mut HostCall<'_>, handles: &[Val]) -> Result<Val, String> {
        let labels: Result<Vec<Val>, String> = handles.iter().map(|h| self.end(call, h).map(Val::String)).collect();
        labels.map(Val::List)
    }

    fn method(&mut self, call: &mut HostCall<'_>) -> Result<Option<Val>, String> {
        let args = call.args;
        Ok(Some(match (call.function, args) {
            ("[constructor]thing", [label]) => self.make(call, text(label)?)?,
            ("[method]thing.label", [this]) => {
                self.calls += 1;
                Val::String(self.label(call, this)?)
            }
            ("[method]thing.rename", [this, label]) => {
                let rep = call.rep(this)?;
                let before = self.labels.insert(rep, text(label)?.to_owned());
                Val::String(before.ok_or("there is no such thing")?)
            }
            ("[method]thing.same-as", [this, other]) => Val::Bool(call.rep(this)? == call.rep(other)?),
            ("[static]thing.merge", [a, b]) => {
                let label = format!("{}+{}", self.end(call, a)?, self.end(call, b)?);
                self.make(call, &label)?
            }
            (other, _) => return Err(unknown(other)),
        }))
    }

    fn function(&mut self, call: &mut HostCall<'_>) -> Result<Option<Val>, String> {
        let args = call.args;
        self.calls += u32::from(matches!(call.function, "look" | "look-all" | "take" | "unhold"));
        Ok(Some(match (call.function, args) {
            ("look", [it]) => Val::String(self.label(call, it)?),
            ("look-all", [Val::List(all)]) => {
                let labels: Result<_, String> = all.iter().map(|it| self.label(call, it).map(Val::String)).collect();
                Val::List(labels?)
            }
            ("take", [it]) => Val::String(self.end(call, it)?),
            ("echo", [it]) => {
                let rep = call.rep(it)?;
                call.new_handle("thing", rep)?
            }
            ("keep", [it]) => {
                self.kept = Some(call.rep(it)?);
                return Ok(None);
            }
            ("kept", []) => {
                let kept = self.kept.take().map(|rep| call.new_handle("thing", rep)).transpose()?;
                Val::Option(kept.map(Box::new))
            }
            ("make", [Val::List(labels)]) => Val::List(self.make_all(call, labels)?),
            ("hold", [Val::List(labels)]) => holding(self.make_all(call, labels)?)?,
            ("unhold", [Val::Record(fields)]) => self.end_all(call, &held(fields))?,
            ("pack", [Val::List(labels)]) => parcel(self.make_all(call, labels)?),
            ("unpack", [Val::Variant(_, payload)]) => self.end_all(call, &packed(payload))?,
            ("find", [label]) => match text(label)? {
                "" => err(Val::String("no label".to_owned())),
                label => ok(self.make(call, label)?),
            },
            ("exchange", [it, Val::Bool(true)]) => ok(Val::String(self.end(call, it)?)),
            ("exchange", [it, Val::Bool(false)]) => {
                let rep = call.rep(it)?;
                err(call.new_handle("thing", rep)?)
            }
            (other, _) => return Err(unknown(other)),
        }))
    }

    fn other(&mut self, call: &mut HostCall<'_>) -> Result<Option<Val>, String> {
        let args = call.args;
        let number = |seen: &Self, call: &mut HostCall<'_>, handle: &Val| {
            let rep = call.rep(handle)?;
            seen.numbers.get(&rep).copied().ok_or_else(|| "there is no such thing".to_owned())
        };
        Ok(Some(match (call.function, args) {
            ("[constructor]thing", [Val::U32(number)]) => {
                let rep = self.rep();
                self.numbers.insert(rep, *number);
                call.new_handle("thing", rep)?
            }
            ("[method]thing.number", [this]) => Val::U32(number(self, call, this)?),
            ("sum", [Val::List(all)]) => {
                let numbers: Result<Vec<u32>, String> = all.iter().map(|it| number(self, call, it)).collect();
                Val::U32(numbers?.iter().sum())
            }
            (other, _) => return Err(unknown(other)),
        }))
    }

    fn home(&mut self, call: &mut HostCall<'_>) -> Result<Option<Val>, String> {
        let args = call.args;
        let (head, method) = call.function.split_once('.').unwrap_or((call.function, ""));
        let Some(resource) = head.strip_prefix("[constructor]") else {
            let rep = call.rep(args.first().ok_or("a method has a receiver")?)?;
            let name = self.homes.get(&rep).cloned().ok_or("there is no such home")?;
            return match (method, &args[1..]) {
                ("name" | "path", []) => Ok(Some(Val::String(name))),
                ("room" | "cupboard", [inner]) => {
                    self.make_home(call, method, &format!("{name}/{}", text(inner)?)).map(Some)
                }
                ("close", rest) => Ok(Some(said("closed", &name, rest))),
                ("drop", []) => Ok(None),
                ("drop", rest) => Ok(Some(said("dropped", &name, rest))),
                ("dispose", rest) => Ok(Some(said("disposed", &name, rest))),
                ("free", []) => Ok(Some(said("freed", &name, &[]))),
                ("clone", []) => Ok(Some(said("cloned", &name, &[]))),
                ("to-string", []) => Ok(Some(said("text", &name, &[]))),
                ("inspect", []) => Ok(Some(said("inspected", &name, &[]))),
                ("hash", []) => Ok(Some(Val::U32(1))),
                ("hash-code", []) => Ok(Some(Val::U32(2))),
                ("value-of", []) => Ok(Some(Val::U32(3))),
                ("equals", [other]) => {
                    let other = call.rep(other)?;
                    Ok(Some(Val::Bool(self.homes.get(&other) == Some(&name))))
                }
                (other, _) => Err(unknown(other)),
            };
        };
        let name = text(args.first().ok_or("a home has a name")?)?;
        self.make_home(call, resource, name).map(Some)
    }

    fn make_home(&mut self, call: &mut HostCall<'_>, resource: &str, name: &str) -> Result<Val, String> {
        let rep = self.rep();
        self.homes.insert(rep, name.to_owned());
        call.new_handle(resource, rep)
    }

    fn token(&mut self, call: &mut HostCall<'_>, text: String) -> Result<Val, String> {
        let rep = self.rep();
        self.tokens.insert(rep, text);
        call.new_handle("token", rep)
    }

    fn relay(&mut self, call: &mut HostCall<'_>) -> Result<Option<Val>, String> {
        let args = call.args;
        Ok(Some(match (call.function, args) {
            ("[constructor]token", [given]) => self.token(call, text(given)?.to_owned())?,
            ("[method]token.text", [this]) => {
                let text = self.tokens.get(&call.rep(this)?);
                Val::String(text.cloned().ok_or("there is no such token")?)
            }
            ("turn", [Val::List(cards)]) => Val::List(cards.iter().rev().cloned().collect()),
            ("stamp", [Val::Record(pass)]) => {
                let [(_, Val::Record(card)), (_, token)] = pass.as_slice() else { return Err(unknown("stamp")) };
                let [(_, title), _] = card.as_slice() else { return Err(unknown("stamp")) };
                let old = self.tokens.remove(&call.rep(token)?).ok_or("there is no such token")?;
                match text(title)? {
                    "" => err(Val::Record(card.clone())),
                    title => {
                        let token = self.token(call, format!("{old}/{title}"))?;
                        ok(pass_of(card_of(title, "dark"), token))
                    }
                }
            }
            (other, _) => return Err(unknown(other)),
        }))
    }

    fn ledger(&mut self, function: &str) -> Option<Val> {
        match function {
            "calls" => Some(Val::U32(self.calls)),
            "live" => Some(Val::U32(self.labels.len() as u32)),
            "dropped" => Some(Val::List(self.dropped.iter().cloned().map(Val::String).collect())),
            "dropped-numbers" => Some(Val::List(self.dropped_numbers.iter().copied().map(Val::U32).collect())),
            _ => {
                *self = Self { next: self.next, fault_calls: self.fault_calls, ..Self::default() };
                None
            }
        }
    }

    fn fault(&mut self, function: &str, args: &[Val]) -> Result<Option<Val>, String> {
        self.fault_calls += u32::from(matches!(function, "small" | "named"));
        Ok(Some(match (function, args) {
            ("parse", [input]) => parse(text(input)?),
            ("blow-up" | "lapse", [input]) => {
                let title = format!("{PACKAGE}/faults#{function}");
                return Err(format!("witloom: host export `{title}` failed: boom: {}", text(input)?));
            }
            ("small" | "named", [value]) => value.clone(),
            ("calls", []) => Val::U32(self.fault_calls),
            (other, _) => return Err(unknown(other)),
        }))
    }
}

fn table(function: &str, args: &[Val]) -> Result<Option<Val>, String> {
    Ok(Some(Val::Map(match (function, args) {
        ("turn", [Val::Map(ages)]) => ages.iter().map(|(name, age)| (age.clone(), name.clone())).collect(),
        ("twice", []) => {
            [("a", 1), ("b", 2), ("a", 3)].map(|(name, age)| (Val::String(name.to_owned()), Val::U32(age))).into()
        }
        (other, _) => return Err(unknown(other)),
    })))
}

fn parse(text: &str) -> Val {
    let fault = |name: &str, payload: Option<Val>| err(Val::Variant(name.to_owned(), payload.map(Box::new)));
    match (text.len(), text.parse()) {
        (0, _) => fault("empty", None),
        (4.., _) => fault("too-long", Some(Val::U32(text.len() as u32))),
        (_, Ok(number)) => ok(Val::U32(number)),
        (_, Err(_)) => fault("unknown", Some(Val::String(text.to_owned()))),
    }
}

/// What a door or a gate says: a word, its name, and the count if it was given one.
pub(super) fn said(word: &str, name: &str, count: &[Val]) -> Val {
    let counts = count.iter().map(|count| match count {
        Val::U32(count) => format!(" {count}"),
        other => format!(" {other:?}"),
    });
    Val::String(format!("{word} {name}{}", counts.collect::<String>()))
}

fn unknown(function: &str) -> String {
    format!("the host has no `{function}`")
}

fn text(value: &Val) -> Result<&str, String> {
    match value {
        Val::String(text) => Ok(text),
        other => Err(format!("expected a string, got {other:?}")),
    }
}

fn ok(value: Val) -> Val {
    Val::Result(Ok(Some(Box::new(value))))
}

fn err(value: Val) -> Val {
    Val::Result(Err(Some(Box::new(value))))
}

/// A card of that title and tone.
pub(super) fn card_of(title: &str, tone: &str) -> Val {
    let title = ("title".to_owned(), Val::String(title.to_owned()));
    Val::Record(vec![title, ("tone".to_owned(), Val::Enum(tone.to_owned()))])
}

/// A pass of a card and a token.
pub(super) fn pass_of(card: Val, token: Val) -> Val {
    Val::Record(vec![("card".to_owned(), card), ("token".to_owned(), token)])
}

/// A record of the first and the other things.
pub(super) fn holding(mut things: Vec<Val>) -> Result<Val, String> {
    if things.is_empty() {
        return Err("nothing to hold".to_owned());
    }
    let first = things.remove(0);
    let note = Val::String(format!("{} more", things.len()));
    let rest = Val::List(things);
    Ok(Val::Record(vec![("first".to_owned(), first), ("note".to_owned(), note), ("rest".to_owned(), rest)]))
}

/// The things in the fields of such a record.
pub(super) fn held(fields: &[(String, Val)]) -> Vec<Val> {
    let things = |(_, value): &(String, Val)| match value {
        Val::List(rest) => rest.clone(),
        Val::Resource(_) => vec![value.clone()],
        _ => Vec::new(),
    };
    fields.iter().flat_map(things).collect()
}

/// A variant with up to two things in it.
pub(super) fn parcel(mut things: Vec<Val>) -> Val {
    match things.len() {
        0 => Val::Variant("nothing".to_owned(), None),
        1 => Val::Variant("one".to_owned(), things.pop().map(Box::new)),
        _ => Val::Variant("two".to_owned(), Some(Box::new(Val::Tuple(things)))),
    }
}

/// The things in the payload of such a variant.
pub(super) fn packed(payload: &Option<Box<Val>>) -> Vec<Val> {
    match payload.as_deref() {
        Some(Val::Tuple(both)) => both.clone(),
        Some(one) => vec![one.clone()],
        None => Vec::new(),
    }
}
