//! Plays the script of one pair: a caller, a callee, and how they are linked.
//!
//! A trap or a limit ends the store, not the pair: the next vector gets a new one. Whatever goes wrong becomes
//! the outcome of one function.

use std::sync::Arc;
use std::time::{Duration, Instant};

use witloom_bindgen::guest::PLAYER;
use witloom_host::{
    Call, Compiled, Engine, HostError, InstanceId, Limit, Limits, Link, Output, RunOptions, Session, Sink, Val,
};

use crate::build::guests::{Guest, told};
use crate::draw::worlds::PACKAGE;
use crate::judge::results::{Phase, State};
use crate::play::host_side::{Book, control};

/// Differences of one function that are told in full.
const TOLD: usize = 3;
/// Traps of one function after which its other vectors are left out.
const TRAPS: usize = 3;

/// What wasmtime 48 says where a task of an instance takes a waitable out of the set (`waitable.join`, `subtask.cancel`,
/// `stream.cancel-read`) by whose event another task is about to have its turn: that one should wait on. Guests meet it
/// about once in ten thousand calls; `tests/engine.rs` makes it happen.
const ENGINE_DEFECT: &str = "BUG: delivering non-present event";

/// Who calls whom, and how.
#[derive(Debug, Clone, Copy)]
pub enum Pair<'a> {
    /// Two guests, calls forwarded by the host.
    Linked(&'a Guest, &'a Guest),
    /// Two guests in one component.
    Composed(&'a Compiled),
    /// A guest calls the host.
    ToHost(&'a Guest),
    /// The host calls a guest.
    FromHost(&'a Guest),
}

/// What both sides may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// Time of one call.
    pub time: Duration,
    /// Bytes of memory of both sides together.
    pub memory: u64,
}

/// The outcome of one function.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// Pass, fail, trap or timeout.
    pub state: State,
    /// Link or run.
    pub phase: Phase,
    /// What was wrong; empty when nothing was.
    pub detail: String,
    /// Calls made.
    pub vectors: usize,
    /// Time of the calls.
    pub took: Duration,
}

/// A pair with its store.
pub struct Stage<'a> {
    engine: &'a Engine,
    pair: Pair<'a>,
    book: Arc<Book>,
    bounds: Bounds,
    /// The position of the guests' first vector among all of a function.
    first: usize,
    open: Option<(Session, InstanceId)>,
}

impl std::fmt::Debug for Stage<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Stage").field("pair", &self.pair).finish_non_exhaustive()
    }
}

impl<'a> Stage<'a> {
    /// A pair that is linked when the first call comes.
    pub fn new(engine: &'a Engine, pair: Pair<'a>, book: Arc<Book>, bounds: Bounds) -> Self {
        Self { engine, pair, book, bounds, first: 0, open: None }
    }

    /// The same, for guests that hold the vectors from this position on.
    pub fn from(self, first: usize) -> Self {
        Self { first, ..self }
    }

    /// Calls one function with each of its vectors.
    pub fn play(&mut self, function: u32, vectors: usize) -> Outcome {
        let started = Instant::now();
        let mut outcome =
            Outcome { state: State::Pass, phase: Phase::Run, detail: String::new(), vectors: 0, took: Duration::ZERO };
        let (mut told, mut bad, mut ends) = (Vec::new(), 0, 0);
        for vector in 0..vectors as u32 {
            if let Err((phase, error)) = self.ready() {
                self.open = None;
                outcome.phase = phase;
                outcome.state = state_of(&error);
                told.push(crate::build::guests::told(&error));
                break;
            }
            outcome.vectors += 1;
            let Err((state, text)) = self.call(function, vector) else { continue };
            bad += 1;
            outcome.state = outcome.state.worse(state);
            if told.len() < TOLD {
                told.push(format!("vector {}: {text}", self.first + vector as usize));
            }
            if state != State::Fail {
                ends += 1;
                if ends == TRAPS || state == State::Timeout {
                    break;
                }
            }
        }
        if bad > TOLD {
            told.push(format!("… {bad} of {} vectors are wrong", outcome.vectors));
        }
        outcome.detail = told.join("\n");
        outcome.took = started.elapsed();
        outcome
    }

    /// One call; what was wrong with it. A defect of the engine says nothing about the pair: it is called once more.
    fn call(&mut self, function: u32, vector: u32) -> Result<(), (State, String)> {
        let mut found = self.called(function, vector);
        if found.as_ref().is_err_and(|error| told(error).contains(ENGINE_DEFECT)) {
            self.open = None;
            self.ready().map_err(|(_, error)| (state_of(&error), told(&error)))?;
            found = self.called(function, vector);
        }
        match found {
            Ok(None) => Ok(()),
            Ok(Some(text)) => Err((State::Fail, text)),
            Err(error) => {
                let text = told(&error);
                // The store is dead, or in a state that nobody knows.
                self.open = None;
                Err((state_of(&error), text))
            }
        }
    }

