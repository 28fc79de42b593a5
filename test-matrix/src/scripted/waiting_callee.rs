//! The Rust host as the callee of the cases that wait: tasks that take a while, streams and futures. It reads the
//! streams of arguments to their end before it answers.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Poll, Waker};
use std::time::Duration;

use witloom_host::{Answer, HostCall, HostInterface, Link, Type, Val, pause};

/// The host has no type for elements that are records or results, reads the ends of arguments before it answers, works
/// on nothing after it has answered, and is not asked whether it may be cancelled.
pub(super) const LEFT_OUT: &[&str] = &[
    "cancelled-in-vain",
    "work-after-the-result",
    "trap-after-the-result",
    "two-readers",
    "records",
    "the-callee-leaves",
    "error-beside-a-stream",
    "future-the-callee-drops",
    "trap-in-the-middle-of-a-stream",
];

const PACKAGE: &str = "matrix:waiting";

/// Links for the imports of a caller, answered by the host.
pub(super) fn links(imports: &[String]) -> Vec<Link> {
    let ours = imports.iter().filter(|import| import.starts_with(PACKAGE));
    let seen = Arc::new(Mutex::new(Seen::default()));
    let face = |import: &String| Face { interface: import.clone(), seen: Arc::clone(&seen) };
    ours.map(|import| Link::host(import, Arc::new(face(import)))).collect()
}

/// What the host has made and seen.
#[derive(Default)]
struct Seen {
    meetings: BTreeMap<String, Meeting>,
    numbers: BTreeMap<u32, u32>,
    next: u32,
    given_up: u32,
    left: u32,
    /// What happened since this was asked last.
    seen: Vec<String>,
}

#[derive(Default)]
struct Meeting {
    word: Option<String>,
    waiting: Option<Waker>,
}

/// One imported interface.
struct Face {
    interface: String,
    seen: Arc<Mutex<Seen>>,
}

fn lock(seen: &Mutex<Seen>) -> MutexGuard<'_, Seen> {
    seen.lock().unwrap_or_else(PoisonError::into_inner)
}

impl HostInterface for Face {
    fn call(&self, call: &mut HostCall<'_>) -> Result<Option<Val>, String> {
        let mut seen = lock(&self.seen);
        Ok(Some(match (call.function, call.args) {
            ("double", [Val::U32(n)]) => Val::U32(n.wrapping_mul(2)),
            ("given-up", []) => Val::U32(seen.given_up),
            ("left", []) => Val::U32(seen.left),
            ("seen", []) => Val::List(seen.seen.drain(..).map(Val::String).collect()),
            ("[constructor]token", [Val::U32(number)]) => seen.token(call, *number)?,
            ("[method]token.number", [token]) => Val::U32(seen.number(call, token)?),
            (other, _) => return Err(format!("the host has no `{other}`")),
        }))
    }

    fn start(&self, call: &mut HostCall<'_>) -> Result<Answer, String> {
        if self.interface.contains("/tasks") {
            self.task(call)
        } else if call.function.starts_with('[') {
            self.token(call)
        } else {
            self.flow(call)
        }
    }

    fn dropped(&self, _resource: &str, rep: u32) {
        lock(&self.seen).numbers.remove(&rep);
    }
}

impl Seen {
    fn token(&mut self, call: &mut HostCall<'_>, number: u32) -> Result<Val, String> {
        self.next += 1;
        self.numbers.insert(self.next, number);
        call.new_handle("token", self.next)
    }

    fn number(&self, call: &mut HostCall<'_>, token: &Val) -> Result<u32, String> {
        let rep = call.rep(token)?;
        self.numbers.get(&rep).copied().ok_or_else(|| "there is no such token".to_owned())
    }
}

impl Face {
    /// Waits, and notes when that began and ended.
    fn nap(&self, name: &str, ms: u32) -> Answer {
        let (word, ended) = (format!("{name} after {ms}"), format!("{name} ended"));
        lock(&self.seen).seen.push(format!("{name} began"));
        let nap = Nap { seen: Arc::clone(&self.seen), over: false };
        Answer::later(async move {
            pause(Duration::from_millis(ms.into())).await;
            nap.end(ended);
            Ok(Some(Val::String(word)))
        })
    }

