//! Thousands of tasks and hundreds of megabytes of streams leave nothing behind, in any language.

#![allow(clippy::panic, reason = "a test may fail at once")]

use witloom_bindgen::guest::{Measured, Role};
use witloom_component::Profile;
use witloom_host::Val;
use witloom_project::registry::Registry;
use witloom_test_matrix::bench::guests::Workshop;
use witloom_test_matrix::bench::running::Running;

/// What a heap may grow by without a leak: collectors begin anew at sizes of their own.
const SLACK: u64 = 1 << 20;
/// Memory is flat when so many rounds in a row take no more of it.
const QUIET: usize = 5;
/// A leak never stops to grow. Heaps do after some rounds: a collector may leave what has lived for a while until there
/// are dozens of megabytes of it. JavaScript's still rose in the fiftieth round once, beside other work, and was flat when it was asked again.
const ROUNDS: usize = 100;

/// Many calls in turn, and many at once.
fn round(pair: &mut Running) -> Result<(), String> {
    pair.load("calls", &[Val::U32(10_000)])?;
    let returned = pair.load("crowd", &[Val::U32(1000)])?;
    if returned != Some(Val::U32(1000)) {
        return Err(format!("a thousand calls at once gave {returned:?}"));
    }
    Ok(())
}

fn pull(pair: &mut Running, bytes: u64, piece: u32) -> Result<(), String> {
    let got = pair.load("pull", &[Val::U64(bytes), Val::U32(piece)])?;
    if got != Some(Val::U64(bytes)) {
        return Err(format!("{bytes} bytes in pieces of {piece} gave {got:?}"));
    }
    Ok(())
}

/// Plays rounds until they take no more memory; which it was, round by round, where they never stop to.
fn settles(pair: &mut Running, what: &str, play: impl Fn(&mut Running) -> Result<(), String>) -> Result<(), String> {
    let mut taken = vec![pair.memory()];
    for round in 1..=ROUNDS {
        play(pair)?;
        taken.push(pair.memory());
        if round >= QUIET && taken[round] <= taken[round - QUIET] + SLACK {
            println!("{what} take {taken:?}");
            return Ok(());
        }
    }
    Err(format!("{what} take more and more: {taken:?}"))
}

fn play(pair: &mut Running) -> Result<(), String> {
    settles(pair, "tasks", round)?;
    for piece in [7, 1 << 20] {
        pull(pair, u64::from(piece) * 50 + 3, piece)?;
    }
    settles(pair, "streams", |pair| (0..64).try_for_each(|_| pull(pair, (2 << 20) + 3, 1 << 20)))?;
    pull(pair, 256 << 20, 1 << 20)
}

/// Nobody will ever wake these: the host says so, and which call waits.
fn stuck(caller: &[u8], callee: &[u8]) -> Result<(), String> {
    for function in ["hang", "embrace"] {
        let error = match linked(caller, callee).load(function, &[]) {
            Ok(got) => return Err(format!("`{function}` gave {got:?}")),
            Err(error) => error,
        };
        if !error.contains("(a deadlock)") || !error.contains(&format!("matrix:loads/load#{function}")) {
            return Err(format!("`{function}`: {error}"));
        }
    }
    Ok(())
}

fn linked(caller: &[u8], callee: &[u8]) -> Running {
    Running::pair(Measured::Loads, caller, callee).expect("they fit")
}

fn part(workshop: &Workshop<'_>, language: &str, role: Role) -> Vec<u8> {
    workshop.guest(language, Measured::Loads, role).expect("it can be built")
}

#[test]
fn tasks_and_streams_leave_nothing_behind_and_what_hangs_is_named() {
    let registry = Registry::default();
    let workshop = Workshop::new(&registry, &[], Profile::Dev, &|_| {}).expect("languages");
    let mut wrong = Vec::new();
    for language in workshop.languages() {
        let [caller, callee] = [Role::Caller, Role::Callee].map(|role| part(&workshop, &language, role));
        println!("{language}:");
        for problem in
            [play(&mut linked(&caller, &callee)), stuck(&caller, &callee)].into_iter().filter_map(Result::err)
        {
            wrong.push(format!("{language}: {problem}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