    fn called(&mut self, function: u32, vector: u32) -> Result<Option<String>, HostError> {
        match self.pair {
            Pair::FromHost(_) => self.call_from_host(function, vector),
            Pair::Linked(..) | Pair::Composed(_) | Pair::ToHost(_) => self.call_player(function, vector),
        }
    }

    fn call_player(&mut self, function: u32, vector: u32) -> Result<Option<String>, HostError> {
        let Some((session, caller)) = &mut self.open else { return Ok(Some("the pair is not linked".to_owned())) };
        let play = format!("{PACKAGE}/{PLAYER}#play");
        let answer = session.call(*caller, &play, &[Val::U32(function), Val::U32(vector)])?;
        Ok(match answer {
            Some(Val::Result(Ok(_))) => None,
            Some(Val::Result(Err(Some(text)))) => Some(match *text {
                Val::String(text) => text,
                other => format!("caller: {other:?}"),
            }),
            other => Some(format!("caller: `play` answered {other:?}")),
        })
    }

    fn call_from_host(&mut self, function: u32, vector: u32) -> Result<Option<String>, HostError> {
        let Some((session, callee)) = &mut self.open else { return Ok(Some("the pair is not linked".to_owned())) };
        let part = self.book.part(function).filter(|part| part.arguments(vector).is_some());
        let Some(part) = part else { return Ok(Some("host: no such function".to_owned())) };
        let arguments = part.arguments(vector).unwrap_or_default();
        session.call(*callee, &format!("{}#expect", control()), &[Val::U32(function), Val::U32(vector)])?;
        let found = if part.has_ends() {
            let called = session.call_at_once(&[Call::new(*callee, part.export.clone(), &arguments)])?;
            called.into_iter().next().and_then(|called| called.value)
        } else {
            session.call(*callee, &part.export, &arguments)?
        };
        let complaint = session.call(*callee, &format!("{}#complaint", control()), &[])?;
        if let Some(Val::Option(Some(text))) = complaint
            && let Val::String(text) = *text
        {
            return Ok(Some(format!("callee: {text}")));
        }
        Ok(part.judge(vector, found.as_ref()).map(|text| format!("caller: {text}")))
    }

    /// Makes the store unless it is there.
    fn ready(&mut self) -> Result<(), (Phase, HostError)> {
        if self.open.is_none() {
            self.open = Some(self.link().map_err(|error| (Phase::Link, error))?);
        }
        Ok(())
    }

    fn link(&self) -> Result<(Session, InstanceId), HostError> {
        self.pair.open(self.engine, self.bounds, &|imports| self.book.links(imports))
    }
}

impl Pair<'_> {
    /// A new store with the pair in it, and the instance to be called. `host` answers the imports of a caller that
    /// calls the host, and what a callee imports as well as exports.
    pub(crate) fn open(
        self,
        engine: &Engine,
        bounds: Bounds,
        host: &dyn Fn(&[String]) -> Vec<Link>,
    ) -> Result<(Session, InstanceId), HostError> {
        let limits = Limits { time: Some(bounds.time), memory: Some(bounds.memory), ..Limits::default() };
        let output = Output { stdout: Sink::Discard, stderr: Sink::Discard };
        let mut session = Session::new(engine, &RunOptions { output, limits, ..RunOptions::default() })?;
        let called = match self {
            Pair::Linked(caller, callee) => {
                let answering = session.instantiate(&callee.compiled, &host(&callee.twins()))?;
                let ours = caller.compiled.imports().into_iter().filter(|import| !import.starts_with("wasi:"));
                let links: Vec<Link> =
                    ours.filter(|import| callee.offers(import)).map(|import| Link::to(&import, answering)).collect();
                session.instantiate(&caller.compiled, &links)?
            }
            Pair::Composed(both) => session.instantiate(both, &host(&both.imports()))?,
            Pair::ToHost(caller) => {
                let links = host(&caller.compiled.imports());
                session.instantiate(&caller.compiled, &links)?
            }
            Pair::FromHost(callee) => session.instantiate(&callee.compiled, &host(&callee.twins()))?,
        };
        Ok((session, called))
    }
}

pub(crate) fn state_of(error: &HostError) -> State {
    if let HostError::Limit { limit: Limit::Time { .. }, .. } = error {
        State::Timeout
    } else if let HostError::Limit { .. } | HostError::Trap(_) = error {
        State::Trap
    } else {
        State::Fail
    }
}