    fn task(&self, call: &mut HostCall<'_>) -> Result<Answer, String> {
        let seen = Arc::clone(&self.seen);
        Ok(match (call.function, call.args) {
            ("now", [Val::String(name)]) => now(Val::String(format!("{name} now"))),
            ("nap", [Val::String(name), Val::U32(ms)]) => self.nap(name, *ms),
            ("meet", [Val::String(key)]) => {
                let key = key.clone();
                Answer::later(async move { Ok(Some(Val::String(meet(seen, key).await))) })
            }
            ("arrive", [Val::String(key), Val::String(word)]) => {
                let mut seen = lock(&seen);
                let meeting = seen.meetings.entry(key.clone()).or_default();
                meeting.word = Some(word.clone());
                meeting.waiting.take().into_iter().for_each(Waker::wake);
                Answer::Now(None)
            }
            ("half", [Val::U32(n)]) => {
                let n = *n;
                let half = match n % 2 {
                    0 => Ok(Some(Box::new(Val::U32(n / 2)))),
                    _ => Err(Some(Box::new(Val::String(format!("{n} is odd"))))),
                };
                Answer::later(async move {
                    pause(Duration::from_millis(1)).await;
                    Ok(Some(Val::Result(half)))
                })
            }
            ("explode", [Val::String(text)]) => {
                let text = text.clone();
                Answer::later(async move {
                    pause(Duration::from_millis(1)).await;
                    Err(format!("witloom: host export `{PACKAGE}/tasks#explode` failed: boom: {text}"))
                })
            }
            (other, _) => return Err(format!("the host has no `{other}`")),
        })
    }

    /// Functions of a token that wait.
    fn token(&self, call: &mut HostCall<'_>) -> Result<Answer, String> {
        let (answer, ms) = match (call.function, call.args) {
            ("[static]token.later", [Val::U32(number), ms]) => (lock(&self.seen).token(call, *number)?, ms),
            ("[method]token.number-later", [token, ms]) => (Val::U32(lock(&self.seen).number(call, token)?), ms),
            (other, _) => return Err(format!("the host has no `{other}`")),
        };
        let Val::U32(ms) = *ms else { return Err("no time was given".to_owned()) };
        Ok(Answer::later(async move {
            pause(Duration::from_millis(ms.into())).await;
            Ok(Some(answer))
        }))
    }

    /// Tokens with odd numbers, which go back; the others end.
    fn odd(&self, call: &mut HostCall<'_>, tokens: &[Val]) -> Result<Vec<Val>, String> {
        let mut odd = Vec::new();
        for token in tokens {
            let number = lock(&self.seen).number(call, token)?;
            if number % 2 == 1 {
                odd.push(lock(&self.seen).token(call, number)?);
            }
        }
        Ok(odd)
    }

    fn flow(&self, call: &mut HostCall<'_>) -> Result<Answer, String> {
        let args = call.args;
        let result = call.ty.results().next();
        let element = match &result {
            Some(Type::Stream(stream)) => stream.ty(),
            Some(Type::Future(future)) => future.ty(),
            _ => None,
        };
        let element = element.as_ref();
        Ok(now(match (call.function, args) {
            ("bump", [Val::List(bytes)]) => {
                let bumped = bytes.iter().map(|byte| byte_of(byte).map(|b| Val::U8(b.wrapping_add(1))));
                call.new_stream(element, bumped.collect::<Result<Vec<_>, _>>()?.into_iter())?
            }
            ("total", [Val::List(bytes)]) => {
                let bytes: Vec<u64> =
                    bytes.iter().map(|byte| byte_of(byte).map(u64::from)).collect::<Result<_, _>>()?;
                Val::U64(bytes.iter().sum())
            }
            ("count", [Val::U32(count)]) => {
                call.new_stream(element, (0..*count).map(|n| Val::U8(n.to_le_bytes()[0])))?
            }
            ("shout", [Val::List(texts)]) => {
                let loud: Vec<Val> =
                    texts.iter().map(|t| text_of(t).map(|t| Val::String(format!("{t}!")))).collect::<Result<_, _>>()?;
                call.new_stream(element, loud.into_iter())?
            }
            ("tokens", [Val::U32(count)]) => {
                let tokens: Result<Vec<Val>, String> = (0..*count).map(|n| lock(&self.seen).token(call, n)).collect();
                call.new_stream(element, tokens?.into_iter())?
            }
            ("collect", [Val::List(tokens)]) => {
                let mut sum = 0;
                for token in tokens {
                    sum += lock(&self.seen).number(call, token)?;
                }
                Val::U32(sum)
            }
            ("odd", [Val::List(tokens)]) => {
                let odd = self.odd(call, tokens)?;
                call.new_stream(element, odd.into_iter())?
            }
            ("first", [Val::List(numbers), Val::U32(count)]) => {
                Val::List(numbers.iter().take(*count as usize).cloned().collect())
            }
            ("endless", []) => call.new_stream(element, Endless { next: 0, seen: Arc::clone(&self.seen) })?,
            ("later", [Val::String(word), Val::U32(ms)]) => {
                let (word, ms) = (word.clone(), Duration::from_millis((*ms).into()));
                call.new_future(element, async move {
                    pause(ms).await;
                    Val::String(word)
                })?
            }
            ("hear", [Val::String(word)]) => Val::String(format!("heard {word}")),
            ("letters", []) => letters(call, result.as_ref())?,
            (other, _) => return Err(format!("the host has no `{other}`")),
        }))
    }
}

/// A stream of three texts beside a future of their number.
fn letters(call: &mut HostCall<'_>, ty: Option<&Type>) -> Result<Val, String> {
    let Some(Type::Record(_)) = ty else { return Err("`letters` gives no record".to_owned()) };
    let texts = ["one", "two", "three"].map(|text| Val::String(text.to_owned()));
    let texts = call.new_stream(Some(&Type::String), texts.into_iter())?;
    let number = call.new_future(Some(&Type::U32), async {
        pause(Duration::from_millis(1)).await;
        Val::U32(3)
    })?;
    let fields = [("texts", texts), ("number", number), ("note", Val::Option(None))];
    Ok(Val::Record(fields.map(|(name, value)| (name.to_owned(), value)).into()))
}

fn now(value: Val) -> Answer {
    Answer::Now(Some(value))
}

fn byte_of(value: &Val) -> Result<u8, String> {
    match value {
        Val::U8(byte) => Ok(*byte),
        other => Err(format!("expected a byte, got {other:?}")),
    }
}

fn text_of(value: &Val) -> Result<&str, String> {
    match value {
        Val::String(text) => Ok(text),
        other => Err(format!("expected a string, got {other:?}")),
    }
}

/// The word of whoever arrives.
async fn meet(seen: Arc<Mutex<Seen>>, key: String) -> String {
    std::future::poll_fn(|cx| {
        let mut seen = lock(&seen);
        let meeting = seen.meetings.entry(key.clone()).or_default();
        match meeting.word.take() {
            Some(word) => {
                seen.meetings.remove(&key);
                Poll::Ready(word)
            }
            None => {
                meeting.waiting = Some(cx.waker().clone());
                Poll::Pending
            }
        }
    })
    .await
}

/// Counts a call that is cancelled as given up.
struct Nap {
    seen: Arc<Mutex<Seen>>,
    over: bool,
}

impl Nap {
    fn end(mut self, word: String) {
        self.over = true;
        lock(&self.seen).seen.push(word);
    }
}

impl Drop for Nap {
    fn drop(&mut self) {
        if !self.over {
            lock(&self.seen).given_up += 1;
        }
    }
}

/// Yields until its reader is gone.
struct Endless {
    next: u32,
    seen: Arc<Mutex<Seen>>,
}

impl Iterator for Endless {
    type Item = Val;

    fn next(&mut self) -> Option<Val> {
        self.next += 1;
        Some(Val::U32(self.next - 1))
    }
}

impl Drop for Endless {
    fn drop(&mut self) {
        lock(&self.seen).left += 1;
    }
}
